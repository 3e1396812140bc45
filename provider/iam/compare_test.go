package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	const sent = `{"Version":"2012-10-17","Statement":[` +
		`{"Sid":"A","Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/r"]},` +
		`"Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"*"},` +
		`{"Sid":"D","Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
		`"Condition":{"StringNotEquals":{"aws:SourceVpc":["vpc-1","vpc-2"]}}}]}`
	for _, test := range []struct{ why, returned, missing, added string }{
		{why: "itself", returned: sent},
		{
			why: "AWS's form: another order, other lists, the root for an account, other case",
			returned: `{ "Version": "2012-10-17", "Statement": [
				{"Sid":"D","Effect":"Deny","Principal":{"AWS":["*"]},"Action":["DynamoDB:*"],"Resource":["*"],
				 "Condition":{"stringnotequals":{"AWS:sourcevpc":["vpc-2","vpc-1"]}}},
				{"Sid":"A","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/r","arn:aws:iam::111122223333:root"]},
				 "Action":["dynamodb:Query","dynamodb:GetItem"],"Resource":"*"}]}`,
		},
		{
			why: "one value more is inside",
			returned: `{"Version":"2012-10-17","Statement":[` +
				`{"Sid":"A","Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/r"]},` +
				`"Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"*"},` +
				`{"Sid":"D","Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
				`"Condition":{"StringNotEquals":{"aws:SourceVpc":["vpc-1","vpc-2","vpc-3"]}}}]}`,
			missing: "D", added: "D",
		},
		{
			why: "a statement is gone",
			returned: `{"Version":"2012-10-17","Statement":[` +
				`{"Sid":"D","Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
				`"Condition":{"StringNotEquals":{"aws:SourceVpc":["vpc-1","vpc-2"]}}}]}`,
			missing: "A",
		},
		{
			why: "a role has been deleted, and AWS shows its id",
			returned: `{"Version":"2012-10-17","Statement":[` +
				`{"Sid":"A","Effect":"Allow","Principal":{"AWS":["111122223333","AROAIIIIIIIIIIIIIIII"]},` +
				`"Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"*"},` +
				`{"Sid":"D","Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
				`"Condition":{"StringNotEquals":{"aws:SourceVpc":["vpc-1","vpc-2"]}}}]}`,
			missing: "A", added: "A",
		},
		{
			why: "a test is under another operator",
			returned: `{"Version":"2012-10-17","Statement":[` +
				`{"Sid":"A","Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/r"]},` +
				`"Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"*"},` +
				`{"Sid":"D","Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
				`"Condition":{"StringNotEqualsIfExists":{"aws:SourceVpc":["vpc-1","vpc-2"]}}}]}`,
			missing: "D", added: "D",
		},
		{
			why: "another version, without variables",
			returned: `{"Version":"2008-10-17","Statement":[` +
				`{"Sid":"A","Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/r"]},` +
				`"Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"*"},` +
				`{"Sid":"D","Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
				`"Condition":{"StringNotEquals":{"aws:SourceVpc":["vpc-1","vpc-2"]}}}]}`,
			missing: "AD", added: "AD",
		},
	} {
		was, err := Parse(sent)
		require.NoError(t, err)
		is, err := Parse(test.returned)
		require.NoError(t, err, test.why)
		missing, added := was.Compare(is)
		assert.Equal(t, test.missing, sids(missing), test.why)
		assert.Equal(t, test.added, sids(added), test.why)
	}
}

func sids(statements []Statement) (all string) {
	for _, s := range statements {
		all += s.Sid
	}
	return all
}
