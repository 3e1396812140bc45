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

// special is a role that is exempt from one class or preset and from nothing else.
const special = fixture.Roles + "x"

// exempting adds an exemption that opens a class or a preset to some principals, and renders the documents.
func exempting(access string, principals ...string) func(*Case) {
	return func(c *Case) {
		e := policy.Exemption{Principals: principals, Reason: "a reason", Path: "exemptions[0].principalArns"}
		if err := e.Open(access); err != nil {
			panic(err)
		}
		c.Intent.Exemptions = append(c.Intent.Exemptions, e)
		rerender(c)
	}
}

// granting exempts a service and grants it one action, for a foreign account.
func granting(class policy.Class, action string) func(*Case) {
	return func(c *Case) {
		c.Intent.Exemptions = append(c.Intent.Exemptions, policy.Exemption{
			Services: []string{"replication.dynamodb.amazonaws.com"}, Access: []policy.Class{class}, Reason: "a reason",
		})
		c.Intent.Grants = append(c.Intent.Grants, policy.Grant{
			Services: []string{"replication.dynamodb.amazonaws.com"}, SourceAccounts: []string{fixture.OtherAccount},
			Actions: []string{action}, Reason: "a reason",
		})
		rerender(c)
	}
}

// guarded adds a guardrail about the table.
func guarded(c *Case) {
	document, err := c.Intent.TableGuardrail(c.Table)
	if err != nil {
		panic(err)
	}
	c.Documents.SCP = []iam.Level{iam.SCPLevel("guardrail", fixture.Account, iam.NamedDocument{Name: "guardrail", Document: document})}
}

// Everything that leads to data is in the verdict, whoever holds it and however.
func TestVerdictCountsEveryWay(t *testing.T) {
	t.Parallel()
	const replication = "replication.dynamodb.amazonaws.com (a reason)"
	tests := []struct {
		name, why string
		change    func(*Case)
		want      string // what the verdict begins with
		question  Question
		path      string // of a warning under the question
	}{
		{
			"movement", "a backup is restored, and the copy is read", exempting("movement", special),
			"OPEN to " + special + " (a reason); besides break-glass", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"the backup preset", "the same by its preset", exempting("backup", special),
			"OPEN to " + special + " (a reason); besides break-glass", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"the restore preset", "it reads, and makes a copy", exempting("restore", special),
			"OPEN to " + special + " (a reason); besides break-glass", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"policy", "it deletes the policy, and reads", exempting("policy", special),
			"OPEN to " + special + " (a reason) by two calls; besides break-glass", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"shape", "it switches on a stream, which has no policy", exempting("shape", special),
			"OPEN to " + special + " (a reason) by two calls; besides break-glass", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"the autoscaling preset", "it has UpdateTable", exempting("autoscaling", special),
			"OPEN to " + special + " (a reason) by two calls; besides break-glass", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"the role of autoscaling", "its service makes its calls", exempting("autoscaling", fixture.Autoscaling),
			"SEALED but for administrators, root and service-linked roles (by two calls)", 0, "",
		},
		{
			"a service-linked role that reads", "its service carries the data", exempting("read", fixture.Autoscaling),
			"OPEN to " + fixture.Autoscaling + " (a reason)", QuestionExemptions, "exemptions[0].principalArns",
		},
		{
			"the transact preset", "it reads and writes", exempting("transact", special),
			"OPEN to " + special + " (a reason); besides", QuestionExemptions, "exemptions[0].principalArns",
		},
		{
			"the audit preset", "metadata is no data", exempting("audit", special),
			"SEALED but for administrators and root (by two calls), " + ungovernedByDefault, QuestionExemptions, "exemptions[0].principalArns",
		},
		{
			"one role by one call, another by two", "both are named",
			func(c *Case) { exempting("read", special)(c); exempting("shape", special+"y")(c) },
			"OPEN to " + special + " (a reason), " + special + "y (a reason) by two calls; besides", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"a pattern", "the representative's name is made up", exempting("shape", fixture.Roles+"team/*"),
			"OPEN to " + fixture.Roles + "team/* (a reason) by two calls; besides", QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"an administrator that moves data", "its own exemption does not open movement", exempting("movement", fixture.Deployer),
			"OPEN to " + fixture.Deployer + " (a reason, administrator); besides break-glass, administrators and root (by two calls)",
			QuestionTwoCalls, "exemptions[0].principalArns[0]",
		},
		{
			"a service that moves data", "a grant for a foreign account, and an exemption", granting(policy.ClassMovement, "ReadDataForReplication"),
			"OPEN to " + replication + "; besides", QuestionTwoCalls, "",
		},
		{
			"a service that changes the table", "whoever makes it act opens a stream", granting(policy.ClassShape, "UpdateTable"),
			"OPEN to " + replication + " by two calls; besides", QuestionTwoCalls, "",
		},
		{
			"two grants for different accounts", "no one request meets both",
			func(c *Case) {
				c.Intent.Grants = append(c.Intent.Grants, policy.Grant{
					Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{fixture.Account}, Actions: []string{"DescribeTable"}, Reason: "a reason",
				})
				granting(policy.ClassMovement, "ReadDataForReplication")(c)
				c.Intent.Grants = append(c.Intent.Grants, policy.Grant{
					Services: []string{"redshift.amazonaws.com"}, SourceAccounts: []string{"333300003333"}, Actions: []string{"DescribeTable"}, Reason: "a reason",
				})
				rerender(c)
			},
			"OPEN to " + replication + "; besides", QuestionTwoCalls, "",
		},
		{
			"reading, by wildcard", "what an exemption opens is no gap of the style",
			func(c *Case) {
				c.Intent.Enforcement, c.Intent.ActionStyle = policy.EnforceAll, policy.ActionWildcard
				exempting("read", special)(c)
			},
			"OPEN to " + special + " (a reason); besides break-glass", QuestionExemptions, "exemptions[0].principalArns",
		},
		{
			"all", "a wildcard denies what no document may name; AWS lists three for no resource policy", strictly,
			"SEALED but for administrators and root (by two calls), CreateGlobalTable and 2 more actions (a guardrail refuses them): otherwise",
			0, "",
		},
		{
			"a guardrail", "root and every role meet it; a service-linked role does not", guarded,
			"SEALED but for administrators (by two calls), CreateGlobalTable and 2 more actions (to service-linked roles, which no guardrail reaches): otherwise",
			0, "",
		},
		{
			"open and removable", "neither hides the other",
			func(c *Case) {
				c.Intent.PolicyProtection = policy.ProtectNothing
				exempting("read", special)(c)
			},
			"OPEN to " + special + " (a reason); REMOVABLE by any other role of the account", QuestionTwoCalls, "",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := proven(t, fixture.Plain())
			test.change(&c)
			proof, err := Prove(c)
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(proof.Report.Verdict, test.want), "%s: %s", test.why, proof.Report.Verdict)
			warned := slices.ContainsFunc(proof.Findings, func(f Finding) bool {
				return f.Question == test.question && f.Severity == Warning && f.Path == test.path
			})
			assert.Equal(t, test.question != 0, warned, "%s: %v", test.why, proof.Findings)
		})
	}
}

