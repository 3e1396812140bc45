package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// pipelineStep declares a stack, given an aws provider.
type pipelineStep func(ctx *pulumi.Context, provider pulumi.ResourceOption) error

// pipelineTable declares a table, with what a step changes of it.
func pipelineTable(change func(*pd.PrivateTableArgs)) pipelineStep {
	return func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		args := pd.PrivateTableArgs{
			PartitionKey:               pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS},
			AdministratorPrincipalArns: pulumi.ToStringArray([]string{pipeline}),
			DeletionProtection:         pulumi.BoolRef(false),
		}
		change(&args)
		_, err := pd.NewPrivateTable(ctx, "orders", &args, provider)
		return err
	}
}

// pipelineGuardrail declares a guardrail.
func pipelineGuardrail(target, breakGlass string, tags pulumi.StringMap) pipelineStep {
	return func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := pd.NewOrgGuardrail(ctx, "guardrail", &pd.OrgGuardrailArgs{
			Targets: []pd.GuardrailTargetArgs{{
				TargetId: target,
				Vpcs: []pd.GuardrailVpcArgs{{
					VpcId: pulumi.String("vpc-0a1b2c3d4e5f67890"), Region: pulumi.String("eu-west-1"),
				}},
			}},
			BreakGlassPrincipalArns: pulumi.ToStringArray([]string{breakGlass}),
			DeployerPrincipalArns:   pulumi.ToStringArray([]string{"arn:aws:iam::*:role/ci/deployer"}),
			Tags:                    tags,
		}, provider)
		return err
	}
}

// documentOf is the policy of a page, in the account and the Region of the tests.
func documentOf(t *testing.T, file string) iam.Document {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", file))
	require.NoError(t, err)
	return parsePolicy(t, strings.NewReplacer("111122223333", workspace.Account, "eu-west-1", workspace.Region).Replace(string(text)))
}

// pipelineStatements keeps some statements of a document.
func pipelineStatements(t *testing.T, document iam.Document, sids []string) string {
	t.Helper()
	kept := iam.Document{Version: document.Version}
	for _, sid := range sids {
		at := slices.IndexFunc(document.Statement, func(s iam.Statement) bool { return s.Sid == sid })
		require.GreaterOrEqual(t, at, 0, sid)
		kept.Statement = append(kept.Statement, document.Statement[at])
	}
	text, err := kept.JSON()
	require.NoError(t, err)
	return text
}

// runAs deploys each step as a pipeline whose role has a policy and nothing else, refreshes and destroys. It returns the
// actions that were decided about. None may be refused.
func (d deployment) runAs(t *testing.T, policy string, steps []pipelineStep) []string {
	t.Helper()
	require.NoError(t, clients.Restrict(t.Context(), d.endpoint, pipeline, policy))
	before := len(d.decidedActions(t, pipeline))
	for _, step := range steps {
		d.Workspace().SetProgram(func(ctx *pulumi.Context) error {
			provider, err := pulumiaws.NewProvider(ctx, "aws", nil)
			if err != nil {
				return err
			}
			return step(ctx, pulumi.Providers(provider))
		})
		d.up(t)
		_, err := d.Refresh(t.Context(), optrefresh.SuppressProgress())
		require.NoError(t, err)
	}
	_, err := d.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	return d.decidedActions(t, pipeline)[before:]
}

// decidedActions lists what the gate decided about the requests of a role. It requires all to be allowed.
func (d deployment) decidedActions(t *testing.T, role string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, "gate.log"))
	require.NoError(t, err)
	var actions []string
	for line := range bytes.Lines(text) {
		var entry struct {
			Principal, Action, Resource, Reason string
			Allowed                             bool
		}
		if json.Unmarshal(line, &entry) == nil && entry.Principal == role {
			assert.True(t, entry.Allowed, "%s on %s: %s", entry.Action, entry.Resource, entry.Reason)
			actions = append(actions, entry.Action)
		}
	}
	return actions
}

// Actions of the documents that no request of the stand-in is for.
var (
	// The code that the official plugin wraps asks for these, and the stand-in does not. (Tried with terraform-provider-aws
	// 6.x behind the Pulumi bridge.)
	officialPluginAsks = []string{
		"application-autoscaling:ListTagsForResource", "ec2:DescribeAddressesAttribute", "ec2:DescribeNetworkInterfaces",
		"kms:DescribeKey",
	}
	// AWS asks for it where the role does not exist yet. ("Service-linked roles for Application Auto Scaling".)
	awsAsks = []string{"iam:CreateServiceLinkedRole"}
)

