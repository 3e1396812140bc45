package policy

import (
	"fmt"
	"slices"
	"strings"
)

// checkPatterns refuses an exemption that could mean anyone, before it is taken for what was wanted.
func (p *prover) checkPatterns() {
	for _, e := range p.Intent.Exemptions {
		for at, pattern := range e.Principals {
			if err := checkPrincipal(pattern, p.guardrail); err != nil {
				message := fmt.Sprintf("%q %v", pattern, err)
				if p.meansAnyone(pattern) {
					message = fmt.Sprintf("%q exempts every principal: name one", pattern)
				}
				p.flaw(Flaw{Question: AskOutside, Path: e.path(at), Message: message})
			}
		}
	}
}

// meansAnyone reports whether a pattern takes in every role of the account, a made-up one included.
func (p *prover) meansAnyone(pattern string) bool {
	partition := strings.Split(p.Table, ":")[1]
	return strings.Contains(pattern, "$") ||
		newGlob(pattern).match("arn:"+partition+":iam::"+p.account+":role/anyone-at-all")
}

// checkExemptions warns of exemptions that open more, or less, than a reader may think.
func (p *prover) checkExemptions() {
	for i := range p.Intent.Exemptions {
		e := &p.Intent.Exemptions[i]
		var data []string
		opens := 0
		for _, action := range actions {
			if e.opens(action) && p.Intent.enforces(action) {
				opens++
				if action.Class.data() && !slices.Contains(data, string(action.Class)) {
					data = append(data, string(action.Class))
				}
			}
		}
		warn := func(path, format string, args ...any) {
			p.flaw(Flaw{Question: AskExemptions, Severity: Warning, Path: path, Message: fmt.Sprintf(format, args...)})
		}
		if e.Kind == "" && len(data) > 0 {
			warn(e.Path, "it opens data to the outside (%s): %s", strings.Join(data, ", "), e.Reason)
		}
		if opens == 0 {
			warn(e.Path, "it opens nothing that is refused: leave it out")
		}
		for at, pattern := range e.Principals {
			if strings.ContainsAny(pattern, "*?") {
				warn(e.path(at), "whoever has iam:CreateRole can make a role that %q matches: guard the path", pattern)
			}
		}
	}
	p.checkOverlaps()
}

// checkOverlaps warns where an administrator is also in an exemption that opens data. Each is what its input
// says; together they are a principal who deploys and reads.
func (p *prover) checkOverlaps() {
	for i := range p.actors {
		a := &p.actors[i]
		if !a.is(AdministratorExemption) {
			continue
		}
		for _, m := range a.matches {
			if slices.ContainsFunc(actions, func(x Action) bool { return x.Class.data() && m.exemption.opens(x) }) {
				p.flaw(Flaw{
					Question: AskAdministrators, Severity: Warning, Path: m.exemption.path(m.at),
					Message: fmt.Sprintf("%s is an administrator as well, and so deploys and reads data", a.Caller),
				})
			}
		}
	}
}

// checkStream asks whether the stream is guarded, and whether anybody can read it at all.
func (p *prover) checkStream() {
	if p.Stream == "" || p.guardrail {
		return
	}
	read := action("GetRecords")
	attached := slices.ContainsFunc(p.Documents.Resource, func(d AttachedDocument) bool { return d.To == p.Stream })
	if !attached && p.Intent.enforces(read) {
		p.flaw(Flaw{
			Question: AskSideDoors,
			Message:  "give the stream a policy of its own: the table's does not govern it",
		})
	}
	reader := slices.ContainsFunc(p.Intent.Exemptions, func(e Exemption) bool {
		return e.Kind != BreakGlassExemption && e.opens(read) && len(e.Principals) > 0
	})
	if !reader && !p.StreamEndpoint && p.Intent.enforces(read) {
		p.flaw(Flaw{Question: AskSideDoors, Message: NobodyReadsStream})
	}
}

// NobodyReadsStream is the message about a stream that is on in vain.
const NobodyReadsStream = "exempt the stream's consumer, or add an interface endpoint for streams: nobody could read " +
	"the stream, since gateway endpoints carry none"
