package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// longestComponent is how long the name of a component may be that a table's name is made of.
const longestComponent = 255 - len("-0000000")

func checkTable(c *inputs.Check, props property.Map) {
	at := inputs.Path{}
	network := props.Get("network")
	if network.IsMap() {
		checkNetwork(c, at.In(props, "network"), network.AsMap())
	}
	if inputs.Given(props, "vpcId") && inputs.Given(props, "network") {
		c.Fail(at.In(props, "network"), "conflicts with vpcId: the table goes into a VPC that exists or into a new one; "+
			"remove one of them")
	}
	if inputs.Given(props, "vpcEndpointId") && !inputs.Given(props, "vpcId") {
		c.Fail(at.In(props, "vpcEndpointId"), "needs vpcId: it names the endpoint of a VPC that exists")
	}
	if inputs.Given(props, pathStreamsEndpoint) && !inputs.Given(props, "vpcId") {
		c.Fail(at.In(props, pathStreamsEndpoint), "needs vpcId: it names the endpoint of a VPC that exists; to build one "+
			"set network.streamsEndpoint")
	}
	if !inputs.Given(props, pathTableName) && (inputs.TableName(c.Name) != nil || len(c.Name) > longestComponent) {
		c.Fail(at.Field(pathTableName), "is required, since a name cannot be made of the component's: a table's has 3 to "+
			"255 letters, digits, underscores, hyphens and dots, 8 of them a suffix")
	}
	checkIntent(c, props)
	checkIndexes(c, props)
	checkRecovery(c, props)
	if first, second := keyName(props, "partitionKey"), keyName(props, "sortKey"); first != "" && first == second {
		c.Fail(at.Field("sortKey").Field("name"), "must differ from the name of the partition key, got %q twice", first)
	}
	inputs.Tags(c, at.Field("tags"), props.Get("tags"))
	if guardrail := props.Get("guardrail"); guardrail.IsMap() {
		here := at.In(props, "guardrail")
		inputs.NotEmpty(c, here, guardrail.AsMap(), "targetIds", "must list at least one account, organizational unit or root")
		inputs.Distinct(c, here.Field("targetIds"), guardrail.AsMap().Get("targetIds"))
	}
}
