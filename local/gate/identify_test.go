package gate

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIdentify(t *testing.T) {
	t.Parallel()
	const rest = ", SignedHeaders=host;x-amz-date, Signature=0a1b"
	good := signature{"AKIAEXAMPLE", "20260101", "eu-west-1", "dynamodb"}
	tests := []struct {
		name, why string
		header    []string
		want      signature
		err       error
	}{
		{"none", "an unsigned request is of nobody", nil, signature{}, errUnsigned},
		{"good", "", []string{"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/eu-west-1/dynamodb/aws4_request" + rest}, good, nil},
		{"without blanks", "some clients write none", []string{"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/eu-west-1/dynamodb/aws4_request,SignedHeaders=host,Signature=0a"}, good, nil},
		{"old", "version 2 has no Region", []string{"AWS AKIAEXAMPLE:signature"}, signature{}, errSignature},
		{"two", "the emulator reads the last key it finds", []string{"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/eu-west-1/dynamodb/aws4_request" + rest + ", Credential=B/"}, signature{}, errSignature},
		{"two headers", "", []string{"a", "b"}, signature{}, errSignature},
		{"host in the Region", "the emulator makes a host name of it", []string{"AWS4-HMAC-SHA256 Credential=A/20260101/dynamodb.eu-west-1/streams/aws4_request" + rest}, signature{}, errSignature},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/", http.NoBody)
			r.Header["Authorization"] = test.header
			got, err := identify(r)
			assert.Equal(t, test.err, err, test.why)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestChangesNoPolicy(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"GetItem", "PutItem", "BatchWriteItem", "ListPolicies", "DescribeVpcs", "AssumeRole"} {
		assert.True(t, changesNoPolicy(operation), operation)
	}
	for _, operation := range []string{
		"PutResourcePolicy", "CreateTable", "DeleteTable", "UpdateTable", "PutRolePolicy", "CreateVpcEndpoint", "AttachPolicy",
		"CreateStack", "ExecuteChangeSet", "UpdateAccessKey", "", "Restore",
	} {
		assert.False(t, changesNoPolicy(operation), operation)
	}
}
