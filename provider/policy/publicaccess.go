package policy

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// IsPublic reports whether Block Public Access would refuse a statement.
func IsPublic(s iam.Statement) bool {
	anyone := s.Principal.IsEveryone() || !s.NotPrincipal.IsZero() || len(s.Principal.ByKind["Service"]) > 0
	return s.Effect == iam.Allow && anyone && !BoundsPublicAccess(s.Condition)
}

// trustedKeys are the keys by which an Allow for everyone is bounded. Source for all of this file: "Block public
// access with resource-based policies in DynamoDB".
var trustedKeys = []string{
	"aws:ec2instancesourcevpc", "aws:principalaccount", "aws:principalarn", "aws:principalorgid",
	"aws:principalorgpaths", "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount",
	"aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
}

// selecting are the operators under which a condition picks values out.
var selecting = []string{
	"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike",
	"ForAnyValue:StringEquals", "ForAnyValue:StringLike", "ForAnyValue:ArnEquals", "ForAnyValue:ArnLike",
}

// BoundsPublicAccess reports whether conditions keep an Allow for everyone from being public, as DynamoDB's Block
// Public Access sees it: one of them compares a trusted key with values without wildcards and variables.
func BoundsPublicAccess(conditions iam.Conditions) bool {
	for operator, tests := range conditions {
		for key, values := range tests {
			folded := strings.ToLower(key)
			if operator == "Bool" && folded == "aws:principalisawsservice" && slices.Equal(values, iam.Values{"true"}) {
				return true
			}
			vague := slices.ContainsFunc(values, func(v string) bool { return strings.ContainsAny(v, "*?$") })
			if slices.Contains(selecting, operator) && slices.Contains(trustedKeys, folded) && !vague {
				return true
			}
		}
	}
	return false
}
