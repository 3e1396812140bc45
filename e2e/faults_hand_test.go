package e2e

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
)

// handChange is a change that somebody makes between two updates, with an ordinary AWS client.
type handChange struct {
	program, name string
	step          faultStep // that comes next; the same program again unless it is the update
	change        func(hand) error
}

// alwaysRefresh is what a project says to let every update read AWS first.
const alwaysRefresh = "\noptions: { refresh: always }\n"

// hand is somebody who changes what a stack made.
type hand struct {
	context.Context
	clients.Clients // of the administrator

	stand *faultStand
	t     *testing.T
}

const openToAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`

var handChanges = []handChange{
	{"stream", "table policy deleted", firstUp, hand.deleteTablePolicy},
	{"stream", "table policy deleted", update, hand.deleteTablePolicy},
	{"stream", "table policy changed", firstUp, func(h hand) error {
		arn := h.table().TableArn
		_, err := h.DynamoDB.PutResourcePolicy(h, &dynamodb.PutResourcePolicyInput{ResourceArn: arn, Policy: aws.String(
			strings.ReplaceAll(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},`+
				`"Action":"dynamodb:GetItem","Resource":"ARN"}]}`, "ARN", *arn))})
		return err
	}},
	{"stream", "stream policy deleted", firstUp, func(h hand) error {
		_, err := h.DynamoDB.DeleteResourcePolicy(h, &dynamodb.DeleteResourcePolicyInput{ResourceArn: h.table().LatestStreamArn})
		return err
	}},
	{"stream", "stream disabled and enabled again", firstUp, hand.renewStream},
	{"stream", "stream disabled and enabled again", update, hand.renewStream},
	{"stream", "stream disabled", firstUp, func(h hand) error {
		return h.updateTable(&dynamodb.UpdateTableInput{
			StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(false)},
		})
	}},
	{"stream", "point-in-time recovery off", firstUp, hand.recoveryOff},
	{"stream", "point-in-time recovery off", update, hand.recoveryOff},
	{"stream", "recovery period shortened", firstUp, func(h hand) error { return h.recovery(true, 1) }},
	{"stream", "deletion protection off", firstUp, func(h hand) error {
		return h.updateTable(&dynamodb.UpdateTableInput{DeletionProtectionEnabled: aws.Bool(false)})
	}},
	{"stream", "time to live off", firstUp, func(h hand) error {
		_, err := h.DynamoDB.UpdateTimeToLive(h, &dynamodb.UpdateTimeToLiveInput{
			TableName: h.table().TableName, TimeToLiveSpecification: &types.TimeToLiveSpecification{
				Enabled: aws.Bool(false), AttributeName: aws.String("endsAt"),
			},
		})
		return err
	}},
	{"stream", "tags of the table removed", firstUp, func(h hand) error {
		_, err := h.DynamoDB.UntagResource(h, &dynamodb.UntagResourceInput{ResourceArn: h.table().TableArn, TagKeys: []string{"team"}})
		return err
	}},
	{"stream", "endpoint policy opened", firstUp, func(h hand) error {
		_, err := h.EC2.ModifyVpcEndpoint(h, &ec2.ModifyVpcEndpointInput{
			VpcEndpointId: h.endpoint("orders-dynamodb").VpcEndpointId, PolicyDocument: aws.String(openToAll),
		})
		return err
	}},
	{"stream", "policy of the streams endpoint opened", firstUp, func(h hand) error {
		_, err := h.EC2.ModifyVpcEndpoint(h, &ec2.ModifyVpcEndpointInput{
			VpcEndpointId: h.endpoint("orders-streams").VpcEndpointId, PolicyDocument: aws.String(openToAll),
		})
		return err
	}},
	{"stream", "endpoint detached from its route table", firstUp, hand.detachEndpoint},
	{"stream", "endpoint detached from its route table", update, hand.detachEndpoint},
	{"stream", "gateway endpoint deleted", firstUp, func(h hand) error { return h.deleteEndpoint("orders-dynamodb") }},
	{"stream", "streams endpoint deleted", firstUp, func(h hand) error { return h.deleteEndpoint("orders-streams") }},
	{"stream", "client group lets out everything", firstUp, hand.openGroup},
	{"stream", "client group lets out everything", update, hand.openGroup},
	{"stream", "rule of the client group removed", firstUp, func(h hand) error {
		group := h.group("orders-client")
		_, err := h.EC2.RevokeSecurityGroupEgress(h, &ec2.RevokeSecurityGroupEgressInput{
			GroupId: group.GroupId, IpPermissions: group.IpPermissionsEgress,
		})
		return err
	}},
	{"scaling", "client group deleted", firstUp, func(h hand) error {
		_, err := h.EC2.DeleteSecurityGroup(h, &ec2.DeleteSecurityGroupInput{GroupId: h.group("carts-client").GroupId})
		return err
	}},
	{"scaling", "table deleted", firstUp, hand.deleteTable},
	{"scaling", "table's name taken by another table", firstUp, func(h hand) error {
		name := h.table().TableName
		if err := h.deleteTable(); err != nil {
			return err
		}
		_, err := h.DynamoDB.CreateTable(h, &dynamodb.CreateTableInput{
			TableName: name, BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
			// The emulator does not encrypt a table that exists.
			SSESpecification: &types.SSESpecification{Enabled: aws.Bool(true), SSEType: types.SSETypeKms},
		})
		return err
	}},
	{"scaling", "guardrail detached", firstUp, func(h hand) error {
		_, err := h.Organizations.DetachPolicy(h, &organizations.DetachPolicyInput{PolicyId: h.guardrail(), TargetId: &h.stand.unit})
		return err
	}},
	{"scaling", "guardrail changed", firstUp, func(h hand) error {
		_, err := h.Organizations.UpdatePolicy(h, &organizations.UpdatePolicyInput{
			PolicyId: h.guardrail(), Content: aws.String(`{"Version":"2012-10-17","Statement":[]}`),
		})
		return err
	}},
	{"scaling", "bounds of the scaling changed", firstUp, func(h hand) error {
		_, err := h.Scaling.RegisterScalableTarget(h, &applicationautoscaling.RegisterScalableTargetInput{
			ServiceNamespace: scaling.ServiceNamespaceDynamodb, ResourceId: aws.String("table/" + *h.table().TableName),
			ScalableDimension: scaling.ScalableDimensionDynamoDBTableReadCapacityUnits,
			MinCapacity:       aws.Int32(1), MaxCapacity: aws.Int32(1),
		})
		return err
	}},
	{"gateways", "route to the NAT gateway gone", firstUp, func(h hand) error {
		found, err := h.EC2.DescribeRouteTables(h, &ec2.DescribeRouteTablesInput{Filters: named("net-private-1")})
		if err != nil {
			return err
		}
		_, err = h.EC2.DeleteRoute(h, &ec2.DeleteRouteInput{
			RouteTableId: found.RouteTables[0].RouteTableId, DestinationCidrBlock: aws.String("0.0.0.0/0"),
		})
		return err
	}},
	{"gateways", "interface endpoint deleted", firstUp, func(h hand) error { return h.deleteEndpoint("net-interface") }},
	{"gateways", "subnet without its route table", firstUp, func(h hand) error {
		found, err := h.EC2.DescribeRouteTables(h, &ec2.DescribeRouteTablesInput{Filters: named("net-isolated-1")})
		if err != nil {
			return err
		}
		_, err = h.EC2.DisassociateRouteTable(h, &ec2.DisassociateRouteTableInput{
			AssociationId: found.RouteTables[0].Associations[0].RouteTableAssociationId,
		})
		return err
	}},
	{"stream", "everything gone", firstUp, func(h hand) error {
		h.stand.emptyAWS(h.t)
		return nil
	}},
}

