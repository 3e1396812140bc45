package request

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Request is one parsed request.
type Request struct {
	Service        string // Tables or Streams
	Operation      string // "GetItem"
	Authorizations []Authorization
	Fields         Fields
}

// The two services, as the credential scope of Signature Version 4 and the names of VPC endpoints tell them apart.
const (
	Tables  = "dynamodb"
	Streams = "dynamodb-streams"
)

// Authorization is one permission that a request needs.
type Authorization struct {
	Action   string              // "dynamodb:GetItem"
	Resource string              // an ARN, or "*" for a request that names no resource
	Keys     map[string][]string // condition keys of the request, such as aws:TagKeys
}

// Home is where a table is that a request names without an ARN: in the caller's account, and in the Region that the
// request is signed for.
type Home struct {
	Region  string
	Account string
}

// RefusedError means that a request cannot be read. It has DynamoDB's error code.
type RefusedError struct {
	Code    string
	Message string
}

func (r *RefusedError) Error() string { return r.Code + ": " + r.Message }

// The codes of refusals. ("Common errors", Amazon DynamoDB API Reference.)
const (
	UnknownOperation = "UnknownOperationException"
	Serialization    = "SerializationException"
	Validation       = "ValidationException"
)

func invalid(format string, args ...any) error {
	return &RefusedError{Validation, "One or more parameter values were invalid: " + fmt.Sprintf(format, args...)}
}

var prefixes = map[string]string{"DynamoDB_20120810": Tables, "DynamoDBStreams_20120810": Streams}

// Read parses a request. Its errors are of the type [RefusedError].
func Read(target string, body []byte, home Home) (Request, error) {
	prefix, operation, _ := strings.Cut(target, ".")
	req := Request{Service: prefixes[prefix], Operation: operation}
	rules := operations
	if req.Service == Streams {
		rules = streamOperations
	}
	rule := rules[operation]
	if req.Service == "" || rule == nil {
		return Request{}, &RefusedError{UnknownOperation, fmt.Sprintf("The gate knows no operation %q of DynamoDB.", target)}
	}
	if len(body) == 0 {
		body = []byte("{}")
	}
	var err error
	if req.Fields, err = parse(body); err != nil {
		return Request{}, err
	}
	r := reader{Fields: req.Fields, home: home, operation: operation}
	if err := rule(&r); err != nil {
		return Request{}, err
	}
	if req.Authorizations, err = r.complete(); err != nil {
		return Request{}, err
	}
	return req, nil
}

// reader collects the authorizations of one request.
type reader struct {
	Fields

	home           Home
	operation      string
	authorizations []Authorization
}

// add adds an authorization, unless it is there: two items of one table need the same.
func (r *reader) add(action, resource string) {
	n := Authorization{Action: "dynamodb:" + action, Resource: resource}
	if !slices.ContainsFunc(r.authorizations, func(m Authorization) bool {
		return m.Action == n.Action && m.Resource == n.Resource
	}) {
		r.authorizations = append(r.authorizations, n)
	}
}

// addTable adds an authorization for the table that a field names.
func (r *reader) addTable(action string, fields Fields, field string) error {
	arn, err := r.table(fields, field)
	if err == nil {
		r.add(action, arn)
	}
	return err
}

// complete refuses a request that needs no authorization, because everyone could make it. It also refuses a request for
// several accounts, because the emulator answers for one account at a time.
func (r *reader) complete() ([]Authorization, error) {
	if len(r.authorizations) == 0 {
		return nil, invalid("the request names nothing to act on")
	}
	accounts := map[string]bool{}
	keys := r.tagKeys()
	for i, n := range r.authorizations {
		accounts[r.home.account(n.Resource)] = true
		r.authorizations[i].Keys = keys
	}
	if len(accounts) > 1 {
		return nil, invalid("the gate takes one account at a time, and the request names several")
	}
	return r.authorizations, nil
}

// Account returns the account of a request's resources.
func (req Request) Account(home Home) string {
	return home.account(req.Authorizations[0].Resource)
}

// account returns the account of a resource, which is the caller's own where the resource is "*".
func (h Home) account(resource string) string {
	if arn, ok := iam.ParseARN(resource); ok {
		return arn.Account
	}
	return h.Account
}

// tagKeys returns aws:RequestTag and aws:TagKeys for the requests that carry tags. ("Actions, resources, and condition
// keys for Amazon DynamoDB".)
func (r *reader) tagKeys() map[string][]string {
	keys := map[string][]string{}
	names, _ := r.strings("TagKeys") // the emulator refuses what is not a list of names
	var tags []struct{ Key, Value string }
	if raw, found := r.Fields["Tags"]; found && json.Unmarshal(raw, &tags) == nil {
		for _, tag := range tags {
			names = append(names, tag.Key)
			if tag.Value != "" {
				keys["aws:RequestTag/"+tag.Key] = []string{tag.Value}
			}
		}
	}
	if names = slices.DeleteFunc(names, func(name string) bool { return name == "" }); len(names) > 0 {
		keys["aws:TagKeys"] = names
	}
	return keys
}
