package provider

import (
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// AccessSummary is what a component keeps of its access report. It is known at preview.
type AccessSummary struct {
	Verdict    string         `pulumi:"verdict"`
	Matrix     []AccessGlance `pulumi:"matrix"`
	Findings   []string       `pulumi:"findings"`
	RowCount   int            `pulumi:"rowCount"`
	LimitCount int            `pulumi:"limitCount"`
	Digest     string         `pulumi:"digest"`
	Evidence   string         `pulumi:"evidence"`
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

// Annotate documents the type.
func (s *AccessSummary) Annotate(an infer.Annotator) {
	an.Describe(&s, "Who can reach what from where, at a glance. It is known at preview. The function `accessReport` makes "+
		"the whole report of it, with the statement that decides each row. Rows that rest on the policy of an endpoint that "+
		"is not looked up yet are `assumed`. Origins are named by the part they play, such as `this network`, never by an id.")
	an.Describe(&s.Verdict, "The report in a line: `SEALED`, `SEALED but for …`, `REMOVABLE by …`, `OPEN to …` or "+
		"`OBSERVED ONLY`. It counts every way from outside to data, by one call or by two.")
	an.Describe(&s.Matrix, "The rows at a glance: callers, origins and classes.")
	an.Describe(&s.Findings, "What a reader may not expect, such as an exemption that opens data.")
	an.Describe(&s.RowCount, "The number of the report's rows.")
	an.Describe(&s.LimitCount, "The number of things that the policies cannot stop, which the report lists.")
	an.Describe(&s.Digest, "The SHA-256 of the whole report. `accessReport` fails if it makes another one of the evidence.")
	an.Describe(&s.Evidence, "What the report is proven from, compressed: for `accessReport`, and for the plugin's command "+
		"`report`.")
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

// newMatrix converts the matrix of a report.
func newMatrix(report proof.Report) []AccessGlance {
	matrix := make([]AccessGlance, len(report.Matrix))
	for i, row := range report.Matrix {
		mark := func(class policy.Class) string {
			return string(row.Marks[slices.Index(proof.MatrixClasses(), class)])
		}
		matrix[i] = AccessGlance{
			Callers: row.Callers, Origins: row.Origins,
			Read: mark(policy.ClassRead), Write: mark(policy.ClassWrite), Stream: mark(policy.ClassStream),
			Movement: mark(policy.ClassMovement), Policy: mark(policy.ClassPolicy), Shape: mark(policy.ClassShape),
			Describe: mark(policy.ClassDescribe),
		}
	}
	return matrix
}
