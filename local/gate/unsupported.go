package gate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
)

// shapeError replaces a response of the emulator that is no error of AWS: the HTML page that moto sends for what it
// does not have, and for what it fails at. AWS clients do not understand it, and repeat a request after a 500 though
// the next answer is the same.
func (f *forwarder) shapeError(r *http.Response, options forwardOptions) error {
	if r.StatusCode < http.StatusBadRequest || r.Request.Method == http.MethodHead {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if err := r.Body.Close(); err != nil {
		return err
	}
	if !isShaped(options.protocol, body) {
		f.log.Warn("unsupported", "service", options.service, "operation", options.operation, "status", r.StatusCode)
		replaced := &keptResponse{header: http.Header{}}
		awserror.Write(replaced, options.protocol, unsupported(options, r.StatusCode))
		r.StatusCode, r.Status, r.Header = replaced.status, "", replaced.header
		body = replaced.body.Bytes()
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return nil
}

// isShaped reports whether the body of an error is one that the clients of a protocol read. Of a protocol that the gate
// does not know it knows only that a page is not.
func isShaped(protocol awserror.Protocol, body []byte) bool {
	body = bytes.TrimSpace(body)
	if protocol == awserror.EC2 || protocol == awserror.Query {
		lower := bytes.ToLower(body[:min(len(body), 100)])
		return !bytes.HasPrefix(lower, []byte("<!doctype")) && !bytes.HasPrefix(lower, []byte("<html"))
	}
	var fields map[string]json.RawMessage
	return json.Unmarshal(body, &fields) == nil && (fields["__type"] != nil || fields["code"] != nil)
}

// unsupported is the error in place of a page. Clients do not repeat a request after a 501.
func unsupported(options forwardOptions, status int) *awserror.Error {
	code := map[awserror.Protocol]string{
		awserror.EC2: "UnsupportedOperation", awserror.Query: "InvalidAction",
	}[options.protocol]
	if code == "" {
		code = "UnknownOperationException"
	}
	what := options.service + " " + options.operation
	if options.operation == "" {
		what = "this request to " + options.service
	}
	return &awserror.Error{
		Status: http.StatusNotImplemented, Code: code,
		Message: fmt.Sprintf("Local AWS does not have %s, or not with these parameters: the emulator behind it "+
			"answers %d without an error of AWS", what, status),
	}
}
