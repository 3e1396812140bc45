package policy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestGuardrailGolden(t *testing.T) {
	t.Parallel()
	document, err := fixture.Guardrail().SCP()
	require.NoError(t, err)
	fixture.Golden(t, "guardrail", document)

	excluding := fixture.Guardrail()
	excluding.ExcludeTables = []string{fixture.Orders}
	document, err = excluding.SCP()
	require.NoError(t, err)
	fixture.Golden(t, "guardrail-excluding", document)

	document, err = fixture.Plain().TableGuardrail(fixture.Orders)
	require.NoError(t, err)
	fixture.Golden(t, "guardrail-table", document)
}

func TestGuardrailRejects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		change    func(*policy.Guardrail)
		want      string
	}{
		{"no VPC", "nobody would be inside", func(g *policy.Guardrail) { g.VPCs = nil }, "it lists no VPC"},
		{
			"a Region without a VPC", "nobody would be inside there",
			func(g *policy.Guardrail) { g.VPCs["us-west-2"] = nil }, `perimeter "vpcs" lists no id`,
		},
		{
			"no Region", "no request comes to it",
			func(g *policy.Guardrail) { g.VPCs["*"] = []string{"vpc-0c3"} }, `must be an AWS Region, such as eu-west-1, got "*"`,
		},
		{
			"no break-glass principal", "the list turned out to be empty",
			func(g *policy.Guardrail) { g.Exemptions[0] = policy.BreakGlass(nil) }, "it names no break-glass principal",
		},
		{
			"everyone exempt", "the guardrail would deny nobody",
			func(g *policy.Guardrail) { g.Exemptions[0] = policy.BreakGlass([]string{"arn:aws:iam::*:role/*"}) },
			`break-glass principal must not have a wildcard directly after "role/"`,
		},
		{
			"every table excluded", "the guardrail would govern nothing",
			func(g *policy.Guardrail) { g.ExcludeTables = []string{"*"} }, "excluded table must be the ARN of a table",
		},
		{
			"a root left out", "the guardrail would govern nothing",
			func(g *policy.Guardrail) { g.Excluded = []string{"r-ab12"} },
			`it leaves out "r-ab12", which is neither an account nor an organizational unit`,
		},
		{
			"a Region that AWS has not", "the Region that was meant would have nobody inside",
			func(g *policy.Guardrail) { g.VPCs["us-east-9"] = []string{"vpc-0c3"} }, "must be a Region that AWS has",
		},
		{
			"Regions of two partitions", "no organization has accounts in both",
			func(g *policy.Guardrail) { g.VPCs["us-gov-west-1"] = []string{"vpc-0c3"} },
			`must be a Region of the partition aws, as the organization's accounts are, got "us-gov-west-1" of aws-us-gov`,
		},
		{
			"break-glass of another partition", "it matches nobody",
			func(g *policy.Guardrail) {
				g.Exemptions[0] = policy.BreakGlass([]string{"arn:aws-us-gov:iam::*:role/break-glass"})
			},
			"break-glass principal must be of the partition aws, got",
		},
		{
			"a table of another partition excluded", "no request is about it",
			func(g *policy.Guardrail) {
				g.ExcludeTables = []string{"arn:aws-cn:dynamodb:cn-north-1:111122223333:table/locks"}
			},
			"excluded table must be of the partition aws, got",
		},
		{
			"an organization in another partition", "no request of its accounts comes to the Regions",
			func(g *policy.Guardrail) { g.Partition = "aws-eusc" },
			`must be a Region of the partition aws-eusc, as the organization's accounts are, got "eu-west-1" of aws`,
		},
		{
			"break-glass of another account than the target", "a service control policy never meets it",
			func(g *policy.Guardrail) {
				g.Account = fixture.OtherAccount
				g.Exemptions[0] = policy.BreakGlass([]string{fixture.BreakGlass, "arn:aws:iam::111122223333:root"})
			},
			"it names no break-glass principal of account " + fixture.OtherAccount + ", so nobody could reach a table there",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			broken := fixture.Guardrail()
			test.change(&broken)
			_, err := broken.SCP()
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}

func TestGuardrailOfOneAccount(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, account, breakGlass string }{
		{"the target's", "the policy meets it", fixture.Account, fixture.BreakGlass},
		{"of every account", "the target's is one of them", fixture.OtherAccount, "arn:aws:iam::*:role/break-glass"},
		{"of some account of a unit", "which accounts are in it is not known", "", fixture.BreakGlass},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := fixture.Guardrail()
			g.Account = test.account
			g.Exemptions[0] = policy.BreakGlass([]string{"arn:aws:iam::999900000001:role/of-another-target", test.breakGlass})
			assert.NoError(t, g.Validate(), test.why)
		})
	}
}

