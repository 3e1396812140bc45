package gate

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func denyAction(action string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"` + action + `","Resource":"*"}]}`
}

func TestStreamPolicies(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	name, tableARN, stream := s.table()
	consumer, by := s.role("/", allowDynamoDB)
	_, stranger := s.role("/", allowDynamoDB)
	client := s.tables(s.gate.Internet(), bootstrap)
	records := func(by keys) error {
		client := s.streams(s.gate.Internet(), by)
		found, err := client.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
		if err != nil {
			return err
		}
		iterator, err := client.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: &stream, ShardId: found.StreamDescription.Shards[0].ShardId,
			ShardIteratorType: streams.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			return err
		}
		got, err := client.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: iterator.ShardIterator})
		if err == nil {
			assert.Len(t, got.Records, 1)
		}
		return err
	}
	policyOf := func(arn string) (string, error) {
		found, err := client.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
		if err != nil {
			return "", err
		}
		return *found.Policy, nil
	}
	require.NoError(t, s.put(tableARN, denyAction("dynamodb:DeleteTable"), bootstrap))
	require.NoError(t, records(stranger), "a table's policy does not govern its stream")

	document := `{"Version":"2012-10-17","Statement":[{"Sid":"Stream","Effect":"Deny","Principal":"*","Action":[` +
		`"dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator"],"Resource":"` + stream +
		`","Condition":{"ArnNotLike":{"aws:PrincipalArn":"` + consumer + `"}}}]}`
	_, err := policyOf(stream)
	s.refused(err, "PolicyNotFoundException", stream)
	require.NoError(t, s.put(stream, document, bootstrap))
	kept, err := policyOf(stream)
	require.NoError(t, err)
	assert.Equal(t, document, kept)
	kept, err = policyOf(tableARN)
	require.NoError(t, err)
	assert.Equal(t, denyAction("dynamodb:DeleteTable"), kept, "the table's policy stays its own")

	require.NoError(t, records(by), "the consumer is exempt")
	s.refused(records(stranger), "AccessDeniedException", "dynamodb:DescribeStream on resource: "+stream+
		" with an explicit deny in a resource-based policy")

	// A gate that is started anew knows the policy.
	again := newScene(t, Options{})
	_, err = again.streams(again.gate.Internet(), stranger).DescribeStream(t.Context(),
		&dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	s.refused(err, "AccessDeniedException", "")

	// A stream that is made anew has no policy, and the old one's ARN leads nowhere. (moto cannot switch a stream
	// on again, so the table is made anew as well.)
	_, err = client.DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	require.NoError(t, err)
	_, err = client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	old := stream
	_, stream = s.tableNamed(name)
	require.NotEqual(t, old, stream)
	_, err = policyOf(stream)
	s.refused(err, "PolicyNotFoundException", "")
	_, err = policyOf(old)
	s.refused(err, "ResourceNotFoundException", "not found for Table: "+name)
	_, err = s.streams(s.gate.Internet(), stranger).DescribeStream(t.Context(),
		&dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	require.NoError(t, err)
	_, err = client.DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: &stream})
	require.NoError(t, err, "deleting none succeeds")
}

func TestTablePolicies(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	_, tableARN, _ := s.table()
	known, _ := s.role("/", "")
	principal := func(arn string) string {
		return strings.Replace(denyAction("dynamodb:Query"), `"Principal":"*"`, `"Principal":{"AWS":"`+arn+`"}`, 1)
	}
	tests := []struct{ name, arn, document, code, message string }{
		{"too long", tableARN, denyAction("dynamodb:Query") + strings.Repeat(" ", 20480), "ValidationException", "Maximum policy size of 20480 bytes exceeded"},
		{"stream's action", tableARN, denyAction("dynamodb:GetRecords"), "ValidationException", `The following action names are invalid: "dynamodb:GetRecords"`},
		{"role that is not there", tableARN, principal("arn:aws:iam::123456789012:role/none"), "ValidationException", "Invalid principal in policy document"},
		{"role that is there", tableARN, principal(known), "", ""},
		{"role on another path", tableARN, principal(strings.Replace(known, "role/", "role/ci/", 1)), "ValidationException", "Invalid principal"},
		{"role of an account that nobody knows", tableARN, principal("arn:aws:iam::999988887777:role/theirs"), "", ""},
		{"id of a deleted role", tableARN, principal("AROAEXAMPLEEXAMPLE"), "ValidationException", "Invalid principal"},
		{"locks itself out", tableARN, denyAction("dynamodb:PutResourcePolicy"), "AccessDeniedException", "The new resource policy will not allow you to update the resource policy in the future."},
		{"locks out deleting", tableARN, denyAction("dynamodb:DeleteResourcePolicy"), "", ""},
		{"index", tableARN + "/index/byDay", denyAction("dynamodb:Query"), "ValidationException", "only table or stream is accepted"},
		{"no table", tableARN + "x", denyAction("dynamodb:Query"), "ResourceNotFoundException", "not found"},
		{"another account's", strings.Replace(tableARN, "123456789012", "222233334444", 1), denyAction("dynamodb:Query"), "AccessDeniedException", ""},
	}
	for _, test := range tests {
		err := s.put(test.arn, test.document, bootstrap)
		if test.code == "" {
			require.NoError(t, err, test.name)
			continue
		}
		require.Error(t, err, test.name)
		s.refused(err, test.code, test.message)
	}
}

// TestLockOut: from inside its VPC a caller stays able to change the policy, from the internet it does not.
func TestLockOut(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	_, tableARN, _ := s.table()
	vpc, _, door := s.endpoint("dynamodb", true, "")
	_, by := s.role("/", allowDynamoDB)
	document := denyOutside("dynamodb:*", tableARN, vpc)
	s.refused(s.put(tableARN, document, by), "AccessDeniedException", "will not allow you to update the resource policy")
	_, err := s.tables(door.URL, by).PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &tableARN, Policy: &document})
	require.NoError(t, err)

	locked := denyAction("dynamodb:*")
	_, err = s.tables(door.URL, by).PutResourcePolicy(t.Context(), &dynamodb.PutResourcePolicyInput{
		ResourceArn: &tableARN, Policy: &locked, ConfirmRemoveSelfResourceAccess: true,
	})
	require.NoError(t, err, "a caller who confirms is not held back")
	_, err = s.tables(door.URL, by).DeleteResourcePolicy(t.Context(),
		&dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	s.refused(err, "AccessDeniedException", "with an explicit deny in a resource-based policy")
	_, err = s.tables(s.gate.Internet(), bootstrap).DeleteResourcePolicy(t.Context(),
		&dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	require.NoError(t, err, "root may delete a policy that denies it")
}

func TestPolicyGoesWithItsTable(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	client := s.tables(s.gate.Internet(), bootstrap)
	name, tableARN, _ := s.table()
	require.NoError(t, s.put(tableARN, denyAction("dynamodb:GetItem"), bootstrap))
	s.refused(s.get(s.gate.Internet(), bootstrap, name), "AccessDeniedException", "")
	_, err := client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	s.tableNamed(name)
	_, err = client.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &tableARN})
	s.refused(err, "PolicyNotFoundException", "")
	require.NoError(t, s.get(s.gate.Internet(), bootstrap, name))

	_, err = client.DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	require.NoError(t, err, "deleting is idempotent")
	_, err = client.DeleteResourcePolicy(t.Context(),
		&dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN, ExpectedRevisionId: aws.String("1")})
	s.refused(err, "PolicyNotFoundException", "")

	// CreateTable attaches the policy that it brings.
	input := tableInput(name + "-policied")
	input.ResourcePolicy = aws.String(denyAction("dynamodb:GetItem"))
	_, err = client.CreateTable(t.Context(), input)
	require.NoError(t, err)
	s.refused(s.get(s.gate.Internet(), bootstrap, *input.TableName), "AccessDeniedException", "")
	input = tableInput(name + "-refused")
	input.ResourcePolicy = aws.String(denyAction("dynamodb:GetRecords"))
	_, err = client.CreateTable(t.Context(), input)
	s.refused(err, "ValidationException", "action names are invalid")
}

func TestSamePolicyAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	client := s.tables(s.gate.Internet(), bootstrap)
	_, tableARN, _ := s.table()
	document := denyAction("dynamodb:Query")
	first, err := client.PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &tableARN, Policy: &document})
	require.NoError(t, err)
	time.Sleep(5 * time.Millisecond) // a revision is a time in milliseconds
	document = strings.Replace(document, `"Action":"dynamodb:Query"`, `"Action": ["dynamodb:Query"]`, 1)
	second, err := client.PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &tableARN, Policy: &document})
	require.NoError(t, err)
	assert.Equal(t, first.RevisionId, second.RevisionId, "the same in other words is no change")
}

// TestTagsAreOverwritten tags a table more often with one key than a page of tags holds. With a tag for each time, the
// gate would read that page for ever, and answer nothing about the table.
func TestTagsAreOverwritten(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	name, arn, _ := s.table()
	client := s.tables(s.gate.Internet(), bootstrap)
	for i := range 12 {
		_, err := client.TagResource(t.Context(), &dynamodb.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{
			{Key: aws.String("team"), Value: aws.String(strings.Repeat("a", i+1))},
			{Key: aws.String("tier"), Value: aws.String("data")},
		}})
		require.NoError(t, err)
	}
	found, err := client.ListTagsOfResource(t.Context(), &dynamodb.ListTagsOfResourceInput{ResourceArn: &arn})
	require.NoError(t, err)
	assert.Len(t, found.Tags, 2)
	assert.Contains(t, found.Tags, types.Tag{Key: aws.String("team"), Value: aws.String(strings.Repeat("a", 12))})
	require.NoError(t, s.get(s.gate.Internet(), bootstrap, name))
}

