package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const analyst = roles + "analyst"

func TestIntentGolden(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		intent    func(*Intent)
	}{
		{
			"table-account", "the account's endpoints, and the table's own VPC should AWS set no owner for it",
			func(i *Intent) {
				i.Perimeter = Perimeter{Kind: PerimeterAccount, IDs: []string{"111122223333"}, VPCs: []string{"vpc-0a1"}}
			},
		},
		{
			"table-organization", "no list of accounts to keep",
			func(i *Intent) {
				i.Perimeter = Perimeter{
					Kind: PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"},
					VPCs: []string{"vpc-0a1"}, Endpoints: []string{"vpce-0c3"},
				}
			},
		},
		{
			"table-all", "strangers by a catch-all, administrators by what is not theirs",
			func(i *Intent) { i.Enforcement = EnforceAll },
		},
		{
			"table-all-wildcard", "the same without NotAction",
			func(i *Intent) { i.Enforcement, i.ActionStyle = EnforceAll, ActionWildcard },
		},
		{
			"table-movement-nobody", "a copy leaves the VPC wherever it is asked for",
			func(i *Intent) { i.Movement = MovementNobody },
		},
		{
			"table-backup", "the preset opens three actions and not all of movement",
			func(i *Intent) {
				backup := Exemption{Principals: []string{backupRole}, Reason: "backups"}
				_ = backup.Open("backup")
				i.Exemptions = append(i.Exemptions, backup)
			},
		},
		{
			"table-unprotected", "identity policies alone say who changes the policy",
			func(i *Intent) { i.PolicyProtection, i.Exemptions = ProtectNothing, i.Exemptions[1:] },
		},
		{
			"table-grants", "an account's replica, and a zero-ETL integration that is exempt as a service",
			func(i *Intent) {
				i.Grants = []Grant{
					{Principals: []string{"999988887777"}, Actions: []string{"GetItem", "Query"}, Reason: "partner"},
					{
						Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{"111122223333"},
						SourceARNs: []string{"arn:aws:glue:us-east-1:111122223333:integration/a1"},
						Actions:    []string{"DescribeTable", "ExportTableToPointInTime"}, Reason: "zero-ETL",
					},
				}
				i.Exemptions = append(i.Exemptions, Exemption{
					Services: []string{"glue.amazonaws.com"}, Actions: []string{"DescribeTable", "ExportTableToPointInTime"},
					Reason: "zero-ETL",
				})
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := plain()
			test.intent(&intent)
			document, err := intent.TablePolicy(orders)
			require.NoError(t, err, test.why)
			golden(t, test.name, document)
		})
	}
}

func TestObserveRendersWhatDataWould(t *testing.T) {
	t.Parallel()
	observed := plain()
	observed.Enforcement = EnforceObserve
	want, err := plain().TablePolicy(orders)
	require.NoError(t, err)
	got, err := observed.TablePolicy(orders)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.False(t, observed.Enforcement.Attached(), "it is there to be read")
	assert.True(t, EnforceData.Attached())
}

func TestIntentRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		intent    func(*Intent)
		want      string
	}{
		{"an unknown movement", "a typing error", func(i *Intent) { i.Movement = "any" }, `movement "any" is unknown`},
		{
			"an unknown action style", "a typing error", func(i *Intent) { i.ActionStyle = "glob" },
			`action style "glob" is unknown`,
		},
		{
			"an unknown policy protection", "a typing error", func(i *Intent) { i.PolicyProtection = "some" },
			`policy protection "some" is unknown`,
		},
		{
			"a wildcard under data", "it would refuse metadata, which data leaves open",
			func(i *Intent) { i.ActionStyle = ActionWildcard },
			`action style "wildcard" refuses metadata too: it goes with enforcement "all" alone`,
		},
		{
			"everything but the policy", "a catch-all refuses policy changes as well",
			func(i *Intent) { i.Enforcement, i.PolicyProtection = EnforceAll, ProtectNothing },
			`it cannot go with policy protection "none"`,
		},
		{
			"no administrator", "nobody outside could change the policy",
			func(i *Intent) { i.Exemptions = i.Exemptions[1:] }, "it names no administrator",
		},
		{
			"no reason", "a report that cannot say why is no evidence",
			func(i *Intent) { i.Exemptions[0].Reason = "" },
			`exemption of "` + deployer + `" has no reason: say why it is needed`,
		},
		{
			"data for a service", "it would read for whoever can make it act",
			func(i *Intent) {
				i.Exemptions = append(i.Exemptions, Exemption{
					Services: []string{"glue.amazonaws.com"}, Access: []Class{ClassRead}, Reason: "ETL",
				})
			},
			"ETL opens dynamodb:BatchGetItem to a service: name the role that it uses instead",
		},
		{
			"no service", "an operator that matches nobody",
			func(i *Intent) {
				i.Exemptions = append(i.Exemptions, Exemption{Services: []string{"*"}, Reason: "ETL"})
			},
			`ETL service must be a service principal, such as glue.amazonaws.com, got "*"`,
		},
		{
			"no action", "it would open nothing",
			func(i *Intent) { i.Exemptions[0].Actions = []string{"TransactGetItems"} },
			`administrator opens "TransactGetItems", which is not a DynamoDB action`,
		},
		{
			"a grant that is wrong", "AWS would refuse the document",
			func(i *Intent) { i.Grants = []Grant{{Reason: "partner"}} }, `grant "partner" names no action`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := plain()
			test.intent(&intent)
			require.ErrorContains(t, intent.Validate(), test.want, test.why)
		})
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	var exemption Exemption
	for _, access := range []string{"read", "backup", "transact", "audit"} {
		require.NoError(t, exemption.Open(access))
	}
	assert.Equal(t, []Class{ClassRead}, exemption.Access)
	assert.Contains(t, exemption.Actions, "GetResourcePolicy", "an auditor reads how a table is guarded")
	assert.Contains(t, exemption.Actions, "ConditionCheckItem", "a transaction checks")
	require.ErrorContains(t, exemption.Open("account"),
		`access "account" is unknown: give one of audit, autoscaling, backup, transact, read, write, stream`)
}

