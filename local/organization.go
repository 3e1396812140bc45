package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	pulumi "github.com/pulumi/pulumi/sdk/v3/go/common/workspace"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// organization is the organization of local AWS. The account of the examples is its management account.
type organization struct {
	units    map[string]string // by name
	accounts map[string]string // by name
}

// The organizational units of local AWS, each with what holds it, and the accounts, each with the unit that it is in.
// The empty name stands for the root.
var (
	unitNames    = [][2]string{{"production", ""}, {"payments", "production"}, {"development", ""}}
	accountNames = [][2]string{{"orders", "production"}, {"ledger", "payments"}, {"sandbox", "development"}}
)

// makeOrganization makes the organization, or finds what an earlier run made of it.
func makeOrganization(ctx context.Context, endpoint string) (organization, error) {
	made := organization{units: map[string]string{}, accounts: map[string]string{}}
	client := clients.New(endpoint).Organizations
	_, err := client.CreateOrganization(ctx, &organizations.CreateOrganizationInput{
		FeatureSet: types.OrganizationFeatureSetAll,
	})
	if already := (*types.AlreadyInOrganizationException)(nil); err != nil && !errors.As(err, &already) {
		return made, fmt.Errorf("make an organization: %w", err)
	}
	roots, err := client.ListRoots(ctx, &organizations.ListRootsInput{})
	if err != nil {
		return made, fmt.Errorf("read the organization: %w", err)
	}
	root := aws.ToString(roots.Roots[0].Id)
	if len(roots.Roots[0].PolicyTypes) == 0 {
		if _, err := client.EnablePolicyType(ctx, &organizations.EnablePolicyTypeInput{
			RootId: &root, PolicyType: types.PolicyTypeServiceControlPolicy,
		}); err != nil {
			return made, fmt.Errorf("enable service control policies: %w", err)
		}
	}
	made.units[""] = root
	for _, unit := range unitNames {
		if made.units[unit[0]], err = unitNamed(ctx, client, unit[0], made.units[unit[1]]); err != nil {
			return made, fmt.Errorf("make the organizational unit %s: %w", unit[0], err)
		}
	}
	listed, err := client.ListAccounts(ctx, &organizations.ListAccountsInput{})
	if err != nil {
		return made, fmt.Errorf("read the organization: %w", err)
	}
	for _, account := range listed.Accounts {
		made.accounts[aws.ToString(account.Name)] = aws.ToString(account.Id)
	}
	for _, account := range accountNames {
		if made.accounts[account[0]] != "" {
			continue
		}
		if made.accounts[account[0]], err = newAccount(ctx, client, account[0], root, made.units[account[1]]); err != nil {
			return made, fmt.Errorf("make the account %s: %w", account[0], err)
		}
	}
	return made, nil
}

func unitNamed(ctx context.Context, client *organizations.Client, name, parent string) (string, error) {
	listed, err := client.ListOrganizationalUnitsForParent(ctx, &organizations.ListOrganizationalUnitsForParentInput{
		ParentId: &parent,
	})
	if err != nil {
		return "", err
	}
	for _, unit := range listed.OrganizationalUnits {
		if aws.ToString(unit.Name) == name {
			return aws.ToString(unit.Id), nil
		}
	}
	made, err := client.CreateOrganizationalUnit(ctx, &organizations.CreateOrganizationalUnitInput{
		ParentId: &parent, Name: &name,
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(made.OrganizationalUnit.Id), nil
}

func newAccount(ctx context.Context, client *organizations.Client, name, root, unit string) (string, error) {
	made, err := client.CreateAccount(ctx, &organizations.CreateAccountInput{
		AccountName: &name, Email: aws.String(name + "@example.com"),
	})
	if err != nil {
		return "", err
	}
	_, err = client.MoveAccount(ctx, &organizations.MoveAccountInput{
		AccountId: made.CreateAccountStatus.AccountId, SourceParentId: &root, DestinationParentId: &unit,
	})
	return aws.ToString(made.CreateAccountStatus.AccountId), err
}

// platformTeam is the example of a guardrail. It deploys no table and no network of its own.
const platformTeam = "platform-team"

// isPlatformTeam reports whether that example is deployed.
func (s session) isPlatformTeam() bool {
	project, err := pulumi.LoadProject(filepath.Join(s.project, "Pulumi.yaml"))
	return err == nil && project.Name == platformTeam
}

// guardrailConfig makes the VPC of the workloads, if there is none. It returns the configuration of that example, and
// the endpoint of the VPC.
func guardrailConfig(
	ctx context.Context, door string, o organization,
) (config auto.ConfigMap, endpoint string, err error) {
	vpc, endpoint, err := workloadsVPC(ctx, clients.New(door).EC2)
	if err != nil {
		return nil, "", fmt.Errorf("make a VPC with an endpoint: %w", err)
	}
	return auto.ConfigMap{
		"targetId": auto.ConfigValue{Value: o.units["production"]}, "vpcId": auto.ConfigValue{Value: vpc},
		"region": auto.ConfigValue{Value: workspace.Region},
	}, endpoint, nil
}

// workloadsVPC finds the VPC of the workloads, or makes it, with an endpoint for DynamoDB.
func workloadsVPC(ctx context.Context, client *ec2.Client) (vpc, endpoint string, err error) {
	tag := ec2types.Tag{Key: aws.String("Name"), Value: aws.String("workloads")}
	found, err := client.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{Filters: []ec2types.Filter{
		{Name: aws.String("tag:Name"), Values: []string{*tag.Value}},
	}})
	if err != nil {
		return "", "", err
	}
	if len(found.Vpcs) > 0 {
		vpc = aws.ToString(found.Vpcs[0].VpcId)
		of := ec2types.Filter{Name: aws.String("vpc-id"), Values: []string{vpc}}
		endpoints, err := client.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{Filters: []ec2types.Filter{of}})
		if err != nil {
			return "", "", err
		}
		if len(endpoints.VpcEndpoints) == 0 {
			return "", "", errors.New("it has none: start over with make down")
		}
		return vpc, aws.ToString(endpoints.VpcEndpoints[0].VpcEndpointId), nil
	}
	made, err := client.CreateVpc(ctx, &ec2.CreateVpcInput{
		CidrBlock: aws.String("10.0.0.0/16"), TagSpecifications: []ec2types.TagSpecification{
			{ResourceType: ec2types.ResourceTypeVpc, Tags: []ec2types.Tag{tag}},
		},
	})
	if err != nil {
		return "", "", err
	}
	opened, err := client.CreateVpcEndpoint(ctx, &ec2.CreateVpcEndpointInput{
		VpcId: made.Vpc.VpcId, VpcEndpointType: ec2types.VpcEndpointTypeGateway,
		ServiceName: aws.String("com.amazonaws." + workspace.Region + ".dynamodb"),
	})
	if err != nil {
		return "", "", err
	}
	return aws.ToString(made.Vpc.VpcId), aws.ToString(opened.VpcEndpoint.VpcEndpointId), nil
}
