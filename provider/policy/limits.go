package policy

import (
	"fmt"
	"slices"
	"strings"
)

// checkLimits asks whether AWS would take the documents: their sizes, and the names in them. One name that a
// kind of policy does not support makes AWS reject it whole. Source: "DynamoDB API operations supported by
// resource-based policies". It reports whether they fit.
func (p *prover) checkLimits() (fits bool) {
	fits = true
	for _, d := range p.allDocuments() {
		if d.layer == LayerEndpoint && p.AdoptedEndpoint {
			continue // AWS took it long ago
		}
		refuse := func(format string, args ...any) {
			p.flaw(Flaw{Question: AskLimits, Message: d.Name + ": " + fmt.Sprintf(format, args...)})
		}
		if err := d.Document.fits(limits[d.layer]); err != nil {
			refuse("%v", err)
			fits = false
		}
		if d.Document.Version != Version {
			refuse("set Version %s: what AWS sends back would not equal what was sent", Version)
		}
		for _, s := range d.Document.Statement {
			for _, name := range slices.Concat(s.Action, s.NotAction) {
				if !d.takes(name) {
					refuse("do not name %s: no AWS document says that this kind of policy takes it", name)
				}
			}
			if d.layer == LayerResource && s.Effect == Allow && !bounded(s) {
				refuse("bound statement %s: Block Public Access refuses an Allow that could mean anyone", s.Sid)
			}
		}
	}
	return fits
}

var limits = map[Layer]int{
	LayerResource: ResourcePolicyLimit, LayerEndpoint: EndpointPolicyLimit, LayerSCP: SCPLimit, LayerRCP: RCPLimit,
}

// RCPLimit is the size in characters up to which AWS accepts a resource control policy. Source: "Quotas and
// service limits for AWS Organizations".
const RCPLimit = 5120

// takes reports whether AWS documents a name for a kind of policy.
func (d layered) takes(name string) bool {
	if name == "dynamodb:*" || d.layer != LayerResource && strings.ContainsAny(name, "*?") {
		return true
	}
	at := slices.IndexFunc(actions, func(a Action) bool { return strings.EqualFold(a.String(), name) })
	switch {
	case d.layer != LayerResource:
		return at >= 0 || !strings.HasPrefix(name, "dynamodb:") // another service's name is not ours to judge
	case at < 0:
		return false
	case strings.Contains(d.To, "/stream/"):
		return actions[at].inStreamPolicy()
	default:
		return actions[at].inTablePolicy()
	}
}

// trusted are the keys by which an Allow for everyone is bounded, if their values hold no wildcard. Source:
// "Block public access with resource-based policies in DynamoDB".
var trusted = []string{
	"aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:SourceAccount", "aws:SourceArn",
	"aws:SourceOrgID", "aws:SourceVpc", "aws:SourceVpce",
}

func bounded(s Statement) bool {
	for _, operator := range []string{"StringEquals", "ArnEquals", "ArnLike", "StringLike"} {
		for key, values := range s.Condition[operator] {
			open := slices.ContainsFunc(values, func(value string) bool { return strings.ContainsAny(value, "*?$") })
			if slices.Contains(trusted, key) && !open {
				return true
			}
		}
	}
	return !everyone(s.Principal) && s.NotPrincipal.IsZero() && len(s.Principal.ByKind["Service"]) == 0
}

// understood are the keys that a Deny may test: they follow from who calls from where, and every value that
// matters is asked about. Each other key is a way around the statement for whoever can set it.
var understood = []string{
	"aws:principalarn", "aws:principalaccount", "aws:principalservicename", "aws:principalisawsservice",
	"aws:principaltype", "aws:resourceaccount", "aws:requestedregion", "aws:viaawsservice", "aws:calledvia",
	"aws:calledviafirst", "aws:calledvialast", "aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid",
}

// checkEscapes looks for conditions of a Deny that nobody should need.
func (p *prover) checkEscapes() {
	p.eachCondition(func(s *Statement, operator, key string, wanted Values) {
		folded := strings.ToLower(key)
		if s.Effect != Deny {
			return
		}
		if !slices.Contains(understood, folded) {
			p.flaw(Flaw{Question: AskOutside, Message: fmt.Sprintf(
				"drop condition %s %s from statement %s: whoever meets it otherwise is not refused", operator, key, s.Sid)})
		}
		if base, _ := strings.CutPrefix(operator, "For"); folded != "aws:principalarn" || !strings.Contains(base, "Not") {
			return
		}
		for _, pattern := range wanted {
			if err := CheckGuardrailPrincipal(pattern); err != nil {
				p.flaw(Flaw{Question: AskOutside, Message: fmt.Sprintf(
					"exempt one principal, not %q, in statement %s: it %v", pattern, s.Sid, err)})
			}
		}
	})
}
