package provider

import (
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// AccessReport says who can reach what from where, and which statement decides. It is known at preview.
type AccessReport struct {
	Verdict  string         `pulumi:"verdict"`
	Matrix   []AccessGlance `pulumi:"matrix"`
	Rows     []AccessRow    `pulumi:"rows"`
	Limits   []AccessLimit  `pulumi:"limits"`
	Findings []string       `pulumi:"findings"`
	Markdown string         `pulumi:"markdown"`
}

// AccessGlance is one line of a report's matrix: callers who are treated alike, and what each class is to them.
type AccessGlance struct {
	Callers  []string `pulumi:"callers"`
	Origins  []string `pulumi:"origins"`
	Read     string   `pulumi:"read"`
	Write    string   `pulumi:"write"`
	Stream   string   `pulumi:"stream"`
	Movement string   `pulumi:"movement"`
	Policy   string   `pulumi:"policy"`
	Shape    string   `pulumi:"shape"`
	Describe string   `pulumi:"describe"`
}

// AccessRow is one line of a report: everything that is decided alike.
type AccessRow struct {
	Callers   []string `pulumi:"callers"`
	Origins   []string `pulumi:"origins"`
	Class     string   `pulumi:"class"`
	Actions   []string `pulumi:"actions"`
	Resources []string `pulumi:"resources"`
	Decision  string   `pulumi:"decision"`
	Statement string   `pulumi:"statement"`
	Reason    string   `pulumi:"reason"`
	Certainty string   `pulumi:"certainty"`
}

// AccessLimit is something that the policies cannot stop.
type AccessLimit struct {
	What      string `pulumi:"what"`
	Instead   string `pulumi:"instead"`
	Certainty string `pulumi:"certainty"`
}

// Annotate documents the type.
func (r *AccessReport) Annotate(an infer.Annotator) {
	an.Describe(&r, "Who can reach what from where, and which statement decides. It is known at preview; rows that rest "+
		"on the policy of an endpoint that is not looked up yet are `assumed`. Origins are named by the part they play, "+
		"such as `this network`, never by an id.")
	an.Describe(&r.Verdict, "The report in a line: `SEALED`, `SEALED but for …`, `REMOVABLE by …`, `OPEN to …` or "+
		"`OBSERVED ONLY`. It counts every way from outside to data, by one call or by two.")
	an.Describe(&r.Matrix, "The rows at a glance: callers, origins and classes.")
	an.Describe(&r.Rows, "The decisions, those that are alike in one row.")
	an.Describe(&r.Limits, "What the policies cannot stop.")
	an.Describe(&r.Findings, "What a reader may not expect, such as an exemption that opens data.")
	an.Describe(&r.Markdown, "The same for people, as Markdown.")
}

// Annotate documents the type.
func (g *AccessGlance) Annotate(an infer.Annotator) {
	an.Describe(&g, "One line of the matrix of an access report. For each class it says `allowed`; `denied`; `denied*`, "+
		"but for actions that the policies do not govern; `some`; or `-`, where no action of the class concerns the table.")
	an.Describe(&g.Callers, "Who calls: the first of them, where they are many.")
	an.Describe(&g.Origins, "From where.")
	an.Describe(&g.Read, "Reading items.")
	an.Describe(&g.Write, "Writing items.")
	an.Describe(&g.Stream, "Reading the stream.")
	an.Describe(&g.Movement, "Copying items out: backups, exports, restores, replicas.")
	an.Describe(&g.Policy, "Changing the policies.")
	an.Describe(&g.Shape, "Changing the table's settings, or deleting it.")
	an.Describe(&g.Describe, "Reading metadata.")
}

// Annotate documents the type.
func (r *AccessRow) Annotate(an infer.Annotator) {
	an.Describe(&r, "One line of an access report.")
	an.Describe(&r.Callers, "Who calls.")
	an.Describe(&r.Origins, "From where.")
	an.Describe(&r.Class, "The class of the actions.")
	an.Describe(&r.Actions, "The actions, without the prefix `dynamodb:`. Empty where all of the class are meant.")
	an.Describe(&r.Resources, "On what: `table`, `index`, `stream`.")
	an.Describe(&r.Decision, "`allowed` or `denied`. What is allowed still needs an identity policy that allows it.")
	an.Describe(&r.Statement, "The policy and the Sid of the statement that decides. Empty where none refuses.")
	an.Describe(&r.Reason, "Why.")
	an.Describe(&r.Certainty, "`verified` by evaluating the policies, `documented` by AWS, or `assumed`.")
}

// Annotate documents the type.
func (l *AccessLimit) Annotate(an infer.Annotator) {
	an.Describe(&l, "Something that the policies cannot stop.")
	an.Describe(&l.What, "What it is.")
	an.Describe(&l.Instead, "What would stop it.")
	an.Describe(&l.Certainty, "`documented` by AWS, `verified`, or `assumed`.")
}

// newAccessReport converts the report of a proof. tell replaces each symbol in a text by the input that it stands for.
func newAccessReport(proven proof.Proof, tell func(string) string) AccessReport {
	all := func(texts []string) []string {
		told := make([]string, len(texts))
		for i, text := range texts {
			told[i] = tell(text)
		}
		return told
	}
	report := AccessReport{
		Verdict: tell(proven.Report.Verdict), Markdown: tell(proven.Report.Markdown()),
		Matrix: []AccessGlance{}, Rows: []AccessRow{}, Limits: []AccessLimit{}, Findings: []string{},
	}
	for _, row := range proven.Report.Matrix {
		mark := func(class policy.Class) string {
			return string(row.Marks[slices.Index(proof.MatrixClasses(), class)])
		}
		report.Matrix = append(report.Matrix, AccessGlance{
			Callers: all(row.Callers), Origins: row.Origins,
			Read: mark(policy.ClassRead), Write: mark(policy.ClassWrite), Stream: mark(policy.ClassStream),
			Movement: mark(policy.ClassMovement), Policy: mark(policy.ClassPolicy), Shape: mark(policy.ClassShape),
			Describe: mark(policy.ClassDescribe),
		})
	}
	for _, row := range proven.Report.Rows {
		report.Rows = append(report.Rows, AccessRow{
			Callers: all(row.Callers), Origins: row.Origins, Class: string(row.Class), Actions: all(row.Actions),
			Resources: row.Resources, Decision: row.Decision, Statement: row.Statement, Reason: tell(row.Reason),
			Certainty: string(row.Certainty),
		})
	}
	for _, limit := range proven.Report.Limits {
		report.Limits = append(report.Limits, AccessLimit{
			What: tell(limit.What), Instead: limit.Instead, Certainty: string(limit.Certainty),
		})
	}
	for _, finding := range proven.Findings {
		report.Findings = append(report.Findings, tell(finding.Error()))
	}
	return report
}
