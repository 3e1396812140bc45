package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestIntentGolden(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		intent    func(*policy.Intent)
	}{
		{
			"table-account", "the account's endpoints, and the table's own VPC in case AWS sets no owner for its endpoint",
			func(i *policy.Intent) {
				i.Perimeter = policy.Perimeter{Kind: policy.PerimeterAccount, IDs: []string{"111122223333"}, VPCs: []string{"vpc-0a1"}}
			},
		},
		{
			"table-organization", "no list of accounts to keep",
			func(i *policy.Intent) {
				i.Perimeter = policy.Perimeter{
					Kind: policy.PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"},
					VPCs: []string{"vpc-0a1"}, Endpoints: []string{"vpce-0c3"},
				}
			},
		},
		{
			"table-all", "a catch-all denies strangers everything, and administrators everything but their own actions",
			func(i *policy.Intent) { i.Enforcement = policy.EnforceAll },
		},
		{
			"table-all-wildcard", "the same without NotAction",
			func(i *policy.Intent) { i.Enforcement, i.ActionStyle = policy.EnforceAll, policy.ActionWildcard },
		},
		{
			"table-movement-nobody", "a copy leaves the VPC wherever the call comes from",
			func(i *policy.Intent) { i.Movement = policy.MovementNobody },
		},
		{
			"table-backup", "the preset opens what a table policy can name of AWS's own, and not all of movement",
			func(i *policy.Intent) {
				backup := policy.Exemption{Principals: []string{fixture.BackupRole}, Reason: "backups"}
				_ = backup.Open("backup")
				i.Exemptions = append(i.Exemptions, backup)
			},
		},
		{
			"table-unprotected", "identity policies alone decide who changes the policy",
			func(i *policy.Intent) { i.PolicyProtection, i.Exemptions = policy.ProtectNothing, i.Exemptions[1:] },
		},
		{
			"table-grants", "an account's replica, and a zero-ETL integration that is exempt as a service",
			func(i *policy.Intent) {
				i.Grants = []policy.Grant{
					{Principals: []string{"999988887777"}, Actions: []string{"GetItem", "Query"}, Reason: "partner"},
					{
						Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{"111122223333"},
						SourceARNs: []string{"arn:aws:glue:us-east-1:111122223333:integration/a1"},
						Actions:    []string{"DescribeTable", "ExportTableToPointInTime"}, Reason: "zero-ETL",
					},
				}
				i.Exemptions = append(i.Exemptions, policy.Exemption{
					Services: []string{"glue.amazonaws.com"}, Actions: []string{"DescribeTable", "ExportTableToPointInTime"},
					Reason: "zero-ETL",
				})
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Plain()
			test.intent(&intent)
			document, err := intent.TablePolicy(fixture.Orders)
			require.NoError(t, err, test.why)
			fixture.Golden(t, test.name, document)
		})
	}
}

func TestObserveRendersWhatDataWould(t *testing.T) {
	t.Parallel()
	observed := fixture.Plain()
	observed.Enforcement = policy.EnforceObserve
	want, err := fixture.Plain().TablePolicy(fixture.Orders)
	require.NoError(t, err)
	got, err := observed.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.False(t, observed.Enforcement.Attached(), "its documents are there to be read")
	assert.True(t, policy.EnforceData.Attached())
}

func TestIntentRejects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		intent    func(*policy.Intent)
		want      string
	}{
		{"an unknown movement", "a typo would silently mean the default", func(i *policy.Intent) { i.Movement = "any" }, `movement "any" is unknown`},
		{
			"an unknown action style", "a typo would silently mean the default", func(i *policy.Intent) { i.ActionStyle = "glob" },
			`action style "glob" is unknown`,
		},
		{
			"an unknown policy protection", "a typo would silently mean the default", func(i *policy.Intent) { i.PolicyProtection = "some" },
			`policy protection "some" is unknown`,
		},
		{
			"a wildcard under data", "it would deny metadata, which EnforceData leaves open",
			func(i *policy.Intent) { i.ActionStyle = policy.ActionWildcard },
			`action style "wildcard" denies metadata too: it requires enforcement "all"`,
		},
		{
			"everything but the policy", "a catch-all denies policy changes as well",
			func(i *policy.Intent) { i.Enforcement, i.PolicyProtection = policy.EnforceAll, policy.ProtectNothing },
			`it cannot be combined with policy protection "none"`,
		},
		{
			"no administrator", "nobody outside could change the policy",
			func(i *policy.Intent) { i.Exemptions = i.Exemptions[1:] }, "it names no administrator",
		},
		{
			"no reason", "a report that does not say why is no evidence",
			func(i *policy.Intent) { i.Exemptions[0].Reason = "" },
			`exemption of "` + fixture.Deployer + `" has no reason: say why it is needed`,
		},
		{
			"data for a service", "a caller that can make the service act could read through it",
			func(i *policy.Intent) {
				i.Exemptions = append(i.Exemptions, policy.Exemption{
					Services: []string{"glue.amazonaws.com"}, Access: []policy.Class{policy.ClassRead}, Reason: "ETL",
				})
			},
			"ETL opens dynamodb:BatchGetItem to a service: name the role that it uses instead",
		},
		{
			"no service", "no service has the name, so the exemption would match nobody",
			func(i *policy.Intent) {
				i.Exemptions = append(i.Exemptions, policy.Exemption{Services: []string{"*"}, Reason: "ETL"})
			},
			`ETL service must be a service principal, such as glue.amazonaws.com, got "*"`,
		},
		{
			"no action", "it would open nothing",
			func(i *policy.Intent) { i.Exemptions[0].Actions = []string{"TransactGetItems"} },
			`administrator opens "TransactGetItems", which is not a DynamoDB action`,
		},
		{
			"an invalid grant", "AWS would reject the document",
			func(i *policy.Intent) { i.Grants = []policy.Grant{{Reason: "partner"}} }, `grant "partner" names no action`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Plain()
			test.intent(&intent)
			require.ErrorContains(t, intent.Validate(), test.want, test.why)
		})
	}
}

