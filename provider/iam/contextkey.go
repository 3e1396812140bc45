package iam

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// GCK in this package's comments stands for the IAM User Guide, "AWS global condition context keys".

// contextKey is a condition key, with how to find its values in a request.
type contextKey struct {
	keyRule
	name        string // as written
	folded      string
	multivalued bool
}

// keyRule says what a request alone tells of a key.
type keyRule struct {
	derive       func(*evaluation) keyValues    // nil if only the request's Context can have the key
	availability func(*evaluation) availability // nil for optional
}

// availability says whether AWS sets a key on requests of the same kind of caller and origin.
type availability int

const (
	// optional: the key describes something that a caller, a session or a call need not have, such as a tag. A request
	// that does not give the key has none.
	optional availability = iota
	never
	always
	// sometimes: what it depends on does not follow from the request, such as whether an account is in an organization.
	sometimes
)

// keyValues are the values of a key in one request. There are none if the key is absent.
type keyValues struct {
	one  string
	many []string
}

func (v keyValues) count() int {
	if v.one != "" {
		return 1
	}
	return len(v.many)
}

func (v keyValues) at(i int) string {
	if v.one != "" {
		return v.one
	}
	return v.many[i]
}

// keyName is the syntax of a key. A tag's key follows a slash. AWS permits spaces in it, but "A space is not supported
// within the policy variable text" (policy validation reference), and nothing here needs one.
var keyName = regexp.MustCompile(`^[A-Za-z0-9._-]+:[A-Za-z0-9+=._:@/-]+$`)

// multivalued are the keys that can have several values in one request: those that GCK calls multivalued, and those
// that the service authorization reference for DynamoDB calls ArrayOf.
var multivalued = []string{
	"aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths",
	"aws:sourceorgpaths", "aws:tagkeys", "aws:vpceorgpaths",
	"dynamodb:attributes", "dynamodb:fistargetarns", "dynamodb:leadingkeys", "dynamodb:firstpartitionkeyvalues",
	"dynamodb:secondpartitionkeyvalues", "dynamodb:thirdpartitionkeyvalues", "dynamodb:fourthpartitionkeyvalues",
}

// keyRules are the rules of all keys that follow from a request's caller, origin and resource, or are not optional.
// Source: GCK, Availability.
var keyRules = map[string]keyRule{
	"aws:currenttime":     {nil, on(always)},
	"aws:epochtime":       {nil, on(always)},
	"aws:securetransport": {nil, on(always)},
	"aws:useragent":       {nil, on(always)},
	"aws:requestedregion": {one(func(e *evaluation) string { return e.region }), on(always)},

	"aws:principalarn":     {one(func(e *evaluation) string { return e.Caller.ARN }), nil},
	"aws:principalaccount": {one(func(e *evaluation) string { return e.Caller.Account }), nil},
	"aws:principaltype":    {one(func(e *evaluation) string { return e.Caller.principalType() }), nil},
	"aws:userid":           {nil, byCaller(always, optional)},
	"aws:username":         {one((*evaluation).userName), on(never)}, // "always [...] for IAM users", and for no others
	// Only a service principal has true. Service roles, service-linked roles and forwarded calls have false.
	"aws:principalisawsservice": {one(func(e *evaluation) string {
		return strconv.FormatBool(e.Caller.Kind == ServiceCaller)
	}), nil},
	"aws:principalservicename":      {one(func(e *evaluation) string { return e.Caller.Service }), on(never)},
	"aws:principalservicenameslist": {nil, byCaller(optional, always)},

	"aws:tokenissuetime":         {nil, (*evaluation).hasTemporaryCredentials},
	"aws:multifactorauthpresent": {nil, (*evaluation).tellsMultiFactorAuth},
	"aws:multifactorauthage":     {nil, byCaller(sometimes, optional)},

	// "only if the principal is a member of an organization", and likewise for the accounts of resource and endpoint.
	"aws:principalorgid":    {nil, byCaller(sometimes, optional)},
	"aws:principalorgpaths": {nil, byCaller(sometimes, optional)},
	"aws:resourceorgid":     {nil, on(sometimes)},
	"aws:resourceorgpaths":  {nil, on(sometimes)},
	"aws:resourceaccount":   {one((*evaluation).resourceAccount), nil},

	"aws:viaawsservice": {one(func(e *evaluation) string { return strconv.FormatBool(len(e.Origin.Via) > 0) }), nil},
	"aws:calledvia":     {many(func(e *evaluation) []string { return e.Origin.Via }), on(never)},
	"aws:calledviafirst": {many(func(e *evaluation) []string {
		return e.Origin.Via[:min(1, len(e.Origin.Via))]
	}), on(never)},
	"aws:calledvialast": {many(func(e *evaluation) []string {
		return e.Origin.Via[max(0, len(e.Origin.Via)-1):]
	}), on(never)},

	"aws:sourcevpc":  {one(func(e *evaluation) string { return e.Origin.VPC }), on(never)},
	"aws:sourcevpce": {one(func(e *evaluation) string { return e.Origin.Endpoint }), on(never)},
	// "for supported services", of which DynamoDB is not one.
	"aws:sourcevpcarn": {many(func(*evaluation) []string { return nil }), throughEndpoint(optional)},
	// DynamoDB is a supported service. AWS does not say that its gateway endpoints are no exception.
	"aws:vpceaccount": {one(func(e *evaluation) string {
		return e.Origin.EndpointAccount
	}), throughEndpoint(sometimes)},
	"aws:vpceorgid": {one(func(e *evaluation) string {
		return e.Origin.EndpointOrg
	}), throughEndpoint(sometimes)},
	"aws:vpceorgpaths": {many(func(e *evaluation) []string {
		return e.Origin.EndpointOrgPaths
	}), throughEndpoint(sometimes)},
	"aws:vpcsourceip": {one((*evaluation).privateAddress), throughEndpoint(always)},
	"aws:sourceip":    {one((*evaluation).publicAddress), (*evaluation).hasPublicAddress},
}

