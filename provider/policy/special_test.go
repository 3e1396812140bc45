package policy

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	stream      = orders + "/stream/2026-01-01T00:00:00.000"
	backupRole  = roles + "service-role/AWSBackupDefaultServiceRole"
	consumer    = roles + "orders-stream-consumer"
	autoscaling = roles + "aws-service-role/dynamodb.application-autoscaling.amazonaws.com/" +
		"AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
)

// special is the intent that the reference documents were written for.
func special() Intent {
	intent := plain()
	intent.Exemptions = append(intent.Exemptions,
		Exemption{Principals: []string{backupRole}, Access: []Class{ClassMovement}, Reason: "backups", Path: "exemptions[0]"},
		Exemption{
			Principals: []string{autoscaling}, Access: []Class{ClassPolicy, ClassShape}, Reason: "autoscaling",
			Path: "exemptions[1]",
		},
		Exemption{Principals: []string{consumer}, Access: []Class{ClassStream}, Reason: "the consumer", Path: "exemptions[2]"},
	)
	return intent
}

// given is a document that was written by hand and held to a simulator there. The order in a list means nothing.
func given(name string) Document {
	document := reference(name)
	for _, statement := range document.Statement {
		for _, tests := range statement.Condition {
			for key, values := range tests {
				tests[key] = canonical(values)
			}
		}
	}
	return document
}

func TestRenderedDocumentsAreTheReference(t *testing.T) {
	t.Parallel()
	table, err := special().TablePolicy(orders)
	require.NoError(t, err)
	golden(t, "table-reference", table)
	// The multi-account replication actions came to the action table after the reference was written.
	table.Statement[1].Action = slices.DeleteFunc(table.Statement[1].Action, func(action string) bool {
		return slices.Contains([]string{
			"dynamodb:ReadDataForReplication", "dynamodb:ReplicateSettings", "dynamodb:WriteDataForReplication",
		}, action)
	})
	assert.Equal(t, given("table"), table)

	intent := special() // the reference table exempts autoscaling from whole classes, the reference stream does not
	intent.Exemptions = slices.Delete(intent.Exemptions, 3, 4)
	policy, err := intent.StreamPolicy(stream)
	require.NoError(t, err)
	golden(t, "stream-reference", policy)
	assert.Equal(t, given("stream"), policy)
}
