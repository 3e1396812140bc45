package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// everyExemption exempts one role from each class and by each preset, and a service from movement.
func everyExemption() pd.PrivateTableArgs {
	args := pd.PrivateTableArgs{
		BreakGlassPrincipalArns: pulumi.ToStringArray([]string{roles + "break-glass"}),
		ExemptServices: []pd.ServiceExemptionArgs{{
			Services: pulumi.ToStringArray([]string{"glue.amazonaws.com"}), Access: []pd.Access{pd.AccessMovement, pd.AccessDescribe},
			Reason: "zero-ETL",
		}},
		Grants: []pd.GrantArgs{
			{
				Services: pulumi.ToStringArray([]string{"glue.amazonaws.com"}), Reason: "zero-ETL",
				Actions:          []string{"dynamodb:ExportTableToPointInTime", "dynamodb:DescribeTable"},
				SourceAccountIds: pulumi.ToStringArray([]string{workspace.Account}),
			},
			{
				Principals: pulumi.ToStringArray([]string{"arn:aws:iam::999988887777:role/partner"}), Reason: "partner",
				Actions: []string{"dynamodb:GetItem"},
			},
		},
	}
	for _, access := range []pd.Access{
		pd.AccessRead, pd.AccessWrite, pd.AccessMovement, pd.AccessPolicy, pd.AccessShape, pd.AccessDescribe,
		pd.AccessBackup, pd.AccessRestore, pd.AccessTransact, pd.AccessAudit, pd.AccessAutoscaling,
	} {
		args.Exemptions = append(args.Exemptions, pd.ExemptionArgs{
			PrincipalArns: pulumi.ToStringArray([]string{roles + "exempt/" + string(access)}),
			Access:        []pd.Access{access}, Reason: "the role for " + string(access),
		})
	}
	return args
}

// TestEveryIntent deploys each enforcement with each perimeter, and every exemption, on one network. AWS must have the
// policies that were rendered, and a second preview must find nothing to do.
func TestEveryIntent(t *testing.T) {
	t.Parallel()
	perimeters := map[string]func(*pd.PrivateTableArgs){
		"vpcs": func(a *pd.PrivateTableArgs) {
			a.AdditionalVpcIds = pulumi.ToStringArray([]string{"vpc-0b2"})
			a.AdditionalVpcEndpointIds = pulumi.ToStringArray([]string{"vpce-0b2"})
		},
		"endpoints": func(a *pd.PrivateTableArgs) { a.Perimeter = ptr(pd.PerimeterEndpoints) },
		"account":   func(a *pd.PrivateTableArgs) { a.Perimeter = ptr(pd.PerimeterAccount) },
		"organization": func(a *pd.PrivateTableArgs) {
			a.Perimeter, a.OrganizationId = ptr(pd.PerimeterOrganization), pulumi.String("o-a1b2c3d4e5")
		},
	}
	for _, enforcement := range []pd.Enforcement{pd.EnforcementObserve, pd.EnforcementData, pd.EnforcementAll} {
		t.Run(string(enforcement), func(t *testing.T) {
			tables := intents{}
			for name, setPerimeter := range perimeters {
				args := pd.PrivateTableArgs{Enforcement: ptr(enforcement)}
				setPerimeter(&args)
				tables[name] = args
			}
			exempting := everyExemption()
			exempting.Enforcement = ptr(enforcement)
			exempting.Movement = &pd.MovementArgs{From: pd.MovementOriginNobody}
			tables["exempting"] = exempting
			switch enforcement {
			case pd.EnforcementAll:
				tables["wildcard"] = pd.PrivateTableArgs{Enforcement: ptr(enforcement), ActionStyle: ptr(pd.ActionStyleWildcard)}
			case pd.EnforcementData:
				tables["removable"] = pd.PrivateTableArgs{PolicyProtection: ptr(pd.PolicyProtectionNone)}
			}
			team := deployIntents(t, tables)
			outputs, _ := team.up(t)
			for name := range tables {
				output := outputs[name].(map[string]any)
				arn := output["arn"].(string)
				found, err := team.DynamoDB.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
				reported := reportedPolicy(name, output)
				if enforcement == pd.EnforcementObserve {
					assert.Contains(t, reported, iam.Deny, "what would be is reported")
					require.Error(t, err, "nothing is attached")
					assert.Contains(t, output["verdict"], "OBSERVED ONLY")
					continue
				}
				require.NoError(t, err)
				requireSamePolicy(t, reported, *found.Policy)
				assert.Contains(t, output["verdict"], verdicts[name], name)
			}
			team.requireNoChange(t)
			_, err := team.Destroy(t.Context(), optdestroy.SuppressProgress())
			require.NoError(t, err)
		})
	}
}

// reportedPolicy is the policy of a table in its report, about the table's name, which is not known when it is proven.
func reportedPolicy(name string, output map[string]any) string {
	_, table, _ := strings.Cut(output["arn"].(string), ":table/")
	return strings.ReplaceAll(output["policy"].(string), ":table/"+name+"-0000000", ":table/"+table)
}

