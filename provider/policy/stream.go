package policy

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// A stream's ARN is its table's and the time at which the stream was switched on, which tells it from the
// streams that the table had before. Source: "DynamoDB Streams", StreamArn.
var streamARN = regexp.MustCompile(`^` + tablePattern + `/stream/[0-9T:.-]+$`)

// StreamPolicy renders the resource policy of a table's stream: its records, and its policy, are refused
// outside the perimeter to everyone who is not exempt from them.
//
// A table's policy does not govern its stream, and one that names a stream's actions is rejected. Without the
// statement about the policy anyone outside could delete this one and read the records. Source: "Attach a
// resource-based policy to a DynamoDB stream".
func (i Intent) StreamPolicy(stream string) (iam.Document, error) {
	if err := CheckStreamARN(stream); err != nil {
		return iam.Document{}, fmt.Errorf("render stream policy: stream %w", err)
	}
	if err := i.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render stream policy: %w", err)
	}
	document, err := i.resourcePolicy(stream, iam.Values{stream}, Action.InStreamPolicy)
	if err != nil {
		return iam.Document{}, fmt.Errorf("render stream policy: %w", err)
	}
	for at := range document.Statement { // tell it from the table's own: DenyStreamPolicyOutside
		statement := &document.Statement[at]
		if what, denies := strings.CutPrefix(statement.Sid, "Deny"); denies && !strings.HasPrefix(what, "Stream") {
			statement.Sid = "DenyStream" + what
		}
	}
	return document, nil
}

// CheckStreamARN refuses what is not the ARN of one stream.
func CheckStreamARN(arn string) error {
	if !streamARN.MatchString(arn) {
		return fmt.Errorf("must be the ARN of a stream, such as "+
			"arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-01-31T00:00:00.000, got %q", arn)
	}
	return nil
}
