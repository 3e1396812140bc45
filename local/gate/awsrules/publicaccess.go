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

// isPublic reports whether Block Public Access rejects a document.
func isPublic(document iam.Document) bool {
	return slices.ContainsFunc(document.Statement, policy.IsPublic)
}
