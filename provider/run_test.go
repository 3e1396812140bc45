package provider

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// servedVPC is a cloud with a VPC whose endpoint a lookup finds.
func servedVPC() *cloud {
	c := existingVPC()
	c.endpoint = endpointInAWS()
	return c
}

// tablesOn constructs tables on a VPC that exists, all at once, as the engine does.
func tablesOn(t *testing.T, server integration.Server, count int, change func(int, *p.ConstructRequest)) []error {
	t.Helper()
	errs := make([]error, count)
	var all sync.WaitGroup
	for i := range count {
		all.Go(func() {
			name := fmt.Sprintf("table-%d", i)
			request := p.ConstructRequest{
				Urn:    resource.URN(urnPrefix + token("PrivateTable") + "::" + name),
				Inputs: property.NewMap(plus(least, values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")})),
			}
			if change != nil {
				change(i, &request)
			}
			_, errs[i] = server.Construct(request)
		})
	}
	all.Wait()
	return errs
}

// TestQuestionsToAWSDoNotGrowWithTables counts what is asked for some tables on one network.
func TestQuestionsToAWSDoNotGrowWithTables(t *testing.T) {
	t.Parallel()
	const count = 20
	asked := map[string]int{
		"aws:index/getCallerIdentity:getCallerIdentity": 1, "aws:index/getRegion:getRegion": 1,
		"aws:iam/getSessionContext:getSessionContext": 1, "aws:ec2/getVpcEndpoint:getVpcEndpoint": 2,
		"aws:ec2/getRouteTable:getRouteTable": 1, "aws:ec2/getSubnets:getSubnets": 1,
	}
	previewed, updated := servedVPC(), servedVPC()
	preview := func(_ int, request *p.ConstructRequest) { request.DryRun = true }
	require.NoError(t, errors.Join(tablesOn(t, previewed.serve(t), count, preview)...))
	assert.Equal(t, asked, previewed.calls)

	require.NoError(t, errors.Join(tablesOn(t, updated.serve(t), count, nil)...))
	asked[getTable], asked[getPolicies] = count, count // an update reads each table back
	assert.Equal(t, asked, updated.calls)
}

// TestAnswersAreOfOneRunAndProvider asks again where the answer could be another.
func TestAnswersAreOfOneRunAndProvider(t *testing.T) {
	t.Parallel()
	const caller, endpoint = "aws:index/getCallerIdentity:getCallerIdentity", "aws:ec2/getVpcEndpoint:getVpcEndpoint"
	provider := func(name string) map[tokens.Package]p.ProviderReference {
		return map[tokens.Package]p.ProviderReference{"aws": {
			Urn: resource.URN(urnPrefix + "pulumi:providers:aws::" + name), ID: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
		}}
	}
	network := resource.URN(urnPrefix + token("PrivateNetwork") + "::net")
	tests := map[string]struct {
		change            func(int, *p.ConstructRequest)
		callers, networks int
	}{
		"one provider": {
			func(_ int, request *p.ConstructRequest) { request.Providers = provider("us") }, 1, 1,
		},
		"two providers": {func(i int, request *p.ConstructRequest) {
			request.Providers = provider([]string{"us", "eu"}[i%2])
		}, 2, 2},
		"preview and update": {func(i int, request *p.ConstructRequest) { request.DryRun = i%2 == 0 }, 2, 2},
		"some wait for what may change the endpoint": {func(i int, request *p.ConstructRequest) {
			if i%2 == 0 {
				request.Inputs = request.Inputs.Set("vpcEndpointId", str("vpce-0e1").WithDependencies([]resource.URN{network}))
			}
		}, 1, 2},
		"some depend on what may change the endpoint": {func(i int, request *p.ConstructRequest) {
			if i%2 == 0 {
				request.Dependencies = []resource.URN{network}
			}
		}, 1, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := servedVPC()
			cloud.subnets = nil // of a subnet without a route one more look-up asks whether another endpoint serves it
			require.NoError(t, errors.Join(tablesOn(t, cloud.serve(t), 6, test.change)...))
			assert.Equal(t, test.callers, cloud.calls[caller])
			assert.Equal(t, test.networks, cloud.calls[endpoint])
		})
	}
}

// TestAnErrorIsNoAnswer has AWS refuse once: who asks later asks again.
func TestAnErrorIsNoAnswer(t *testing.T) {
	t.Parallel()
	cloud := servedVPC()
	server := cloud.serve(t)
	cloud.forbidden = []string{"aws:index/getCallerIdentity:getCallerIdentity"}
	require.ErrorContains(t, errors.Join(tablesOn(t, server, 1, nil)...), "look up the account")
	cloud.forbidden = nil
	require.NoError(t, errors.Join(tablesOn(t, server, 1, nil)...))
}

// TestComponentsWaitForASlot holds how many components are under way, for the memory of the plugin.
func TestComponentsWaitForASlot(t *testing.T) {
	t.Parallel()
	for parallel, want := range map[int32]int32{1: previewedAtOnce, 20: 40} {
		cloud := servedVPC()
		release := make(chan struct{})
		var begun atomic.Int32
		cloud.begin = func() {
			begun.Add(1)
			<-release
		}
		server := cloud.serve(t)
		finished := make(chan []error)
		go func() {
			finished <- tablesOn(t, server, 50, func(_ int, request *p.ConstructRequest) {
				request.Parallel, request.DryRun = parallel, true
			})
		}()
		require.Eventually(t, func() bool { return begun.Load() == want }, 10*time.Second, time.Millisecond)
		time.Sleep(50 * time.Millisecond) // for one that does not wait
		assert.Equal(t, want, begun.Load())
		close(release)
		require.NoError(t, errors.Join(<-finished...))
		assert.Equal(t, int32(50), begun.Load())
	}
	assert.True(t, newRun(1, false).slots.TryAcquire(updatedAtOnce), "an update has more")
}

// TestAProofIsMadeOnce counts the proofs of tables that differ in their names, and of one that differs in more.
func TestAProofIsMadeOnce(t *testing.T) {
	t.Parallel()
	read := values{"exemptions": exempts(values{"access": list("read")})}
	server := servedVPC().serve(t)
	var verdicts sync.Map
	var different atomic.Int32
	for i, inputs := range []values{least, least, plus(least, read)} {
		response, err := constructOn(server, "PrivateTable", fmt.Sprintf("table-%d", i),
			plus(inputs, values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")}), false)
		require.NoError(t, err)
		report := response.State.Get("accessReport").AsMap()
		if _, known := verdicts.LoadOrStore(report.Get("verdict").AsString(), i); !known {
			different.Add(1)
		}
		assert.Contains(t, reportOf(t, report).policy("table policy"), fmt.Sprintf("table/table-%d-0000000", i),
			"a shared proof is not a shared report")
	}
	assert.Equal(t, int32(2), different.Load(), "another question has another proof")
}

func networkEvidence(account string) proof.Evidence {
	return proof.Evidence{Network: &proof.NetworkEvidence{EndpointPolicy: `{"Statement":[]}`, Account: account}}
}

func TestOldProofsAreForgotten(t *testing.T) {
	t.Parallel()
	var kept proofs
	for i := range mostProofs + 1 {
		_, err := kept.prove(networkEvidence(fmt.Sprintf("%012d", i)))
		require.NoError(t, err)
	}
	assert.Len(t, kept.made, 1)
	_, err := kept.prove(networkEvidence("111122223333"))
	require.NoError(t, err)
	assert.Len(t, kept.made, 2)
}
