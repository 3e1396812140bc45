package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestAGrantDoesNotOpenTheOutside(t *testing.T) {
	t.Parallel()
	intent := fixture.Plain()
	intent.Grants = []policy.Grant{{
		Principals: []string{"arn:aws:iam::999988887777:role/reader"}, Actions: []string{"GetItem"}, Reason: "partner",
	}}
	table, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	documents := iam.Documents{Resource: []iam.AttachedDocument{{Name: "table", To: fixture.Orders, Document: table}}}
	const reader = "arn:aws:iam::999988887777:role/reader"
	assert.True(t, fixture.Decide(t, reader, "dynamodb:GetItem", fixture.Orders, fixture.Origins[0].Origin, documents).Allowed())
	assert.False(t, fixture.Decide(t, reader, "dynamodb:Scan", fixture.Orders, fixture.Origins[0].Origin, documents).Allowed())
	assert.False(t, fixture.Decide(t, reader, "dynamodb:GetItem", fixture.Orders, iam.Origin{}, documents).Allowed())
}

// proven returns a case whose documents are rendered from its intent.
func proven(t testing.TB, intent policy.Intent) Case {
	t.Helper()
	documents, err := intent.Documents(fixture.Orders, fixture.Stream)
	require.NoError(t, err)
	return Case{
		Intent: intent, Table: fixture.Orders, Stream: fixture.Stream, Documents: documents, Endpoints: gatewayIn(intent),
	}
}

// gatewayIn returns the gateway endpoint of the first network that an intent lists, or else of another one.
func gatewayIn(intent policy.Intent) []Endpoint {
	vpc := "vpc-0a1"
	if intent.Perimeter.Kind == policy.PerimeterVPCs {
		vpc = intent.Perimeter.IDs[0]
	}
	return []Endpoint{{ID: "vpce-0a1", VPC: vpc}}
}

func errorsOf(p Proof) []Finding {
	var list []Finding
	for _, finding := range p.Findings {
		if finding.Severity == Error {
			list = append(list, finding)
		}
	}
	return list
}

func TestWhatIsRenderedIsProven(t *testing.T) {
	t.Parallel()
	intents := map[string]func(*policy.Intent){
		"data":                      func(*policy.Intent) {},
		"observe":                   func(i *policy.Intent) { i.Enforcement = policy.EnforceObserve },
		"all":                       func(i *policy.Intent) { i.Enforcement = policy.EnforceAll },
		"all by wildcard":           func(i *policy.Intent) { i.Enforcement, i.ActionStyle = policy.EnforceAll, policy.ActionWildcard },
		"movement nowhere":          func(i *policy.Intent) { i.Movement = policy.MovementNobody },
		"all, and movement nowhere": func(i *policy.Intent) { i.Enforcement, i.Movement = policy.EnforceAll, policy.MovementNobody },
		"endpoints": func(i *policy.Intent) {
			i.Perimeter = policy.Perimeter{Kind: policy.PerimeterEndpoints, IDs: []string{"vpce-0a1"}}
		},
		"account": func(i *policy.Intent) {
			i.Perimeter = policy.Perimeter{Kind: policy.PerimeterAccount, IDs: []string{fixture.Account}, VPCs: []string{"vpc-0a1"}}
		},
		"organization": func(i *policy.Intent) {
			i.Perimeter = policy.Perimeter{Kind: policy.PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"}}
		},
		"overlaps": func(i *policy.Intent) {
			i.Enforcement = policy.EnforceAll
			i.Exemptions = append(i.Exemptions,
				policy.Exemption{Principals: []string{fixture.Roles + "ci/*"}, Actions: []string{"CreateBackup"}, Reason: "backups from CI"},
				policy.Exemption{Principals: []string{fixture.Roles + "break-*"}, Actions: []string{"CreateBackup"}, Reason: "drills"})
		},
	}
	for name, change := range intents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Special()
			change(&intent)
			proof, err := Prove(proven(t, intent))
			require.NoError(t, err)
			assert.Empty(t, errorsOf(proof))
			t.Logf("%d requests for %d; %v", proof.Evaluated, proof.Merged, proof.Findings)
		})
	}
}

