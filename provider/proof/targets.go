package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// targetsPath is the input that says where a table's guardrail is attached.
const targetsPath = "guardrail.targetIds"

// TableGuardrail returns the level of a service control policy about one table, at the accounts among its targets.
// Which accounts an organizational unit or a root holds is not known: where only those could hold the table's account,
// it is assumed that they do.
func TableGuardrail(document iam.Document, account string, targets []string) (level iam.Level, assumed bool) {
	level = iam.SCPLevel("guardrail", account, iam.NamedDocument{Name: "guardrail", Document: document})
	level.Accounts = slices.DeleteFunc(slices.Clone(targets), func(id string) bool { return !iam.IsAccountID(id) })
	if assumed = !slices.Contains(targets, account) && len(level.Accounts) < len(targets); assumed {
		level.Accounts = append(level.Accounts, account)
	}
	return level, assumed
}

// hasGuardrail reports whether policies of an organization apply to the table's account.
func (p *prover) hasGuardrail() bool {
	return slices.ContainsFunc(slices.Concat(p.Documents.SCP, p.Documents.RCP), func(l iam.Level) bool {
		return slices.Contains(l.Accounts, p.account)
	})
}

// checkTargets warns of a guardrail that is attached to other accounts alone. A service control policy applies to the
// principals of the accounts under its target. Source: AWS Organizations User Guide, "SCP evaluation".
func (p *prover) checkTargets() {
	if len(p.Documents.SCP) > 0 && !p.hasGuardrail() {
		p.find(Finding{
			Question: QuestionOutside, Severity: Warning, Path: targetsPath,
			Message: fmt.Sprintf("add %s, or an organizational unit that holds it: the guardrail refuses nothing to callers of "+
				"the table's own account", p.account),
		})
	}
}

// withoutGuardrail asks the questions once more without service control policies that apply only by assumption. What
// they alone refuse is a finding then, and the verdict and the limits do not rely on them. The rows stay, marked.
func (p *Proof) withoutGuardrail(c Case, merge bool) {
	c.Documents.SCP = nil
	bare := newProver(c)
	bare.run(merge)
	for _, finding := range bare.findings {
		if !slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Error() == finding.Error() }) {
			p.Findings = append(p.Findings, finding)
		}
	}
	v := bare.verdict()
	p.Report.Verdict, p.Report.Limits = v.String(), bare.cannotStop(&v)
	p.Evaluated, p.Merged = p.Evaluated+bare.evaluated, p.Merged+bare.merged
}
