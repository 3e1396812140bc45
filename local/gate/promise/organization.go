package promise

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// limit is what an organization's policy may be long, in characters, and how many may be on one root, OU or
// account; FullAWSAccess and RCPFullAWSAccess count. ("Quotas and service limits for AWS Organizations".)
type limit struct{ size, attached int }

var limits = map[types.PolicyType]limit{
	types.PolicyTypeServiceControlPolicy:  {policy.SCPLimit, 10},
	types.PolicyTypeResourceControlPolicy: {policy.RCPLimit, 5},
}

// Organizations looks at a request to AWS Organizations, from an account.
func (k *Keeper) Organizations(ctx context.Context, account, operation string, body []byte) (Plan, error) {
	var plan func(context.Context, string, request) error
	switch operation {
	case "CreatePolicy", "UpdatePolicy":
		plan = k.checkContent
	case "AttachPolicy":
		plan = k.checkAttachment
	default:
		return Plan{}, nil
	}
	var r request
	if json.Unmarshal(body, &r) != nil {
		return Plan{}, nil // the emulator says what is wrong with it
	}
	k.change.Lock()
	organization, err := k.World.Organization(ctx, account)
	if err == nil && organization != nil {
		err = plan(ctx, organization.Management, r)
	}
	if err != nil {
		k.change.Unlock()
		return Plan{}, err
	}
	return Plan{Done: k.change.Unlock}, nil
}

// request is what the requests have that are looked at.
type request struct {
	Content  *string
	Type     types.PolicyType
	PolicyId string //nolint:revive // AWS's name
	TargetId string //nolint:revive // AWS's name
}

// checkContent refuses a policy that is too long or that is none. White space counts: a policy that is sent by an
// SDK "is saved exactly as you provided" ("Quotas and service limits for AWS Organizations").
func (k *Keeper) checkContent(ctx context.Context, management string, r request) error {
	kind := r.Type
	if kind == "" {
		var err error
		if kind, err = k.World.PolicyType(ctx, management, r.PolicyId); err != nil {
			return err
		}
	}
	limited, governed := limits[kind]
	if r.Content == nil || !governed {
		return nil
	}
	if utf8.RuneCountInString(*r.Content) > limited.size {
		return &answer.Error{
			Code: "ConstraintViolationException", Reason: "POLICY_CONTENT_LIMIT_EXCEEDED",
			Message: "You have exceeded the maximum policy size.",
		}
	}
	if err := understandLevel(kind, *r.Content); err != nil {
		return &answer.Error{
			Code: "MalformedPolicyDocumentException",
			Message: fmt.Sprintf(
				"The provided policy document does not meet the requirements of the specified policy type: %v", err),
		}
	}
	return nil
}

func understandLevel(kind types.PolicyType, content string) error {
	document, err := iam.Parse(content)
	if err != nil {
		return err
	}
	levels := []iam.Level{{
		Name: "root", Accounts: []string{"000000000000"},
		Documents: []iam.NamedDocument{{Name: "policy", Document: document}},
	}}
	documents := iam.Documents{SCP: levels}
	if kind == types.PolicyTypeResourceControlPolicy {
		documents = iam.Documents{RCP: levels}
	}
	_, err = iam.Compile(documents)
	return err
}

// checkAttachment refuses a kind of policy that is not enabled, and one policy too many. "You can't attach
// policies of the specified type to entities in a root until you enable that type in the root"
// (PolicyTypeNotEnabledException, AWS Organizations API Reference; CreatePolicy does not list that error).
func (k *Keeper) checkAttachment(ctx context.Context, management string, r request) error {
	kind, err := k.World.PolicyType(ctx, management, r.PolicyId)
	if err != nil || kind == "" {
		return err
	}
	enabled, err := k.World.EnabledTypes(ctx, management)
	if err != nil {
		return err
	}
	if !enabled[kind] {
		return &answer.Error{
			Code:    "PolicyTypeNotEnabledException",
			Message: "This operation can be performed only for enabled policy types.",
		}
	}
	limited, governed := limits[kind]
	if !governed {
		return nil
	}
	attached, err := k.World.Attached(ctx, management, r.TargetId, kind)
	if err != nil {
		return err
	}
	if !slices.Contains(attached, r.PolicyId) && len(attached) >= limited.attached {
		return &answer.Error{
			Code: "ConstraintViolationException", Reason: "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
			Message: "You have attached the maximum number of policies to the specified target.",
		}
	}
	return nil
}
