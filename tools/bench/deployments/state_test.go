package deployments

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stateOfTable is the state of one table, with the given table name and read capacity.
func stateOfTable(t *testing.T, name, billing string) State {
	t.Helper()
	state, err := readState([]byte(`{ "version": 3, "checkpoint": { "latest": { "resources": [
		{ "urn": "u", "type": "private-dynamodb:index:PrivateTable" },
		{ "type": "` + TableType + `", "inputs": { "__defaults": ["name"], "name": "` + name + `", "billingMode": "` + billing + `" } },
		{ "type": "` + PolicyType + `", "inputs": { "policy": "on table/` + name + `/*" } }
	] } } }`))
	require.NoError(t, err)
	return state
}

func TestSizeIsThatOfJSONWithoutWhiteSpace(t *testing.T) {
	t.Parallel()
	state := stateOfTable(t, "table-0-0a1b2c3", "PAY_PER_REQUEST")
	const component = `{"urn":"u","type":"private-dynamodb:index:PrivateTable"}`
	assert.Equal(t, len(component), state.Size("private-dynamodb:index:PrivateTable"))
	assert.Zero(t, state.Size(StashType), "there is none")
	assert.Equal(t, state.Size(TableType)+state.Size(PolicyType), state.Size(TableType, PolicyType))
}

func TestContendersMustDeployTheSame(t *testing.T) {
	t.Parallel()
	first := stateOfTable(t, "table-0-0a1b2c3", "PAY_PER_REQUEST")
	require.NoError(t, requireSame(first, stateOfTable(t, "table-0-ffffff0", "PAY_PER_REQUEST")),
		"names are generated")
	require.ErrorContains(t, requireSame(first, stateOfTable(t, "table-0-0a1b2c3", "PROVISIONED")), TableType+" differs",
		"a cheaper table would be a faster one")
	require.ErrorContains(t, requireSame(first, State{TableType: first[TableType]}), "0 resources, not one")
}

func TestPolicyIsOfTheTable(t *testing.T) {
	t.Parallel()
	text, err := network{vpc: "vpc-0a1"}.policy()
	require.NoError(t, err)
	assert.Contains(t, text, `"`+Placeholder+`/index/*"`)
	const table = "arn:aws:dynamodb:us-east-1:123456789012:table/table-7-0a1b2c3"
	assert.NotContains(t, policyOf(text, table), Placeholder)
	assert.Contains(t, policyOf(text, table), `"`+table+`/index/*"`)
}
