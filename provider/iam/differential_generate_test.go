package iam

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// actionsOn are actions that the service authorization reference lists for a kind of resource. The simulator refuses
// others.
var actionsOn = map[string][]string{
	homeTable: {
		"GetItem", "PutItem", "Query", "Scan", "BatchGetItem", "UpdateItem", "PartiQLSelect", "UpdateTable", "DeleteTable",
		"DescribeTable", "DeleteResourcePolicy", "PutResourcePolicy", "GetResourcePolicy", "TagResource", "CreateBackup",
		"ExportTableToPointInTime", "UpdateContributorInsights", "AssociateTableReplica", "UpdateTimeToLive",
	},
	homeIndex: {"Query", "Scan", "PartiQLSelect"},
	homeStream: {
		"DescribeStream", "GetRecords", "GetShardIterator", "DeleteResourcePolicy", "PutResourcePolicy", "TagResource",
	},
	"*": {"ListTables", "DescribeLimits", "DescribeEndpoints", "ListStreams"},
}

// itemActions are the actions whose requests have the condition keys of items.
var itemActions = []string{"GetItem", "PutItem", "Query", "BatchGetItem", "UpdateItem", "PartiQLSelect"}

// generator makes test cases that depend only on its seed.
type generator struct{ *rand.Rand }

func newGenerator(seed, number uint64) generator {
	return generator{rand.New(rand.NewPCG(seed, number))} //nolint:gosec // the cases must be reproducible
}

func (g generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g generator, list ...T) T { return list[g.IntN(len(list))] }

// some picks between one and n elements of a list, in the list's order.
func some[T any](g generator, n int, list []T) []T {
	places := g.Perm(len(list))[:1+g.IntN(min(n, len(list)))]
	slices.Sort(places)
	picked := make([]T, len(places))
	for i, place := range places {
		picked[i] = list[place]
	}
	return picked
}

func (g generator) testCase() testCase {
	c := testCase{}
	g.request(&c)
	action, _ := strings.CutPrefix(c.Request.Action, "dynamodb:")
	arbitrary := g.chance(60)
	named := func(name string, doc Document) NamedDocument { return NamedDocument{Name: name, Document: doc} }
	doc := func(layer Layer, references ...string) Document {
		if !arbitrary && g.chance(80) {
			return g.mutated(reference(pick(g, references...)))
		}
		return g.document(layer, action)
	}
	for i := range g.IntN(3) + 1 {
		identity := allowAll
		if arbitrary && g.chance(70) {
			identity = g.document(LayerIdentity, action)
		}
		c.Documents.Identity = append(c.Documents.Identity, named(fmt.Sprint("identity ", i), identity))
	}
	if g.chance(80) {
		c.Documents.Resource = append(c.Documents.Resource, AttachedDocument{
			Name: "table policy", To: homeTable,
			Document: doc(LayerResource, "table", "table-naive", "table-naive-all", "table-account", "table-organization"),
		})
	}
	if g.chance(60) {
		c.Documents.Resource = append(c.Documents.Resource,
			AttachedDocument{Name: "stream policy", To: homeStream, Document: doc(LayerResource, "stream", "stream-naive")})
	}
	for _, attached := range []AttachedDocument{
		{Name: "gateway policy", To: "vpce-0a1", Endpoint: GatewayEndpoint},
		{Name: "interface policy", To: "vpce-0b2", Endpoint: InterfaceEndpoint},
	} {
		if g.chance(50) {
			attached.Document = doc(LayerEndpoint, "endpoint")
			g.endpointPrincipals(&attached)
			c.Documents.Endpoint = append(c.Documents.Endpoint, attached)
		}
	}
	for i := range max(0, g.IntN(5)-2) {
		level := Level{Name: fmt.Sprint("SCP level ", i), Accounts: some(g, 2, []string{home, abroad})}
		if g.chance(85) {
			level.Documents = append(level.Documents, named("FullAWSAccess", allowAll))
		}
		for j := range g.IntN(3) {
			level.Documents = append(level.Documents, named(fmt.Sprint("SCP ", j), doc(LayerSCP, "scp", "scp-account")))
		}
		c.Documents.SCP = append(c.Documents.SCP, level)
	}
	for i := range max(0, g.IntN(5)-3) {
		level := Level{Name: fmt.Sprint("RCP level ", i), Accounts: some(g, 2, []string{home, abroad})}
		for j := range g.IntN(2) + 1 {
			level.Documents = append(level.Documents, named(fmt.Sprint("RCP ", j), doc(LayerRCP, "rcp", "rcp-account")))
		}
		c.Documents.RCP = append(c.Documents.RCP, level)
	}
	if g.chance(10) {
		c.Documents.Management = pick(g, home, abroad)
	}
	return c
}

