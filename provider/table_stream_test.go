package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const policyType = "aws:dynamodb/resourcePolicy:ResourcePolicy"

// withStream is a table with a stream that one consumer reads.
func withStream(more values) values {
	return plus(plus(least, values{
		"streamViewType": str("NEW_IMAGE"),
		"exemptions": exempts(values{
			"principalArns": list(consumer), "access": list("stream"), "reason": str("the function that reads the stream"),
		}),
	}), more)
}

// TestStreamPolicyIsLeftInAWS looks at the options of the policies. That the engine then calls no DeleteResourcePolicy,
// the end-to-end tests prove.
func TestStreamPolicyIsLeftInAWS(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		inputs    values
	}{
		{"by default", "the records of a stream outlive it by 24 hours", nil},
		{"another view", "it is another stream, and the policy of the old one is replaced", values{
			"streamViewType": str("KEYS_ONLY"),
		}},
		{"everywhere protected", "who may change the policy is no matter", values{"policyProtection": str("everywhere")}},
		{"everything enforced", "what the policy refuses is no matter", values{"enforcement": str("all")}},
		{"no deletion protection", "a table that is deleted leaves its stream behind", values{
			"deletionProtection": property.New(false),
		}},
	}
	for _, test := range tests {
		for _, preview := range []bool{false, true} {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				cloud := newCloud()
				_, err := cloud.construct(t, "PrivateTable", "orders", withStream(test.inputs), preview)
				require.NoError(t, err)
				ofStream := cloud.named(t, policyType, "orders-stream-policy").RegisterRPC
				assert.True(t, ofStream.GetRetainOnDelete(), test.why)
				assert.Equal(t, urnPrefix+"private-dynamodb:index:PrivateTable$aws:dynamodb/table:Table::orders",
					ofStream.GetDeletedWith(), "it leaves the state with the table, and not before")
				assert.False(t, ofStream.GetDeleteBeforeReplace())
				for _, other := range cloud.children {
					if other.Name != "orders-stream-policy" {
						assert.False(t, other.RegisterRPC.GetRetainOnDelete(), "%s: nothing else stays in AWS", other.Name)
					}
				}
			})
		}
	}
}

// TestStreamPolicyIsOfTheNewStream changes the view, switches the stream off, and on again. A component does not see its
// earlier inputs, so each step is a construction of its own.
func TestStreamPolicyIsOfTheNewStream(t *testing.T) {
	t.Parallel()
	const second, third = "2026-01-02T00:00:00.000", "2026-01-03T00:00:00.000"
	steps := []struct {
		name, why, label string
		inputs           values
	}{
		{"on", "the stream needs a policy", firstStream, nil},
		{"another view", "the ARN is an input that replaces", second, values{"streamViewType": str("KEYS_ONLY")}},
		{"off", "Pulumi forgets the policy", "", values{"streamViewType": null}},
		{"on again", "a new stream has no policy", third, nil},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.stream = step.label
			response, err := cloud.construct(t, "PrivateTable", "orders", withStream(step.inputs), false)
			require.NoError(t, err)
			policies := cloud.ofType(policyType)
			if step.label == "" {
				assert.Len(t, policies, 1, step.why)
				assert.True(t, response.State.Get("streamArn").IsNull())
				return
			}
			assert.Len(t, policies, 2, step.why)
			inputs := cloud.named(t, policyType, "orders-stream-policy").Inputs
			stream := ordersARN + "/stream/" + step.label
			assert.Equal(t, stream, inputs.Get("resourceArn").AsString(), step.why)
			assert.Contains(t, inputs.Get("policy").AsString(), `"Resource":"`+stream+`"`, step.why)
		})
	}
}

// TestProtectionChangesTheStreamsPolicyInPlace holds the ARN, which would replace the policy, apart from the document.
func TestProtectionChangesTheStreamsPolicyInPlace(t *testing.T) {
	t.Parallel()
	documents := map[string]string{}
	for _, protection := range []string{"administrators", "everywhere"} {
		cloud := newCloud()
		_, err := cloud.construct(t, "PrivateTable", "orders", withStream(values{"policyProtection": str(protection)}), false)
		require.NoError(t, err)
		inputs := cloud.named(t, policyType, "orders-stream-policy").Inputs
		assert.Equal(t, ordersARN+"/stream/"+firstStream, inputs.Get("resourceArn").AsString())
		documents[protection] = inputs.Get("policy").AsString()
	}
	assert.NotEqual(t, documents["administrators"], documents["everywhere"])
}

func TestObservingLeavesTheStreamsPolicy(t *testing.T) {
	t.Parallel()
	view, observe, data := StreamViewType("NEW_IMAGE"), EnforcementObserve, EnforcementData
	tests := []struct {
		name, why string
		args      PrivateTableArgs
		warns     bool
	}{
		{"observed", "the policy of an earlier enforcement would be a surprise", PrivateTableArgs{
			StreamViewType: &view, Enforcement: &observe,
		}, true},
		{"observed without a stream", "there is none", PrivateTableArgs{Enforcement: &observe}, false},
		{"enforced", "it is ours", PrivateTableArgs{StreamViewType: &view, Enforcement: &data}, false},
		{"enforced by default", "it is ours", PrivateTableArgs{StreamViewType: &view}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.warns, test.args.streamPolicyLeft() != "", test.why)
		})
	}
	cloud := newCloud()
	_, err := cloud.construct(t, "PrivateTable", "orders", withStream(values{"enforcement": str("observe")}), false)
	require.NoError(t, err)
	assert.Empty(t, cloud.ofType(policyType), "nothing is attached")
}

func TestReportNamesAStreamThatIsSwitchedOff(t *testing.T) {
	t.Parallel()
	const limit = "A stream that was switched off"
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateTable", "orders", withStream(nil), false)
	require.NoError(t, err)
	assert.Contains(t, reportOf(t, response.State.Get("accessReport").AsMap()).Markdown, limit)
	response, err = newCloud().construct(t, "PrivateTable", "orders", least, false)
	require.NoError(t, err)
	assert.Contains(t, reportOf(t, response.State.Get("accessReport").AsMap()).Markdown, limit,
		"a component does not know whether there was a stream before")
}
