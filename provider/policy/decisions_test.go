package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// exemptFrom reports whether a caller may call a class from outside: what the table policy promises, in one place.
func exemptFrom(caller string, class policy.Class) bool {
	switch class {
	case policy.ClassDescribe:
		return true
	case policy.ClassPolicy, policy.ClassShape:
		return caller == fixture.Deployer || caller == fixture.BreakGlass
	}
	return caller == fixture.BreakGlass
}

func TestTablePolicyDeniesOutsideAndNowhereElse(t *testing.T) {
	t.Parallel()
	document, err := fixture.Plain().TablePolicy(fixture.Orders)
	require.NoError(t, err)
	documents := iam.Documents{Resource: []iam.AttachedDocument{{Name: "table policy", To: fixture.Orders, Document: document}}}
	for _, action := range policy.Actions() {
		if !action.InTablePolicy() {
			continue
		}
		for _, resource := range []string{fixture.Orders, fixture.Orders + "/index/by-date"} {
			if resource != fixture.Orders && action.Name != "Query" && action.Name != "Scan" && action.Name != "PartiQLSelect" {
				continue
			}
			for _, from := range fixture.Origins {
				for _, caller := range []string{fixture.Ordinary, fixture.Deployer, fixture.BreakGlass, "arn:aws:iam::111122223333:root"} {
					// AWS lets root delete a policy that denies it. Source: DeleteResourcePolicy.
					rootDeletes := caller[len(caller)-4:] == "root" && action.Name == "DeleteResourcePolicy"
					want := from.Name == "own VPC" || exemptFrom(caller, action.Class) || rootDeletes
					got := fixture.Decide(t, caller, action.String(), resource, from.Origin, documents)
					assert.Equal(t, want, got.Allowed(), fmt.Sprintf("%s calls %s on %s from %s: %s",
						caller, action, resource, from.Name, got))
				}
			}
		}
	}
}

func TestTablePolicyOfAnEndpointPerimeter(t *testing.T) {
	t.Parallel()
	intent := fixture.Plain()
	intent.Perimeter = policy.Perimeter{Kind: policy.PerimeterEndpoints, IDs: []string{"vpce-0a1"}}
	document, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	documents := iam.Documents{Resource: []iam.AttachedDocument{{Name: "table policy", To: fixture.Orders, Document: document}}}
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:GetItem", fixture.Orders, fixture.Origins[0].Origin, documents).Allowed())
	second := iam.Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a2"}
	assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:GetItem", fixture.Orders, second, documents).Allowed(),
		"another endpoint of the same VPC is outside")
}

func TestEndpointPolicyKeepsToTheAccount(t *testing.T) {
	t.Parallel()
	document, err := policy.EndpointPolicy("111122223333")
	require.NoError(t, err)
	documents := iam.Documents{Endpoint: []iam.AttachedDocument{{Name: "endpoint policy", To: "vpce-0a1", Document: document}}}
	inside := fixture.Origins[0].Origin
	const stranger = "arn:aws:iam::999988887777:role/thief"
	elsewhere := "arn:aws:dynamodb:us-east-1:999988887777:table/loot"
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:PutItem", fixture.Orders, inside, documents).Allowed())
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:DescribeEndpoints", "*", inside, documents).Allowed())
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:ListTables", "*", inside, documents).Allowed())
	assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:PutItem", elsewhere, inside, documents).Allowed(),
		"data is not carried to another account")
	assert.False(t, fixture.Decide(t, stranger, "dynamodb:PutItem", elsewhere, inside, documents).Allowed(),
		"not with that account's credentials either")
	assert.False(t, fixture.Decide(t, stranger, "dynamodb:ListTables", "*", inside, documents).Allowed())
}

