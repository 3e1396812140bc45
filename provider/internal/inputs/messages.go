package inputs

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
)

// Got says in a few words what was given instead, for the end of a reason. It says nothing of a secret.
func Got(in Input) string {
	switch value := in.Value; {
	case in.Secret:
		return ""
	case value.IsString():
		return fmt.Sprintf(", got %q", value.AsString())
	case value.IsNumber():
		return fmt.Sprintf(", got the number %v", value.AsNumber())
	case value.IsBool():
		return fmt.Sprintf(", got %t", value.AsBool())
	case value.IsArray():
		return ", got a list"
	case value.IsMap():
		return ", got an object"
	default:
		return ", got something else"
	}
}

// of names a value behind a noun. It says nothing of a secret.
func of(in Input) string {
	if in.Secret {
		return ""
	}
	return fmt.Sprintf(" of %q", in.Text())
}

// suggestion names the known name that comes closest to what was given, if one comes close.
func suggestion(given string, known []string) string {
	best, distance := "", 1+len(given)/3
	for _, name := range known {
		if d := levenshtein.Distance(strings.ToLower(given), strings.ToLower(name), nil); d <= distance {
			best, distance = name, d-1
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// instead says what to use for an unknown name: what the rules have for it, or the known name that comes closest.
func (c *Check) instead(in Input, name string, known []string) string {
	if use := c.rules.Instead[in.pattern()]; use != "" {
		return "; use " + use
	}
	return suggestion(name, known)
}

// begun names the one value that what was given begins with: S for String.
func begun(given string, known []string) string {
	var fits []string
	for _, value := range known {
		if strings.HasPrefix(strings.ToUpper(given), strings.ToUpper(value)) {
			fits = append(fits, value)
		}
	}
	if len(fits) != 1 {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", fits[0])
}

// oneOf lists what is allowed: "a", "b" or "c".
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

// firstSentence is the first sentence of a description, to go on a sentence with.
func firstSentence(text string) string {
	text, _, _ = strings.Cut(text, ". ")
	text = strings.TrimSuffix(text, ".")
	if text == "" {
		return "it has no default"
	}
	return strings.ToLower(text[:1]) + text[1:]
}