// IsDerivedKey reports whether a condition key follows from a request's caller, origin and resource. Case does not
// matter. The [Context] may give such a key only where the request leaves its value out.
func IsDerivedKey(key string) bool { return keyRules[strings.ToLower(key)].derive != nil }

func newContextKey(name string) (contextKey, error) {
	if !keyName.MatchString(name) {
		return contextKey{}, fmt.Errorf("%q is not a condition key, such as aws:SourceVpc", name)
	}
	folded := strings.ToLower(name)
	return contextKey{keyRules[folded], name, folded, slices.Contains(multivalued, folded)}, nil
}

// MissingKeyError reports a condition key that a policy tests and AWS sets, or may set, although the request does not
// say its value.
type MissingKeyError struct {
	Key    string // as the policy writes it
	always bool
}

// Error says what the request lacks.
func (e *MissingKeyError) Error() string {
	if e.always {
		return fmt.Sprintf("condition key %s: AWS always sets it on such a request, so its value must be given", e.Key)
	}
	return fmt.Sprintf("condition key %s: AWS sets it on some such requests and not on others, "+
		"so the request must give its value or say that it is absent", e.Key)
}

// values returns the key's values in a request.
func (k *contextKey) values(e *evaluation) (keyValues, error) {
	var found keyValues
	if k.derive != nil {
		found = k.derive(e)
	}
	given, said := e.Context.values[k.folded]
	if found.count() == 0 {
		found.many = given
	}
	if found.count() > 0 || k.availability == nil {
		return found, nil
	}
	switch available := k.availability(e); {
	case available == always:
		return found, &MissingKeyError{k.name, true}
	case available == sometimes && !said:
		return found, &MissingKeyError{k.name, false}
	default:
		return found, nil
	}
}

// single returns the value of a key that can have only one. It is empty if the key is absent.
func (k *contextKey) single(e *evaluation) (string, error) {
	found, err := k.values(e)
	switch {
	case err != nil || found.count() == 0:
		return "", err
	case found.count() > 1:
		return "", fmt.Errorf("condition key %s has several values, but is not multivalued", k.name)
	default:
		return found.at(0), nil
	}
}

// ErrContextKey is part of the error about a context that contradicts the rest of its request.
var ErrContextKey = errors.New("so its context must not give it")

// checkContext refuses a context that contradicts the request's caller or origin: a key that follows from them, and
// one that AWS does not set on such a request.
func (e *evaluation) checkContext() error {
	for _, key := range e.Context.derived {
		rule := keyRules[key]
		switch {
		case rule.derive(e).count() > 0:
			return fmt.Errorf("condition key %s follows from the request, %w", key, ErrContextKey)
		case len(e.Context.values[key]) > 0 && rule.availability != nil && rule.availability(e) == never:
			return fmt.Errorf("condition key %s: AWS does not set it on such a request, %w", key, ErrContextKey)
		}
	}
	return nil
}
