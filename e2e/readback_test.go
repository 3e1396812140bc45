package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// TestUpdatesReadAWSBack changes AWS outside Pulumi. The next update, which finds nothing to do, fails with every
// difference at once, and the command that it names ends them.
func TestUpdatesReadAWSBack(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/read-back", nil)
	outputs, _ := team.up(t)
	table, group := outputs["tableName"].(string), outputs["clientSecurityGroupId"].(string)

	_, err := team.byPipeline(t).DynamoDB.DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{
		ResourceArn: aws.String(outputs["tableArn"].(string)),
	})
	require.NoError(t, err)
	_, err = team.DynamoDB.UpdateContinuousBackups(t.Context(), &dynamodb.UpdateContinuousBackupsInput{
		TableName: &table, PointInTimeRecoverySpecification: &ddbtypes.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: aws.Bool(false),
		},
	})
	require.NoError(t, err)
	_, err = team.EC2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: aws.String(outputs["vpcEndpointId"].(string)), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`),
	})
	require.NoError(t, err)
	_, err = team.EC2.AuthorizeSecurityGroupEgress(t.Context(), &ec2.AuthorizeSecurityGroupEgressInput{
		GroupId: &group, IpPermissions: []ec2types.IpPermission{{
			IpProtocol: aws.String("-1"), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
		}},
	})
	require.NoError(t, err)

	result, err := team.Up(t.Context(), optup.SuppressProgress())
	require.Error(t, err, result.StdOut)
	for _, part := range []string{
		"AWS is not as the program says",
		"pointInTimeRecovery: the program has it on, AWS has it off",
		"table policy: the program has one, AWS has none",
		"policy of the endpoint " + outputs["vpcEndpointId"].(string),
		"what the security group " + group + " lets out",
		"everything to 0.0.0.0/0",
		"run pulumi up --refresh",
	} {
		assert.ErrorContains(t, err, part)
	}

	_, changes := team.up(t, optup.Refresh())
	assert.Equal(t, 1, changes["create"], "the table policy: %v", changes)
	assert.Zero(t, changes["replace"]+changes["delete"], "%v", changes)
	team.up(t)
	found, err := team.DynamoDB.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: &table})
	require.NoError(t, err)
	assert.Equal(t, ddbtypes.PointInTimeRecoveryStatusEnabled,
		found.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus)
	_, err = team.DynamoDB.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{
		ResourceArn: aws.String(outputs["tableArn"].(string)),
	})
	require.NoError(t, err)
	groups, err := team.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{GroupIds: []string{group}})
	require.NoError(t, err)
	require.Len(t, groups.SecurityGroups[0].IpPermissionsEgress, 1)
	assert.Empty(t, groups.SecurityGroups[0].IpPermissionsEgress[0].IpRanges)
}

// TestUpdatesWithoutTheRightToReadBack: the right is not needed to deploy. Who lacks it is warned, with its name.
func TestUpdatesWithoutTheRightToReadBack(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/read-back", nil)
	_, role, _ := strings.Cut(pipeline, ":role/ci/")
	roles := iam.NewFromConfig(aws.Config{
		BaseEndpoint: &team.endpoint, Region: workspace.Region, Credentials: credentials.NewStaticCredentialsProvider(
			workspace.Root.AccessKeyID, workspace.Root.SecretAccessKey, ""),
	})
	_, err := roles.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{
		RoleName: &role, PolicyName: aws.String("without"), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"cloudformation:*","Resource":"*"}}`),
	})
	require.NoError(t, err)
	result, err := team.Up(t.Context(), optup.SuppressProgress())
	require.NoError(t, err)
	assert.Contains(t, result.StdOut+result.StdErr, "was not read back from AWS, so that it is not known whether AWS is as "+
		"the program says: the right cloudformation:GetResource is missing")
}
