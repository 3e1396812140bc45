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
	folder := t.TempDir()
	makeProgram(t, folder, "pulumi-resource-aws")
	makeProgram(t, folder, "pulumi-resource-private-dynamodb")
	const built = "/repository/.bin/plugins"
	for _, test := range []struct {
		plugins Plugins
		aws     string // the folder of the aws plugin
	}{{"", built}, {Official, ""}, {Plugins(folder), folder}} {
		w := Workspace{Root: "/repository", Dir: t.TempDir(), Plugins: test.plugins}
		require.NoError(t, w.installPlugins())
		require.NoError(t, w.installPlugins(), "again, over what is there")
		paths, err := filepath.Glob(filepath.Join(w.Home(), "plugins", "*", "*"))
		require.NoError(t, err)
		installed := map[string]string{}
		for _, path := range paths {
			program, err := os.Readlink(path)
			require.NoError(t, err)
			installed[strings.TrimPrefix(path, filepath.Join(w.Home(), "plugins")+"/")] = program
		}
		want := map[string]string{
			"resource-private-dynamodb-v" + versions.PrivateDynamoDB + "/pulumi-resource-private-dynamodb": built +
				"/pulumi-resource-private-dynamodb",
		}
		if test.aws != "" {
			want["resource-aws-v"+versions.AWSForAWSX+"/pulumi-resource-aws"] = test.aws + "/pulumi-resource-aws"
			want["resource-aws-v"+versions.AWS+"/pulumi-resource-aws"] = test.aws + "/pulumi-resource-aws"
			want["resource-awsx-v"+versions.AWSX+"/pulumi-resource-awsx"] = built + "/pulumi-resource-awsx"
		}
		assert.Equal(t, want, installed, test.plugins)
	}
}

func TestChoosePlugins(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	makeProgram(t, filepath.Join(root, "others"), "pulumi-resource-awsx")
	makeProgram(t, filepath.Join(root, "empty"), "pulumi-resource-random")
	makeProgram(t, filepath.Join(root, "text"), "pulumi-resource-aws")
	require.NoError(t, os.Chmod(filepath.Join(root, "text", "pulumi-resource-aws"), 0o600))
	for _, test := range []struct {
		choice, why string
		want        Plugins
		refused     string
	}{
		{choice: "", why: "nothing is chosen"},
		{choice: "official", why: "Pulumi downloads them", want: Official},
		{choice: "others", why: "one of both is enough", want: Plugins(filepath.Join(root, "others"))},
		{choice: filepath.Join(root, "others"), why: "an absolute path", want: Plugins(filepath.Join(root, "others"))},
		{choice: "oficial", why: "a slip would run the ones in .bin", refused: `there is no folder ` + root + `/oficial; give the folder ` +
			`of an aws or awsx plugin, or "official"`},
		{choice: "empty", why: "so would a wrong folder", refused: "has neither a pulumi-resource-aws nor a pulumi-resource-awsx"},
		{choice: "text", why: "Pulumi would say that the plugin is not installed", refused: "pulumi-resource-aws is not a program"},
	} {
		found, err := ChoosePlugins(root, test.choice)
		assert.Equal(t, test.want, found, test.why)
		if test.refused == "" {
			require.NoError(t, err, test.why)
			continue
		}
		require.ErrorContains(t, err, "PLUGINS="+test.choice+": ", test.why)
		require.ErrorContains(t, err, test.refused, test.why)
	}
}

func makeProgram(t *testing.T, folder, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), nil, 0o700))
}
