package inputs

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An error or a warning that a component prints may quote a secret, such as a principal or the id of a VPC. All of them
// pass through here.

// newRedactor replaces the secret texts of inputs by the inputs' names.
func newRedactor(inputs Input) *strings.Replacer {
	replacements := map[string]string{}
	addSecrets(replacements, inputs)
	// Longest first: a secret that contains another one must not be replaced in part.
	secrets := slices.SortedFunc(maps.Keys(replacements), func(a, b string) int {
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	})
	var pairs []string
	for _, secret := range secrets {
		pairs = append(pairs, secret, replacements[secret])
	}
	return strings.NewReplacer(pairs...)
}

func addSecrets(replacements map[string]string, in Input) {
	for _, entry := range in.Entries() {
		addSecrets(replacements, entry)
	}
	for _, item := range in.Items() {
		addSecrets(replacements, item)
	}
	if text := in.Text(); in.Secret && text != "" {
		replacements[text] = fmt.Sprintf("(%s is a secret)", strings.TrimRight(in.String(), "[0123456789]"))
	}
}

// Redact takes secrets out of a text.
func (c *Check) Redact(text string) string {
	if c.redactor == nil {
		return text
	}
	return c.redactor.Replace(text)
}

// redactError takes secrets out of an error. It keeps an error that holds none.
func (c *Check) redactError(err error) error {
	if err == nil {
		return nil
	}
	if text := c.Redact(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}
