package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A proof that has never failed proves nothing. Each mutation breaks a set of documents, or an intent, in one
// way that somebody could, and the proof has to find it under the right question.

// mutation is one way to break a case.
type mutation struct {
	name, why string
	breaks    func(*Case)
	want      Question
	severity  Severity // error, unless it says warning
	path      string   // the input that the flaw has to name, if one is at fault
}

// of is a statement of the table's policy, or of the stream's, by its Sid.
func of(c *Case, sid string) *Statement {
	for _, d := range c.Documents.Resource {
		for at := range d.Document.Statement {
			if d.Document.Statement[at].Sid == sid {
				return &d.Document.Statement[at]
			}
		}
	}
	panic("there is no statement " + sid)
}

func drop(c *Case, sid string) {
	of(c, sid)
	for i := range c.Documents.Resource {
		d := &c.Documents.Resource[i].Document
		d.Statement = slices.DeleteFunc(d.Statement, func(s Statement) bool { return s.Sid == sid })
	}
}

func unname(c *Case, sid, action string) {
	s := of(c, sid)
	s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == "dynamodb:"+action })
}

// excuse adds a pattern to the exempt list of a statement.
func excuse(c *Case, sid, pattern string) {
	tests := of(c, sid).Condition["ArnNotLike"]
	tests["aws:PrincipalArn"] = append(slices.Clone(tests["aws:PrincipalArn"]), pattern)
}

func also(c *Case, sid, operator, key string, values ...string) {
	of(c, sid).Condition.add(operator, map[string]Values{key: values})
}

// exempted adds a principal to an input, and renders again: what the intent says is what is wrong.
func exempted(c *Case, at int, principal string) {
	c.Intent.Exemptions[at].Principals = append([]string{principal}, c.Intent.Exemptions[at].Principals...)
}

func rerender(c *Case) {
	documents, err := c.Intent.Documents(c.Table, c.Stream)
	if err != nil {
		panic(err)
	}
	c.Documents = documents
}

// strictly is the set under enforcement all.
func strictly(c *Case) {
	c.Intent.Enforcement = EnforceAll
	rerender(c)
}

var data, movement, shape = "DenyDataOutside", "DenyMovementOutside", "DenyPolicyAndShapeOutside"

