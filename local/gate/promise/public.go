package promise

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// trusted are the keys that bound an Allow for everyone, where their values hold neither wildcards nor variables.
// ("Block public access with resource-based policies in DynamoDB", Amazon DynamoDB Developer Guide.)
var trusted = []string{
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
	"aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:userid", "aws:principalservicename",
	"aws:principalservicenameslist", "aws:ec2instancesourcevpc", "aws:sourceorgid", "aws:sourceorgpaths",
}

// positive are the operators under which a condition picks values out.
var positive = []string{
	"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike",
	"ForAnyValue:StringEquals", "ForAnyValue:StringLike", "ForAnyValue:ArnEquals", "ForAnyValue:ArnLike",
}

func unbounded() *answer.Error {
	return &answer.Error{Code: call.Validation, Message: "Resource-based policy grants unbounded access in one or more " +
		"elements. Please revise the policy to ensure least-privilege form of access"}
}

// open reports whether a statement allows everyone.
func open(document policy.Document) bool {
	return slices.ContainsFunc(document.Statement, func(s policy.Statement) bool {
		everyone := s.Principal.Everyone || slices.Contains(s.Principal.ByKind["AWS"], "*")
		return s.Effect == policy.Allow && everyone && !bounded(s.Condition)
	})
}

func bounded(conditions policy.Conditions) bool {
	for operator, tests := range conditions {
		for key, values := range tests {
			folded := strings.ToLower(key)
			if operator == "Bool" && folded == "aws:principalisawsservice" && slices.Equal(values, policy.Values{"true"}) {
				return true
			}
			vague := slices.ContainsFunc(values, func(v string) bool { return strings.ContainsAny(v, "*?$") })
			if slices.Contains(positive, operator) && slices.Contains(trusted, folded) && !vague {
				return true
			}
		}
	}
	return false
}
