package iam

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// GCK in this package's comments is the IAM User Guide's "AWS global condition context keys".

// contextKey is a condition key as a policy names it.
type contextKey struct {
	name        string // as written
	folded      string
	multivalued bool
	derive      func(*evaluation) keyValues   // nil where only the Context can know
	always      func(*evaluation) (must bool) // whether AWS would set the key; nil for not necessarily
}

// keyValues are the values of a key in one request: none where the key is absent.
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

// keyName is what a key can look like. A tag's key follows a slash; it may hold spaces in AWS, but "A space
// is not supported within the policy variable text" (policy validation reference), and nothing here needs one.
var keyName = regexp.MustCompile(`^[A-Za-z0-9._-]+:[A-Za-z0-9+=._:@/-]+$`)

// multivalued are the keys that can have several values in one request: those that GCK, and the service
// authorization reference for DynamoDB, call multivalued or ArrayOf.
var multivalued = []string{
	"aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths",
	"aws:sourceorgpaths", "aws:tagkeys", "aws:vpceorgpaths",
	"dynamodb:attributes", "dynamodb:fistargetarns", "dynamodb:leadingkeys", "dynamodb:firstpartitionkeyvalues",
	"dynamodb:secondpartitionkeyvalues", "dynamodb:thirdpartitionkeyvalues", "dynamodb:fourthpartitionkeyvalues",
}

// derived are the keys that follow from who calls, from where and on what.
var derived = map[string]func(*evaluation) keyValues{
	"aws:principalarn":     func(e *evaluation) keyValues { return keyValues{one: e.Caller.ARN} },
	"aws:principalaccount": func(e *evaluation) keyValues { return keyValues{one: e.Caller.Account} },
	"aws:principaltype":    func(e *evaluation) keyValues { return keyValues{one: e.Caller.principalType()} },
	"aws:username": func(e *evaluation) keyValues { // "not present" for all but IAM users
		if e.Caller.Kind != UserCaller {
			return keyValues{}
		}
		return keyValues{one: e.Caller.ARN[strings.LastIndexByte(e.Caller.ARN, '/')+1:]}
	},
	// true for a service principal alone: false for service roles, service-linked roles and forwarded calls.
	"aws:principalisawsservice": func(e *evaluation) keyValues {
		return keyValues{one: strconv.FormatBool(e.Caller.Kind == ServiceCaller)}
	},
	"aws:principalservicename": func(e *evaluation) keyValues { return keyValues{one: e.Caller.Service} },

	"aws:viaawsservice": func(e *evaluation) keyValues {
		return keyValues{one: strconv.FormatBool(len(e.Origin.Via) > 0)}
	},
	"aws:calledvia": func(e *evaluation) keyValues { return keyValues{many: e.Origin.Via} },
	"aws:calledviafirst": func(e *evaluation) keyValues {
		return keyValues{many: e.Origin.Via[:min(1, len(e.Origin.Via))]}
	},
	"aws:calledvialast": func(e *evaluation) keyValues {
		return keyValues{many: e.Origin.Via[max(0, len(e.Origin.Via)-1):]}
	},

	"aws:sourcevpc":   func(e *evaluation) keyValues { return keyValues{one: e.Origin.VPC} },
	"aws:sourcevpce":  func(e *evaluation) keyValues { return keyValues{one: e.Origin.Endpoint} },
	"aws:vpceaccount": func(e *evaluation) keyValues { return keyValues{one: e.Origin.EndpointAccount} },
	"aws:vpceorgid":   func(e *evaluation) keyValues { return keyValues{one: e.Origin.EndpointOrg} },
	"aws:vpcsourceip": func(e *evaluation) keyValues { return addressIf(e, e.Origin.Endpoint != "") },
	"aws:sourceip":    func(e *evaluation) keyValues { return addressIf(e, e.Origin.Endpoint == "") },

	"aws:requestedregion": func(e *evaluation) keyValues { return keyValues{one: e.region} },
	"aws:resourceaccount": func(e *evaluation) keyValues {
		if e.Resource == "*" {
			return keyValues{}
		}
		return keyValues{one: e.account}
	},
}

// present are the keys that AWS sets although they do not follow from a request as it stands here. To take
// one that was not given for absent would be a guess, and a wrong one. Source: GCK, Availability.
var present = map[string]func(*evaluation) bool{
	"aws:currenttime":     func(*evaluation) bool { return true },
	"aws:epochtime":       func(*evaluation) bool { return true },
	"aws:securetransport": func(*evaluation) bool { return true },
	"aws:useragent":       func(*evaluation) bool { return true },
	"aws:requestedregion": func(*evaluation) bool { return true },
	"aws:userid":          func(e *evaluation) bool { return e.Caller.Kind != ServiceCaller },
	"aws:vpcsourceip":     func(e *evaluation) bool { return e.Origin.Endpoint != "" },
	"aws:sourceip": func(e *evaluation) bool { // absent through an endpoint; a service's own network is redacted
		return e.Origin.Endpoint == "" && e.Caller.Kind != ServiceCaller
	},
}

// IsDerived reports whether a condition key follows from who calls, from where and on what, so that no [Context] gives
// it.
func IsDerivedKey(key string) bool { return derived[strings.ToLower(key)] != nil }

func newContextKey(name string) (contextKey, error) {
	if !keyName.MatchString(name) {
		return contextKey{}, fmt.Errorf("condition key %q does not look like one, such as aws:SourceVpc", name)
	}
	folded := strings.ToLower(name)
	return contextKey{
		name: name, folded: folded, multivalued: slices.Contains(multivalued, folded),
		derive: derived[folded], always: present[folded],
	}, nil
}

// values looks the key up.
func (k *contextKey) values(e *evaluation) (keyValues, error) {
	var found keyValues
	if k.derive != nil {
		found = k.derive(e)
	}
	if e.Context.values != nil {
		if given, ok := e.Context.values[k.folded]; ok {
			if found.count() > 0 {
				return found, fmt.Errorf("condition key %s follows from the request and cannot be given as well", k.name)
			}
			found.many = given
		}
	}
	if found.count() == 0 && k.always != nil && k.always(e) {
		return found, fmt.Errorf("condition key %s: AWS sets it for this request, so its value must be given", k.name)
	}
	return found, nil
}

// single looks up a key that can have one value only; it is empty where the key is absent.
func (k *contextKey) single(e *evaluation) (string, error) {
	found, err := k.values(e)
	switch {
	case err != nil || found.count() == 0:
		return "", err
	case found.count() > 1:
		return "", fmt.Errorf("condition key %s has several values where AWS knows one", k.name)
	default:
		return found.at(0), nil
	}
}

func addressIf(e *evaluation, here bool) keyValues {
	if !here {
		return keyValues{}
	}
	return keyValues{one: e.Origin.IP}
}
