package proof

import (
	"fmt"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// actionGroup is a set of actions on one kind of resource that no document and no exemption tells apart, so that the
// result of one holds for all. A decision depends on an action only by the statements that cover it, the exemptions
// that open it, and AWS's rule about root and DeleteResourcePolicy. Actions that agree in these are decided alike for
// every caller and origin.
type actionGroup struct {
	action   policy.Action // the first member, which is evaluated
	name     string        // the first member's name in policies
	members  []policy.Action
	kind     string // of the resource: table, index or stream
	resource string
	support  policy.Support // whether AWS accepts the action in that resource's policy
	governed bool           // the intent denies the actions on that resource to callers outside who are not exempt
}

// String names the first action, and the number of others.
func (g *actionGroup) String() string {
	if len(g.members) == 1 {
		return g.action.String()
	}
	return fmt.Sprintf("%s and %d more", g.action, len(g.members)-1)
}

func (g *actionGroup) names() []string {
	names := make([]string, len(g.members))
	for i, member := range g.members {
		names[i] = member.Name
	}
	return names
}

// groupActions groups the actions on the table, its indexes and its stream. Without merge, each action is a group of
// its own.
func (p *prover) groupActions(merge bool) {
	at := map[string]int{}
	add := func(action policy.Action, kind, resource string, support policy.Support) {
		g := actionGroup{
			action: action, name: action.String(), members: []policy.Action{action}, kind: kind, resource: resource,
			support: support, governed: p.governs(action, support),
		}
		if p.guardrail { // a guardrail may name every action
			g.support = policy.Documented
		}
		key := action.Name + " " + kind
		if merge {
			key = p.signature(&g)
		}
		if known, found := at[key]; found {
			p.groups[known].members = append(p.groups[known].members, action)
			return
		}
		at[key] = len(p.groups)
		p.groups = append(p.groups, g)
	}
	for _, class := range policy.Classes() {
		for _, action := range policy.Actions() {
			if action.Class != class {
				continue
			}
			if p.isAskedOnTable(action) {
				add(action, policy.TableResource, p.authorizedOn(action), action.Table)
			}
			if action.Indexed {
				add(action, policy.IndexResource, p.Table+"/index/any", action.Table)
			}
			if p.Stream != "" && action.Stream != policy.Rejected {
				add(action, policy.StreamResource, p.Stream, action.Stream)
			}
		}
	}
}

// governs reports whether the intent denies an action outside, on a resource whose policy supports it that far.
func (p *prover) governs(action policy.Action, support policy.Support) bool {
	unnamed := support == policy.Unknown && (p.Intent.Enforcement == policy.EnforceAll || p.Intent.UsesPatterns())
	return p.Intent.Enforces(action) && (p.guardrail || support.Rendered() || unnamed)
}

// isAskedOnTable reports whether an action is evaluated on the table. Without policies of an organization, that leaves
// out the actions that concern only streams, or no table at all.
func (p *prover) isAskedOnTable(action policy.Action) bool {
	streams, tableless := action.Class == policy.ClassStream, action.Class == policy.ClassAccount
	if action.Table != policy.Rejected || !streams && !tableless {
		return true
	}
	organization := len(p.Documents.SCP)+len(p.Documents.RCP) > 0
	return organization && (!streams || !p.guardrail)
}

// authorizedOn is the resource that AWS authorizes a table action on. A few actions concern a table and do not name it,
// so that its policy is never asked: they are authorized on a global table, or on nothing. Source: service
// authorization reference, resource types.
func (p *prover) authorizedOn(action policy.Action) string {
	switch {
	case p.guardrail: // it applies whatever resource is named
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

// signature is equal for two actions if no decision can tell them apart.
func (p *prover) signature(g *actionGroup) string {
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
