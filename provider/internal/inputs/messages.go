package inputs

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Got says what was given instead, in a few words, and nothing of a secret.
func Got(at Path, given property.Value) string {
	switch {
	case at.Secret:
		return ""
	case given.IsString():
		return fmt.Sprintf(", got %q", given.AsString())
	case given.IsNumber():
		return fmt.Sprintf(", got the number %v", given.AsNumber())
	case given.IsBool():
		return fmt.Sprintf(", got %t", given.AsBool())
	case given.IsArray():
		return ", got a list"
	case given.IsMap():
		return ", got an object"
	}
	return ", got something else"
}

// suggestion names what was probably meant, or what there is where nothing comes close.
func suggestion(given string, known []string) string {
	best, distance := "", 1+len(given)/3
	for _, name := range known {
		if d := levenshtein.Distance(strings.ToLower(given), strings.ToLower(name), nil); d <= distance {
			best, distance = name, d-1
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

func oneOf(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = fmt.Sprintf("%q", value)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}

func firstSentence(text string) string {
	if end := strings.Index(text, ". "); end >= 0 {
		text = text[:end]
	}
	text = strings.TrimSuffix(text, ".")
	if text == "" {
		return "it has no default"
	}
	return strings.ToLower(text[:1]) + text[1:]
}
