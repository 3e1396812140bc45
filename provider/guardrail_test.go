package provider

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestGuardrailRegistersItsChildren(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	vpc := func(id, region string) property.Value {
		return object(values{"vpcId": str(id), "region": str(region)})
	}
	response, err := cloud.construct(t, "OrgGuardrail", "org", values{
		"targets": property.New([]property.Value{
			object(values{"targetId": str("ou-ab12-34567890"), "vpcs": property.New([]property.Value{
				vpc("vpc-0a1", "us-east-1"), vpc("vpc-0b2", "eu-west-1"), vpc("vpc-0a2", "us-east-1"),
			})}),
			object(values{"targetId": str("111122223333"), "vpcs": property.New([]property.Value{vpc("vpc-0c3", "us-east-1")})}),
		}),
		"breakGlassPrincipalArns": list("arn:aws:iam::*:role/break-glass"),
		"deployerPrincipalArns":   list("arn:aws:iam::*:role/ci/deployer"),
		"excludeTableArns":        list("arn:aws:dynamodb:us-east-1:111122223333:table/locks"),
	}, false)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"aws:organizations/policy:Policy org-111122223333 < org",
		"aws:organizations/policy:Policy org-ou-ab12-34567890 < org",
		"aws:organizations/policyAttachment:PolicyAttachment org-111122223333 < org",
		"aws:organizations/policyAttachment:PolicyAttachment org-ou-ab12-34567890 < org",
	}, cloud.registered())

	want, err := policy.Guardrail{
		VPCs: map[string][]string{"us-east-1": {"vpc-0a1", "vpc-0a2"}, "eu-west-1": {"vpc-0b2"}},
		Exemptions: []policy.Exemption{
			policy.BreakGlass([]string{"arn:aws:iam::*:role/break-glass"}),
			policy.Administrators([]string{"arn:aws:iam::*:role/ci/deployer"}),
		},
		ExcludeTables: []string{"arn:aws:dynamodb:us-east-1:111122223333:table/locks"},
	}.SCP()
	require.NoError(t, err)
	text, err := want.JSON()
	require.NoError(t, err)
	assert.Equal(t, text, response.State.Get("documents").AsArray().Get(0).AsString())
	assert.Equal(t, list("p-org-ou-ab12-34567890", "p-org-111122223333"), bare(response.State.Get("policyIds")))
	for _, child := range cloud.children {
		switch child.TypeToken {
		case "aws:organizations/policy:Policy":
			assert.Equal(t, "SERVICE_CONTROL_POLICY", child.Inputs.Get("type").AsString())
		case "aws:organizations/policyAttachment:PolicyAttachment":
			assert.Equal(t, "p-"+child.Name, child.Inputs.Get("policyId").AsString())
			assert.Equal(t, "org-"+child.Inputs.Get("targetId").AsString(), child.Name)
		}
	}
}

func TestGuardrailRefusesWhatAWSWould(t *testing.T) {
	t.Parallel()
	var roles []string
	for n := range 150 {
		roles = append(roles, fmt.Sprintf("arn:aws:iam::*:role/a/long/path/for/the/pipelines/of/a/feature/team/deployer-%d", n))
	}
	cloud := newCloud()
	_, err := cloud.construct(t, "OrgGuardrail", "org", values{
		"targets": property.New([]property.Value{object(values{
			"targetId": str("r-ab12"),
			"vpcs": property.New([]property.Value{
				object(values{"vpcId": str("vpc-0a1"), "region": str("us-east-1")}),
				object(values{"vpcId": str("vpc-0b2"), "region": str("eu-west-1")}),
			}),
		})}),
		"breakGlassPrincipalArns": list("arn:aws:iam::*:role/break-glass"),
		"deployerPrincipalArns":   list(roles...),
	}, true)
	wrong := failures(t, err)
	require.Len(t, wrong, 1)
	assert.Contains(t, wrong[0], "targets[0].targetId: render guardrail: statement DenyShapeOutsideEuWest1 has ")
	assert.Contains(t, wrong[0], "151 exempt principals take ")
	assert.Contains(t, wrong[0], ": list fewer principals, or one pattern for a path of roles")
	assert.LessOrEqual(t, len(cloud.children), 1, "nothing of it is registered")
}

