package iam

import (
	"regexp"
	"strings"
)

// arnParts is the number of colon-separated parts of an ARN.
const arnParts = 6

// ARN is an Amazon Resource Name, or a pattern of one, split into its parts. Source: IAM User Guide, "Identify AWS
// resources with Amazon Resource Names (ARNs)".
type ARN struct {
	Partition, Service, Region, Account string
	// Resource is everything after the fifth colon. It may contain colons: a stream's ends in a time.
	Resource string
}

// ParseARN splits an ARN. It reports whether the text has the six parts of one, and does not check the parts.
func ParseARN(text string) (ARN, bool) {
	parts := strings.SplitN(text, ":", arnParts)
	if len(parts) < arnParts || parts[0] != "arn" {
		return ARN{}, false
	}
	return ARN{Partition: parts[1], Service: parts[2], Region: parts[3], Account: parts[4], Resource: parts[5]}, true
}

// String joins the parts again.
func (a ARN) String() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, a.Resource}, ":")
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// IsAccountID reports whether the text is an AWS account ID.
func IsAccountID(text string) bool { return accountID.MatchString(text) }
