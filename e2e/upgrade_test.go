package e2e

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recordedVersion makes [TestUpgrade] record states, as those of a version: go test -run TestUpgrade -record 0.1.0. A state that
// was recorded is never recorded again: it is what users have.
var recordedVersion = flag.String("record", "", "record the states of TestUpgrade under this version")

// recordedStack is what an earlier version left.
type recordedStack struct {
	Config auto.ConfigMap
	State  apitype.UntypedDeployment
}

// upgraded are the examples that are recorded. Their programs ask AWS nothing about what they deploy, so that a preview
// needs the state alone: one in a VPC that exists looks its endpoint up.
var upgraded = []string{"feature-team", "platform-team"}

// TestUpgrade previews examples on the states that earlier versions left. Nothing may be replaced or deleted, and no
// child may have another name, which would create it anew.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	if *recordedVersion != "" {
		recordStates(t, filepath.Join("testdata", "states", *recordedVersion))
		return
	}
	files, err := filepath.Glob("testdata/states/*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		version, name := filepath.Base(filepath.Dir(file)), filepath.Base(file[:len(file)-len(".json")])
		t.Run(version+" "+name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var earlier recordedStack
			require.NoError(t, json.Unmarshal(text, &earlier))
			team := deploy(t, examples+"yaml/"+name, earlier.Config)
			require.NoError(t, team.Import(t.Context(), earlier.State))
			preview, err := team.Preview(t.Context(), optpreview.Diff(), optpreview.SuppressProgress())
			require.NoError(t, err)
			require.NotZero(t, preview.ChangeSummary[apitype.OpSame])
			for _, operation := range operations(preview.ChangeSummary) {
				assert.Contains(t, []string{"same", "update"}, operation, preview.StdOut)
			}
		})
	}
}

func recordStates(t *testing.T, dir string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for _, name := range upgraded {
		file := filepath.Join(dir, name+".json")
		require.NoFileExists(t, file, "it is what users of that version have")
		team, config := deploy(t, examples+"yaml/"+name, nil), featureTeamConfig
		if name == "platform-team" {
			config = values("targetId", team.organizationalUnit(t), "vpcId", "vpc-0a1b2c3d4e5f67890", "region", "eu-west-1")
		}
		require.NoError(t, team.SetAllConfig(t.Context(), config))
		team.up(t)
		state, err := team.Export(t.Context())
		require.NoError(t, err)
		state.Deployment = withoutPlaces(t, state.Deployment)
		text, err := json.MarshalIndent(recordedStack{config, state}, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, append(text, '\n'), 0o644))
	}
}

// withoutPlaces removes where in which file on which machine each resource was registered.
func withoutPlaces(t *testing.T, deployment json.RawMessage) json.RawMessage {
	t.Helper()
	var content map[string]any
	require.NoError(t, json.Unmarshal(deployment, &content))
	for _, resource := range content["resources"].([]any) {
		delete(resource.(map[string]any), "sourcePosition")
		delete(resource.(map[string]any), "stackTrace")
	}
	text, err := json.Marshal(content)
	require.NoError(t, err)
	return text
}
