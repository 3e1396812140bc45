package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestSizeLimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		layer     iam.Layer
		want      int
	}{
		{"a resource policy", "20 KB", iam.LayerResource, 20480},
		{"an endpoint policy", "20,480 characters", iam.LayerEndpoint, 20480},
		{"a service control policy", "doubled in May 2026", iam.LayerSCP, 10240},
		{"a resource control policy", "what service control policies had before", iam.LayerRCP, 5120},
		{"an identity policy", "none is rendered here", iam.LayerIdentity, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, policy.SizeLimit(test.layer), test.why)
		})
	}
}
