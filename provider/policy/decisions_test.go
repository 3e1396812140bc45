package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The documents are judged here by what they allow and deny. Every caller has an identity policy that allows
// everything, so that what is denied is denied by the document under test.

const (
	ordinary   = roles + "app"
	otherTable = "arn:aws:dynamodb:us-east-1:111122223333:table/other"
)

var origins = []struct {
	name   string
	origin Origin
}{
	{"own VPC", Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"}},
	{"another VPC", Origin{VPC: "vpc-0f1", Endpoint: "vpce-0f1"}},
	{"the internet", Origin{}},
	{"a service for the caller", Origin{Via: []string{"athena.amazonaws.com"}}},
}

var allowEverything = Document{Version: Version, Statement: []Statement{
	{Effect: Allow, Action: Values{"*"}, Resource: Values{"*"}},
}}

func ask(t *testing.T, caller, action, resource string, origin Origin, documents Documents) Decision {
	t.Helper()
	who, err := ParseCaller(caller)
	require.NoError(t, err)
	documents.Identity = []NamedDocument{{Name: "everything", Document: allowEverything}}
	decision, err := Evaluate(Request{Action: action, Resource: resource, Caller: who, Origin: origin}, documents)
	require.NoError(t, err)
	return decision
}

// exemptFrom says who may do what from outside: the promise of the table policy, in one place.
func exemptFrom(caller string, class Class) bool {
	switch class {
	case ClassDescribe:
		return true
	case ClassPolicy, ClassShape:
		return caller == deployer || caller == breakGlass
	}
	return caller == breakGlass
}

func TestTablePolicyRefusesOutsideAndNowhereElse(t *testing.T) {
	t.Parallel()
	document, err := plain().TablePolicy(orders)
	require.NoError(t, err)
	documents := Documents{Resource: []AttachedDocument{{Name: "table policy", To: orders, Document: document}}}
	for _, action := range Actions() {
		if !action.inTablePolicy() {
			continue
		}
		for _, resource := range []string{orders, orders + "/index/by-date"} {
			if resource != orders && action.Name != "Query" && action.Name != "Scan" && action.Name != "PartiQLSelect" {
				continue
			}
			for _, from := range origins {
				for _, caller := range []string{ordinary, deployer, breakGlass, "arn:aws:iam::111122223333:root"} {
					// AWS lets root delete a policy that denies it. Source: DeleteResourcePolicy.
					rootDeletes := caller[len(caller)-4:] == "root" && action.Name == "DeleteResourcePolicy"
					want := from.name == "own VPC" || exemptFrom(caller, action.Class) || rootDeletes
					got := ask(t, caller, action.String(), resource, from.origin, documents)
					assert.Equal(t, want, got.Allowed(), fmt.Sprintf("%s calls %s on %s from %s: %s",
						caller, action, resource, from.name, got))
				}
			}
		}
	}
}

func TestTablePolicyUnderTheOtherPerimeter(t *testing.T) {
	t.Parallel()
	intent := plain()
	intent.Perimeter = Perimeter{Kind: PerimeterEndpoints, IDs: []string{"vpce-0a1"}}
	document, err := intent.TablePolicy(orders)
	require.NoError(t, err)
	documents := Documents{Resource: []AttachedDocument{{Name: "table policy", To: orders, Document: document}}}
	assert.True(t, ask(t, ordinary, "dynamodb:GetItem", orders, origins[0].origin, documents).Allowed())
	second := Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a2"}
	assert.False(t, ask(t, ordinary, "dynamodb:GetItem", orders, second, documents).Allowed(),
		"another endpoint of the same VPC is outside")
}

func TestEndpointPolicyKeepsToTheAccount(t *testing.T) {
	t.Parallel()
	document, err := EndpointPolicy("111122223333")
	require.NoError(t, err)
	documents := Documents{Endpoint: []AttachedDocument{{Name: "endpoint policy", To: "vpce-0a1", Document: document}}}
	inside := origins[0].origin
	const stranger = "arn:aws:iam::999988887777:role/thief"
	elsewhere := "arn:aws:dynamodb:us-east-1:999988887777:table/loot"
	assert.True(t, ask(t, ordinary, "dynamodb:PutItem", orders, inside, documents).Allowed())
	assert.True(t, ask(t, ordinary, "dynamodb:DescribeEndpoints", "*", inside, documents).Allowed())
	assert.True(t, ask(t, ordinary, "dynamodb:ListTables", "*", inside, documents).Allowed())
	assert.False(t, ask(t, ordinary, "dynamodb:PutItem", elsewhere, inside, documents).Allowed(),
		"data is not carried to another account")
	assert.False(t, ask(t, stranger, "dynamodb:PutItem", elsewhere, inside, documents).Allowed(),
		"not with that account's credentials either")
	assert.False(t, ask(t, stranger, "dynamodb:ListTables", "*", inside, documents).Allowed())
}

func TestGuardrailRefusesOutsideARegionsOwnVPCs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why        string
		caller, action   string
		resource, region string
		origin           Origin
		want             bool
	}{
		{
			"inside", "the guardrail must not stop what it protects",
			ordinary, "GetItem", orders, "us-east-1",
			Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			true,
		},
		{
			"inside another Region", "each Region has its own VPCs",
			ordinary, "GetItem", orders, "eu-west-1",
			Origin{VPC: "vpc-0b1", Endpoint: "vpce-1"},
			true,
		},
		{"from the internet", "stolen credentials", ordinary, "GetItem", orders, "us-east-1", Origin{}, false},
		{
			"through a service", "it may act for anyone with credentials",
			ordinary, "Scan", orders, "us-east-1",
			Origin{Via: []string{"athena.amazonaws.com"}},
			false,
		},
		{
			"one Region's VPC in another", "the same id can exist there",
			ordinary, "GetItem", orders, "eu-west-1",
			Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			false,
		},
		{
			"a Region without a VPC", "no VPC of it is listed",
			ordinary, "GetItem", orders, "us-west-2",
			Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			false,
		},
		{
			"the stream", "no table policy governs it",
			ordinary, "GetRecords", orders + "/stream/2026-01-01T00:00:00.000", "us-east-1",
			Origin{},
			false,
		},
		{
			"a backup restored outside", "no table policy governs it",
			ordinary, "RestoreTableFromBackup", orders + "/backup/01", "us-east-1",
			Origin{},
			false,
		},
		{
			"every table", "a table without a policy of its own is covered",
			ordinary, "Scan", otherTable, "us-east-1",
			Origin{},
			false,
		},
		{
			"a policy changed from inside", "whoever may change it may open the table",
			ordinary, "PutResourcePolicy", orders, "us-east-1",
			Origin{VPC: "vpc-0a1", Endpoint: "vpce-1"},
			false,
		},
		{
			"a policy changed by a deployer", "or nobody could deploy a PrivateTable",
			deployer, "PutResourcePolicy", orders, "us-west-2",
			Origin{},
			true,
		},
		{"a table changed by a deployer", "it deploys from anywhere", deployer, "UpdateTable", orders, "us-east-1", Origin{}, true},
		{"data read by a deployer", "it deploys, and never reads", deployer, "GetItem", orders, "us-east-1", Origin{}, false},
		{"break-glass", "nothing is refused to it", breakGlass, "GetItem", orders, "us-west-2", Origin{}, true},
		{"metadata", "it stays open", ordinary, "DescribeTable", orders, "us-east-1", Origin{}, true},
		{
			"root", "a service control policy covers it",
			"arn:aws:iam::111122223333:root", "GetItem", orders, "us-east-1",
			Origin{},
			false,
		},
		{
			"a service-linked role", "no service control policy reaches it",
			roles + "aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication",
			"GetItem", orders, "us-east-1",
			Origin{},
			true,
		},
	}
	scp, err := guardrail().SCP()
	require.NoError(t, err)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			documents := Documents{SCP: []Level{{Name: "production", Accounts: []string{"111122223333"}, Documents: []NamedDocument{
				{Name: "FullAWSAccess", Document: allowEverything}, {Name: "guardrail", Document: scp},
			}}}}
			resource := strings.Replace(test.resource, ":us-east-1:", ":"+test.region+":", 1)
			decision := ask(t, test.caller, "dynamodb:"+test.action, resource, test.origin, documents)
			assert.Equal(t, test.want, decision.Allowed(), "%s: %s", test.why, decision)
		})
	}
}

func TestExcludedTablesAreLeftAlone(t *testing.T) {
	t.Parallel()
	excluding := guardrail()
	excluding.ExcludeTables = []string{orders}
	scp, err := excluding.SCP()
	require.NoError(t, err)
	documents := Documents{SCP: []Level{{Name: "production", Accounts: []string{"111122223333"}, Documents: []NamedDocument{
		{Name: "FullAWSAccess", Document: allowEverything}, {Name: "guardrail", Document: scp},
	}}}}
	assert.True(t, ask(t, ordinary, "dynamodb:PutItem", orders, Origin{}, documents).Allowed())
	assert.True(t, ask(t, ordinary, "dynamodb:Query", orders+"/index/by-date", Origin{}, documents).Allowed())
	assert.False(t, ask(t, ordinary, "dynamodb:PutItem", otherTable, Origin{}, documents).Allowed())
	assert.False(t, ask(t, ordinary, "dynamodb:PutItem", orders+"-2", Origin{}, documents).Allowed(),
		"a table whose name begins alike is another")
}
