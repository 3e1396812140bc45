package proof

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestSymbolsAreWellFormedAndDistinct(t *testing.T) {
	t.Parallel()
	var s Symbols
	account := s.Account()
	table := s.Table(account)
	require.NoError(t, policy.CheckTableARN(table))
	require.NoError(t, policy.CheckStreamARN(s.Stream(table)))
	require.NoError(t, policy.CheckPrincipal(s.Principal(account)))
	assert.NotEqual(t, s.VPC(), s.VPC())
	for kind, id := range map[policy.PerimeterKind]string{
		policy.PerimeterVPCs: s.VPC(), policy.PerimeterEndpoints: s.Endpoint(), policy.PerimeterAccount: account,
		policy.PerimeterOrganization: s.Organization(),
	} {
		assert.NoError(t, policy.Perimeter{Kind: kind, IDs: []string{id}}.Validate())
	}
}

// A proof about symbols finds the same as a proof about values.
func TestAProofOfSymbolsIsAProofOfValues(t *testing.T) {
	t.Parallel()
	var s Symbols
	account := s.Account()
	table := s.Table(account)
	intent := policy.Intent{
		Perimeter: policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{s.VPC()}}, Enforcement: policy.EnforceData,
		Exemptions: []policy.Exemption{
			policy.Administrators([]string{s.Principal(account)}), policy.BreakGlass([]string{s.Principal(account)}),
		},
	}
	documents, err := intent.Documents(table, "")
	require.NoError(t, err)
	proof, err := Prove(Case{
		Intent: intent, Table: table, Documents: documents,
		Unknown: []string{"administratorPrincipalArns[0]", "vpcId"},
	})
	require.NoError(t, err)
	require.NoError(t, proof.Err())
	assert.Contains(t, proof.Report.Verdict, "SEALED")
	assert.Contains(t, proof.Report.Verdict, "(administratorPrincipalArns[0], vpcId)")
}

func TestSymbolsOfEveryKind(t *testing.T) {
	t.Parallel()
	symbols := &Symbols{}
	account := symbols.Account()
	require.NoError(t, policy.CheckAccountID(account))
	require.NoError(t, policy.CheckOrganizationID(symbols.Organization()))
	require.NoError(t, policy.CheckService(symbols.Service()))
	require.NoError(t, policy.CheckSourceARN(symbols.Source(account)))
	require.NoError(t, policy.CheckPrincipal(symbols.Principal(account)))
	require.Error(t, policy.CheckAccountID("12345"))
	require.Error(t, policy.CheckOrganizationID("o-1"))
	assert.NotEqual(t, symbols.Service(), symbols.Service())
	require.Error(t, policy.CheckRegion(symbols.Region()), "no input can be one")
	require.NoError(t, policy.Guardrail{
		VPCs:       map[string][]string{symbols.Region(): {symbols.VPC()}, UnknownRegion: {symbols.VPC()}},
		Exemptions: []policy.Exemption{policy.BreakGlass([]string{symbols.Principal(account)})},
	}.Validate())
	china := &Symbols{Partition: "aws-cn"}
	for _, arn := range []string{china.Principal(account), china.Table(account), china.Source(account)} {
		require.NoError(t, policy.CheckPartition(arn, "aws-cn"))
	}
	assert.True(t, (policy.Exemption{Access: []policy.Class{policy.ClassRead}}).OpensData())
	audit := policy.Exemption{}
	require.NoError(t, audit.Open("audit"))
	assert.False(t, audit.OpensData())
}
