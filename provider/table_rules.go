package provider

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

var tableFormats = inputs.Formats{
	"partitionKey.name":             inputs.AttributeName,
	"sortKey.name":                  inputs.AttributeName,
	"vpcId":                         inputs.VPCID,
	"vpcEndpointId":                 inputs.VPCEndpointID,
	"vpcStreamsEndpointId":          inputs.VPCEndpointID,
	"tableName":                     inputs.TableName,
	pathEncryptionKey:               checkKeyARN,
	"guardrail.targetIds[]":         inputs.TargetID,
	"ttlAttribute":                  inputs.AttributeName,
	"globalSecondaryIndexes[].name": inputs.IndexName,
	"globalSecondaryIndexes[].partitionKey.name":  inputs.AttributeName,
	"globalSecondaryIndexes[].sortKey.name":       inputs.AttributeName,
	"globalSecondaryIndexes[].nonKeyAttributes[]": inputs.AttributeName,
	"localSecondaryIndexes[].name":                inputs.IndexName,
	"localSecondaryIndexes[].sortKey.name":        inputs.AttributeName,
	"localSecondaryIndexes[].nonKeyAttributes[]":  inputs.AttributeName,
}

// generatedSuffix is like what Pulumi adds to the name of a resource to make one that AWS has not seen.
const generatedSuffix = "-0000000"

func checkTable(c *inputs.Check, table inputs.Input) {
	checkPlacement(c, table)
	checkIntent(c, table)
	checkKeys(c, table)
	checkIndexes(c, table)
	provisioned := table.Get("billingMode").Is(string(BillingModeProvisioned))
	checkCapacity(c, table, provisioned)
	for _, index := range table.Get("globalSecondaryIndexes").Items() {
		checkCapacity(c, index, provisioned)
	}
	checkRecovery(c, table)
	checkEncryption(c, table)
	if !table.Get(pathTableName).Given() && inputs.TableName(c.Component+generatedSuffix) != nil {
		c.Fail(table.Get(pathTableName), "is required, since a name cannot be generated from the component's: a table's "+
			"name has 3 to 255 letters, digits, underscores, hyphens and dots, 8 of them a suffix")
	}
	c.Tags(table.Get("tags"))
	targets := table.Get("guardrail").Get("targetIds")
	c.NotEmpty(targets, noTarget)
	c.Distinct(targets)
}

// checkPlacement checks where the table is: in a VPC that exists or in a new network, never both.
func checkPlacement(c *inputs.Check, table inputs.Input) {
	network, adopts := table.Get("network"), table.Get(pathVpc).Given()
	if network.IsObject() {
		checkNetwork(c, network)
	}
	if !adopts {
		checkNetworkName(c, network)
	}
	if adopts && network.Given() {
		c.Fail(network, "conflicts with vpcId: the table goes into a VPC that exists or into a new one; remove one of them")
	}
	if endpoint := table.Get(pathVpcEndpoint); endpoint.Given() && !adopts {
		c.Fail(endpoint, "needs vpcId: it names the endpoint of a VPC that exists")
	}
	if endpoint := table.Get(pathStreamsEndpoint); endpoint.Given() && !adopts {
		c.Fail(endpoint, "needs vpcId: it names the endpoint of a VPC that exists; to build one set network.streamsEndpoint")
	}
}
