package policy

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// IsPublic reports whether DynamoDB's Block Public Access would reject a statement: an Allow whose conditions do not
// bound it, for everyone, for everyone but a few (NotPrincipal), or for a service. AWS rejects the whole document for
// one such statement. Source for all of this file: "Block public access with resource-based policies in DynamoDB".
func IsPublic(s iam.Statement) bool {
	anyone := s.Principal.Everyone || slices.Contains(s.Principal.ByKind["AWS"], "*") || !s.NotPrincipal.IsZero() ||
		len(s.Principal.ByKind["Service"]) > 0
	return s.Effect == iam.Allow && anyone && !BoundsPublicAccess(s.Condition)
}

// boundingKeys are the condition keys that bound an Allow for everyone, in lower case.
var boundingKeys = []string{
	"aws:ec2instancesourcevpc", "aws:principalaccount", "aws:principalarn", "aws:principalorgid",
	"aws:principalorgpaths", "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount",
	"aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
}

// boundingOperators are the operators that compare such a key with values. A negated operator bounds nothing, and
// neither does one with IfExists, which holds where the key is missing.
var boundingOperators = []string{
	"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike",
	"ForAnyValue:StringEquals", "ForAnyValue:StringLike", "ForAnyValue:ArnEquals", "ForAnyValue:ArnLike",
}

// BoundsPublicAccess reports whether conditions keep an Allow for everyone from being public, as Block Public Access
// judges it. One condition is enough, since all have to hold: either it compares a bounding key with values that hold
// no wildcard and no variable, or it requires aws:PrincipalIsAWSService to be true. Condition keys are compared without
// regard to case, as IAM does.
func BoundsPublicAccess(conditions iam.Conditions) bool {
	for operator, tests := range conditions {
		for key, values := range tests {
			key = strings.ToLower(key)
			if operator == "Bool" && key == "aws:principalisawsservice" && slices.Equal(values, iam.Values{"true"}) {
				return true
			}
			broad := slices.ContainsFunc(values, func(value string) bool { return strings.ContainsAny(value, "*?$") })
			if slices.Contains(boundingOperators, operator) && slices.Contains(boundingKeys, key) && !broad {
				return true
			}
		}
	}
	return false
}
