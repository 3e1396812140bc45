package contract

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func TestCodec(t *testing.T) {
	t.Parallel()
	in := props(m{"name": "a", "size": 3, "doors": []any{m{"color": "red"}}, "lock": m{"on": true}}).
		Set("policy", property.New("p").WithSecret(true)).Set("weight", property.New(property.Computed))
	var b boxArgs
	if err := Decode(in, &b); err != nil {
		t.Fatal(err)
	}
	if b.Name != "a" || *b.Size != 3 || b.Doors[0].Color != "red" || !b.Lock.On || *b.Policy != "p" || b.Weight != nil {
		t.Errorf("decoded %+v", b)
	}
	out, err := Encode(b)
	want := in.Set("policy", property.New("p")).Delete("weight")
	if err != nil || !out.Equals(want) {
		t.Errorf("encoded %v, not %v: %v", out, want, err)
	}
}
