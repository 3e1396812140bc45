package iam

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// GCK in this package's comments stands for the IAM User Guide, "AWS global condition context keys".

// contextKey is a condition key, with how to find its values in a request.
type contextKey struct {
	name        string // as written
	folded      string
	multivalued bool
	derive      func(*evaluation) keyValues // nil if only the request's Context can have the key
	alwaysSet   func(*evaluation) bool      // whether AWS always sets the key on such a request; nil for never
}

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

// derived are the keys that follow from a request's caller, origin and resource.
var derived = map[string]func(*evaluation) keyValues{
	"aws:principalarn":     func(e *evaluation) keyValues { return keyValues{one: e.Caller.ARN} },
	"aws:principalaccount": func(e *evaluation) keyValues { return keyValues{one: e.Caller.Account} },
	"aws:principaltype":    func(e *evaluation) keyValues { return keyValues{one: e.Caller.principalType()} },
	"aws:username": func(e *evaluation) keyValues { // "not present" for all but IAM users
		if e.Caller.Kind != UserCaller {
			return keyValues{}
		}
		return keyValues{one: e.Caller.name()}
	},
	// Only a service principal has true. Service roles, service-linked roles and forwarded calls have false.
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

// alwaysSet are keys whose values do not follow from a [Request], although AWS sets them on every request for which
// the function is true. To treat such a key as absent would be wrong. Source: GCK, Availability.
var alwaysSet = map[string]func(*evaluation) bool{
	"aws:currenttime":     func(*evaluation) bool { return true },
	"aws:epochtime":       func(*evaluation) bool { return true },
	"aws:securetransport": func(*evaluation) bool { return true },
	"aws:useragent":       func(*evaluation) bool { return true },
	"aws:requestedregion": func(*evaluation) bool { return true },
	"aws:userid":          func(e *evaluation) bool { return e.Caller.Kind != ServiceCaller },
	"aws:vpcsourceip":     func(e *evaluation) bool { return e.Origin.Endpoint != "" },
	"aws:sourceip": func(e *evaluation) bool { // absent through an endpoint, and redacted for a service
		return e.Origin.Endpoint == "" && e.Caller.Kind != ServiceCaller
	},
}

// IsDerivedKey reports whether a condition key follows from a request's caller, origin and resource, so that its
// [Context] must not give it. Case does not matter.
func IsDerivedKey(key string) bool { return derived[strings.ToLower(key)] != nil }

func newContextKey(name string) (contextKey, error) {
	if !keyName.MatchString(name) {
		return contextKey{}, fmt.Errorf("%q is not a condition key, such as aws:SourceVpc", name)
	}
	folded := strings.ToLower(name)
	return contextKey{
		name: name, folded: folded, multivalued: slices.Contains(multivalued, folded),
		derive: derived[folded], alwaysSet: alwaysSet[folded],
	}, nil
}

// values returns the key's values in a request.
func (k *contextKey) values(e *evaluation) (keyValues, error) {
	var found keyValues
	if k.derive != nil {
		found = k.derive(e)
	}
	if e.Context.values != nil {
		if given, ok := e.Context.values[k.folded]; ok {
			if found.count() > 0 {
				return found, fmt.Errorf("condition key %s follows from the request, so its context must not give it", k.name)
			}
			found.many = given
		}
	}
	if found.count() == 0 && k.alwaysSet != nil && k.alwaysSet(e) {
		return found, fmt.Errorf("condition key %s: AWS always sets it on such a request, so its value must be given", k.name)
	}
	return found, nil
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

// addressIf returns the request's IP address if a condition holds, and no value otherwise.
func addressIf(e *evaluation, condition bool) keyValues {
	if !condition {
		return keyValues{}
	}
	return keyValues{one: e.Origin.IP}
}
