package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// TestNothingIsMadeUp verifies that everything a resource type declares exists officially: its struct, its traits, and
// what they name.
func TestNothingIsMadeUp(t *testing.T) {
	t.Parallel()
	for token, h := range resources {
		official, mine := h.describe()
		for _, f := range mine.Fields {
			of := official.Outputs
			if _, isInput := official.Inputs.Field(f.Name); isInput {
				of = official.Inputs
			}
			o, ok := of.Field(f.Name)
			if !ok {
				t.Errorf("%s: %s does not exist officially", token, f.Name)
				continue
			}
			for _, wrong := range contract.Subset(f.Name, f.Type, o.Type) {
				t.Errorf("%s: %s", token, wrong)
			}
		}
	}
	for _, wrong := range contract.Subset("config", contract.TypeFor[settings](), providerConfig) {
		t.Error(wrong)
	}
}

func TestTraitsNameImplementedInputs(t *testing.T) {
	t.Parallel()
	traits, types := map[string]contract.Traits{}, map[string]contract.Type{}
	for token, h := range resources {
		traits[token] = h.traitsOf()
		_, types[token] = h.describe()
	}
	for token, of := range traits {
		for name := range of {
			if _, ok := types[token].Field(name); !ok {
				t.Errorf("%s: a trait names %s, which is not implemented", token, name)
			}
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	const vpcType, tableType = "aws:ec2/vpc:Vpc", "aws:dynamodb/table:Table"
	tests := []struct {
		name, why, token string
		in               inputs
		want             string
	}{
		{"unknown", "never silently ignored", vpcType, inputs{"cidrblock": "10.0.0.0/16"}, "Invalid or unknown key. Examine values at 'it.cidrblock'."},
		{
			"not implemented", "never silently ignored", tableType,
			with(simpleTable, inputs{"replicas": []any{inputs{"regionName": "eu-west-1"}}}), "does not implement replicas",
		},
		{"nested", "nor inside an object", "aws:appautoscaling/policy:Policy", inputs{
			"resourceId": "table/t", "scalableDimension": "dynamodb:table:ReadCapacityUnits", "serviceNamespace": "dynamodb",
			"targetTrackingScalingPolicyConfiguration": inputs{
				"targetValue": 70, "customizedMetricSpecification": inputs{"metricName": "m"},
			},
		}, "does not implement targetTrackingScalingPolicyConfiguration.customizedMetricSpecification"},
		{
			"missing", "AWS would say it later", "aws:ec2/subnet:Subnet",
			inputs{"cidrBlock": "10.0.0.0/20"},
			`The argument "vpc_id" is required`,
		},
		{
			"missing in a list", "as deep as it is", tableType,
			inputs{"attributes": []any{inputs{"name": "pk"}}},
			`The argument "attribute.0.type" is required`,
		},
		{
			"type", "no guessing", vpcType,
			inputs{"enableDnsSupport": "perhaps"},
			"expected type boolean, got perhaps. Examine values at 'it.enableDnsSupport'.",
		},
		{
			"policy", "the emulator takes anything", "aws:dynamodb/resourcePolicy:ResourcePolicy",
			inputs{"resourceArn": "a", "policy": "{nope"},
			"not valid JSON",
		},
		{
			"value", "the emulator takes anything", tableType, with(simpleTable, inputs{"billingMode": "FREE"}),
			"expected billing_mode to be one of",
		},
		{
			"endpoint type", "this one is not implemented", "aws:ec2/vpcEndpoint:VpcEndpoint",
			inputs{"vpcId": "v", "serviceName": "s", "vpcEndpointType": "Resource"},
			"implements Gateway and Interface alone",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			urn := resource.NewURN("stack", "project", "", "", "it")
			urn = resource.URN(strings.Replace(string(urn), "::::", "::"+test.token+"::", 1))
			resp, err := resources[test.token].check(&session{}, p.CheckRequest{Urn: urn, Inputs: properties(test.in)})
			if err != nil || !strings.Contains(reasons(resp.Failures), test.want) {
				t.Errorf("%s: got %q %v, want %q in it", test.why, reasons(resp.Failures), err, test.want)
			}
		})
	}
}

func TestCheckAddsWhatTheOfficialPluginAdds(t *testing.T) {
	t.Parallel()
	urn := resource.NewURN("stack", "project", "", "aws:dynamodb/table:Table", "orders")
	check := func(old, program property.Map, seed string) string {
		resp, err := tables.check(&session{}, p.CheckRequest{Urn: urn, State: old, Inputs: program, RandomSeed: []byte(seed)})
		if err != nil || len(resp.Failures) > 0 {
			t.Fatal(resp.Failures, err)
		}
		if mode := resp.Inputs.Get("billingMode"); !mode.Equals(property.New("PAY_PER_REQUEST")) {
			t.Errorf("billingMode is %v", mode)
		}
		return resp.Inputs.Get("name").AsString()
	}
	program := properties(simpleTable)
	name := check(property.Map{}, program, "seed")
	if !regexp.MustCompile("^orders-[0-9a-f]{7}$").MatchString(name) {
		t.Errorf("the automatic name is %s", name)
	}
	if again := check(property.Map{}, program, "seed"); again != name {
		t.Errorf("the same seed makes %s and %s", name, again)
	}
	if kept := check(program.Set("name", property.New(name)), program, "other"); kept != name {
		t.Errorf("an update renames %s to %s", name, kept)
	}
	if made := check(program.Set("name", property.New("chosen")), program, "seed"); made == "chosen" {
		t.Error("a name that the program no longer says stays")
	}
}

func TestDeleteBeforeReplace(t *testing.T) {
	t.Parallel()
	urn := resource.NewURN("stack", "project", "", "aws:dynamodb/table:Table", "orders")
	for name, want := range map[string]bool{"orders-0123abc": false, "chosen": true} {
		old := properties(with(simpleTable, inputs{"name": name}))
		resp, err := tables.diff(p.DiffRequest{
			Urn: urn, OldInputs: old, Inputs: old.Set("hashKey", property.New("id")),
		})
		if err != nil || resp.DeleteBeforeReplace != want {
			t.Errorf("%s: got %+v %v, want %v", name, resp, err, want)
		}
	}
}

func TestSchemaBinds(t *testing.T) {
	t.Parallel()
	text, err := packageSchema()
	if err != nil {
		t.Fatal(err)
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(text), &spec); err != nil {
		t.Fatal(err)
	}
	pkg, err := schema.ImportSpec(spec, nil, alone{}, schema.ValidationOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for token := range resources {
		if _, ok := pkg.GetResource(token); !ok {
			t.Errorf("the schema has no %s", token)
		}
	}
	for token := range functions {
		if _, ok := pkg.GetFunction(token); !ok {
			t.Errorf("the schema has no %s", token)
		}
	}
}

// alone refuses every other package: this schema must need none.
type alone struct{}

func (alone) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	return nil, fmt.Errorf("the schema refers to package %s", name)
}

func (alone) LoadPackageV2(_ context.Context, d *schema.PackageDescriptor) (*schema.Package, error) {
	return nil, fmt.Errorf("the schema refers to package %s", d.Name)
}
