package policy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Source: "OrganizationalUnit" and "Root", AWS Organizations API Reference.
var (
	unitID = regexp.MustCompile(`^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`)
	rootID = regexp.MustCompile(`^r-[0-9a-z]{4,32}$`)
)

// IsOrganizationalUnit reports whether the text is the id of an organizational unit.
func IsOrganizationalUnit(id string) bool { return unitID.MatchString(id) }

// IsRoot reports whether the text is the id of an organization's root.
func IsRoot(id string) bool { return rootID.MatchString(id) }

// Organization is what is known of an organization: its tree, and the accounts that need a word of their own.
type Organization struct {
	// Management is the management account, which no service control policy governs. It is empty where it is not known.
	Management string
	// Parents has the parent of an organizational unit or an account, as far as the program says it.
	Parents map[string]string
	// Under has everything below an organizational unit or a root, as far as AWS was asked.
	Under map[string][]string
	// Suspended are the accounts that are closed: nobody acts in them.
	Suspended []string
}

// Holds reports whether a root or an organizational unit holds an account or an organizational unit, at any depth.
// known is false where that cannot be told. An organization has one root, which holds everything. Source: "Quotas and
// service limits for AWS Organizations".
func (o Organization) Holds(outer, inner string) (holds, known bool) {
	switch {
	case outer == inner, isRoot(inner), isAccount(outer):
		return false, true
	case isRoot(outer):
		return true, true
	}
	if below, read := o.Under[outer]; read {
		return slices.Contains(below, inner), true
	}
	for range len(o.Parents) + 1 { // a circle has an end as well
		parent, given := o.Parents[inner]
		switch {
		case !given:
			return false, false
		case parent == outer:
			return true, true
		case isRoot(parent):
			return false, true
		}
		inner = parent
	}
	return false, false
}

// isRoot and isAccount tell ids apart that are known to be well-formed. This is asked very often of a large
// organization.
func isRoot(id string) bool { return strings.HasPrefix(id, "r-") }

func isAccount(id string) bool { return !isRoot(id) && !strings.HasPrefix(id, "ou-") }

// Accounts lists the accounts below a root or an organizational unit that act and that a service control policy
// governs. known is false where they were not read.
func (o Organization) Accounts(of string) (accounts []string, known bool) {
	below, known := o.Under[of]
	for _, id := range below {
		if iam.IsAccountID(id) && id != o.Management && !slices.Contains(o.Suspended, id) {
			accounts = append(accounts, id)
		}
	}
	return iam.CanonicalValues(accounts), known
}
