package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkPatterns refuses an exemption that could mean anyone, before it is taken for what was wanted.
func (p *prover) checkPatterns() {
	for _, e := range p.Intent.Exemptions {
		for at, pattern := range e.Principals {
			if err := p.checkPrincipal(pattern); err != nil {
				message := fmt.Sprintf("%q %v", pattern, err)
				if p.meansAnyone(pattern) {
					message = fmt.Sprintf("%q exempts every principal: name one", pattern)
				}
				p.find(Finding{Question: QuestionOutside, Path: e.InputPath(at), Message: message})
			}
		}
	}
}

// meansAnyone reports whether a pattern takes in every role of the account, a made-up one included.
func (p *prover) meansAnyone(pattern string) bool {
	return strings.Contains(pattern, "$") || iam.NewPattern(pattern).Match(p.iamPrefix+":role/anyone-at-all")
}

// knownKeys are the keys that a Deny may test: they follow from who calls from where, and every value that
// matters is asked about. Each other key is a way around the statement for whoever can set it.
var knownKeys = []string{
	"aws:principalarn", "aws:principalaccount", "aws:principalservicename", "aws:principalisawsservice",
	"aws:principaltype", "aws:resourceaccount", "aws:requestedregion", "aws:viaawsservice", "aws:calledvia",
	"aws:calledviafirst", "aws:calledvialast", "aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid",
}

// checkEscapes looks for conditions of a Deny that nobody should need.
func (p *prover) checkEscapes() {
	p.eachCondition(func(s *iam.Statement, operator, key string, wanted iam.Values) {
		folded := strings.ToLower(key)
		if s.Effect != iam.Deny {
			return
		}
		if !slices.Contains(knownKeys, folded) {
			p.find(Finding{Question: QuestionOutside, Message: fmt.Sprintf(
				"drop condition %s %s from statement %s: whoever meets it otherwise is not refused", operator, key, s.Sid)})
		}
		if base, _ := strings.CutPrefix(operator, "For"); folded != "aws:principalarn" || !strings.Contains(base, "Not") {
			return
		}
		for _, pattern := range wanted {
			if err := policy.CheckGuardrailPrincipal(pattern); err != nil {
				p.find(Finding{Question: QuestionOutside, Message: fmt.Sprintf(
					"exempt one principal, not %q, in statement %s: it %v", pattern, s.Sid, err)})
			}
		}
	})
}

// rootDeletes: AWS lets root delete a policy that denies it, so no document can refuse that.
func (o *outcome) rootDeletes() bool {
	return o.caller.Kind == iam.RootCaller && o.group.action.Name == "DeleteResourcePolicy"
}

// judgeAllowed finds what should have been refused.
func (p *prover) judgeAllowed(o *outcome) {
	a, g := o.caller, o.group
	if o.byRight || !o.decision.Allowed() || o.rootDeletes() || p.escapesWildcard(o) {
		return
	}
	f := Finding{Question: QuestionOutside, Request: p.request(o), Decision: o.decision, Path: a.path()}
	switch {
	case g.kind != policy.TableResource:
		f.Question = QuestionSideDoors
	case a.has(policy.AdministratorExemption) && (g.action.Class.IsData() || g.action.Class == policy.ClassMovement):
		f.Question = QuestionAdministrators
	case len(a.matches) > 0:
		f.Question = QuestionExemptions
	}
	f.Message = fmt.Sprintf("refuse %s on the %s to %s from %s: no statement does",
		g.says(), g.kind, a.name, o.origin.nameFor(a))
	p.find(f)
}

// escapesWildcard reports whether an action is open only for want of a name: the wildcard style has no statement that
// could refuse to an exempt principal what AWS does not say that a policy takes.
func (p *prover) escapesWildcard(o *outcome) bool {
	return p.Intent.ActionStyle == policy.ActionWildcard && len(o.caller.matches) > 0 && o.group.support == policy.Unknown
}
