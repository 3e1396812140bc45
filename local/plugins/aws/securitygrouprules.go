package main

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// rule is an inline rule of a security group: ports, and any number of sources.
type rule struct {
	CidrBlocks     []string `pulumi:"cidrBlocks"`
	Description    *string  `pulumi:"description"`
	FromPort       int32    `pulumi:"fromPort"`
	Ipv6CidrBlocks []string `pulumi:"ipv6CidrBlocks"`
	PrefixListIDs  []string `pulumi:"prefixListIds"`
	Protocol       string   `pulumi:"protocol"`
	SecurityGroups []string `pulumi:"securityGroups"`
	Self           *bool    `pulumi:"self"`
	ToPort         int32    `pulumi:"toPort"`
}

// grant is a rule with one source. AWS may regroup rules, and keeps grants.
type grant struct {
	ports
	kind, source string // kind is cidr, cidr6, list or group
}

type ports struct {
	protocol    string
	from, to    int32
	description string
}

// grants splits a rule. The group's own id stands for self.
func (r rule) grants(group string) []grant {
	at := ports{protocol: r.Protocol, from: r.FromPort, to: r.ToPort, description: aws.ToString(r.Description)}
	if at.protocol == "all" {
		at.protocol = "-1"
	}
	var out []grant
	add := func(kind string, sources []string) {
		for _, source := range sources {
			out = append(out, grant{ports: at, kind: kind, source: source})
		}
	}
	add("cidr", r.CidrBlocks)
	add("cidr6", r.Ipv6CidrBlocks)
	add("list", r.PrefixListIDs)
	add("group", r.SecurityGroups)
	if aws.ToBool(r.Self) {
		add("group", []string{group})
	}
	return out
}

func grantsOf(rules []rule, group string) []grant {
	var out []grant
	for _, r := range rules {
		out = append(out, r.grants(group)...)
	}
	return out
}

// grantsIn splits the rules that AWS returns.
func grantsIn(permissions []types.IpPermission) []grant {
	var out []grant
	for _, p := range permissions {
		add := func(kind string, source, description *string) {
			out = append(out, grant{
				ports: ports{
					protocol: aws.ToString(p.IpProtocol), description: aws.ToString(description),
					from: aws.ToInt32(p.FromPort), to: aws.ToInt32(p.ToPort),
				},
				kind: kind, source: aws.ToString(source),
			})
		}
		for _, r := range p.IpRanges {
			add("cidr", r.CidrIp, r.Description)
		}
		for _, r := range p.Ipv6Ranges {
			add("cidr6", r.CidrIpv6, r.Description)
		}
		for _, r := range p.PrefixListIds {
			add("list", r.PrefixListId, r.Description)
		}
		for _, r := range p.UserIdGroupPairs {
			add("group", r.GroupId, r.Description)
		}
	}
	return out
}

// matches compares grants as the official provider does when it reads a group: without their descriptions.
func (g grant) matches(o grant) bool {
	g.description, o.description = "", ""
	return g == o
}

// gather groups grants into the rules that the program last had, so that a refresh shows only what changed. It groups
// the remaining grants by their ports.
func gather(grants []grant, prior []rule, group string) []rule {
	rules := []rule{}
	left := slices.Clone(grants)
	for _, r := range prior {
		parts := r.grants(group)
		in := func(list []grant) func(grant) bool {
			return func(g grant) bool { return slices.ContainsFunc(list, g.matches) }
		}
		if len(parts) == 0 || slices.ContainsFunc(parts, func(g grant) bool { return !in(left)(g) }) {
			continue
		}
		rules = append(rules, r)
		left = slices.DeleteFunc(left, in(parts))
	}
	made := map[ports]int{}
	for _, g := range left {
		i, ok := made[g.ports]
		if !ok {
			i = len(rules)
			made[g.ports] = i
			rules = append(rules, rule{Protocol: g.protocol, FromPort: g.from, ToPort: g.to, Self: aws.Bool(false)})
			if g.description != "" {
				rules[i].Description = aws.String(g.description)
			}
		}
		rules[i].take(g, group)
	}
	return rules
}

func (r *rule) take(g grant, group string) {
	switch {
	case g.kind == "cidr":
		r.CidrBlocks = append(r.CidrBlocks, g.source)
	case g.kind == "cidr6":
		r.Ipv6CidrBlocks = append(r.Ipv6CidrBlocks, g.source)
	case g.kind == "list":
		r.PrefixListIDs = append(r.PrefixListIDs, g.source)
	case g.source == group:
		r.Self = aws.Bool(true)
	default:
		r.SecurityGroups = append(r.SecurityGroups, g.source)
	}
}

// ruleChanges returns what to authorize and what to revoke.
func ruleChanges(now, want []rule, group string) (add, drop []types.IpPermission) {
	current, wanted := grantsOf(now, group), grantsOf(want, group)
	for _, g := range wanted {
		if !slices.Contains(current, g) {
			add = append(add, g.permission())
		}
	}
	for _, g := range current {
		if !slices.Contains(wanted, g) {
			drop = append(drop, g.permission())
		}
	}
	return add, drop
}

func (g grant) permission() types.IpPermission {
	p := types.IpPermission{IpProtocol: aws.String(g.protocol)}
	if g.protocol != "-1" { // which covers every port, so that AWS accepts no port with it
		p.FromPort, p.ToPort = aws.Int32(g.from), aws.Int32(g.to)
	}
	var description *string
	if g.description != "" {
		description = aws.String(g.description)
	}
	source := aws.String(g.source)
	switch g.kind {
	case "cidr":
		p.IpRanges = []types.IpRange{{CidrIp: source, Description: description}}
	case "cidr6":
		p.Ipv6Ranges = []types.Ipv6Range{{CidrIpv6: source, Description: description}}
	case "list":
		p.PrefixListIds = []types.PrefixListId{{PrefixListId: source, Description: description}}
	default:
		p.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: source, Description: description}}
	}
	return p
}
