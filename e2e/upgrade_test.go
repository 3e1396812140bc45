package e2e

import (
	"cmp"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recordedVersion makes [TestUpgrade] record states, as those of a version: go test -run TestUpgrade -record VERSION. A
// state that was recorded is never recorded again: it is what users have.
var recordedVersion = flag.String("record", "", "record the states of TestUpgrade under this version")

// recordedStack is what an earlier version left.
type recordedStack struct {
	Config auto.ConfigMap
	State  apitype.UntypedDeployment
}

// upgradedExample is an example whose states are recorded, under a name.
type upgradedExample struct {
	name, project string
	// operate runs up or preview on a stack, and returns how many resources each operation is for.
	operate func(t *testing.T, team deployment, operation string) map[string]int
	// prepare makes what the program expects to find, and returns the configuration.
	prepare func(t *testing.T, team deployment) auto.ConfigMap
	// records is how many records later versions keep beside the resources of earlier ones. They are nothing in AWS.
	records int
}

func upgradedExamples() []upgradedExample {
	all := []upgradedExample{
		{name: "platform-team", prepare: func(t *testing.T, team deployment) auto.ConfigMap {
			t.Helper()
			return values("targetId", team.organizationalUnit(t), "vpcId", "vpc-0a1b2c3d4e5f67890", "region", "eu-west-1")
		}},
		{name: "shared-network", prepare: func(*testing.T, deployment) auto.ConfigMap {
			return values("administratorRoleArn", pipeline)
		}},
		{name: "existing-vpc", records: 1, prepare: func(t *testing.T, team deployment) auto.ConfigMap {
			t.Helper()
			vpc := newVPC(t, team.EC2)
			return values("administratorRoleArn", pipeline, "vpcId", vpc, "routeTableIds[0]", newRouteTable(t, team.EC2, vpc))
		}},
		{name: "existing-table", operate: importFirst, prepare: func(t *testing.T, team deployment) auto.ConfigMap {
			t.Helper()
			team.makeTable(t, existingTable, true)
			return values("administratorRoleArn", pipeline, "tableName", existingTable, "vpcId", team.vpcWithEndpoint(t))
		}},
	}
	for _, language := range languages() {
		one := upgradedExample{
			name: language.name + "-feature-team", project: language.name + "/feature-team", operate: language.operate,
			prepare: func(*testing.T, deployment) auto.ConfigMap { return featureTeamConfig },
		}
		if language.name == "yaml" {
			one.name = "feature-team"
		}
		all = append(all, one)
	}
	for i := range all {
		all[i].project = examples + cmp.Or(all[i].project, "yaml/"+all[i].name)
		if all[i].operate == nil {
			all[i].operate = inProcess
		}
	}
	return all
}

// importFirst brings the table that exists under the program, and then enforces its policy.
func importFirst(t *testing.T, team deployment, operation string) map[string]int {
	t.Helper()
	if operation == "up" {
		team.importTable(t)
		team.run(t, "pulumi config set enforcement data")
	}
	return inProcess(t, team, operation)
}

// deploy makes a stack of the example, and returns its configuration.
func (e upgradedExample) deploy(t *testing.T) (deployment, recordedStack) {
	t.Helper()
	team := deploy(t, e.project, nil)
	config := e.prepare(t, team)
	require.NoError(t, team.SetAllConfigWithOptions(t.Context(), config, &auto.ConfigOptions{Path: true}))
	e.operate(t, team, "up")
	state, err := team.Export(t.Context())
	require.NoError(t, err)
	return team, recordedStack{config, state}
}

// TestUpgrade previews examples on the states that earlier versions left. Nothing may be replaced or deleted, and no
// child may have another name, which would create it anew.
//
// What a state describes has to be there, since programs look things up and previews refresh. So each example is
// deployed first, and the ids in the recorded state become those of what was deployed.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	for _, example := range upgradedExamples() {
		if *recordedVersion != "" {
			example.record(t, filepath.Join("testdata", "states", *recordedVersion))
			continue
		}
		files, err := filepath.Glob("testdata/states/*/" + example.name + ".json")
		require.NoError(t, err)
		require.NotEmpty(t, files, "no state of %s was recorded", example.name)
		t.Run(example.name, func(t *testing.T) {
			t.Parallel()
			team, now := example.deploy(t)
			for _, file := range files {
				text, err := os.ReadFile(file)
				require.NoError(t, err)
				var earlier recordedStack
				require.NoError(t, json.Unmarshal(text, &earlier))
				earlier.State.Deployment = moved(t, earlier, now)
				require.NoError(t, team.Import(t.Context(), earlier.State))
				changes := example.operate(t, team, "preview")
				require.NotZero(t, changes["same"], "%s: %v", file, changes)
				changes["create"] -= example.records
				for _, operation := range operations(changes) {
					assert.Contains(t, []string{"same", "update"}, operation, "%s: %v", file, changes)
				}
			}
		})
	}
}

// record writes the state of the example, unless there is one of this version.
func (e upgradedExample) record(t *testing.T, dir string) {
	t.Helper()
	file := filepath.Join(dir, e.name+".json")
	if _, err := os.Stat(file); err == nil {
		t.Logf("%s stays: it is what users of that version have", file)
		return
	}
	_, left := e.deploy(t)
	left.State.Deployment = withoutPlaces(t, left.State.Deployment)
	text, err := json.MarshalIndent(left, "", " ")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(dir, 0o755))
	require.NoError(t, os.WriteFile(file, append(text, '\n'), 0o644))
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

// moved returns a recorded state with the ids of what was deployed now, and with what its configuration names now.
func moved(t *testing.T, earlier, now recordedStack) json.RawMessage {
	t.Helper()
	settings := func(stack recordedStack) map[string]string {
		ids := map[string]string{}
		for name, setting := range stack.Config {
			if strings.Contains(setting.Value, "-") {
				ids[name] = setting.Value
			}
		}
		return ids
	}
	// The configuration goes first: a name, by which resources are paired, may hold an id of it.
	configured := replaced(earlier.State.Deployment, settings(earlier), settings(now))
	return replaced(configured, idsOf(t, configured), idsOf(t, now.State.Deployment))
}

// replaced replaces in a text what was under a key by what is under it now. What is no longer there stays.
func replaced(text json.RawMessage, was, is map[string]string) json.RawMessage {
	var known []string
	for key := range was {
		if is[key] != "" {
			known = append(known, key)
		}
	}
	// An id may be a part of another one, and the first pair that fits counts.
	slices.SortFunc(known, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(was[b]), len(was[a])), strings.Compare(a, b))
	})
	var pairs []string
	for _, key := range known {
		pairs = append(pairs, was[key], is[key])
	}
	return json.RawMessage(strings.NewReplacer(pairs...).Replace(string(text)))
}

// idsOf maps each resource of a state to its id.
func idsOf(t *testing.T, state json.RawMessage) map[string]string {
	t.Helper()
	var content struct{ Resources []apitype.ResourceV3 }
	require.NoError(t, json.Unmarshal(state, &content))
	ids := map[string]string{}
	for _, resource := range content.Resources {
		if resource.ID != "" && !strings.HasPrefix(string(resource.Type), "pulumi:") {
			ids[string(resource.URN)] = string(resource.ID)
		}
	}
	return ids
}
