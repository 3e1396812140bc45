package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkPrincipal refuses a pattern that could mean anyone.
func (p *prover) checkPrincipal(pattern string) error {
	if p.guardrail {
		return policy.CheckGuardrailPrincipal(pattern)
	}
	return policy.CheckPrincipal(pattern)
}

// checkExemptions warns of exemptions that open more, or less, than a reader may think.
func (p *prover) checkExemptions() {
	for i := range p.Intent.Exemptions {
		e := &p.Intent.Exemptions[i]
		var data []string
		opens := 0
		for _, action := range policy.Actions() {
			if e.Opens(action) && p.Intent.Enforces(action) {
				opens++
				if action.Class.IsData() && !slices.Contains(data, string(action.Class)) {
					data = append(data, string(action.Class))
				}
			}
		}
		warn := func(path, format string, args ...any) {
			p.find(Finding{Question: QuestionExemptions, Severity: Warning, Path: path, Message: fmt.Sprintf(format, args...)})
		}
		if e.Kind == "" && len(data) > 0 {
			warn(e.Path, "it opens data to the outside (%s): %s", strings.Join(data, ", "), e.Reason)
		}
		if opens == 0 {
			warn(e.Path, "it opens nothing that is refused: leave it out")
		}
		for at, pattern := range e.Principals {
			if strings.ContainsAny(pattern, "*?") {
				warn(e.InputPath(at), "whoever has iam:CreateRole can make a role that %q matches: guard the path", pattern)
			}
		}
	}
	p.checkOverlaps()
}
