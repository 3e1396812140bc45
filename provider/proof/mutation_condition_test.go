package proof

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
)

// conditionMutations are conditions that let in more than the perimeter, or less.
var conditionMutations = []mutation{
	{
		"drop the perimeter condition", "everyone inside is shut out",
		func(c *Case) { delete(of(c, data).Condition, "StringNotEquals") }, QuestionInside, "", "",
	},
	{
		"an address as a further condition", "whoever comes from it escapes the Deny",
		func(c *Case) { also(c, data, "NotIpAddress", "aws:SourceIp", "10.0.0.0/8") }, QuestionOutside, "", "",
	},
	{
		"a tag as a further condition", "whoever tags itself escapes the Deny",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:PrincipalTag/exempt", "true") }, QuestionOutside, "", "",
	},
	{
		"a session condition", "long-lived keys carry none and escape",
		func(c *Case) { also(c, data, "Bool", "aws:MultiFactorAuthPresent", "false") }, QuestionOutside, "", "",
	},
	{
		"services acting for a caller exempt", "anyone with credentials reads through one",
		func(c *Case) { also(c, data, "BoolIfExists", "aws:ViaAWSService", "false") }, QuestionOutside, "", "",
	},
	{
		"CalledVia with a set operator", "it opens direct calls, which carry no such key",
		func(c *Case) {
			also(c, data, "ForAnyValue:StringNotEquals", "aws:CalledVia", "cloudformation.amazonaws.com")
		}, QuestionOutside, "", "",
	},
	{
		"one service acting for a caller exempt from data", "it reads for whoever asks it to",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:CalledViaLast", "athena.amazonaws.com") },
		QuestionOutside, "", "",
	},
	{
		"another VPC as a second key", "two keys must both be unequal: either lets in",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:VpceAccount", fixture.Account) }, QuestionOutside, "", "",
	},
	{
		"a second VPC in the list", "one that nobody listed",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:SourceVpc", "vpc-0a1", "vpc-0e1") }, QuestionOutside, "", "",
	},
	{
		"another VPC in place of the listed one", "inside is shut out",
		func(c *Case) { also(c, data, "StringNotEquals", "aws:SourceVpc", "vpc-0e1") }, QuestionInside, "", "",
	},
	{
		"a pattern for VPCs", "sensitive keys take no wildcards, and this one is every VPC",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringNotLike", "aws:SourceVpc", "vpc-*")
		}, QuestionOutside, "", "",
	},
	{
		"a positive operator for the perimeter", "it denies inside and lets the rest in",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringEquals", "aws:SourceVpc", "vpc-0a1")
		}, QuestionOutside, "", "",
	},
	{
		"the endpoint key for the VPC key", "an endpoint's id is never a VPC's: inside is shut out",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringNotEquals", "aws:SourceVpce", "vpc-0a1")
		}, QuestionInside, "", "",
	},
	{
		"Null for the perimeter", "it refuses only the internet",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "Null", "aws:SourceVpc", "true")
		}, QuestionOutside, "", "",
	},
	{
		"ForAllValues for the perimeter", "it is true without the key, and false for no VPC that it should refuse",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "ForAnyValue:StringNotEquals", "aws:SourceVpc", "vpc-0a1")
		}, QuestionOutside, "", "",
	},
	{
		"BoolIfExists to Bool on a key that can be absent", "absent is not false, so the Deny is skipped",
		func(c *Case) { also(c, data, "Bool", "aws:ViaAWSMCPService", "false") }, QuestionOutside, "", "",
	},
	{
		"IfExists turned round", "StringEqualsIfExists is true for the internet and false for another VPC",
		func(c *Case) {
			delete(of(c, data).Condition, "StringNotEquals")
			also(c, data, "StringEqualsIfExists", "aws:SourceVpc", "vpc-0e1")
		}, QuestionOutside, "", "",
	},
	{
		"a Region pin that is not this Region", "the statement never holds",
		func(c *Case) { also(c, data, "StringEquals", "aws:RequestedRegion", "eu-west-1") }, QuestionOutside, "", "",
	},
}
