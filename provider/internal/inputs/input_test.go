package inputs

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
)

func given() *Check {
	return &Check{inputs: property.NewMap(map[string]property.Value{
		"name": property.New("orders"),
		"tags": property.New(map[string]property.Value{
			"team.name": property.New("ada"), "cost[0]": property.New("1"), "": property.New("2"),
		}),
		"grants": property.New([]property.Value{
			property.New(map[string]property.Value{"services": property.New([]property.Value{
				property.New("glue.amazonaws.com"), property.New("dms.amazonaws.com").WithSecret(true),
			})}),
		}),
		"secrets": property.New([]property.Value{property.New("hunter2")}).WithSecret(true),
		"later":   property.New(property.Computed),
	})}
}

func TestFind(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path, why string
		text      string
		secret    bool
		named     string
	}{
		{"name", "a property", "orders", false, "name"},
		{`tags["team.name"]`, "a key that holds a dot is one key", "ada", false, "team.name"},
		{`tags["cost[0]"]`, "a key that looks like an index is a key", "1", false, "cost[0]"},
		{`tags[""]`, "AWS takes no empty key, but a program may give one", "2", false, ""},
		{"grants[0].services[0]", "an item of a list in a list", "glue.amazonaws.com", false, "services"},
		{"grants[0].services[1]", "a secret item", "dms.amazonaws.com", true, "services"},
		{"secrets[0]", "what a secret holds is secret", "hunter2", true, "secrets"},
		{"later.services[3]", "nothing is known of what is unknown", "", false, "services"},
		{"grants[7]", "past the end of a list", "", false, "grants"},
		{"network.cidrBlock", "a property of nothing", "", false, "cidrBlock"},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			in := given().Find(test.path)
			assert.Equal(t, test.path, in.String(), test.why)
			assert.Equal(t, test.text, in.Text(), test.why)
			assert.Equal(t, test.secret, in.Secret, test.why)
			assert.Equal(t, test.named, in.Name(), test.why)
		})
	}
	assert.Equal(t, " (no path])", given().Find("no path]").String(), "a text that is no path names no input")
}

func TestASecretIsNotToldByItsPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"name":                  "name",
		"secrets[0]":            "secrets[0] (secret)",
		"grants[0].services":    "grants[0].services (secret)",
		"grants[0].services[0]": "grants[0].services[0]",
	} {
		c := given()
		c.Fail(c.Find(path), "is wrong")
		assert.Equal(t, want, c.failures[0].PropertyPath, "the engine prints the value that it finds at a path")
	}
	c := given()
	c.Fail(c.Find("secrets").WithNote("1 values"), "is too long")
	assert.Equal(t, "secrets (1 values)", c.failures[0].PropertyPath, "any note makes a path unreadable")
}

func TestFormatsAreFoundByPattern(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "grants[].services[]", given().Find("grants[0].services[1]").pattern())
	assert.Equal(t, "name", given().Find("name").pattern())
}
