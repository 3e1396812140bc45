package call

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Call is one request, taken apart.
type Call struct {
	Service   string // Tables or Streams
	Operation string // "GetItem"
	Needs     []Need
	Fields    Fields
}

// The two services, as SigV4's credential scope and VPC endpoints know them apart.
const (
	Tables  = "dynamodb"
	Streams = "dynamodb-streams"
)

// Need is one authorisation that a request needs.
type Need struct {
	Action   string              // "dynamodb:GetItem"
	Resource string              // an ARN, or "*" for a call that names none
	Keys     map[string][]string // condition keys that follow from the request, such as aws:TagKeys
}

// Home is where a request that names a table without an ARN finds it: the caller's account, and the Region that
// the request is signed for.
type Home struct {
	Region  string
	Account string
}

// RefusedError is a request that cannot be read, with DynamoDB's error code.
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

// Read finds out what a request asks for. Its errors are of the type [RefusedError].
func Read(target string, body []byte, home Home) (Call, error) {
	prefix, operation, _ := strings.Cut(target, ".")
	c := Call{Service: prefixes[prefix], Operation: operation}
	rules := operations
	if c.Service == Streams {
		rules = streamOperations
	}
	rule := rules[operation]
	if c.Service == "" || rule == nil {
		return Call{}, &RefusedError{UnknownOperation, fmt.Sprintf("The gate knows no operation %q of DynamoDB.", target)}
	}
	if len(body) == 0 {
		body = []byte("{}")
	}
	var err error
	if c.Fields, err = parse(body); err != nil {
		return Call{}, err
	}
	r := reader{Fields: c.Fields, home: home, operation: operation}
	if err := rule(&r); err != nil {
		return Call{}, err
	}
	if c.Needs, err = r.complete(); err != nil {
		return Call{}, err
	}
	return c, nil
}

// reader collects the needs of one request.
type reader struct {
	Fields

	home      Home
	operation string
	needs     []Need
}

// need adds an authorisation, once: two items of one table need the same.
func (r *reader) need(action, resource string) {
	n := Need{Action: "dynamodb:" + action, Resource: resource}
	if !slices.ContainsFunc(r.needs, func(m Need) bool { return m.Action == n.Action && m.Resource == n.Resource }) {
		r.needs = append(r.needs, n)
	}
}

// needOn adds an authorisation for a table that a field names.
func (r *reader) needOn(action string, fields Fields, field string) error {
	arn, err := r.table(fields, field)
	if err == nil {
		r.need(action, arn)
	}
	return err
}

// complete refuses a request that needs nothing, which would be allowed to everyone, and one over several
// accounts, which no single account of the emulator could answer.
func (r *reader) complete() ([]Need, error) {
	if len(r.needs) == 0 {
		return nil, invalid("the request names nothing to act on")
	}
	accounts := map[string]bool{}
	keys := r.tagKeys()
	for i, n := range r.needs {
		accounts[accountOf(n.Resource, r.home.Account)] = true
		r.needs[i].Keys = keys
	}
	if len(accounts) > 1 {
		return nil, invalid("the gate takes one account at a time, and the request names several")
	}
	return r.needs, nil
}

// Account is whose resources a call is about.
func (c Call) Account(home Home) string { return accountOf(c.Needs[0].Resource, home.Account) }

func accountOf(arn, otherwise string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return otherwise
}

// tagKeys are aws:RequestTag and aws:TagKeys, for the calls that carry tags. ("Actions, resources, and condition
// keys for Amazon DynamoDB".)
func (r *reader) tagKeys() map[string][]string {
	keys := map[string][]string{}
	names, _ := r.strings("TagKeys") // what is no list of names is the emulator's to refuse
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
