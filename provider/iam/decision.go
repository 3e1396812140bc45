package iam

import "fmt"

// Effect is the outcome of a request.
type Effect int

// The effects. Whatever nothing allows is denied implicitly. No policy can override an explicit deny.
const (
	ImplicitDeny Effect = iota
	ExplicitDeny
	Allowed
)

// String names the effect in a report.
func (e Effect) String() string {
	return [...]string{"implicitly denied", "explicitly denied", "allowed"}[e]
}

// Decision is the outcome of one request, with what decided it.
type Decision struct {
	Effect Effect
	// Layer is the kind of policy that decided. For an implicit deny it is the kind that does not allow.
	Layer Layer
	// Document is the name of the policy that decided. For an implicit deny by an organization it is the name of the
	// level. It is empty if no policy decided: an implicit deny because no policy allows, or the root user's access
	// to its own account.
	Document string
	// Statement is the index of the statement that decided, or -1 if none did.
	Statement int
	Sid       string
}

// Allowed reports whether the request is allowed.
func (d Decision) Allowed() bool { return d.Effect == Allowed }

// String says in words what decided.
func (d Decision) String() string {
	switch {
	case d.Statement >= 0 && d.Sid != "":
		return fmt.Sprintf("%s by statement %s of %s %q", d.Effect, d.Sid, d.Layer, d.Document)
	case d.Statement >= 0:
		return fmt.Sprintf("%s by statement [%d] of %s %q", d.Effect, d.Statement, d.Layer, d.Document)
	case d.Effect == Allowed:
		return "allowed to the account's root user"
	case d.Document != "":
		return fmt.Sprintf("%s: no %s of %q allows it", d.Effect, d.Layer, d.Document)
	default:
		return fmt.Sprintf("%s: no %s allows it", d.Effect, d.Layer)
	}
}
