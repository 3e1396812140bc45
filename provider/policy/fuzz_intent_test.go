package policy

import (
	"fmt"
	"slices"
)

// choices are fuzzed bytes, each of which decides one thing; where they run out, the first option is taken. A
// fuzzer that changes a byte changes one decision, which a seed of a random generator would not allow.
type choices struct {
	bytes   []byte
	text    string // takes the place of a name, where hostile
	hostile bool   // offers what has to be refused, too
}

func (c *choices) of(count int) int {
	if len(c.bytes) == 0 {
		return 0
	}
	first := int(c.bytes[0])
	c.bytes = c.bytes[1:]
	return first % count
}

func choose[T any](c *choices, list ...T) T { return list[c.of(len(list))] }

// few chooses up to a number of a list, in any order and some of them twice.
func few[T any](c *choices, most int, list []T) []T {
	var chosen []T
	for range c.of(most + 1) {
		chosen = append(chosen, choose(c, list...))
	}
	return chosen
}

// or adds to a list what only a hostile intent offers, and not at every place, or no such intent would be taken.
func or[T any](c *choices, list []T, hostile ...T) []T {
	if c.hostile && c.of(6) == 5 {
		return append(slices.Clone(list), hostile...)
	}
	return list
}

func newIntent(bytes []byte, text string) Intent {
	c := &choices{bytes: bytes, text: text}
	c.hostile = c.of(4) == 3
	intent := Intent{Perimeter: c.perimeter(), Movement: choose(c, or(c, []Movement{"", MovementInside, MovementNobody}, "any")...)}
	for range c.of(5) {
		intent.Exemptions = append(intent.Exemptions, c.exemption())
	}
	for range c.of(3) {
		intent.Grants = append(intent.Grants, c.grant())
	}
	c.mode(&intent)
	if intent.PolicyProtection != ProtectNothing && choose(c, or(c, []bool{true}, false)...) {
		own := append([]string{deployer}, few(c, 2, c.principals())...)
		at := c.of(len(intent.Exemptions) + 1)
		intent.Exemptions = slices.Insert(intent.Exemptions, at, Administrators(own))
	}
	return intent
}

// mode chooses among what goes together.
func (c *choices) mode(i *Intent) {
	modes := []Intent{
		{Enforcement: EnforceData},
		{Enforcement: EnforceObserve, PolicyProtection: ProtectPolicy},
		{Enforcement: EnforceData, PolicyProtection: ProtectNothing, ActionStyle: ActionNames},
		{Enforcement: EnforceAll},
		{Enforcement: EnforceAll, ActionStyle: ActionWildcard},
	}
	mode := choose(c, or(c, modes,
		Intent{},
		Intent{Enforcement: EnforceAll, PolicyProtection: ProtectNothing},
		Intent{Enforcement: EnforceData, ActionStyle: ActionWildcard},
		Intent{Enforcement: EnforceData, ActionStyle: "glob", PolicyProtection: "some"})...)
	i.Enforcement, i.ActionStyle, i.PolicyProtection = mode.Enforcement, mode.ActionStyle, mode.PolicyProtection
}

func (c *choices) perimeter() Perimeter {
	vpcs := or(c, []string{"vpc-0a1", "vpc-0b2", "vpc-0fffffffffffffff0"}, "vpc-*", c.text)
	endpoints := or(c, []string{"vpce-0a1", "vpce-0b2"}, "vpc-0a1", c.text)
	ids := map[PerimeterKind][]string{
		PerimeterVPCs: vpcs, PerimeterEndpoints: endpoints,
		PerimeterAccount:      or(c, []string{home, abroad, "999900000001"}, "*", c.text),
		PerimeterOrganization: or(c, []string{"o-a1b2c3d4e5", "o-zzzzzzzzzz"}, "o-", c.text),
	}
	p := Perimeter{Kind: choose(c, PerimeterVPCs, PerimeterEndpoints, PerimeterAccount, PerimeterOrganization)}
	p.IDs = append(few(c, 3, ids[p.Kind]), ids[p.Kind][0])
	p.VPCs, p.Endpoints = few(c, 2, vpcs), few(c, 2, endpoints)
	p.Kind = choose(c, or(c, []PerimeterKind{p.Kind}, "subnets", PerimeterVPCs)...)
	p.IDs = choose(c, or(c, [][]string{p.IDs}, nil)...)
	return p
}

