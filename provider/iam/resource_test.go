package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The last part of a stream's ARN contains colons. AWS does not say whether a '*' at the end of an earlier part matches
// beyond them.
func TestEvaluateRefusesStarsBeyondColons(t *testing.T) {
	t.Parallel()
	doc := allowAll.Statement[0]
	doc.Resource = Values{"arn:aws:dynamodb:us-?ast*:00:00.000"}
	documents := inLayer(LayerIdentity, Document{Version: Version, Statement: []Statement{doc}})
	caller := must(ParseCaller("arn:aws:iam::" + home + ":role/app"))
	request := Request{Action: "dynamodb:GetRecords", Resource: homeStream, Caller: caller}
	_, err := Evaluate(request, documents)
	require.ErrorContains(t, err, "only if '*' expands beyond a colon")

	request.Resource = homeTable
	decision, err := Evaluate(request, documents)
	require.NoError(t, err)
	assert.Equal(t, "implicitly denied: no identity policy allows it", decision.String())
}
