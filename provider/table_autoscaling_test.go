package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const scalerARN = "arn:aws:iam::111122223333:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/" +
	"AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"

func between(least, most float64) values {
	return values{"minCapacity": num(least), "maxCapacity": num(most)}
}

// scaling is a table whose reads and whose index's writes scale.
func scalingTable() values {
	return plus(least, values{
		"billingMode": str("PROVISIONED"), "writeCapacity": num(2),
		"autoscaling": object(values{"read": object(between(5, 50))}),
		"globalSecondaryIndexes": globally(values{
			"readCapacity": num(1), "writeCapacity": num(3),
			"autoscaling": object(values{"write": object(plus(between(1, 9), values{"targetUtilization": num(50)}))}),
		}),
	})
}

func TestScalingTable(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateTable", "orders", scalingTable(), false)
	require.NoError(t, err)
	assert.Subset(t, cloud.registered(), []string{
		"aws:appautoscaling/policy:Policy orders-by-date-write < orders",
		"aws:appautoscaling/policy:Policy orders-read < orders",
		"aws:appautoscaling/target:Target orders-by-date-write < orders",
		"aws:appautoscaling/target:Target orders-read < orders",
	})

	table := cloud.child(t, "aws:dynamodb/table:Table")
	assert.Equal(t, num(5), bare(table.Inputs.Get("readCapacity")), "it starts with the least")
	index := table.Inputs.Get("globalSecondaryIndexes").AsArray().Get(0).AsMap()
	assert.Equal(t, num(3), bare(index.Get("writeCapacity")), "it starts with what is given")
	assert.Equal(t, []string{"readCapacity", "globalSecondaryIndexes[0].writeCapacity", "ttl.attributeName"},
		table.RegisterRPC.GetIgnoreChanges(), "what the scaler changes is left alone, and nothing else")

	inputs := map[string]property.Map{}
	for _, child := range cloud.children {
		if child.TypeToken == "aws:appautoscaling/target:Target" {
			assert.Contains(t, child.RegisterRPC.GetDependencies(), urnPrefix+token("PrivateTable")+
				"$aws:dynamodb/resourcePolicy:ResourcePolicy::orders-policy", "nothing may fail beside the table's policy")
		}
		inputs[string(child.TypeToken)+" "+child.Name] = plain(child.Inputs)
	}
	assert.Equal(t, property.NewMap(values{
		"serviceNamespace": str("dynamodb"), "resourceId": str("table/orders-1a2b3c4/index/by-date"),
		"scalableDimension": str("dynamodb:index:WriteCapacityUnits"), "minCapacity": num(1), "maxCapacity": num(9),
	}), inputs["aws:appautoscaling/target:Target orders-by-date-write"])
	assert.Equal(t, property.NewMap(values{
		"serviceNamespace": str("dynamodb"), "resourceId": str("table/orders-1a2b3c4"),
		"scalableDimension": str("dynamodb:table:ReadCapacityUnits"), "policyType": str("TargetTrackingScaling"),
		"targetTrackingScalingPolicyConfiguration": object(values{
			"predefinedMetricSpecification": object(values{"predefinedMetricType": str("DynamoDBReadCapacityUtilization")}),
			"targetValue":                   num(70),
		}),
	}), inputs["aws:appautoscaling/policy:Policy orders-read"])

	assert.Contains(t, cloud.tablePolicy(t), scalerARN, "its role may change the table")
	assert.Equal(t, "SEALED but for administrators, root and service-linked roles (by two calls), "+ungovernedByDefault+
		": otherwise nobody reaches data from outside",
		response.State.Get("accessReport").AsMap().Get("verdict").AsString(), "which opens no data")
	assert.Contains(t, response.State.Get("accessReport").AsMap().Get("matrix").AsString(),
		"| any caller of the account | this network | allowed | allowed | - | allowed | some | allowed | allowed |")
	assert.Equal(t, AccessGlance{
		Callers: []string{"any caller of the account"}, Origins: []string{"this network"}, Read: "allowed", Write: "allowed",
		Stream: "-", Movement: "allowed", Policy: "some", Shape: "allowed", Describe: "allowed",
	}, reportOf(t, response.State.Get("accessReport").AsMap()).Matrix[0])
}

// TestScalerIsRefusedData has the scaler's role call what it need not.
func TestScalerIsRefusedData(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	_, err := cloud.construct(t, "PrivateTable", "orders", scalingTable(), false)
	require.NoError(t, err)
	policy := cloud.tablePolicy(t)
	for action, allowed := range map[string]bool{
		"UpdateTable": true, "DescribeTable": true, "GetItem": false, "DeleteTable": false, "PutResourcePolicy": false,
	} {
		answer, err := CheckAccessArgs{
			Action: "dynamodb:" + action, ResourceArn: ordersARN, PrincipalArn: scalerARN, ResourcePolicy: &policy,
		}.check()
		require.NoError(t, err)
		assert.Equal(t, allowed, answer.Allowed, action)
	}
}