// The naive documents are what people write. The proof finds in each what makes it naive.
func TestNaiveDocumentsAreFoundWanting(t *testing.T) {
	t.Parallel()
	type reason struct {
		why      string
		question Question
		action   string
		resource string
	}
	tests := []struct {
		name          string
		table, stream string
		intent        func(*policy.Intent)
		want          []reason
	}{
		{
			"(a) by class, without a stream policy", "table-naive", "", nil,
			[]reason{
				{"anyone deletes the policy on the stream", QuestionTwoCalls, "DeleteResourcePolicy", fixture.Stream},
				{"anyone recreates the stream", QuestionTwoCalls, "UpdateTable", fixture.Orders},
				{"anyone publishes keys", QuestionOutside, "UpdateContributorInsights", fixture.Orders},
				{"anyone reads the stream", QuestionSideDoors, "GetRecords", fixture.Stream},
			},
		},
		{
			"(b) a catch-all", "table-naive-all", "stream",
			func(i *policy.Intent) { i.Enforcement = policy.EnforceAll },
			[]reason{
				{"the administrator may call what no list names", QuestionAdministrators, "SearchVectors", fixture.Orders},
				{"the backup role may, too", QuestionExemptions, "SearchVectors", fixture.Orders},
			},
		},
		{
			"(c) a stream policy that does not defend itself", "table", "stream-naive", nil,
			[]reason{{"anyone deletes it", QuestionTwoCalls, "DeleteResourcePolicy", fixture.Stream}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Special()
			intent.ActionStyle = policy.ActionNames
			if test.intent != nil {
				test.intent(&intent)
			}
			c := Case{Intent: intent, Table: fixture.Orders, Stream: fixture.Stream}
			c.Documents.Resource = []iam.AttachedDocument{{Name: "table policy", To: fixture.Orders, Document: fixture.Reference(test.table)}}
			if test.stream != "" {
				c.Documents.Resource = append(c.Documents.Resource,
					iam.AttachedDocument{Name: "stream policy", To: fixture.Stream, Document: fixture.Reference(test.stream)})
			}
			proof, err := prove(c, false)
			require.NoError(t, err)
			for _, want := range test.want {
				assert.True(t, slices.ContainsFunc(errorsOf(proof), func(f Finding) bool {
					return f.Question == want.question && f.Request.Action == "dynamodb:"+want.action &&
						f.Request.Resource == want.resource
				}), want.why)
			}
		})
	}
}

// The reference documents that mend (a) and (c) pass, with two differences. The reference table policy exempts
// autoscaling from whole classes, and the reference stream policy does not. Both are older than the actions of
// multi-account replication, which only a service with an Allow can call.
func TestReferenceDocumentsPass(t *testing.T) {
	t.Parallel()
	intent := fixture.Special()
	intent.ActionStyle = policy.ActionNames
	intent.Exemptions[3].Access = nil
	require.NoError(t, intent.Exemptions[3].Open("autoscaling"))
	c := Case{Intent: intent, Table: fixture.Orders, Stream: fixture.Stream, Documents: iam.Documents{Resource: []iam.AttachedDocument{
		{Name: "table policy", To: fixture.Orders, Document: fixture.Reference("table")},
		{Name: "stream policy", To: fixture.Stream, Document: fixture.Reference("stream")},
	}}}
	proof, err := Prove(c)
	require.NoError(t, err)
	for _, finding := range errorsOf(proof) {
		action := strings.TrimPrefix(finding.Request.Action, "dynamodb:")
		replication := slices.Contains([]string{"ReadDataForReplication", "ReplicateSettings", "WriteDataForReplication"}, action)
		assert.True(t, replication || finding.Request.Caller.ARN == fixture.Autoscaling, finding.Error())
	}
}

// Grouping actions is right if evaluating each of them finds the same. Every mutation is proven both ways.
func TestMergedQuestionsFindWhatAllFind(t *testing.T) {
	t.Parallel()
	cases := []mutation{{name: "nothing", breaks: func(*Case) {}}, {name: "all", breaks: strictly}}
	for _, m := range append(cases, mutations...) {
		intent := fixture.Special()
		intent.ActionStyle = policy.ActionNames
		c := proven(t, intent)
		m.breaks(&c)
		type result struct {
			caller, origin, action, kind string
			decision                     iam.Decision
			permitted                    bool
		}
		results := func(merge bool) (map[result]int, []Question, int) {
			p := newProver(c)
			p.run(merge)
			all := map[result]int{}
			for _, o := range p.outcomes {
				for _, member := range o.group.members {
					all[result{
						o.caller.String(), fmt.Sprint(o.origin.Origin), member.Name, o.group.kind, o.decision, o.permitted,
					}]++
				}
			}
			var questions []Question
			for _, f := range p.findings {
				questions = append(questions, f.Question)
			}
			slices.Sort(questions)
			return all, slices.Compact(questions), p.merged
		}
		merged, found, standsFor := results(true)
		full, foundByAll, asked := results(false)
		assert.Equal(t, full, merged, m.name)
		assert.Equal(t, foundByAll, found, m.name)
		assert.GreaterOrEqual(t, asked, standsFor/3*2, "%s: both cover the same requests", m.name)
	}
}

