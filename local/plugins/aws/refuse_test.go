package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator/emulatortest"
)

// refuser is a proxy before local AWS. It refuses the next call of an operation, and counts the calls that change
// something.
type refuser struct {
	*httptest.Server

	mutex   sync.Mutex
	refused string
	changes []string
}

// newRefuser returns the proxy, and the provider configuration that leads through it.
func newRefuser(t *testing.T) (*refuser, property.Map) {
	t.Helper()
	address, err := localAWS(emulatortest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(target)
	r := &refuser{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		operation, isJSON := operationOf(req)
		if !r.refuses(operation) {
			forward.ServeHTTP(w, req)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		answer := `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>refused</Message></Error></Errors>` +
			`<RequestID>r-1</RequestID></Response>`
		if isJSON {
			answer = `{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","message":"refused"}`
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(r.Close)
	return r, properties(inputs{"endpoints": []any{everyServiceAt(r.URL)}})
}

// next refuses the next call of an operation, and forgets the calls so far.
func (r *refuser) next(operation string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.refused, r.changes = operation, nil
}

// changed returns the calls since next that change something.
func (r *refuser) changed() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return strings.Join(r.changes, " ")
}

func (r *refuser) refuses(operation string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if operation == r.refused && operation != "" {
		r.refused = ""
		return true
	}
	for _, reads := range []string{"Describe", "Get", "List"} {
		if strings.HasPrefix(operation, reads) {
			return false
		}
	}
	r.changes = append(r.changes, operation)
	return false
}

// operationOf returns the operation of a request, which EC2's query protocol has in the body.
func operationOf(req *http.Request) (operation string, isJSON bool) {
	if _, operation, ok := strings.Cut(req.Header.Get("X-Amz-Target"), "."); ok {
		return operation, true
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return "", false
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "", false
	}
	return form.Get("Action"), false
}
