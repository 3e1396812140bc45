package provider

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// ruleSet is what no schema can say of a component's inputs. Rules see unknown values too, and pass them:
// what is unknown at preview is checked again where it is used.
type ruleSet struct {
	// strings has a rule for each string with a form of its own, by path with the indices left open.
	strings map[string]func(string) error
	// across looks at several inputs together.
	across func(*checker, property.Map)
}

var rules = map[string]ruleSet{
	token("PrivateNetwork"): {
		strings: networkStrings,
		across:  func(c *checker, inputs property.Map) { networkAcross(c, location{}, inputs) },
	},
	token("PrivateTable"): {
		strings: join(below("network", networkStrings), intentStrings, map[string]func(string) error{
			"partitionKey.name":             attributeName,
			"sortKey.name":                  attributeName,
			"vpcId":                         vpcID,
			"vpcEndpointId":                 vpcEndpointID,
			"vpcStreamsEndpointId":          vpcEndpointID,
			"tableName":                     tableName,
			"kmsKeyArn":                     kmsKeyARN,
			"guardrail.targetIds[]":         targetID,
			"ttlAttribute":                  attributeName,
			"globalSecondaryIndexes[].name": indexName,
			"globalSecondaryIndexes[].partitionKey.name":  attributeName,
			"globalSecondaryIndexes[].sortKey.name":       attributeName,
			"globalSecondaryIndexes[].nonKeyAttributes[]": attributeName,
			"localSecondaryIndexes[].name":                indexName,
			"localSecondaryIndexes[].sortKey.name":        attributeName,
			"localSecondaryIndexes[].nonKeyAttributes[]":  attributeName,
		}),
		across: tableAcross,
	},
	token("OrgGuardrail"): {
		strings: map[string]func(string) error{
			"targets[].targetId":           targetID,
			"targets[].vpcs[].vpcId":       vpcID,
			"targets[].vpcs[].region":      region,
			"breakGlassPrincipalArns[]":    policy.CheckGuardrailPrincipal,
			"deployerPrincipalArns[]":      policy.CheckGuardrailPrincipal,
			"exemptions[].principalArns[]": policy.CheckGuardrailPrincipal,
			"exemptions[].reason":          reason,
			"excludeTableArns[]":           policy.CheckTableARN,
		},
		across: guardrailAcross,
	},
}

// longestComponent is how long the name of a component may be that a table's name is made of.
const longestComponent = 255 - len("-0000000")

func tableAcross(c *checker, inputs property.Map) {
	at := location{}
	network := inputs.Get("network")
	if network.IsMap() {
		networkAcross(c, at.in(inputs, "network"), network.AsMap())
	}
	if given(inputs, "vpcId") && given(inputs, "network") {
		c.wrong(at.in(inputs, "network"), "conflicts with vpcId: the table goes into a VPC that exists or into a new one; "+
			"remove one of them")
	}
	if given(inputs, "vpcEndpointId") && !given(inputs, "vpcId") {
		c.wrong(at.in(inputs, "vpcEndpointId"), "needs vpcId: it names the endpoint of a VPC that exists")
	}
	if given(inputs, pathStreamsEndpoint) && !given(inputs, "vpcId") {
		c.wrong(at.in(inputs, pathStreamsEndpoint), "needs vpcId: it names the endpoint of a VPC that exists; to build one "+
			"set network.streamsEndpoint")
	}
	if !given(inputs, pathTableName) && (!tablePattern.MatchString(c.name) || len(c.name) > longestComponent) {
		c.wrong(at.field(pathTableName), "is required, since a name cannot be made of the component's: a table's has 3 to "+
			"255 letters, digits, underscores, hyphens and dots, 8 of them a suffix")
	}
	intentAcross(c, inputs)
	indexAcross(c, inputs)
	recoveryAcross(c, inputs)
	if first, second := keyName(inputs, "partitionKey"), keyName(inputs, "sortKey"); first != "" && first == second {
		c.wrong(at.field("sortKey").field("name"), "must differ from the name of the partition key, got %q twice", first)
	}
	tags(c, at.field("tags"), inputs.Get("tags"))
	if guardrail := inputs.Get("guardrail"); guardrail.IsMap() {
		here := at.in(inputs, "guardrail")
		notEmpty(c, here, guardrail.AsMap(), "targetIds", "must list at least one account, organizational unit or root")
		distinct(c, here.field("targetIds"), guardrail.AsMap().Get("targetIds"))
	}
}

func guardrailAcross(c *checker, inputs property.Map) {
	at := location{}
	notEmpty(c, at, inputs, "targets", "must list at least one account, organizational unit or root")
	notEmpty(c, at, inputs, "breakGlassPrincipalArns",
		"must list at least one principal, or nobody could reach a table when every VPC is lost")
	if targets := inputs.Get("targets"); targets.IsArray() {
		seen := map[string]bool{}
		for i, target := range targets.AsArray().All {
			if !target.IsMap() {
				continue
			}
			here := at.field("targets").index(i)
			notEmpty(c, here, target.AsMap(), "vpcs", "must list at least one VPC, or nobody would be inside")
			if id := target.AsMap().Get("targetId"); id.IsString() {
				if seen[id.AsString()] {
					c.wrong(here.field("targetId"), "stands twice: two policies on one target would each refuse what the "+
						"other lets in; list all its VPCs together")
				}
				seen[id.AsString()] = true
			}
		}
	}
	exemptionsAcross(c, inputs)
	tags(c, at.field("tags"), inputs.Get("tags"))
}

// given reports whether an input is present, known or not.
func given(inputs property.Map, name string) bool {
	value, present := inputs.GetOk(name)
	return present && !value.IsNull()
}

// is reports whether an input is known to be a word.
func is(inputs property.Map, name, word string) bool {
	value := inputs.Get(name)
	return value.IsString() && value.AsString() == word
}

// notEmpty refuses a list that is given and empty.
func notEmpty(c *checker, at location, inputs property.Map, name, reason string) {
	if list := inputs.Get(name); list.IsArray() && list.AsArray().Len() == 0 {
		c.wrong(at.in(inputs, name), "%s", reason)
	}
}

// distinct refuses a string that stands twice in a list.
func distinct(c *checker, at location, list property.Value) {
	if !list.IsArray() {
		return
	}
	seen := map[string]bool{}
	for i, item := range list.AsArray().All {
		if !item.IsString() {
			continue
		}
		here, text := at.index(i).of(item), item.AsString()
		switch {
		case !seen[text]:
			seen[text] = true
		case here.secret:
			c.wrong(here, "stands twice")
		default:
			c.wrong(here, "stands twice: %q", text)
		}
	}
}

// keyName is the name of a key attribute, where it is known and no secret.
func keyName(inputs property.Map, key string) string {
	value := inputs.Get(key)
	if !value.IsMap() || !value.AsMap().Get("name").IsString() || value.AsMap().Get("name").Secret() {
		return ""
	}
	return value.AsMap().Get("name").AsString()
}

// below moves rules under a property.
func below(parent string, rules map[string]func(string) error) map[string]func(string) error {
	moved := map[string]func(string) error{}
	for path, rule := range rules {
		moved[parent+"."+path] = rule
	}
	return moved
}

func join(sets ...map[string]func(string) error) map[string]func(string) error {
	all := map[string]func(string) error{}
	for _, set := range sets {
		maps.Copy(all, set)
	}
	return all
}
