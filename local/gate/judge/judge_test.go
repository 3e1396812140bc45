package judge

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	asker := Asker{Caller: &world.Caller{Named: "arn:aws:iam::123456789012:user/jo"}}
	need := call.Need{Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/t"}
	const start = "User: arn:aws:iam::123456789012:user/jo is not authorized to perform: dynamodb:GetItem on resource: " +
		"arn:aws:dynamodb:eu-west-1:123456789012:table/t "
	refuse := func(effect iam.Effect, layer iam.Layer) Ruling {
		return Ruling{Need: need, Decision: iam.Decision{Effect: effect, Layer: layer}}
	}
	bounded := refuse(iam.ImplicitDeny, iam.LayerIdentity)
	bounded.Boundary = true
	tests := []struct {
		ruling Ruling
		want   string
	}{
		{refuse(iam.ImplicitDeny, iam.LayerIdentity), "because no identity-based policy allows the dynamodb:GetItem action"},
		{refuse(iam.ExplicitDeny, iam.LayerIdentity), "with an explicit deny in an identity-based policy"},
		{refuse(iam.ImplicitDeny, iam.LayerResource), "because no resource-based policy allows the dynamodb:GetItem action"},
		{refuse(iam.ExplicitDeny, iam.LayerResource), "with an explicit deny in a resource-based policy"},
		{refuse(iam.ImplicitDeny, iam.LayerSCP), "because no service control policy allows the dynamodb:GetItem action"},
		{refuse(iam.ExplicitDeny, iam.LayerSCP), "with an explicit deny in a service control policy"},
		{refuse(iam.ExplicitDeny, iam.LayerRCP), "with an explicit deny in a resource control policy"},
		{refuse(iam.ImplicitDeny, iam.LayerEndpoint), "because no VPC endpoint policy allows the dynamodb:GetItem action"},
		{refuse(iam.ExplicitDeny, iam.LayerEndpoint), "with an explicit deny in a VPC endpoint policy"},
		{bounded, "because no permissions boundary allows the dynamodb:GetItem action"},
		{Ruling{Need: need, Undecided: errors.New("no")}, "because the gate cannot evaluate the policies that bear on it; its log says why"},
	}
	for _, test := range tests {
		assert.Equal(t, start+test.want, test.ruling.Message(asker))
		assert.False(t, test.ruling.Allowed())
	}
}

func TestKnownKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, statement, want string }{
		{"known", "", `"Action":"dynamodb:*","Resource":"*","Condition":{"StringEquals":{"AWS:SourceVPC":"v"}}`, ""},
		{"tag", "", `"Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"v"}}`, ""},
		{"leading keys", "absent it would let a ForAllValues pass", `"Action":"dynamodb:GetItem","Resource":"*","Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"v"}}`, "dynamodb:LeadingKeys"},
		{"MFA", "moto does not say whether a session has it", `"Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, "aws:MultiFactorAuthPresent"},
		{"another service's key", "the statement says nothing of DynamoDB", `"Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"v"}}`, ""},
		{"all but another service", "that is DynamoDB too", `"NotAction":"s3:*","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"v"}}`, "s3:prefix"},
		{"variable", "it would stand for nothing", `"Action":"dynamodb:*","Resource":"arn:aws:dynamodb:*:*:table/${www.amazon.com:user_id}"`, "www.amazon.com:user_id"},
		{"known variable", "", `"Action":"dynamodb:*","Resource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team, 'none'}"`, ""},
		{"escape", "${*} is a star, not a key", `"Action":"dynamodb:*","Resource":"arn:aws:dynamodb:*:*:table/${*}"`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			document, err := iam.Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` + test.statement + `}]}`)
			require.NoError(t, err)
			err = knownKeys(document)
			if test.want == "" {
				require.NoError(t, err, test.why)
				return
			}
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}
