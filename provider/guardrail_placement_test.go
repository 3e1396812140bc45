package provider

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// guardrailTarget is a target with VPCs of us-east-1.
func guardrailTarget(id string, vpcs ...string) property.Value {
	var list []property.Value
	for _, vpc := range vpcs {
		list = append(list, object(values{"vpcId": str(vpc), "region": str("us-east-1")}))
	}
	return object(values{"targetId": str(id), "vpcs": property.New(list)})
}

// guardrailOf has targets, and break-glass in every account.
func guardrailOf(targets ...property.Value) values {
	return values{
		"targets": property.New(targets), "breakGlassPrincipalArns": list("arn:aws:iam::*:role/break-glass"),
	}
}

// treeCloud has an organization with units in units: the root holds 34567890, that holds 22222222 and 222233334444, and
// 22222222 holds 333344445555.
func treeCloud() *cloud {
	c := newCloud()
	c.organization.parents["ou-ab12-22222222"] = "ou-ab12-34567890"
	c.organization.parents["222233334444"] = "ou-ab12-34567890"
	c.organization.parents["333344445555"] = "ou-ab12-22222222"
	return c
}

// Targets that hold one another are registered so that each account is governed at every moment: what is below is
// attached before what is above lets go of it.
func TestGuardrailOfATree(t *testing.T) {
	t.Parallel()
	cloud := treeCloud()
	inputs := plus(guardrailOf(
		guardrailTarget("r-ab12", "vpc-0a1"), guardrailTarget("ou-ab12-34567890", "vpc-0b2"),
		guardrailTarget("111122223333", "vpc-0c3"),
	), values{"excludeTargets": list("ou-ab12-22222222")})
	response, err := cloud.construct(t, "OrgGuardrail", "org", inputs, false)
	require.NoError(t, err)
	documents := response.State.Get("documents").AsArray()
	require.Equal(t, 3, documents.Len())
	document := func(at int) iam.Statement {
		parsed, err := iam.Parse(documents.Get(at).AsString())
		require.NoError(t, err)
		return parsed.Statement[0]
	}
	condition := document(0).Condition
	assert.Equal(t, iam.Values{"vpc-0a1"}, condition["StringNotEquals"]["aws:SourceVpc"])
	assert.Equal(t, iam.Values{"111122223333"}, condition["StringNotEquals"]["aws:PrincipalAccount"])
	assert.Equal(t, iam.Values{"*/ou-ab12-34567890/*"}, condition["ForAllValues:StringNotLike"]["aws:PrincipalOrgPaths"])
	condition = document(1).Condition
	assert.Equal(t, iam.Values{"vpc-0a1", "vpc-0b2"}, condition["StringNotEquals"]["aws:SourceVpc"], "and the root's")
	assert.Equal(t, iam.Values{"*/ou-ab12-22222222/*"}, condition["ForAllValues:StringNotLike"]["aws:PrincipalOrgPaths"])
	assert.Equal(t, iam.Values{"vpc-0a1", "vpc-0c3"}, document(2).Condition["StringNotEquals"]["aws:SourceVpc"])

	depends := cloud.named(t, "aws:organizations/policy:Policy", "org-r-ab12").RegisterRPC.GetDependencies()
	joined := strings.Join(depends, " ")
	assert.Contains(t, joined, "org-ou-ab12-34567890")
	assert.Contains(t, joined, "org-111122223333")

	placements := response.State.Get("placements").AsArray()
	require.Equal(t, 3, placements.Len())
	placement := placements.Get(0).AsMap()
	assert.Equal(t, "r-ab12", placement.Get("targetId").AsString())
	assert.InDelta(t, 2, placement.Get("leavesAlone").AsNumber(), 0)
	assert.InDelta(t, 8, placement.Get("slotsLeft").AsNumber(), 0, "FullAWSAccess takes one")
}

// Equal policies are one policy, and a policy that is too long is several.
func TestGuardrailPoliciesAreSharedAndSplit(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	var vpcs []property.Value
	for at, region := range []string{"us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1"} {
		vpcs = append(vpcs, object(values{"vpcId": str(fmt.Sprintf("vpc-0%016d", at)), "region": str(region)}))
	}
	target := func(id string) property.Value {
		return object(values{"targetId": str(id), "vpcs": property.New(vpcs)})
	}
	response, err := cloud.construct(t, "OrgGuardrail", "org", plus(
		guardrailOf(target("111122223333"), target("222233334444")),
		values{"deployerPrincipalArns": list("arn:aws:iam::*:role/ci/deployer")}), false)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"aws:organizations/policy:Policy org-111122223333 < org",
		"aws:organizations/policy:Policy org-111122223333-2 < org",
		"aws:organizations/policyAttachment:PolicyAttachment org-111122223333 < org",
		"aws:organizations/policyAttachment:PolicyAttachment org-111122223333-2 < org",
		"aws:organizations/policyAttachment:PolicyAttachment org-222233334444 < org",
		"aws:organizations/policyAttachment:PolicyAttachment org-222233334444-2 < org",
	}, cloud.registered())
	assert.Equal(t, list("p-org-111122223333", "p-org-111122223333-2"), bare(response.State.Get("policyIds")))
	for at := range 2 {
		assert.Equal(t, property.New([]property.Value{property.New(0.0), property.New(1.0)}),
			response.State.Get("placements").AsArray().Get(at).AsMap().Get("policies"))
	}
	assert.Equal(t, 2, response.State.Get("accessReports").AsArray().Len())
}