func TestGuardrailDeniesOutsideARegionsOwnVPCs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why        string
		caller, action   string
		resource, region string
		origin           iam.Origin
		want             bool
	}{
		{
			"inside", "the guardrail must not stop what it protects",
			fixture.Ordinary, "GetItem", fixture.Orders, "us-east-1",
			iam.Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			true,
		},
		{
			"inside another Region", "each Region has its own VPCs",
			fixture.Ordinary, "GetItem", fixture.Orders, "eu-west-1",
			iam.Origin{VPC: "vpc-0b1", Endpoint: "vpce-1"},
			true,
		},
		{"from the internet", "stolen credentials", fixture.Ordinary, "GetItem", fixture.Orders, "us-east-1", iam.Origin{}, false},
		{
			"through a service", "it may act for anyone with credentials",
			fixture.Ordinary, "Scan", fixture.Orders, "us-east-1",
			iam.Origin{Via: []string{"athena.amazonaws.com"}},
			false,
		},
		{
			"one Region's VPC in another", "the same id can exist there",
			fixture.Ordinary, "GetItem", fixture.Orders, "eu-west-1",
			iam.Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			false,
		},
		{
			"a Region without a VPC", "none of its VPCs is listed",
			fixture.Ordinary, "GetItem", fixture.Orders, "us-west-2",
			iam.Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			false,
		},
		{
			"the stream", "no table policy governs it",
			fixture.Ordinary, "GetRecords", fixture.Orders + "/stream/2026-01-01T00:00:00.000", "us-east-1",
			iam.Origin{},
			false,
		},
		{
			"a backup restored outside", "no table policy governs it",
			fixture.Ordinary, "RestoreTableFromBackup", fixture.Orders + "/backup/01", "us-east-1",
			iam.Origin{},
			false,
		},
		{
			"every table", "a table without a policy of its own is covered",
			fixture.Ordinary, "Scan", fixture.OtherTable, "us-east-1",
			iam.Origin{},
			false,
		},
		{
			"a policy changed from inside", "a principal that can change it can open the table",
			fixture.Ordinary, "PutResourcePolicy", fixture.Orders, "us-east-1",
			iam.Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			false,
		},
		{
			"a policy changed by a deployer", "or nobody could deploy a PrivateTable",
			fixture.Deployer, "PutResourcePolicy", fixture.Orders, "us-west-2",
			iam.Origin{},
			true,
		},
		{"a table changed by a deployer", "it deploys from anywhere", fixture.Deployer, "UpdateTable", fixture.Orders, "us-east-1", iam.Origin{}, true},
		{"data read by a deployer", "it deploys, and never reads data", fixture.Deployer, "GetItem", fixture.Orders, "us-east-1", iam.Origin{}, false},
		{"break-glass", "nothing is denied to it", fixture.BreakGlass, "GetItem", fixture.Orders, "us-west-2", iam.Origin{}, true},
		{"metadata", "it stays open", fixture.Ordinary, "DescribeTable", fixture.Orders, "us-east-1", iam.Origin{}, true},
		{
			"root", "a service control policy covers it",
			"arn:aws:iam::111122223333:root", "GetItem", fixture.Orders, "us-east-1",
			iam.Origin{},
			false,
		},
		{
			"a service-linked role", "no service control policy reaches it",
			fixture.Roles + "aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication",
			"GetItem", fixture.Orders, "us-east-1",
			iam.Origin{},
			true,
		},
	}
	scp, err := fixture.Guardrail().SCP()
	require.NoError(t, err)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			documents := iam.Documents{SCP: []iam.Level{{Name: "production", Accounts: []string{"111122223333"}, Documents: []iam.NamedDocument{
				{Name: "FullAWSAccess", Document: iam.Everything().Document}, {Name: "guardrail", Document: scp},
			}}}}
			resource := strings.Replace(test.resource, ":us-east-1:", ":"+test.region+":", 1)
			decision := fixture.Decide(t, test.caller, "dynamodb:"+test.action, resource, test.origin, documents)
			assert.Equal(t, test.want, decision.Allowed(), "%s: %s", test.why, decision)
		})
	}
}

func TestExcludedTablesAreLeftAlone(t *testing.T) {
	t.Parallel()
	excluding := fixture.Guardrail()
	excluding.ExcludeTables = []string{fixture.Orders}
	scp, err := excluding.SCP()
	require.NoError(t, err)
	documents := iam.Documents{SCP: []iam.Level{{Name: "production", Accounts: []string{"111122223333"}, Documents: []iam.NamedDocument{
		{Name: "FullAWSAccess", Document: iam.Everything().Document}, {Name: "guardrail", Document: scp},
	}}}}
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:PutItem", fixture.Orders, iam.Origin{}, documents).Allowed())
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:Query", fixture.Orders+"/index/by-date", iam.Origin{}, documents).Allowed())
	assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:PutItem", fixture.OtherTable, iam.Origin{}, documents).Allowed())
	assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:PutItem", fixture.Orders+"-2", iam.Origin{}, documents).Allowed(),
		"a longer name is another table")
}
