package awsrules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNameEndpoints(t *testing.T) {
	t.Parallel()
	const id = "vpce-0a1-b2c3"
	tests := []struct{ name, why, given, want string }{
		{"DynamoDB", "", id + ".com.amazonaws.eu-west-1.dynamodb", id + ".dynamodb.eu-west-1.vpce.amazonaws.com"},
		{"streams", "the service's name is another than the host's", id + ".com.amazonaws.eu-west-1.dynamodb-streams", id + ".streams.dynamodb.eu-west-1.vpce.amazonaws.com"},
		{"labels", "they are reversed", id + ".com.amazonaws.eu-west-1.ecr.api", id + ".api.ecr.eu-west-1.vpce.amazonaws.com"},
		{"China", "", id + ".com.amazonaws.cn-north-1.dynamodb", id + ".dynamodb.cn-north-1.vpce.amazonaws.com.cn"},
		{"AWS's own", "moto may mend it", id + ".sts.eu-west-1.vpce.amazonaws.com", id + ".sts.eu-west-1.vpce.amazonaws.com"},
	}
	for _, test := range tests {
		got, err := nameEndpoints(t.Context(), []byte("<a><dnsName>"+test.given+"</dnsName><b/></a>"))
		require.NoError(t, err)
		assert.Equal(t, "<a><dnsName>"+test.want+"</dnsName><b/></a>", string(got), test.name)
	}
}