func (g generator) request(c *testCase) {
	r := &c.Request
	r.Resource = pick(g, homeTable, homeTable, homeTable, homeIndex, homeStream, "*")
	action := pick(g, actionsOn[r.Resource]...)
	r.Action = "dynamodb:" + action
	r.Caller = must(ParseCaller(pick(g, principals...)))
	if r.Caller.Kind == RoleCaller && g.chance(40) {
		r.Caller.Session = "session"
	}
	switch g.IntN(6) {
	case 0, 1:
		r.Origin = Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1", EndpointAccount: home, IP: "10.0.1.7"}
	case 2:
		r.Origin = Origin{VPC: "vpc-0b2", Endpoint: "vpce-0b2", EndpointAccount: abroad, EndpointOrg: "o-abc", IP: "10.9.0.7"}
	case 3:
		services := []string{"athena.amazonaws.com", "cloudformation.amazonaws.com"}
		r.Origin = Origin{IP: "203.0.113.9", Via: some(g, 2, services)}
	default:
		r.Origin = Origin{IP: pick(g, "203.0.113.9", "198.51.100.1", "2001:db8::1")}
	}
	if r.Caller.Kind == ServiceCaller {
		r.Origin = Origin{} // a service that calls as itself has no network
	}
	c.Keys = map[string][]string{
		"aws:CurrentTime": {"2026-06-01T12:00:00Z"}, "aws:EpochTime": {"1780315200"}, "aws:SecureTransport": {"true"},
	}
	maybe := func(percent int, key string, values ...string) {
		if g.chance(percent) {
			c.Keys[key] = values
		}
	}
	either := func(key string, values ...string) { // AWS sets the key on some requests only
		c.Keys[key] = nil
		maybe(30, key, values...)
	}
	if r.Origin.Endpoint != "" && r.Origin.EndpointOrg == "" {
		c.Keys["aws:VpceOrgID"] = nil
	}
	if r.Resource == "*" {
		c.Keys["aws:RequestedRegion"] = []string{"us-east-1"}
	}
	maybe(50, "aws:PrincipalTag/team", pick(g, "orders", "ops"))
	either("aws:PrincipalOrgID", pick(g, "o-abc", "o-xyz"))
	either("aws:MultiFactorAuthAge", pick(g, "30", "3600.5"))
	either("aws:MultiFactorAuthPresent", pick(g, "true", "false"))
	either("aws:PrincipalOrgPaths", some(g, 2, []string{"o-abc/r-1/ou-1/", "o-abc/r-1/"})...)
	maybe(20, "aws:SourceArn", homeTable)
	if slices.Contains(itemActions, action) {
		maybe(50, "dynamodb:LeadingKeys", some(g, 3, []string{"orders", "ops", "1"})...)
		maybe(50, "dynamodb:Attributes", some(g, 3, []string{"id", "secret", "name"})...)
	}
	if action == "TagResource" {
		maybe(70, "aws:TagKeys", some(g, 2, []string{"team", "cost"})...)
	}
	r.Context = must(NewContext(c.Keys))
}

// mutated changes a reference document slightly, since the documents that matter look like these.
func (g generator) mutated(doc Document) Document {
	for g.chance(50) {
		s := &doc.Statement[g.IntN(len(doc.Statement))]
		switch g.IntN(5) {
		case 0:
			if operators := slices.Sorted(maps.Keys(s.Condition)); len(operators) > 0 {
				delete(s.Condition, pick(g, operators...))
			}
		case 1:
			if operators := slices.Sorted(maps.Keys(s.Condition)); len(operators) > 0 {
				old := pick(g, operators...)
				if !strings.HasSuffix(old, "IfExists") {
					s.Condition[old+"IfExists"] = s.Condition[old]
					delete(s.Condition, old)
				}
			}
		case 2:
			if s.Action != nil {
				s.Action = some(g, 99, s.Action)
			}
		case 3:
			s.Resource = some(g, 99, s.Resource)
		default:
			if s.Condition == nil {
				s.Condition = Conditions{}
			}
			g.condition(s.Condition)
		}
	}
	return doc
}

