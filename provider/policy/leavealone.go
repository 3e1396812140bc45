package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

const (
	keyAccount  = "aws:PrincipalAccount"
	keyOrgPaths = "aws:PrincipalOrgPaths"
	// notIn is the operator with which a Deny leaves organizational units alone. aws:PrincipalOrgPaths is multivalued.
	// ForAllValues is true where the key is missing, so the statement then denies; with ForAnyValue it would not. Sources:
	// "AWS global condition context keys", aws:PrincipalOrgPaths; "Multivalued context key examples", whose example is a
	// Deny with ForAllValues:StringNotLike.
	notIn = "ForAllValues:StringNotLike"
)

// leaveAlone adds to a Deny the conditions under which it applies to no principal of what is excluded. Neither key can
// be set by the caller.
func (g Guardrail) leaveAlone(statement *iam.Statement) {
	var accounts, paths iam.Values
	for _, id := range iam.CanonicalValues(g.Excluded) {
		if iam.IsAccountID(id) {
			accounts = append(accounts, id)
		} else {
			paths = append(paths, unitPath(id))
		}
	}
	if len(accounts)+len(paths) > 0 && statement.Condition == nil {
		statement.Condition = iam.Conditions{}
	}
	if len(accounts) > 0 {
		statement.Condition.Add("StringNotEquals", map[string]iam.Values{keyAccount: accounts})
	}
	if len(paths) > 0 {
		statement.Condition.Add(notIn, map[string]iam.Values{keyOrgPaths: paths})
	}
}

// unitPath is the pattern of the organization paths of everything in an organizational unit, at any depth. A path names
// the organization, the root and each organizational unit, and ends in a slash: o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/.
// Source: "View details about an entity path", IAM User Guide.
func unitPath(unit string) string { return "*/" + unit + "/*" }

// checkExcluded rejects what is neither an account nor an organizational unit.
func (g Guardrail) checkExcluded() error {
	var errs []error
	for _, id := range g.Excluded {
		if !iam.IsAccountID(id) && !IsOrganizationalUnit(id) {
			errs = append(errs, fmt.Errorf("it leaves out %q, which is neither an account nor an organizational unit", id))
		}
	}
	return errors.Join(errs...)
}

// Residue returns what is left of documents for the principals of one account, which is in some organizational units.
// It decides the tests of [Guardrail.Excluded] and leaves everything else as it is. A statement that leaves the account
// alone is not in it.
func Residue(documents []iam.Document, account string, units []string) []iam.Document {
	path := strings.Join(append([]string{"o-0000000000/r-0000"}, units...), "/") + "/"
	left := make([]iam.Document, len(documents))
	for i, document := range documents {
		left[i] = iam.Document{Version: document.Version}
		for _, statement := range document.Statement {
			if applies(&statement, account, path) {
				left[i].Statement = append(left[i].Statement, statement)
			}
		}
	}
	return left
}

// applies reports whether a statement applies to an account at a path, and takes the tests of the two out of it.
func applies(statement *iam.Statement, account, path string) bool {
	rest := iam.Conditions{}
	for operator, tests := range statement.Condition {
		left := map[string]iam.Values{}
		for key, values := range tests {
			var matches func(string) bool
			switch {
			case operator == "StringNotEquals" && key == keyAccount:
				matches = func(value string) bool { return value == account }
			case operator == notIn && key == keyOrgPaths:
				matches = func(value string) bool { return iam.NewPattern(value).Match(path) }
			default:
				left[key] = values
				continue
			}
			if slices.ContainsFunc(values, matches) {
				return false
			}
		}
		if len(left) > 0 {
			rest[operator] = left
		}
	}
	if statement.Condition = rest; len(rest) == 0 {
		statement.Condition = nil
	}
	return true
}
