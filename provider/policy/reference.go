package policy

import (
	"slices"
	"strings"
)

// referenceRow is what AWS's service authorization reference says of one action: a row of reference.go. It is fact,
// where a [Class] and a [Support] are judgement, and so it is read by a program and never typed.
type referenceRow struct {
	name   string
	access string // Read, List, Write, Tagging, Permissions management, or two of these
	// resources are the types of resource that the action is authorised on. One that every request names ends in
	// an asterisk, as on AWS's page.
	resources []string
}

// authorizedOn reports whether the action is authorised on a type of resource, always or when a request names one.
func (l referenceRow) authorizedOn(kind string) bool {
	return slices.Contains(l.resources, kind) || slices.Contains(l.resources, kind+"*")
}

// isTableless reports whether the action does no more than read and can be called without naming a resource.
func (l referenceRow) isTableless() bool {
	named := slices.ContainsFunc(l.resources, func(kind string) bool { return strings.HasSuffix(kind, "*") })
	return !named && (l.access == "Read" || l.access == "List")
}