func (g generator) document(layer Layer, action string) Document {
	doc := Document{Version: Version}
	if layer != LayerRCP && g.chance(15) {
		doc.Version = pick(g, "2008-10-17", "")
	}
	for i := range g.IntN(4) + 1 {
		doc.Statement = append(doc.Statement, g.statement(layer, action, fmt.Sprint("S", i)))
	}
	return doc
}

func (g generator) statement(layer Layer, action, sid string) Statement {
	s := Statement{Effect: pick(g, Allow, Allow, Deny)}
	if g.chance(50) {
		s.Sid = sid
	}
	switch layer {
	case LayerRCP:
		s.Effect, s.Principal.Everyone = Deny, true
	case LayerEndpoint:
		s.Principal.Everyone = true
	case LayerResource:
		s.Principal = g.principal()
	}
	matching := []string{
		"dynamodb:" + action, "dynamodb:" + action, "dynamodb:*", "dynamodb:" + action[:3] + "*",
		"DYNAMODB:" + strings.ToLower(action),
		"dynamodb:?" + action[1:],
	}
	if layer != LayerRCP { // the simulator refuses it in an RCP
		matching = append(matching, "*")
	}
	names := some(g, 3, append(matching, "dynamodb:GetItem", "dynamodb:Describe*", "dynamodb:*Table*", "s3:*"))
	if layer != LayerRCP && g.chance(15) {
		s.NotAction = names
	} else {
		s.Action = names
	}
	resources := []string{
		"*", "*", homeTable, homeTable, homeTable + "/*", homeTable + "/index/*", homeStream, homeTable + "/stream/*",
		"arn:aws:dynamodb:*:*:table/orders", "arn:aws:dynamodb:us-*-1:" + home + ":table/ord*",
		"arn:*:dynamodb:*:" + home + ":*",
		"arn:aws:dynamodb:us-east-1:" + home + ":table/order?", "arn:aws:dynamodb:us-east-1:" + home + ":table/audit",
		"arn:aws:dynamodb:us-east-1:" + home + ":table/${aws:PrincipalTag/team}", "arn:aws:s3:::bucket/*",
		"arn:aws:dynamodb:*:" + home + ":table/${aws:PrincipalTag/team, 'orders'}*",
	}
	if layer == LayerIdentity {
		resources = append(resources, "arn:aws:dynamodb", "arn:aws:dynamodb:us-east-1")
	}
	if g.chance(15) {
		s.NotResource = some(g, 2, resources)
	} else {
		s.Resource = some(g, 3, resources)
	}
	for range max(0, g.IntN(5)-1) {
		if s.Condition == nil {
			s.Condition = Conditions{}
		}
		g.condition(s.Condition)
	}
	return s
}

func (g generator) principal() Principal {
	switch g.IntN(5) {
	case 0:
		return Principal{Everyone: true}
	case 1:
		return Principal{ByKind: map[string]Values{"AWS": {"*"}}}
	}
	named := some(g, 3, []string{
		home, "arn:aws:iam::" + home + ":root", abroad, principals[0], principals[2], principals[3], principals[4],
		principals[7],
		principals[8], "AROAEXAMPLEOFDELETED1", "AIDAEXAMPLEOFDELETED1", "arn:aws:sts::" + home + ":assumed-role/app/session",
		"arn:aws:sts::" + home + ":assumed-role/deployer/other",
	})
	p := Principal{ByKind: map[string]Values{"AWS": named}}
	if g.chance(30) {
		p.ByKind["Service"] = some(g, 2, []string{"replication.dynamodb.amazonaws.com", "glue.amazonaws.com"})
	}
	return p
}

// endpointPrincipals lets some statements of an endpoint's policy name principals. At a gateway endpoint only an Allow can,
// and only accounts.
func (g generator) endpointPrincipals(attached *AttachedDocument) {
	for i := range attached.Document.Statement {
		s := &attached.Document.Statement[i]
		switch {
		case !g.chance(30):
		case attached.Endpoint == InterfaceEndpoint:
			s.Principal = g.principal()
		case s.Effect == Allow:
			s.Principal = Principal{ByKind: map[string]Values{
				"AWS": some(g, 2, []string{home, "arn:aws:iam::" + abroad + ":root", "AROAEXAMPLEOFDELETED1"}),
			}}
		}
	}
}

