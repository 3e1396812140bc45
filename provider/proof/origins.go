package proof

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// origin is an origin with the part that it plays. Reports name the part and never an id, so that they are complete
// before the network exists.
type origin struct {
	iam.Origin
	name   string
	inside bool
}

// nameFor is the part that an origin plays for a caller. A service that calls as itself has no other origin.
func (o *origin) nameFor(c *caller) string {
	if c.Kind == iam.ServiceCaller {
		return originService
	}
	return o.name
}

// The parts that origins play, in the order in which reports list them.
const (
	originInside   = "this network"
	originOtherVPC = "another VPC"
	originInternet = "the internet"
	originVia      = "a service acting for the caller"
	originService  = "the service itself"
)

// enumerateOrigins lists the origins to evaluate: every network that the intent lists, networks that a document names
// although the intent does not, networks that nobody names, the internet, and services that act for the caller.
func (p *prover) enumerateOrigins() {
	values := map[string][]string{} // what the documents compare a key with, by the key in lower case
	p.eachCondition(func(_ *iam.Statement, _, key string, wanted iam.Values) {
		folded := strings.ToLower(key)
		values[folded] = append(values[folded], wanted...)
	})
	ids := p.Intent.Perimeter.IDsByKind()
	vpc := unlisted(append(values["aws:sourcevpc"], ids[policy.PerimeterVPCs]...), "vpc-0fffffffffffffff0", 4)
	endpoint := unlisted(append(values["aws:sourcevpce"], ids[policy.PerimeterEndpoints]...), "vpce-0fffffffffffffff0", 4)
	account := unlisted(append(values["aws:vpceaccount"], ids[policy.PerimeterAccount]...), "999900000001", 12)
	org := unlisted(append(values["aws:vpceorgid"], ids[policy.PerimeterOrganization]...), "o-zzzzzzzzzz", 4)
	add := func(name string, o iam.Origin) {
		o.IP = "203.0.113.7"
		if o.Endpoint != "" {
			o.IP, o.EndpointOrgPaths = "10.0.0.7", []string{o.EndpointOrg + "/r-0000/"}
		}
		inside := p.Intent.Perimeter.Contains(o)
		if inside {
			name = originInside
		}
		p.origins = append(p.origins, origin{o, name, inside})
	}
	other := iam.Origin{VPC: vpc, Endpoint: endpoint, EndpointAccount: account, EndpointOrg: org}
	for _, known := range []struct {
		kind policy.PerimeterKind
		key  string
		set  func(*iam.Origin, string)
	}{
		{policy.PerimeterVPCs, "aws:sourcevpc", func(o *iam.Origin, id string) { o.VPC = id }},
		{policy.PerimeterEndpoints, "aws:sourcevpce", func(o *iam.Origin, id string) { o.Endpoint = id }},
		{policy.PerimeterAccount, "aws:vpceaccount", func(o *iam.Origin, id string) { o.EndpointAccount = id }},
		{policy.PerimeterOrganization, "aws:vpceorgid", func(o *iam.Origin, id string) { o.EndpointOrg = id }},
	} {
		mentioned := slices.DeleteFunc(values[known.key], func(id string) bool { return strings.ContainsAny(id, "*?$") })
		for _, id := range iam.CanonicalValues(slices.Concat(ids[known.kind], mentioned)) {
			o := other
			known.set(&o, id)
			add(originOtherVPC, o)
		}
	}
	own := other // another VPC of the table's own account is outside as well
	own.EndpointAccount = p.account
	add(originOtherVPC, own)
	add(originOtherVPC, other)
	add(originInternet, iam.Origin{})
	add(originVia, iam.Origin{Via: []string{"athena.amazonaws.com"}})
	for _, key := range []string{"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"} {
		for _, service := range iam.CanonicalValues(values[key]) {
			add(originVia, iam.Origin{Via: []string{service}})
			add(originVia, iam.Origin{Via: []string{service, "athena.amazonaws.com"}})
			add(originVia, iam.Origin{Via: []string{"athena.amazonaws.com", service}})
		}
	}
}
