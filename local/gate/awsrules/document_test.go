package awsrules

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	table  = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
	stream = table + "/stream/2026-01-01T00:00:00.000"
)

// deny is a document with one statement, whose elements a test changes.
func deny(change ...string) string {
	text := `{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Principal":"*",` +
		`"Action":"dynamodb:GetItem","Resource":"*"}]}`
	return strings.NewReplacer(change...).Replace(text)
}

func TestParseDocument(t *testing.T) {
	t.Parallel()
	two := func(second string) string {
		return deny(`}]}`, `},{"Sid":"`+second+`","Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}`)
	}
	tests := []struct{ name, why, arn, body, want string }{
		{"plain", "", table, deny(), ""},
		{"limit", "20 KB are accepted", table, deny() + strings.Repeat(" ", 20480-len(deny())), ""},
		{"over the limit", "white space counts", table, deny() + strings.Repeat(" ", 20481-len(deny())), "Maximum policy size of 20480 bytes exceeded"},
		{"not JSON", "moto takes it", table, `{nope`, "Invalid policy document: This policy contains invalid Json"},
		{"empty", "", table, ``, "Invalid policy document: This policy contains invalid Json"},
		{"no statement", "", table, `{"Version":"2012-10-17","Statement":[]}`, "Statement is empty!"},
		{"no resource", "other services' policies do without", table, deny(`,"Resource":"*"`, ""), "Missing required field Resource"},
		{"two Sids alike", "", table, two("A"), "The Statement Ids in the policy are not unique"},
		{"two Sids", "", table, two("B"), ""},
		{"principal is a bare account", "it needs {\"AWS\": …}", table, deny(`"Principal":"*"`, `"Principal":"111122223333"`), "Invalid policy document"},
		{"stream's action on a table", "the whole policy is rejected", table, deny(`"dynamodb:GetItem"`, `["dynamodb:GetItem","dynamodb:GetRecords","dynamodb:ListStreams"]`), `The following action names are invalid: "dynamodb:GetRecords", "dynamodb:ListStreams"`},
		{"table's action on a stream", "", stream, deny(), `The following action names are invalid: "dynamodb:GetItem"`},
		{"stream's action on a stream", "", stream, deny("GetItem", "GetRecords"), ""},
		{"ListStreams on a stream", "no policy takes it", stream, deny("GetItem", "ListStreams"), `"dynamodb:ListStreams"`},
		{"API name", "TransactGetItems is no action", table, deny("GetItem", "TransactGetItems"), `"dynamodb:TransactGetItems"`},
		{"another service's action", "", table, deny("dynamodb:GetItem", "s3:GetObject"), `"s3:GetObject"`},
		{"everything", "AWS's own example", table, deny("dynamodb:GetItem", "dynamodb:*"), ""},
		{"other case", "\"The prefix and the action name are case insensitive\"", table, deny("dynamodb:GetItem", "DynamoDB:getitem"), ""},
		{"unknown support", "AWS is not known to refuse it", table, deny("GetItem", "SearchVectors"), ""},
		{"another table", "AWS takes it, and it never matches", table, deny(`"Resource":"*"`, `"Resource":"`+table+`2"`), ""},
		{"index", "", table, deny(`"Resource":"*"`, `"Resource":"`+table+`/index/*"`), ""},
		{"stream in a table's policy", "", table, deny(`"Resource":"*"`, `"Resource":"`+stream+`"`), "The relative-id"},
		{"table in a stream's policy", "", stream, deny("GetItem", "GetRecords", `"Resource":"*"`, `"Resource":"`+table+`"`), "The relative-id"},
		{"operator that nobody knows", "every request would be refused undecided", table, deny(`"Resource":"*"`, `"Resource":"*","Condition":{"StringIs":{"aws:SourceVpc":"v"}}`), "unknown operator"},
		{"key that the gate does not know", "the same", table, deny(`"Resource":"*"`, `"Resource":"*","Condition":{"StringEquals":{"dynamodb:Select":"COUNT"}}`), "does not know the condition key dynamodb:Select"},

		{"allow to everyone", "Block Public Access", table, deny("Deny", "Allow"), "grants unbounded access"},
		{"allow to everyone by list", "", table, deny("Deny", "Allow", `"Principal":"*"`, `"Principal":{"AWS":["*"]}`), "grants unbounded access"},
		{"allow to all but one", "AWS does not support it", table, deny("Deny", "Allow", `"Principal":"*"`, `"NotPrincipal":{"AWS":"111122223333"}`), "NotPrincipal"},
		{"allow bounded by a VPC", "", table, deny("Deny", "Allow", `"Resource":"*"`, `"Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}`), ""},
		{"allow bounded by any VPC", "a wildcard bounds nothing", table, deny("Deny", "Allow", `"Resource":"*"`, `"Resource":"*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-*"}}`), "grants unbounded access"},
		{"allow where a VPC is not", "", table, deny("Deny", "Allow", `"Resource":"*"`, `"Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}`), "grants unbounded access"},
		{"allow where absent", "IfExists is true for the internet", table, deny("Deny", "Allow", `"Resource":"*"`, `"Resource":"*","Condition":{"StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}}`), "grants unbounded access"},
		{"allow bounded by address", "aws:SourceIp is not among the trusted keys", table, deny("Deny", "Allow", `"Resource":"*"`, `"Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}`), "grants unbounded access"},
		{"allow to services", "", table, deny("Deny", "Allow", `"Resource":"*"`, `"Resource":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}`), ""},
		{"allow to one", "", table, deny("Deny", "Allow", `"Principal":"*"`, `"Principal":{"AWS":"111122223333"}`), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, refusal := parseDocument(test.arn, test.body)
			if test.want == "" {
				assert.Nil(t, refusal, test.why)
				return
			}
			if assert.NotNil(t, refusal, test.why) {
				assert.Equal(t, "ValidationException", refusal.Code)
				assert.Contains(t, refusal.Message, test.want)
			}
		})
	}
}
