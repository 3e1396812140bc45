package provider

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi-go-provider/integration/fake"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// warnings returns the warnings that the engine was sent. The server keeps its engine to itself.
func warnings(server integration.Server) []string {
	engine := reflect.ValueOf(server).Elem().FieldByName("host").Elem().FieldByName("engine")
	var texts []string
	for _, line := range (*fake.EngineServer)(engine.UnsafePointer()).Logs() {
		if line.GetSeverity() == pulumirpc.LogSeverity_WARNING {
			texts = append(texts, line.GetMessage())
		}
	}
	return texts
}

// aboutEndpoints keeps the texts about the policies of endpoints.
func aboutEndpoints(texts []string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return !strings.Contains(text, "the policy of vpce-") })
}

const (
	allowed  = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`
	denyAll  = `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`
	denyElse = `{"Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
		`"Condition":{"StringNotEquals":{"aws:sourceVpc":"vpc-0a1b"}}}`
)

func policyOf(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

// TestAnAdoptedEndpointWarnsOnce adopts a gateway endpoint whose policy somebody else wrote.
func TestAnAdoptedEndpointWarnsOnce(t *testing.T) {
	t.Parallel()
	const nobody = ": correct the policy of vpce-0e1: it lets nobody through to the table (question 2: is anyone inside shut out)"
	tests := []struct {
		name, why, policy, want string
		row                     string // those about GetItem from this network
	}{
		{"AWS's default", "it lets everything through", allowAllPolicy, "", "allowed, verified"},
		{"deny all", "nobody gets through", policyOf(allowed, denyAll), nobody, "denied, verified"},
		{"Deny only", "what is not allowed is denied", policyOf(denyElse), nobody, "denied, verified"},
		{"empty", "nothing is allowed", `{"Statement":[]}`, nobody, "denied, verified"},
		{
			"another table only", "this one is not",
			policyOf(strings.Replace(allowed, `"Resource":"*"`, `"Resource":"arn:aws:dynamodb:us-east-1:111122223333:table/other"`, 1)),
			nobody, "denied, verified",
		},
		{"all but elsewhere", "requests come from the VPC", policyOf(allowed, denyElse), "", "allowed, verified"},
		{
			"all but strangers to an organization", "a Deny of its own is no reason to refuse",
			policyOf(allowed, strings.Replace(denyElse, `"aws:sourceVpc":"vpc-0a1b"`, `"aws:PrincipalOrgID":"o-a1b2c3d4e5"`, 1)),
			"", "allowed, assumed",
		},
		{
			"all but Scan", "the rest goes through", policyOf(allowed, strings.Replace(denyAll, `"Action":"*"`, `"Action":"dynamodb:Scan"`, 1)),
			": correct the policy of vpce-0e1, or do without: it refuses Scan to any caller of the account (question 2: is anyone inside shut out)",
			"allowed, verified",
		},
		{
			"a principal that was deleted", "it is nobody",
			policyOf(strings.Replace(allowed, `"Principal":"*"`, `"Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"}`, 1)),
			nobody, "denied, verified",
		},
		{
			"an account as Principal of a gateway endpoint", "there it is root alone",
			policyOf(strings.Replace(allowed, `"Principal":"*"`, `"Principal":{"AWS":"111122223333"}`, 1)),
			": correct the policy of vpce-0e1, or do without: it refuses ", "denied, verified; allowed, verified",
		},
		{
			"an operator that is not understood", "somebody has to read it",
			policyOf(strings.Replace(allowed, `}`, `,"Condition":{"StringSame":{"aws:PrincipalTag/team":"a"}}}`, 1)),
			": review the policy of vpce-0e1 yourself, since it cannot be evaluated: ", "allowed, assumed",
		},
		{
			"not a policy", "somebody has to read it", "none",
			": review the policy of vpce-0e1 yourself, since it cannot be read: ", "allowed, assumed",
		},
	}
	adoptions := []struct {
		path, perimeter string
		preview         bool
		inputs          values
	}{
		{"vpcEndpointId", "vpcs", true, values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")}},
		{"vpcId", "endpoints", false, values{"vpcId": str("vpc-0a1b")}},
		{"network.existing.vpcEndpointId", "account", false, values{"network": object(values{"existing": object(values{
			"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1"),
		})})}},
	}
	for _, test := range tests {
		for _, adoption := range adoptions {
			t.Run(test.name+", "+adoption.path, func(t *testing.T) {
				t.Parallel()
				cloud := existingVPC()
				cloud.endpoint = plus(endpointInAWS(), values{"policy": str(test.policy)})
				server := cloud.serve(t)
				inputs := plus(plus(least, adoption.inputs), values{"perimeter": str(adoption.perimeter)})
				response, err := constructOn(server, "PrivateTable", "orders", inputs, adoption.preview)
				require.NoError(t, err, test.why)
				warned := aboutEndpoints(warnings(server))
				if test.want == "" {
					assert.Empty(t, warned, test.why)
				} else if assert.Len(t, warned, 1, test.why) {
					assert.Contains(t, warned[0], adoption.path+test.want, test.why)
				}
				assert.Equal(t, test.row, insideRows(t, response.State, "GetItem"), test.why)
			})
		}
	}
}

// insideRows returns the decision and the certainty of every row of a report about an action on the table from this network.
func insideRows(t *testing.T, state property.Map, action string) string {
	t.Helper()
	var found []string
	for _, row := range reportOf(t, state.Get("accessReport").AsMap()).Rows {
		named := slices.Contains(row.Actions, action) || len(row.Actions) == 0 && row.Class == "read"
		if slices.Contains(row.Origins, "this network") && slices.Contains(row.Resources, "table") && named {
			found = append(found, row.Decision+", "+row.Certainty)
		}
	}
	return strings.Join(found, "; ")
}

// What a preview cannot look up, its report rests on.
func TestAnEndpointThatIsNotKnownYetIsAssumed(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	cloud.endpoint = plus(endpointInAWS(), values{"policy": str(policyOf(denyElse))})
	server := cloud.serve(t)
	response, err := constructOn(server, "PrivateTable", "orders", plus(least, values{"vpcId": unknown}), true)
	require.NoError(t, err)
	assert.Equal(t, "allowed, assumed", insideRows(t, response.State, "GetItem"))
	assert.Empty(t, aboutEndpoints(warnings(server)))
	assert.Contains(t, reportOf(t, response.State.Get("accessReport").AsMap()).Markdown,
		"inside, if the endpoint's policy and the caller's own policies allow it")
}

// The endpoint for streams that is adopted has a policy as well.
func TestAnAdoptedStreamsEndpointWarnsOnce(t *testing.T) {
	t.Parallel()
	streams := values{
		"id": str("vpce-0e3"), "vpcId": str("vpc-0a1b"), "serviceName": str("com.amazonaws.us-east-1.dynamodb-streams"),
		"policy": str(policyOf(denyElse)), "dnsEntries": dnsEntries("vpce-0e3.dynamodb-streams"),
	}
	cloud := existingVPC()
	cloud.endpoint, cloud.endpoints = endpointInAWS(), map[string]map[string]property.Value{"vpce-0e3": streams}
	server := cloud.serve(t)
	_, err := constructOn(server, "PrivateTable", "orders", plus(least, values{
		"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1"), "vpcStreamsEndpointId": str("vpce-0e3"),
		"streamViewType": str("NEW_IMAGE"),
	}), false)
	require.NoError(t, err)
	assert.Equal(t, []string{"vpcStreamsEndpointId: correct the policy of vpce-0e3: it lets nobody through to the stream (question 2: " +
		"is anyone inside shut out)"}, aboutEndpoints(warnings(server)))
}

// TestGrantsThatOpenNothingWarn grants GetItem to another account.
func TestGrantsThatOpenNothingWarn(t *testing.T) {
	t.Parallel()
	const partner = "arn:aws:iam::999988887777:role/partner"
	key := values{"kmsKeyArn": str("arn:aws:kms:us-east-1:111122223333:key/1234")}
	const endpoint, managed = "endpointAccess", "kmsKeyArn"
	adopted := values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")}
	tests := []struct {
		name, why string
		inputs    values
		want      []string
	}{
		{"built, with the default key", "neither the endpoint nor the key lets it in", values{}, []string{managed, endpoint}},
		{"built, with a key", "the endpoint lets in the account's own principals", key, []string{endpoint}},
		{"for an organization", "the partner may be in it", plus(key, values{
			"organizationId": str("o-a1b2c3d4e5"), "network": object(values{"endpointAccess": str("organization")}),
		}), nil},
		{"from another network", "the partner calls from there", plus(key, values{"additionalVpcIds": list("vpc-0b2")}), nil},
		{"adopted", "AWS's default policy lets it through", plus(key, adopted), nil},
		{"adopted, with the default key", "the key does not", adopted, []string{managed}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := existingVPC()
			cloud.endpoint = endpointInAWS()
			server := cloud.serve(t)
			_, err := constructOn(server, "PrivateTable", "orders", plus(plus(least, test.inputs), values{
				"grants": things(values{"principals": list(partner), "actions": list("dynamodb:GetItem"), "reason": str("partner")}),
			}), false)
			require.NoError(t, err)
			warned := slices.DeleteFunc(warnings(server), func(text string) bool { return !strings.HasPrefix(text, "grants[0]: ") })
			if assert.Len(t, warned, len(test.want), "%s: %v", test.why, warned) {
				for at, want := range test.want {
					assert.Contains(t, warned[at], want, test.why)
				}
			}
		})
	}
}

