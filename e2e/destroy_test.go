package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestDestroyStopsAtAProtectedTable destroys without a preview, at which the engine would stop. The destroy stops at
// the tables, and leaves what they and their clients need: a table's own network, and a shared one that is protected as
// well, as docs/changes.md says.
func TestDestroyStopsAtAProtectedTable(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
		own := tableWithNetwork(pd.PrivateTableArgs{DeletionProtection: pulumi.BoolRef(true)},
			pd.NetworkArgs{InterfaceEndpoint: pulumi.BoolRef(true)})
		if err := own(ctx); err != nil {
			return err
		}
		awsProvider, err := pulumiaws.NewProvider(ctx, "aws-of-net", nil)
		if err != nil {
			return err
		}
		network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{
			NatGateways: ptr(pd.NatGatewaysSingle), InterfaceEndpoint: pulumi.BoolRef(true),
		}, pulumi.Providers(awsProvider), pulumi.Protect(true))
		if err != nil {
			return err
		}
		ctx.Export("net", pulumi.Map{"vpc": network.VpcId, "endpoint": network.VpcEndpointId})
		shared := intents{"carts": {DeletionProtection: pulumi.BoolRef(true)}}
		return shared.tables(ctx, awsProvider, network)
	})
	outputs, _ := team.up(t)
	before := team.dependencies(t)
	stdout, stderr, err := team.pulumi(t.Context(), destroyArgs...)
	require.Error(t, err)
	assert.Contains(t, stdout+stderr, "because it is protected")

	after, gone := team.dependencies(t), []string{}
	for resource := range before {
		if after[resource] == nil && !strings.HasPrefix(resource, "pulumi:providers:") {
			gone = append(gone, resource)
		}
	}
	assert.ElementsMatch(t, []string{policyType + " orders-policy", policyType + " carts-policy"}, gone,
		"the engine takes them for deleted, since they go with their tables")
	network, carts := outputs["net"].(map[string]any), outputs["carts"].(map[string]any)
	for endpoint, table := range map[string]string{
		outputs["endpoint"].(string): outputs["tableArn"].(string), network["endpoint"].(string): carts["arn"].(string),
	} {
		assert.True(t, team.requirePolicies(t, []string{table}))
		require.NoError(t, team.scan(t, endpoint, table))
	}
	assert.Equal(t, map[string]int{"Isolated": 2}, team.countSubnets(t, outputs["vpc"].(string), outputs["endpoint"].(string)))
	assert.Equal(t, map[string]int{"Isolated": 2, "Private": 2, "Public": 2, "gateways": 1},
		team.countSubnets(t, network["vpc"].(string), network["endpoint"].(string)))

	_, changes := team.up(t)
	assert.Equal(t, 2, changes["create"], "the next update takes the policies back: %v", changes)
	team.requireNoChange(t)
}

// TestDestroyThatIsKilled kills a destroy at three points, one after the other. A table that is still there has its
// policies, and the next destroy gets further.
func TestDestroyThatIsKilled(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	t.Cleanup(func() { // a CLI that is killed leaves its plugins behind; without pkill they stay
		_ = exec.Command("pkill", "-KILL", "-f", team.dir+"/pulumi/plugins/").Run()
	})
	team.Workspace().SetProgram(tableWithNetwork(pd.PrivateTableArgs{StreamViewType: ptr(pd.StreamViewTypeKeysOnly)},
		pd.NetworkArgs{StreamsEndpoint: pulumi.BoolRef(true)}))
	outputs, _ := team.up(t)
	policies := []string{outputs["tableArn"].(string), outputs["stream"].(string)}
	require.True(t, team.requirePolicies(t, policies))
	for _, line := range []string{" deleting", "Table orders deleting", "VpcEndpoint orders-dynamodb deleting"} {
		command := exec.CommandContext(t.Context(), "pulumi", destroyArgs...)
		command.Dir = team.Workspace().WorkDir()
		command.Env = append(os.Environ(), environ(team.Workspace().GetEnvVars())...)
		command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		stopAt(t, command, line, syscall.SIGKILL)
		// The plugins end when they notice that the engine is gone. Until then they finish what they began.
		for end := time.Now().Add(time.Second); time.Now().Before(end); {
			team.requirePolicies(t, policies)
		}
		require.NoError(t, team.Cancel(t.Context()))
	}
	assert.False(t, team.requirePolicies(t, policies), "the endpoint goes after the table")
	_, err := team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	team.requireNothingLeft(t)
}

