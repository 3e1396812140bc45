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

// mutation breaks a case in one way that somebody could, in its documents or its intent. The proof has to find it under
// the right question: a proof that has never failed proves nothing.
type mutation struct {
	name, why string
	breaks    func(*Case)
	want      Question
	severity  Severity // Error if empty
	path      string   // the input that the finding has to name, if one is at fault
}

// of returns the statement with a Sid from the table's policy or the stream's.
func of(c *Case, sid string) *iam.Statement {
	for _, d := range c.Documents.Resource {
		for at := range d.Document.Statement {
			if d.Document.Statement[at].Sid == sid {
				return &d.Document.Statement[at]
			}
		}
	}
	panic("there is no statement " + sid)
}

func drop(c *Case, sid string) {
	of(c, sid)
	for i := range c.Documents.Resource {
		d := &c.Documents.Resource[i].Document
		d.Statement = slices.DeleteFunc(d.Statement, func(s iam.Statement) bool { return s.Sid == sid })
	}
}

func unname(c *Case, sid, action string) {
	s := of(c, sid)
	s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == "dynamodb:"+action })
}

// excuse adds a pattern to the exempt list of a statement.
func excuse(c *Case, sid, pattern string) {
	tests := of(c, sid).Condition["ArnNotLike"]
	tests["aws:PrincipalArn"] = append(slices.Clone(tests["aws:PrincipalArn"]), pattern)
}

// unexcuse drops the role that exempting adds from the exempt lists of the statements that deny an action.
func unexcuse(c *Case, action string) {
	for _, d := range c.Documents.Resource {
		for _, s := range d.Document.Statement {
			if tests := s.Condition["ArnNotLike"]; slices.Contains(s.Action, "dynamodb:"+action) {
				tests["aws:PrincipalArn"] = slices.DeleteFunc(slices.Clone(tests["aws:PrincipalArn"]), func(p string) bool {
					return p == special
				})
			}
		}
	}
}

// refuseInGuardrail has the guardrail deny an action to everybody.
func refuseInGuardrail(c *Case, action string) {
	d := &c.Documents.SCP[0].Documents[1].Document
	d.Statement = append(d.Statement, iam.Statement{
		Sid: "DenyToEverybody", Effect: iam.Deny, Action: iam.Values{"dynamodb:" + action}, Resource: iam.Values{"*"},
	})
}

func also(c *Case, sid, operator, key string, values ...string) {
	of(c, sid).Condition.Add(operator, map[string]iam.Values{key: values})
}

// exempted adds a principal to an exemption of the intent.
func exempted(c *Case, at int, principal string) {
	c.Intent.Exemptions[at].Principals = append([]string{principal}, c.Intent.Exemptions[at].Principals...)
}

func rerender(c *Case) {
	documents, err := c.Intent.Documents(c.Table, c.Stream)
	if err != nil {
		panic(err)
	}
	c.Documents = documents
}

// strictly renders the documents for enforcement all.
func strictly(c *Case) {
	c.Intent.Enforcement = policy.EnforceAll
	rerender(c)
}

// inPatterns renders a case in the default style.
func inPatterns(c *Case) {
	c.Intent.ActionStyle = policy.ActionPatterns
	rerender(c)
}

var data, movement, shape = "DenyDataOutside", "DenyMovementOutside", "DenyPolicyAndShapeOutside"

// mutations lists all mutations; each file holds those of one kind.
var mutations = slices.Concat(
	statementMutations, conditionMutations, exemptMutations, streamMutations, limitMutations, setMutations, intentMutations,
	pathMutations,
)

func TestEveryMutationIsFound(t *testing.T) {
	t.Parallel()
	assert.GreaterOrEqual(t, len(mutations), 120, "every file has to be listed")
	names := map[string]bool{}
	for _, m := range mutations {
		assert.False(t, names[m.name], m.name)
		names[m.name] = true
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			// By names, so that no second statement makes up for what a mutation breaks.
			intent := fixture.Special()
			intent.ActionStyle = policy.ActionNames
			c := proven(t, intent)
			m.breaks(&c)
			proof, err := Prove(c)
			require.NoError(t, err)
			severity := m.severity
			if severity == "" {
				severity = Error
				require.Error(t, proof.Err(), m.why)
			}
			found := slices.ContainsFunc(proof.Findings, func(f Finding) bool {
				return f.Question == m.want && f.Severity == severity && f.Path == m.path
			})
			var all []string
			for _, f := range proof.Findings {
				all = append(all, string(f.Severity)+" "+f.Error())
			}
			assert.True(t, found, "%s: question %d (%s) has to find it at %q, and these were found:\n%s",
				m.why, m.want, m.want, m.path, strings.Join(all, "\n"))
		})
	}
}