// principals overlap in many ways; some are of another account, where no policy without an Allow reaches them.
func (c *choices) principals() []string {
	list := []string{
		deployer, breakGlass, backupRole, consumer, autoscaling, ordinary,
		roles + "ci/*", roles + "c*/backup", roles + "ci/b*", roles + "team-?/backup", roles + "break-*", roles + "ci/??*up",
		roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_????????????????",
		"arn:aws:iam::" + home + ":user/alice", "arn:aws:iam::" + home + ":user/a*", "arn:aws:iam::" + home + ":root",
		"arn:aws:iam::" + abroad + ":role/partner", "arn:aws:iam::" + abroad + ":role/part*", "arn:aws:iam::" + abroad + ":root",
	}
	return or(c, list, "*", roles+"*", "arn:aws:iam::*:role/x", "${aws:PrincipalArn}",
		"arn:aws:sts::"+home+":assumed-role/deployer/run", roles+c.text, roles+c.text, roles+c.text+"*", c.text)
}

func (c *choices) exemption() Exemption {
	principals := few(c, 3, c.principals())
	if c.of(32) == 31 { // more than any document holds
		for n := range 40 * c.of(5) {
			principals = append(principals, fmt.Sprintf("%sa/path/for/roles/that/are/many/number-%03d", roles, n))
		}
	}
	switch c.of(6) {
	case 1:
		return BreakGlass(principals)
	case 2:
		return Administrators(principals)
	case 3:
		return Exemption{
			Services: few(c, 2, or(c, []string{"glue.amazonaws.com", "replication.dynamodb.amazonaws.com"}, "*", c.text)),
			Access:   few(c, 2, or(c, []Class{ClassMovement, ClassShape, ClassDescribe, ClassPolicy}, ClassRead)),
			Actions:  few(c, 2, or(c, namesOf(func(a Action) bool { return !a.Class.data() }), "GetItem")),
			Reason:   "service", Path: "exemptions",
		}
	}
	e := Exemption{
		Principals: principals,
		Access:     few(c, 2, or(c, Classes(), Class(c.text))),
		Actions:    few(c, 3, or(c, namesOf(func(Action) bool { return true }), "TransactGetItems", c.text)),
		Reason:     choose(c, or(c, []string{"backups", "reports|\n<b>"}, "", c.text)...), Path: choose(c, "exemptions", ""),
	}
	if preset := choose(c, append([]string{""}, sortedKeys(presets)...)...); preset != "" {
		_ = e.Open(preset)
	}
	return e
}

func (c *choices) grant() Grant {
	granted := namesOf(func(a Action) bool {
		return (a.inTablePolicy() || a.inStreamPolicy()) && a.Class != ClassPolicy
	})
	g := Grant{
		Actions: append(few(c, 3, or(c, granted, "PutResourcePolicy", "SearchVectors", c.text)), choose(c, granted...)),
		Reason:  choose(c, or(c, []string{"partner", "zero-ETL"}, "", c.text)...),
	}
	if c.of(2) == 0 {
		names := []string{
			abroad, "999988887777", "arn:aws:iam::" + abroad + ":role/partner", "arn:aws:iam::" + abroad + ":user/bob",
		}
		g.Principals = append(few(c, 2, or(c, names, "*", home, ordinary, "arn:aws:iam::"+abroad+":role/"+c.text)), abroad)
		return g
	}
	g.Services = append(few(c, 2, or(c, []string{"glue.amazonaws.com", "redshift.amazonaws.com"}, "*", c.text)), "glue.amazonaws.com")
	g.SourceAccounts = few(c, 2, or(c, []string{home, abroad}, "*", c.text))
	g.SourceARNs = few(c, 2, or(c, []string{"arn:aws:glue:us-east-1:" + home + ":integration/a1"}, "arn:aws:glue:*:*:*", "arn:aws:glue:::"+c.text))
	if len(g.SourceAccounts)+len(g.SourceARNs) == 0 && !c.hostile {
		g.SourceAccounts = []string{home}
	}
	return g
}