// destroyArgs are the arguments of a destroy without a preview or a question.
var destroyArgs = []string{"destroy", "--yes", "--skip-preview", "--non-interactive", "--stack", workspace.Stack}

// requirePolicies requires a table that is there to have the policies, and reports whether it is there. The first
// policy is that of the table.
func (d deployment) requirePolicies(t *testing.T, policies []string) bool {
	t.Helper()
	exists := func() bool {
		_, err := d.DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &policies[0]})
		if err != nil {
			require.ErrorContains(t, err, "ResourceNotFoundException")
		}
		return err == nil
	}
	before := exists()
	var errs []error
	for _, arn := range policies {
		_, err := d.byPipeline(t).DynamoDB.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
		errs = append(errs, err)
	}
	if !before || !exists() { // it was deleted in between
		return false
	}
	for _, err := range errs {
		require.NoError(t, err, "the table is there without its policy")
	}
	return true
}

// TestDestroyWithDelays destroys a table soon after its policy changed, and while AWS says that the table is in use.
// The gate's clock is a hundred times as fast as that of AWS.
func TestDestroyWithDelays(t *testing.T) {
	t.Parallel()
	team := deployIntentsBehind(t, gate.Options{Clock: 100}, nil)
	args := pd.PrivateTableArgs{}
	team.Workspace().SetProgram(tableWithNetwork(args, pd.NetworkArgs{}))
	outputs, _ := team.up(t)
	table := outputs["tableArn"].(string)
	team.requireNoChange(t)
	glass, err := clients.Assume(t.Context(), team.endpoint, breakGlass)
	require.NoError(t, err)
	fromOutside := func() error {
		_, err := clients.For(team.endpoint, glass).DynamoDB.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
		return err
	}
	require.ErrorContains(t, fromOutside(), "AccessDeniedException")
	args.BreakGlassPrincipalArns = pulumi.ToStringArray([]string{breakGlass})
	team.Workspace().SetProgram(tableWithNetwork(args, pd.NetworkArgs{}))
	team.up(t)
	require.Eventually(t, func() bool { return fromOutside() == nil }, 10*time.Second, 50*time.Millisecond)
	team.requireNoChange(t)

	door, err := url.Parse(team.endpoint)
	require.NoError(t, err)
	forward := httputil.NewSingleHostReverseProxy(door)
	var busy atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DeleteTable") || busy.Add(1) > 2 {
			forward.ServeHTTP(w, r)
			return
		}
		assert.True(t, team.requirePolicies(t, []string{table}))
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"__type":"com.amazonaws.dynamodb.v20120810#ResourceInUseException","message":"Attempt to change ` +
			`a resource which is still in use: Table is being updated: orders"}`))
	}))
	defer proxy.Close()
	team.Workspace().SetEnvVar("AWS_ENDPOINT_URL", proxy.URL)
	attached := team.tablePolicy(t, outputs)
	changed := strings.Replace(attached, breakGlass, newPipeline, 1)
	require.NotEqual(t, attached, changed)
	_, err = team.byPipeline(t).DynamoDB.PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &table, Policy: &changed})
	require.NoError(t, err)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	assert.Greater(t, busy.Load(), int32(2), "the deletion was refused, and tried again")
	operations := team.allowedOperations(t)
	assert.NotContains(t, operations[:slices.Index(operations, "DeleteTable")], "DeleteResourcePolicy")
	team.requireNothingLeft(t)
}