// A guardrail is proven for every account of which it exempts a principal. The verdict has all of them.
func TestVerdictsOfAccountsAreJoined(t *testing.T) {
	t.Parallel()
	reader, consumer := "arn:aws:iam::111100001111:role/reader", "arn:aws:iam::222200002222:role/consumer"
	exemption := func(principal string, class policy.Class) policy.Exemption {
		return policy.Exemption{Principals: []string{principal}, Access: []policy.Class{class}, Reason: "a reason"}
	}
	for _, test := range []struct {
		name, why  string
		exemptions []policy.Exemption
		want       string
	}{
		{
			"a reader and a consumer", "each in an account of its own",
			[]policy.Exemption{exemption(reader, policy.ClassRead), exemption(consumer, policy.ClassStream)},
			"OPEN to " + reader + " (a reason), " + consumer + " (a reason); besides break-glass, administrators (by two calls)",
		},
		{
			"a reader and a backup role", "one by one call, the other by a copy",
			[]policy.Exemption{exemption(reader, policy.ClassRead), exemption(consumer, policy.ClassMovement)},
			"OPEN to " + reader + " (a reason), " + consumer + " (a reason); besides",
		},
		{
			"an editor in the first account", "the last one is sealed",
			[]policy.Exemption{exemption(reader, policy.ClassPolicy), exemption(consumer, policy.ClassDescribe)},
			"OPEN to " + reader + " (a reason) by two calls; besides",
		},
		{
			"a backup in the first account", "a role that may make one restores it",
			[]policy.Exemption{exemption(reader, policy.ClassMovement), exemption(consumer, policy.ClassDescribe)},
			"OPEN to " + reader + " (a reason); besides",
		},
		{
			"both by two calls", "neither hides the other",
			[]policy.Exemption{exemption(reader, policy.ClassPolicy), exemption(consumer, policy.ClassShape)},
			"OPEN to " + reader + " (a reason), " + consumer + " (a reason) by two calls; besides",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := fixture.Guardrail()
			g.Exemptions = append(g.Exemptions, test.exemptions...)
			proof, err := ProveGuardrail(g, nil)
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(proof.Report.Verdict, test.want), "%s: %s", test.why, proof.Report.Verdict)
		})
	}
}

func TestVerdictOfNothing(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "SEALED: from outside nobody reaches data", (&verdict{}).String())
	assert.Equal(t, "SEALED: from outside only break-glass reaches data", (&verdict{breakGlass: true}).String())
}
