package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// readTable makes four calls, because no single call of AWS returns everything about a table.
func readTable(ctx context.Context, s *session, id string, prior *table) (*table, error) {
	name := aws.String(id)
	out, err := s.dynamodb.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: name})
	if err != nil {
		return nil, err
	}
	t := tableOf(out.Table, prior)
	backups, err := s.dynamodb.DescribeContinuousBackups(ctx,
		&dynamodb.DescribeContinuousBackupsInput{TableName: name})
	if err != nil {
		return nil, err
	}
	t.PointInTimeRecovery = recoveryOf(backups.ContinuousBackupsDescription)
	ttl, err := s.dynamodb.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: name})
	if err != nil {
		return nil, err
	}
	t.TTL = ttlOf(ttl.TimeToLiveDescription, prior)
	t.tagged, err = s.readTableTags(ctx, t.ARN)
	return t, err
}

func tableOf(d *types.TableDescription, prior *table) *table {
	hash, sort := keysOf(d.KeySchema)
	t := &table{
		Attributes:                []sdk.TableAttribute{},
		BillingMode:               aws.String(provisioned),
		DeletionProtectionEnabled: aws.Bool(aws.ToBool(d.DeletionProtectionEnabled)),
		GlobalSecondaryIndexes:    []globalIndex{},
		HashKey:                   &hash,
		LocalSecondaryIndexes:     []sdk.TableLocalSecondaryIndex{},
		Name:                      d.TableName,
		RangeKey:                  sort,
		StreamEnabled:             aws.Bool(false),
		StreamViewType:            aws.String(""),
		TableClass:                aws.String(standard),
		ARN:                       d.TableArn,
		StreamARN:                 aws.String(aws.ToString(d.LatestStreamArn)),
		StreamLabel:               aws.String(aws.ToString(d.LatestStreamLabel)),
	}
	for _, a := range d.AttributeDefinitions {
		t.Attributes = append(t.Attributes,
			sdk.TableAttribute{Name: aws.ToString(a.AttributeName), Type: string(a.AttributeType)})
	}
	if b := d.BillingModeSummary; b != nil && b.BillingMode != "" {
		t.BillingMode = aws.String(string(b.BillingMode))
	}
	if c := d.TableClassSummary; c != nil && c.TableClass != "" {
		t.TableClass = aws.String(string(c.TableClass))
	}
	if e := d.SSEDescription; e != nil && e.Status == types.SSEStatusEnabled {
		t.ServerSideEncryption = &sdk.TableServerSideEncryption{Enabled: true, KmsKeyArn: e.KMSMasterKeyArn}
	}
	if spec := d.StreamSpecification; spec != nil && aws.ToBool(spec.StreamEnabled) {
		t.StreamEnabled, t.StreamViewType = spec.StreamEnabled, aws.String(string(spec.StreamViewType))
	}
	t.ReadCapacity, t.WriteCapacity = capacity(t, d.ProvisionedThroughput, prior.ReadCapacity, prior.WriteCapacity)
	t.OnDemandThroughput = onDemandLimitsOf(d.OnDemandThroughput)
	for _, i := range d.LocalSecondaryIndexes {
		_, sort := keysOf(i.KeySchema)
		t.LocalSecondaryIndexes = append(t.LocalSecondaryIndexes, sdk.TableLocalSecondaryIndex{
			Name: aws.ToString(i.IndexName), RangeKey: aws.ToString(sort),
			ProjectionType: string(i.Projection.ProjectionType), NonKeyAttributes: i.Projection.NonKeyAttributes,
		})
	}
	for _, i := range d.GlobalSecondaryIndexes {
		t.GlobalSecondaryIndexes = append(t.GlobalSecondaryIndexes, t.globalOf(i, prior))
	}
	return t
}

func (t *table) globalOf(d types.GlobalSecondaryIndexDescription, prior *table) globalIndex {
	hash, sort := keysOf(d.KeySchema)
	i := globalIndex{
		Name: aws.ToString(d.IndexName), HashKey: hash, RangeKey: sort,
		OnDemandThroughput: onDemandLimitsOf(d.OnDemandThroughput),
		ProjectionType:     string(d.Projection.ProjectionType), NonKeyAttributes: d.Projection.NonKeyAttributes,
	}
	var last globalIndex
	for _, g := range prior.GlobalSecondaryIndexes {
		if g.Name == i.Name {
			last = g
		}
	}
	i.ReadCapacity, i.WriteCapacity = capacity(t, d.ProvisionedThroughput, last.ReadCapacity, last.WriteCapacity)
	return i
}

// capacity returns the program's own values for an on-demand table, as the official provider does: AWS has none.
func capacity(t *table, d *types.ProvisionedThroughputDescription, read, write *int) (*int, *int) {
	if *t.BillingMode == onDemand || d == nil {
		return aws.Int(aws.ToInt(read)), aws.Int(aws.ToInt(write))
	}
	return aws.Int(int(aws.ToInt64(d.ReadCapacityUnits))), aws.Int(int(aws.ToInt64(d.WriteCapacityUnits)))
}

func keysOf(schema []types.KeySchemaElement) (hash string, sort *string) {
	for _, k := range schema {
		if k.KeyType == types.KeyTypeHash {
			hash = aws.ToString(k.AttributeName)
		} else {
			sort = k.AttributeName
		}
	}
	return hash, sort
}

func recoveryOf(d *types.ContinuousBackupsDescription) *recovery {
	out := &recovery{RecoveryPeriodInDays: aws.Int32(0)}
	if d == nil || d.PointInTimeRecoveryDescription == nil {
		return out
	}
	r := d.PointInTimeRecoveryDescription
	if r.PointInTimeRecoveryStatus == types.PointInTimeRecoveryStatusEnabled {
		out.Enabled, out.RecoveryPeriodInDays = true, aws.Int32(contract.ValueOr(r.RecoveryPeriodInDays, 35))
	}
	return out
}

// ttlOf keeps the attribute's name while TTL is off: AWS forgets it then.
func ttlOf(d *types.TimeToLiveDescription, prior *table) *sdk.TableTtl {
	out := &sdk.TableTtl{Enabled: aws.Bool(false), AttributeName: aws.String("")}
	on := d != nil && (d.TimeToLiveStatus == types.TimeToLiveStatusEnabled ||
		d.TimeToLiveStatus == types.TimeToLiveStatusEnabling)
	switch {
	case on:
		out.Enabled, out.AttributeName = aws.Bool(true), d.AttributeName
	case prior.TTL != nil && !aws.ToBool(prior.TTL.Enabled):
		out.AttributeName = prior.TTL.AttributeName
	}
	return out
}

func (s *session) readTableTags(ctx context.Context, arn *string) (tagged, error) {
	all := map[string]string{}
	in := &dynamodb.ListTagsOfResourceInput{ResourceArn: arn}
	for {
		out, err := s.dynamodb.ListTagsOfResource(ctx, in)
		if err != nil {
			return tagged{}, err
		}
		for _, t := range out.Tags {
			if !isAWSTag(*t.Key) {
				all[*t.Key] = aws.ToString(t.Value)
			}
		}
		if out.NextToken == nil {
			return tagged{TagsAll: all}, nil
		}
		in.NextToken = out.NextToken
	}
}
