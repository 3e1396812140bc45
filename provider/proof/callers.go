package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// caller is one caller that stands for all who are treated like it.
type caller struct {
	iam.Caller
	name    string // as a report calls it
	matches []exemptMatch
}

// exemptMatch is an exemption that an actor is in, and which of its principals or services says so.
type exemptMatch struct {
	exemption *policy.Exemption
	at        int
}

// exemptPattern is one principal or service of an exemption, made ready to be compared.
type exemptPattern struct {
	exemptMatch
	pattern iam.Pattern
	service string
}

func (m *exemptPattern) matches(c *iam.Caller) bool {
	if c.Kind == iam.ServiceCaller {
		return m.service == c.Service
	}
	return m.service == "" && m.pattern.Match(c.ARN)
}

// readExemptions reads the exemptions. A pattern that could mean anyone is a flaw and admits nobody.
func (p *prover) readExemptions() {
	for i := range p.Intent.Exemptions {
		e := &p.Intent.Exemptions[i]
		for at, pattern := range e.Principals {
			if p.checkPrincipal(pattern) == nil {
				p.exemptPatterns = append(p.exemptPatterns, exemptPattern{exemptMatch: exemptMatch{e, at}, pattern: iam.PrincipalPattern(pattern)})
			}
		}
		for at, service := range e.Services {
			p.exemptPatterns = append(p.exemptPatterns, exemptPattern{exemptMatch: exemptMatch{e, at}, service: service})
		}
	}
}

// opens reports whether any exemption opens an action to the actor: overlaps add up.
func (a *caller) opens(action policy.Action) bool {
	return slices.ContainsFunc(a.matches, func(m exemptMatch) bool { return m.exemption.Opens(action) })
}

// has reports whether the actor is in an exemption of a kind.
func (a *caller) has(kind policy.ExemptionKind) bool {
	return slices.ContainsFunc(a.matches, func(m exemptMatch) bool { return m.exemption.Kind == kind })
}

// path is the input that made the actor exempt.
func (a *caller) path() string {
	if len(a.matches) == 0 {
		return ""
	}
	return a.matches[0].exemption.InputPath(a.matches[0].at)
}

// enumerateCallers lists who is asked about: one representative of every non-empty overlap of the patterns, whoever is in
// none of them, and those to whom AWS applies rules of their own.
//
// Overlaps are decided by intersecting patterns. A sample would miss the one role that is in two of them.
func (p *prover) enumerateCallers() {
	p.readExemptions()
	patterns, accounts, services := p.mentioned()
	names := iam.CanonicalValues(patterns)
	foreign := unlisted(accounts, "999900000000", 12)
	universes := []struct{ account, kind, name string }{
		{p.account, "role", "any other role of the account"},
		{p.account, "user", "any other user of the account"},
		{foreign, "role", "a role of another account"},
	}
	for _, account := range iam.CanonicalValues(accounts) { // one that a document lets in has roles that it does not name
		if account != p.account && iam.IsAccountID(account) {
			universes = append(universes, universes[2])
			last := &universes[len(universes)-1]
			last.account, last.name = account, "any role of account "+account
		}
	}
	for _, name := range names {
		if !iam.PrincipalPattern(name).HasWildcard() {
			p.addCaller(name, "")
		}
	}
	for _, u := range universes {
		p.enumerateUnnamed(u.account, u.kind, u.name, names)
	}
	own := p.iamPrefix + ":"
	if p.guardrail { // it reaches neither service-linked roles nor services
		p.addCaller(own+"root", "the root user of the account")
		return
	}
	for _, special := range []struct{ arn, name string }{
		{own + "root", "the root user of the account"},
		{
			own + "role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication",
			"the service-linked role of global tables",
		},
		{
			own + "role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/" +
				"AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
			"the service-linked role of autoscaling",
		},
		{p.Deployer, "the deployer"},
	} {
		p.addCaller(special.arn, special.name)
	}
	for _, service := range iam.CanonicalValues(append(services, "replication.dynamodb.amazonaws.com")) {
		p.addCaller(service, "the service "+service)
	}
}

