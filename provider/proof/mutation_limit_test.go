package proof

import (
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
)

// limitMutations make documents that AWS would reject, or whose meaning it leaves open.
var limitMutations = []mutation{
	{
		"Allow for Deny", "public access, and no refusal",
		func(c *Case) { of(c, data).Effect = iam.Allow }, QuestionLimits, "", "",
	},
	{
		"an API name", "AWS rejects the document",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:TransactGetItems") }, QuestionLimits, "", "",
	},
	{
		"a document without a version", "what AWS sends back is not what was sent",
		func(c *Case) { c.Documents.Resource[0].Document.Version = "" }, QuestionLimits, "", "",
	},
	{
		"an old version", "variables would be plain text",
		func(c *Case) { c.Documents.Resource[0].Document.Version = "2008-10-17" }, QuestionLimits, "", "",
	},
	{
		"a document that is too long", "AWS refuses it",
		func(c *Case) {
			for n := range 400 {
				excuse(c, data, fmt.Sprintf("%sa/long/path/of/roles/break-glass-%03d", fixture.Roles, n))
			}
		}, QuestionLimits, "", "",
	},
	{
		"two statements with one Sid", "AWS rejects the document",
		func(c *Case) { of(c, movement).Sid = data }, QuestionLimits, "", "",
	},
	{
		"an unknown operator", "a condition that nobody can decide",
		func(c *Case) { also(c, data, "StringDiffers", "aws:SourceVpc", "vpc-0a1") }, QuestionLimits, "", "",
	},
	{
		"an endpoint policy for an account by its id", "for a gateway endpoint that is root alone, and which type it has is not said",
		func(c *Case) {
			endpointPolicy(c, iam.Statement{Effect: iam.Allow, Principal: iam.Principal{ByKind: map[string]iam.Values{"AWS": {fixture.Account}}}})
		}, QuestionLimits, "", "",
	},
	{
		"an endpoint policy for one role", "a gateway endpoint takes no other Principal than *",
		func(c *Case) {
			endpointPolicy(c, iam.Statement{Effect: iam.Allow, Principal: iam.Principal{ByKind: map[string]iam.Values{"AWS": {fixture.Ordinary}}}})
		}, QuestionLimits, "", "",
	},
	{
		"an endpoint policy by the caller's id", "no request here tells it, and AWS always sets it",
		func(c *Case) {
			endpointPolicy(c, iam.Statement{
				Effect: iam.Allow, Principal: iam.Principal{Everyone: true}, Resource: iam.Values{ofCaller},
			})
		}, QuestionLimits, "", "",
	},
	{
		"a resource by the caller's id", "no request here tells it, and AWS always sets it",
		func(c *Case) {
			of(c, data).Resource = iam.Values{ofCaller}
		}, QuestionLimits, "", "",
	},
	{
		"a role of another partition exempt in a document", "whether anyone is it cannot be asked",
		func(c *Case) { excuse(c, data, "arn:aws-cn:iam::"+fixture.Account+":role/break-glass") }, QuestionLimits, "", "",
	},
	{
		"a NotPrincipal that AWS does not settle", "no AWS document says whether it exempts the role",
		func(c *Case) {
			s := of(c, data)
			s.Principal, s.NotPrincipal = iam.Principal{}, iam.Principal{ByKind: map[string]iam.Values{"AWS": {fixture.BreakGlass}}}
		}, QuestionLimits, "", "",
	},
}

// ofCaller is a table that is named as its caller is.
const ofCaller = "arn:aws:dynamodb:us-east-1:" + fixture.Account + ":table/${aws:userid}"

// endpointPolicy gives our endpoint a policy of one statement. It is about every resource, unless it names some.
func endpointPolicy(c *Case, s iam.Statement) {
	s.Action = iam.Values{"*"}
	if s.Resource == nil {
		s.Resource = iam.Values{"*"}
	}
	c.Documents.Endpoint = []iam.AttachedDocument{{
		Name: "endpoint policy", To: c.Endpoints[0].ID, Document: iam.Document{Version: iam.Version, Statement: []iam.Statement{s}},
	}}
}
