package e2e

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// TestPlatformTeam attaches a guardrail to an organizational unit, and detaches it again.
func TestPlatformTeam(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/platform-team", nil)
	unit := team.organizationalUnit(t)
	require.NoError(t, team.SetAllConfig(t.Context(), values(
		"targetId", unit, "vpcId", "vpc-0a1b2c3d4e5f67890", "region", "eu-west-1")))

	outputs, _ := team.up(t)
	require.Len(t, outputs["policyIds"], 1)
	id := outputs["policyIds"].([]any)[0].(string)
	assert.Contains(t, team.attached(t, unit), id)
	found, err := team.Organizations.DescribePolicy(t.Context(), &organizations.DescribePolicyInput{PolicyId: &id})
	require.NoError(t, err)
	assert.Equal(t, types.PolicyTypeServiceControlPolicy, found.Policy.PolicySummary.Type)
	requireSamePolicy(t, outputs["documents"].([]any)[0].(string), *found.Policy.Content)
	assertGuardrail(t, *found.Policy.Content)
	team.requireNoChange(t)

	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	assert.NotContains(t, team.attached(t, unit), id, "the guardrail is detached")
}

// TestTableWithGuardrail deploys a table and its guardrail with one provider, that of the management account.
func TestTableWithGuardrail(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/table-guardrail", nil)
	unit := team.organizationalUnit(t)
	require.NoError(t, team.SetAllConfig(t.Context(), values("targetId", unit)))
	outputs, _ := team.up(t)
	id := outputs["guardrailPolicyIds"].([]any)[0].(string)
	assert.Contains(t, team.attached(t, unit), id)
	team.requireNoChange(t)
	_, err := team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	assert.NotContains(t, team.attached(t, unit), id)
}

// organizationalUnit makes an organization with one unit, and returns the unit. A busy emulator may lose an answer, and
// the client asks again: what is there already has been made.
func (d deployment) organizationalUnit(t *testing.T) string {
	t.Helper()
	ctx := t.Context()
	_, err := d.Organizations.CreateOrganization(ctx, &organizations.CreateOrganizationInput{
		FeatureSet: types.OrganizationFeatureSetAll,
	})
	if made := (*types.AlreadyInOrganizationException)(nil); !errors.As(err, &made) {
		require.NoError(t, err)
	}
	roots, err := d.Organizations.ListRoots(ctx, &organizations.ListRootsInput{})
	require.NoError(t, err)
	root := roots.Roots[0].Id
	_, err = d.Organizations.EnablePolicyType(ctx, &organizations.EnablePolicyTypeInput{
		RootId: root, PolicyType: types.PolicyTypeServiceControlPolicy,
	})
	if enabled := (*types.PolicyTypeAlreadyEnabledException)(nil); !errors.As(err, &enabled) {
		require.NoError(t, err)
	}
	unit, err := d.Organizations.CreateOrganizationalUnit(ctx, &organizations.CreateOrganizationalUnitInput{
		ParentId: root, Name: aws.String("production"),
	})
	require.NoError(t, err)
	return *unit.OrganizationalUnit.Id
}

func (d deployment) attached(t *testing.T, target string) []string {
	t.Helper()
	found, err := d.Organizations.ListPoliciesForTarget(t.Context(), &organizations.ListPoliciesForTargetInput{
		TargetId: &target, Filter: types.PolicyTypeServiceControlPolicy,
	})
	require.NoError(t, err)
	var ids []string
	for _, summary := range found.Policies {
		ids = append(ids, *summary.Id)
	}
	return ids
}

// assertGuardrail evaluates requests against the attached document.
func assertGuardrail(t *testing.T, text string) {
	t.Helper()
	scp, err := iam.Parse(text)
	require.NoError(t, err)
	everything := iam.Document{Version: iam.Version, Statement: []iam.Statement{
		{Effect: iam.Allow, Action: iam.Values{"*"}, Resource: iam.Values{"*"}},
	}}
	documents := iam.Documents{
		Identity: []iam.NamedDocument{{Name: "everything", Document: everything}},
		SCP: []iam.Level{{Name: "production", Accounts: []string{"111122223333"}, Documents: []iam.NamedDocument{
			{Name: "FullAWSAccess", Document: everything}, {Name: "guardrail", Document: scp},
		}}},
	}
	inside := iam.Origin{VPC: "vpc-0a1b2c3d4e5f67890", Endpoint: "vpce-0a1"}
	for _, request := range []struct {
		role, action, region string
		origin               iam.Origin
		want                 bool
	}{
		{"app", "GetItem", "eu-west-1", inside, true},
		{"app", "GetItem", "eu-west-1", iam.Origin{}, false},
		{"app", "GetItem", "us-east-1", inside, false},
		{"app", "PutResourcePolicy", "eu-west-1", inside, false},
		{"ci/deployer", "PutResourcePolicy", "eu-west-1", iam.Origin{}, true},
		{"ci/deployer", "GetItem", "eu-west-1", iam.Origin{}, false},
		{"break-glass", "GetItem", "eu-west-1", iam.Origin{}, true},
	} {
		caller, err := iam.ParseCaller("arn:aws:iam::111122223333:role/" + request.role)
		require.NoError(t, err)
		decision, err := iam.Evaluate(iam.Request{
			Action:   "dynamodb:" + request.action,
			Resource: "arn:aws:dynamodb:" + request.region + ":111122223333:table/orders",
			Caller:   caller,
			Origin:   request.origin,
		}, documents)
		require.NoError(t, err)
		assert.Equal(t, request.want, decision.Allowed(), "%+v: %s", request, decision)
	}
}
