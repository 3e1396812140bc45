package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSymbolsAreWellFormedAndDistinct(t *testing.T) {
	t.Parallel()
	var s Symbols
	account := s.Account()
	table := s.Table(account)
	require.NoError(t, CheckTableARN(table))
	require.NoError(t, CheckStreamARN(s.Stream(table)))
	require.NoError(t, CheckPrincipal(s.Principal(account)))
	assert.NotEqual(t, s.VPC(), s.VPC())
	for kind, id := range map[PerimeterKind]string{
		PerimeterVPCs: s.VPC(), PerimeterEndpoints: s.Endpoint(), PerimeterAccount: account,
		PerimeterOrganization: s.Organization(),
	} {
		assert.NoError(t, Perimeter{Kind: kind, IDs: []string{id}}.validate())
	}
}

// Symbols stand for whatever comes: the proof of symbols and the proof of values find the same.
func TestAProofOfSymbolsIsAProofOfValues(t *testing.T) {
	t.Parallel()
	var s Symbols
	account := s.Account()
	table := s.Table(account)
	intent := Intent{
		Perimeter: Perimeter{Kind: PerimeterVPCs, IDs: []string{s.VPC()}}, Enforcement: EnforceData,
		Exemptions: []Exemption{
			Administrators([]string{s.Principal(account)}), BreakGlass([]string{s.Principal(account)}),
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
	require.NoError(t, CheckAccountID(account))
	require.NoError(t, CheckOrganizationID(symbols.Organization()))
	require.NoError(t, CheckService(symbols.Service()))
	require.NoError(t, CheckSourceARN(symbols.Source(account)))
	require.NoError(t, CheckPrincipal(symbols.Principal(account)))
	require.Error(t, CheckAccountID("12345"))
	require.Error(t, CheckOrganizationID("o-1"))
	assert.NotEqual(t, symbols.Service(), symbols.Service())
	assert.Regexp(t, regionName, symbols.Region())
	assert.True(t, (Exemption{Access: []Class{ClassRead}}).OpensData())
	assert.False(t, (Exemption{Actions: presets["audit"]}).OpensData())
}
