package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNeighbors deploys what a stack may have beside private tables: interface endpoints, each with a door, rules of
// security groups, on-demand limits and scaling.
func TestNeighbors(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/neighbors", nil)
	outputs, _ := team.up(t)
	assert.Equal(t, outputs["routeTableId"], outputs["foundRouteTableId"])
	assert.Regexp(t, `^vpce-.*\.dynamodb\.us-east-1\.vpce\.amazonaws\.com$`, outputs["tablesName"])
	assert.Regexp(t, `^vpce-.*\.streams\.dynamodb\.us-east-1\.vpce\.amazonaws\.com$`, outputs["streamsName"])
	carried := map[any]string{}
	for _, door := range team.doors(t) {
		carried[door.Endpoint] = door.Carries
	}
	assert.Equal(t, "dynamodb", carried[outputs["tablesEndpointId"]])
	assert.Equal(t, "dynamodb-streams", carried[outputs["streamsEndpointId"]])
	team.requireNoChange(t)

	require.NoError(t, team.SetAllConfig(t.Context(), values("mostReads", "20")))
	_, changes := team.up(t)
	assert.Equal(t, 1, changes["update"])
	found, err := team.byPipeline(t).DynamoDB.DescribeTable(t.Context(),
		&dynamodb.DescribeTableInput{TableName: aws.String(outputs["limitedName"].(string))})
	require.NoError(t, err)
	assert.EqualValues(t, 20, *found.Table.OnDemandThroughput.MaxReadRequestUnits)
	assert.EqualValues(t, 3, *found.Table.GlobalSecondaryIndexes[0].OnDemandThroughput.MaxReadRequestUnits)
	team.requireNoChange(t)

	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}
