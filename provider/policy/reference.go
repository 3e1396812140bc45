package policy

import (
	"slices"
	"strings"
)

// The kinds of resource that DynamoDB actions are authorised on, as AWS's service authorization reference names them.
// The reference has others too, such as backups; no document of this package is about one alone.
const (
	// TableResource is a table.
	TableResource = "table"
	// IndexResource is a secondary index of a table. Its table's policy governs it, where the policy names its ARN.
	IndexResource = "index"
	// StreamResource is a stream of a table, which has a policy of its own.
	StreamResource = "stream"
)

// referenceRow is what AWS's service authorization reference says of one action. It is fact, where a [Class] and a
// [Support] are judgement, so tools/reference generates the rows into reference_data.go and nobody types them.
type referenceRow struct {
	name   string
	access string // Read, List, Write, Tagging, Permissions management, or two of these
	// resources are the types of resource that the action is authorised on. A type that every request has to name ends in
	// an asterisk, as on AWS's page.
	resources []string
}

// announcedRows are the rows of actions that AWS has announced and its reference does not have yet. Which resources the
// calls about one bulk operation are authorised on is not documented; they name the operation, and no table.
var announcedRows = []referenceRow{
	{"CancelBulkOperation", "Write", []string{"bulk-operation*"}},
	{"DescribeBulkOperation", "Read", []string{"bulk-operation*"}},
	{"ListBulkOperations", "List", nil},
	{"StartBulkPutItems", "Write", []string{"table*"}},
}

// authorizedOn reports whether the action is authorised on a type of resource, always or where a request names one.
func (r referenceRow) authorizedOn(kind string) bool {
	return slices.Contains(r.resources, kind) || slices.Contains(r.resources, kind+"*")
}

// isTableless reports whether the action only reads, and can be called without naming a resource.
func (r referenceRow) isTableless() bool {
	required := slices.ContainsFunc(r.resources, func(kind string) bool { return strings.HasSuffix(kind, "*") })
	return !required && (r.access == "Read" || r.access == "List")
}
