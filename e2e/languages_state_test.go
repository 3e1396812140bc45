package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// state is the state of a stack, as one JSON value for each path. What differs from one deployment of a program to the
// next is replaced by names, so that the same text in two states means the same thing.
type state map[string]string

// state reads the state of the stack.
func (d deployment) state(t *testing.T) state {
	t.Helper()
	exported, err := d.Export(t.Context())
	require.NoError(t, err)
	found, err := newState(exported.Deployment)
	require.NoError(t, err)
	return found
}

func newState(deployment []byte) (state, error) {
	var content struct{ Resources []map[string]any }
	if err := json.Unmarshal(deployment, &content); err != nil {
		return nil, err
	}
	for _, resource := range content.Resources {
		// These are places in the program's source and in the SDK.
		delete(resource, "sourcePosition")
		delete(resource, "stackTrace")
		if resource["type"] == "pulumi:providers:aws" {
			// The SDKs for aws send the defaults of the provider's configuration, and YAML leaves them to the plugin.
			delete(resource, "inputs")
			delete(resource, "outputs")
			delete(resource, "additionalSecretOutputs")
		}
		// These are sets.
		sortStrings(resource["dependencies"])
		if byProperty, ok := resource["propertyDependencies"].(map[string]any); ok {
			for _, dependencies := range byProperty {
				sortStrings(dependencies)
			}
		}
	}
	// The resources are in the order in which they were ready.
	slices.SortFunc(content.Resources, func(a, b map[string]any) int {
		return strings.Compare(fmt.Sprint(a["urn"]), fmt.Sprint(b["urn"]))
	})

	found, seen := state{}, generated{}
	for _, resource := range content.Resources { // before anything refers to them
		if id, isCustom := resource["id"].(string); isCustom {
			seen.label(id, shortURN(resource["urn"]))
		}
	}
	for _, resource := range content.Resources {
		found.add(seen, seen.replace(shortURN(resource["urn"])), resource)
	}
	return found, nil
}

func sortStrings(list any) {
	if list, ok := list.([]any); ok {
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	}
}

// shortURN is the type and the name of a resource.
func shortURN(urn any) string { return strings.SplitN(urn.(string), "::", 3)[2] }

// sets are properties of the aws package whose lists of ids have no order. The provider returns them in any.
var sets = []string{"routeTableIds", "subnetIds", "securityGroupIds", "networkInterfaceIds"}

// add sets a value at a path. A list or an object is set element by element.
func (s state) add(seen generated, path string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if ids, isList := value[key].([]any); isList && slices.Contains(sets, key) && strings.Contains(path, "aws:") {
				for i, id := range ids {
					ids[i] = seen.replace(fmt.Sprint(id))
				}
				sortStrings(ids)
			}
			s.add(seen, path+" "+key, value[key])
		}
	case []any:
		for i, element := range value {
			s.add(seen, path+" "+strconv.Itoa(i), element)
		}
	case string:
		s[path] = strconv.Quote(seen.replace(value))
	default:
		s[path] = fmt.Sprint(value)
	}
}

// differences lists how another state differs, as path: ours -> theirs.
func (s state) differences(other state) []string {
	paths := maps.Clone(s)
	maps.Copy(paths, other)
	var list []string
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if ours, theirs := s.at(path), other.at(path); ours != theirs {
			list = append(list, fmt.Sprintf("%s: %s -> %s", path, ours, theirs))
		}
	}
	return list
}

func (s state) at(path string) string {
	if value, ok := s[path]; ok {
		return value
	}
	return "nothing"
}

// generated names the ids that AWS or Pulumi generated: those of a resource after the resource, and others by a number in
// the order of their first appearance.
type generated map[string]string

var (
	// A UUID; what follows the last hyphen of an id of AWS (vpc-0a1b2c3d4e5f67890) or of a name of Pulumi
	// (orders-1a2b3c4); the revision of a policy, which in the emulator is the time in milliseconds.
	generatedID = regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|-[0-9a-f]{7,17}\b|\b\d{13}\b`)
	timestamp   = regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:\d\d)`)
	// A default provider has the version that it was asked for in its name, besides its inputs.
	defaultProvider = regexp.MustCompile(`\bdefault_\w+(/[\w./-]*\w)?`)
)

