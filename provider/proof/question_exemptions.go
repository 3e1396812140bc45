package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkExemptions warns of exemptions that open more, or less, than a reader may think.
func (p *prover) checkExemptions() {
	for i := range p.Intent.Exemptions {
		e := &p.Intent.Exemptions[i]
		warn := func(path, format string, args ...any) {
			p.find(Finding{Question: QuestionExemptions, Severity: Warning, Path: path, Message: fmt.Sprintf(format, args...)})
		}
		opensAny, data := p.opened(e)
		if e.Kind == "" && len(data) > 0 {
			warn(e.Path, "it opens data to the outside (%s): %s", strings.Join(data, ", "), e.Reason)
		}
		if !opensAny {
			warn(e.Path, "it opens nothing that is denied: remove it")
		}
		if denied := p.Intent.StillDenied(*e); e.Kind == "" && len(e.Principals) > 0 && len(denied) > 0 {
			warn(e.Path, "%s is still denied outside, since AWS does not say that a table policy may name it: where the role "+
				"calls it, use the action style %q", strings.Join(denied, ", "), policy.ActionWildcard)
		}
		for at, pattern := range e.Principals {
			if e.Kind != policy.BreakGlassExemption && p.isForeign(pattern) { // break-glass is asked for in question 3
				warn(e.InputPath(at), "%q is of another account than the table, and no grant names it: the table's policy lets "+
					"nobody of another account in without one", pattern)
			}
			if strings.ContainsAny(pattern, "*?") {
				warn(e.InputPath(at), "anyone with iam:CreateRole can create a role that %q matches: restrict that path", pattern)
			}
		}
	}
}

// opened reports whether an exemption opens anything that the intent denies, and which classes that carry data.
func (p *prover) opened(e *policy.Exemption) (opensAny bool, data []string) {
	for _, action := range policy.Actions() {
		if !e.Opens(action) || !p.Intent.Enforces(action) {
			continue
		}
		opensAny = true
		if class := string(action.Class); carries(action) && !slices.Contains(data, class) {
			data = append(data, class)
		}
	}
	return opensAny, data
}

// isForeign reports whether a pattern is of another account than the table, and no grant names a principal of that
// account. A grant that is not known yet may.
func (p *prover) isForeign(pattern string) bool {
	arn, known := iam.ParseARN(pattern)
	if !known || p.guardrail || arn.Account == p.account {
		return false
	}
	grantsUnknown := slices.ContainsFunc(p.Unknown, func(input string) bool { return strings.HasPrefix(input, "grants") })
	return !grantsUnknown && !slices.ContainsFunc(p.Intent.Grants, func(g policy.Grant) bool {
		return slices.ContainsFunc(g.Principals, func(principal string) bool {
			return principal == arn.Account || strings.Contains(principal, "::"+arn.Account+":")
		})
	})
}