// enumerateUnnamed adds the representatives among the roles or users of one account.
func (p *prover) enumerateUnnamed(account, kind, name string, patterns iam.Values) {
	prefix := strings.TrimSuffix(p.iamPrefix, p.account) + account + ":" + kind + "/"
	universe := iam.NamesUnder(prefix)
	endless := iam.NewPattern("*/") // no name ends in a slash
	var wild []iam.Pattern
	for _, pattern := range patterns {
		if g := iam.PrincipalPattern(pattern); g.HasWildcard() && iam.Overlap(g, universe) {
			wild = append(wild, g)
		}
	}
	if len(wild) == 0 { // the usual case, which needs no search
		p.addCaller(unlisted(patterns, prefix+"somebody", 0), name)
		return
	}
	type cell struct{ in, out []iam.Pattern }
	cells := []cell{{in: []iam.Pattern{universe}, out: []iam.Pattern{endless}}}
	for _, g := range wild {
		var next []cell
		for _, c := range cells {
			for _, split := range []cell{
				{append(slices.Clone(c.in), g), c.out}, {c.in, append(slices.Clone(c.out), g)},
			} {
				if _, found := iam.Witness(split.in, split.out); found {
					next = append(next, split)
				}
			}
		}
		cells = next
	}
	ordinary := false
	for _, c := range cells {
		for _, pattern := range patterns { // who is named in full is in the cast already
			if g := iam.PrincipalPattern(pattern); !g.HasWildcard() {
				c.out = append(c.out, g)
			}
		}
		arn, found := iam.Witness(c.in, c.out)
		switch {
		case !found: // the cell holds only those
		case len(c.in) == 1:
			ordinary = true
			p.addCaller(arn, name)
		default:
			p.addCaller(arn, "")
		}
	}
	if !ordinary {
		p.find(Finding{
			Question: QuestionOutside,
			Message: fmt.Sprintf("exempt single principals: the patterns together take in every %s of account %s",
				kind, account),
		})
	}
}

// addCaller adds a caller once, with the exemptions that it is in.
func (p *prover) addCaller(principal, name string) {
	who, err := iam.ParseCaller(principal)
	beyond := p.guardrail && who.Kind == iam.ServiceLinkedCaller // whatever a guardrail says of it
	if err != nil || beyond || slices.ContainsFunc(p.callers, func(a caller) bool { return a.Caller == who }) {
		return
	}
	a := caller{Caller: who, name: name}
	for i := range p.exemptPatterns {
		if p.exemptPatterns[i].matches(&who) {
			a.matches = append(a.matches, p.exemptPatterns[i].exemptMatch)
		}
	}
	var reasons []string
	for _, m := range a.matches {
		reasons = append(reasons, m.exemption.Reason)
	}
	switch {
	case len(reasons) > 0:
		a.name = fmt.Sprintf("%s (%s)", p.called(who.String(), a.matches), strings.Join(iam.CanonicalValues(reasons), ", "))
	case name == "":
		a.name = who.String()
	}
	p.callers = append(p.callers, a)
}

// called is the pattern by which an exempt caller is known: a representative's own name is made up.
func (p *prover) called(principal string, matches []exemptMatch) string {
	var patterns []string
	for _, m := range matches {
		if m.at < len(m.exemption.Principals) && principal != m.exemption.Principals[m.at] {
			patterns = append(patterns, m.exemption.Principals[m.at])
		}
	}
	named := slices.ContainsFunc(matches, func(m exemptMatch) bool { return slices.Contains(m.exemption.Principals, principal) })
	if named || len(patterns) == 0 {
		return principal
	}
	return strings.Join(iam.CanonicalValues(patterns), " and ")
}

// unlisted is a name that is not in a list; count is how many of its characters may change, or 0 to add some.
func unlisted(list []string, name string, count int) string {
	for n := 0; slices.Contains(list, name); n++ {
		if count > 0 {
			name = fmt.Sprintf("%s%0*d", name[:len(name)-count], count, n)
		} else {
			name += "x"
		}
	}
	return name
}

// mentioned are the principals, accounts and services that the intent or a document names.
func (p *prover) mentioned() (patterns, accounts, services []string) {
	accounts = append(accounts, p.account)
	for _, e := range p.Intent.Exemptions {
		patterns = append(patterns, e.Principals...)
		services = append(services, e.Services...)
	}
	for _, g := range p.Intent.Grants {
		patterns = append(patterns, g.Principals...)
		services = append(services, g.Services...)
	}
	p.eachCondition(func(_ *iam.Statement, _, key string, wanted iam.Values) {
		switch strings.ToLower(key) {
		case "aws:principalarn":
			patterns = append(patterns, wanted...)
		case "aws:principalaccount", "aws:resourceaccount":
			accounts = append(accounts, wanted...)
		case "aws:principalservicename":
			services = append(services, wanted...)
		}
	})
	for _, d := range p.allDocuments() {
		for _, s := range d.Document.Statement {
			patterns = append(patterns, s.Principal.ByKind["AWS"]...)
			services = append(services, s.Principal.ByKind["Service"]...)
		}
	}
	for _, pattern := range patterns {
		if arn, known := iam.ParseARN(pattern); known {
			accounts = append(accounts, arn.Account)
		}
	}
	patterns = slices.DeleteFunc(patterns, func(pattern string) bool { return !strings.HasPrefix(pattern, "arn:") })
	return patterns, accounts, services
}