// Every perimeter, enforcement and action style has to allow and deny the same as the plain intent.
func TestEveryPerimeterAndEnforcementDeniesTheSame(t *testing.T) {
	t.Parallel()
	inside := iam.Origin{
		VPC: "vpc-0a1", Endpoint: "vpce-0a1", EndpointAccount: "111122223333", EndpointOrg: "o-a1b2c3d4e5",
	}
	outside := []iam.Origin{
		{},
		{VPC: "vpc-0f1", Endpoint: "vpce-0f1", EndpointAccount: "999988887777", EndpointOrg: "o-f1f1f1f1f1"},
		{Via: []string{"athena.amazonaws.com"}},
	}
	perimeters := []policy.Perimeter{
		{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		{Kind: policy.PerimeterEndpoints, IDs: []string{"vpce-0a1"}},
		{Kind: policy.PerimeterAccount, IDs: []string{"111122223333"}},
		{Kind: policy.PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"}},
	}
	for _, perimeter := range perimeters {
		for _, enforcement := range []policy.Enforcement{policy.EnforceData, policy.EnforceAll} {
			for _, style := range []policy.ActionStyle{policy.ActionNames, policy.ActionWildcard} {
				if style == policy.ActionWildcard && enforcement != policy.EnforceAll {
					continue
				}
				intent := fixture.Special()
				intent.Perimeter, intent.Enforcement, intent.ActionStyle = perimeter, enforcement, style
				table, err := intent.TablePolicy(fixture.Orders)
				require.NoError(t, err)
				streamPolicy, err := intent.StreamPolicy(fixture.Stream)
				require.NoError(t, err)
				documents := iam.Documents{Resource: []iam.AttachedDocument{
					{Name: "table", To: fixture.Orders, Document: table}, {Name: "stream", To: fixture.Stream, Document: streamPolicy},
				}}
				for _, action := range policy.Actions() {
					resource, governed := fixture.Orders, action.InTablePolicy()
					if action.Class == policy.ClassStream {
						resource, governed = fixture.Stream, true
					}
					if !governed {
						continue
					}
					for _, caller := range []string{fixture.Ordinary, fixture.Deployer, fixture.BreakGlass, fixture.BackupRole, fixture.Consumer} {
						assert.True(t, fixture.Decide(t, caller, action.String(), resource, inside, documents).Allowed())
						principals, _ := intent.Exempt(action)
						want := !intent.Enforces(action) || len(principals) > 0 && contains(principals, caller)
						for _, origin := range outside {
							got := fixture.Decide(t, caller, action.String(), resource, origin, documents)
							assert.Equal(t, want, got.Allowed(), "%s calls %s from outside %s under %s, %s: %s",
								caller, action, perimeter.Kind, enforcement, style, got)
						}
					}
				}
			}
		}
	}
}

func contains(patterns iam.Values, caller string) bool {
	for _, pattern := range patterns {
		if iam.NewPattern(pattern).Match(caller) {
			return true
		}
	}
	return false
}

func TestMovementByNobody(t *testing.T) {
	t.Parallel()
	intent := fixture.Special()
	intent.Movement = policy.MovementNobody
	table, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	documents := iam.Documents{Resource: []iam.AttachedDocument{{Name: "table", To: fixture.Orders, Document: table}}}
	inside := fixture.Origins[0].Origin
	assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:ExportTableToPointInTime", fixture.Orders, inside, documents).Allowed())
	assert.True(t, fixture.Decide(t, fixture.BackupRole, "dynamodb:CreateBackup", fixture.Orders, iam.Origin{}, documents).Allowed())
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:GetItem", fixture.Orders, inside, documents).Allowed())
	intent.Exemptions = intent.Exemptions[:1]
	table, err = intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	assert.Nil(t, table.Statement[1].Condition, "with nobody exempt the Deny has no condition")
}