// condition adds a condition to an element. It chooses an operator that suits the key, with rare exceptions, most of
// which are refused.
func (g generator) condition(into Conditions) {
	type kind struct {
		operators, values []string
		keys              []string
	}
	strs := []string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
		"StringNotLike",
	}
	arns := []string{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"}
	compared := []string{"Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"}
	each := func(prefix string) (list []string) {
		for _, suffix := range compared {
			list = append(list, prefix+suffix)
		}
		return list
	}
	kinds := []kind{
		{
			strs,
			[]string{
				"vpc-0a1", "vpc-0b2", "vpc-*", "vpce-0a1", "VPC-0A1", home, abroad, "o-abc", "O-ABC", "orders", "ops", "o*",
				"?rders",
				"${aws:PrincipalAccount}", "${aws:ResourceAccount}", "${aws:PrincipalTag/team}",
				"${aws:PrincipalTag/team, 'ops'}", "us-east-1",
				"us-*", "x${*}", "${?}rders", "${$}", "alice", "${aws:username}", "cloudformation.amazonaws.com",
			},
			[]string{
				"aws:SourceVpc", "aws:SourceVpc", "aws:sourcevpce", "aws:VpceAccount", "aws:VpceOrgID", "aws:PrincipalAccount",
				"aws:ResourceAccount", "aws:PrincipalOrgID", "aws:PrincipalTag/team", "aws:RequestedRegion", "aws:username",
				"aws:CalledViaLast",
				"aws:PrincipalServiceName", "aws:PrincipalType",
			},
		},
		{
			append(slices.Clone(arns), "StringLike", "StringNotLike", "StringNotEquals"),
			[]string{
				principals[0], principals[1], principals[2], "arn:aws:iam::*:role/break-glass", "arn:aws:iam::" + home + ":role/*",
				"arn:aws:iam::" + home + ":role/ci/*", "arn:aws:iam::" + home + ":*",
				"arn:aws:iam::${aws:PrincipalAccount}:role/app",
				"arn:aws:iam::" + home + ":role/${aws:PrincipalTag/team}", "arn:*:iam::*:r??t", homeTable,
				"arn:aws:dynamodb:*:*:table/*",
				"arn:aws:iam::" + home + ":user/${aws:username}",
			},
			[]string{"aws:PrincipalArn", "aws:PrincipalArn", "aws:PrincipalArn", "aws:SourceArn"},
		},
		{
			[]string{"Bool"},
			[]string{"true", "false"},
			[]string{"aws:PrincipalIsAWSService", "aws:ViaAWSService", "aws:MultiFactorAuthPresent", "aws:SecureTransport"},
		},
		{each("Numeric"), []string{"30", "300", "3600.5", "-1"}, []string{"aws:MultiFactorAuthAge", "aws:EpochTime"}},
		{
			each("Date"),
			[]string{"2026-06-01T12:00:00Z", "2026-06-01", "2026-06-01T14:00:00+02:00", "1780315200", "1500000000"},
			[]string{"aws:CurrentTime", "aws:EpochTime"},
		},
		{
			[]string{"IpAddress", "NotIpAddress"},
			[]string{
				"203.0.113.0/24", "203.0.113.9", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "2001:db8::1", "198.51.100.1/32",
			},
			[]string{"aws:SourceIp", "aws:VpcSourceIp"},
		},
		{
			[]string{"Null"},
			[]string{"true", "false"},
			[]string{
				"aws:SourceVpc", "aws:PrincipalTag/team", "aws:PrincipalArn", "aws:CalledVia", "aws:PrincipalServiceName",
			},
		},
		{
			strs,
			[]string{
				"orders", "ops", "1", "o*", "id", "name", "secret", "cloudformation.amazonaws.com", "athena.*", "o-abc/r-1/*",
				"${aws:PrincipalTag/team}", "team", "cost",
			},
			[]string{"dynamodb:LeadingKeys", "dynamodb:Attributes", "aws:CalledVia", "aws:PrincipalOrgPaths", "aws:TagKeys"},
		},
	}
	place := g.IntN(len(kinds))
	k := kinds[place]
	operator := pick(g, k.operators...)
	switch {
	case operator == "Null":
	case place == len(kinds)-1:
		operator = pick(g, "ForAnyValue:", "ForAllValues:") + operator
	case g.chance(5):
		operator = pick(g, "ForAnyValue:", "ForAllValues:") + operator
	}
	if operator != "Null" && !strings.HasPrefix(operator, "ForAnyValue") && g.chance(25) {
		operator += "IfExists"
	}
	key := pick(g, k.keys...)
	if g.chance(1) {
		key = pick(g, pick(g, kinds...).keys...)
	}
	if into[operator] == nil {
		into[operator] = map[string]Values{}
	}
	into[operator][key] = some(g, 3, k.values)
}