func TestGuardrailIsProvenAndReported(t *testing.T) {
	t.Parallel()
	inputs := values{
		"targets": property.New([]property.Value{object(values{
			"targetId": str("r-ab12"),
			"vpcs":     property.New([]property.Value{object(values{"vpcId": unknown, "region": str("us-east-1")})}),
		})}),
		"breakGlassPrincipalArns": list("arn:aws:iam::*:role/break-glass"),
		"exemptions": exempts(values{
			"principalArns": list("arn:aws:iam::*:role/stream-reader"), "access": list("stream"), "reason": str("functions"),
		}),
	}
	response, err := newCloud().construct(t, "OrgGuardrail", "org", inputs, true)
	require.NoError(t, err)
	report := response.State.Get("accessReports").AsArray().Get(0).AsMap()
	assert.Equal(t, "OPEN to arn:aws:iam::*:role/stream-reader (functions); besides break-glass, callers that no service control "+
		"policy reaches. This holds if each unknown input "+
		"(targets[0].vpcs[0].vpcId) is one well-formed value, distinct from the others", report.Get("verdict").AsString())
	assert.Contains(t, reportOf(t, report).Markdown, "a listed VPC")
}

// A service control policy applies to the principals of its target, and an organization is in one partition.
func TestGuardrailNamesPrincipalsThatItMeets(t *testing.T) {
	t.Parallel()
	const one, two, three, unit = "111122223333", "222233334444", "333344445555", "ou-ab12-34567890"
	const ofNoTarget = "is of no account that a target governs, and a service control policy applies to the principals of its " +
		"target alone: neither is anything refused to it, nor does it open anything; leave it out"
	role := func(account string) string { return "arn:aws:iam::" + account + ":role/break-glass" }
	target := func(id, region string) property.Value {
		return object(values{"targetId": str(id), "vpcs": property.New([]property.Value{
			object(values{"vpcId": str("vpc-0a1"), "region": str(region)}),
		})})
	}
	targets := func(all ...property.Value) property.Value { return property.New(all) }
	tests := []struct {
		name, why string
		inputs    values
		want      []string
	}{
		{
			"break-glass of another account", "nothing that the policy refuses is refused to it",
			values{"targets": targets(target(two, "us-east-1")), "breakGlassPrincipalArns": list(role(one))},
			[]string{"breakGlassPrincipalArns[0]: " + ofNoTarget, "targets[0].targetId: render guardrail: it names no break-glass " +
				"principal of account " + two + ", so nobody could reach a table there if every VPC were lost: a service control " +
				"policy applies to the principals of its target alone"},
		},
		{
			"break-glass of one target of two", "the other has nobody",
			values{"targets": targets(target(one, "us-east-1"), target(two, "us-east-1")), "breakGlassPrincipalArns": list(role(one))},
			[]string{"targets[1].targetId: render guardrail: it names no break-glass principal of account " + two + ", so nobody " +
				"could reach a table there if every VPC were lost: a service control policy applies to the principals of its " +
				"target alone"},
		},
		{
			"break-glass of each target", "each policy meets its own",
			values{"targets": targets(target(one, "us-east-1"), target(two, "us-east-1")), "breakGlassPrincipalArns": list(role(one), role(two))},
			nil,
		},
		{
			"break-glass of an account of a unit", "the unit holds no other",
			values{"targets": targets(target(unit, "us-east-1")), "breakGlassPrincipalArns": list(role(three))},
			nil,
		},
		{
			"break-glass of an account of another unit", "it opens nothing in this one",
			values{"targets": targets(target(unit, "us-east-1")), "breakGlassPrincipalArns": list(role(two))},
			[]string{"breakGlassPrincipalArns: must name a principal of each account under a target, and there is none of " + three +
				": nobody could reach a table there if every VPC were lost; add one of each account, or of all: " +
				"arn:aws:iam::*:role/break-glass", "breakGlassPrincipalArns[0]: " + ofNoTarget},
		},
		{
			"a deployer of an account that no target governs", "no pipeline of that name deploys under the guardrail",
			values{
				"targets": targets(target(one, "us-east-1")), "breakGlassPrincipalArns": list(role(one)),
				"deployerPrincipalArns": list(role(one), role(two)),
			},
			[]string{"deployerPrincipalArns[1]: " + ofNoTarget},
		},
		{
			"break-glass that is not known yet", "it may be of the target",
			values{"targets": targets(target(two, "us-east-1")), "breakGlassPrincipalArns": property.New([]property.Value{unknown})},
			nil,
		},
		{
			"break-glass of another partition", "it matches nobody",
			values{"targets": targets(target(one, "us-east-1")), "breakGlassPrincipalArns": list("arn:aws-us-gov:iam::*:role/x")},
			[]string{"breakGlassPrincipalArns[0]: " + elsewhere("arn:aws-us-gov:iam::*:role/x")},
		},
		{
			"a deployer of another partition", "it matches nobody",
			values{
				"targets": targets(target(one, "us-east-1")), "breakGlassPrincipalArns": list(role(one)),
				"deployerPrincipalArns": list(role(one), "arn:aws-cn:iam::"+one+":role/ci"),
			},
			[]string{"deployerPrincipalArns[1]: " + elsewhere("arn:aws-cn:iam::"+one+":role/ci")},
		},
		{
			"a table of another partition that is left alone", "no request is about it",
			values{
				"targets": targets(target(one, "us-east-1")), "breakGlassPrincipalArns": list(role(one)),
				"excludeTableArns": list("arn:aws-cn:dynamodb:cn-north-1:" + one + ":table/locks"),
			},
			[]string{"excludeTableArns[0]: " + elsewhere("arn:aws-cn:dynamodb:cn-north-1:"+one+":table/locks")},
		},
		{
			"a table in a Region of another partition that is left alone", "there is none",
			values{
				"targets": targets(target(one, "us-east-1")), "breakGlassPrincipalArns": list(role(one)),
				"excludeTableArns": list("arn:aws:dynamodb:us-gov-west-1:" + one + ":table/locks"),
			},
			[]string{`excludeTableArns[0]: must name a Region of its own partition, got "arn:aws:dynamodb:us-gov-west-1:` + one +
				`:table/locks": us-gov-west-1 is of aws-us-gov`},
		},
		{
			"a Region of another partition", "no request of the organization's accounts comes to it",
			values{"targets": targets(target(one, "cn-north-1")), "breakGlassPrincipalArns": list(role(one))},
			[]string{`targets[0].vpcs[0].region: must be a Region of the partition aws, as the organization's accounts are, ` +
				`got "cn-north-1" of aws-cn`},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.organization.parents[three] = unit
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

func TestGuardrailsOfOtherPartitions(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, partition, region string }{
		{"GovCloud", "its caller says so", "aws-us-gov", "us-gov-west-1"},
		{"the European Sovereign Cloud", "its caller says so", "aws-eusc", "eusc-de-east-1"},
		{"China", "its caller says so", "aws-cn", "cn-northwest-1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, unconfigured := range []bool{false, true} {
				cloud := newCloud()
				cloud.deployer, cloud.unconfigured = "arn:"+test.partition+":sts::111122223333:assumed-role/deployer/run", unconfigured
				_, err := cloud.construct(t, "OrgGuardrail", "org", values{
					"targets": property.New([]property.Value{object(values{
						"targetId": str("r-ab12"),
						"vpcs":     property.New([]property.Value{object(values{"vpcId": str("vpc-0a1"), "region": str(test.region)})}),
					})}),
					"breakGlassPrincipalArns": property.New([]property.Value{str("arn:" + test.partition + ":iam::*:role/x"), unknown}),
				}, true)
				require.NoError(t, err, test.why)
			}
		})
	}
}

func TestTableGuardrailIsAboutTheTableAlone(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"guardrail": object(values{"targetIds": list("r-ab12", "111122223333")}),
	}), false)
	require.NoError(t, err)
	assert.Subset(t, cloud.registered(), []string{
		"aws:organizations/policy:Policy orders-guardrail < orders",
		"aws:organizations/policyAttachment:PolicyAttachment orders-guardrail-111122223333 < orders",
		"aws:organizations/policyAttachment:PolicyAttachment orders-guardrail-r-ab12 < orders",
	})
	document, err := iam.Parse(cloud.child(t, "aws:organizations/policy:Policy").Inputs.Get("content").AsString())
	require.NoError(t, err)
	for _, statement := range document.Statement {
		assert.Equal(t, iam.Values{ordersARN, ordersARN + "/*"}, statement.Resource)
		assert.True(t, statement.Principal.IsZero(), "a service control policy takes no Principal")
	}
	assert.Equal(t, list("p-orders-guardrail"), bare(response.State.Get("guardrailPolicyIds")))
}
