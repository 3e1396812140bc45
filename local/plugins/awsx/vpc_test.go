package main

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"google.golang.org/grpc/status"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// children is what the official awsx 2.22.0 registered for four layouts.
//
//go:embed testdata/children.json
var children []byte

type recording struct {
	Args     map[string]any `json:"args"`
	Children []child        `json:"children"`
}

// child is one registration. Ids differ between engines, so they are compared as the resources that they name.
type child struct {
	Type         string         `json:"type"`
	Name         string         `json:"name"`
	Parent       string         `json:"parent"`
	Provider     string         `json:"provider"`
	Dependencies []string       `json:"dependencies"`
	Inputs       map[string]any `json:"inputs"`
}

// TestChildrenAreTheOfficialOnes compares what the stand-in registers with what the official plugin registered: types,
// names, parents, dependencies, inputs, and the aws version. It does not compare the order of concurrent registrations,
// nor show that AWS accepts the inputs.
func TestChildrenAreTheOfficialOnes(t *testing.T) {
	t.Parallel()
	var recorded map[string]recording
	if err := json.Unmarshal(children, &recorded); err != nil {
		t.Fatal(err)
	}
	if len(recorded) != 4 {
		t.Fatalf("%d layouts are recorded, not 4", len(recorded))
	}
	for name, want := range recorded {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, err := build(t, want.Args)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, got, comparable(want.Children))
		})
	}
}

