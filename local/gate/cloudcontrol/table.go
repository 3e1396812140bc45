package cloudcontrol

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// TableType is the resource type of DynamoDB's tables.
const TableType = "AWS::DynamoDB::Table"

// ReadTable returns the properties of a table as JSON. It makes the requests that the schema of the resource type lists
// for its read handler: DescribeTable, DescribeContinuousBackups, DescribeContributorInsights,
// DescribeKinesisStreamingDestination, ListTagsOfResource and GetResourcePolicy. AWS may not make each of them for each
// table, and may let one fail; here each is needed. DescribeTimeToLive is not listed, so there is no
// TimeToLiveSpecification.
func ReadTable(ctx context.Context, client *dynamodb.Client, name string) (string, error) {
	described, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if gone := (*types.ResourceNotFoundException)(nil); errors.As(err, &gone) {
		return "", &HandlerError{
			NotFound,
			fmt.Sprintf("Resource of type '%s' with identifier '%s' was not found.", TableType, name),
		}
	}
	if err != nil {
		return "", failure(err)
	}
	t := tableOf(described.Table)
	for _, read := range []func(context.Context, *dynamodb.Client, *types.TableDescription) error{
		t.readBackups, t.readInsights, t.readKinesis, t.readTags, t.readPolicies,
	} {
		if err := read(ctx, client, described.Table); err != nil {
			return "", failure(err)
		}
	}
	properties, err := json.Marshal(t)
	return string(properties), err
}

func tableOf(d *types.TableDescription) *table {
	t := &table{
		Arn: d.TableArn, TableName: d.TableName, BillingMode: types.BillingModeProvisioned,
		DeletionProtectionEnabled: aws.ToBool(d.DeletionProtectionEnabled),
		KeySchema:                 keysOf(d.KeySchema), ProvisionedThroughput: throughputOf(d.ProvisionedThroughput),
		OnDemandThroughput: limitsOf(d.OnDemandThroughput), StreamArn: d.LatestStreamArn,
	}
	for _, a := range d.AttributeDefinitions {
		t.AttributeDefinitions = append(t.AttributeDefinitions, attribute{a.AttributeName, a.AttributeType})
	}
	if s := d.BillingModeSummary; s != nil && s.BillingMode != "" {
		t.BillingMode = s.BillingMode
	}
	if c := d.TableClassSummary; c != nil {
		t.TableClass = c.TableClass
	}
	if e := d.SSEDescription; e != nil && e.Status == types.SSEStatusEnabled {
		t.SSESpecification = encryption{true, e.SSEType, e.KMSMasterKeyArn}
	}
	if s := d.StreamSpecification; s != nil && aws.ToBool(s.StreamEnabled) {
		t.StreamSpecification = &stream{StreamViewType: s.StreamViewType}
	}
	for _, i := range d.LocalSecondaryIndexes {
		t.LocalSecondaryIndexes = append(t.LocalSecondaryIndexes,
			index{IndexName: i.IndexName, KeySchema: keysOf(i.KeySchema), Projection: projectionOf(i.Projection)})
	}
	for _, i := range d.GlobalSecondaryIndexes {
		t.GlobalSecondaryIndexes = append(t.GlobalSecondaryIndexes, index{
			IndexName: i.IndexName, KeySchema: keysOf(i.KeySchema), Projection: projectionOf(i.Projection),
			ProvisionedThroughput: throughputOf(i.ProvisionedThroughput), OnDemandThroughput: limitsOf(i.OnDemandThroughput),
		})
	}
	return t
}

func (t *table) readBackups(ctx context.Context, client *dynamodb.Client, d *types.TableDescription) error {
	found, err := client.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: d.TableName})
	if err != nil {
		return err
	}
	if r := found.ContinuousBackupsDescription.PointInTimeRecoveryDescription; r != nil {
		t.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled = r.PointInTimeRecoveryStatus ==
			types.PointInTimeRecoveryStatusEnabled
		if t.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled {
			t.PointInTimeRecoverySpecification.RecoveryPeriodInDays = r.RecoveryPeriodInDays
		}
	}
	return nil
}

func (t *table) readInsights(ctx context.Context, client *dynamodb.Client, d *types.TableDescription) error {
	found, err := client.DescribeContributorInsights(ctx,
		&dynamodb.DescribeContributorInsightsInput{TableName: d.TableName})
	if err != nil {
		return err
	}
	t.ContributorInsightsSpecification.Enabled = slices.Contains([]types.ContributorInsightsStatus{
		types.ContributorInsightsStatusEnabled, types.ContributorInsightsStatusEnabling,
	}, found.ContributorInsightsStatus)
	return nil
}

func (t *table) readKinesis(ctx context.Context, client *dynamodb.Client, d *types.TableDescription) error {
	found, err := client.DescribeKinesisStreamingDestination(ctx,
		&dynamodb.DescribeKinesisStreamingDestinationInput{TableName: d.TableName})
	if err != nil {
		return err
	}
	for _, to := range found.KinesisDataStreamDestinations {
		if to.DestinationStatus == types.DestinationStatusActive {
			t.KinesisStreamSpecification = &kinesis{to.StreamArn}
		}
	}
	return nil
}

func (t *table) readTags(ctx context.Context, client *dynamodb.Client, d *types.TableDescription) error {
	in := &dynamodb.ListTagsOfResourceInput{ResourceArn: d.TableArn}
	for {
		page, err := client.ListTagsOfResource(ctx, in)
		if err != nil {
			return err
		}
		for _, each := range page.Tags {
			t.Tags = append(t.Tags, tag{each.Key, each.Value})
		}
		if page.NextToken == nil {
			return nil
		}
		in.NextToken = page.NextToken
	}
}

func (t *table) readPolicies(ctx context.Context, client *dynamodb.Client, d *types.TableDescription) (err error) {
	if t.ResourcePolicy, err = policyOf(ctx, client, d.TableArn); err != nil || t.StreamSpecification == nil {
		return err
	}
	t.StreamSpecification.ResourcePolicy, err = policyOf(ctx, client, d.LatestStreamArn)
	return err
}

// policyOf reads the policy of a table or a stream, nil for none.
func policyOf(ctx context.Context, client *dynamodb.Client, arn *string) (*policy, error) {
	found, err := client.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: arn})
	if none := (*types.PolicyNotFoundException)(nil); errors.As(err, &none) {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if err != nil {
		return nil, err
	}
	return &policy{json.RawMessage(aws.ToString(found.Policy))}, nil
}
