package provider

import (
	"context"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAliasesReachTheEngine hands a component's aliases over as the engine does.
func TestAliasesReachTheEngine(t *testing.T) {
	t.Parallel()
	const (
		prefix = "urn:pulumi:dev::shop::"
		table  = "private-dynamodb:index:PrivateTable"
		team   = prefix + "shop:index:Team::orders"
		root   = prefix + "pulumi:pulumi:Stack::shop-dev"
	)
	inside := func(urn string) *pulumirpc.Alias_Spec_ParentUrn {
		return &pulumirpc.Alias_Spec_ParentUrn{ParentUrn: urn}
	}
	outside := &pulumirpc.Alias_Spec_NoParent{NoParent: true}
	tests := []struct {
		name, why, parent string
		alias             *pulumirpc.Alias_Spec
		want              string
	}{
		{"name", "a rename", root, &pulumirpc.Alias_Spec{Name: "old"}, prefix + table + "::old"},
		{"name within a component", "it stays there", team, &pulumirpc.Alias_Spec{Name: "old"}, prefix + "shop:index:Team$" + table + "::old"},
		{"no parent", "it moved into a component", team, &pulumirpc.Alias_Spec{Parent: outside}, prefix + table + "::new"},
		{"the stack as parent", "the same, as some SDKs say it", team, &pulumirpc.Alias_Spec{Parent: inside(root)}, prefix + table + "::new"},
		{"parent", "it moved out of a component", root, &pulumirpc.Alias_Spec{Parent: inside(team)}, prefix + "shop:index:Team$" + table + "::new"},
		{"type", "the package had another name", "", &pulumirpc.Alias_Spec{Type: "old:index:Table"}, prefix + "old:index:Table::new"},
		{"project", "the program had another name", "", &pulumirpc.Alias_Spec{Project: "store"}, "urn:pulumi:dev::store::" + table + "::new"},
		{"stack", "the stack had another name", "", &pulumirpc.Alias_Spec{Stack: "test"}, "urn:pulumi:test::shop::" + table + "::new"},
		{
			"everything", "it may all change at once", root, &pulumirpc.Alias_Spec{
				Name: "old", Type: "old:index:Table", Project: "store", Stack: "test", Parent: inside(team),
			}, "urn:pulumi:dev::shop::shop:index:Team$old:index:Table::old",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			server, err := serverOf(p.Provider{
				Construct: func(_ context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
					for _, alias := range req.Aliases {
						got = append(got, string(alias))
					}
					return p.ConstructResponse{}, nil
				},
			}, nil)
			require.NoError(t, err)
			const urn = prefix + table + "::older"
			_, err = server.Construct(t.Context(), &pulumirpc.ConstructRequest{
				Stack: "dev", Project: "shop", Type: table, Name: "new", Parent: test.parent, AcceptsOutputValues: true,
				Aliases: []*pulumirpc.Alias{
					{Alias: &pulumirpc.Alias_Urn{Urn: urn}}, {Alias: &pulumirpc.Alias_Spec_{Spec: test.alias}},
				},
			})
			require.NoError(t, err)
			assert.Equal(t, []string{urn, test.want}, got, test.why)
		})
	}
}
