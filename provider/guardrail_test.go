package provider

import (
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
	for _, letter := range "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz" {
		roles = append(roles, "arn:aws:iam::*:role/a/long/path/for/the/pipelines/of/a/feature/team/deployer-"+string(letter))
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
	assert.Contains(t, wrong[0], "targets[0].targetId: render guardrail: it has ")
	assert.Contains(t, wrong[0], "AWS accepts 10240: list fewer principals, or one pattern for a path of roles")
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
	assert.Contains(t, report.Get("markdown").AsString(), "a listed VPC")
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
