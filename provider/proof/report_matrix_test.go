package proof

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// glance writes the matrix of a report, a line for each row.
func glance(r Report) []string {
	var lines []string
	for _, row := range r.Matrix {
		line := strings.Join(row.Callers, "; ") + " | " + strings.Join(row.Origins, ", ") + " |"
		for _, mark := range row.Marks {
			line += " " + string(mark)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	const outside = " | another VPC, the internet, a service acting for the caller | "
	const others = "any other role of the account; any other user of the account; the service-linked role of global tables; " +
		"the service-linked role of autoscaling"
	const foreign = "arn:aws:iam::" + fixture.OtherAccount + ":role/partner"
	tests := []struct {
		name, why string
		change    func(*Case)
		want      []string // lines of the matrix
	}{
		{
			"default", "inside, break-glass, administrators and strangers, each in a line", func(*Case) {},
			[]string{
				anyCaller + " | this network | allowed allowed allowed allowed allowed allowed allowed",
				fixture.BreakGlass + " (break-glass)" + outside + "allowed allowed allowed allowed allowed allowed allowed",
				fixture.Deployer + " (administrator)" + outside + "denied denied denied denied* allowed allowed allowed",
				others + outside + "denied denied denied denied* denied* denied* allowed",
				"the root user of the account" + outside + "denied denied denied denied* some denied* allowed",
			},
		},
		{
			"by names", "SearchVectors has none", func(c *Case) { c.Intent.ActionStyle = policy.ActionNames; rerender(c) },
			[]string{others + outside + "denied* denied denied denied* denied* denied* allowed"},
		},
		{
			"no stream", "nothing of the class concerns the table", func(c *Case) { c.Stream = ""; rerender(c) },
			[]string{anyCaller + " | this network | allowed allowed - allowed allowed allowed allowed"},
		},
		{
			"all", "the documents govern reads, and three actions of movement they may not",
			strictly,
			[]string{others + outside + "denied denied denied denied* denied* denied* denied*"},
		},
		{
			"movement nowhere", "inside too",
			func(c *Case) { c.Intent.Movement = policy.MovementNobody; rerender(c) },
			[]string{fixture.Deployer + " (administrator); any other role of the account; any other user of the account; the root user of " +
				"the account; the service-linked role of global tables; the service-linked role of autoscaling | this network | allowed allowed allowed denied* allowed allowed allowed"},
		},
		{
			"one action of a class", "some, and the rows say which", exempting("backup", special),
			[]string{special + " (a reason)" + outside + "denied denied denied some denied* denied* allowed"},
		},
		{
			"by wildcard", "an exempt caller may call what no document names",
			func(c *Case) {
				c.Intent.Enforcement, c.Intent.ActionStyle = policy.EnforceAll, policy.ActionWildcard
				rerender(c)
			},
			[]string{fixture.Deployer + " (administrator)" + outside + "denied* denied denied denied* allowed allowed allowed"},
		},
		{
			"a grant", "a caller of another account is there once it has something",
			func(c *Case) {
				c.Intent.Grants = []policy.Grant{{Principals: []string{foreign}, Actions: []string{"GetItem"}, Reason: "a reason"}}
				rerender(c)
			},
			[]string{foreign + " | this network | some denied denied denied denied denied denied"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := proven(t, fixture.Plain())
			test.change(&c)
			proof, err := Prove(c)
			require.NoError(t, err)
			assert.Subset(t, glance(proof.Report), test.want, test.why)
			assert.LessOrEqual(t, len(proof.Report.Matrix), 12, "it has to fit on a screen")
			assert.Less(t, strings.Index(proof.Report.Markdown(), "| caller | from | read |"), strings.Index(proof.Report.Markdown(), "| statement |"))
		})
	}
}

func TestMatrixOfManyCallersIsShort(t *testing.T) {
	t.Parallel()
	c := proven(t, fixture.Plain())
	var many []string
	for _, letter := range "abcdefghijklmnopqrst" {
		many = append(many, special+string(letter))
	}
	exempting("read", many...)(&c)
	proof, err := Prove(c)
	require.NoError(t, err)
	at := slices.IndexFunc(proof.Report.Matrix, func(r MatrixRow) bool { return strings.HasPrefix(r.Callers[0], special) })
	callers := proof.Report.Matrix[at].Callers
	assert.Len(t, callers, mostCallers)
	assert.Equal(t, "13 more", callers[mostCallers-1])
}

// The matrix says what the rows say: a class that it calls allowed or denied is so in each row.
func TestMatrixAgreesWithRows(t *testing.T) {
	t.Parallel()
	proof, err := Prove(proven(t, fixture.Special()))
	require.NoError(t, err)
	compared := 0
	for _, line := range proof.Report.Matrix {
		for _, row := range proof.Report.Rows {
			mark := line.Marks[min(classRank(row.Class), matrixClasses-1)]
			common := func(a, b []string) bool {
				return slices.ContainsFunc(a, func(entry string) bool { return slices.Contains(b, entry) })
			}
			if !common(line.Callers, row.Callers) || !common(line.Origins, row.Origins) || mark != MarkAllowed && mark != MarkDenied {
				continue
			}
			compared++
			assert.Equal(t, string(mark), row.Decision, "%v and %v", line, row)
		}
	}
	assert.Positive(t, compared)
}

func TestMatrixOfAGuardrail(t *testing.T) {
	t.Parallel()
	proof, err := ProveGuardrail(fixture.Guardrail(), nil)
	require.NoError(t, err)
	lines := glance(proof.Report)
	for _, want := range []string{
		"any other role of the account; any other user of the account; the root user of the account | a listed VPC | " +
			"allowed allowed allowed allowed denied allowed allowed",
		"any other role of the account; any other user of the account; the root user of the account | another VPC, the internet, " +
			"a service acting for the caller, another VPC to any other Region, the internet to any other Region, a service acting for the " +
			"caller to any other Region | denied denied denied denied denied denied allowed",
	} {
		assert.Contains(t, lines, want)
	}
}

func TestMatrixOfAnEndpoint(t *testing.T) {
	t.Parallel()
	document, err := policy.EndpointPolicy(fixture.Account)
	require.NoError(t, err)
	report, err := EndpointReport(document, fixture.Account, "")
	require.NoError(t, err)
	assert.Contains(t, glance(report), "any caller of this account on tables of this account | this network | "+
		"allowed allowed - allowed allowed allowed allowed")
}
