package proof

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// denyPolicyChanges is a service control policy that denies them everywhere, as that of an organization does.
func denyPolicyChanges(c *Case) {
	document := iam.Document{Version: iam.Version, Statement: []iam.Statement{{
		Sid: "DenyPolicy", Effect: iam.Deny, Resource: iam.Values{"*"},
		Action: iam.Values{"dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy"},
	}}}
	c.Documents.SCP = []iam.Level{iam.SCPLevel("guardrail", fixture.Account, iam.NamedDocument{Name: "guardrail", Document: document})}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		what, instead, why string // what is part of the row
		without            func(*Case)
		gone               bool // the row is missing in the case without
	}{
		{"AWS Backup copies a backup to another vault", "CopyIntoBackupVault", "its restore has no policy", nil, false},
		{"A bulk put (StartBulkPutItems)", "service control policy", "the wildcard denies it", strictly, true},
		{
			"A bulk put (StartBulkPutItems)", "service control policy", "not to those who are exempt from anything",
			func(c *Case) { c.Intent.ActionStyle = policy.ActionWildcard; strictly(c) }, false,
		},
		{"A bulk put (StartBulkPutItems)", "service control policy", "a pattern denies it", inPatterns, true},
		{"A stream that was switched off", "PrivateTable leaves attached to it", "it outlives the input", func(c *Case) { c.Stream = ""; rerender(c) }, false},
		{"Inside, whoever has the right to PutResourcePolicy", "OrgGuardrail", "a guardrail denies it inside", denyPolicyChanges, true},
		{"Root of the table's account", "a guardrail", "a guardrail denies root", guarded, true},
		{"data is read by administrators and root.", "alarm", "a guardrail denies root", guarded, true},
		{"DeleteBackup destroys", "locked vault", "nothing governs it", strictly, false},
		{"ec2:CreateVpcEndpoint or ec2:ModifyVpcEndpoint in this network", "service control policy", "a new endpoint allows everything", nil, false},
		{"replicas, Kinesis destinations, Contributor Insights and backups", "before the table is adopted", "they were there before", nil, false},
		{"A DAX cluster", "policies on dax", "it acts by its own role", nil, false},
		{"Where CloudTrail logs data events", "bucket", "the key is in the event", nil, false},
		{"ssm:StartSession or EC2 Instance Connect", "ec2-instance-connect", "who is logged in is inside", nil, false},
		{"principals of other organizations", "(RCP)", "an SCP does not reach them", guarded, false},
		{"A copy that is made from inside", `movement "nobody"`, "nobody moves", func(c *Case) { c.Intent.Movement = policy.MovementNobody; rerender(c) }, true},
		{"A backup that is restored, and a table that is made anew", "a guardrail on the account", "a policy is not copied", strictly, false},
		{"whoever has iam:CreateRole can make it again", "protects exempt roles", "an exemption is a name", strictly, false},
		{"A change of a policy that was in force takes minutes", "before they are needed", "others measured it", strictly, false},
		{"What is read inside can be carried out by another way", "egress rules", "no policy of DynamoDB sees it", strictly, false},
		{"Whoever can start compute in this network", "identity policies", "it is inside", strictly, false},
		{
			"Inside, whoever has the right to PutResourcePolicy", "OrgGuardrail", "the policy denies it inside as well",
			func(c *Case) { c.Intent.PolicyProtection = policy.ProtectEverywhere; rerender(c) }, true,
		},
		{"AWS does not say whether a table policy takes", `enforcement "all"`, "the wildcard denies them", strictly, true},
	}
	limits := func(t *testing.T, change func(*Case)) []Limit {
		t.Helper()
		intent := fixture.Plain()
		intent.ActionStyle = policy.ActionNames
		c := proven(t, intent)
		change(&c)
		proof, err := Prove(c)
		require.NoError(t, err)
		return proof.Report.Limits
	}
	for _, test := range tests {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			is := func(l Limit) bool {
				return strings.Contains(l.What, test.what) && strings.Contains(l.Instead, test.instead)
			}
			assert.True(t, slices.ContainsFunc(limits(t, func(*Case) {}), is), test.why)
			if test.without != nil {
				assert.Equal(t, !test.gone, slices.ContainsFunc(limits(t, test.without), is), test.why)
			}
		})
	}

	key := func(l Limit) bool { return strings.Contains(l.What, "kms:Decrypt") }
	assert.False(t, slices.ContainsFunc(limits(t, func(*Case) {}), key), "AWS manages the default key")
	assert.True(t, slices.ContainsFunc(limits(t, func(c *Case) { c.Key = CustomerKey }), key))
}

// A guardrail stops no more of what lies around the policies than a table's policy does.
func TestLimitsOfAGuardrail(t *testing.T) {
	t.Parallel()
	proof, err := ProveGuardrail(fixture.Guardrail(), nil)
	require.NoError(t, err)
	for _, what := range []string{
		"AWS Backup copies a backup to another vault", "DeleteBackup destroys", "A stream that was switched off",
		"replicas, Kinesis destinations, Contributor Insights and backups", "ec2:CreateVpcEndpoint or ec2:ModifyVpcEndpoint in a listed VPC",
		"ssm:StartSession or EC2 Instance Connect", "A DAX cluster", "Where CloudTrail logs data events", "the management account",
		"whoever has iam:CreateRole can make it again",
	} {
		assert.True(t, slices.ContainsFunc(proof.Report.Limits, func(l Limit) bool {
			return strings.Contains(l.What, what) && l.Instead != "" && l.Certainty != ""
		}), what)
	}
}

func TestReaches(t *testing.T) {
	t.Parallel()
	p := newProver(proven(t, fixture.Plain()))
	p.run(true)
	assert.False(t, p.reaches("Scan"), "only break-glass may")
	assert.True(t, p.reaches("DescribeTable"), "metadata stays open")
	assert.True(t, p.reaches("ScanTheMoon"), "no document names it")
}
