package iam

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	const everyone, nobody = `"Principal":"*",`, ``
	tests := []struct {
		name, why string
		layer     Layer
		statement string
		want      string
	}{
		{
			"an effect in lower case", "The Effect value is case sensitive", LayerIdentity,
			`"Effect":"deny","Action":"*","Resource":"*"`, "neither Allow nor Deny",
		},
		{
			"no action", "a statement must have one", LayerIdentity, `"Effect":"Deny","Resource":"*"`,
			"either an Action or a NotAction",
		},
		{
			"two action elements", "a statement must have one", LayerIdentity,
			`"Effect":"Deny","Action":"*","NotAction":"*","Resource":"*"`, "either an Action or a NotAction",
		},
		{
			"an empty action element", "AWS does not say what it covers", LayerIdentity,
			`"Effect":"Deny","Action":[],"Resource":"*"`, "either an Action or a NotAction",
		},
		{
			"an action without a service", "an action is a service's", LayerIdentity,
			`"Effect":"Deny","Action":"GetItem","Resource":"*"`, "neither \"*\" nor the action of a service",
		},
		{
			"a service with a wildcard", "wildcards are permitted in the action's name", LayerIdentity,
			`"Effect":"Deny","Action":"dynamo*:GetItem","Resource":"*"`, "neither \"*\" nor the action of a service",
		},
		{
			"an action with a variable", "variables are permitted in resources and conditions", LayerIdentity,
			`"Effect":"Deny","Action":"dynamodb:${aws:username}","Resource":"*"`, "neither \"*\" nor the action of a service",
		},
		{
			"no resource", "a statement must have one; DynamoDB refuses a policy without", LayerResource,
			`"Effect":"Deny","Principal":"*","Action":"*"`, "either a Resource or a NotResource",
		},
		{
			"two resource elements", "a statement must have one", LayerIdentity,
			`"Effect":"Deny","Action":"*","Resource":"*","NotResource":"*"`, "either a Resource or a NotResource",
		},
		{
			"a name", "a resource is an ARN", LayerIdentity, `"Effect":"Deny","Action":"*","Resource":"table/orders"`,
			"neither \"*\" nor an ARN of six parts",
		},
		{
			"an incomplete ARN in an SCP", "AWS completes it only in identity policies", LayerSCP,
			`"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb"`, "neither \"*\" nor an ARN of six parts",
		},
		{
			"an empty resource", "it names nothing", LayerIdentity,
			`"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb:r:1:"`, "its last part is empty",
		},
		{
			"a wildcard for a service", "You can't use a wildcard in the service segment", LayerIdentity,
			`"Effect":"Deny","Action":"*","Resource":"arn:aws:*:r:1:x"`, "service segment",
		},
		{
			"a wildcard for a type", "not in the portion that specifies the resource type", LayerIdentity,
			`"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb:r:1:ta*/x"`, "resource type",
		},
		{
			"a variable for an account", "not before the fifth colon", LayerIdentity,
			`"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb:r:${aws:PrincipalAccount}:table/x"`,
			"before the fifth colon",
		},
		{
			"a resource with a broken variable", "its end is unknown", LayerIdentity,
			`"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb:r:1:table/${x"`, "without a closing brace",
		},
		{
			"no ARN, but five colons", "an ARN begins with arn", LayerIdentity,
			`"Effect":"Deny","Action":"*","Resource":"a:b:c:d:e:f"`, "is not an ARN",
		},

		{
			"a principal in an identity policy", "the policy is attached to its principal", LayerIdentity,
			`"Effect":"Deny",` + everyone + `"Action":"*","Resource":"*"`, "a Principal is not allowed in this identity policy",
		},
		{
			"a principal in an SCP", "SCPs support no Principal", LayerSCP,
			`"Effect":"Deny",` + everyone + `"Action":"*","Resource":"*"`, "a Principal is not allowed in this service control policy",
		},
		{
			"no principal in a resource policy", "the statement needs one", LayerResource,
			`"Effect":"Deny",` + nobody + `"Action":"*","Resource":"*"`, "a Principal is required in this resource policy",
		},
		{
			"two principal elements", "a statement has one", LayerResource,
			`"Effect":"Deny","Principal":"*","NotPrincipal":"*","Action":"*","Resource":"*"`,
			"both a Principal and a NotPrincipal",
		},
		{
			"NotPrincipal in an endpoint policy", "AWS gives no example of one", LayerEndpoint,
			`"Effect":"Deny","NotPrincipal":{"AWS":"` + home + `"},"Action":"*","Resource":"*"`, "NotPrincipal",
		},
		{
			"an RCP that allows", "Allow is only supported for RCPFullAWSAccess", LayerRCP,
			`"Effect":"Allow",` + everyone + `"Action":"dynamodb:*","Resource":"*"`, "RCPFullAWSAccess",
		},
		{
			"an RCP for one account", "the only supported Principal is *", LayerRCP,
			`"Effect":"Deny","Principal":{"AWS":"` + home + `"},"Action":"dynamodb:*","Resource":"*"`,
			`must have the Principal "*"`,
		},
		{
			"an RCP with NotAction", "RCPs have no NotAction", LayerRCP,
			`"Effect":"Deny",` + everyone + `"NotAction":"dynamodb:*","Resource":"*"`, "no NotAction",
		},

		{
			"a principal pattern", "You cannot use a wildcard to match part of a principal name", LayerResource,
			`"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::1:role/*"},"Action":"*","Resource":"*"`,
			"is not an account, a role",
		},
		{
			"a deleted principal", "no caller has the ID any more", LayerResource,
			`"Effect":"Deny","Principal":{"AWS":"AROAEXAMPLE"},"Action":"*","Resource":"*"`, "is not an account, a role",
		},
		{
			"a service as an AWS principal", "services have their own kind", LayerResource,
			`"Effect":"Deny","Principal":{"AWS":"glue.amazonaws.com"},"Action":"*","Resource":"*"`,
			"is not an account, a role",
		},
		{
			"a federated principal", "no federated principal signs a DynamoDB request", LayerResource,
			`"Effect":"Deny","Principal":{"Federated":"x"},"Action":"*","Resource":"*"`,
			`of kind "Federated" is not supported`,
		},
		{
			"a kind without names", "the statement would apply to nobody", LayerResource,
			`"Effect":"Deny","Principal":{"AWS":[]},"Action":"*","Resource":"*"`, "names nobody",
		},
		{
			"NotPrincipal with Allow", "Using it with Allow is not supported", LayerResource,
			`"Effect":"Allow","NotPrincipal":{"AWS":"` + home + `"},"Action":"*","Resource":"*"`, "AWS does not support NotPrincipal with Allow",
		},
		{
			"NotPrincipal for everyone", "it would deny nobody", LayerResource,
			`"Effect":"Deny","NotPrincipal":"*","Action":"*","Resource":"*"`, "names everyone",
		},
		{
			"NotPrincipal for everyone, as AWS", "it would deny nobody", LayerResource,
			`"Effect":"Deny","NotPrincipal":{"AWS":"*"},"Action":"*","Resource":"*"`, "is not an account",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc := must(Parse(`{"Version":"2012-10-17","Statement":[{"Sid":"Wrong",` + test.statement + `}]}`))
			set, err := Compile(inLayer(test.layer, doc))
			assert.Nil(t, set)
			require.ErrorContains(t, err, test.want, test.why)
			require.ErrorContains(t, err, test.layer.String()+` "it", statement Wrong: `)
		})
	}
}

