package policy

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	orders     = "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
	roles      = "arn:aws:iam::111122223333:role/"
	deployer   = roles + "ci/deployer"
	breakGlass = roles + "break-glass"
)

// plain is the intent of a team that sets nothing but its administrators.
func plain() Intent {
	return Intent{
		Perimeter:   Perimeter{Kind: PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		Enforcement: EnforceData,
		Exemptions:  []Exemption{Administrators([]string{deployer}), BreakGlass([]string{breakGlass})},
	}
}

// golden compares a document with the file that holds its canonical JSON, exactly as it is sent to AWS.
func golden(t *testing.T, name string, document Document) {
	t.Helper()
	text, err := document.JSON()
	require.NoError(t, err)
	path := filepath.Join("testdata", name+".json")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text+"\n"), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), text+"\n", "run go test ./provider/policy -update, and read the difference")
}
