package awsrules

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// quota is the maximum size of an organization's policy, in characters, and the maximum number of policies on one root,
// OU or account. FullAWSAccess and RCPFullAWSAccess count. ("Quotas and service limits for AWS Organizations".)
type quota struct{ size, attached int }

var quotas = map[types.PolicyType]quota{
	types.PolicyTypeServiceControlPolicy:  {policy.SCPLimit, 10},
	types.PolicyTypeResourceControlPolicy: {policy.RCPLimit, 5},
}

// Organizations checks a request to AWS Organizations that comes from an account.
func (e *Enforcer) Organizations(ctx context.Context, account, operation string, body []byte) (Plan, error) {
	if err := e.checkMembership(ctx, account, operation); err != nil {
		return Plan{}, err
	}
	var plan func(context.Context, string, organizationsRequest) error
	switch operation {
	case "CreatePolicy", "UpdatePolicy":
		plan = e.checkContent
	case "AttachPolicy":
		plan = e.checkAttachment
	default:
		return Plan{}, nil
	}
	var r organizationsRequest
	if json.Unmarshal(body, &r) != nil {
		return Plan{}, nil // the emulator reports the error
	}
	e.change.Lock()
	organization, err := e.State.Organization(ctx, account)
	if err == nil && organization != nil {
		err = plan(ctx, organization.Management, r)
	}
	if err != nil {
		e.change.Unlock()
		return Plan{}, err
	}
	return Plan{Done: e.change.Unlock}, nil
}

// withoutOrganization are the operations that an account needs no organization for.
var withoutOrganization = []string{
	"CreateOrganization", "AcceptHandshake", "DeclineHandshake", "DescribeHandshake", "ListHandshakesForAccount",
}

// checkMembership refuses what needs an organization where there is none: moto fails at some of it.
// (AWSOrganizationsNotInUseException, AWS Organizations API Reference.)
func (e *Enforcer) checkMembership(ctx context.Context, account, operation string) error {
	if slices.Contains(withoutOrganization, operation) {
		return nil
	}
	member, err := e.State.InOrganization(ctx, account)
	switch {
	case err != nil:
		return emulatorError(err)
	case member:
		return e.checkAdministrator(ctx, account, operation)
	}
	return &awserror.Error{
		Code: "AWSOrganizationsNotInUseException", Message: "Your account is not a member of an organization.",
	}
}

// forMembers are the operations that every member account may call. Of each other one AWS says that it "can be called
// only from the organization's management account" or by a delegated administrator. (AWS Organizations API Reference.)
var forMembers = []string{"DescribeOrganization", "DescribeEffectivePolicy", "LeaveOrganization"}

// checkAdministrator refuses a member account what is not for members: moto fails at some of it.
func (e *Enforcer) checkAdministrator(ctx context.Context, account, operation string) error {
	if slices.Contains(forMembers, operation) {
		return nil
	}
	administrator, err := e.State.IsAdministrator(ctx, account)
	if err != nil || administrator {
		return emulatorError(err)
	}
	return &awserror.Error{
		Code: "AccessDeniedException", Message: "You don't have permissions to access this resource.",
	}
}

// organizationsRequest has the parameters that are checked.
type organizationsRequest struct {
	Content  *string
	Type     types.PolicyType
	PolicyId string //nolint:revive // AWS's name
	TargetId string //nolint:revive // AWS's name
}

// checkContent refuses a policy that is too long or not valid. White space counts: a policy that is sent by an SDK "is
// saved exactly as you provided" ("Quotas and service limits for AWS Organizations").
func (e *Enforcer) checkContent(ctx context.Context, management string, r organizationsRequest) error {
	policyType := r.Type
	if policyType == "" {
		var err error
		if policyType, err = e.State.PolicyType(ctx, management, r.PolicyId); err != nil {
			return err
		}
	}
	most, governed := quotas[policyType]
	if r.Content == nil || !governed {
		return nil
	}
	if utf8.RuneCountInString(*r.Content) > most.size {
		return &awserror.Error{
			Code: "ConstraintViolationException", Reason: "POLICY_CONTENT_LIMIT_EXCEEDED",
			Message: "You have exceeded the maximum policy size.",
		}
	}
	if err := checkLevel(policyType, *r.Content); err != nil {
		return &awserror.Error{
			Code: "MalformedPolicyDocumentException",
			Message: fmt.Sprintf(
				"The provided policy document does not meet the requirements of the specified policy type: %v", err),
		}
	}
	return nil
}

func checkLevel(policyType types.PolicyType, content string) error {
	document, err := iam.Parse(content)
	if err != nil {
		return err
	}
	levels := []iam.Level{{
		Name: "root", Accounts: []string{"000000000000"},
		Documents: []iam.NamedDocument{{Name: "policy", Document: document}},
	}}
	documents := iam.Documents{SCP: levels}
	if policyType == types.PolicyTypeResourceControlPolicy {
		documents = iam.Documents{RCP: levels}
	}
	_, err = iam.Compile(documents)
	return err
}

// checkAttachment refuses a policy whose type is not enabled, and one that exceeds the quota. "You can't attach
// policies of the specified type to entities in a root until you enable that type in the root"
// (PolicyTypeNotEnabledException, AWS Organizations API Reference; CreatePolicy does not list that error).
func (e *Enforcer) checkAttachment(ctx context.Context, management string, r organizationsRequest) error {
	policyType, err := e.State.PolicyType(ctx, management, r.PolicyId)
	if err != nil || policyType == "" {
		return err
	}
	enabled, err := e.State.EnabledTypes(ctx, management)
	if err != nil {
		return err
	}
	if !enabled[policyType] {
		return &awserror.Error{
			Code:    "PolicyTypeNotEnabledException",
			Message: "This operation can be performed only for enabled policy types.",
		}
	}
	most, governed := quotas[policyType]
	if !governed {
		return nil
	}
	attached, err := e.State.Attached(ctx, management, r.TargetId, policyType)
	if err != nil {
		return err
	}
	if !slices.Contains(attached, r.PolicyId) && len(attached) >= most.attached {
		return &awserror.Error{
			Code: "ConstraintViolationException", Reason: "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
			Message: "You have attached the maximum number of policies to the specified target.",
		}
	}
	return nil
}
