package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// proven is a case whose documents are what its intent renders.
func proven(t testing.TB, intent Intent) Case {
	t.Helper()
	documents, err := intent.Documents(orders, stream)
	require.NoError(t, err)
	return Case{Intent: intent, Table: orders, Stream: stream, Documents: documents}
}

func errorsOf(p Proof) []Flaw {
	var list []Flaw
	for _, flaw := range p.Flaws {
		if flaw.Severity == Error {
			list = append(list, flaw)
		}
	}
	return list
}

func TestWhatIsRenderedIsProven(t *testing.T) {
	t.Parallel()
	intents := map[string]func(*Intent){
		"data":                      func(*Intent) {},
		"observe":                   func(i *Intent) { i.Enforcement = EnforceObserve },
		"all":                       func(i *Intent) { i.Enforcement = EnforceAll },
		"all by wildcard":           func(i *Intent) { i.Enforcement, i.ActionStyle = EnforceAll, ActionWildcard },
		"movement nowhere":          func(i *Intent) { i.Movement = MovementNobody },
		"all, and movement nowhere": func(i *Intent) { i.Enforcement, i.Movement = EnforceAll, MovementNobody },
		"endpoints":                 func(i *Intent) { i.Perimeter = Perimeter{Kind: PerimeterEndpoints, IDs: []string{"vpce-0a1"}} },
		"account": func(i *Intent) {
			i.Perimeter = Perimeter{Kind: PerimeterAccount, IDs: []string{home}, VPCs: []string{"vpc-0a1"}}
		},
		"organization": func(i *Intent) { i.Perimeter = Perimeter{Kind: PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"}} },
		"overlaps": func(i *Intent) {
			i.Enforcement = EnforceAll
			i.Exemptions = append(i.Exemptions,
				Exemption{Principals: []string{roles + "ci/*"}, Actions: []string{"CreateBackup"}, Reason: "backups from CI"},
				Exemption{Principals: []string{roles + "break-*"}, Actions: []string{"CreateBackup"}, Reason: "drills"})
		},
	}
	for name, change := range intents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			intent := special()
			change(&intent)
			proof, err := Prove(proven(t, intent))
			require.NoError(t, err)
			assert.Empty(t, errorsOf(proof))
			t.Logf("%d requests for %d; %v", proof.Asked, proof.Merged, proof.Flaws)
		})
	}
}

// The naive documents are what people write. Each is found wanting, for the reason that makes it naive.
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
		intent        func(*Intent)
		want          []reason
	}{
		{
			"(a) by class, without a stream policy", "table-naive", "", nil,
			[]reason{
				{"anyone deletes the policy on the stream", AskTwoCalls, "DeleteResourcePolicy", stream},
				{"anyone recreates the stream", AskTwoCalls, "UpdateTable", orders},
				{"anyone publishes keys", AskOutside, "UpdateContributorInsights", orders},
				{"anyone reads the stream", AskSideDoors, "GetRecords", stream},
			},
		},
		{
			"(b) a catch-all", "table-naive-all", "stream",
			func(i *Intent) { i.Enforcement = EnforceAll },
			[]reason{
				{"the administrator may call what no list names", AskAdministrators, "SearchVectors", orders},
				{"the backup role may, too", AskExemptions, "SearchVectors", orders},
			},
		},
		{
			"(c) a stream policy that does not defend itself", "table", "stream-naive", nil,
			[]reason{{"anyone deletes it", AskTwoCalls, "DeleteResourcePolicy", stream}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := special()
			if test.intent != nil {
				test.intent(&intent)
			}
			c := Case{Intent: intent, Table: orders, Stream: stream}
			c.Documents.Resource = []AttachedDocument{{Name: "table policy", To: orders, Document: reference(test.table)}}
			if test.stream != "" {
				c.Documents.Resource = append(c.Documents.Resource,
					AttachedDocument{Name: "stream policy", To: stream, Document: reference(test.stream)})
			}
			proof, err := prove(c, false)
			require.NoError(t, err)
			for _, want := range test.want {
				assert.True(t, slices.ContainsFunc(errorsOf(proof), func(f Flaw) bool {
					return f.Question == want.question && f.Request.Action == "dynamodb:"+want.action &&
						f.Request.Resource == want.resource
				}), want.why)
			}
		})
	}
}

// (a') and (c') pass. The reference table exempts autoscaling from whole classes and the reference stream does
// not, and it was written before the action table had the actions of multi-account replication: the service
// that calls those comes with an Allow or not at all.
func TestReferenceDocumentsPass(t *testing.T) {
	t.Parallel()
	intent := special()
	intent.Exemptions[3].Access = nil
	intent.Exemptions[3].Actions = presets["autoscaling"]
	c := Case{Intent: intent, Table: orders, Stream: stream, Documents: Documents{Resource: []AttachedDocument{
		{Name: "table policy", To: orders, Document: reference("table")},
		{Name: "stream policy", To: stream, Document: reference("stream")},
	}}}
	proof, err := Prove(c)
	require.NoError(t, err)
	for _, flaw := range errorsOf(proof) {
		action := strings.TrimPrefix(flaw.Request.Action, "dynamodb:")
		replication := slices.Contains([]string{"ReadDataForReplication", "ReplicateSettings", "WriteDataForReplication"}, action)
		assert.True(t, replication || flaw.Request.Caller.ARN == autoscaling, flaw.Error())
	}
}

