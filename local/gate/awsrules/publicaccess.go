package awsrules

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func unboundedAccess() *awserror.Error {
	return &awserror.Error{
		Code: request.Validation,
		Message: "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to " +
			"ensure least-privilege form of access",
	}
}

// allowsEveryone reports whether a statement allows everyone. (Block Public Access, Amazon DynamoDB Developer Guide.)
func allowsEveryone(document iam.Document) bool {
	return slices.ContainsFunc(document.Statement, func(s iam.Statement) bool {
		everyone := s.Principal.Everyone || slices.Contains(s.Principal.ByKind["AWS"], "*")
		return s.Effect == iam.Allow && everyone && !policy.BoundsPublicAccess(s.Condition)
	})
}
