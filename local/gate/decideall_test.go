package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDecideAll: a caller's own policies decide about all services, so that a policy for a pipeline can be tried.
func TestDecideAll(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{DecideAll: true})
	arn, by := h.role("/ci/", `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["ec2:CreateVpc","ec2:DescribeVpcs"],"Resource":"*"},
		{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"StringEquals":{"ec2:CreateAction":"CreateSubnet"}}},
		{"Effect":"Allow","Action":"application-autoscaling:*","Resource":"*",
			"Condition":{"StringEquals":{"application-autoscaling:service-namespace":"ecs"}}},
		{"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:aws:iam::123456789012:role/ci/*"}]}`)
	config := configOf(h.gate.Internet(), by)
	networks, roles := ec2.NewFromConfig(config), iam.NewFromConfig(config)

	made, err := networks.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(t, err)
	_, err = networks.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	require.NoError(t, err)
	_, err = networks.CreateVpc(t.Context(), &ec2.CreateVpcInput{
		CidrBlock: aws.String("10.1.0.0/16"), TagSpecifications: []ec2types.TagSpecification{{
			ResourceType: ec2types.ResourceTypeVpc, Tags: []ec2types.Tag{{Key: aws.String("a"), Value: aws.String("b")}},
		}},
	})
	h.refused(err, "UnauthorizedOperation", "is not authorized to perform: ec2:CreateTags on resource: * because no "+
		"identity-based policy allows the ec2:CreateTags action")
	_, err = networks.DeleteVpc(t.Context(), &ec2.DeleteVpcInput{VpcId: made.Vpc.VpcId})
	h.refused(err, "UnauthorizedOperation", "ec2:DeleteVpc")

	_, err = scaling.NewFromConfig(config).PutScalingPolicy(t.Context(), &scaling.PutScalingPolicyInput{
		ServiceNamespace: types.ServiceNamespaceDynamodb, ResourceId: aws.String("table/t"), PolicyName: aws.String("p"),
		ScalableDimension: types.ScalableDimensionDynamoDBTableReadCapacityUnits,
	})
	h.refused(err, "AccessDeniedException", "application-autoscaling:PutScalingPolicy")

	own := arn[len("arn:aws:iam::123456789012:role/ci/"):]
	_, err = roles.GetRole(t.Context(), &iam.GetRoleInput{RoleName: &own})
	require.NoError(t, err)
	_, err = roles.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("another")})
	h.refused(err, "AccessDenied", "iam:GetRole on resource: arn:aws:iam::123456789012:role/another")
	_, err = sts.NewFromConfig(config).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	require.NoError(t, err, "it takes no permission")

	line := logged(t, h.log, func(line map[string]any) bool { return line["action"] == "ec2:DeleteVpc" })
	assert.Equal(t, false, line["allowed"])
	assert.Equal(t, arn, line["principal"])

	_, err = networks.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}, func(o *ec2.Options) {
		o.Credentials = configOf("", keys{"AKIAUNKNOWN", "x", ""}).Credentials
	})
	h.refused(err, "UnrecognizedClientException", "security token")
}
