package proof

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestGuardrailIsProven(t *testing.T) {
	t.Parallel()
	g := fixture.Guardrail()
	g.ExcludeTables = []string{fixture.Orders}
	proof, err := ProveGuardrail(g, []string{"targets[0].vpcs[0].vpcId"})
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof))
	assert.True(t, strings.HasPrefix(proof.Report.Verdict, "SEALED but for administrators (by two calls), callers that no "+
		"service control policy reaches: otherwise only break-glass reaches data from outside. This holds if each unknown input (targets[0].vpcs[0].vpcId)"), proof.Report.Verdict)
	text := proof.Report.Markdown()
	for _, want := range []string{
		"any caller of the account | a listed VPC | read | table, index | allowed",
		"stream in any other Region | denied | guardrail: DenyDataAndStreamAndMovementElsewhere",
		"another VPC, a listed VPC, the internet, a service acting for the caller | policy | table, stream | denied",
		"These tables are left alone: " + fixture.Orders,
	} {
		assert.Contains(t, text, want)
	}

	g.Exemptions = append(g.Exemptions, policy.Exemption{
		Principals: []string{fixture.Consumer}, Access: []policy.Class{policy.ClassStream}, Reason: "the consumer", Path: "exemptions[0].principalArns",
	})
	proof, err = ProveGuardrail(g, nil)
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof))
	assert.Equal(t, "OPEN to "+fixture.Consumer+" (the consumer); besides break-glass, administrators (by two calls), "+
		"callers that no service control policy reaches", proof.Report.Verdict)

	g.Exemptions[len(g.Exemptions)-1].Principals = []string{fixture.Autoscaling}
	proof, err = ProveGuardrail(g, nil)
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof), "no guardrail reaches a service-linked role, and naming one is no leak")

	g.VPCs = nil
	_, err = ProveGuardrail(g, nil)
	require.ErrorContains(t, err, "it lists no VPC")
}

// A guardrail is proven in its own partition, and in the account that it is attached to.
func TestGuardrailIsProvenWhereItApplies(t *testing.T) {
	t.Parallel()
	const other = "arn:aws:iam::" + fixture.OtherAccount + ":role/break-glass"
	tests := []struct {
		name, why, region, account string
		breakGlass                 []string
		err                        string
	}{
		{"GovCloud", "principals of every account are of its partition", "us-gov-west-1", "", []string{"arn:aws-us-gov:iam::*:role/x"}, ""},
		{"China", "it has accounts of its own", "cn-north-1", "", []string{"arn:aws-cn:iam::111122223333:role/x"}, ""},
		{"the European Sovereign Cloud", "it has a Region of its own", "eusc-de-east-1", "", []string{"arn:aws-eusc:iam::*:role/x"}, ""},
		{"an account", "a list may hold the roles of several targets", "us-east-1", fixture.Account, []string{fixture.BreakGlass, other}, ""},
		{
			"an account whose break-glass is of another", "the policy never meets it", "us-east-1", fixture.Account,
			[]string{other},
			"it names no break-glass principal of account " + fixture.Account,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proof, err := ProveGuardrail(policy.Guardrail{
				VPCs: map[string][]string{test.region: {"vpc-0a1"}}, Account: test.account,
				Exemptions: []policy.Exemption{policy.BreakGlass(test.breakGlass)},
			}, nil)
			if test.err != "" {
				require.ErrorContains(t, err, test.err, test.why)
				return
			}
			require.NoError(t, err)
			assert.Empty(t, errorsOf(proof), test.why)
			assert.Contains(t, proof.Report.Verdict, "SEALED")
		})
	}
}

