package policy

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// streamARN matches the ARN of a stream, which is that of its table and the time at which the stream was enabled. The
// time tells it from the table's earlier streams. Source: "DynamoDB Streams", StreamArn.
var streamARN = regexp.MustCompile(`^` + tablePattern + `/stream/[0-9T:.-]+$`)

// StreamPolicy renders the resource policy of a table's stream. It denies reading the records and changing the policy,
// outside the perimeter, to every principal that is not exempt.
//
// A table policy does not govern the table's stream, and AWS rejects one that names stream actions. Without the
// statement about the policy, a caller outside could delete it and then read the records. Source: "Attach a
// resource-based policy to a DynamoDB stream".
func (i Intent) StreamPolicy(stream string) (iam.Document, error) {
	if err := CheckStreamARN(stream); err != nil {
		return iam.Document{}, fmt.Errorf("render stream policy: stream %w", err)
	}
	if err := i.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render stream policy: %w", err)
	}
	document, err := i.resourcePolicy(stream, iam.Values{stream}, streamKind)
	if err != nil {
		return iam.Document{}, fmt.Errorf("render stream policy: %w", err)
	}
	for at := range document.Statement { // a Sid of its own, such as DenyStreamPolicyOutside, tells it from the table's
		statement := &document.Statement[at]
		if what, denies := strings.CutPrefix(statement.Sid, "Deny"); denies && !strings.HasPrefix(what, "Stream") {
			statement.Sid = "DenyStream" + what
		}
	}
	return document, nil
}

// CheckStreamARN returns an error unless its argument is the ARN of one stream.
func CheckStreamARN(arn string) error {
	if !streamARN.MatchString(arn) {
		return fmt.Errorf("must be the ARN of a stream, such as "+
			"arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-01-31T00:00:00.000, got %q", arn)
	}
	return nil
}
