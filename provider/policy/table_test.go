package policy_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestTablePolicyGolden(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		intent    func(*policy.Intent)
	}{
		{name: "table-plain", why: "what most teams deploy"},
		{
			name:   "table-administrators-only",
			why:    "without break-glass the data statement has no exemption at all",
			intent: func(i *policy.Intent) { i.Exemptions = i.Exemptions[:1] },
		},
		{
			name: "table-endpoints",
			why:  "this perimeter tests another key",
			intent: func(i *policy.Intent) {
				i.Perimeter = policy.Perimeter{Kind: policy.PerimeterEndpoints, IDs: []string{"vpce-0a1"}}
			},
		},
		{
			name: "table-several",
			why:  "lists are sorted and have no duplicates, so the order of the inputs changes nothing",
			intent: func(i *policy.Intent) {
				i.Perimeter.IDs = []string{"vpc-0b2", "vpc-0a1", "vpc-0b2"}
				i.Exemptions = append(i.Exemptions,
					policy.BreakGlass([]string{fixture.Roles + "break-glass-2", fixture.BreakGlass}),
					policy.Exemption{
						Principals: []string{fixture.Roles + "service-role/AWSBackupDefaultServiceRole"},
						Access:     []policy.Class{policy.ClassMovement}, Reason: "backups",
					},
					policy.Exemption{
						Principals: []string{fixture.Roles + "orders-consumer"},
						Access:     []policy.Class{policy.ClassStream}, Reason: "a table policy does not govern streams",
					})
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Plain()
			if test.intent != nil {
				test.intent(&intent)
			}
			document, err := intent.TablePolicy(fixture.Orders)
			require.NoError(t, err, test.why)
			fixture.Golden(t, test.name, document)

			text, err := document.JSON()
			require.NoError(t, err)
			parsed, err := iam.Parse(text)
			require.NoError(t, err)
			assert.Equal(t, document, parsed, "what AWS stores parses to what was sent")
		})
	}
}

func TestTablePolicyNamesEveryEnforcedActionOnceAndNoOther(t *testing.T) {
	t.Parallel()
	intent := fixture.Plain()
	intent.ActionStyle = policy.ActionNames
	document, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	var named []string
	sids := map[string]bool{}
	for _, statement := range document.Statement {
		assert.False(t, sids[statement.Sid], "AWS rejects two statements with one Sid")
		sids[statement.Sid] = true
		assert.Equal(t, iam.Deny, statement.Effect, "an Allow would give access that nobody asked for")
		assert.Equal(t, iam.Values{fixture.Orders, fixture.Orders + "/index/*"}, statement.Resource, "an index is its own resource")
		named = append(named, statement.Action...)
	}
	slices.Sort(named)

	var want []string
	for _, action := range policy.Actions() {
		accepted := action.Table == policy.Documented || action.Table == policy.Inferred
		if accepted && (policy.Intent{Enforcement: policy.EnforceData}).Enforces(action) {
			want = append(want, action.String())
		}
	}
	assert.Equal(t, want, named)
	for _, action := range []string{"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"} {
		assert.NotContains(t, named, "dynamodb:"+action, "AWS rejects a table policy that names a stream action")
	}
}

func TestTablePolicyRejects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		table     string
		intent    func(*policy.Intent)
		want      string
	}{
		{
			name: "an index", why: "PutResourcePolicy takes a table or a stream",
			table: fixture.Orders + "/index/by-date",
			want:  `table must be the ARN of a table, such as arn:aws:dynamodb:eu-west-1:111122223333:table/orders, got`,
		},
		{
			name: "no inside", why: "StringNotEquals on no value denies everyone, inside the VPC too",
			intent: func(i *policy.Intent) { i.Perimeter.IDs = nil },
			want:   `perimeter "vpcs" lists no id, so nobody would be inside`,
		},
		{
			name: "an id of another kind", why: "a VPC is never equal to an endpoint: nobody would be inside",
			intent: func(i *policy.Intent) { i.Perimeter.IDs = []string{"vpce-0a1"} },
			want:   `perimeter "vpcs": "vpce-0a1" is not an id of that kind`,
		},
		{
			name: "a variable for an id", why: "${aws:SourceVpc} equals itself: everyone would be inside",
			intent: func(i *policy.Intent) { i.Perimeter.IDs = []string{"${aws:SourceVpc}"} },
			want:   `is not an id of that kind`,
		},
		{
			name: "an unknown perimeter", why: "it has no condition key",
			intent: func(i *policy.Intent) { i.Perimeter.Kind = "galaxy" },
			want:   `perimeter "galaxy" is unknown`,
		},
		{
			name: "an unknown enforcement", why: "it would deny nothing",
			intent: func(i *policy.Intent) { i.Enforcement = "" },
			want:   `enforcement "" is unknown`,
		},
		{
			name: "everyone exempt", why: "the policy would deny nobody",
			intent: func(i *policy.Intent) { i.Exemptions = []policy.Exemption{policy.BreakGlass([]string{"*"})} },
			want:   "break-glass principal must be the ARN of an IAM role or user",
		},
		{
			name: "more principals than fit", why: "AWS accepts 20 KB",
			intent: func(i *policy.Intent) {
				var list []string
				for n := range 300 {
					list = append(list, fmt.Sprintf("%steam/with/a/long/path/role-%03d", fixture.Roles, n))
				}
				i.Exemptions = append(i.Exemptions, policy.BreakGlass(list))
			},
			want: "characters and AWS accepts 20480: list fewer principals, or one pattern for a path of roles",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent, table := fixture.Plain(), fixture.Orders
			if test.intent != nil {
				test.intent(&intent)
			}
			if test.table != "" {
				table = test.table
			}
			_, err := intent.TablePolicy(table)
			require.ErrorContains(t, err, test.want, test.why)
			require.ErrorContains(t, err, "render table policy: ")
		})
	}
}
