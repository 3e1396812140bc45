package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestPerimeterContains(t *testing.T) {
	t.Parallel()
	perimeter := policy.Perimeter{
		Kind: policy.PerimeterAccount, IDs: []string{fixture.Account},
		VPCs: []string{"vpc-0a1"}, Endpoints: []string{"vpce-0c3"},
	}
	tests := []struct {
		name, why string
		perimeter policy.Perimeter
		origin    iam.Origin
		want      bool
	}{
		{"its account's endpoint", "the kind lists it", perimeter, iam.Origin{EndpointAccount: fixture.Account}, true},
		{"its VPC", "it is inside whatever the kind", perimeter, iam.Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"}, true},
		{"its endpoint", "it is inside whatever the kind", perimeter, iam.Origin{VPC: "vpc-0c3", Endpoint: "vpce-0c3"}, true},
		{
			"another account's endpoint", "no part lists it", perimeter,
			iam.Origin{VPC: "vpc-0f1", Endpoint: "vpce-0f1", EndpointAccount: fixture.OtherAccount},
			false,
		},
		{"the internet", "it passes no endpoint", perimeter, iam.Origin{}, false},
		{
			"a VPC of another perimeter", "only the id of the kind counts",
			policy.Perimeter{Kind: policy.PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"}},
			iam.Origin{VPC: "vpc-0a1"},
			false,
		},
		{
			"the organization", "the kind lists it",
			policy.Perimeter{Kind: policy.PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"}},
			iam.Origin{EndpointOrg: "o-a1b2c3d4e5"},
			true,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.perimeter.Contains(test.origin), test.why)
		})
	}
}
