package policy

import (
	"fmt"
	"regexp"
)

// ResourcePolicyLimit is the size in bytes up to which DynamoDB accepts a resource policy, white space
// included. Source: PutResourcePolicy, "The maximum size supported for a resource-based policy document
// is 20 KB".
const ResourcePolicyLimit = 20 * 1024

var tableARN = regexp.MustCompile(`^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]{3,255}$`)

// TablePolicy renders the resource policy of a table: every enforced class is refused outside the
// perimeter, on the table and on its indexes, to everyone who is not exempt from it.
//
// Query and Scan of an index are authorised on the index's own ARN, so a policy on the table alone would
// leave every index open. Source: "Resource-based policy examples", which lists both.
func (i Intent) TablePolicy(table string) (Document, error) {
	if !tableARN.MatchString(table) {
		return Document{}, fmt.Errorf("render table policy: %q is not the ARN of a table", table)
	}
	if err := i.Validate(); err != nil {
		return Document{}, fmt.Errorf("render table policy: %w", err)
	}
	document := Document{
		Version:   Version,
		Statement: i.refusals(Action.inTablePolicy, Values{table, table + "/index/*"}),
	}
	if err := document.fits(ResourcePolicyLimit); err != nil {
		return Document{}, fmt.Errorf("render table policy: %w", err)
	}
	return document, nil
}

// fits refuses a document that AWS would refuse for its size.
func (d Document) fits(limit int) error {
	text, err := d.JSON()
	if err != nil {
		return err
	}
	if len(text) > limit {
		return fmt.Errorf("it has %d bytes and AWS accepts %d: "+
			"list fewer principals, or one pattern for a path of roles", len(text), limit)
	}
	return nil
}