func TestGuardrailRefusesPlaces(t *testing.T) {
	t.Parallel()
	two := guardrailOf(guardrailTarget("ou-ab12-34567890", "vpc-0a1"), guardrailTarget("ou-ab12-22222222", "vpc-0b2"))
	denied := errors.New("AccessDeniedException: not authorized to perform: organizations:DescribeOrganization")
	tests := []struct {
		name, why string
		inputs    values
		change    func(*testOrganization)
		want      []string
	}{
		{
			"the management account", "no service control policy applies to it",
			guardrailOf(guardrailTarget("555566667777", "vpc-0a1")), nil,
			[]string{"targets[0].targetId: is the management account, whose principals no service control policy refuses anything: " +
				"keep no table in it, and leave it out here"},
		},
		{
			"an account of another organization", "AWS would not attach to it",
			plus(guardrailOf(guardrailTarget("r-ab12", "vpc-0a1")), values{"excludeTargets": list("777766665555")}), nil,
			[]string{"excludeTargets[0]: is no account of the organization"},
		},
		{
			"a unit that is none", "AWS would not attach to it",
			guardrailOf(guardrailTarget("ou-ab12-99999999", "vpc-0a1")), nil,
			[]string{"targets[0].targetId: is no organizational unit of the organization"},
		},
		{
			"the root left out", "nothing would be governed",
			plus(guardrailOf(guardrailTarget("r-ab12", "vpc-0a1")), values{"excludeTargets": list("r-ab12")}), nil,
			[]string{"excludeTargets[0]: must be an account or an organizational unit: without the root nothing would be governed"},
		},
		{
			"a target left out", "which of the two is meant is not known",
			plus(guardrailOf(guardrailTarget("111122223333", "vpc-0a1")), values{
				"excludeTargets": list("111122223333", "222233334444", "222233334444"),
			}), nil,
			[]string{
				"excludeTargets[0]: is a duplicate: name it once, among the targets or here",
				"excludeTargets[2]: is a duplicate: name it once, among the targets or here",
			},
		},
		{
			"units of which nothing can be read", "one may hold the other", two,
			func(o *testOrganization) { o.fails = denied },
			[]string{
				"targets[0].targetId: it is not known whether ou-ab12-22222222 holds it, since the right " +
					"organizations:DescribeOrganization is missing: say in parents what is above it, up to the root",
				"targets[1].targetId: it is not known whether ou-ab12-34567890 holds it, since the right " +
					"organizations:DescribeOrganization is missing: say in parents what is above it, up to the root",
			},
		},
		{
			"units whose parents the program says", "it need not be read",
			plus(two, values{"parents": object(values{
				"ou-ab12-22222222": str("ou-ab12-34567890"), "ou-ab12-34567890": str("r-ab12"),
			})}),
			func(o *testOrganization) { o.fails = denied }, nil,
		},
		{
			"parents that are none", "a tree has no circles",
			plus(two, values{"parents": object(values{
				"ou-ab12-22222222": str("ou-ab12-34567890"), "ou-ab12-34567890": str("ou-ab12-22222222"), "r-ab12": str("r-ab13"),
				"111122223333": str("222233334444"),
			})}), nil,
			[]string{
				`parents["111122223333"]: must be an organizational unit or a root, such as ou-ab12-34567890 or r-ab12, got "222233334444"`,
				`parents["ou-ab12-22222222"]: must not be below itself`, `parents["ou-ab12-34567890"]: must not be below itself`,
				`parents["r-ab12"]: must be of an account or an organizational unit`,
			},
		},
		{
			"no organization", "AWS has none to attach to", two,
			func(o *testOrganization) { o.fails = errors.New("AWSOrganizationsNotInUseException: no member") },
			[]string{"targets: need an organization, and the aws provider's account is in none: use a provider of the organization's " +
				"management account, or of a delegated administrator's"},
		},
		{
			"an ordinary member", "AWS refuses it everything", two, func(o *testOrganization) { o.member = true },
			[]string{"targets: need a provider of the management account 555566667777, or of a delegated administrator's: the aws " +
				"provider's account is neither"},
		},
		{
			"no service control policies", "AWS refuses to attach one", two, func(o *testOrganization) { o.disabled = true },
			[]string{"targets: need service control policies, which the organization has not enabled: run aws organizations " +
				"enable-policy-type --policy-type SERVICE_CONTROL_POLICY --root-id r-ab12 in the management account"},
		},
		{
			"consolidated billing", "it has no policies", two, func(o *testOrganization) { o.features = "CONSOLIDATED_BILLING" },
			[]string{"targets: need an organization with all features, and o-a1b2c3d4e5 has CONSOLIDATED_BILLING: enable all " +
				"features in the management account"},
		},
		{
			"quotas that no policy keeps", "they would refuse everything",
			plus(two, values{"quotas": object(values{
				"policyCharacters": property.New(100.0), "policiesPerTarget": property.New(1.0),
			})}), nil,
			[]string{
				"quotas.policiesPerTarget: must be from 2 to 100, got 1",
				"quotas.policyCharacters: must be from 1024 to 65536, got 100",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := treeCloud()
			if test.change != nil {
				test.change(&cloud.organization)
			}
			_, err := cloud.construct(t, "OrgGuardrail", "org", test.inputs, true)
			if test.want == nil {
				require.NoError(t, err, test.why)
				return
			}
			assert.Equal(t, test.want, failures(t, err), test.why)
			assert.LessOrEqual(t, len(cloud.children), 1, "nothing of it is registered")
		})
	}
}