// verdicts are the beginnings of the verdicts of those tables.
var verdicts = map[string]string{
	"vpcs": "SEALED", "endpoints": "SEALED", "account": "SEALED", "organization": "SEALED", "wildcard": "SEALED",
	"exempting": "OPEN to " + roles + "exempt/", "removable": "REMOVABLE by ",
}

// TestActionStyleIsOneUpdateInPlace takes a table that was deployed with the names of actions to the default style.
func TestActionStyleIsOneUpdateInPlace(t *testing.T) {
	t.Parallel()
	tables := intents{"orders": {ActionStyle: ptr(pd.ActionStyleNames)}}
	team := deployIntents(t, tables)
	team.up(t)
	tables["orders"] = pd.PrivateTableArgs{}

	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Equal(t, []string{"same", "update"}, operations(preview.ChangeSummary), preview.StdOut)
	assert.Equal(t, 1, preview.ChangeSummary[apitype.OpUpdate], "the policy alone: %s", preview.StdOut)
	outputs, _ := team.up(t)
	output := outputs["orders"].(map[string]any)
	arn := output["arn"].(string)
	found, err := team.DynamoDB.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
	require.NoError(t, err)
	requireSamePolicy(t, reportedPolicy("orders", output), *found.Policy)
	assert.Contains(t, *found.Policy, "dynamodb:*Item*")
	team.requireNoChange(t)
}

// TestUnprovenIsRefusedAtPreview checks what a user reads of wrong inputs, and deploys them once they are right.
func TestUnprovenIsRefusedAtPreview(t *testing.T) {
	t.Parallel()
	many := make([]string, 300)
	for i := range many {
		many[i] = fmt.Sprintf("%steams/a-team-with-a-long-name-%04d/reader", roles, i)
	}
	wrong := intents{
		"locked-out": {AdministratorPrincipalArns: pulumi.ToStringArray([]string{"arn:aws:iam::999988887777:role/ci"})},
		"leaking":    {BreakGlassPrincipalArns: pulumi.ToStringArray([]string{"*"})},
		"too-long": {Exemptions: []pd.ExemptionArgs{{
			PrincipalArns: pulumi.ToStringArray(many), Access: []pd.Access{pd.AccessRead}, Reason: "readers",
		}}},
	}
	for name, want := range map[string]string{
		"locked-out": "administratorPrincipalArns with value '{[{arn:aws:iam::999988887777:role/ci}]}' has a problem: name " +
			"a principal that may change the policy from outside: otherwise nobody can, and the deployer is locked out",
		"leaking":  `breakGlassPrincipalArns[0] with value '{*}' has a problem: must be the ARN of an IAM role or user`,
		"too-long": "exemptions[0].principalArns (300 values)",
	} {
		t.Run(name, func(t *testing.T) {
			team := deployIntents(t, intents{name: wrong[name]})
			preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
			require.Error(t, err)
			shown := preview.StdOut + preview.StdErr + err.Error()
			assert.Contains(t, shown, want)
			assert.NotContains(t, shown, "aws:dynamodb", "no resource of the table is planned")
		})
	}

	right := intents{
		"locked-out": {AdministratorPrincipalArns: pulumi.ToStringArray([]string{pipeline})},
		"leaking":    {BreakGlassPrincipalArns: pulumi.ToStringArray([]string{roles + "break-glass"})},
		"too-long": {Exemptions: []pd.ExemptionArgs{{
			PrincipalArns: pulumi.ToStringArray([]string{roles + "teams/*"}), Access: []pd.Access{pd.AccessRead}, Reason: "readers",
		}}},
	}
	team := deployIntents(t, right)
	team.up(t)
	team.requireNoChange(t)
}

// TestResolvedToEveryone has an administrator that is known only at up. It then is a pattern that matches every role.
func TestResolvedToEveryone(t *testing.T) {
	t.Parallel()
	everyone := true
	team := deployIntents(t, nil)
	team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
		awsProvider, err := aws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		other, err := pd.NewPrivateNetwork(ctx, "other", nil, pulumi.Providers(awsProvider))
		if err != nil {
			return err
		}
		administrator := other.VpcId.ApplyT(func(string) string {
			if everyone {
				return roles + "*"
			}
			return pipeline
		}).(pulumi.StringOutput)
		return intents{"orders": {AdministratorPrincipalArns: pulumi.StringArray{administrator}}}.tables(ctx, awsProvider, other)
	})
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err, "%s: it may still be a good one", preview.StdErr)
	_, err = team.Up(t.Context(), optup.SuppressProgress())
	require.ErrorContains(t, err, `must not have a wildcard directly after "role/": it would match every role in the account`)
	tables, err := team.DynamoDB.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	assert.Empty(t, tables.TableNames, "the update stopped before the table, and so before its policy")

	everyone = false
	team.up(t)
	team.requireNoChange(t)
}
