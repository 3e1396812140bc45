package proof

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// TestGrantsThatOpenNothing grants GetItem to principals of another account.
func TestGrantsThatOpenNothing(t *testing.T) {
	t.Parallel()
	const (
		partner = "arn:aws:iam::" + fixture.OtherAccount + ":role/partner"
		refused = `grants[0]: set endpointAccess to "organization", if they are of yours, or list the network that the calls ` +
			"come from: no endpoint of the table's network lets "
		ofKey   = "grants[0]: give the table a key of your own (kmsKeyArn): AWS gives no access across accounts to a table with an AWS managed key"
		denied  = " | this network | read: GetItem | table | denied | none | the endpoint's policy does not let it through | verified |"
		allowed = " | read: GetItem | table | allowed | table policy: AllowGranted | inside, if the endpoint's policy and the caller's own policies allow it | assumed |"
	)
	account, err := policy.EndpointPolicy(fixture.Account)
	require.NoError(t, err)
	organization, err := policy.OrganizationEndpointPolicy("o-a1b2c3d4e5")
	require.NoError(t, err)
	tests := []struct {
		name, why  string
		principals []string
		change     func(*Case)
		endpoint   iam.Document
		want       []string
		row        string
	}{
		{
			"a role, through our endpoint", "its policy lets through the table's account alone",
			[]string{partner},
			nil, account,
			[]string{refused + partner + " through with GetItem"},
			"| " + partner + denied,
		},
		{
			"an account, through our endpoint", "a grant to an account is to its roles",
			[]string{fixture.OtherAccount},
			nil, account,
			[]string{refused + fixture.OtherAccount + " through with GetItem"},
			"any role of account " + fixture.OtherAccount + denied,
		},
		{
			"two principals", "they are one warning",
			[]string{partner, "999988887777"},
			nil, account,
			[]string{refused + partner + ", 999988887777 through with GetItem"},
			"",
		},
		{
			"an endpoint for the organization", "whether the other account is in it is not known",
			[]string{partner},
			nil,
			organization, nil, "| " + partner + " | this network" + allowed,
		},
		{
			"another listed network", "the partner calls from there",
			[]string{partner},
			func(c *Case) { c.Intent.Perimeter.VPCs = []string{"vpc-0b2"} }, account, nil,
			"| " + partner + " | another listed network" + allowed,
		},
		{
			"an exemption besides", "the partner calls from outside",
			[]string{partner},
			func(c *Case) {
				c.Intent.Exemptions = append(c.Intent.Exemptions, policy.Exemption{
					Principals: []string{partner}, Actions: []string{"GetItem"}, Reason: "partner",
				})
			}, account, nil, "the internet, a service acting for the caller | read: GetItem | table | allowed |",
		},
		{
			"through an adopted endpoint", "endpointAccess does not change its policy",
			[]string{partner},
			func(c *Case) { c.Endpoints[0].Adopted = true }, account,
			[]string{"grants[0]: have the endpoint's policy allow it, since endpointAccess does not change one that exists, or list"},
			"| " + partner + denied,
		},
		{
			"an AWS managed key", "AWS: no access across accounts",
			[]string{partner},
			func(c *Case) { c.Key = ManagedKey }, allowEveryone,
			[]string{ofKey},
			"| " + partner + " | this network | read: GetItem | table | denied | none | " + managedKeyBars + " | documented |",
		},
		{
			"an AWS managed key, and an endpoint that refuses", "both have to change",
			[]string{partner},
			func(c *Case) { c.Key = ManagedKey }, account,
			[]string{ofKey, refused},
			"| " + partner + denied,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := proven(t, fixture.Special())
			c.Intent.Grants = []policy.Grant{{
				Principals: test.principals, Actions: []string{"GetItem"}, Reason: "partner", Path: "grants[0]",
			}}
			if test.change != nil {
				test.change(&c)
			}
			rerender(&c)
			c.Documents.Endpoint = []iam.AttachedDocument{{Name: "endpoint policy", To: "vpce-0a1", Document: test.endpoint}}
			proof, err := Prove(c)
			require.NoError(t, err)
			require.NoError(t, proof.Err())
			var found []string
			for _, f := range proof.Findings {
				if f.Path == "grants[0]" {
					found = append(found, f.Error())
				}
			}
			if assert.Len(t, found, len(test.want), test.why) {
				for at, want := range test.want {
					assert.Contains(t, found[at], want, test.why)
				}
			}
			assert.Contains(t, proof.Report.Markdown(), test.row, test.why)
		})
	}
}

// A service comes through no endpoint, and AWS's managed key does not bar it.
func TestAGrantToAServiceNeedsNoEndpoint(t *testing.T) {
	t.Parallel()
	c := proven(t, fixture.Special())
	c.Key = ManagedKey
	c.Intent.Grants = []policy.Grant{{
		Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{fixture.Account},
		Actions: []string{"DescribeTable"}, Reason: "zero-ETL", Path: "grants[0]",
	}}
	rerender(&c)
	proof, err := Prove(c)
	require.NoError(t, err)
	for _, f := range proof.Findings {
		assert.NotEqual(t, "grants[0]", f.Path, f.Error())
	}
	assert.Contains(t, proof.Report.Markdown(), "| the service glue.amazonaws.com | the service itself | describe: DescribeTable | table | allowed |")
}
