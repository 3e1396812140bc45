package contract

import (
	"slices"
	"strings"
	"testing"
)

func TestTypes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		of        Type
		want      string
	}{
		{"inputs", "a pointer is optional, a list and a map always are", box.Inputs, "name:string! size:integer " +
			"weight:number open:boolean tags:map doors:list lock:object policy:string exotic:string"},
		{"outputs", "the id and the urn are every resource's", box.Outputs, "arn:string! name:string! " +
			"size:integer! open:boolean tags:map doors:list policy:string self:resource!"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range test.of.Fields {
				text := f.Name + ":" + string(f.Type.Kind)
				if !f.Optional {
					text += "!"
				}
				got = append(got, text)
			}
			if text := strings.Join(got, " "); text != test.want {
				t.Errorf("%s\n got %s\nwant %s", test.why, text, test.want)
			}
		})
	}
}

func TestSubset(t *testing.T) {
	t.Parallel()
	type invented struct {
		Name  *string `pulumi:"name"`
		Size  *string `pulumi:"size"`
		Extra *string `pulumi:"extra"`
	}
	want := []string{"box.size is a string here and an integer officially", "box.extra does not exist officially"}
	if got := Subset("box", TypeFor[invented](), box.Inputs); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
