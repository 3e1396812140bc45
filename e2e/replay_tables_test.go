package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// replayedTables are on one network. They are protected from deletion, so that a DeleteTable that the policies let
// through destroys nothing.
func replayedTables() intents {
	exempting := everyExemption()
	exempting.StreamViewType = ptr(pd.StreamViewTypeNewAndOldImages)
	exempting.Enforcement = ptr(pd.EnforcementData)
	exempting.Exemptions = append(exempting.Exemptions,
		pd.ExemptionArgs{
			PrincipalArns: pulumi.ToStringArray([]string{consumer}), Access: []pd.Access{pd.AccessStream}, Reason: "consumer",
		},
		pd.ExemptionArgs{ // and so the roles of each access, which are exempt from one more thing
			PrincipalArns: pulumi.ToStringArray([]string{roles + "exempt/*"}), Access: []pd.Access{pd.AccessTransact},
			Reason: "whatever is in the folder",
		},
	)
	tables := intents{
		"exempting": exempting,
		"all":       {Enforcement: ptr(pd.EnforcementAll), Movement: &pd.MovementArgs{From: pd.MovementOriginNobody}},
		"wildcard":  {Enforcement: ptr(pd.EnforcementAll), ActionStyle: ptr(pd.ActionStyleWildcard)},
		"endpoints": {Perimeter: ptr(pd.PerimeterEndpoints)},
	}
	for name, args := range tables {
		args.DeletionProtection = pulumi.BoolRef(true)
		tables[name] = args
	}
	return tables
}

// replayedProgram declares the tables on a network whose endpoint serves the account.
func replayedProgram(ctx *pulumi.Context) error {
	awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	network, err := pd.NewPrivateNetwork(ctx, "net", nil, pulumi.Providers(awsProvider))
	if err != nil {
		return err
	}
	ctx.Export("network", pulumi.Map{"vpc": network.VpcId, "endpoint": network.VpcEndpointId})
	return replayedTables().tables(ctx, awsProvider, network)
}

// reportRow is a row of a table's access report as a program sees it.
type reportRow struct {
	Callers, Origins, Actions, Resources []string
	Class, Decision, Statement, Reason   string
}

// subject is a table, its report, and its policies as AWS has them.
type subject struct {
	label, arn, name string
	stream, iterator string // "" without a stream
	rows             []reportRow
	policies         map[string]string // by the ARN that they are attached to
}

func newSubject(t *testing.T, label string, output any) *subject {
	t.Helper()
	text, err := json.Marshal(output)
	require.NoError(t, err)
	var found struct {
		Arn, Stream string
		Rows        []reportRow
	}
	require.NoError(t, json.Unmarshal(text, &found))
	require.NotEmpty(t, found.Rows)
	return &subject{
		label: label, arn: found.Arn, name: found.Arn[strings.LastIndexByte(found.Arn, '/')+1:], stream: found.Stream,
		rows: found.Rows,
	}
}

// resource is the ARN of what rows call a table, an index or a stream.
func (s *subject) resource(kind string) string {
	return map[string]string{"table": s.arn, "index": s.arn + "/index/" + anIndex, "stream": s.stream}[kind]
}

// anIndex is what rows say of the indexes of a table that has none: a policy holds for those that it is given later.
const anIndex = "any"

// readPolicies asks, as the administrator, for what is attached.
func (d deployment) readPolicies(t *testing.T, s *subject) map[string]string {
	t.Helper()
	policies := map[string]string{}
	for _, arn := range []string{s.arn, s.stream} {
		if arn == "" {
			continue
		}
		found, err := d.byPipeline(t).DynamoDB.GetResourcePolicy(t.Context(),
			&dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
		require.NoError(t, err)
		policies[arn] = *found.Policy
	}
	return policies
}

// openStream has the consumer get an iterator, which everyone then tries to read with.
func (d deployment) openStream(t *testing.T, s *subject) {
	t.Helper()
	if s.stream == "" {
		return
	}
	caller, err := clients.Assume(t.Context(), d.endpoint, consumer)
	require.NoError(t, err)
	client := dynamodbstreams.NewFromConfig(replayConfig(d.endpoint, caller))
	found, err := client.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &s.stream})
	require.NoError(t, err)
	got, err := client.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &s.stream, ShardId: found.StreamDescription.Shards[0].ShardId,
		ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
	})
	require.NoError(t, err)
	s.iterator = *got.ShardIterator
}

// restored is the name of a table that is there: a restore into it is let through or refused like any, and makes nothing.
const restored = "replay-restored"

func (d deployment) makeRestored(t *testing.T) {
	t.Helper()
	_, err := d.DynamoDB.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String(restored), BillingMode: "PAY_PER_REQUEST", KeySchema: keySchema, AttributeDefinitions: attributes,
	})
	require.NoError(t, err)
}

func tableARN(name string) string {
	return "arn:aws:dynamodb:" + workspace.Region + ":" + workspace.Account + ":table/" + name
}
