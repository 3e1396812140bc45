package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestReportGolden(t *testing.T) {
	t.Parallel()
	proof, err := Prove(proven(t, fixture.Plain()))
	require.NoError(t, err)
	text := proof.Report.Markdown()
	path := filepath.Join("testdata", "report.md")
	if *fixture.Update {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), text, "run go test ./provider/proof -update, and read the difference")
}

// ungovernedByDefault is what the default action style leaves to other policies.
const ungovernedByDefault = "CreateGlobalTable and 2 more actions (a guardrail refuses them)"

// unnamed is what a verdict says of the actions that no document may name.
var unnamed = fmt.Sprintf("SearchVectors and %d more actions", len(policy.ActionsWhere(func(a policy.Action) bool {
	return a.Table == policy.Unknown && (a.Class.IsData() || a.Class == policy.ClassMovement)
}))-1)

func TestVerdict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		breaks    func(*Case)
		want      string
	}{
		{
			"sealed", "what most teams deploy", func(*Case) {},
			"SEALED but for administrators and root (by two calls), " + unnamed + ` (action style "patterns" refuses them), ` + ungovernedByDefault +
				": otherwise only break-glass reaches data from outside",
		},
		{
			"sealed for all", "without break-glass there is nobody",
			func(c *Case) { c.Intent.Exemptions = c.Intent.Exemptions[:1]; rerender(c) },
			"otherwise nobody reaches data from outside",
		},
		{
			"open", "an exemption that opens data is an opening",
			func(c *Case) {
				c.Intent.Exemptions = append(c.Intent.Exemptions, policy.Exemption{
					Principals: []string{fixture.Consumer}, Access: []policy.Class{policy.ClassStream}, Reason: "the consumer",
				})
				rerender(c)
			},
			"OPEN to " + fixture.Consumer + " (the consumer)",
		},
		{
			"by wildcard", "what only a name could refuse is a limit, not an opening",
			func(c *Case) {
				c.Intent.Enforcement, c.Intent.ActionStyle = policy.EnforceAll, policy.ActionWildcard
				rerender(c)
			},
			unnamed + " (to exempt callers; another action style refuses them)",
		},
		{
			"removable", "identity policies alone guard the policy",
			func(c *Case) { c.Intent.PolicyProtection = policy.ProtectNothing; rerender(c) },
			"REMOVABLE by any other role of the account, any other user of the account",
		},
		{
			"open by an export", "an export is no read, and carries all of it",
			func(c *Case) { unname(c, "DenyDataAndMovementOutside", "ExportTableToPointInTime") },
			"OPEN to " + fixture.Deployer + " (administrator), any other role of the account",
		},
		{
			"open in part", "the input means everyone, and no document says so yet",
			func(c *Case) { exempted(c, 1, "*") }, "OPEN in part: see the findings; besides break-glass, administrators",
		},
		{
			"observed only", "nothing is attached",
			func(c *Case) { c.Intent.Enforcement = policy.EnforceObserve; rerender(c) },
			"OBSERVED ONLY: nothing is refused. Attached, it would be SEALED but for administrators",
		},
		{
			"unreadable", "what cannot be read refuses nothing for sure",
			func(c *Case) { c.Documents.Resource[0].Document.Version = "1999-01-01" }, "OPEN: AWS would not take the documents",
		},
		{
			"too long", "AWS takes none of it",
			func(c *Case) {
				for range 800 {
					excuse(c, "DenyDataAndMovementOutside", fixture.BreakGlass)
				}
			},
			"OPEN: AWS would not take the documents",
		},
		{
			"unknown", "at preview ids are not known",
			func(c *Case) { c.Unknown = []string{"vpcId"} },
			"This holds if each unknown input (vpcId) is one well-formed value, distinct from the others",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Plain()
			intent.ActionStyle = policy.ActionNames // so that no second statement makes up for what a case breaks
			c := proven(t, intent)
			test.breaks(&c)
			proof, err := Prove(c)
			require.NoError(t, err)
			assert.Contains(t, proof.Report.Verdict, test.want, test.why)
		})
	}
}

func TestReportNamesNoNetwork(t *testing.T) {
	t.Parallel()
	text := func(vpc string) string {
		intent := fixture.Special()
		intent.Perimeter.IDs = []string{vpc}
		proof, err := Prove(proven(t, intent))
		require.NoError(t, err)
		return proof.Report.Markdown()
	}
	assert.Equal(t, text("vpc-0a1"), text("vpc-0b2"), "so that it is known before the network is")
	assert.NotContains(t, text("vpc-0a1"), "vpc-")
}