func TestProveRefusesWhatIsNoTable(t *testing.T) {
	t.Parallel()
	_, err := Prove(Case{Table: "*"})
	require.ErrorContains(t, err, "prove policies: table must be the ARN of a table")
}

func TestDocumentsRefusesWhatCannotBeRendered(t *testing.T) {
	t.Parallel()
	_, err := policy.Intent{}.Documents(fixture.Orders, fixture.Stream)
	require.ErrorContains(t, err, "render table policy: ")
	_, err = fixture.Plain().Documents(fixture.Orders, fixture.Orders)
	require.ErrorContains(t, err, "render stream policy: ")
}

// Made-up values must belong to nobody: a document that names the very values does not deceive the proof.
func TestMadeUpValuesAreNobodys(t *testing.T) {
	t.Parallel()
	c := proven(t, fixture.Special())
	excuse(&c, data, fixture.Roles+"somebody")
	also(&c, data, "StringNotEquals", "aws:SourceVpc", "vpc-0a1", "vpc-0fffffffffffffff0")
	p := newProver(c)
	p.run(true)
	ordinary := slices.IndexFunc(p.callers, func(c caller) bool { return c.name == "any other role of the account" })
	assert.Equal(t, fixture.Roles+"somebodyx", p.callers[ordinary].ARN)
	assert.True(t, slices.ContainsFunc(p.origins, func(o origin) bool {
		return strings.HasPrefix(o.VPC, "vpc-0fff") && o.VPC != "vpc-0fffffffffffffff0"
	}))
	assert.NotEmpty(t, p.findings)
}

func TestAGrantIsNoLeak(t *testing.T) {
	t.Parallel()
	intent := fixture.Special()
	intent.Grants = []policy.Grant{
		{Principals: []string{"arn:aws:iam::" + fixture.OtherAccount + ":role/partner"}, Actions: []string{"GetItem"}, Reason: "partner"},
		{
			Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{fixture.Account},
			Actions: []string{"ExportTableToPointInTime"}, Reason: "zero-ETL",
		},
	}
	intent.Exemptions = append(intent.Exemptions, policy.Exemption{
		Services: []string{"glue.amazonaws.com"}, Actions: []string{"ExportTableToPointInTime"}, Reason: "zero-ETL",
	})
	proof, err := Prove(proven(t, intent))
	require.NoError(t, err)
	require.NoError(t, proof.Err())
	text := proof.Report.Markdown()
	assert.Contains(t, text, "| glue.amazonaws.com (zero-ETL) | the service itself | movement: ExportTableToPointInTime "+
		"| table | allowed |")
	assert.Contains(t, text, "arn:aws:iam::"+fixture.OtherAccount+":role/partner | this network | read: GetItem | table | allowed |")
}

// TestForeignExemptionNeedsAGrant exempts a role of another account, which an exemption alone does not let in.
func TestForeignExemptionNeedsAGrant(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		grantees  []string
		unknown   string
		warns     bool
	}{
		{"no grant", "a Deny that does not apply lets nobody in", nil, "", true},
		{"of the role", "it is let in", []string{"arn:aws:iam::" + fixture.OtherAccount + ":role/partner"}, "", false},
		{"of its account", "it is let in", []string{fixture.OtherAccount}, "", false},
		{"of a third account", "that lets somebody else in", []string{"123412341234"}, "", true},
		{"unknown", "it may be of the role", nil, "grants[0].principals", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Plain()
			intent.Exemptions = append(intent.Exemptions, policy.Exemption{
				Principals: []string{"arn:aws:iam::" + fixture.OtherAccount + ":role/partner"},
				Access:     []policy.Class{policy.ClassRead}, Reason: "partner", Path: "exemptions[0].principalArns",
			})
			if test.grantees != nil {
				intent.Grants = []policy.Grant{{Principals: test.grantees, Actions: []string{"GetItem"}, Reason: "partner"}}
			}
			c := proven(t, intent)
			if test.unknown != "" {
				c.Unknown = []string{test.unknown}
			}
			proof, err := Prove(c)
			require.NoError(t, err)
			warned := slices.ContainsFunc(proof.Findings, func(f Finding) bool {
				return strings.Contains(f.Message, "no grant names it") && f.Path == "exemptions[0].principalArns[0]"
			})
			assert.Equal(t, test.warns, warned, test.why)
		})
	}
}

func TestPatternsThatTogetherAreEveryone(t *testing.T) {
	t.Parallel()
	c := proven(t, fixture.Special())
	// Neither pattern matches everyone; the two together do.
	excuse(&c, data, "arn:aws:iam::"+fixture.Account+":role*")
	proof, err := Prove(c)
	require.NoError(t, err)
	require.ErrorContains(t, proof.Err(), "together, the patterns match every role of account "+fixture.Account)
}
