package authorize

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

func TestCheckKeys(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, statement, want string }{
		{"known", "", `"Action":"dynamodb:*","Resource":"*","Condition":{"StringEquals":{"AWS:SourceVPC":"v"}}`, ""},
		{"tag", "", `"Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"v"}}`, ""},
		{"leading keys", "absent it would let a ForAllValues pass", `"Action":"dynamodb:GetItem","Resource":"*","Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"v"}}`, "dynamodb:LeadingKeys"},
		{"MFA", "moto does not say whether a session has it", `"Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, "aws:MultiFactorAuthPresent"},
		{"another service's key", "the statement says nothing of DynamoDB", `"Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"v"}}`, ""},
		{"all but another service", "that is DynamoDB too", `"NotAction":"s3:*","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"v"}}`, "s3:prefix"},
		{"variable", "it would stand for nothing", `"Action":"dynamodb:*","Resource":"arn:aws:dynamodb:*:*:table/${www.amazon.com:user_id}"`, "www.amazon.com:user_id"},
		{"known variable", "", `"Action":"dynamodb:*","Resource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team, 'none'}"`, ""},
		{"escape", "${*} is a star, not a key", `"Action":"dynamodb:*","Resource":"arn:aws:dynamodb:*:*:table/${*}"`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			document, err := iam.Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` + test.statement + `}]}`)
			require.NoError(t, err)
			err = checkKeys(document)
			if test.want == "" {
				require.NoError(t, err, test.why)
				return
			}
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}