var everywhere = []ec2types.IpPermission{{IpProtocol: aws.String("-1"), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}}}}

func named(name string) []ec2types.Filter {
	return []ec2types.Filter{{Name: aws.String("tag:Name"), Values: []string{name}}}
}

// table is the one table that there is.
func (h hand) table() *types.TableDescription {
	listed, err := h.DynamoDB.ListTables(h, &dynamodb.ListTablesInput{})
	require.NoError(h.t, err)
	require.Len(h.t, listed.TableNames, 1)
	described, err := h.DynamoDB.DescribeTable(h, &dynamodb.DescribeTableInput{TableName: &listed.TableNames[0]})
	require.NoError(h.t, err)
	return described.Table
}

func (h hand) updateTable(input *dynamodb.UpdateTableInput) error {
	input.TableName = h.table().TableName
	_, err := h.DynamoDB.UpdateTable(h, input)
	return err
}

func (h hand) deleteTablePolicy() error {
	_, err := h.DynamoDB.DeleteResourcePolicy(h, &dynamodb.DeleteResourcePolicyInput{ResourceArn: h.table().TableArn})
	return err
}

func (h hand) renewStream() error {
	view := h.table().StreamSpecification.StreamViewType
	return errors.Join(
		h.updateTable(&dynamodb.UpdateTableInput{StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(false)}}),
		h.updateTable(&dynamodb.UpdateTableInput{
			StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: view},
		}))
}