// TestPipelinePolicy deploys with the policies of docs/pipeline.md and nothing else, and requires each of their actions to
// be used.
func TestPipelinePolicy(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T) deployment {
		t.Helper()
		return deployBehind(t, gate.Options{DecideAll: true}, "testdata/intents", nil)
	}
	table, network := []string{"WhoDeploys", "Table", "EncryptionKey", "ReadBack", "LookAtNetworks"}, []string{"Network"}
	var mutex sync.Mutex
	used := map[string]bool{}
	for name, c := range map[string]struct {
		file  string
		sids  []string
		steps func(t *testing.T, team deployment) []pipelineStep
	}{
		"a table in a VPC that exists": {"pipeline.json", table, tableSteps},
		"capacity that scales":         {"pipeline.json", slices.Concat(table, []string{"LookAtScaling", "Scaling"}), scalingSteps},
		"a network":                    {"pipeline.json", slices.Concat(table, network), networkSteps},
		"NAT gateways":                 {"pipeline.json", slices.Concat(table, network, []string{"NatGateways"}), natSteps},
		"interface endpoints": {
			"pipeline.json", slices.Concat(table, network, []string{"InterfaceEndpoints"}), interfaceSteps,
		},
		"a guardrail": {"pipeline-guardrail.json", []string{"Guardrail"}, guardrailSteps},
	} {
		t.Run(name, func(t *testing.T) {
			team := start(t)
			steps := c.steps(t, team)
			for _, action := range team.runAs(t, pipelineStatements(t, documentOf(t, c.file), c.sids), steps) {
				mutex.Lock()
				used[action] = true
				mutex.Unlock()
			}
		})
	}
	for _, file := range []string{"pipeline.json", "pipeline-guardrail.json"} {
		for _, statement := range documentOf(t, file).Statement {
			for _, action := range statement.Action {
				expected := !slices.Contains(awsAsks, action) &&
					(plugins != "" || !slices.Contains(officialPluginAsks, action))
				assert.Equal(t, expected, used[action], "%s of the statement %s", action, statement.Sid)
			}
		}
	}
}

func tableSteps(t *testing.T, team deployment) []pipelineStep {
	t.Helper()
	vpc := team.makeVPC(t)
	in := func(change func(*pd.PrivateTableArgs)) pipelineStep {
		return pipelineTable(func(args *pd.PrivateTableArgs) {
			args.VpcId = pulumi.String(vpc.vpc)
			change(args)
		})
	}
	return []pipelineStep{
		in(func(args *pd.PrivateTableArgs) {
			args.DeletionProtection = pulumi.BoolRef(true)
			args.Tags = pulumi.StringMap{"team": pulumi.String("orders"), "tier": pulumi.String("one")}
			args.StreamViewType = ptr(pd.StreamViewTypeKeysOnly)
			args.Exemptions = []pd.ExemptionArgs{{
				PrincipalArns: pulumi.ToStringArray([]string{roles + "projector"}), Access: []pd.Access{pd.AccessStream},
				Reason: "projects orders",
			}}
		}),
		in(func(args *pd.PrivateTableArgs) {
			args.Tags = pulumi.StringMap{"team": pulumi.String("carts")}
			args.TtlAttribute, args.RecoveryPeriodInDays = pulumi.String("expires"), pulumi.Int(7)
			args.BreakGlassPrincipalArns = pulumi.ToStringArray([]string{breakGlass})
		}),
		in(func(args *pd.PrivateTableArgs) { args.Enforcement = ptr(pd.EnforcementObserve) }),
	}
}

func scalingSteps(t *testing.T, team deployment) []pipelineStep {
	t.Helper()
	vpc := team.makeVPC(t)
	to := func(most int) pipelineStep {
		return pipelineTable(func(args *pd.PrivateTableArgs) {
			args.VpcId, args.BillingMode = pulumi.String(vpc.vpc), ptr(pd.BillingModeProvisioned)
			args.ReadCapacity, args.WriteCapacity = pulumi.Int(5), pulumi.Int(5)
			args.Autoscaling = &pd.AutoscalingArgs{
				Read: &pd.CapacityRangeArgs{MinCapacity: pulumi.Int(5), MaxCapacity: pulumi.Int(most)},
			}
		})
	}
	return []pipelineStep{to(10), to(20)}
}

func pipelineNetwork(network pd.NetworkArgs, team string) pipelineStep {
	return pipelineTable(func(args *pd.PrivateTableArgs) {
		args.Network = &network
		if team != "" {
			args.Tags = pulumi.StringMap{"team": pulumi.String(team)}
		}
	})
}

func networkSteps(*testing.T, deployment) []pipelineStep {
	return []pipelineStep{
		pipelineNetwork(pd.NetworkArgs{}, "orders"), pipelineNetwork(pd.NetworkArgs{AvailabilityZoneCount: pulumi.IntRef(3)}, ""),
	}
}

func natSteps(*testing.T, deployment) []pipelineStep {
	return []pipelineStep{
		pipelineNetwork(pd.NetworkArgs{NatGateways: ptr(pd.NatGatewaysSingle)}, ""),
		pipelineNetwork(pd.NetworkArgs{NatGateways: ptr(pd.NatGatewaysOnePerAz)}, ""),
	}
}

func interfaceSteps(*testing.T, deployment) []pipelineStep {
	return []pipelineStep{
		pipelineNetwork(pd.NetworkArgs{InterfaceEndpoint: pulumi.BoolRef(true)}, ""),
		pipelineNetwork(pd.NetworkArgs{StreamsEndpoint: pulumi.BoolRef(true)}, ""),
	}
}

func guardrailSteps(t *testing.T, team deployment) []pipelineStep {
	t.Helper()
	unit := team.organizationalUnit(t)
	return []pipelineStep{
		pipelineGuardrail(unit, "arn:aws:iam::*:role/break-glass", pulumi.StringMap{"team": pulumi.String("platform")}),
		pipelineGuardrail(unit, "arn:aws:iam::*:role/emergency", pulumi.StringMap{"tier": pulumi.String("one")}),
	}
}
