package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStatementsMatch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, elements string
		want                bool
	}{
		{"any action", "* is all actions", `"Action":"*","Resource":"*"`, true},
		{
			"an action in another case", "the prefix and the action name are case insensitive",
			`"Action":"DynamoDB:getITEM","Resource":"*"`, true,
		},
		{"wildcards", "* and ? in the name", `"Action":"dynamodb:?et*","Resource":"*"`, true},
		{"another service", "the prefix must match", `"Action":"s3:*","Resource":"*"`, false},
		{
			"all but others", "NotAction matches everything except the list",
			`"NotAction":["dynamodb:PutItem","s3:*"],"Resource":"*"`, true,
		},
		{
			"all but this", "NotAction matches everything except the list", `"NotAction":["dynamodb:Get*"],"Resource":"*"`,
			false,
		},
		{"the table", "an ARN", `"Action":"*","Resource":"` + homeTable + `"`, true},
		{"its indexes", "the table is not one of them", `"Action":"*","Resource":"` + homeTable + `/*"`, false},
		{"a prefix", "* also matches nothing", `"Action":"*","Resource":"` + homeTable + `*"`, true},
		{"any Region and account", "each part can be *", `"Action":"*","Resource":"arn:aws:dynamodb:*:*:table/orders"`, true},
		{
			"an incomplete ARN", "AWS completes it in identity policies", `"Action":"*","Resource":"arn:aws:dynamodb:us-east-1"`,
			true,
		},
		{
			"another incomplete ARN", "AWS completes it in identity policies",
			`"Action":"*","Resource":"arn:aws:dynamodb:eu-west-1"`, false,
		},
		{
			"everything in DynamoDB", "the last part alone can be *",
			`"Action":"*","Resource":"arn:aws:dynamodb:us-east-1:` + home + `:*"`, true,
		},
		{
			"a variable", "it is replaced by the request's value",
			`"Action":"*","Resource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}"`, true,
		},
		{
			"a variable without a value", "it will not match any resource",
			`"Action":"*","Resource":"arn:aws:dynamodb:*:*:table/orders${aws:PrincipalTag/x}"`, false,
		},
		{
			"all but a variable without a value", "it excludes no resource",
			`"Action":"*","NotResource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/x}"`, true,
		},
		{
			"all but others", "NotResource matches everything except the list",
			`"Action":"*","NotResource":["arn:aws:s3:::x","arn:aws:dynamodb:*:*:table/x"]`, true,
		},
		{
			"all but this", "NotResource matches everything except the list",
			`"Action":"*","NotResource":["arn:aws:s3:::x","` + homeTable + `"]`, false,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc := must(Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",` + test.elements + `}}`))
			c := readTable("arn:aws:iam::"+home+":role/app", inLayer(LayerIdentity, doc))
			c.Keys["aws:PrincipalTag/team"] = []string{"orders"}
			decision, err := c.evaluate()
			require.NoError(t, err)
			assert.Equal(t, test.want, decision.Allowed(), test.why)
		})
	}
}
