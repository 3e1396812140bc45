package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// leftover is something in AWS that a stack made and its state does not have, because the id was lost: the answer did
// not arrive, or who waited for it was killed.
type leftover struct {
	id      string
	command string // with which a person deletes it
	remove  func(context.Context) error
}

// content is what the state of the stack has.
func (s *faultStand) content(t *testing.T) apitype.DeploymentV3 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.state(), ".pulumi", "stacks", "faults", workspace.Stack+".json"))
	require.NoError(t, err)
	var checkpoint struct {
		Checkpoint struct{ Latest apitype.DeploymentV3 }
	}
	require.NoError(t, json.Unmarshal(text, &checkpoint))
	return checkpoint.Checkpoint.Latest
}

// leftovers lists what AWS has and the state does not, in an order in which it can be deleted.
func (s *faultStand) leftovers(t *testing.T) []leftover {
	t.Helper()
	known := map[string]bool{}
	for _, resource := range s.content(t).Resources {
		known[string(resource.ID)] = true
		if resource.Type == "aws:ec2/route:Route" { // AWS has no ids of routes
			known[routeID(resource.Outputs["routeTableId"], resource.Outputs["destinationCidrBlock"])] = true
		}
	}
	var found []leftover
	add := func(l leftover) {
		if !known[l.id] {
			l.command = "aws " + strings.ReplaceAll(l.command, "ID", l.id)
			found = append(found, l)
		}
	}
	s.leftScaling(t, add)
	s.leftTables(t, add)
	s.leftGuardrails(t, add)
	s.leftRules(t, add)
	s.leftRoutes(t, add)
	s.leftEndpoints(t, add)
	s.leftNetworks(t, add)
	return found
}

func routeID(table, destination any) string { return fmt.Sprint(table, " to ", destination) }

func (s *faultStand) leftScaling(t *testing.T, add func(leftover)) {
	t.Helper()
	policies, err := s.Scaling.DescribeScalingPolicies(t.Context(),
		&applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: scaling.ServiceNamespaceDynamodb})
	require.NoError(t, err)
	for _, policy := range policies.ScalingPolicies {
		add(leftover{
			*policy.PolicyName, "application-autoscaling delete-scaling-policy --policy-name ID …",
			func(ctx context.Context) error {
				_, err := s.Scaling.DeleteScalingPolicy(ctx, &applicationautoscaling.DeleteScalingPolicyInput{
					PolicyName: policy.PolicyName, ResourceId: policy.ResourceId, ScalableDimension: policy.ScalableDimension,
					ServiceNamespace: policy.ServiceNamespace,
				})
				return err
			},
		})
	}
}

func (s *faultStand) leftTables(t *testing.T, add func(leftover)) {
	t.Helper()
	listed, err := s.DynamoDB.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	for _, name := range listed.TableNames {
		add(leftover{name, "dynamodb delete-table --table-name ID", func(ctx context.Context) error {
			// It may be protected.
			_, _ = s.DynamoDB.UpdateTable(ctx, &dynamodb.UpdateTableInput{
				TableName: &name, DeletionProtectionEnabled: aws.Bool(false),
			})
			_, err := s.DynamoDB.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &name})
			return err
		}})
	}
}

func (s *faultStand) leftGuardrails(t *testing.T, add func(leftover)) {
	t.Helper()
	policies, err := s.Organizations.ListPolicies(t.Context(),
		&organizations.ListPoliciesInput{Filter: orgtypes.PolicyTypeServiceControlPolicy})
	require.NoError(t, err)
	for _, policy := range policies.Policies {
		if !policy.AwsManaged {
			add(leftover{
				*policy.Id, "organizations delete-policy --policy-id ID",
				func(ctx context.Context) error {
					_, err := s.Organizations.DeletePolicy(ctx, &organizations.DeletePolicyInput{PolicyId: policy.Id})
					return err
				},
			})
		}
	}
}

// leftRules looks at the rules that let something in. Each is a resource of its own, while those that let something out
// are settings of their group.
func (s *faultStand) leftRules(t *testing.T, add func(leftover)) {
	t.Helper()
	rules, err := s.EC2.DescribeSecurityGroupRules(t.Context(), &ec2.DescribeSecurityGroupRulesInput{})
	require.NoError(t, err)
	for _, rule := range rules.SecurityGroupRules {
		if aws.ToBool(rule.IsEgress) || rule.ReferencedGroupInfo != nil && *rule.ReferencedGroupInfo.GroupId == *rule.GroupId {
			continue // the second is the one that AWS makes in a default group
		}
		add(leftover{
			*rule.SecurityGroupRuleId, "ec2 revoke-security-group-ingress --group-id … --security-group-rule-ids ID",
			func(ctx context.Context) error {
				_, err := s.EC2.RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{
					GroupId: rule.GroupId, SecurityGroupRuleIds: []string{*rule.SecurityGroupRuleId},
				})
				return err
			},
		})
	}
}

// leftRoutes looks at routes to the internet. Those to endpoints are settings of the endpoints.
func (s *faultStand) leftRoutes(t *testing.T, add func(leftover)) {
	t.Helper()
	tables, err := s.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{})
	require.NoError(t, err)
	for _, table := range tables.RouteTables {
		for _, route := range table.Routes {
			if aws.ToString(route.DestinationCidrBlock) != "0.0.0.0/0" {
				continue
			}
			add(leftover{
				routeID(*table.RouteTableId, *route.DestinationCidrBlock),
				"ec2 delete-route --route-table-id " + *table.RouteTableId + " --destination-cidr-block 0.0.0.0/0",
				func(ctx context.Context) error {
					_, err := s.EC2.DeleteRoute(ctx, &ec2.DeleteRouteInput{
						RouteTableId: table.RouteTableId, DestinationCidrBlock: route.DestinationCidrBlock,
					})
					return err
				},
			})
		}
	}
}