// Merging actions is right if asking for each of them finds the same. Every mutation is asked both ways.
func TestMergedQuestionsFindWhatAllFind(t *testing.T) {
	t.Parallel()
	cases := []mutation{{name: "nothing", breaks: func(*Case) {}}, {name: "all", breaks: strictly}}
	for _, m := range append(cases, mutations...) {
		c := proven(t, special())
		m.breaks(&c)
		type answer struct {
			actor, place, action, kind string
			decision                   Decision
			byRight                    bool
		}
		answers := func(merge bool) (map[answer]int, []Question, int) {
			p := newProver(c)
			p.askAll(merge)
			given := map[answer]int{}
			for _, o := range p.outcomes {
				for _, member := range o.group.members {
					given[answer{
						o.actor.String(), fmt.Sprint(o.place.Origin), member.Name, o.group.kind, o.decision, o.byRight,
					}]++
				}
			}
			var questions []Question
			for _, f := range p.flaws {
				questions = append(questions, f.Question)
			}
			slices.Sort(questions)
			return given, slices.Compact(questions), p.standsFor
		}
		merged, found, standsFor := answers(true)
		full, foundByAll, asked := answers(false)
		assert.Equal(t, full, merged, m.name)
		assert.Equal(t, foundByAll, found, m.name)
		assert.GreaterOrEqual(t, asked, standsFor/3*2, "%s: both ask about the same requests", m.name)
	}
}

func TestProveRefusesWhatIsNoTable(t *testing.T) {
	t.Parallel()
	_, err := Prove(Case{Table: "*"})
	require.ErrorContains(t, err, "prove policies: table must be the ARN of a table")
}

func TestDocumentsRefusesWhatCannotBeRendered(t *testing.T) {
	t.Parallel()
	_, err := Intent{}.Documents(orders, stream)
	require.ErrorContains(t, err, "render table policy: ")
	_, err = plain().Documents(orders, orders)
	require.ErrorContains(t, err, "render stream policy: ")
}

// What is made up for a proof must be nobody's: a document that names the very values is still found out.
func TestMadeUpValuesAreNobodys(t *testing.T) {
	t.Parallel()
	c := proven(t, special())
	excuse(&c, data, roles+"somebody")
	also(&c, data, "StringNotEquals", "aws:SourceVpc", "vpc-0a1", "vpc-0fffffffffffffff0")
	p := newProver(c)
	p.askAll(true)
	ordinary := slices.IndexFunc(p.actors, func(a actor) bool { return a.name == "any other role of the account" })
	assert.Equal(t, roles+"somebodyx", p.actors[ordinary].ARN)
	assert.True(t, slices.ContainsFunc(p.places, func(w place) bool {
		return strings.HasPrefix(w.VPC, "vpc-0fff") && w.VPC != "vpc-0fffffffffffffff0"
	}))
	assert.NotEmpty(t, p.flaws)
}

func TestAGrantIsNoLeak(t *testing.T) {
	t.Parallel()
	intent := special()
	intent.Grants = []Grant{
		{Principals: []string{"arn:aws:iam::" + abroad + ":role/partner"}, Actions: []string{"GetItem"}, Reason: "partner"},
		{
			Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{home},
			Actions: []string{"ExportTableToPointInTime"}, Reason: "zero-ETL",
		},
	}
	intent.Exemptions = append(intent.Exemptions, Exemption{
		Services: []string{"glue.amazonaws.com"}, Actions: []string{"ExportTableToPointInTime"}, Reason: "zero-ETL",
	})
	proof, err := Prove(proven(t, intent))
	require.NoError(t, err)
	require.NoError(t, proof.Err())
	text := proof.Report.Markdown()
	assert.Contains(t, text, "| glue.amazonaws.com (zero-ETL) | the service itself | movement: ExportTableToPointInTime "+
		"| table | allowed |")
	assert.Contains(t, text, "arn:aws:iam::"+abroad+":role/partner | this network | read: GetItem | table | allowed |")
}

func TestPatternsThatTogetherAreEveryone(t *testing.T) {
	t.Parallel()
	c := proven(t, special())
	// No single one is everyone; the two are.
	excuse(&c, data, "arn:aws:iam::"+home+":role*")
	proof, err := Prove(c)
	require.NoError(t, err)
	require.ErrorContains(t, proof.Err(), "the patterns together take in every role of account "+home)
}