// TestGuardrailTargetsAreProven attaches the table's guardrail to parts of an organization.
func TestGuardrailTargetsAreProven(t *testing.T) {
	t.Parallel()
	const misses = "guardrail.targetIds: add 111122223333, or an organizational unit that holds it: "
	for target, test := range map[string]struct {
		why    string
		warned bool
		want   string
	}{
		"111122223333":     {"it is attached to the table's account", false, "not exempt, unless this is the organization's management account"},
		"999988887777":     {"it meets nobody of the table's account", true, ""},
		"ou-ab12-34567890": {"which accounts it holds is not known", false, "not exempt, if the guardrail's targets hold the account"},
		"r-ab12":           {"whether the account is in the organization is not known", false, "not exempt, if the guardrail's targets hold the account"},
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			server := newCloud().serve(t)
			response, err := constructOn(server, "PrivateTable", "orders", plus(least, values{
				"guardrail": object(values{"targetIds": list(target)}),
			}), false)
			require.NoError(t, err)
			warned := slices.ContainsFunc(warnings(server), func(text string) bool { return strings.HasPrefix(text, misses) })
			assert.Equal(t, test.warned, warned, test.why)
			markdown := reportOf(t, response.State.Get("accessReport").AsMap()).Markdown
			if test.want == "" {
				assert.NotContains(t, markdown, "guardrail: Deny", test.why)
			} else {
				assert.Contains(t, markdown, test.want, test.why)
			}
		})
	}
}