func compare(t *testing.T, got, want []child) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got) || i >= len(want):
			t.Fatalf("%d children, not %d", len(got), len(want))
		case !reflect.DeepEqual(got[i], want[i]):
			t.Errorf("child %d\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

// build constructs a VPC under a mock monitor and returns its children and outputs.
func build(t *testing.T, args map[string]any) ([]child, property.Map, error) {
	t.Helper()
	var lock sync.Mutex
	var made []child
	mocks := &integration.MockResourceMonitor{
		CallF: func(c integration.MockCallArgs) (property.Map, error) {
			if c.Token != "aws:index/getAvailabilityZones:getAvailabilityZones" || c.Args.Len() > 0 {
				return property.Map{}, fmt.Errorf("unexpected call %s", c.Token)
			}
			return fromJSON(map[string]any{"id": "us-east-1", "names": []any{"us-east-1a", "us-east-1b", "us-east-1c"}}), nil
		},
		NewResourceF: func(r integration.MockResourceArgs) (string, property.Map, error) {
			lock.Lock()
			defer lock.Unlock()
			if string(r.TypeToken) != official.Token {
				c := child{
					Type: string(r.TypeToken), Name: r.Name, Parent: short(r.RegisterRPC.Parent), Provider: r.RegisterRPC.Version,
					Inputs: toJSON(r.Inputs),
				}
				for _, d := range r.RegisterRPC.Dependencies {
					c.Dependencies = append(c.Dependencies, short(d))
				}
				made = append(made, c)
			}
			state := r.Inputs
			if r.TypeToken == "aws:ec2/eip:Eip" {
				state = state.Set("allocationId", property.New("eipalloc-1"))
			}
			return string(r.TypeToken) + "::" + r.Name, state, nil
		},
	}
	server, err := integration.NewServer(t.Context(), "awsx", semver.MustParse(versions.AWSX),
		integration.WithProvider(newProvider()), integration.WithMocks(mocks))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.Construct(p.ConstructRequest{
		Urn:    urn.New("stack", "project", "", "awsx:ec2:Vpc", "net"),
		Inputs: fromJSON(args),
	})
	return comparable(made), resp.State, err
}

func short(u string) string {
	parsed := resource.URN(u)
	return string(parsed.Type()) + "::" + parsed.Name()
}

// comparable sorts a list of children, leaves out the component itself, and makes ids and providers alike.
func comparable(list []child) []child {
	out := slices.DeleteFunc(slices.Clone(list), func(c child) bool { return c.Type == official.Token })
	for i, c := range out {
		out[i].Provider = strings.ReplaceAll(strings.TrimPrefix(c.Provider, "default_"), "_", ".")
		out[i].Dependencies = append([]string{}, slices.Sorted(slices.Values(c.Dependencies))...)
		for k := range c.Inputs {
			if strings.HasSuffix(k, "Id") {
				c.Inputs[k] = "an id"
			}
		}
	}
	slices.SortFunc(out, func(a, b child) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func fromJSON(m map[string]any) property.Map {
	return resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(m))
}

func toJSON(m property.Map) map[string]any {
	return resource.ToResourcePropertyMap(m).Mappable()
}

func TestArguments(t *testing.T) {
	t.Parallel()
	auto := map[string]any{
		"subnetStrategy": "Auto", "numberOfAvailabilityZones": 2.0, "natGateways": map[string]any{"strategy": "None"},
		"subnetSpecs": []any{map[string]any{"type": "Isolated"}},
	}
	tests := []struct {
		name, why string
		set       map[string]any
		want      string
	}{
		{"unknown", "a misspelt argument must not be ignored", map[string]any{"cidrblock": "10.0.0.0/8"}, "cidrblock"},
		{
			"not implemented", "an argument must not be ignored",
			map[string]any{"instanceTenancy": "dedicated"},
			"instanceTenancy",
		},
		{"nested", "nor one inside another", map[string]any{"natGateways": map[string]any{
			"strategy": "Single", "elasticIpAllocationIds": []any{"eipalloc-1"},
		}}, "natGateways.elasticIpAllocationIds"},
		{"legacy", "another strategy lays out other subnets", map[string]any{"subnetStrategy": "Legacy"}, "subnetStrategy"},
		{"no strategy", "awsx would take Legacy", map[string]any{"subnetStrategy": nil}, "subnetStrategy"},
		{"wrong type", "a number is a number", map[string]any{"numberOfAvailabilityZones": "2"}, "numberOfAvailabilityZones"},
		{
			"both", "awsx refuses both ways to say which zones",
			map[string]any{"availabilityZoneNames": []any{"a"}},
			"only one of",
		},
		{
			"nat alone", "a NAT gateway is for private subnets",
			map[string]any{"natGateways": map[string]any{"strategy": "Single"}},
			"needs both private and public",
		},
		{"in a list", "nor one inside a list", map[string]any{"subnetSpecs": []any{
			map[string]any{"type": "Isolated", "size": 256.0},
		}}, "subnetSpecs[0].size"},
		{
			"too many zones", "a region has only so many",
			map[string]any{"numberOfAvailabilityZones": 4.0},
			"has 3 availability zones",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := maps.Clone(auto)
			maps.Copy(args, test.set)
			_, _, err := build(t, args)
			if err == nil || !strings.Contains(details(err), test.want) {
				t.Errorf("%s: got %v, want %q in it", test.why, details(err), test.want)
			}
		})
	}
}

// details is the text of an error with the properties that it names.
func details(err error) string {
	if err == nil {
		return ""
	}
	return err.Error() + fmt.Sprint(status.Convert(err).Details()...)
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	got, out, err := build(t, map[string]any{
		"subnetStrategy": "Auto", "availabilityZoneNames": []any{"us-east-1a", "us-east-1b"},
		"availabilityZoneCidrMask": 18.0, "natGateways": map[string]any{"strategy": "None"},
		"enableDnsHostnames": true, "tags": map[string]any{"team": "a"},
		"subnetSpecs": []any{map[string]any{
			"type": "Isolated", "cidrMask": 20.0, "tags": map[string]any{"tier": "data"},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range official.Outputs.Fields {
		if _, ok := out.GetOk(f.Name); !ok {
			t.Errorf("there is no output %s", f.Name)
		}
	}
	if ids := out.Get("isolatedSubnetIds").AsArray(); ids.Len() != 2 {
		t.Errorf("isolatedSubnetIds: %v", ids)
	}
	if r := out.Get("routeTables").AsArray().Get(0); !r.IsResourceReference() {
		t.Errorf("a route table goes out as %v, not as a reference", r)
	}
	subnet := got[slices.IndexFunc(got, func(c child) bool {
		return c.Name == "net-isolated-2" && strings.HasSuffix(c.Type, "Subnet")
	})]
	tags := map[string]any{"Name": "net-isolated-2", "SubnetType": "Isolated", "team": "a", "tier": "data"}
	if subnet.Inputs["cidrBlock"] != "10.0.64.0/20" || !reflect.DeepEqual(subnet.Inputs["tags"], tags) {
		t.Errorf("subnet: %v", subnet.Inputs)
	}
}

func TestArgumentsExistOfficially(t *testing.T) {
	t.Parallel()
	if wrong := contract.Subset("args", contract.TypeFor[args](), official.Inputs); len(wrong) > 0 {
		t.Error(wrong)
	}
}
