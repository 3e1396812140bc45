package workspace

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

func TestEnvFileHidesTheUsersOwnAccounts(t *testing.T) {
	t.Parallel()
	w := Workspace{Root: "/somewhere/with 'quotes'", Dir: t.TempDir()}
	path, err := w.WriteEnv("http://127.0.0.1:5000")
	require.NoError(t, err)

	shell := exec.CommandContext(t.Context(), "sh", "-c", ". "+path+" && env")
	shell.Env = []string{"PATH=" + os.Getenv("PATH"), "AWS_PROFILE=production", "AWS_SESSION_TOKEN=secret"}
	output, err := shell.CombinedOutput()
	require.NoError(t, err, string(output))
	env := string(output)
	assert.NotContains(t, env, "production", "a client would use the user's own account")
	assert.NotContains(t, env, "secret")
	assert.Contains(t, env, "AWS_ENDPOINT_URL=http://127.0.0.1:5000\n")
	assert.Contains(t, env, "PATH=/somewhere/with 'quotes'/.bin:")
}

func TestPluginsAreInstalledAtEveryVersionThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, official := range []bool{false, true} {
		w := Workspace{Root: "/repository", Dir: t.TempDir(), Official: official}
		require.NoError(t, w.installPlugins())
		require.NoError(t, w.installPlugins(), "again, over what is there")
		installed, err := filepath.Glob(filepath.Join(w.Home(), "plugins", "*", "*"))
		require.NoError(t, err)
		var names []string
		for _, path := range installed {
			names = append(names, strings.TrimPrefix(path, filepath.Join(w.Home(), "plugins")+"/"))
		}
		want := []string{"resource-private-dynamodb-v" + versions.PrivateDynamoDB + "/pulumi-resource-private-dynamodb"}
		if !official {
			want = append([]string{
				"resource-aws-v" + versions.AWSForAWSX + "/pulumi-resource-aws",
				"resource-aws-v" + versions.AWS + "/pulumi-resource-aws",
				"resource-awsx-v" + versions.AWSX + "/pulumi-resource-awsx",
			}, want...)
		}
		assert.Equal(t, want, names)
	}
}
