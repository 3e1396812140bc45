package provider

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// FuzzTableInputs gives a PrivateTable raw inputs of any kind. They get a clear refusal and no table, or documents
// under which nobody who is not named gets at data from outside.
func FuzzTableInputs(f *testing.F) {
	for _, seed := range [][]byte{
		{},
		[]byte("plain"), slices.Repeat([]byte{7}, 60), slices.Repeat([]byte{15, 3}, 80), slices.Repeat([]byte{7, 248}, 40),
		slices.Repeat([]byte{7, 242, 1}, 40), slices.Repeat([]byte{7, 1, 235}, 40), slices.Repeat([]byte{23, 0, 7, 2, 9}, 60),
	} {
		f.Add(seed)
	}
	random := rand.NewChaCha8([32]byte{}) // the seeds are to be the same again
	for range 8 {
		seed := make([]byte, 120)
		_, _ = random.Read(seed) // never fails
		for i := range seed {
			seed[i] %= 235 // most of it right, or the first mistake would hide what follows
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, preview := range []bool{true, false} {
			spec := schemaOf(t)
			component := spec.Resources[token("PrivateTable")]
			mind := imagination{bytes: data, types: spec.Types, settled: !preview}
			inputs := mind.object(component.InputProperties, component.RequiredInputs)
			cloud := newCloud()
			cloud.endpoint = endpointInAWS()
			response, err := within(t, 20*time.Second, func() (p.ConstructResponse, error) {
				return cloud.construct(t, "PrivateTable", "orders", inputs, preview)
			})
			if err != nil {
				requireRefusal(t, cloud, err)
				continue
			}
			if !preview {
				requireProven(t, inputs, cloud, response.State)
			}
		}
	})
}

// within fails where an answer does not come: a component whose outputs are never known hangs.
func within(
	t *testing.T, patience time.Duration, ask func() (p.ConstructResponse, error),
) (p.ConstructResponse, error) {
	t.Helper()
	type answer struct {
		response p.ConstructResponse
		err      error
	}
	got := make(chan answer, 1)
	go func() {
		response, err := ask()
		got <- answer{response, err}
	}()
	select {
	case a := <-got:
		return a.response, a.err
	case <-time.After(patience):
		t.Fatal("no answer")
		return p.ConstructResponse{}, nil
	}
}

// requireRefusal wants words, and neither a table nor a policy.
func requireRefusal(t *testing.T, cloud *cloud, err error) {
	t.Helper()
	require.NotEmpty(t, err.Error())
	require.NotContains(t, err.Error(), "panic", "a refusal is no accident")
	require.NotContains(t, err.Error(), "symbol")
	for _, child := range cloud.children {
		require.NotContains(t, string(child.TypeToken), "aws:dynamodb/", "nothing is created in part: %v", err)
	}
}

// requireProven asks the documents on their own, without the component's proof.
func requireProven(t *testing.T, inputs values, cloud *cloud, state property.Map) {
	t.Helper()
	report := state.Get("accessReport").AsMap()
	verdict := report.Get("verdict").AsString()
	if strings.HasPrefix(verdict, "OBSERVED ONLY") {
		return
	}
	document, err := iam.Parse(cloud.tablePolicy(t))
	require.NoError(t, err)
	text, err := document.JSON()
	require.NoError(t, err)
	require.LessOrEqual(t, len(text), policy.ResourcePolicyLimit)
	documents := iam.Documents{
		Identity: []iam.NamedDocument{iam.Everything()},
		Resource: []iam.AttachedDocument{{Name: "table policy", Document: document}},
	}
	table := state.Get("tableArn").AsString()
	stranger, err := iam.ParseCaller("arn:aws:iam::111122223333:role/nobody-ever-named-this")
	require.NoError(t, err)
	for _, action := range []string{"GetItem", "Scan", "PutItem", "DeleteItem"} {
		decision, err := iam.Evaluate(iam.Request{
			Action: "dynamodb:" + action, Resource: table, Caller: stranger,
		}, documents)
		require.NoError(t, err)
		require.False(t, decision.Allowed(), "%s from the internet, under %s, of %v", action, text, slices.Sorted(maps.Keys(inputs)))
	}
	own := iam.Origin{VPC: state.Get("vpcId").AsString(), Endpoint: state.Get("vpcEndpointId").AsString()}
	own.EndpointAccount, own.EndpointOrg = "111122223333", "o-a1b2c3d4e5"
	decision, err := iam.Evaluate(iam.Request{
		Action: "dynamodb:GetItem", Resource: table, Caller: stranger, Origin: own,
	}, documents)
	require.NoError(t, err)
	require.True(t, decision.Allowed(), "%s inside, under %s", decision, text)
}