// label names what is generated in the id of a resource.
func (g generated) label(id, resource string) {
	resource = defaultProvider.ReplaceAllString(resource, "default")
	for _, id := range generatedID.FindAllString(id, -1) {
		id = strings.TrimPrefix(id, "-")
		if _, found := g[id]; !found {
			g[id] = resource[strings.LastIndex(resource, "$")+1:]
		}
	}
}

// replace replaces generated ids by their names, and times.
func (g generated) replace(text string) string {
	text = defaultProvider.ReplaceAllString(timestamp.ReplaceAllString(text, "<time>"), "default")
	return generatedID.ReplaceAllStringFunc(text, func(id string) string {
		id, hyphen := strings.CutPrefix(id, "-")
		if _, found := g[id]; !found {
			g[id] = strconv.Itoa(len(g) + 1)
		}
		if hyphen {
			return "-<" + g[id] + ">"
		}
		return "<" + g[id] + ">"
	})
}

// TestStatesCompare tests the comparison itself: what it must report, and what it must not.
func TestStatesCompare(t *testing.T) {
	t.Parallel()
	const (
		vpc = `{"urn": "urn:pulumi:local::team::aws:vpc::a", "id": "vpc-0a1b2c3d4e5f67890",
			"created": "2026-01-02T03:04:05.67Z", "sourcePosition": "project:///a.ts#1"}`
		table = `{"urn": "urn:pulumi:local::team::aws:table::b", "id": "orders-1a2b3c4",
			"provider": "urn:pulumi:local::team::pulumi:providers:aws::default_6_83_4::` +
			`0b1c2d3e-0a1b-1111-2222-333344445555",
			"inputs": {"vpc": "vpc-0a1b2c3d4e5f67890", "read": 5, "subnetIds": ["subnet-0a1b2c3", "vpc-0a1b2c3d4e5f67890"]},
			"dependencies": ["x", "y"]}`
	)
	tests := []struct {
		name, why  string
		vpc, table string
		want       []string
	}{
		{
			name: "another deployment of the same",
			why:  "ids, times and the order of sets are no part of what a program asks for",
			vpc: strings.NewReplacer("0a1b2c3d4e5f67890", "11112222333344445", "2026", "2027", "a.ts#1", "main.go#9").
				Replace(vpc),
			table: strings.NewReplacer("0a1b2c3d4e5f67890", "11112222333344445", "1a2b3c4", "fffffff",
				"0b1c2d3e", "99999999", "_6_83_4", "", `"x", "y"`, `"y", "x"`,
				`"subnet-0a1b2c3", "vpc-0a1b2c3d4e5f67890"`, `"vpc-11112222333344445", "subnet-0ddba11"`).Replace(table),
		},
		{
			name:  "another resource's id",
			why:   "an id that is replaced still tells which resource it belongs to",
			vpc:   vpc,
			table: strings.Replace(table, `"vpc": "vpc-0a1b2c3d4e5f67890"`, `"vpc": "vpc-1a2b3c4"`, 1),
			want:  []string{`aws:table::b inputs vpc: "vpc-<aws:vpc::a>" -> "vpc-<aws:table::b>"`},
		},
		{
			name:  "a number as text",
			why:   "a provider may take one and not the other",
			vpc:   vpc,
			table: strings.Replace(table, `"read": 5`, `"read": "5"`, 1),
			want:  []string{`aws:table::b inputs read: 5 -> "5"`},
		},
		{
			name:  "a missing dependency",
			why:   "it decides what is deleted first",
			vpc:   vpc,
			table: strings.Replace(table, `"x", "y"`, `"x"`, 1),
			want:  []string{`aws:table::b dependencies 1: "y" -> nothing`},
		},
	}
	parse := func(resources ...string) state {
		found, err := newState([]byte(`{"resources": [` + strings.Join(resources, ", ") + `]}`))
		require.NoError(t, err)
		return found
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, parse(vpc, table).differences(parse(test.table, test.vpc)), test.why)
		})
	}
}
