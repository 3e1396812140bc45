package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestBoundsPublicAccess(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why  string
		conditions iam.Conditions
		want       bool
	}{
		{"no condition", "anyone is let in", nil, false},
		{"an account", "it is one of AWS's list", iam.Conditions{"StringEquals": {"aws:PrincipalAccount": {fixture.Account}}}, true},
		{"a source", "an ARN operator compares too", iam.Conditions{"ArnLike": {"aws:SourceArn": {fixture.Orders}}}, true},
		{
			"a path of the organization", "the key has several values",
			iam.Conditions{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": {"o-a1b2c3d4e5/r-ab12/ou-ab12/"}}},
			true,
		},
		{"another case", "IAM compares keys without regard to case", iam.Conditions{"StringEquals": {"AWS:SOURCEVPC": {"vpc-0a1"}}}, true},
		{"any VPC", "a wildcard matches everyone's", iam.Conditions{"StringLike": {"aws:SourceVpc": {"vpc-*"}}}, false},
		{"one of several is a wildcard", "it matches everyone's", iam.Conditions{"StringLike": {"aws:SourceVpc": {"vpc-0a1", "vpc-?"}}}, false},
		{"a variable", "it can stand for anything", iam.Conditions{"StringEquals": {"aws:PrincipalArn": {"${aws:PrincipalArn}"}}}, false},
		{"everyone but one", "a negated operator bounds nothing", iam.Conditions{"StringNotEquals": {"aws:SourceVpc": {"vpc-0a1"}}}, false},
		{"a missing key", "the operator holds without it", iam.Conditions{"StringEqualsIfExists": {"aws:SourceVpc": {"vpc-0a1"}}}, false},
		{"an address", "the key is not of AWS's list", iam.Conditions{"StringEquals": {"aws:SourceIp": {"10.0.0.1"}}}, false},
		{
			"one bound of two conditions", "all conditions have to hold",
			iam.Conditions{"Bool": {"aws:SecureTransport": {"true"}}, "StringEquals": {"aws:SourceAccount": {fixture.Account}}},
			true,
		},
		{"an AWS service", "no caller can pose as one", iam.Conditions{"Bool": {"aws:PrincipalIsAWSService": {"true"}}}, true},
		{"an AWS service, in another case", "a key is a key", iam.Conditions{"Bool": {"AWS:PrincipalIsAwsService": {"true"}}}, true},
		{"no AWS service", "that is everyone else", iam.Conditions{"Bool": {"aws:PrincipalIsAWSService": {"false"}}}, false},
		{"an AWS service or not", "that is everyone", iam.Conditions{"Bool": {"aws:PrincipalIsAWSService": {"false", "true"}}}, false},
		{"an AWS service, if known", "the operator holds without the key", iam.Conditions{"BoolIfExists": {"aws:PrincipalIsAWSService": {"true"}}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, policy.BoundsPublicAccess(test.conditions), test.why)
		})
	}
}

func TestIsPublic(t *testing.T) {
	t.Parallel()
	everyone := iam.Principal{Everyone: true}
	of := func(kind, name string) iam.Principal {
		return iam.Principal{ByKind: map[string]iam.Values{kind: {name}}}
	}
	account := iam.Conditions{"StringEquals": {"aws:SourceAccount": {fixture.Account}}}
	tests := []struct {
		name, why string
		statement iam.Statement
		want      bool
	}{
		{"everyone", "it names nobody", iam.Statement{Effect: iam.Allow, Principal: everyone}, true},
		{"every AWS principal", "it means the same", iam.Statement{Effect: iam.Allow, Principal: of("AWS", "*")}, true},
		{
			"everyone beside a role", "the longer list holds everyone too",
			iam.Statement{Effect: iam.Allow, Principal: iam.Principal{
				ByKind: map[string]iam.Values{"AWS": {"*", fixture.Deployer}},
			}},
			true,
		},
		{"everyone but a role", "that is nearly everyone", iam.Statement{Effect: iam.Allow, NotPrincipal: of("AWS", fixture.Deployer)}, true},
		{"a service", "it acts for anyone", iam.Statement{Effect: iam.Allow, Principal: of("Service", "glue.amazonaws.com")}, true},
		{
			"a bounded service", "it acts for one account",
			iam.Statement{Effect: iam.Allow, Principal: of("Service", "glue.amazonaws.com"), Condition: account},
			false,
		},
		{"everyone, bounded", "the condition selects", iam.Statement{Effect: iam.Allow, Principal: everyone, Condition: account}, false},
		{"a role", "it is named", iam.Statement{Effect: iam.Allow, Principal: of("AWS", fixture.Deployer)}, false},
		{"a Deny", "it lets nobody in", iam.Statement{Effect: iam.Deny, Principal: everyone}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, policy.IsPublic(test.statement), test.why)
		})
	}
}