func TestCompileRefusesDocuments(t *testing.T) {
	t.Parallel()
	same := must(Parse(`{"Version":"2012-10-17","Statement":[
		{"Sid":"Same","Effect":"Deny","Action":"*","Resource":"*"},{"Sid":"Same","Effect":"Deny","Action":"*","Resource":"*"},
		{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}]}`))
	future, old := cloneDocument(allowAll), statement(Deny, "*", nil)
	future.Version, old.Version = "2030-01-01", ""
	tests := []struct {
		name, why string
		documents Documents
		want      string
	}{
		{
			"a duplicate Sid", "a decision cites the Sid", inLayer(LayerIdentity, same),
			"statement Same: duplicate Sid",
		},
		{
			"another version", "its language is unknown", inLayer(LayerIdentity, future),
			`"it": policy language version "2030-01-01"`,
		},
		{"an RCP of an old version", "All RCPs must include 2012-10-17", inLayer(LayerRCP, old), `"it": an RCP must have`},
		{
			"a level without accounts", "it would apply to nobody or to everybody",
			Documents{SCP: []Level{{Name: "root"}}},
			`service control policy level "root" lists no accounts`,
		},
		{
			"two policies on one table", "AWS keeps only the last one",
			Documents{Resource: append(onTable(statement(Deny, "*", nil)), onTable(statement(Deny, "*", nil))...)},
			"already has a policy",
		},
		{
			"two policies on every endpoint", "an endpoint has only one",
			Documents{Endpoint: []AttachedDocument{
				{Name: "a", To: "vpce-1", Document: statement(Allow, "*", nil)}, {Name: "b", Document: statement(Allow, "*", nil)},
			}},
			"must be the only one",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Compile(test.documents)
			require.ErrorContains(t, err, test.want, test.why)
			assert.Equal(t, 1, len(strings.Split(err.Error(), "\n")), "it is the only error: %v", err)
			_, err = Evaluate(Request{}, test.documents)
			require.ErrorContains(t, err, "compile policies: ")
		})
	}
}

func TestCompileReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	doc := Document{Version: Version, Statement: []Statement{
		{Sid: "A", Effect: "deny"}, {Effect: Deny, Action: Values{"x"}, Resource: Values{"*"}},
	}}
	_, err := Compile(inLayer(LayerIdentity, doc))
	assert.EqualError(t, err, strings.Join([]string{
		`identity policy "it", statement A: effect "deny" is neither Allow nor Deny`,
		`identity policy "it", statement A: it needs either an Action or a NotAction`,
		`identity policy "it", statement A: it needs either a Resource or a NotResource`,
		`identity policy "it", statement [1]: action "x" is neither "*" nor the action of a service, such as dynamodb:GetItem`,
	}, "\n"))
}

func TestCompileAcceptsWhatAWSAttaches(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"*"}]}`,
	} {
		for _, layer := range []Layer{LayerRCP, LayerEndpoint} {
			_, err := Compile(inLayer(layer, must(Parse(text))))
			assert.NoError(t, err, "RCPFullAWSAccess, and the default endpoint policy")
		}
	}
	for name := range references {
		layer := LayerResource
		for prefix, is := range map[string]Layer{"scp": LayerSCP, "rcp": LayerRCP, "endpoint": LayerEndpoint} {
			if strings.HasPrefix(name, prefix) {
				layer = is
			}
		}
		_, err := Compile(inLayer(layer, reference(name)))
		assert.NoError(t, err, name)
	}
}