func TestGuardrailWithoutRoom(t *testing.T) {
	t.Parallel()
	cloud := treeCloud()
	cloud.organization.attached = map[string][]string{"111122223333": {"p-1", "p-2", "p-3"}}
	inputs := plus(guardrailOf(guardrailTarget("111122223333", "vpc-0a1")), values{"quotas": object(values{
		"policyCharacters": property.New(3000.0), "policiesPerTarget": property.New(5.0),
	})})
	_, err := cloud.construct(t, "OrgGuardrail", "org", inputs, true)
	wrong := failures(t, err)
	require.Len(t, wrong, 1)
	assert.Contains(t, wrong[0], "targets[0].targetId: needs 2 policies of 3000 characters, and 4 of the 5 that may be attached "+
		"to it are taken: detach at least 1, or make it shorter: it has to be ")
	cloud.organization.attached = nil
	_, err = cloud.construct(t, "OrgGuardrail", "org", inputs, true)
	require.NoError(t, err)
}

// At a preview before the aws provider is configured nothing can be read, and what the update asks is said.
func TestGuardrailBeforeTheProvider(t *testing.T) {
	t.Parallel()
	cloud := treeCloud()
	cloud.unconfigured = true
	server := cloud.serve(t)
	_, err := constructOn(server, "OrgGuardrail", "org", guardrailOf(
		guardrailTarget("ou-ab12-34567890", "vpc-0a1"), guardrailTarget("ou-ab12-22222222", "vpc-0b2"),
	), true)
	require.NoError(t, err)
	assert.Contains(t, strings.Join(warnings(server), "\n"), "targets[1].targetId: it is not known whether ou-ab12-34567890 "+
		"holds it, since the aws provider is not configured before the update; this preview takes it that none does")
}

// A table's guardrail that AWS would not attach is refused before the table is made.
func TestTableGuardrailRefusesTargets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, target string
		change            func(*cloud)
		want              string
	}{
		{"a unit", "it is there", "ou-ab12-34567890", nil, ""},
		{
			"the management account", "no service control policy applies to it", "555566667777", nil,
			"guardrail.targetIds[0]: is the management account, whose principals no service control policy refuses anything: name " +
				"the accounts of those who call the table",
		},
		{
			"an account of another organization", "AWS would not attach to it", "777766665555", nil,
			"guardrail.targetIds[0]: is no account of the organization",
		},
		{
			"a unit that is none", "AWS would not attach to it", "ou-ab12-99999999", nil,
			"guardrail.targetIds[0]: is no organizational unit of the organization",
		},
		{
			"an ordinary member", "AWS refuses it everything", "r-ab12", func(c *cloud) { c.organization.member = true },
			"guardrail: need a provider of the management account 555566667777, or of a delegated administrator's: the aws " +
				"provider's account is neither",
		},
		{
			"an observed table", "its guardrail is not attached", "777766665555", func(c *cloud) { c.organization.member = true }, "",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			if test.change != nil {
				test.change(cloud)
			}
			inputs := plus(least, values{"guardrail": object(values{"targetIds": list(test.target)})})
			if test.name == "an observed table" {
				inputs = plus(inputs, values{"enforcement": str("observe")})
			}
			_, err := cloud.construct(t, "PrivateTable", "orders", inputs, true)
			if test.want == "" {
				require.NoError(t, err, test.why)
				return
			}
			assert.Equal(t, []string{test.want}, failures(t, err), test.why)
			assert.LessOrEqual(t, len(cloud.children), 1, "nothing of it is registered")
		})
	}
}

func TestTableGuardrailOfTheManagementAccount(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	cloud.deployer = "arn:aws:sts::111122223333:assumed-role/deployer/pipeline"
	delete(cloud.organization.parents, "555566667777")
	cloud.organization.management = "111122223333"
	server := cloud.serve(t)
	_, err := constructOn(server, "PrivateTable", "orders", plus(least, values{
		"guardrail": object(values{"targetIds": list("222233334444")}),
	}), true)
	require.NoError(t, err)
	assert.Contains(t, strings.Join(warnings(server), "\n"), "guardrail: the table is in the management account 111122223333, so "+
		"that no service control policy refuses anything to callers of its own account")
}
