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
	if err := CheckTableARN(table); err != nil {
		return Document{}, fmt.Errorf("render table policy: table %w", err)
	}
	if err := i.Validate(); err != nil {
		return Document{}, fmt.Errorf("render table policy: %w", err)
	}
	document := Document{Version: Version}
	for _, refusal := range i.refusals(Action.inTablePolicy) {
		statement := refusal.deny("Outside", i.Perimeter.outside())
		statement.Principal = Principal{Everyone: true}
		statement.Resource = Values{table, table + "/index/*"}
		document.Statement = append(document.Statement, statement)
	}
	document.number()
	if err := document.fits(ResourcePolicyLimit); err != nil {
		return Document{}, fmt.Errorf("render table policy: %w", err)
	}
	return document, nil
}

// CheckTableARN refuses what is not the ARN of one table.
func CheckTableARN(arn string) error {
	if !tableARN.MatchString(arn) {
		return fmt.Errorf("must be the ARN of a table, such as "+
			"arn:aws:dynamodb:eu-west-1:111122223333:table/orders, got %q", arn)
	}
	return nil
}
