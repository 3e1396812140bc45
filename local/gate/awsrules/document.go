package awsrules

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkDocument refuses a policy that DynamoDB refuses for a table or a stream. An error that is not an
// [*awserror.Error] means that the emulator could not be asked about a principal.
func (e *Enforcer) checkDocument(ctx context.Context, arn, body string) error {
	document, refusal := parseDocument(arn, body)
	if refusal != nil {
		return refusal
	}
	return e.checkPrincipals(ctx, document)
}

// parseDocument checks what can be checked without the emulator.
func parseDocument(arn, body string) (iam.Document, *awserror.Error) {
	refuse := func(format string, args ...any) (iam.Document, *awserror.Error) {
		return iam.Document{}, invalid("Invalid policy document: " + fmt.Sprintf(format, args...))
	}
	// "The maximum size supported for a resource-based policy document is 20 KB. DynamoDB counts whitespaces when
	// calculating the size of a policy against this limit." (PutResourcePolicy)
	if len(body) > policy.ResourcePolicyLimit {
		return iam.Document{}, invalid(fmt.Sprintf("Maximum policy size of %d bytes exceeded", policy.ResourcePolicyLimit))
	}
	if !json.Valid([]byte(body)) {
		return refuse("This policy contains invalid Json")
	}
	document, err := iam.Parse(body)
	if err != nil {
		return refuse("%v", err)
	}
	if len(document.Statement) == 0 {
		return refuse("Could not parse the policy: Statement is empty!")
	}
	sids := map[string]bool{}
	for _, s := range document.Statement {
		if s.Resource == nil && s.NotResource == nil {
			return refuse("Missing required field Resource")
		}
		if s.Sid != "" && sids[s.Sid] {
			return refuse("The Statement Ids in the policy are not unique")
		}
		sids[s.Sid] = true
		for _, resource := range append(s.Resource, s.NotResource...) {
			if part, wrong := invalidRelativeID(arn, resource); wrong {
				return refuse("The relative-id %q is invalid for ARN %q", part, resource)
			}
		}
	}
	if names := invalidActions(arn, document); len(names) > 0 {
		return refuse("The following action names are invalid: %s", strings.Join(names, ", "))
	}
	if !principalsAreWellFormed(document) {
		return iam.Document{}, invalid(invalidPrincipal)
	}
	if err := authorize.CheckDocument(document, arn); err != nil {
		return refuse("%v", err)
	}
	if isPublic(document) {
		return iam.Document{}, unboundedAccess()
	}
	return document, nil
}

// invalidRelativeID returns the last part of a resource that this kind of policy cannot name: the policy of a table
// names no stream, and that of a stream no table.
func invalidRelativeID(arn, resource string) (part string, wrong bool) {
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) < 6 || strings.HasPrefix(parts[5], "*") {
		return "", false
	}
	return parts[5], request.IsStream(arn) != strings.Contains(parts[5], "/stream/")
}

// invalidActions lists the action names that this kind of policy does not accept, according to package policy. A name
// that no AWS document mentions is accepted. ("DynamoDB API operations supported by resource-based policies", Amazon
// DynamoDB Developer Guide.)
func invalidActions(arn string, document iam.Document) []string {
	support := map[string]policy.Support{}
	for _, action := range policy.Actions() {
		support[strings.ToLower(action.String())] = action.Table
		if request.IsStream(arn) {
			support[strings.ToLower(action.String())] = action.Stream
		}
	}
	var names []string
	for _, s := range document.Statement {
		for _, name := range append(s.Action, s.NotAction...) {
			folded := strings.ToLower(name)
			known, found := support[folded]
			pattern := folded == "*" || strings.HasPrefix(folded, "dynamodb:") && strings.ContainsAny(folded, "*?")
			// AWS's policies for zero-ETL integrations have it. ("Configuring a source for a zero-ETL integration", AWS Glue
			// User Guide.)
			onExports := folded == "dynamodb:describeexport" && !request.IsStream(arn)
			if !pattern && !onExports && (!found || known == policy.Rejected) {
				names = append(names, fmt.Sprintf("%q", name))
			}
		}
	}
	return names
}
