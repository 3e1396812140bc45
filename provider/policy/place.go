package policy

import (
	"slices"
	"strings"
)

// place is an origin by the part it plays. Reports name the part and never an id, so that they can be read
// before the network exists.
type place struct {
	Origin
	name   string
	inside bool
}

// The parts that origins play, in the order in which reports list them.
const (
	placeInside   = "this network"
	placeOther    = "another VPC"
	placeInternet = "the internet"
	placeVia      = "a service acting for the caller"
	placeService  = "the service itself"
)

// survey of places: every listed network, networks that are not, those that a document mentions although they
// are not listed, the internet, and services that pass a call on.
func (p *prover) locate() {
	values := map[string][]string{} // by folded key, what the documents compare it with
	p.eachCondition(func(_ *Statement, _, key string, wanted Values) {
		folded := strings.ToLower(key)
		values[folded] = append(values[folded], wanted...)
	})
	ids := p.Intent.Perimeter.ids()
	vpc := unlisted(append(values["aws:sourcevpc"], ids[PerimeterVPCs]...), "vpc-0fffffffffffffff0", 4)
	endpoint := unlisted(append(values["aws:sourcevpce"], ids[PerimeterEndpoints]...), "vpce-0fffffffffffffff0", 4)
	account := unlisted(append(values["aws:vpceaccount"], ids[PerimeterAccount]...), "999900000001", 12)
	org := unlisted(append(values["aws:vpceorgid"], ids[PerimeterOrganization]...), "o-zzzzzzzzzz", 4)
	add := func(name string, o Origin) {
		o.IP = "203.0.113.7"
		if o.Endpoint != "" {
			o.IP = "10.0.0.7"
		}
		inside := p.Intent.Perimeter.contains(o)
		if inside {
			name = placeInside
		}
		p.places = append(p.places, place{o, name, inside})
	}
	other := Origin{VPC: vpc, Endpoint: endpoint, EndpointAccount: account, EndpointOrg: org}
	for _, known := range []struct {
		kind PerimeterKind
		key  string
		set  func(*Origin, string)
	}{
		{PerimeterVPCs, "aws:sourcevpc", func(o *Origin, id string) { o.VPC = id }},
		{PerimeterEndpoints, "aws:sourcevpce", func(o *Origin, id string) { o.Endpoint = id }},
		{PerimeterAccount, "aws:vpceaccount", func(o *Origin, id string) { o.EndpointAccount = id }},
		{PerimeterOrganization, "aws:vpceorgid", func(o *Origin, id string) { o.EndpointOrg = id }},
	} {
		mentioned := slices.DeleteFunc(values[known.key], func(id string) bool { return strings.ContainsAny(id, "*?$") })
		for _, id := range canonical(slices.Concat(ids[known.kind], mentioned)) {
			o := other
			known.set(&o, id)
			add(placeOther, o)
		}
	}
	own := other // another VPC of the table's own account is as far outside as any
	own.EndpointAccount = p.account
	add(placeOther, own)
	add(placeOther, other)
	add(placeInternet, Origin{})
	add(placeVia, Origin{Via: []string{"athena.amazonaws.com"}})
	for _, key := range []string{"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"} {
		for _, service := range canonical(values[key]) {
			add(placeVia, Origin{Via: []string{service}})
			add(placeVia, Origin{Via: []string{service, "athena.amazonaws.com"}})
			add(placeVia, Origin{Via: []string{"athena.amazonaws.com", service}})
		}
	}
}

// eachCondition visits every test of every document that bears on the table.
func (p *prover) eachCondition(visit func(statement *Statement, operator, key string, wanted Values)) {
	for _, d := range p.allDocuments() {
		for i := range d.Document.Statement {
			s := &d.Document.Statement[i]
			for _, operator := range sortedKeys(s.Condition) {
				for _, key := range sortedKeys(s.Condition[operator]) {
					visit(s, operator, key, s.Condition[operator][key])
				}
			}
		}
	}
}

// layered is a document and what kind of policy it is.
type layered struct {
	AttachedDocument
	layer Layer
}

func (p *prover) allDocuments() []layered {
	var all []layered
	for _, d := range p.Documents.Resource {
		all = append(all, layered{d, LayerResource})
	}
	for _, d := range p.Documents.Endpoint {
		all = append(all, layered{d, LayerEndpoint})
	}
	for layer, levels := range map[Layer][]Level{LayerSCP: p.Documents.SCP, LayerRCP: p.Documents.RCP} {
		for _, level := range levels {
			for _, d := range level.Documents {
				all = append(all, layered{AttachedDocument{Name: d.Name, Document: d.Document}, layer})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b layered) int { return int(a.layer) - int(b.layer) })
	return all
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
	p.eachCondition(func(_ *Statement, _, key string, wanted Values) {
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
		if parts := strings.SplitN(pattern, ":", arnParts); len(parts) == arnParts {
			accounts = append(accounts, parts[4])
		}
	}
	patterns = slices.DeleteFunc(patterns, func(pattern string) bool { return !strings.HasPrefix(pattern, "arn:") })
	return patterns, accounts, services
}