// Who may do what is asked of the documents of every perimeter and enforcement, so that no form of the intent
// means something else than the plain one.
func TestEveryPerimeterAndEnforcementRefusesTheSame(t *testing.T) {
	t.Parallel()
	inside := Origin{
		VPC: "vpc-0a1", Endpoint: "vpce-0a1", EndpointAccount: "111122223333", EndpointOrg: "o-a1b2c3d4e5",
	}
	outside := []Origin{
		{},
		{VPC: "vpc-0f1", Endpoint: "vpce-0f1", EndpointAccount: "999988887777", EndpointOrg: "o-f1f1f1f1f1"},
		{Via: []string{"athena.amazonaws.com"}},
	}
	perimeters := []Perimeter{
		{Kind: PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		{Kind: PerimeterEndpoints, IDs: []string{"vpce-0a1"}},
		{Kind: PerimeterAccount, IDs: []string{"111122223333"}},
		{Kind: PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"}},
	}
	for _, perimeter := range perimeters {
		for _, enforcement := range []Enforcement{EnforceData, EnforceAll} {
			for _, style := range []ActionStyle{ActionNames, ActionWildcard} {
				if style == ActionWildcard && enforcement != EnforceAll {
					continue
				}
				intent := special()
				intent.Perimeter, intent.Enforcement, intent.ActionStyle = perimeter, enforcement, style
				table, err := intent.TablePolicy(orders)
				require.NoError(t, err)
				policy, err := intent.StreamPolicy(stream)
				require.NoError(t, err)
				documents := Documents{Resource: []AttachedDocument{
					{Name: "table", To: orders, Document: table}, {Name: "stream", To: stream, Document: policy},
				}}
				for _, action := range Actions() {
					resource, governed := orders, action.inTablePolicy()
					if action.Class == ClassStream {
						resource, governed = stream, true
					}
					if !governed {
						continue
					}
					for _, caller := range []string{ordinary, deployer, breakGlass, backupRole, consumer} {
						assert.True(t, ask(t, caller, action.String(), resource, inside, documents).Allowed())
						principals, _ := intent.exempt(action)
						want := !intent.enforces(action) || len(principals) > 0 && contains(principals, caller)
						for _, origin := range outside {
							got := ask(t, caller, action.String(), resource, origin, documents)
							assert.Equal(t, want, got.Allowed(), "%s calls %s from outside %s under %s, %s: %s",
								caller, action, perimeter.Kind, enforcement, style, got)
						}
					}
				}
			}
		}
	}
}

func contains(patterns Values, caller string) bool {
	for _, pattern := range patterns {
		if newGlob(pattern).match(caller) {
			return true
		}
	}
	return false
}

func TestAllRefusesWhatNoListNames(t *testing.T) {
	t.Parallel()
	intent := special()
	intent.Enforcement = EnforceAll
	intent.Exemptions = append(intent.Exemptions,
		// It overlaps the deployer and break-glass, and adds an action to the former.
		Exemption{Principals: []string{roles + "ci/*"}, Actions: []string{"CreateBackup"}, Reason: "backups from CI"},
		Exemption{Principals: []string{roles + "break-*"}, Actions: []string{"CreateBackup"}, Reason: "drills"},
		Exemption{Services: []string{"glue.amazonaws.com"}, Actions: []string{"DescribeTable"}, Reason: "zero-ETL"},
		Exemption{
			Services: []string{"redshift.amazonaws.com"}, Actions: []string{"DescribeTable"}, Reason: "zero-ETL to Redshift",
		},
	)
	intent.Grants = []Grant{{
		Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{"111122223333"},
		Actions: []string{"DescribeTable", "CreateBackup"}, Reason: "zero-ETL",
	}}
	table, err := intent.TablePolicy(orders)
	require.NoError(t, err)
	golden(t, "table-all-overlaps", table)
	documents := Documents{Resource: []AttachedDocument{{Name: "table", To: orders, Document: table}}}
	for _, caller := range []string{ordinary, deployer, backupRole, consumer, roles + "ci/other"} {
		for _, action := range []string{"SearchVectors", "ReadEverythingFromNextYear"} {
			assert.False(t, ask(t, caller, "dynamodb:"+action, orders, Origin{}, documents).Allowed(), "%s %s", caller, action)
		}
	}
	assert.True(t, ask(t, breakGlass, "dynamodb:SearchVectors", orders, Origin{}, documents).Allowed(),
		"break-glass is in an overlapping pattern and keeps everything")
	assert.True(t, ask(t, deployer, "dynamodb:CreateBackup", orders, Origin{}, documents).Allowed(), "overlaps add up")
	assert.True(t, ask(t, deployer, "dynamodb:UpdateTable", orders, Origin{}, documents).Allowed())
	assert.False(t, ask(t, roles+"ci/other", "dynamodb:UpdateTable", orders, Origin{}, documents).Allowed(),
		"in one pattern only")

	glue, err := ParseCaller("glue.amazonaws.com")
	require.NoError(t, err)
	context, err := NewContext(map[string][]string{"aws:SourceAccount": {"111122223333"}})
	require.NoError(t, err)
	for action, want := range map[string]bool{"DescribeTable": true, "CreateBackup": false} {
		decision, err := Evaluate(Request{
			Action: "dynamodb:" + action, Resource: orders, Caller: glue, Context: context,
		}, documents)
		require.NoError(t, err)
		assert.Equal(t, want, decision.Allowed(), "%s: %s", action, decision)
	}
}

func TestMovementByNobody(t *testing.T) {
	t.Parallel()
	intent := special()
	intent.Movement = MovementNobody
	table, err := intent.TablePolicy(orders)
	require.NoError(t, err)
	documents := Documents{Resource: []AttachedDocument{{Name: "table", To: orders, Document: table}}}
	inside := origins[0].origin
	assert.False(t, ask(t, ordinary, "dynamodb:ExportTableToPointInTime", orders, inside, documents).Allowed())
	assert.True(t, ask(t, backupRole, "dynamodb:CreateBackup", orders, Origin{}, documents).Allowed())
	assert.True(t, ask(t, ordinary, "dynamodb:GetItem", orders, inside, documents).Allowed())
	intent.Exemptions = intent.Exemptions[:1]
	table, err = intent.TablePolicy(orders)
	require.NoError(t, err)
	assert.Nil(t, table.Statement[1].Condition, "with nobody exempt it holds without a condition")
}

func TestStreamPolicyRefuses(t *testing.T) {
	t.Parallel()
	_, err := plain().StreamPolicy(orders)
	require.ErrorContains(t, err, "render stream policy: stream must be the ARN of a stream")
	_, err = Intent{}.StreamPolicy(stream)
	require.ErrorContains(t, err, "is unknown")
	own := plain()
	own.Grants = []Grant{{Principals: []string{"111122223333"}, Actions: []string{"GetRecords"}, Reason: "me"}}
	_, err = own.StreamPolicy(stream)
	require.ErrorContains(t, err, `render stream policy: grant "me" names the table's own account`)
	_, err = own.TablePolicy(orders)
	require.ErrorContains(t, err, `render table policy: grant "me" names the table's own account`)
}

func TestOrganizationEndpointPolicy(t *testing.T) {
	t.Parallel()
	document, err := OrganizationEndpointPolicy("o-a1b2c3d4e5")
	require.NoError(t, err)
	golden(t, "endpoint-organization", document)
	_, err = OrganizationEndpointPolicy("*")
	require.ErrorContains(t, err, `"*" is not an organization id`)
}
