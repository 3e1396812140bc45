package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type table struct {
	Attributes                []sdk.TableAttribute           `pulumi:"attributes"`
	BillingMode               *string                        `pulumi:"billingMode"`
	DeletionProtectionEnabled *bool                          `pulumi:"deletionProtectionEnabled"`
	GlobalSecondaryIndexes    []globalIndex                  `pulumi:"globalSecondaryIndexes"`
	HashKey                   *string                        `pulumi:"hashKey"`
	LocalSecondaryIndexes     []sdk.TableLocalSecondaryIndex `pulumi:"localSecondaryIndexes"`
	Name                      *string                        `pulumi:"name"`
	OnDemandThroughput        *onDemandLimits                `pulumi:"onDemandThroughput"`
	PointInTimeRecovery       *recovery                      `pulumi:"pointInTimeRecovery"`
	RangeKey                  *string                        `pulumi:"rangeKey"`
	ReadCapacity              *int                           `pulumi:"readCapacity"`
	ServerSideEncryption      *sdk.TableServerSideEncryption `pulumi:"serverSideEncryption"`
	StreamEnabled             *bool                          `pulumi:"streamEnabled"`
	StreamViewType            *string                        `pulumi:"streamViewType"`
	TableClass                *string                        `pulumi:"tableClass"`
	TTL                       *sdk.TableTtl                  `pulumi:"ttl"`
	WriteCapacity             *int                           `pulumi:"writeCapacity"`
	tagged

	ARN         *string `pulumi:"arn"`
	StreamARN   *string `pulumi:"streamArn"`
	StreamLabel *string `pulumi:"streamLabel"`
}

type globalIndex struct {
	HashKey            string          `pulumi:"hashKey"`
	Name               string          `pulumi:"name"`
	NonKeyAttributes   []string        `pulumi:"nonKeyAttributes"`
	OnDemandThroughput *onDemandLimits `pulumi:"onDemandThroughput"`
	ProjectionType     string          `pulumi:"projectionType"`
	RangeKey           *string         `pulumi:"rangeKey"`
	ReadCapacity       *int            `pulumi:"readCapacity"`
	WriteCapacity      *int            `pulumi:"writeCapacity"`
}

type recovery struct {
	Enabled              bool   `pulumi:"enabled"`
	RecoveryPeriodInDays *int32 `pulumi:"recoveryPeriodInDays"`
}

const (
	onDemand    = string(types.BillingModePayPerRequest)
	provisioned = string(types.BillingModeProvisioned)
	standard    = string(types.TableClassStandard)
)

var tables = resourceType[table]{
	official: contract.ResourceOf[sdk.TableArgs, sdk.Table]("aws:dynamodb/table:Table"),
	// Source: terraform-provider-aws, internal/service/dynamodb/table.go, resourceTable.
	traits: contract.Traits{
		"attributes":                {Set: true, Terraform: "attribute"},
		"billingMode":               {Default: provisioned, Valid: contract.OneOf(provisioned, onDemand)},
		"deletionProtectionEnabled": {Unset: false},
		"globalSecondaryIndexes":    {Set: true, Whole: true, Terraform: "global_secondary_index"},
		"hashKey":                   {Replace: true},
		"localSecondaryIndexes":     {Set: true, Replace: true, Terraform: "local_secondary_index", Planned: []any{}},
		"name":                      {Replace: true},
		"onDemandThroughput": {Fields: contract.Traits{
			"maxReadRequestUnits": {Unset: noLimit}, "maxWriteRequestUnits": {Unset: noLimit},
		}},
		"pointInTimeRecovery": {
			Shared: true,
			Fields: contract.Traits{"recoveryPeriodInDays": {Planned: 0, Shared: true, Valid: contract.Between(1, 35)}},
		},
		"rangeKey":     {Replace: true},
		"readCapacity": {Shared: true},
		"serverSideEncryption": {
			Shared: true,
			Fields: contract.Traits{"kmsKeyArn": {Shared: true, Valid: contract.ARN}},
		},
		"streamEnabled": {Unset: false},
		"streamViewType": {
			Shared: true, Valid: contract.OneOf("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY", ""),
		},
		"tableClass": {
			Default: standard, Suppressed: true, Valid: contract.OneOf(standard, "STANDARD_INFREQUENT_ACCESS"),
		},
		"ttl":           {Shared: true},
		"writeCapacity": {Shared: true},
	},
	autoName: "name",
	plan:     planTable,
	recomputes: map[string][]string{
		"streamEnabled":  {"streamArn"},
		"streamViewType": {"streamArn"},
	},
	gone: []string{"ResourceNotFoundException"},

	create: createTable,
	read:   readTable,
	update: updateTable,
	remove: removeTable,
}

