package policy

import (
	"fmt"
	"regexp"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// tablePattern matches the ARN of a table in any partition.
var tablePattern = `arn:` + partitionPattern + `:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]{3,255}`

var tableARN = regexp.MustCompile(`^` + tablePattern + `$`)

// TablePolicy renders the resource policy of a table. It denies every enforced class outside the perimeter, on the
// table and on its indexes, to every principal that is not exempt.
//
// Query and Scan of an index are authorised on the ARN of the index, so a policy that named the table alone would leave
// every index open. Source: "Resource-based policy examples", which lists both.
func (i Intent) TablePolicy(table string) (iam.Document, error) {
	if err := CheckTableARN(table); err != nil {
		return iam.Document{}, fmt.Errorf("render table policy: table %w", err)
	}
	if err := i.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render table policy: %w", err)
	}
	document, err := i.resourcePolicy(table, iam.Values{table, table + "/index/*"}, tableKind)
	if err != nil {
		return iam.Document{}, fmt.Errorf("render table policy: %w", err)
	}
	return document, nil
}

// CheckTableARN returns an error unless its argument is the ARN of one table.
func CheckTableARN(arn string) error {
	if !tableARN.MatchString(arn) {
		return fmt.Errorf("must be the ARN of a table, such as "+
			"arn:aws:dynamodb:eu-west-1:111122223333:table/orders, got %q", arn)
	}
	return CheckARNRegion(arn)
}
