package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// caller is a caller that stands for all who are treated like it.
type caller struct {
	iam.Caller
	name    string // as in reports
	matches []exemptMatch
}

// exemptMatch is an exemption that a caller is in, and the index of the principal or service that matches.
type exemptMatch struct {
	exemption *policy.Exemption
	at        int
}

// exemptPattern is one principal or service of an exemption, compiled.
type exemptPattern struct {
	exemptMatch
	pattern iam.Pattern
	service string
}

func (e *exemptPattern) matches(c *iam.Caller) bool {
	if c.Kind == iam.ServiceCaller {
		return e.service == c.Service
	}
	return e.service == "" && e.pattern.Match(c.ARN)
}

// isExempt reports whether any of the caller's exemptions opens an action.
func (c *caller) isExempt(action policy.Action) bool {
	return slices.ContainsFunc(c.matches, func(m exemptMatch) bool { return m.exemption.Opens(action) })
}

// has reports whether the caller has an exemption of a kind.
func (c *caller) has(kind policy.ExemptionKind) bool {
	return slices.ContainsFunc(c.matches, func(m exemptMatch) bool { return m.exemption.Kind == kind })
}

// path is the input that makes the caller exempt; it is empty if the caller is not.
func (c *caller) path() string {
	if len(c.matches) == 0 {
		return ""
	}
	return c.matches[0].exemption.InputPath(c.matches[0].at)
}

// readExemptions compiles the exemptions. It leaves out a pattern that could mean anyone, which is a finding.
func (p *prover) readExemptions() {
	add := func(e exemptPattern) { p.exemptPatterns = append(p.exemptPatterns, e) }
	for i := range p.Intent.Exemptions {
		e := &p.Intent.Exemptions[i]
		for at, pattern := range e.Principals {
			if p.checkPrincipal(pattern) == nil {
				add(exemptPattern{exemptMatch: exemptMatch{e, at}, pattern: iam.PrincipalPattern(pattern)})
			}
		}
		for at, service := range e.Services {
			add(exemptPattern{exemptMatch: exemptMatch{e, at}, service: service})
		}
	}
}

// checkPrincipal returns an error for a pattern that could mean anyone, or that is of another partition than the table
// and so means nobody.
func (p *prover) checkPrincipal(pattern string) error {
	check := policy.CheckPrincipal
	if p.guardrail {
		check = policy.CheckGuardrailPrincipal
	}
	if err := check(pattern); err != nil {
		return err
	}
	table, _ := iam.ParseARN(p.Table)
	return policy.CheckPartition(pattern, table.Partition)
}

// enumerateCallers lists the callers to evaluate: every principal that is named in full, one representative of every
// non-empty overlap of the patterns, one of those that no pattern matches, and the callers for whom AWS has rules of
// their own.
//
// Overlaps are decided by intersecting patterns. A sample could miss the one role that two patterns match.
func (p *prover) enumerateCallers() {
	p.readExemptions()
	patterns, accounts, services := p.mentioned(p.allDocuments())
	names := iam.CanonicalValues(patterns)
	for _, name := range names {
		if !iam.PrincipalPattern(name).HasWildcard() {
			p.addCaller(name, "")
		}
	}
	for _, members := range p.populations(accounts) {
		p.enumerateUnnamed(members, names)
	}
	own := p.iamPrefix + ":"
	p.addCaller(own+"root", "the root user of the account")
	if p.guardrail { // it applies to neither service-linked roles nor services
		return
	}
	p.addCaller(own+"role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication",
		"the service-linked role of global tables")
	p.addCaller(own+"role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"+
		"AWSServiceRoleForApplicationAutoScaling_DynamoDBTable", "the service-linked role of autoscaling")
	p.addCaller(p.Deployer, "the deployer")
	for _, service := range iam.CanonicalValues(append(services, "replication.dynamodb.amazonaws.com")) {
		p.addCaller(service, "the service "+service)
	}
}

// population is all roles, or all users, of one account.
type population struct{ account, kind, name string }

// populations lists the roles and users of the table's account, the roles of an account that nothing mentions, and the
// roles of every account that something does: a document that admits an account names none of its roles.
func (p *prover) populations(accounts []string) []population {
	all := []population{
		{p.account, "role", "any other role of the account"},
		{p.account, "user", "any other user of the account"},
		{unlisted(accounts, "999900000000", 12), "role", "a role of another account"},
	}
	for _, account := range iam.CanonicalValues(accounts) {
		if account != p.account && iam.IsAccountID(account) {
			all = append(all, population{account, "role", "any role of account " + account})
		}
	}
	return all
}