// The proof finds every way in which a guardrail is broken.
func TestBrokenGuardrailIsFoundWanting(t *testing.T) {
	t.Parallel()
	without := func(sid string) func(*iam.Document) {
		return func(d *iam.Document) {
			d.Statement = slices.DeleteFunc(d.Statement, func(s iam.Statement) bool { return strings.Contains(s.Sid, sid) })
		}
	}
	each := func(change func(*iam.Statement)) func(*iam.Document) {
		return func(d *iam.Document) {
			for i := range d.Statement {
				change(&d.Statement[i])
			}
		}
	}
	tests := []struct {
		name, why string
		breaks    func(*iam.Document)
		want      Question
	}{
		{"open elsewhere", "every other Region is open", without("Elsewhere"), QuestionOutside},
		{"open in one Region", "a Region's own statement is missing", without("EuWest1"), QuestionOutside},
		{"open policies", "anyone inside opens the table to anyone", without("Everywhere"), QuestionTwoCalls},
		{"nobody exempt", "break-glass is refused too", each(func(s *iam.Statement) { delete(s.Condition, "ArnNotLike") }), QuestionRepair},
		{
			"everyone exempt", "the guardrail refuses nobody",
			each(func(s *iam.Statement) { s.Condition["ArnNotLike"] = map[string]iam.Values{"aws:PrincipalArn": {"*"}} }), QuestionOutside,
		},
		{
			"an escape", "whoever sets the key is not refused",
			each(func(s *iam.Statement) {
				s.Condition.Add("StringNotEquals", map[string]iam.Values{"aws:PrincipalTag/x": {"y"}})
			}),
			QuestionOutside,
		},
		{"open to new actions", "AWS added StartBulkPutItems while nobody changed anything", without("New"), QuestionOutside},
		{
			"new data open to deployers", "what looks like data is denied by a statement of its own",
			without("DenyDataAndStreamAndMovementNew"), QuestionAdministrators,
		},
		{
			"copies open", "whoever makes a backup reads what it restores",
			each(func(s *iam.Statement) {
				s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == "dynamodb:CreateBackup*" })
				if s.NotAction != nil {
					s.NotAction = append(s.NotAction, "dynamodb:CreateBackup")
				}
			}), QuestionOutside,
		},
		{
			"deployers exempt from data", "one list in place of two",
			each(func(s *iam.Statement) {
				if tests := s.Condition["ArnNotLike"]; tests != nil {
					tests["aws:PrincipalArn"] = append(slices.Clone(tests["aws:PrincipalArn"]), "arn:aws:iam::*:role/ci/deployer")
				}
			}), QuestionAdministrators,
		},
		{"too long", "AWS refuses it", each(func(s *iam.Statement) { s.Sid = strings.Repeat("x", policy.SCPLimit) }), QuestionLimits},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			document, err := fixture.Guardrail().SCP()
			require.NoError(t, err)
			test.breaks(&document)
			proof := proveGuardrailDocuments(fixture.Guardrail(), []iam.Document{document}, nil)
			found := slices.ContainsFunc(errorsOf(proof), func(f Finding) bool { return f.Question == test.want })
			assert.True(t, found, "%s: %v", test.why, proof.Findings)
		})
	}
}

// The policies of a target leave alone what another one governs, and nothing else.
func TestGuardrailLeavesAlone(t *testing.T) {
	t.Parallel()
	g := fixture.Guardrail()
	g.Exemptions[0] = policy.BreakGlass([]string{fixture.BreakGlass, "arn:aws:iam::" + fixture.OtherAccount + ":role/break-glass"})
	g.Excluded = []string{fixture.OtherAccount, "ou-ab12-11111111"}
	proof, err := ProveGuardrail(g, nil)
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof), "it is proven of the accounts that it governs")
	assert.Contains(t, proof.Report.Markdown(), "Under the target 2 accounts and organizational units are left alone.")

	documents, err := g.Policies()
	require.NoError(t, err)
	tests := []struct {
		name, account, want string
		units               []string
	}{
		{"an account", fixture.OtherAccount, "", nil},
		{"an account of the unit", fixture.Account, "", []string{"ou-ab12-11111111"}},
		{"an account of a unit in the unit", fixture.Account, "", []string{"ou-ab12-11111111", "ou-ab12-22222222"}},
		{"another account", fixture.Account, documents[0].Statement[0].Sid, []string{"ou-ab12-22222222"}},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, LeftOver(documents, test.account, test.units), test.name)
	}
	documents[0].Statement[1].Condition["StringNotEquals"]["aws:PrincipalAccount"] = iam.Values{fixture.Account}
	assert.Equal(t, documents[0].Statement[1].Sid, LeftOver(documents, fixture.OtherAccount, nil), "one statement forgets it")
}

// A guardrail of several policies is proven as a whole, and each row cites the policy that decides it.
func TestGuardrailOfSeveralPolicies(t *testing.T) {
	t.Parallel()
	g := fixture.Guardrail()
	g.MostCharacters = 5120
	proof, err := ProveGuardrail(g, nil)
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof))
	text := proof.Report.Markdown()
	assert.Contains(t, text, "guardrail 1: Deny")
	assert.Contains(t, text, "guardrail 2: Deny")
	documents, err := g.Policies()
	require.NoError(t, err)
	found := proveGuardrailDocuments(g, documents[:1], nil)
	assert.NotEmpty(t, errorsOf(found), "one of two is half a guardrail")
}
