package provider

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// rules are what no schema can say of the inputs of each component.
var rules = map[string]inputs.Rules{
	token("PrivateTable"): {
		Formats: tableFormats.With(intentFormats).With(networkFormats.Under("network")), Check: checkTable,
		Instead: tableNames.With(networkNames.Under("network")),
	},
	token("PrivateNetwork"): {Formats: networkFormats, Check: checkNetworkAlone, Instead: networkNames},
	token("OrgGuardrail"):   {Formats: guardrailFormats, Check: checkGuardrail},
}
