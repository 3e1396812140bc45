package proof

import (
	"fmt"
	"slices"
	"strings"

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
		for at, pattern := range e.Principals {
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
