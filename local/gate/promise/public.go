package promise

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func unbounded() *answer.Error {
	return &answer.Error{Code: call.Validation, Message: "Resource-based policy grants unbounded access in one or more " +
		"elements. Please revise the policy to ensure least-privilege form of access"}
}

// open reports whether a statement allows everyone.
func open(document iam.Document) bool {
	return slices.ContainsFunc(document.Statement, func(s iam.Statement) bool {
		everyone := s.Principal.Everyone || slices.Contains(s.Principal.ByKind["AWS"], "*")
		return s.Effect == iam.Allow && everyone && !policy.BoundsPublicAccess(s.Condition)
	})
}
