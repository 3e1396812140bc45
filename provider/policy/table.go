package policy

import (
	"fmt"
	"regexp"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

const tablePattern = `arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]{3,255}`

var tableARN = regexp.MustCompile(`^` + tablePattern + `$`)

// TablePolicy renders the resource policy of a table: every enforced class is refused outside the
// perimeter, on the table and on its indexes, to everyone who is not exempt from it.
//
// Query and Scan of an index are authorised on the index's own ARN, so a policy on the table alone would
// leave every index open. Source: "Resource-based policy examples", which lists both.
func (i Intent) TablePolicy(table string) (iam.Document, error) {
	if err := CheckTableARN(table); err != nil {
		return iam.Document{}, fmt.Errorf("render table policy: table %w", err)
	}
	if err := i.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render table policy: %w", err)
	}
	document, err := i.resourcePolicy(table, iam.Values{table, table + "/index/*"}, Action.InTablePolicy)
	if err != nil {
		return iam.Document{}, fmt.Errorf("render table policy: %w", err)
	}
	return document, nil
}

// resourcePolicy renders what an intent refuses on resources that share a policy, and what it grants on them.
func (i Intent) resourcePolicy(arn string, resources iam.Values, accepts func(Action) bool) (iam.Document, error) {
	refusals := i.denyGroups(accepts)
	document := iam.Document{Version: iam.Version}
	for _, refusal := range refusals {
		document.Statement = append(document.Statement, refusal.denyOutside(i.Perimeter))
	}
	if i.Enforcement == EnforceAll {
		document.Statement = append(document.Statement, i.catchAll(refusals)...)
	}
	for at := range document.Statement {
		document.Statement[at].Principal = iam.Principal{Everyone: true}
	}
	granted, err := i.granted(arn, accepts)
	if err != nil {
		return iam.Document{}, err
	}
	document.Statement = append(document.Statement, granted...)
	for at := range document.Statement {
		document.Statement[at].Resource = resources
	}
	document.UniqueSids()
	return document, document.CheckSize(ResourcePolicyLimit)
}

// CheckTableARN refuses what is not the ARN of one table.
func CheckTableARN(arn string) error {
	if !tableARN.MatchString(arn) {
		return fmt.Errorf("must be the ARN of a table, such as "+
			"arn:aws:dynamodb:eu-west-1:111122223333:table/orders, got %q", arn)
	}
	return nil
}