var mutations = []mutation{
	{
		"drop the perimeter condition", "everyone inside is shut out",
		func(c *Case) { delete(of(c, data).Condition, "StringNotEquals") }, AskInside, "", "",
	},
	{
		"drop the exemptions", "break-glass is refused like a stranger",
		func(c *Case) { delete(of(c, data).Condition, "ArnNotLike") }, AskRepair, "", "breakGlassPrincipalArns[0]",
	},
	{"drop the data statement", "the table is open", func(c *Case) { drop(c, data) }, AskOutside, "", ""},
	{"drop the movement statement", "an export carries everything out", func(c *Case) { drop(c, movement) }, AskOutside, "", ""},
	{"drop the policy statement", "anyone takes the policy away, then reads", func(c *Case) { drop(c, shape) }, AskTwoCalls, "", ""},
	{
		"drop the stream statement", "every change can be read",
		func(c *Case) { drop(c, "DenyStreamOutside") }, AskSideDoors, "", "",
	},
	{
		"the stream policy without its policy class", "anyone takes it away, then reads",
		func(c *Case) { drop(c, "DenyStreamPolicyOutside") }, AskTwoCalls, "", "",
	},
	{
		"no stream policy", "the table's does not govern the stream",
		func(c *Case) { c.Documents.Resource = c.Documents.Resource[:1] }, AskSideDoors, "", "",
	},
	{
		"the table policy attached to the stream alone", "the table has none",
		func(c *Case) { c.Documents.Resource = c.Documents.Resource[1:] }, AskOutside, "", "",
	},
	{
		"a missing index ARN", "a query of an index is authorised on the index",
		func(c *Case) { of(c, data).Resource = Values{orders} }, AskSideDoors, "", "",
	},
	{
		"a missing table ARN", "the index ARN matches no table",
		func(c *Case) { of(c, data).Resource = Values{orders + "/index/*"} }, AskOutside, "", "",
	},
	{
		"one index only", "another index is open",
		func(c *Case) { of(c, data).Resource = Values{orders, orders + "/index/by-date"} }, AskSideDoors, "", "",
	},
	{
		"another table's ARN", "the statement governs nothing",
		func(c *Case) { of(c, data).Resource = Values{otherTable} }, AskOutside, "", "",
	},
	{"a missing action, GetItem", "the simplest leak", func(c *Case) { unname(c, data, "GetItem") }, AskOutside, "", ""},
	{
		"a missing action, PartiQLSelect", "SQL reads as well",
		func(c *Case) { unname(c, data, "PartiQLSelect") }, AskOutside, "", "",
	},
	{
		"a missing action, ConditionCheckItem", "a transaction tells values apart",
		func(c *Case) { unname(c, data, "ConditionCheckItem") }, AskOutside, "", "",
	},
	{
		"a missing action, UpdateContributorInsights", "it publishes keys",
		func(c *Case) { unname(c, movement, "UpdateContributorInsights") }, AskOutside, "", "",
	},
	{
		"a missing action, UpdateTable", "it switches on a stream without a policy",
		func(c *Case) { unname(c, shape, "UpdateTable") }, AskTwoCalls, "", "",
	},
	{
		"a missing action, DeleteResourcePolicy", "the policy can be taken away",
		func(c *Case) { unname(c, shape, "DeleteResourcePolicy") }, AskTwoCalls, "", "",
	},
	{
		"a missing action, GetRecords", "records are data",
		func(c *Case) { unname(c, "DenyStreamOutside", "GetRecords") }, AskSideDoors, "", "",
	},
	{
		"everyone exempt by a wildcard", "the statement refuses nobody",
		func(c *Case) { excuse(c, data, "*") }, AskOutside, "", "",
	},
	{
		"everyone exempt by an ARN", "the same in more letters",
		func(c *Case) { excuse(c, data, "arn:aws:iam::*:*") }, AskOutside, "", "",
	},
	{
		"every role exempt", "users remain refused, which hides it",
		func(c *Case) { excuse(c, data, roles+"*") }, AskOutside, "", "",
	},
	{
		"a variable for a principal", "${aws:PrincipalArn} equals itself",
		func(c *Case) { excuse(c, data, "${aws:PrincipalArn}") }, AskOutside, "", "",
	},
	{
		"a pattern that takes in more than the exemption", "the document exempts a path, the intent one role",
		func(c *Case) { excuse(c, data, roles+"break-*") }, AskOutside, "", "",
	},
	{
		"the administrator exempt from data", "it deploys and reads",
		func(c *Case) { excuse(c, data, deployer) }, AskAdministrators, "", "administratorPrincipalArns[0]",
	},
	{
		"the stream's consumer exempt from data", "it reads more than the stream",
		func(c *Case) { excuse(c, data, consumer) }, AskExemptions, "", "exemptions[2][0]",
	},
	{
		"a stranger exempt from movement", "it exports",
		func(c *Case) { excuse(c, movement, roles+"someone") }, AskOutside, "", "",
	},
	{
		"the administrator left out", "nobody outside could deploy again",
		func(c *Case) {
			of(c, shape).Condition["ArnNotLike"]["aws:PrincipalArn"] = Values{breakGlass, autoscaling}
		}, AskRepair, "", "administratorPrincipalArns[0]",
	},
	{
		"nobody exempt from policy", "a lock-out",
		func(c *Case) { delete(of(c, shape).Condition, "ArnNotLike") }, AskRepair, "", "administratorPrincipalArns",
	},
	{
		"the last administrator removed", "a lock-out that the inputs ask for",
		func(c *Case) {
			c.Intent.Exemptions = c.Intent.Exemptions[2:]
			c.Intent.PolicyProtection = ProtectNothing
			rerender(c)
			c.Intent.PolicyProtection = ProtectPolicy
			delete(of(c, "DenyShapeOutside").Condition, "ArnNotLike")
			s := of(c, "DenyShapeOutside")
			s.Action = append(s.Action, "dynamodb:PutResourcePolicy")
		}, AskRepair, "", "",
	},
	{
		"the backup role left out", "its exemption opens nothing",
		func(c *Case) { of(c, movement).Condition["ArnNotLike"]["aws:PrincipalArn"] = Values{breakGlass} },
		AskExemptions, "", "exemptions[0][0]",
	},
	{
		"an address as a further condition", "whoever comes from it escapes the Deny",
		func(c *Case) { also(c, data, "NotIpAddress", "aws:SourceIp", "10.0.0.0/8") }, AskOutside, "", "",
	},
	{
		"a tag as a further condition", "whoever tags itself escapes the Deny",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:PrincipalTag/exempt", "true") }, AskOutside, "", "",
	},
	{
		"a session condition", "long-lived keys carry none and escape",
		func(c *Case) { also(c, data, "Bool", "aws:MultiFactorAuthPresent", "false") }, AskOutside, "", "",
	},
	{
		"services acting for a caller exempt", "anyone with credentials reads through one",
		func(c *Case) { also(c, data, "BoolIfExists", "aws:ViaAWSService", "false") }, AskOutside, "", "",
	},
	{
		"CalledVia with a set operator", "it opens direct calls, which carry no such key",
		func(c *Case) {
			also(c, data, "ForAnyValue:StringNotEquals", "aws:CalledVia", "cloudformation.amazonaws.com")
		}, AskOutside, "", "",
	},
	{
		"one service acting for a caller exempt from data", "it reads for whoever asks it to",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:CalledViaLast", "athena.amazonaws.com") },
		AskOutside, "", "",
	},
	{
		"another VPC as a second key", "two keys must both be unequal: either lets in",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:VpceAccount", home) }, AskOutside, "", "",
	},
	{
		"a second VPC in the list", "one that nobody listed",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:SourceVpc", "vpc-0a1", "vpc-0e1") }, AskOutside, "", "",
	},
	{
		"another VPC in place of the listed one", "inside is shut out",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:SourceVpc", "vpc-0e1") }, AskInside, "", "",
	},
	{
		"a pattern for VPCs", "sensitive keys take no wildcards, and this one is every VPC",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringNotLike", "aws:SourceVpc", "vpc-*")
		}, AskOutside, "", "",
	},
	{
		"a positive operator for the perimeter", "it denies inside and lets the rest in",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringEquals", "aws:SourceVpc", "vpc-0a1")
		}, AskOutside, "", "",
	},
	{
		"the endpoint key for the VPC key", "an endpoint's id is never a VPC's: inside is shut out",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringNotEquals", "aws:SourceVpce", "vpc-0a1")
		}, AskInside, "", "",
	},
	{
		"Null for the perimeter", "it refuses only the internet",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "Null", "aws:SourceVpc", "true")
		}, AskOutside, "", "",
	},
	{
		"ForAllValues for the perimeter", "it is true without the key, and false for no VPC that it should refuse",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "ForAnyValue:StringNotEquals", "aws:SourceVpc", "vpc-0a1")
		}, AskOutside, "", "",
	},
	{
		"BoolIfExists to Bool on a key that can be absent", "absent is not false, so the Deny is skipped",
		func(c *Case) { also(c, data, "Bool", "aws:ViaAWSMCPService", "false") }, AskOutside, "", "",
	},
	{
		"IfExists turned round", "StringEqualsIfExists is true for the internet and false for another VPC",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringEqualsIfExists", "aws:SourceVpc", "vpc-0e1")
		}, AskOutside, "", "",
	},
	{
		"a Region pin that is not this Region", "the statement never holds",
		func(c *Case) { also(c, data, "StringEquals", "aws:RequestedRegion", "eu-west-1") }, AskOutside, "", "",
	},
	{
		"a Principal that is one role", "everyone else is not meant",
		func(c *Case) {
			of(c, data).Principal = Principal{ByKind: map[string]Values{"AWS": {ordinary}}}
		}, AskOutside, "", "",
	},
	{
		"Allow for Deny", "public access, and no refusal",
		func(c *Case) { of(c, data).Effect = Allow }, AskLimits, "", "",
	},
	{
		"an API name", "AWS rejects the document",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:TransactGetItems") }, AskLimits, "", "",
	},
	{
		"a stream action in the table policy", "AWS rejects the document",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:GetRecords") }, AskLimits, "", "",
	},
	{
		"a table action in the stream policy", "AWS rejects the document",
		func(c *Case) {
			s := of(c, "DenyStreamOutside")
			s.Action = append(s.Action, "dynamodb:GetItem")
		}, AskLimits, "", "",
	},
	{
		"a partial wildcard", "no AWS document says that it is taken",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:Get*") }, AskLimits, "", "",
	},
	{
		"a document without a version", "what AWS sends back is not what was sent",
		func(c *Case) { c.Documents.Resource[0].Document.Version = "" }, AskLimits, "", "",
	},
	{
		"an old version", "variables would be plain text",
		func(c *Case) { c.Documents.Resource[0].Document.Version = "2008-10-17" }, AskLimits, "", "",
	},
	{
		"a document that is too long", "AWS refuses it",
		func(c *Case) {
			for n := range 400 {
				excuse(c, data, fmt.Sprintf("%sa/long/path/of/roles/break-glass-%03d", roles, n))
			}
		}, AskLimits, "", "",
	},
	{
		"two statements with one Sid", "AWS rejects the document",
		func(c *Case) { of(c, movement).Sid = data }, AskLimits, "", "",
	},
	{
		"an unknown operator", "a condition that nobody can decide",
		func(c *Case) { also(c, data, "StringDiffers", "aws:SourceVpc", "vpc-0a1") }, AskLimits, "", "",
	},
	{
		"an unbounded grant", "public access",
		func(c *Case) {
			d := &c.Documents.Resource[0].Document
			d.Statement = append(d.Statement, Statement{
				Sid: "AllowGlue", Effect: Allow, Principal: Principal{ByKind: map[string]Values{"Service": {"glue.amazonaws.com"}}},
				Action: Values{"dynamodb:DescribeTable"}, Resource: Values{orders},
			})
		}, AskLimits, "", "",
	},
	{
		"a grant to a service that nothing refuses", "describe is open outside, movement must not be",
		func(c *Case) {
			also(c, movement, "StringNotEquals", "aws:PrincipalServiceName", "glue.amazonaws.com")
			d := &c.Documents.Resource[0].Document
			d.Statement = append(d.Statement, Statement{
				Sid: "AllowGlue", Effect: Allow, Principal: Principal{ByKind: map[string]Values{"Service": {"glue.amazonaws.com"}}},
				Action: Values{"dynamodb:ExportTableToPointInTime"}, Resource: Values{orders},
				Condition: Conditions{"StringEquals": {"aws:SourceAccount": {home}}},
			})
		}, AskOutside, "", "",
	},
	{
		"movement open inside", "the intent says nobody",
		func(c *Case) { c.Intent.Movement = MovementNobody }, AskOutside, "", "",
	},
	{
		"an endpoint policy for another account", "inside is shut out",
		func(c *Case) {
			document, _ := EndpointPolicy(abroad)
			c.Documents.Endpoint = []AttachedDocument{{Name: "endpoint policy", Document: document}}
		}, AskInside, "", "",
	},
	{
		"a catch-all that exempts a stream-only role", "the role may then do whatever no list names",
		func(c *Case) { strictly(c); excuse(c, "DenyEverythingOutside", consumer) }, AskExemptions, "", "exemptions[2][0]",
	},
	{
		"a catch-all without what is not their own", "the partly exempt may do whatever no list names",
		func(c *Case) { strictly(c); drop(c, "DenyAllButOwnOutside2") }, AskAdministrators, "", "administratorPrincipalArns[0]",
	},
	{
		"no catch-all", "an action that AWS adds is open",
		func(c *Case) { strictly(c); drop(c, "DenyEverythingOutside") }, AskOutside, "", "",
	},
	{
		"break-glass of another account", "a Deny-only policy lets in nobody from there",
		func(c *Case) { exempted(c, 1, "arn:aws:iam::"+abroad+":role/break-glass"); rerender(c) },
		AskRepair, "", "breakGlassPrincipalArns[0]",
	},
	{
		"everyone is break-glass", "an input that exempts every principal",
		func(c *Case) { exempted(c, 1, "*") }, AskOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"every role is break-glass", "an input that exempts every role",
		func(c *Case) { exempted(c, 1, roles+"*") }, AskOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"a session for an administrator", "no condition ever sees it",
		func(c *Case) { exempted(c, 0, "arn:aws:sts::"+home+":assumed-role/deployer/run") },
		AskOutside, "", "administratorPrincipalArns[0]",
	},
	{
		"a variable for break-glass", "it equals every principal",
		func(c *Case) { exempted(c, 1, "${aws:PrincipalArn}") }, AskOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"two overlapping patterns", "who is in both deploys and reads",
		func(c *Case) {
			c.Intent.Exemptions[0].Principals = []string{roles + "ci/*"}
			c.Intent.Exemptions = append(c.Intent.Exemptions, Exemption{
				Principals: []string{roles + "*/reader"}, Access: []Class{ClassRead}, Reason: "reports", Path: "exemptions[3]",
			})
			c.Intent.Exemptions[5].Principals[0] = roles + "c?/reader"
			rerender(c)
		}, AskAdministrators, Warning, "exemptions[3][0]",
	},
	{
		"an exemption that opens data", "the report has to say so",
		func(c *Case) { c.Intent.Exemptions[2].Access = []Class{ClassRead}; rerender(c) },
		AskExemptions, Warning, "exemptions[0]",
	},
	{
		"an exemption that opens nothing", "it hides what is exempt",
		func(c *Case) { c.Intent.Exemptions[2].Access = []Class{ClassDescribe}; rerender(c) },
		AskExemptions, Warning, "exemptions[0]",
	},
	{
		"a name that can be made", "whoever has iam:CreateRole is exempt",
		func(c *Case) { exempted(c, 2, roles+"backup-*"); rerender(c) }, AskExemptions, Warning, "exemptions[0][0]",
	},
	{
		"a stream that nobody can read", "gateway endpoints carry no streams",
		func(c *Case) { c.Intent.Exemptions = c.Intent.Exemptions[:4]; rerender(c) }, AskSideDoors, "", "",
	},
	{
		"a deployer that is no administrator, at preview", "its next deployment would fail",
		func(c *Case) { c.Deployer = ordinary }, AskRepair, Warning, "administratorPrincipalArns",
	},
	{
		"a deployer that is no administrator, at up", "it would lock itself out",
		func(c *Case) { c.Deployer, c.Applying = ordinary, true }, AskRepair, "", "administratorPrincipalArns",
	},
	{
		"an unprotected policy", "it is what was asked for, and has to be said",
		func(c *Case) {
			c.Intent.PolicyProtection = ProtectNothing
			rerender(c)
		}, AskTwoCalls, Warning, "",
	},
	{
		"metadata refused", "more is refused than the intent says",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:DescribeTable") }, AskOutside, Warning, "",
	},
	{
		"a guardrail that refuses inside", "documents are judged together",
		func(c *Case) {
			c.Documents.SCP = []Level{{Name: "root", Accounts: []string{home}, Documents: []NamedDocument{
				{Name: "FullAWSAccess", Document: everything},
				{Name: "guardrail", Document: Document{Version: Version, Statement: []Statement{
					{Sid: "DenyScan", Effect: Deny, Action: Values{"dynamodb:Scan"}, Resource: Values{"*"}},
				}}},
			}}}
		}, AskInside, "", "",
	},
	{
		"a NotPrincipal that AWS does not settle", "whether it spares the role, no document says",
		func(c *Case) {
			s := of(c, data)
			s.Principal, s.NotPrincipal = Principal{}, Principal{ByKind: map[string]Values{"AWS": {breakGlass}}}
		}, AskLimits, "", "",
	},
	{
		"a guardrail that names no action", "AWS rejects the document",
		func(c *Case) {
			c.Documents.RCP = []Level{{Name: "root", Accounts: []string{home}, Documents: []NamedDocument{
				{Name: "guardrail", Document: Document{Version: Version, Statement: []Statement{{
					Sid: "DenyScan", Effect: Deny, Principal: Principal{Everyone: true},
					Action: Values{"dynamodb:ScanTable"}, Resource: Values{"*"},
				}}}},
			}}}
		}, AskLimits, "", "",
	},
}

func TestEveryMutationIsFound(t *testing.T) {
	t.Parallel()
	assert.GreaterOrEqual(t, len(mutations), 40)
	names := map[string]bool{}
	for _, m := range mutations {
		assert.False(t, names[m.name], m.name)
		names[m.name] = true
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			c := proven(t, special())
			m.breaks(&c)
			proof, err := Prove(c)
			require.NoError(t, err)
			severity := m.severity
			if severity == "" {
				severity = Error
				require.Error(t, proof.Err(), m.why)
			}
			found := slices.ContainsFunc(proof.Flaws, func(f Flaw) bool {
				return f.Question == m.want && f.Severity == severity && f.Path == m.path
			})
			var all []string
			for _, f := range proof.Flaws {
				all = append(all, string(f.Severity)+" "+f.Error())
			}
			assert.True(t, found, "%s: question %d (%s) has to find it at %q, and these were found:\n%s",
				m.why, m.want, m.want, m.path, strings.Join(all, "\n"))
		})
	}
}
