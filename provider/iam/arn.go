package iam

import (
	"regexp"
	"strings"
)

// arnParts is the number of colon-separated parts of an ARN. The last one, the resource, may hold colons:
// a stream's ARN ends in a time.
const arnParts = 6

// ARN is an Amazon Resource Name, or a pattern of one, taken apart. Source: IAM User Guide, "Identify AWS resources
// with Amazon Resource Names (ARNs)".
type ARN struct {
	Partition, Service, Region, Account string
	// Resource is all behind the fifth colon. It may hold colons: a stream's ends in a time.
	Resource string
}

// ParseARN takes an ARN apart. It reports whether the text has the six parts of one; it checks none of them.
func ParseARN(text string) (ARN, bool) {
	parts := strings.SplitN(text, ":", arnParts)
	if len(parts) < arnParts || parts[0] != "arn" {
		return ARN{}, false
	}
	return ARN{Partition: parts[1], Service: parts[2], Region: parts[3], Account: parts[4], Resource: parts[5]}, true
}

// String puts the ARN together again.
func (a ARN) String() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, a.Resource}, ":")
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// IsAccountID reports whether a text is the id of an account.
func IsAccountID(text string) bool { return accountID.MatchString(text) }