func createTable(ctx context.Context, s *session, want *table) (string, error) {
	in := &dynamodb.CreateTableInput{
		AttributeDefinitions:      attributes(want.Attributes),
		BillingMode:               types.BillingMode(*want.BillingMode),
		DeletionProtectionEnabled: want.DeletionProtectionEnabled,
		KeySchema:                 keySchema(aws.ToString(want.HashKey), want.RangeKey),
		OnDemandThroughput:        want.OnDemandThroughput.changesFrom(*want.BillingMode, nil),
		ProvisionedThroughput:     throughput(*want.BillingMode, want.ReadCapacity, want.WriteCapacity),
		SSESpecification:          encryption(want.ServerSideEncryption),
		TableName:                 want.Name,
		Tags:                      tableTags(want.TagsAll),
	}
	if want.TableClass != nil {
		in.TableClass = types.TableClass(*want.TableClass)
	}
	if aws.ToBool(want.StreamEnabled) {
		in.StreamSpecification = stream(want)
	}
	for _, i := range want.LocalSecondaryIndexes {
		in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{
			IndexName:  aws.String(i.Name),
			KeySchema:  keySchema(aws.ToString(want.HashKey), &i.RangeKey),
			Projection: projection(i.ProjectionType, i.NonKeyAttributes),
		})
	}
	for _, i := range want.GlobalSecondaryIndexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName:             aws.String(i.Name),
			KeySchema:             keySchema(i.HashKey, i.RangeKey),
			OnDemandThroughput:    i.OnDemandThroughput.changesFrom(*want.BillingMode, nil),
			Projection:            projection(i.ProjectionType, i.NonKeyAttributes),
			ProvisionedThroughput: throughput(*want.BillingMode, i.ReadCapacity, i.WriteCapacity),
		})
	}
	name := *want.Name
	if _, err := s.dynamodb.CreateTable(ctx, in); err != nil {
		return "", fmt.Errorf("creating AWS DynamoDB Table (%s): %w", name, err)
	}
	if err := waitForTable(ctx, s, name); err != nil {
		return name, fmt.Errorf("waiting for creation AWS DynamoDB Table (%s): %w", name, err)
	}
	fresh := &table{}
	if err := setTTL(ctx, s, name, fresh, want); err != nil {
		return name, fmt.Errorf("creating AWS DynamoDB Table (%s): enabling TTL: %w", name, err)
	}
	err := setRecovery(ctx, s, name, fresh, want)
	return name, wrap(err, "creating AWS DynamoDB Table (%s): enabling point in time recovery", name)
}

func waitForTable(ctx context.Context, s *session, name string) error {
	wait := dynamodb.NewTableExistsWaiter(s.dynamodb,
		func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = pollInterval })
	return wait.Wait(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(name)}, timeout)
}

func attributes(list []sdk.TableAttribute) []types.AttributeDefinition {
	var out []types.AttributeDefinition
	for _, a := range list {
		out = append(out, types.AttributeDefinition{
			AttributeName: aws.String(a.Name), AttributeType: types.ScalarAttributeType(a.Type),
		})
	}
	return out
}

func keySchema(hash string, sort *string) []types.KeySchemaElement {
	out := []types.KeySchemaElement{{AttributeName: aws.String(hash), KeyType: types.KeyTypeHash}}
	if sort != nil && *sort != "" {
		out = append(out, types.KeySchemaElement{AttributeName: sort, KeyType: types.KeyTypeRange})
	}
	return out
}

func projection(projectionType string, others []string) *types.Projection {
	return &types.Projection{ProjectionType: types.ProjectionType(projectionType), NonKeyAttributes: others}
}

// throughput is nil for an on-demand table, whatever capacity the program has.
func throughput(billing string, read, write *int) *types.ProvisionedThroughput {
	if billing == onDemand {
		return nil
	}
	return &types.ProvisionedThroughput{
		ReadCapacityUnits: aws.Int64(int64(aws.ToInt(read))), WriteCapacityUnits: aws.Int64(int64(aws.ToInt(write))),
	}
}

func encryption(want *sdk.TableServerSideEncryption) *types.SSESpecification {
	if want == nil {
		return nil
	}
	out := &types.SSESpecification{Enabled: aws.Bool(want.Enabled)}
	if want.Enabled {
		out.SSEType, out.KMSMasterKeyId = types.SSETypeKms, want.KmsKeyArn
	}
	return out
}

func stream(want *table) *types.StreamSpecification {
	return &types.StreamSpecification{
		StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewType(aws.ToString(want.StreamViewType)),
	}
}

func tableTags(tags map[string]string) []types.Tag {
	var out []types.Tag
	for k, v := range tags {
		out = append(out, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return out
}
