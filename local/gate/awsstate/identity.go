package awsstate

import (
	"context"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// inlinePolicy decodes a policy that belongs to one role, user or group. IAM sends documents percent-encoded.
// ("URL-encoded compliant with RFC 3986", GetRolePolicy, IAM API Reference.)
func inlinePolicy(owner string, name, body *string) (NamedPolicy, error) {
	policy, err := url.QueryUnescape(strings.ReplaceAll(aws.ToString(body), "+", "%2B"))
	return NamedPolicy{owner + "/" + aws.ToString(name), policy}, err
}

func rolePolicies(ctx context.Context, client *iam.Client, role string) ([]NamedPolicy, error) {
	var all []NamedPolicy
	pages := iam.NewListRolePoliciesPaginator(client, &iam.ListRolePoliciesInput{RoleName: &role})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, name := range page.PolicyNames {
			found, err := client.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: &role, PolicyName: &name})
			if err != nil {
				return nil, err
			}
			policy, err := inlinePolicy("role/"+role, found.PolicyName, found.PolicyDocument)
			if err != nil {
				return nil, err
			}
			all = append(all, policy)
		}
	}
	attached := iam.NewListAttachedRolePoliciesPaginator(client, &iam.ListAttachedRolePoliciesInput{RoleName: &role})
	for attached.HasMorePages() {
		page, err := attached.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		if all, err = managed(ctx, client, all, page.AttachedPolicies); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// userPolicies lists a user's own policies and those of the user's groups.
func userPolicies(ctx context.Context, client *iam.Client, user string) ([]NamedPolicy, error) {
	var all []NamedPolicy
	own, err := client.ListUserPolicies(ctx, &iam.ListUserPoliciesInput{UserName: &user})
	if err != nil {
		return nil, err
	}
	for _, name := range own.PolicyNames {
		found, err := client.GetUserPolicy(ctx, &iam.GetUserPolicyInput{UserName: &user, PolicyName: &name})
		if err != nil {
			return nil, err
		}
		policy, err := inlinePolicy("user/"+user, found.PolicyName, found.PolicyDocument)
		if err != nil {
			return nil, err
		}
		all = append(all, policy)
	}
	attached, err := client.ListAttachedUserPolicies(ctx, &iam.ListAttachedUserPoliciesInput{UserName: &user})
	if err != nil {
		return nil, err
	}
	if all, err = managed(ctx, client, all, attached.AttachedPolicies); err != nil {
		return nil, err
	}
	groups, err := client.ListGroupsForUser(ctx, &iam.ListGroupsForUserInput{UserName: &user})
	if err != nil {
		return nil, err
	}
	for _, group := range groups.Groups {
		if all, err = groupPolicies(ctx, client, all, aws.ToString(group.GroupName)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func groupPolicies(ctx context.Context, client *iam.Client, all []NamedPolicy, group string) ([]NamedPolicy, error) {
	own, err := client.ListGroupPolicies(ctx, &iam.ListGroupPoliciesInput{GroupName: &group})
	if err != nil {
		return nil, err
	}
	for _, name := range own.PolicyNames {
		found, err := client.GetGroupPolicy(ctx, &iam.GetGroupPolicyInput{GroupName: &group, PolicyName: &name})
		if err != nil {
			return nil, err
		}
		policy, err := inlinePolicy("group/"+group, found.PolicyName, found.PolicyDocument)
		if err != nil {
			return nil, err
		}
		all = append(all, policy)
	}
	attached, err := client.ListAttachedGroupPolicies(ctx, &iam.ListAttachedGroupPoliciesInput{GroupName: &group})
	if err != nil {
		return nil, err
	}
	return managed(ctx, client, all, attached.AttachedPolicies)
}

// managed appends the managed policies that are attached to a principal.
func managed(
	ctx context.Context, client *iam.Client, all []NamedPolicy, attached []iamtypes.AttachedPolicy,
) ([]NamedPolicy, error) {
	for _, a := range attached {
		policy, err := managedPolicy(ctx, client, aws.ToString(a.PolicyArn))
		if err != nil {
			return nil, err
		}
		all = append(all, policy)
	}
	return all, nil
}

// managedPolicy reads the default version of a managed policy.
func managedPolicy(ctx context.Context, client *iam.Client, arn string) (NamedPolicy, error) {
	found, err := client.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: &arn})
	if err != nil {
		return NamedPolicy{}, err
	}
	version, err := client.GetPolicyVersion(ctx,
		&iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: found.Policy.DefaultVersionId})
	if err != nil {
		return NamedPolicy{}, err
	}
	policy, err := inlinePolicy("", nil, version.PolicyVersion.Document)
	policy.Name = arn
	return policy, err
}

func boundary(ctx context.Context, client *iam.Client, b *iamtypes.AttachedPermissionsBoundary) (*NamedPolicy, error) {
	if b == nil || aws.ToString(b.PermissionsBoundaryArn) == "" {
		return nil, nil //nolint:nilnil // none is an answer
	}
	policy, err := managedPolicy(ctx, client, aws.ToString(b.PermissionsBoundaryArn))
	return &policy, err
}
