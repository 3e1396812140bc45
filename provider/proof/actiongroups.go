package proof

import (
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// actionGroup is a set of actions that no document and no exemption tells apart on one kind of resource, so that
// one of them answers for all. An action enters a decision by which statements cover it, by which exemptions
// open it, and by AWS's one rule about root and DeleteResourcePolicy: two that agree in these get the same
// answer whoever calls from wherever.
type actionGroup struct {
	action   policy.Action // the first one
	name     string        // as policies write it
	members  []policy.Action
	kind     string // of the resource: table, index or stream
	resource string
	support  policy.Support // what AWS says of the action in that resource's policy
	governed bool           // the intent refuses it there, to whom it refuses anything
}

func (g *actionGroup) names() []string {
	names := make([]string, len(g.members))
	for i, member := range g.members {
		names[i] = member.Name
	}
	return names
}

// elsewhere is what the actions are authorised on that are about a table and do not name it, so that its policy is
// never asked: a global table, or nothing. Source: service authorization reference, resource types.
func (p *prover) elsewhere(action policy.Action) string {
	switch {
	case p.guardrail: // no resource's policy: it is asked about whatever is named
		return p.Table
	case action.Name == "UpdateAbacStatus":
		return "*"
	case action.Name == "DescribeGlobalTable", action.Name == "DescribeGlobalTableSettings":
		arn, _ := iam.ParseARN(p.Table)
		arn.Region, arn.Resource = "", "global-"+arn.Resource
		return arn.String()
	default:
		return p.Table
	}
}

// group sorts the actions. Without merge each one is a group of its own.
func (p *prover) group(merge bool) {
	at := map[string]int{}
	add := func(g actionGroup) {
		if p.guardrail { // it may name every action
			g.support = policy.Documented
		}
		key := g.action.Name + " " + g.kind
		if merge {
			key = p.signature(g)
		}
		if known, found := at[key]; found {
			p.groups[known].members = append(p.groups[known].members, g.action)
			return
		}
		at[key] = len(p.groups)
		g.members, g.name = []policy.Action{g.action}, g.action.String()
		p.groups = append(p.groups, g)
	}
	organization := len(p.Documents.SCP)+len(p.Documents.RCP) > 0
	for _, class := range policy.Classes() {
		for _, action := range policy.Actions() {
			if action.Class != class {
				continue
			}
			refused := p.Intent.Enforces(action)
			governs := func(s policy.Support) bool {
				return refused && (p.guardrail || s.Rendered() || s == policy.Unknown && p.Intent.Enforcement == policy.EnforceAll)
			}
			streams, tableless := action.Class == policy.ClassStream, action.Class == policy.ClassAccount
			named := action.Table != policy.Rejected || !streams && !tableless
			if named || organization && (!streams || !p.guardrail) {
				g := actionGroup{action: action, kind: policy.TableResource, resource: p.elsewhere(action), support: action.Table}
				g.governed = governs(g.support)
				add(g)
			}
			if action.Indexed {
				add(actionGroup{
					action: action, kind: policy.IndexResource, resource: p.Table + "/index/any", support: action.Table,
					governed: governs(action.Table),
				})
			}
			if p.Stream != "" && action.Stream != policy.Rejected {
				add(actionGroup{
					action: action, kind: policy.StreamResource, resource: p.Stream, support: action.Stream,
					governed: governs(action.Stream),
				})
			}
		}
	}
}

// signature is all by which a decision could tell an action from another.
func (p *prover) signature(g actionGroup) string {
	var key strings.Builder
	bit := func(set bool) {
		if set {
			key.WriteByte('1')
		} else {
			key.WriteByte('0')
		}
	}
	key.WriteString(g.kind + " " + g.resource + " " + string(g.support) + " " + string(g.action.Class) + " ")
	covering, _ := p.set.Covering(g.action.String())
	for _, covers := range covering {
		bit(covers)
	}
	for _, e := range p.Intent.Exemptions {
		bit(e.Opens(g.action))
	}
	bit(g.action.Name == "DeleteResourcePolicy")
	return key.String()
}
