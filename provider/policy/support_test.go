package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestTakesAction(t *testing.T) {
	t.Parallel()
	const index = fixture.Orders + "/index/by-date"
	tests := []struct {
		name, why        string
		layer            iam.Layer
		resource, action string
		want             bool
	}{
		{"a table's action", "AWS lists it", iam.LayerResource, fixture.Orders, "dynamodb:GetItem", true},
		{"another case", "IAM compares names without regard to case", iam.LayerResource, fixture.Orders, "DynamoDB:getitem", true},
		{"an index", "its table's policy governs it", iam.LayerResource, index, "dynamodb:Query", true},
		{"a stream's action on a table", "AWS rejects the document", iam.LayerResource, fixture.Orders, "dynamodb:GetRecords", false},
		{"a stream's action", "AWS lists it", iam.LayerResource, fixture.Stream, "dynamodb:GetRecords", true},
		{"a table's action on a stream", "AWS rejects the document", iam.LayerResource, fixture.Stream, "dynamodb:GetItem", false},
		{"the policy of both", "AWS lists it for both", iam.LayerResource, fixture.Stream, "dynamodb:PutResourcePolicy", true},
		{"no source", "it is never rendered by name", iam.LayerResource, fixture.Orders, "dynamodb:SearchVectors", false},
		{"an API operation", "it has no action of its own", iam.LayerResource, fixture.Orders, "dynamodb:TransactGetItems", false},
		{"another service in a resource policy", "it governs a table", iam.LayerResource, fixture.Orders, "s3:GetObject", false},
		{"everything of DynamoDB", "the catch-all is accepted", iam.LayerResource, fixture.Orders, "dynamodb:*", true},
		{"a pattern in a resource policy", "taken to be accepted, as a deployed policy shows it", iam.LayerResource, fixture.Orders, "dynamodb:Get*", true},
		{"a pattern in a service control policy", "it takes patterns", iam.LayerSCP, "", "dynamodb:Get*", true},
		{"an action in a service control policy", "every action has a name there", iam.LayerSCP, "", "dynamodb:SearchVectors", true},
		{"another service in a service control policy", "its names are unknown here", iam.LayerSCP, "", "s3:GetObject", true},
		{"no action in a service control policy", "a name that means nothing denies nothing", iam.LayerSCP, "", "dynamodb:GetItems", false},
		{"everything in a resource control policy", "it takes patterns", iam.LayerRCP, "", "*", true},
		{"an action in a resource control policy", "every action has a name there", iam.LayerRCP, "", "dynamodb:Scan", true},
		{"an action in an endpoint policy", "every action has a name there", iam.LayerEndpoint, "", "dynamodb:ListTables", true},
		{"no action in an endpoint policy", "a name that means nothing allows nothing", iam.LayerEndpoint, "", "dynamodb:ExecuteStatement", false},
		{"an action in an identity policy", "every action has a name there", iam.LayerIdentity, "", "dynamodb:CreateTable", true},
		{"no action in an identity policy", "a name that means nothing allows nothing", iam.LayerIdentity, "", "dynamodb:GetItems", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, policy.TakesAction(test.layer, test.resource, test.action), test.why)
		})
	}
}

func TestRendered(t *testing.T) {
	t.Parallel()
	for support, want := range map[policy.Support]bool{
		policy.Documented: true, policy.Inferred: true, policy.Unknown: false, policy.Rejected: false,
	} {
		assert.Equal(t, want, support.Rendered(), "%s: one name that AWS does not accept costs the whole document", support)
	}
}