// enumerateUnnamed adds the representatives of a population: one that no pattern matches, and one for each non-empty
// overlap of the patterns.
func (p *prover) enumerateUnnamed(members population, patterns iam.Values) {
	prefix := strings.TrimSuffix(p.iamPrefix, p.account) + members.account + ":" + members.kind + "/"
	everyone := iam.NamesUnder(prefix)
	var wild, named []iam.Pattern
	for _, written := range patterns {
		switch pattern := iam.PrincipalPattern(written); {
		case !pattern.HasWildcard():
			named = append(named, pattern)
		case iam.Overlap(pattern, everyone):
			wild = append(wild, pattern)
		}
	}
	if len(wild) == 0 { // the usual case, which needs no search
		p.addCaller(unlisted(patterns, prefix+"somebody", 0), members.name)
		return
	}
	unmatched := false
	for _, o := range overlaps(everyone, wild) {
		arn, found := iam.Witness(o.in, slices.Concat(o.out, named)) // callers that are named in full are listed already
		switch {
		case !found: // the overlap holds only those
		case len(o.in) == 1:
			unmatched = true
			p.addCaller(arn, members.name)
		default:
			p.addCaller(arn, "")
		}
	}
	if !unmatched && !p.isAnyUnexempt(everyone) {
		p.find(Finding{
			Question: QuestionOutside,
			Message: fmt.Sprintf("exempt single principals: together, the patterns match every %s of account %s",
				members.kind, members.account),
		})
	}
}

// isAnyUnexempt reports whether the patterns leave out some of a population, but for those of adopted endpoints, whose
// policies exempt nobody.
func (p *prover) isAnyUnexempt(everyone iam.Pattern) bool {
	ours, _, _ := p.mentioned(slices.DeleteFunc(p.allDocuments(), p.isAdopted))
	out := []iam.Pattern{noName}
	for _, written := range ours {
		out = append(out, iam.PrincipalPattern(written))
	}
	_, found := iam.Witness([]iam.Pattern{everyone}, out)
	return found
}

// noName matches no principal, since no name ends in a slash.
var noName = iam.NewPattern("*/")

// overlap is the set of names that all patterns of in match and none of out does.
type overlap struct{ in, out []iam.Pattern }

// overlaps divides a population into the non-empty overlaps of some patterns.
func overlaps(everyone iam.Pattern, patterns []iam.Pattern) []overlap {
	all := []overlap{{in: []iam.Pattern{everyone}, out: []iam.Pattern{noName}}}
	for _, pattern := range patterns {
		var divided []overlap
		for _, o := range all {
			for _, part := range []overlap{
				{append(slices.Clone(o.in), pattern), o.out}, {o.in, append(slices.Clone(o.out), pattern)},
			} {
				if _, found := iam.Witness(part.in, part.out); found {
					divided = append(divided, part)
				}
			}
		}
		all = divided
	}
	return all
}

// addCaller adds a caller once, with its exemptions. It ignores what is no principal, and a service-linked role where a
// guardrail is proven, since no guardrail applies to it.
func (p *prover) addCaller(principal, name string) {
	who, err := iam.ParseCaller(principal)
	beyond := p.guardrail && who.Kind == iam.ServiceLinkedCaller
	if err != nil || beyond || slices.ContainsFunc(p.callers, func(c caller) bool { return c.Caller == who }) {
		return
	}
	c := caller{Caller: who, name: name}
	var reasons []string
	for i := range p.exemptPatterns {
		if e := &p.exemptPatterns[i]; e.matches(&who) {
			c.matches = append(c.matches, e.exemptMatch)
			reasons = append(reasons, e.exemption.Reason)
		}
	}
	switch {
	case len(reasons) > 0:
		c.name = fmt.Sprintf("%s (%s)", c.knownAs(), strings.Join(iam.CanonicalValues(reasons), ", "))
	case name == "":
		c.name = who.String()
	}
	p.callers = append(p.callers, c)
}

// knownAs is how an exempt caller is known: by its own name if an exemption lists that, else by the patterns that match
// it, since the name of a representative is made up.
func (c *caller) knownAs() string {
	principal := c.String()
	var patterns []string
	for _, m := range c.matches {
		switch {
		case slices.Contains(m.exemption.Principals, principal):
			return principal
		case m.at < len(m.exemption.Principals):
			patterns = append(patterns, m.exemption.Principals[m.at])
		}
	}
	if len(patterns) == 0 {
		return principal
	}
	return strings.Join(iam.CanonicalValues(patterns), " and ")
}

// unlisted returns a name that is not in a list, by changing the last digits of the given one, or by adding to it if
// digits is 0.
func unlisted(list []string, name string, digits int) string {
	for n := 0; slices.Contains(list, name); n++ {
		if digits > 0 {
			name = fmt.Sprintf("%s%0*d", name[:len(name)-digits], digits, n)
		} else {
			name += "x"
		}
	}
	return name
}

// mentioned lists the patterns of principals, the accounts and the services that the intent or one of some documents
// names.
func (p *prover) mentioned(documents []attachedTo) (patterns, accounts, services []string) {
	accounts = append(accounts, p.account)
	for _, e := range p.Intent.Exemptions {
		patterns = append(patterns, e.Principals...)
		services = append(services, e.Services...)
	}
	for _, g := range p.Intent.Grants {
		patterns = append(patterns, g.Principals...)
		services = append(services, g.Services...)
	}
	eachCondition(documents, func(_ *iam.Statement, _, key string, wanted iam.Values) {
		switch strings.ToLower(key) {
		case "aws:principalarn":
			patterns = append(patterns, wanted...)
		case "aws:principalaccount", "aws:resourceaccount":
			accounts = append(accounts, wanted...)
		case "aws:principalservicename":
			services = append(services, wanted...)
		}
	})
	for _, d := range documents {
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
