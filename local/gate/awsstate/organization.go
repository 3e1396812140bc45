package awsstate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// Organization describes an account's organization.
type Organization struct {
	ID, Management string
	// Path is the account's place in the organization: aws:PrincipalOrgPaths and aws:ResourceOrgPaths.
	Path string
	// SCP and RCP are the policies of each level, from the root down to the account. A policy type that is not enabled on
	// the root has none. Nor has the management account: "SCPs don't affect users or roles in the management account", and
	// RCPs do not affect its resources (AWS Organizations User Guide).
	SCP, RCP []Level
}

// Level holds the policies of the root, an OU or an account.
type Level struct {
	Name     string
	Policies []NamedPolicy
}

// Organization reads the organization of an account. It is nil for an account that is in none.
func (s *State) Organization(ctx context.Context, account string) (*Organization, error) {
	return Cached(ctx, s, "organization "+account, func(ctx context.Context) (*Organization, error) {
		found, err := s.organizations(account).DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
		if isCode(err, "AWSOrganizationsNotInUseException") {
			return nil, nil //nolint:nilnil // none is an answer
		}
		if err != nil {
			return nil, fmt.Errorf("read the organization of %s: %w", account, err)
		}
		o := &Organization{
			ID: aws.ToString(found.Organization.Id), Management: aws.ToString(found.Organization.MasterAccountId),
		}
		if err := s.fillOrganization(ctx, o, account); err != nil {
			return nil, fmt.Errorf("read the organization of %s: %w", account, err)
		}
		return o, nil
	})
}

// InOrganization reports whether an account is in an organization.
func (s *State) InOrganization(ctx context.Context, account string) (bool, error) {
	return Cached(ctx, s, "membership "+account, func(ctx context.Context) (bool, error) {
		_, err := s.organizations(account).DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
		if isCode(err, "AWSOrganizationsNotInUseException") {
			return false, nil
		}
		return err == nil, err
	})
}

// IsAdministrator reports whether an account of an organization is its management account, or a delegated
// administrator.
func (s *State) IsAdministrator(ctx context.Context, account string) (bool, error) {
	return Cached(ctx, s, "administrator "+account, func(ctx context.Context) (bool, error) {
		found, err := s.organizations(account).DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
		if err != nil {
			return false, err
		}
		management := aws.ToString(found.Organization.MasterAccountId)
		if account == management {
			return true, nil
		}
		delegated, err := s.organizations(management).ListDelegatedAdministrators(ctx,
			&organizations.ListDelegatedAdministratorsInput{})
		if err != nil {
			return false, err
		}
		return slices.ContainsFunc(delegated.DelegatedAdministrators, func(a types.DelegatedAdministrator) bool {
			return aws.ToString(a.Id) == account
		}), nil
	})
}

func (s *State) fillOrganization(ctx context.Context, o *Organization, account string) error {
	client := s.organizations(o.Management)
	levels, err := ancestry(ctx, client, account)
	if err != nil {
		return err
	}
	o.Path = o.ID + "/" + strings.Join(levels[:len(levels)-1], "/") + "/"
	enabled, err := s.EnabledTypes(ctx, o.Management)
	if err != nil || account == o.Management {
		return err
	}
	for policyType, list := range map[types.PolicyType]*[]Level{
		types.PolicyTypeServiceControlPolicy: &o.SCP, types.PolicyTypeResourceControlPolicy: &o.RCP,
	} {
		if !enabled[policyType] {
			continue
		}
		for _, id := range levels {
			level, err := levelOf(ctx, client, id, policyType)
			if err != nil {
				return err
			}
			*list = append(*list, level)
		}
	}
	return nil
}

// ancestry lists the root, the OUs and the account, from the top down.
func ancestry(ctx context.Context, client *organizations.Client, account string) ([]string, error) {
	levels := []string{account}
	for {
		found, err := client.ListParents(ctx, &organizations.ListParentsInput{ChildId: aws.String(levels[0])})
		if err != nil {
			return nil, err
		}
		if len(found.Parents) == 0 {
			return nil, fmt.Errorf("%s has no parent", levels[0])
		}
		parent := found.Parents[0]
		levels = append([]string{aws.ToString(parent.Id)}, levels...)
		if parent.Type == types.ParentTypeRoot {
			return levels, nil
		}
	}
}

func levelOf(ctx context.Context, client *organizations.Client, id string, policyType types.PolicyType) (Level, error) {
	level := Level{Name: id}
	pages := organizations.NewListPoliciesForTargetPaginator(client,
		&organizations.ListPoliciesForTargetInput{TargetId: &id, Filter: policyType})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return level, err
		}
		for _, summary := range page.Policies {
			found, err := client.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: summary.Id})
			if err != nil {
				return level, err
			}
			level.Policies = append(level.Policies,
				NamedPolicy{aws.ToString(summary.Name) + " (" + aws.ToString(summary.Id) + ")", aws.ToString(found.Policy.Content)})
		}
	}
	return level, nil
}

// EnabledTypes lists the policy types that are enabled on the root.
func (s *State) EnabledTypes(ctx context.Context, management string) (map[types.PolicyType]bool, error) {
	roots, err := s.organizations(management).ListRoots(ctx, &organizations.ListRootsInput{})
	if err != nil {
		return nil, err
	}
	enabled := map[types.PolicyType]bool{}
	for _, root := range roots.Roots {
		for _, t := range root.PolicyTypes {
			enabled[t.Type] = t.Status == types.PolicyTypeStatusEnabled
		}
	}
	return enabled, nil
}

// PolicyType returns the type of a policy of the organization. It is empty where there is no such policy.
func (s *State) PolicyType(ctx context.Context, management, id string) (types.PolicyType, error) {
	found, err := s.organizations(management).DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: &id})
	if isCode(err, "PolicyNotFoundException", "InvalidInputException") {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return found.Policy.PolicySummary.Type, nil
}

// Attached lists the policies of one type that are attached to a target. A target that does not exist has none.
func (s *State) Attached(
	ctx context.Context, management, target string, policyType types.PolicyType,
) ([]string, error) {
	var ids []string
	pages := organizations.NewListPoliciesForTargetPaginator(s.organizations(management),
		&organizations.ListPoliciesForTargetInput{TargetId: &target, Filter: policyType})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if CodeOf(err) != "" && !isCode(err, "InternalFailure") {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, summary := range page.Policies {
			ids = append(ids, aws.ToString(summary.Id))
		}
	}
	return ids, nil
}
