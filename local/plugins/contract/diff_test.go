package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

const (
	policy      = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"a:B","Resource":"*"}]}`
	policySpelt = `{"Statement":[{"Resource":["*"],"Action":["a:B"],"Principal":"*",` +
		`"Effect":"Deny"}],"Version":"2012-10-17"}`
)

func TestDiff(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why   string
		old, wanted m
		want        string
	}{
		{"same", "nothing to do", m{"name": "a"}, m{"name": "a"}, ""},
		{"name", "a new name is a new box", m{"name": "a"}, m{"name": "b"}, "name=update&replace"},
		{"added and removed", "each by its kind", m{"open": true}, m{"weight": 2}, "open=delete weight=add"},
		{"false and none", "Terraform makes no difference", m{"open": false}, m{}, ""},
		{"default and none", "nor does AWS", m{"size": 1}, m{}, ""},
		{
			"order of a set", "a set has none",
			m{"doors": []any{m{"color": "red"}, m{"color": "blue", "sign": ""}}},
			m{"doors": []any{m{"color": "blue"}, m{"color": "red"}}},
			"",
		},
		{
			"element of a set", "has its index",
			m{"doors": []any{m{"color": "red"}}},
			m{"doors": []any{m{"color": "blue"}}},
			"doors[0].color=update",
		},
		{
			"elements that come and go", "in a set the others keep their index",
			m{"doors": []any{m{"color": "red"}, m{"color": "blue"}}},
			m{"doors": []any{m{"color": "blue"}, m{"color": "green"}, m{"color": "pink"}}},
			"doors[0]=delete doors[1]=add doors[2]=add",
		},
		{"tag", "by its key", m{"tags": m{"a": "1", "b c": "2"}}, m{"tags": m{"a": "2"}}, `tags.a=update tags["b c"]=delete`},
		{
			"empty tag", "a tag without a value is a tag",
			m{"tags": m{"a": "1"}},
			m{"tags": m{"a": "1", "b": ""}},
			"tags.b=add",
		},
		{"policy spelt otherwise", "means the same", m{"policy": policy}, m{"policy": policySpelt}, ""},
		{
			"another policy", "does not",
			m{"policy": policy},
			m{"policy": strings.ReplaceAll(policy, "Deny", "Allow")},
			"policy=update",
		},
		{"object", "by its field", m{"lock": m{"on": true, "days": 35}}, m{"lock": m{"on": false}}, "lock.on=update"},
		{"default in an object", "35 stands for none", m{"lock": m{"on": true, "days": 35}}, m{"lock": m{"on": true}}, ""},
		{"object taken away", "what it was when off is nothing", m{"lock": m{"on": false}}, m{}, ""},
		{"shared, let go", "AWS keeps it", m{"weight": 2}, m{}, ""},
		{"shared, said", "is a wish", m{}, m{"weight": 2}, "weight=add"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := Diff(box.Inputs, traits, props(test.old), props(test.wanted))
			var got []string
			for _, path := range slices.Sorted(maps.Keys(d)) {
				got = append(got, fmt.Sprintf("%s=%s", path, d[path].Kind))
			}
			if text := strings.Join(got, " "); text != test.want {
				t.Errorf("%s: got %s, want %s", test.why, text, test.want)
			}
			if Replaces(d) != strings.Contains(test.want, "replace") {
				t.Errorf("%s: Replaces says %v", test.why, Replaces(d))
			}
		})
	}
	unknown := property.NewMap(map[string]property.Value{"name": property.New(property.Computed)})
	d := Diff(box.Inputs, traits, props(m{"name": "a"}), unknown)
	if d["name"].Kind != p.UpdateReplace {
		t.Errorf("an unknown new name: %v", d)
	}
	if !Touches(Diff(box.Inputs, traits, props(m{"tags": m{"a": "1"}}), props(m{"tags": m{"a": "2"}})), "tags") {
		t.Error("a change of a tag does not touch the tags")
	}
}
