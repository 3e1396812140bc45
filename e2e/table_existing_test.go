package e2e

import (
	"os"
	"os/exec"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// existingTable is the name of a table that no stack knows.
const existingTable = "orders-2019"

// TestExistingTable makes a table with data in it private, by the commands of docs/existing-table.md.
func TestExistingTable(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/existing-table", values("administratorRoleArn", pipeline, "tableName", existingTable))
	vpc := team.vpcWithEndpoint(t)
	require.NoError(t, team.SetAllConfig(t.Context(), values("vpcId", vpc)))
	team.makeTable(t, existingTable, true)
	_, err := team.DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{
		TableName: aws.String(existingTable),
		Item:      map[string]types.AttributeValue{"customer": &types.AttributeValueMemberS{Value: "ada"}},
	})
	require.NoError(t, err)

	assert.Contains(t, team.importTable(t), "2 imported")
	assert.Contains(t, team.run(t, "pulumi preview"), "4 unchanged")
	team.requireNoChange(t)
	arn := "arn:aws:dynamodb:" + workspace.Region + ":" + workspace.Account + ":table/" + existingTable
	_, err = team.DynamoDB.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
	require.Error(t, err, "no policy is attached under observe")

	team.run(t, "pulumi config set enforcement data")
	outputs, changes := team.up(t)
	assert.Equal(t, map[string]int{"create": 2, "same": 4}, changes, "the policy, and the record of the table's identity")
	assert.Contains(t, outputs["verdict"], "SEALED")
	outputs["vpcId"] = vpc
	team.assertPolicy(t, outputs, pipeline)
	team.requireNoChange(t)
	kept, err := team.DynamoDB.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String(existingTable)})
	require.NoError(t, err)
	assert.Len(t, kept.Items, 1, "the data is still there")
}

// TestExistingTableThatDiffers checks that a preview shows what would change, and that nothing is replaced.
func TestExistingTableThatDiffers(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/existing-table", values("administratorRoleArn", pipeline, "tableName", existingTable))
	require.NoError(t, team.SetAllConfig(t.Context(), values("vpcId", team.vpcWithEndpoint(t))))
	team.makeTable(t, existingTable, false)
	team.importTable(t)

	preview, err := team.Preview(t.Context(), optpreview.Diff())
	require.NoError(t, err)
	assert.Equal(t, map[apitype.OpType]int{apitype.OpSame: 3, apitype.OpUpdate: 1}, preview.ChangeSummary)
	for _, off := range []string{"deletionProtectionEnabled", "pointInTimeRecovery", "serverSideEncryption"} {
		assert.Contains(t, preview.StdOut, off)
	}

	team.edit(t, "name: customer", "name: client")
	preview, err = team.Preview(t.Context(), optpreview.Diff())
	require.Error(t, err, "a program that describes another table")
	assert.Contains(t, preview.StdOut+preview.StdErr+err.Error(), `"customer" => "client"`)
}

// importTable brings the table that exists under the program. It returns what the import printed.
func (d deployment) importTable(t *testing.T) string {
	t.Helper()
	d.run(t, "pulumi preview --import-file import.json")
	d.run(t, `sed -i "s/<PLACEHOLDER>/$TABLE/" import.json`, "TABLE="+existingTable)
	return d.run(t, "pulumi import --file import.json --generate-code=false --yes")
}

// run runs a command of the docs in the project's folder.
func (d deployment) run(t *testing.T, line string, env ...string) string {
	t.Helper()
	docs, err := os.ReadFile("../docs/existing-table.md")
	require.NoError(t, err)
	require.Contains(t, string(docs), line+"\n", "the docs do not have this command")
	command := exec.CommandContext(t.Context(), "sh", "-c", line)
	command.Dir = d.Workspace().WorkDir()
	command.Env = append(os.Environ(), env...)
	command.Env = append(command.Env, environ(d.Workspace().GetEnvVars())...)
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s: %s", line, output)
	return string(output)
}

// vpcWithEndpoint makes a VPC that no stack knows, with a DynamoDB endpoint.
func (d deployment) vpcWithEndpoint(t *testing.T) string {
	t.Helper()
	vpc := newVPC(t, d.EC2)
	newEndpoint(t, d.EC2, vpc, tablesService, ec2types.VpcEndpointTypeGateway, withRouteTable(newRouteTable(t, d.EC2, vpc)))
	return vpc
}

// makeTable makes a table that no stack knows, with the defaults of PrivateTable or without.
func (d deployment) makeTable(t *testing.T, name string, defaults bool) {
	t.Helper()
	create := &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest, DeletionProtectionEnabled: &defaults,
		AttributeDefinitions: []types.AttributeDefinition{{
			AttributeName: aws.String("customer"), AttributeType: types.ScalarAttributeTypeS,
		}},
		KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("customer"), KeyType: types.KeyTypeHash}},
	}
	if defaults {
		create.SSESpecification = &types.SSESpecification{Enabled: aws.Bool(true), SSEType: types.SSETypeKms}
	}
	_, err := d.DynamoDB.CreateTable(t.Context(), create)
	require.NoError(t, err)
	_, err = d.DynamoDB.UpdateContinuousBackups(t.Context(), &dynamodb.UpdateContinuousBackupsInput{
		TableName: &name, PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: &defaults,
		},
	})
	require.NoError(t, err)
}
