package contract

import (
	"encoding/json"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A Validator says what is wrong with a value, in the Terraform provider's words, and nothing if it is right.
type Validator func(terraform string, value any) string

// OneOf accepts some texts.
func OneOf(only ...string) Validator {
	return func(terraform string, value any) string {
		if slices.Contains(only, fmt.Sprint(value)) {
			return ""
		}
		var quoted []string
		for _, o := range only {
			quoted = append(quoted, fmt.Sprintf("%q", o))
		}
		return fmt.Sprintf("expected %s to be one of [%s], got %v", terraform, strings.Join(quoted, " "), value)
	}
}

// Between accepts whole numbers in a range.
func Between(low, high int) Validator {
	return func(terraform string, value any) string {
		if n, ok := value.(float64); ok && n >= float64(low) && n <= float64(high) {
			return ""
		}
		return fmt.Sprintf("expected %s to be in the range (%d - %d), got %v", terraform, low, high, value)
	}
}

// JSON accepts JSON.
func JSON(terraform string, value any) string {
	text, _ := value.(string)
	var x any
	if err := json.Unmarshal([]byte(text), &x); err != nil {
		return fmt.Sprintf("%q contains an invalid JSON: %v", terraform, err)
	}
	return ""
}

// Network accepts a block of addresses.
func Network(_ string, value any) string {
	text, _ := value.(string)
	_, block, err := net.ParseCIDR(text)
	switch {
	case err != nil:
		return fmt.Sprintf("%q is not a valid CIDR block: %v", text, err)
	case block.String() != text:
		return fmt.Sprintf("%q is not a valid CIDR block; did you mean %q?", text, block)
	}
	return ""
}

var arn = regexp.MustCompile(`^arn:[\w-]+:[a-zA-Z0-9-]+:([a-z]{2}-([a-z]+-)+\d)?:(\d{12}|aws)?:.+$`)

// ARN accepts an ARN.
func ARN(terraform string, value any) string {
	if text, _ := value.(string); text == "" || arn.MatchString(text) {
		return ""
	}
	return fmt.Sprintf("%q (%v) is an invalid ARN: arn: invalid prefix", terraform, value)
}

// terraform returns Terraform's name of a property.
func (t Traits) terraform(name string) string {
	if own := t[name].Terraform; own != "" {
		return own
	}
	var out strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}
