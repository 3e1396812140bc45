package awserror

import (
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		protocol  Protocol
		err       Error
		status    int
		body      string
	}{
		{
			"denied", "clients find the code after the #, and this one's text under Message", DynamoDB,
			Error{Code: "AccessDeniedException", Message: "User: <me>"},
			http.StatusBadRequest,
			`{"Message":"User: \u003cme\u003e","__type":"com.amazon.coral.service#AccessDeniedException"}`,
		},
		{
			"DynamoDB's own", "", DynamoDB,
			Error{Code: "PolicyNotFoundException", Message: "none"},
			http.StatusBadRequest,
			`{"__type":"com.amazonaws.dynamodb.v20120810#PolicyNotFoundException","message":"none"}`,
		},
		{
			"organizations", "the reason is a field of its own", JSON,
			Error{Code: "ConstraintViolationException", Message: "too long", Reason: "POLICY_CONTENT_LIMIT_EXCEEDED"},
			http.StatusBadRequest,
			`{"Message":"too long","Reason":"POLICY_CONTENT_LIMIT_EXCEEDED","__type":"ConstraintViolationException"}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			Write(w, test.protocol, &test.err)
			assert.Equal(t, test.status, w.Code)
			assert.Equal(t, test.body, w.Body.String(), test.why)
			assert.NotEmpty(t, w.Header().Get("X-Amzn-Requestid"))
			if test.protocol == DynamoDB {
				assert.Equal(t, fmt.Sprint(crc32.ChecksumIEEE(w.Body.Bytes())), w.Header().Get("X-Amz-Crc32"))
			}
		})
	}
}

func TestXML(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Write(w, EC2, &Error{Code: "RouteAlreadyExists", Message: "route table <a>"})
	var ec2 struct {
		Errors struct {
			Error struct{ Code, Message string }
		}
	}
	require.NoError(t, xml.Unmarshal(w.Body.Bytes(), &ec2))
	assert.Equal(t, "RouteAlreadyExists", ec2.Errors.Error.Code)
	assert.Equal(t, "route table <a>", ec2.Errors.Error.Message)

	w = httptest.NewRecorder()
	Write(w, Query, &Error{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable", Message: "down"})
	var query struct{ Error struct{ Type, Code string } }
	require.NoError(t, xml.Unmarshal(w.Body.Bytes(), &query))
	assert.Equal(t, http.StatusServiceUnavailable, w.Code)
	assert.Equal(t, "Receiver", query.Error.Type, "clients try again after the service's fault")
	assert.Equal(t, "ServiceUnavailable", query.Error.Code)
}
