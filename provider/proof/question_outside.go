package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkOutside finds ways in that the text of the inputs and the documents shows, before any request is evaluated.
func (p *prover) checkOutside() {
	p.checkExemptPatterns()
	p.checkEscapes()
}

// checkExemptPatterns finds exemptions that could mean anyone. Without this, the proof would accept them as intended.
func (p *prover) checkExemptPatterns() {
	for _, e := range p.Intent.Exemptions {
		for at, pattern := range e.Principals {
			if err := p.checkPrincipal(pattern); err != nil {
				message := fmt.Sprintf("%q %v", pattern, err)
				if p.matchesEveryRole(pattern) {
					message = fmt.Sprintf("%q exempts every principal: name one", pattern)
				}
				p.find(Finding{Question: QuestionOutside, Path: e.InputPath(at), Message: message})
			}
		}
	}
}

// matchesEveryRole reports whether a pattern matches every role of the account, tried with one that is made up.
func (p *prover) matchesEveryRole(pattern string) bool {
	return strings.Contains(pattern, "$") || iam.NewPattern(pattern).Match(p.iamPrefix+":role/anyone-at-all")
}

// knownKeys are the condition keys that a Deny may test. They follow from the caller and the origin, and the matrix
// covers every value that matters. Any other key is a way around the statement for a caller who can set it.
var knownKeys = []string{
	"aws:principalarn", "aws:principalaccount", "aws:principalservicename", "aws:principalisawsservice",
	"aws:principaltype", "aws:resourceaccount", "aws:requestedregion", "aws:viaawsservice", "aws:calledvia",
	"aws:calledviafirst", "aws:calledvialast", "aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid",
}

// checkEscapes finds conditions of Deny statements that let callers escape: tests of other keys than knownKeys, and
// exempt principals that could mean anyone. It leaves out the policies of adopted endpoints, since nothing relies on
// what they deny.
func (p *prover) checkEscapes() {
	documents := slices.DeleteFunc(p.allDocuments(), p.isAdopted)
	eachCondition(documents, func(s *iam.Statement, operator, key string, wanted iam.Values) {
		folded := strings.ToLower(key)
		if s.Effect != iam.Deny {
			return
		}
		if !slices.Contains(knownKeys, folded) {
			p.find(Finding{Question: QuestionOutside, Message: fmt.Sprintf(
				"remove the condition %s %s from statement %s: a caller who controls the key escapes the Deny",
				operator, key, s.Sid)})
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

// judgeAllowed finds a request that is allowed and should be denied. Depending on the caller and the resource, it
// answers question 1, 4, 5 or 6.
func (p *prover) judgeAllowed(o *outcome) {
	c, g := o.caller, o.group
	if o.permitted || !o.decision.Allowed() || o.isRootDelete() || p.isWildcardGap(o) {
		return
	}
	f := Finding{Question: QuestionOutside, Request: p.request(o), Decision: o.decision, Path: c.path()}
	switch {
	case g.kind != policy.TableResource:
		f.Question = QuestionSideDoors
	case c.has(policy.AdministratorExemption) && (g.action.Class.IsData() || g.action.Class == policy.ClassMovement):
		f.Question = QuestionAdministrators
	case len(c.matches) > 0:
		f.Question = QuestionExemptions
	}
	f.Message = fmt.Sprintf("deny %s on the %s to %s from %s: no statement does", g, g.kind, c.name, o.origin.nameFor(c))
	p.find(f)
}

// isRootDelete reports whether root deletes a policy, which no resource policy can prevent: "the root principal in your
// Amazon Web Services account can perform DeleteResourcePolicy requests, even if your resource-based policy explicitly
// denies the root principal's access." Source: DynamoDB API Reference, DeleteResourcePolicy.
func (o *outcome) isRootDelete() bool {
	return o.caller.Kind == iam.RootCaller && o.group.action.Name == "DeleteResourcePolicy"
}

// isWildcardGap reports whether a request is allowed only because the wildcard style cannot deny it. That style denies
// dynamodb:* to strangers; to an exempt principal it denies actions by name, and this action may not be named.
func (p *prover) isWildcardGap(o *outcome) bool {
	return p.Intent.ActionStyle == policy.ActionWildcard && len(o.caller.matches) > 0 && o.group.support == policy.Unknown
}
