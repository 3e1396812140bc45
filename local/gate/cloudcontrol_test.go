package gate

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const tableType = "AWS::DynamoDB::Table"

// resource reads a table with Cloud Control API.
func (h *harness) resource(by keys, table string) (map[string]any, error) {
	h.Helper()
	found, err := cloudcontrol.NewFromConfig(configOf(h.gate.Internet(), by)).GetResource(h.Context(),
		&cloudcontrol.GetResourceInput{TypeName: aws.String(tableType), Identifier: &table})
	if err != nil {
		return nil, err
	}
	assert.Equal(h, tableType, *found.TypeName)
	assert.Equal(h, table, *found.ResourceDescription.Identifier)
	var properties map[string]any
	require.NoError(h, json.Unmarshal([]byte(*found.ResourceDescription.Properties), &properties))
	return properties, nil
}

// TestCloudControlReadsATable reads each property of a table that the components set.
func TestCloudControlReadsATable(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, tableARN, stream := h.table()
	client := h.tables(h.gate.Internet(), bootstrap)
	properties, err := h.resource(bootstrap, name)
	require.NoError(t, err)
	assert.Equal(t, name, properties["TableName"])
	assert.Equal(t, tableARN, properties["Arn"])
	assert.Equal(t, "PAY_PER_REQUEST", properties["BillingMode"])
	assert.Equal(t, []any{map[string]any{"AttributeName": "pk", "KeyType": "HASH"}}, properties["KeySchema"])
	assert.Equal(t, false, properties["DeletionProtectionEnabled"])
	assert.Equal(t, map[string]any{"PointInTimeRecoveryEnabled": false}, properties["PointInTimeRecoverySpecification"])
	assert.Equal(t, map[string]any{"SSEEnabled": false}, properties["SSESpecification"])
	assert.Equal(t, map[string]any{"StreamViewType": "NEW_AND_OLD_IMAGES"}, properties["StreamSpecification"])
	assert.Equal(t, stream, properties["StreamArn"])
	assert.NotContains(t, properties, "ResourcePolicy")

	document := denyAction("dynamodb:DeleteTable")
	require.NoError(t, h.put(tableARN, document, bootstrap))
	require.NoError(t, h.put(stream, denyAction("dynamodb:GetRecords"), bootstrap))
	_, err = client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &name, DeletionProtectionEnabled: aws.Bool(true),
	})
	require.NoError(t, err)
	_, err = client.UpdateContinuousBackups(t.Context(), &dynamodb.UpdateContinuousBackupsInput{
		TableName: &name,
		PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: aws.Bool(true),
		},
	})
	require.NoError(t, err)
	_, err = client.TagResource(t.Context(), &dynamodb.TagResourceInput{
		ResourceArn: &tableARN, Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("a")}},
	})
	require.NoError(t, err)
	properties, err = h.resource(bootstrap, name)
	require.NoError(t, err)
	policy := func(document string) any {
		var object any
		require.NoError(t, json.Unmarshal([]byte(document), &object))
		return map[string]any{"PolicyDocument": object}
	}
	assert.Equal(t, true, properties["DeletionProtectionEnabled"])
	assert.Equal(t, true, properties["PointInTimeRecoverySpecification"].(map[string]any)["PointInTimeRecoveryEnabled"])
	assert.Equal(t, policy(document), properties["ResourcePolicy"], "a document is an object, not a text")
	assert.Equal(t, policy(denyAction("dynamodb:GetRecords")),
		properties["StreamSpecification"].(map[string]any)["ResourcePolicy"])
	assert.Equal(t, []any{map[string]any{"Key": "team", "Value": "a"}}, properties["Tags"])
}

