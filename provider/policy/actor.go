package policy

import (
	"fmt"
	"slices"
	"strings"
)

// actor is one caller that stands for all who are treated like it.
type actor struct {
	Caller
	name    string // as a report calls it
	matches []match
}

// match is an exemption that an actor is in, and which of its principals or services says so.
type match struct {
	exemption *Exemption
	at        int
}

// admission is one principal or service of an exemption, made ready to be compared.
type admission struct {
	match
	pattern glob
	service string
}

func (m *admission) admits(c *Caller) bool {
	if c.Kind == ServiceCaller {
		return m.service == c.Service
	}
	return m.service == "" && m.pattern.match(c.ARN)
}

// admit reads the exemptions. A pattern that could mean anyone is a flaw and admits nobody.
func (p *prover) admit() {
	for i := range p.Intent.Exemptions {
		e := &p.Intent.Exemptions[i]
		for at, pattern := range e.Principals {
			if checkPrincipal(pattern, p.guardrail) == nil {
				p.admissions = append(p.admissions, admission{match: match{e, at}, pattern: principalGlob(pattern)})
			}
		}
		for at, service := range e.Services {
			p.admissions = append(p.admissions, admission{match: match{e, at}, service: service})
		}
	}
}

// opens reports whether any exemption opens an action to the actor: overlaps add up.
func (a *actor) opens(action Action) bool {
	return slices.ContainsFunc(a.matches, func(m match) bool { return m.exemption.opens(action) })
}

// is reports whether the actor is in an exemption of a kind.
func (a *actor) is(kind ExemptionKind) bool {
	return slices.ContainsFunc(a.matches, func(m match) bool { return m.exemption.Kind == kind })
}

// path is the input that made the actor exempt.
func (a *actor) path() string {
	if len(a.matches) == 0 {
		return ""
	}
	return a.matches[0].exemption.path(a.matches[0].at)
}

// cast lists who is asked about: one representative of every non-empty overlap of the patterns, whoever is in
// none of them, and those to whom AWS applies rules of their own.
//
// Overlaps are decided by intersecting patterns. A sample would miss the one role that is in two of them.
func (p *prover) cast() {
	p.admit()
	patterns, accounts, services := p.mentioned()
	names := canonical(patterns)
	foreign := unlisted(accounts, "999900000000", 12)
	universes := []struct{ account, kind, name string }{
		{p.account, "role", "any other role of the account"},
		{p.account, "user", "any other user of the account"},
		{foreign, "role", "a role of another account"},
	}
	for _, account := range canonical(accounts) { // one that a document lets in has roles that it does not name
		if account != p.account && accountID.MatchString(account) {
			universes = append(universes, universes[2])
			last := &universes[len(universes)-1]
			last.account, last.name = account, "any role of account "+account
		}
	}
	for _, name := range names {
		if principalGlob(name).tokens == nil {
			p.add(name, "")
		}
	}
	for _, u := range universes {
		p.castUniverse(u.account, u.kind, u.name, names)
	}
	partition := strings.Split(p.Table, ":")[1]
	own := "arn:" + partition + ":iam::" + p.account + ":"
	if p.guardrail { // it reaches neither service-linked roles nor services
		p.add(own+"root", "the root user of the account")
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
		p.add(special.arn, special.name)
	}
	for _, service := range canonical(append(services, "replication.dynamodb.amazonaws.com")) {
		p.add(service, "the service "+service)
	}
}

// castUniverse adds the representatives among the roles or users of one account.
func (p *prover) castUniverse(account, kind, name string, patterns Values) {
	partition := strings.Split(p.Table, ":")[1]
	prefix := "arn:" + partition + ":iam::" + account + ":" + kind + "/"
	universe := globOf(append([]rune(prefix), anyTextInPart, anyCharInPart))
	endless := newGlob("*/") // no name ends in a slash
	var wild []glob
	for _, pattern := range patterns {
		if g := principalGlob(pattern); g.tokens != nil && overlaps(g, universe) {
			wild = append(wild, g)
		}
	}
	if len(wild) == 0 { // the usual case, which needs no search
		p.add(unlisted(patterns, prefix+"somebody", 0), name)
		return
	}
	type cell struct{ in, out []glob }
	cells := []cell{{in: []glob{universe}, out: []glob{endless}}}
	for _, g := range wild {
		var next []cell
		for _, c := range cells {
			for _, split := range []cell{
				{append(slices.Clone(c.in), g), c.out}, {c.in, append(slices.Clone(c.out), g)},
			} {
				if _, found := witness(split.in, split.out); found {
					next = append(next, split)
				}
			}
		}
		cells = next
	}
	ordinary := false
	for _, c := range cells {
		for _, pattern := range patterns { // who is named in full is in the cast already
			if g := principalGlob(pattern); g.tokens == nil {
				c.out = append(c.out, g)
			}
		}
		arn, found := witness(c.in, c.out)
		switch {
		case !found: // the cell holds only those
		case len(c.in) == 1:
			ordinary = true
			p.add(arn, name)
		default:
			p.add(arn, "")
		}
	}
	if !ordinary {
		p.flaw(Flaw{
			Question: AskOutside,
			Message: fmt.Sprintf("exempt single principals: the patterns together take in every %s of account %s",
				kind, account),
		})
	}
}

// add adds an actor once, with the exemptions that it is in.
func (p *prover) add(principal, name string) {
	caller, err := ParseCaller(principal)
	beyond := p.guardrail && caller.Kind == ServiceLinkedCaller // whatever a guardrail says of it
	if err != nil || beyond || slices.ContainsFunc(p.actors, func(a actor) bool { return a.Caller == caller }) {
		return
	}
	a := actor{Caller: caller, name: name}
	for i := range p.admissions {
		if p.admissions[i].admits(&caller) {
			a.matches = append(a.matches, p.admissions[i].match)
		}
	}
	var reasons []string
	for _, m := range a.matches {
		reasons = append(reasons, m.exemption.Reason)
	}
	switch {
	case len(reasons) > 0:
		a.name = fmt.Sprintf("%s (%s)", p.called(caller.String(), a.matches), strings.Join(canonical(reasons), ", "))
	case name == "":
		a.name = caller.String()
	}
	p.actors = append(p.actors, a)
}

// called is the pattern by which an exempt caller is known: a representative's own name is made up.
func (p *prover) called(principal string, matches []match) string {
	var patterns []string
	for _, m := range matches {
		if m.at < len(m.exemption.Principals) && principal != m.exemption.Principals[m.at] {
			patterns = append(patterns, m.exemption.Principals[m.at])
		}
	}
	named := slices.ContainsFunc(matches, func(m match) bool { return slices.Contains(m.exemption.Principals, principal) })
	if named || len(patterns) == 0 {
		return principal
	}
	return strings.Join(canonical(patterns), " and ")
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
