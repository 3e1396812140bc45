package examples

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/examples/go/feature-team/orders"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

func TestTry(t *testing.T) {
	for _, l := range []string{"yaml", "go", "typescript", "python"} {
		start := time.Now()
		d := deploy(t, l+"/feature-team", values("administratorRoleArn", pipeline))
		t.Log(l, time.Since(start))
		switch l {
		case "go":
			d.Workspace().SetProgram(orders.Deploy)
			fallthrough
		case "yaml":
			_, c := d.up(t)
			t.Log(c)
			d.requireNoChange(t)
		default:
			for _, op := range []string{"up", "preview"} {
				var cmd *exec.Cmd
				if l == "python" {
					main, _ := filepath.Abs("python/feature-team/__main__.py")
					cmd = exec.Command("../.local/python/bin/python", "testdata/inline/inline.py", op, main, d.Workspace().WorkDir(), workspace.Stack)
				} else {
					main, _ := filepath.Abs("typescript/feature-team/bin/index.js")
					cmd = exec.Command("node", "testdata/inline/inline.js", op, main, d.Workspace().WorkDir(), workspace.Stack)
				}
				cmd.Env = append(os.Environ(), environ(d.Workspace().GetEnvVars())...)
				cmd.Stderr = os.Stderr
				out, err := cmd.Output()
				require.NoError(t, err)
				t.Log(string(out))
			}
		}
		t.Log(l, time.Since(start))
		x, err := d.Export(t.Context())
		require.NoError(t, err)
		b, _ := json.MarshalIndent(x, "", " ")
		os.WriteFile("/tmp/lang/"+l+".json", b, 0o600)
	}
}
