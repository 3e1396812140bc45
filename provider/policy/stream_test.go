package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestStreamPolicyRejects(t *testing.T) {
	t.Parallel()
	_, err := fixture.Plain().StreamPolicy(fixture.Orders)
	require.ErrorContains(t, err, "render stream policy: stream must be the ARN of a stream")
	_, err = policy.Intent{}.StreamPolicy(fixture.Stream)
	require.ErrorContains(t, err, "is unknown")
	own := fixture.Plain()
	own.Grants = []policy.Grant{{Principals: []string{"111122223333"}, Actions: []string{"GetRecords"}, Reason: "me"}}
	_, err = own.StreamPolicy(fixture.Stream)
	require.ErrorContains(t, err, `render stream policy: grant "me" names the table's own account`)
	_, err = own.TablePolicy(fixture.Orders)
	require.ErrorContains(t, err, `render table policy: grant "me" names the table's own account`)
}