func TestClockSlowsPolicies(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{Clock: 100}) // two seconds are 20 ms, fifteen 150 ms, and 230 seconds 2.3
	name, tableARN, _ := s.table()
	get := func() error { return s.get(s.gate.Internet(), bootstrap, name) }
	require.NoError(t, s.put(tableARN, denyAction("dynamodb:GetItem"), bootstrap))
	require.Eventually(t, func() bool { return get() != nil }, 2*time.Second, 5*time.Millisecond, "a first policy is soon enforced")
	s.refused(s.put(tableARN, denyAction("dynamodb:Query"), bootstrap), "ThrottlingException", "modified within the previous 150 milliseconds")
	require.Eventually(t, func() bool { return s.put(tableARN, denyAction("dynamodb:Query"), bootstrap) == nil },
		2*time.Second, 10*time.Millisecond)
	s.refused(get(), "AccessDeniedException", "with an explicit deny in a resource-based policy")
	require.Eventually(t, func() bool { return get() == nil }, 6*time.Second, 20*time.Millisecond, "a later one takes minutes")
}

func TestOneDynamoDBRouteARouteTable(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	made, err := s.ec2().CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(t, err)
	var tables []string
	for range 2 {
		table, err := s.ec2().CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: made.Vpc.VpcId})
		require.NoError(t, err)
		tables = append(tables, *table.RouteTable.RouteTableId)
	}
	create := func(service string, tables ...string) (string, error) {
		out, err := s.ec2().CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{
			VpcId: made.Vpc.VpcId, ServiceName: aws.String("com.amazonaws.us-east-1." + service), RouteTableIds: tables,
			VpcEndpointType: "Gateway",
		})
		if err != nil {
			return "", err
		}
		return *out.VpcEndpoint.VpcEndpointId, nil
	}
	first, err := create("dynamodb", tables[0])
	require.NoError(t, err)
	_, err = create("dynamodb", tables...)
	s.refused(err, "RouteAlreadyExists", "route table "+tables[0]+" already has a route with destination-prefix-list-id pl-")
	_, err = create("s3", tables...)
	require.NoError(t, err, "another service has another route")
	second, err := create("dynamodb", tables[1])
	require.NoError(t, err, "another route table has none yet")
	_, err = s.ec2().ModifyVpcEndpoint(t.Context(),
		&ec2.ModifyVpcEndpointInput{VpcEndpointId: &second, AddRouteTableIds: []string{tables[0]}})
	s.refused(err, "RouteAlreadyExists", tables[0])
	_, err = s.ec2().DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{first}})
	require.NoError(t, err)
	_, err = create("dynamodb", tables[0])
	require.NoError(t, err, "the route went with its endpoint")
}

// TestRoutesOfAnEndpointThatChanges puts an endpoint on route tables and takes it off, and finds its route where it is.
func TestRoutesOfAnEndpointThatChanges(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	made, err := s.ec2().CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(t, err)
	var tables []string
	for range 3 {
		table, err := s.ec2().CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: made.Vpc.VpcId})
		require.NoError(t, err)
		tables = append(tables, *table.RouteTable.RouteTableId)
	}
	endpoint, err := s.ec2().CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{
		VpcId: made.Vpc.VpcId, ServiceName: aws.String("com.amazonaws.us-east-1.dynamodb"), VpcEndpointType: "Gateway",
		RouteTableIds: tables[:2],
	})
	require.NoError(t, err)
	id := *endpoint.VpcEndpoint.VpcEndpointId
	routed := func() []string {
		found, err := s.ec2().DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: tables})
		require.NoError(t, err)
		var leading []string
		for _, table := range found.RouteTables {
			for _, route := range table.Routes {
				if aws.ToString(route.GatewayId) == id && aws.ToString(route.DestinationPrefixListId) != "" {
					leading = append(leading, *table.RouteTableId)
				}
			}
		}
		return leading
	}
	for range 2 { // asked again, it changes nothing
		_, err = s.ec2().ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
			VpcEndpointId: &id, AddRouteTableIds: tables[2:], RemoveRouteTableIds: tables[:1],
		})
		require.NoError(t, err)
		assert.ElementsMatch(t, tables[1:], routed())
	}
	_, err = s.ec2().DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}})
	require.NoError(t, err)
	assert.Empty(t, routed())
}
