package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// AccessReport is the function accessReport. It makes the whole report of what a component keeps of it.
type AccessReport struct{}

// AccessReportArgs are outputs of a component.
type AccessReportArgs struct {
	Evidence string `pulumi:"evidence"`
	Digest   string `pulumi:"digest"`
}

// AccessReportResult says who can reach what from where, and which statement decides.
type AccessReportResult struct {
	Verdict  string           `pulumi:"verdict"`
	Matrix   []AccessGlance   `pulumi:"matrix"`
	Rows     []AccessRow      `pulumi:"rows"`
	Limits   []AccessLimit    `pulumi:"limits"`
	Findings []string         `pulumi:"findings"`
	Policies []PolicyDocument `pulumi:"policies"`
	Markdown string           `pulumi:"markdown"`
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

// PolicyDocument is a policy that the report is about.
type PolicyDocument struct {
	Name     string `pulumi:"name"`
	Document string `pulumi:"document"`
}

// Annotate documents the function.
func (f *AccessReport) Annotate(an infer.Annotator) {
	an.Describe(&f, "Makes the access report of a component: who can reach what from where, which statement decides, and "+
		"what no policy stops. It asks nobody: everything is in the component's output `accessReport`, so it works at "+
		"preview too. It fails if the report is not the one that was proven when the component was deployed, such as where "+
		"another version of this package proves it.")
}

// Annotate documents the inputs.
func (a *AccessReportArgs) Annotate(an infer.Annotator) {
	an.Describe(&a.Evidence, "The component's output `accessReport.evidence`.")
	an.Describe(&a.Digest, "The component's output `accessReport.digest`.")
}

// Annotate documents the report.
func (r *AccessReportResult) Annotate(an infer.Annotator) {
	an.Describe(&r.Verdict, "The report in a line, as in the component's output.")
	an.Describe(&r.Matrix, "The rows at a glance: callers, origins and classes.")
	an.Describe(&r.Rows, "The decisions, those that are alike in one row.")
	an.Describe(&r.Limits, "What the policies cannot stop.")
	an.Describe(&r.Findings, "What a reader may not expect, as in the component's output.")
	an.Describe(&r.Policies, "The policies that the report is about, also where `enforcement` is `observe` and they are "+
		"not attached. The id of what the component builds is replaced by what it is, and a table's name that Pulumi "+
		"generates ends in `-0000000`.")
	an.Describe(&r.Markdown, "The report for people, as Markdown.")
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

// Annotate documents the type.
func (p *PolicyDocument) Annotate(an infer.Annotator) {
	an.Describe(&p, "A policy that an access report is about.")
	an.Describe(&p.Name, "Which policy it is, as the rows name it, such as `table policy`.")
	an.Describe(&p.Document, "The policy, as JSON.")
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

// Invoke makes the report.
func (*AccessReport) Invoke(
	_ context.Context, req infer.FunctionRequest[AccessReportArgs],
) (infer.FunctionResponse[AccessReportResult], error) {
	result, err := req.Input.report()
	return infer.FunctionResponse[AccessReportResult]{Output: result}, err
}

func (a AccessReportArgs) report() (AccessReportResult, error) {
	evidence, err := proof.DecodeEvidence(a.Evidence)
	if err != nil {
		return AccessReportResult{}, fmt.Errorf("evidence: give the output accessReport.evidence of a component: %w", err)
	}
	proven, err := evidence.ProveAgain(a.Digest)
	if err != nil {
		return AccessReportResult{}, fmt.Errorf("digest: %w", err)
	}
	documents, err := evidence.Documents()
	if err != nil {
		return AccessReportResult{}, err
	}
	result := AccessReportResult{
		Verdict: proven.Report.Verdict, Matrix: newMatrix(proven.Report), Rows: []AccessRow{}, Limits: []AccessLimit{},
		Findings: proven.Texts(), Policies: []PolicyDocument{}, Markdown: proven.Report.Markdown(),
	}
	for _, row := range proven.Report.Rows {
		result.Rows = append(result.Rows, AccessRow{
			Callers: row.Callers, Origins: row.Origins, Class: string(row.Class), Actions: row.Actions,
			Resources: row.Resources, Decision: row.Decision, Statement: row.Statement, Reason: row.Reason,
			Certainty: string(row.Certainty),
		})
	}
	for _, limit := range proven.Report.Limits {
		result.Limits = append(result.Limits, AccessLimit{
			What: limit.What, Instead: limit.Instead, Certainty: string(limit.Certainty),
		})
	}
	for _, document := range documents {
		result.Policies = append(result.Policies, PolicyDocument{Name: document.Name, Document: document.Text})
	}
	return result, nil
}
