package authorize

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	caller := Caller{Caller: &awsstate.Caller{MessageARN: "arn:aws:iam::123456789012:user/jo"}}
	authorization := request.Authorization{Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/t"}
	const start = "User: arn:aws:iam::123456789012:user/jo is not authorized to perform: dynamodb:GetItem on resource: " +
		"arn:aws:dynamodb:eu-west-1:123456789012:table/t "
	refuse := func(effect iam.Effect, layer iam.Layer) Decision {
		return Decision{Authorization: authorization, Result: iam.Decision{Effect: effect, Layer: layer}}
	}
	bounded := refuse(iam.ImplicitDeny, iam.LayerIdentity)
	bounded.Boundary = true
	tests := []struct {
		ruling Decision
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
		{Decision{Authorization: authorization, Undecided: errors.New("no")}, "because the gate cannot evaluate the policies that bear on it; its log says why"},
	}
	for _, test := range tests {
		assert.Equal(t, start+test.want, test.ruling.Message(caller))
		assert.False(t, test.ruling.Allowed())
	}
}