func (s *faultStand) leftEndpoints(t *testing.T, add func(leftover)) {
	t.Helper()
	gateways, err := s.EC2.DescribeNatGateways(t.Context(), &ec2.DescribeNatGatewaysInput{})
	require.NoError(t, err)
	for _, gateway := range gateways.NatGateways {
		if gateway.State == "deleted" {
			continue
		}
		add(leftover{
			*gateway.NatGatewayId, "ec2 delete-nat-gateway --nat-gateway-id ID",
			func(ctx context.Context) error {
				if _, err := s.EC2.DeleteNatGateway(ctx, &ec2.DeleteNatGatewayInput{NatGatewayId: gateway.NatGatewayId}); err != nil {
					return err
				}
				for _, address := range gateway.NatGatewayAddresses { // AWS does this itself
					_, _ = s.EC2.DisassociateAddress(ctx, &ec2.DisassociateAddressInput{PublicIp: address.PublicIp})
				}
				return nil
			},
		})
	}
	addresses, err := s.EC2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{})
	require.NoError(t, err)
	for _, address := range addresses.Addresses {
		add(leftover{
			*address.AllocationId, "ec2 release-address --allocation-id ID",
			func(ctx context.Context) error {
				_, err := s.EC2.ReleaseAddress(ctx, &ec2.ReleaseAddressInput{AllocationId: address.AllocationId})
				return err
			},
		})
	}
	endpoints, err := s.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{})
	require.NoError(t, err)
	for _, endpoint := range endpoints.VpcEndpoints {
		if strings.EqualFold(string(endpoint.State), "deleted") {
			continue
		}
		add(leftover{
			*endpoint.VpcEndpointId, "ec2 delete-vpc-endpoints --vpc-endpoint-ids ID",
			func(ctx context.Context) error {
				_, err := s.EC2.DeleteVpcEndpoints(ctx,
					&ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{*endpoint.VpcEndpointId}})
				return err
			},
		})
	}
}

// leftNetworks looks at groups, route tables, subnets, internet gateways and VPCs. What AWS makes itself is not left
// over: the default VPC, and the main route table and the default group of each VPC.
func (s *faultStand) leftNetworks(t *testing.T, add func(leftover)) {
	t.Helper()
	vpcs, err := s.EC2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	require.NoError(t, err)
	theirs := ""
	for _, vpc := range vpcs.Vpcs {
		if *vpc.IsDefault {
			theirs = *vpc.VpcId
		}
	}
	groups, err := s.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{})
	require.NoError(t, err)
	for _, group := range groups.SecurityGroups {
		if *group.GroupName == "default" {
			continue
		}
		add(leftover{
			*group.GroupId, "ec2 delete-security-group --group-id ID",
			func(ctx context.Context) error {
				_, err := s.EC2.DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupId: group.GroupId})
				return err
			},
		})
	}
	tables, err := s.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{})
	require.NoError(t, err)
	for _, table := range tables.RouteTables {
		if len(table.Associations) > 0 && aws.ToBool(table.Associations[0].Main) {
			continue
		}
		add(leftover{
			*table.RouteTableId, "ec2 delete-route-table --route-table-id ID",
			func(ctx context.Context) error {
				_, err := s.EC2.DeleteRouteTable(ctx, &ec2.DeleteRouteTableInput{RouteTableId: table.RouteTableId})
				return err
			},
		})
	}
	subnets, err := s.EC2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{})
	require.NoError(t, err)
	for _, subnet := range subnets.Subnets {
		if *subnet.VpcId == theirs {
			continue
		}
		add(leftover{
			*subnet.SubnetId, "ec2 delete-subnet --subnet-id ID",
			func(ctx context.Context) error {
				_, err := s.EC2.DeleteSubnet(ctx, &ec2.DeleteSubnetInput{SubnetId: subnet.SubnetId})
				return err
			},
		})
	}
	gateways, err := s.EC2.DescribeInternetGateways(t.Context(), &ec2.DescribeInternetGatewaysInput{})
	require.NoError(t, err)
	for _, gateway := range gateways.InternetGateways {
		if len(gateway.Attachments) > 0 && *gateway.Attachments[0].VpcId == theirs {
			continue
		}
		add(leftover{
			*gateway.InternetGatewayId,
			"ec2 delete-internet-gateway --internet-gateway-id ID", func(ctx context.Context) error {
				_, err := s.EC2.DeleteInternetGateway(ctx,
					&ec2.DeleteInternetGatewayInput{InternetGatewayId: gateway.InternetGatewayId})
				return err
			},
		})
	}
	for _, vpc := range vpcs.Vpcs {
		if *vpc.VpcId == theirs {
			continue
		}
		add(leftover{*vpc.VpcId, "ec2 delete-vpc --vpc-id ID", func(ctx context.Context) error {
			_, err := s.EC2.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: vpc.VpcId})
			return err
		}})
	}
}

// removeByHand deletes what is left over, as a person does who has found it, and notes the commands.
func (s *faultStand) removeByHand(t *testing.T, row *faultRow) bool {
	t.Helper()
	removed := false
	for _, left := range s.leftovers(t) {
		if err := left.remove(t.Context()); err != nil {
			row.detail = append(row.detail, left.command+": "+err.Error())
			continue
		}
		removed = true
		row.heal = append(row.heal, left.command)
	}
	return removed
}