// An exemption from one class must not be undone by the statement about the actions that no class has.
func TestGuardrailOpensOneClass(t *testing.T) {
	t.Parallel()
	for _, class := range []policy.Class{policy.ClassRead, policy.ClassMovement, policy.ClassPolicy, policy.ClassShape} {
		g := fixture.Guardrail()
		role := fixture.Roles + "exempt-from-" + string(class)
		g.Exemptions = append(g.Exemptions, policy.Exemption{
			Principals: []string{role}, Access: []policy.Class{class}, Reason: "it needs it",
		})
		document, err := g.SCP()
		require.NoError(t, err)
		documents := iam.Documents{SCP: []iam.Level{
			iam.SCPLevel("guardrail", fixture.Account, iam.NamedDocument{Name: "guardrail", Document: document}),
		}}
		for _, action := range policy.Actions() {
			if action.Class == class {
				decision := fixture.Decide(t, role, action.String(), fixture.Orders, iam.Origin{}, documents)
				assert.True(t, decision.Allowed(), action.Name)
			}
		}
		assert.False(t, fixture.Decide(t, fixture.Roles+"other", "dynamodb:FetchItems", fixture.Orders, iam.Origin{}, documents).Allowed())
	}
}

func TestGuardrailPartition(t *testing.T) {
	t.Parallel()
	const unknown = "xx-unknown-aaab-1"
	tests := []struct{ name, why, region, principal, want string }{
		{"GovCloud", "its Regions say so", "us-gov-west-1", "arn:aws-us-gov:iam::*:role/x", "aws-us-gov"},
		{"the European Sovereign Cloud", "its Region says so", "eusc-de-east-1", "arn:aws-eusc:iam::*:role/x", "aws-eusc"},
		{"China, with a Region that is not known yet", "the principals say so", unknown, "arn:aws-cn:iam::*:role/x", "aws-cn"},
		{"nothing that is known", "most organizations are there", unknown, "x", "aws"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := policy.Guardrail{
				VPCs:       map[string][]string{test.region: {"vpc-0a1"}},
				Exemptions: []policy.Exemption{policy.BreakGlass([]string{test.principal})},
			}
			assert.Equal(t, test.want, g.InPartition(), test.why)
			if test.principal != "x" {
				_, err := g.SCP()
				assert.NoError(t, err)
			}
		})
	}
}

func TestGuardrailErrorsHaveAnOrder(t *testing.T) {
	t.Parallel()
	broken := fixture.Guardrail()
	broken.VPCs = map[string][]string{}
	for _, region := range []string{"d", "b", "a", "c"} {
		broken.VPCs[region] = []string{"vpc-0a1"}
	}
	want := `must be an AWS Region, such as eu-west-1, got "a"
must be an AWS Region, such as eu-west-1, got "b"
must be an AWS Region, such as eu-west-1, got "c"
must be an AWS Region, such as eu-west-1, got "d"`
	require.EqualError(t, broken.Validate(), want, "an error that changes from run to run reads like another mistake")
}

func TestTableGuardrailRejects(t *testing.T) {
	t.Parallel()
	_, err := fixture.Plain().TableGuardrail("*")
	require.ErrorContains(t, err, "must be the ARN of a table")
	_, err = policy.Intent{}.TableGuardrail(fixture.Orders)
	require.ErrorContains(t, err, "is unknown")
	many := fixture.Plain()
	for n := range 60 {
		many.Exemptions = append(many.Exemptions, policy.BreakGlass([]string{
			fmt.Sprintf("%sa/very/long/path/of/roles/of/a/team/role-%d", fixture.Roles, n),
		}))
	}
	_, err = many.TableGuardrail(fixture.Orders)
	require.ErrorContains(t, err, "render table guardrail: it has")
}

func TestGuardrailFitsManyRegions(t *testing.T) {
	t.Parallel()
	document, err := fixture.Guardrail().SCP()
	require.NoError(t, err)
	text, err := document.JSON()
	require.NoError(t, err)
	assert.Less(t, len(text), policy.SCPLimit)
	t.Logf("two Regions take %d of %d characters", len(text), policy.SCPLimit)
}
