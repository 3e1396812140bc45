package inputs

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// What a component says of its inputs once they are known, in an error or a warning, may be made of a secret: of a
// principal, or of the id of a VPC. All of it passes here.

// hider takes the secret texts of inputs out of what is said.
func hider(props property.Map) *strings.Replacer {
	hidden := map[string]string{}
	hide(hidden, Path{}, property.New(props))
	texts := slices.SortedFunc(maps.Keys(hidden), func(a, b string) int { // or one that holds another would show the rest
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	})
	var pairs []string
	for _, text := range texts {
		pairs = append(pairs, text, hidden[text])
	}
	return strings.NewReplacer(pairs...)
}

// hide collects the secret texts of a value, each with what stands in its place.
func hide(hidden map[string]string, at Path, value property.Value) {
	at = at.At(value)
	switch {
	case value.IsMap():
		for name, entry := range value.AsMap().AllStable {
			hide(hidden, at.Field(name), entry)
		}
	case value.IsArray():
		for i, item := range value.AsArray().All {
			hide(hidden, at.Index(i), item)
		}
	case value.IsString() && at.Secret && value.AsString() != "":
		hidden[value.AsString()] = fmt.Sprintf("(%s is a secret)", strings.TrimRight(at.path, "[0123456789]"))
	}
}

// Redact takes secrets out of a text.
func (c *Check) Redact(text string) string {
	if c.hidden == nil {
		return text
	}
	return c.hidden.Replace(text)
}

// redacted takes secrets out of an error.
func (c *Check) redacted(err error) error {
	if err == nil {
		return nil
	}
	if text := c.Redact(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}
