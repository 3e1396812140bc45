package e2e

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestAccessReportInFourLanguages makes one report in each language. Nothing is deployed.
func TestAccessReportInFourLanguages(t *testing.T) {
	t.Parallel()
	evidence := proof.Evidence{Table: &proof.TableEvidence{
		Intent: policy.Intent{
			Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}},
			Enforcement: policy.EnforceData,
			Exemptions:  []policy.Exemption{policy.Administrators([]string{pipeline}), policy.BreakGlass([]string{breakGlass})},
		},
		Table: "arn:aws:dynamodb:us-east-1:" + workspace.Account + ":table/orders",
	}}
	made, err := evidence.Prove()
	require.NoError(t, err)
	text, err := evidence.Encode()
	require.NoError(t, err)
	digest, err := made.Digest()
	require.NoError(t, err)
	want := map[string]any{
		"verdict": made.Report.Verdict, "reader": made.Report.Rows[0].Callers[0], "seenFirst": string(made.Report.Matrix[0].Marks[0]),
		"policy": "table policy", "markdown": made.Report.Markdown(),
	}
	for name, operate := range map[string]func(*testing.T, deployment, string) map[string]int{
		"yaml":       inProcess,
		"go":         goProgram(reportProgram),
		"typescript": inline("node", "testdata/inline/inline.js", "testdata/access-report/index.js"),
		"python":     inline(pythonVenv+"/bin/python", "testdata/inline/inline.py", "testdata/access-report/__main__.py"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			team := deploy(t, "testdata/access-report", values("evidence", text, "digest", digest))
			operate(t, team, "up")
			outputs, err := team.Outputs(t.Context())
			require.NoError(t, err)
			found := map[string]any{}
			for output, value := range outputs {
				found[output] = value.Value
			}
			assert.Equal(t, want, found)
		})
	}
	t.Run("of another deployment", func(t *testing.T) {
		t.Parallel()
		team := deploy(t, "testdata/access-report", values("evidence", text, "digest", strings.Repeat("0", len(digest))))
		_, err := team.Up(t.Context(), optup.SuppressProgress())
		require.ErrorContains(t, err, "it was changed, or proven by another version of this package")
	})
}

// reportProgram is testdata/access-report in Go.
func reportProgram(ctx *pulumi.Context) error {
	cfg := config.New(ctx, "")
	report := pd.AccessReportOutput(ctx, pd.AccessReportOutputArgs{
		Evidence: pulumi.String(cfg.Require("evidence")), Digest: pulumi.String(cfg.Require("digest")),
	})
	ctx.Export("verdict", report.Verdict())
	ctx.Export("reader", report.Rows().Index(pulumi.Int(0)).Callers().Index(pulumi.Int(0)))
	ctx.Export("seenFirst", report.Matrix().Index(pulumi.Int(0)).Read())
	ctx.Export("policy", report.Policies().Index(pulumi.Int(0)).Name())
	ctx.Export("markdown", report.Markdown())
	return nil
}

// mostState is the budget for what a component adds to the state beyond its children, in bytes.
const mostState = 4096

// testReport prints the reports of the stack as an auditor does, and holds what they take of the state.
func (d deployment) testReport(t *testing.T) {
	exported, err := d.Export(t.Context())
	require.NoError(t, err)
	state, err := json.Marshal(exported)
	require.NoError(t, err)

	var content struct{ Resources []json.RawMessage }
	require.NoError(t, json.Unmarshal(exported.Deployment, &content))
	components := 0
	for _, text := range content.Resources {
		var resource struct{ Type string }
		require.NoError(t, json.Unmarshal(text, &resource))
		if strings.HasPrefix(resource.Type, "private-dynamodb:") {
			var compact bytes.Buffer
			require.NoError(t, json.Compact(&compact, text))
			assert.LessOrEqual(t, compact.Len(), mostState, resource.Type)
			components++
		}
	}
	assert.Equal(t, 2, components)

	for format, want := range map[string][]string{
		"text":     {"PrivateTable orders\nSEALED", "any caller of the account", "PrivateNetwork orders\nSEALED"},
		"markdown": {"# PrivateTable orders", "What these policies cannot stop", "- table policy: as reported", "Digest of the report: `"},
		"html":     {"<h2>PrivateTable orders</h2>", "<summary>table policy: as reported</summary>", "endpoint policy: as reported"},
	} {
		output, err := printReport(t, state, "--format", format)
		require.NoError(t, err, output)
		for _, text := range want {
			assert.Contains(t, output, text, format)
		}
		assert.NotContains(t, output, "differs")
	}
	output, err := printReport(t, bytes.ReplaceAll(state, []byte("DenyDataAndMovementOutside"), []byte("DenyNothing")))
	require.Error(t, err)
	assert.Contains(t, output, "orders: the state has another policy than the report is about: deploy it again")
	assert.Contains(t, output, "! table policy: differs")
}

func printReport(t *testing.T, state []byte, args ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "../.bin/plugins/pulumi-resource-private-dynamodb", append([]string{"report"}, args...)...)
	command.Stdin = bytes.NewReader(state)
	output, err := command.CombinedOutput()
	return string(output), err
}