// TestCloudControlUsesTheCallersRights: each request of the read handler is decided as the caller's own, which an AWS
// service forwards.
func TestCloudControlUsesTheCallersRights(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, tableARN, stream := h.table()
	allowing := func(actions ...string) keys {
		_, by := h.role("/", fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["%s"],"Resource":"*"}]}`,
			strings.Join(actions, `","`)))
		return by
	}
	needed := []string{
		"dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeContributorInsights",
		"dynamodb:DescribeKinesisStreamingDestination", "dynamodb:ListTagsOfResource", "dynamodb:GetResourcePolicy",
	}
	_, err := h.resource(allowing(needed...), name)
	h.refused(err, "AccessDeniedException", "not authorized to perform: cloudformation:GetResource on resource: "+
		"arn:aws:cloudformation:us-east-1:123456789012:resource/* because no identity-based policy allows")
	for i, action := range needed {
		others := append([]string{"cloudformation:GetResource"}, needed[:i]...)
		_, err := h.resource(allowing(append(others, needed[i+1:]...)...), name)
		require.Error(t, err, action)
		h.refused(err, "AccessDeniedException", "AWS::DynamoDB::Table Handler returned status FAILED: User: ")
		h.refused(err, "AccessDeniedException", "not authorized to perform: "+action+" on resource: "+tableARN)
		h.refused(err, "AccessDeniedException", "(HandlerErrorCode: AccessDenied, RequestToken: ")
	}
	by := allowing(append(needed, "cloudformation:GetResource")...)
	_, err = h.resource(by, name)
	require.NoError(t, err)

	deny := func(key, value string) string {
		return strings.Replace(denyAction("dynamodb:GetResourcePolicy"), `"Resource"`,
			`"Condition":{"`+key+`":`+value+`},"Resource"`, 1)
	}
	require.NoError(t, h.put(tableARN, deny("Bool", `{"aws:ViaAWSService":"false"}`), bootstrap))
	_, err = h.resource(by, name)
	require.NoError(t, err, "the request is forwarded")
	_, err = h.tables(h.gate.Internet(), by).GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &tableARN})
	h.refused(err, "AccessDeniedException", "with an explicit deny in a resource-based policy")
	require.NoError(t, h.put(tableARN, deny("ForAnyValue:StringEquals", `{"aws:CalledVia":"cloudformation.amazonaws.com"}`), bootstrap))
	_, err = h.resource(by, name)
	h.refused(err, "AccessDeniedException", "dynamodb:GetResourcePolicy on resource: "+tableARN)

	_, err = h.tables(h.gate.Internet(), bootstrap).DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	require.NoError(t, err)
	require.NoError(t, h.put(stream, denyAction("dynamodb:GetResourcePolicy"), bootstrap))
	_, err = h.resource(by, name)
	h.refused(err, "AccessDeniedException", "dynamodb:GetResourcePolicy on resource: "+stream)
}

func TestCloudControlRefuses(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, tableARN, _ := h.table()
	client := cloudcontrol.NewFromConfig(configOf(h.gate.Internet(), bootstrap))
	tests := []struct {
		name, typeName, identifier, code, message string
	}{
		{"no such table", tableType, name + "-gone", "ResourceNotFoundException", "(HandlerErrorCode: NotFound, RequestToken: "},
		{"an ARN is no identifier", tableType, tableARN + "-gone", "ResourceNotFoundException", "was not found"},
		{"another type of AWS", "AWS::S3::Bucket", name, "UnsupportedActionException", "AWS::S3::Bucket"},
		{"a type of nobody", "Someone::Else::Table", name, "TypeNotFoundException", "The type 'Someone::Else::Table' cannot be found."},
		{"no type", "Table", name, "ValidationException", "typeName"},
	}
	for _, test := range tests {
		_, err := client.GetResource(t.Context(),
			&cloudcontrol.GetResourceInput{TypeName: &test.typeName, Identifier: &test.identifier})
		require.Error(t, err, test.name)
		h.refused(err, test.code, test.message)
	}
	_, err := client.GetResource(t.Context(), &cloudcontrol.GetResourceInput{
		TypeName: aws.String(tableType), Identifier: &name, RoleArn: aws.String("arn:aws:iam::123456789012:role/other"),
	})
	h.refused(err, "UnsupportedActionException", "RoleArn")
	_, err = client.ListResources(t.Context(), &cloudcontrol.ListResourcesInput{TypeName: aws.String(tableType)})
	h.refused(err, "UnsupportedActionException", "ListResources")
	_, err = h.resource(keys{"AKIANOBODY", "x", ""}, name)
	h.refused(err, "UnrecognizedClientException", "security token")

	_, _, door := h.endpoint("dynamodb", true, "")
	_, err = cloudcontrol.NewFromConfig(configOf(door.URL, bootstrap)).GetResource(t.Context(),
		&cloudcontrol.GetResourceInput{TypeName: aws.String(tableType), Identifier: &name})
	var api smithy.APIError
	require.Error(t, err, "an endpoint for DynamoDB carries no other service")
	assert.False(t, errors.As(err, &api))
}