func TestReportIsStable(t *testing.T) {
	t.Parallel()
	intent := fixture.Special()
	first, err := Prove(proven(t, intent))
	require.NoError(t, err)
	for range 20 {
		again, err := Prove(proven(t, intent))
		require.NoError(t, err)
		require.Equal(t, first.Report, again.Report)
	}
}

// Every outcome is in exactly one row, for each action, caller and origin.
func TestReportIsComplete(t *testing.T) {
	t.Parallel()
	p := newProver(proven(t, fixture.Special()))
	p.run(true)
	report := p.report()
	for _, o := range p.outcomes {
		if o.caller.Kind == iam.ServiceCaller || o.caller.Account != fixture.Account {
			continue
		}
		for _, name := range o.group.names() {
			rows := 0
			for _, r := range report.Rows {
				who := slices.Contains(r.Callers, o.caller.name) || slices.Contains(r.Callers, anyCaller)
				what := r.Class == o.group.action.Class && (r.Actions == nil || slices.Contains(r.Actions, name))
				where := slices.Contains(r.Origins, o.origin.name) && slices.Contains(r.Resources, o.group.kind)
				if who && what && where {
					rows++
					assert.Equal(t, o.decision.Allowed(), r.Decision == rowAllowed)
				}
			}
			assert.Equal(t, 1, rows, "%s, %s, %s, %s", o.caller.name, name, o.group.kind, o.origin.name)
		}
	}
}

func TestMarkdownKeepsTextsInTheirCells(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `a \| b &lt;c`, cell("a | b\n<c"))
	assert.NotContains(t, Report{Verdict: "UNKNOWN"}.Markdown(), "| read |", "a report without rows has no matrix")
}

func TestReportOfAnOrganization(t *testing.T) {
	t.Parallel()
	c := proven(t, fixture.Plain())
	scp, err := fixture.Plain().TableGuardrail(fixture.Orders)
	require.NoError(t, err)
	c.Documents.SCP = []iam.Level{{Name: "root", Accounts: []string{fixture.Account}, Documents: []iam.NamedDocument{
		{Name: "FullAWSAccess", Document: iam.Everything().Document}, {Name: "guardrail", Document: scp},
	}}}
	proof, err := Prove(c)
	require.NoError(t, err)
	text := proof.Report.Markdown()
	assert.Contains(t, text, "guardrail: DenyDataAndStreamAndMovementOutside", "the guardrail decides before the table")
	assert.Contains(t, text, "RestoreTableFromBackup")
}

// A catch-all lets the inside through, so inside it denies only the movement that a statement names.
func TestReportSaysWhatMovesFromInside(t *testing.T) {
	t.Parallel()
	intent := fixture.Special()
	intent.Enforcement, intent.Movement, intent.ActionStyle = policy.EnforceAll, policy.MovementNobody, policy.ActionNames
	proof, err := Prove(proven(t, intent))
	require.NoError(t, err)
	text := proof.Report.Markdown()
	row := regexp.MustCompile(`\| movement: CreateGlobalTableWitness and 4 more \[(\d+)\] \| table \| allowed \| none \| not refused inside: AWS does not say`).
		FindStringSubmatch(text)
	require.NotNil(t, row, text)
	assert.Contains(t, text, "\n"+row[1]+". CreateGlobalTableWitness, CreateTableReplica, RestoreTableFromAwsBackup, StartAwsBackupJob, "+
		"StartBulkPutItems\n", "the list has the row's number")
}

// The wildcard style denies outside what no document may name. It cannot deny what is authorized on a global table or on
// nothing.
func TestReportSaysWhatAWildcardRefuses(t *testing.T) {
	t.Parallel()
	c := proven(t, fixture.Plain())
	c.Intent.Enforcement, c.Intent.ActionStyle = policy.EnforceAll, policy.ActionWildcard
	rerender(&c)
	proof, err := Prove(c)
	require.NoError(t, err)
	open := map[string]bool{"DescribeGlobalTable": true, "DescribeGlobalTableSettings": true, "UpdateAbacStatus": true}
	for _, row := range proof.Report.Rows {
		if !slices.Contains(row.Origins, originInternet) || !slices.Contains(row.Resources, policy.TableResource) {
			continue
		}
		for _, name := range row.Actions {
			if row.Callers[0] == anyCaller {
				assert.True(t, open[name] && row.Decision == rowAllowed, "%s is %s", name, row.Decision)
			}
		}
	}
}
