package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"
)

// noArguments are those of a function that takes none.
type noArguments struct{}

// organizationOf reads the organization. Only its management account and delegated administrators see accounts and
// roots.
//
// Source: terraform-provider-aws, internal/service/organizations/organization_data_source.go.
var organizationOf = newFunction("aws:organizations/getOrganization:getOrganization",
	func(ctx context.Context, s *session, _ noArguments) (*sdk.LookupOrganizationResult, error) {
		found, err := s.organizations.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
		if err != nil {
			return nil, fmt.Errorf("reading Organizations Organization: %w", err)
		}
		o := found.Organization
		caller, err := s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return nil, err
		}
		management := aws.ToString(o.MasterAccountId)
		result := &sdk.LookupOrganizationResult{
			Id: aws.ToString(o.Id), Arn: aws.ToString(o.Arn), FeatureSet: string(o.FeatureSet),
			MasterAccountId: management, MasterAccountArn: aws.ToString(o.MasterAccountArn),
			MasterAccountEmail: aws.ToString(o.MasterAccountEmail),
		}
		accounts, err := accountsOf(ctx, s)
		refused := (*types.AccessDeniedException)(nil)
		if errors.As(err, &refused) && aws.ToString(caller.Account) != management {
			return result, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading Organization (%s) accounts: %w", result.Id, err)
		}
		for _, a := range accounts {
			account := sdk.GetOrganizationAccount{
				Arn: aws.ToString(a.Arn), Email: aws.ToString(a.Email), Id: aws.ToString(a.Id), Name: aws.ToString(a.Name),
				Status: string(a.Status),
			}
			result.Accounts = append(result.Accounts, account)
			if account.Id == management {
				result.MasterAccountName = account.Name
				continue
			}
			result.NonMasterAccounts = append(result.NonMasterAccounts, sdk.GetOrganizationNonMasterAccount(account))
		}
		return result, fillRoots(ctx, s, result)
	})

func accountsOf(ctx context.Context, s *session) ([]types.Account, error) {
	var all []types.Account
	pages := organizations.NewListAccountsPaginator(s.organizations, &organizations.ListAccountsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Accounts...)
	}
	return all, nil
}

func fillRoots(ctx context.Context, s *session, result *sdk.LookupOrganizationResult) error {
	roots, err := s.organizations.ListRoots(ctx, &organizations.ListRootsInput{})
	if err != nil {
		return fmt.Errorf("reading Organization (%s) roots: %w", result.Id, err)
	}
	for at, r := range roots.Roots {
		root := sdk.GetOrganizationRoot{Arn: aws.ToString(r.Arn), Id: aws.ToString(r.Id), Name: aws.ToString(r.Name)}
		for _, t := range r.PolicyTypes {
			root.PolicyTypes = append(root.PolicyTypes, sdk.GetOrganizationRootPolicyType{
				Status: string(t.Status), Type: string(t.Type),
			})
			if at == 0 && t.Status == types.PolicyTypeStatusEnabled {
				result.EnabledPolicyTypes = append(result.EnabledPolicyTypes, string(t.Type))
			}
		}
		result.Roots = append(result.Roots, root)
	}
	if result.FeatureSet != string(types.OrganizationFeatureSetAll) {
		return nil
	}
	services, err := s.organizations.ListAWSServiceAccessForOrganization(ctx,
		&organizations.ListAWSServiceAccessForOrganizationInput{})
	if err != nil {
		return fmt.Errorf("reading Organization (%s) service principals: %w", result.Id, err)
	}
	for _, service := range services.EnabledServicePrincipals {
		result.AwsServiceAccessPrincipals = append(result.AwsServiceAccessPrincipals, aws.ToString(service.ServicePrincipal))
	}
	return nil
}

// unitsBelow lists the organizational units below a parent, at any depth.
//
// Source: terraform-provider-aws,
// internal/service/organizations/organizational_unit_descendant_organizational_units_data_source.go.
var unitsBelow = newFunction("aws:organizations/getOrganizationalUnitDescendantOrganizationalUnits:"+
	"getOrganizationalUnitDescendantOrganizationalUnits",
	func(
		ctx context.Context, s *session, args sdk.GetOrganizationalUnitDescendantOrganizationalUnitsArgs,
	) (*sdk.GetOrganizationalUnitDescendantOrganizationalUnitsResult, error) {
		units, err := descendants(ctx, s, args.ParentId)
		if err != nil {
			return nil, fmt.Errorf("listing Organizations Organization Units for parent (%s) and descendants: %w",
				args.ParentId, err)
		}
		result := &sdk.GetOrganizationalUnitDescendantOrganizationalUnitsResult{Id: args.ParentId, ParentId: args.ParentId}
		for _, u := range units {
			result.Childrens = append(result.Childrens, sdk.GetOrganizationalUnitDescendantOrganizationalUnitsChildren{
				Arn: aws.ToString(u.Arn), Id: aws.ToString(u.Id), Name: aws.ToString(u.Name),
			})
		}
		return result, nil
	})

// descendants lists the organizational units below a parent, each before those below it.
func descendants(ctx context.Context, s *session, parent string) ([]types.OrganizationalUnit, error) {
	var all []types.OrganizationalUnit
	pages := organizations.NewListOrganizationalUnitsForParentPaginator(s.organizations,
		&organizations.ListOrganizationalUnitsForParentInput{ParentId: &parent})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, unit := range page.OrganizationalUnits {
			below, err := descendants(ctx, s, aws.ToString(unit.Id))
			if err != nil {
				return nil, err
			}
			all = append(append(all, unit), below...)
		}
	}
	return all, nil
}

// accountsBelow lists the accounts below a parent, at any depth.
//
// Source: terraform-provider-aws,
// internal/service/organizations/organizational_unit_descendant_accounts_data_source.go.
var accountsBelow = newFunction(
	"aws:organizations/getOrganizationalUnitDescendantAccounts:getOrganizationalUnitDescendantAccounts",
	func(
		ctx context.Context, s *session, args sdk.GetOrganizationalUnitDescendantAccountsArgs,
	) (*sdk.GetOrganizationalUnitDescendantAccountsResult, error) {
		result := &sdk.GetOrganizationalUnitDescendantAccountsResult{Id: args.ParentId, ParentId: args.ParentId}
		units, err := descendants(ctx, s, args.ParentId)
		parents := []string{args.ParentId}
		for _, unit := range units {
			parents = append(parents, aws.ToString(unit.Id))
		}
		for at := 0; at < len(parents) && err == nil; at++ {
			err = addAccounts(ctx, s, parents[at], result)
		}
		if err != nil {
			return nil, fmt.Errorf("listing Organizations Accounts for parent (%s) and descendants: %w", args.ParentId, err)
		}
		return result, nil
	})

func addAccounts(
	ctx context.Context, s *session, parent string, result *sdk.GetOrganizationalUnitDescendantAccountsResult,
) error {
	pages := organizations.NewListAccountsForParentPaginator(s.organizations,
		&organizations.ListAccountsForParentInput{ParentId: &parent})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, a := range page.Accounts {
			result.Accounts = append(result.Accounts, sdk.GetOrganizationalUnitDescendantAccountsAccount{
				Arn: aws.ToString(a.Arn), Email: aws.ToString(a.Email), Id: aws.ToString(a.Id), Name: aws.ToString(a.Name),
				Status: string(a.Status),
			})
		}
	}
	return nil
}
