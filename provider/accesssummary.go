package provider

import "github.com/pulumi/pulumi-go-provider/infer"

// AccessSummary is what a component keeps of its access report. It is known at preview. It has few properties: the
// engine handles each on its own, many times.
type AccessSummary struct {
	Verdict    string   `pulumi:"verdict"`
	Matrix     string   `pulumi:"matrix"`
	Findings   []string `pulumi:"findings"`
	RowCount   int      `pulumi:"rowCount"`
	LimitCount int      `pulumi:"limitCount"`
	Digest     string   `pulumi:"digest"`
	Evidence   string   `pulumi:"evidence"`
}

// Annotate documents the type.
func (s *AccessSummary) Annotate(an infer.Annotator) {
	an.Describe(&s, "Who can reach what from where, at a glance. It is known at preview. The function `accessReport` "+
		"makes the whole report of it, with the statement that decides each row. Rows that rest on the policy of an "+
		"endpoint that is not looked up yet are `assumed`. Origins are named by the part they play, such as "+
		"`this network`, never by an id.")
	an.Describe(&s.Verdict, "The report in a line: `SEALED`, `SEALED but for …`, `REMOVABLE by …`, `OPEN to …` or "+
		"`OBSERVED ONLY`. It counts every way from outside to data, by one call or by two.")
	an.Describe(&s.Matrix, "The rows at a glance, as a table in Markdown: callers, origins and classes. For each class "+
		"it says `allowed`; `denied`; `denied*`, but for actions that the policies do not govern; `some`; or `-`, where no "+
		"action of the class concerns the table.")
	an.Describe(&s.Findings, "What a reader may not expect, such as an exemption that opens data.")
	an.Describe(&s.RowCount, "The number of the report's rows.")
	an.Describe(&s.LimitCount, "The number of things that the policies cannot stop, which the report lists.")
	an.Describe(&s.Digest, "The SHA-256 of the whole report. `accessReport` fails if the evidence proves another one.")
	an.Describe(&s.Evidence, "What the report is proven from, compressed: for `accessReport`, and for the plugin's "+
		"command `report`.")
}