func (h hand) recoveryOff() error { return h.recovery(false, 0) }

func (h hand) recovery(on bool, days int32) error {
	point := &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: &on}
	if on {
		point.RecoveryPeriodInDays = &days
	}
	_, err := h.DynamoDB.UpdateContinuousBackups(h, &dynamodb.UpdateContinuousBackupsInput{
		TableName: h.table().TableName, PointInTimeRecoverySpecification: point,
	})
	return err
}

func (h hand) deleteTable() error {
	name := h.table().TableName
	err := h.updateTable(&dynamodb.UpdateTableInput{DeletionProtectionEnabled: aws.Bool(false)})
	if err != nil && !strings.Contains(err.Error(), "ValidationException") { // it was off
		return err
	}
	_, err = h.DynamoDB.DeleteTable(h, &dynamodb.DeleteTableInput{TableName: name})
	return err
}

func (h hand) endpoint(name string) ec2types.VpcEndpoint {
	found, err := h.EC2.DescribeVpcEndpoints(h, &ec2.DescribeVpcEndpointsInput{Filters: named(name)})
	require.NoError(h.t, err)
	require.Len(h.t, found.VpcEndpoints, 1)
	return found.VpcEndpoints[0]
}

func (h hand) detachEndpoint() error {
	endpoint := h.endpoint("orders-dynamodb")
	_, err := h.EC2.ModifyVpcEndpoint(h, &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: endpoint.VpcEndpointId, RemoveRouteTableIds: endpoint.RouteTableIds,
	})
	return err
}

func (h hand) deleteEndpoint(name string) error {
	_, err := h.EC2.DeleteVpcEndpoints(h, &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{*h.endpoint(name).VpcEndpointId}})
	return err
}

func (h hand) group(name string) ec2types.SecurityGroup {
	found, err := h.EC2.DescribeSecurityGroups(h, &ec2.DescribeSecurityGroupsInput{Filters: named(name)})
	require.NoError(h.t, err)
	require.Len(h.t, found.SecurityGroups, 1)
	return found.SecurityGroups[0]
}

func (h hand) openGroup() error {
	_, err := h.EC2.AuthorizeSecurityGroupEgress(h, &ec2.AuthorizeSecurityGroupEgressInput{
		GroupId: h.group("orders-client").GroupId, IpPermissions: everywhere,
	})
	return err
}

func (h hand) guardrail() *string {
	found, err := h.Organizations.ListPolicies(h, &organizations.ListPoliciesInput{Filter: orgtypes.PolicyTypeServiceControlPolicy})
	require.NoError(h.t, err)
	for _, policy := range found.Policies {
		if !policy.AwsManaged {
			return policy.Id
		}
	}
	require.Fail(h.t, "there is no guardrail")
	return nil
}

// byHand is how the step of a change by hand begins in the table.
const byHand = "changed by hand, then "

// tryByHand makes a change by hand on a new stack, and then goes on as a user does.
func (s *faultStand) tryByHand(t *testing.T, ref reference, c handChange, options string) faultRow {
	t.Helper()
	s.options = options
	defer func() { s.options = "" }()
	row := faultRow{program: c.program, step: byHand + map[bool]string{true: "up", false: "update"}[c.step == firstUp], fault: c.name}
	if options != "" {
		row.step += " with refresh: always"
	}
	s.reset(t)
	s.write(t, c.program, firstUp.variant)
	first := s.run(t, nil, firstUp.args()...)
	require.NoError(t, first.err, first.output)
	before := s.tables(t)
	require.NoError(t, c.change(hand{t.Context(), s.byPipeline(t), s, t}), c.name)
	if wrong := differences(ref.after[firstUp.name], s.look(t)); len(wrong) == 0 {
		require.Fail(t, "the change by hand changed nothing that is looked at", c.name)
	}
	for table := range before { // what somebody deleted is no fault of the update
		if _, found := s.tables(t)[table]; !found {
			before = nil
		}
	}
	s.write(t, c.program, c.step.variant)
	s.judge(t, &row, c.step, ref.after[c.step.name], faultRun{err: errors.New("changed by hand")}, before, false)
	return row
}
