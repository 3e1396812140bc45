package policy

import (
	"fmt"
	"regexp"
)

// ResourcePolicyLimit is the size in bytes up to which DynamoDB accepts a resource policy, white space
// included. Source: PutResourcePolicy, "The maximum size supported for a resource-based policy document
// is 20 KB".
const ResourcePolicyLimit = 20 * 1024

const tablePattern = `arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]{3,255}`

var tableARN = regexp.MustCompile(`^` + tablePattern + `$`)

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
	document, err := i.resourcePolicy(table, Values{table, table + "/index/*"}, Action.inTablePolicy)
	if err != nil {
		return Document{}, fmt.Errorf("render table policy: %w", err)
	}
	return document, nil
}

// resourcePolicy renders what an intent refuses on resources that share a policy, and what it grants on them.
func (i Intent) resourcePolicy(arn string, resources Values, accepts func(Action) bool) (Document, error) {
	refusals := i.refusals(accepts)
	document := Document{Version: Version}
	for _, refusal := range refusals {
		document.Statement = append(document.Statement, refusal.denyOutside(i.Perimeter))
	}
	if i.Enforcement == EnforceAll {
		document.Statement = append(document.Statement, i.strict(refusals)...)
	}
	for at := range document.Statement {
		document.Statement[at].Principal = Principal{Everyone: true}
	}
	granted, err := i.granted(arn, accepts)
	if err != nil {
		return Document{}, err
	}
	document.Statement = append(document.Statement, granted...)
	for at := range document.Statement {
		document.Statement[at].Resource = resources
	}
	document.number()
	return document, document.fits(ResourcePolicyLimit)
}

// CheckTableARN refuses what is not the ARN of one table.
func CheckTableARN(arn string) error {
	if !tableARN.MatchString(arn) {
		return fmt.Errorf("must be the ARN of a table, such as "+
			"arn:aws:dynamodb:eu-west-1:111122223333:table/orders, got %q", arn)
	}
	return nil
}
