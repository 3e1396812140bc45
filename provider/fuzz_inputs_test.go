package provider

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// imagination makes inputs of a component out of bytes, along the schema: mostly right ones, for as long as there are
// bytes with surprises. Where the bytes are at their end, only what is required is there, and it is right.
type imagination struct {
	bytes []byte
	types map[string]schema.ComplexTypeSpec
	// settled: nothing is unknown any more.
	settled bool
}

func (i *imagination) next() byte {
	if len(i.bytes) == 0 {
		return 0
	}
	b := i.bytes[0]
	i.bytes = i.bytes[1:]
	return b
}

func (i *imagination) object(
	properties map[string]schema.PropertySpec, required []string,
) values {
	needed := map[string]bool{}
	for _, name := range required {
		needed[name] = true
	}
	made := values{}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if roll := i.next(); needed[name] && roll < 250 || !needed[name] && roll%8 == 7 {
			made[name] = i.value(name, properties[name].TypeSpec)
		}
	}
	if i.next() > 252 {
		made["surprise"] = str("what nobody asked for")
	}
	return made
}

// value makes a value of a property.
func (i *imagination) value(name string, spec schema.TypeSpec) property.Value {
	switch roll := i.next(); {
	case roll > 252:
		return []property.Value{null, num(-1), str(""), property.New(true), list("", "x"), object(values{"a": num(1)})}[roll%6]
	case roll > 246:
		if i.settled {
			break
		}
		return unknown
	case roll > 240:
		return secret(i.value(name, spec))
	}
	if spec.Ref != "" {
		named := i.types[strings.TrimPrefix(spec.Ref, "#/types/")]
		if len(named.Enum) > 0 {
			return str(named.Enum[int(i.next())%len(named.Enum)].Value.(string))
		}
		return object(i.object(named.Properties, named.Required))
	}
	switch spec.Type {
	case "array":
		items := []property.Value{}
		for range 1 + i.next()%3 {
			items = append(items, i.value(name, *spec.Items))
		}
		return property.New(items)
	case "object":
		return object(values{"team": i.value(name, *spec.AdditionalProperties)})
	case "boolean":
		return property.New(i.next()%2 == 0)
	case "integer":
		return num([]float64{1, 2, 3, 70, 0, -1, 1e9}[i.next()%7])
	}
	return str(i.text(name))
}

// text makes a string: one that the property takes, or what somebody might try.
func (i *imagination) text(name string) string {
	right := imagined[name]
	if len(right) == 0 {
		right = []string{"a-name", "another.name"}
	}
	roll := i.next()
	if roll > 230 {
		return tried[int(roll)%len(tried)]
	}
	return right[int(roll)%len(right)]
}

// imagined are strings that inputs take, by the names of the inputs.
var imagined = map[string][]string{
	"administratorPrincipalArns": {deployer, "arn:aws:iam::111122223333:role/ci/*", "arn:aws:iam::444455556666:role/ci"},
	"breakGlassPrincipalArns":    {breakGlass, "arn:aws:iam::111122223333:user/ada", deployer},
	"principalArns":              {"arn:aws:iam::111122223333:role/backup", "arn:aws:iam::111122223333:role/b*", deployer},
	"principals":                 {"444455556666", "arn:aws:iam::444455556666:role/partner", "111122223333"},
	"services":                   {"glue.amazonaws.com", "kinesis.amazonaws.com"},
	"actions":                    {"dynamodb:GetItem", "dynamodb:DescribeTable", "dynamodb:ExportTableToPointInTime"},
	"sourceAccountIds":           {"111122223333", "444455556666"},
	"sourceArns":                 {"arn:aws:glue:us-east-1:111122223333:integration:abc"},
	"perimeterAccountIds":        {"111122223333", "444455556666"},
	"organizationId":             {"o-a1b2c3d4e5"},
	"vpcId":                      {"vpc-0a1"},
	"additionalVpcIds":           {"vpc-0b2", "vpc-0c3"},
	"vpcEndpointId":              {"vpce-0a1"},
	"vpcStreamsEndpointId":       {"vpce-0a1"},
	"additionalVpcEndpointIds":   {"vpce-0b2"},
	"routeTableIds":              {"rtb-0a1", "rtb-0a2"},
	"subnetIds":                  {"subnet-0a1", "subnet-0a2"},
	"cidrBlock":                  {"10.0.0.0/16", "10.0.0.0/24"},
	"kmsKeyArn":                  {"arn:aws:kms:us-east-1:111122223333:key/1234"},
	"targetIds":                  {"111122223333", "r-ab12"},
}

// tried are strings that get around a check that is too simple.
var tried = []string{
	"*", "", "${aws:PrincipalArn}", "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::111122223333:root",
	"arn:aws:sts::111122223333:assumed-role/ci/session", "vpc-*", "dynamodb:*", "aws:", "0.0.0.0/0", "a\nb", "\u00e9\x00",
	strings.Repeat("x", 300),
}
