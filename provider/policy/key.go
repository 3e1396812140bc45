package policy

import (
	"fmt"
	"maps"
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
	derive      func(*question) keyValues   // nil where only the Context can know
	always      func(*question) (must bool) // whether AWS would set the key; nil for not necessarily
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
var derived = map[string]func(*question) keyValues{
	"aws:principalarn":     func(q *question) keyValues { return keyValues{one: q.Caller.ARN} },
	"aws:principalaccount": func(q *question) keyValues { return keyValues{one: q.Caller.Account} },
	"aws:principaltype":    func(q *question) keyValues { return keyValues{one: q.Caller.principalType()} },
	"aws:username": func(q *question) keyValues { // "not present" for all but IAM users
		if q.Caller.Kind != UserCaller {
			return keyValues{}
		}
		return keyValues{one: q.Caller.ARN[strings.LastIndexByte(q.Caller.ARN, '/')+1:]}
	},
	// true for a service principal alone: false for service roles, service-linked roles and forwarded calls.
	"aws:principalisawsservice": func(q *question) keyValues {
		return keyValues{one: strconv.FormatBool(q.Caller.Kind == ServiceCaller)}
	},
	"aws:principalservicename": func(q *question) keyValues { return keyValues{one: q.Caller.Service} },

	"aws:viaawsservice": func(q *question) keyValues {
		return keyValues{one: strconv.FormatBool(len(q.Origin.Via) > 0)}
	},
	"aws:calledvia": func(q *question) keyValues { return keyValues{many: q.Origin.Via} },
	"aws:calledviafirst": func(q *question) keyValues {
		return keyValues{many: q.Origin.Via[:min(1, len(q.Origin.Via))]}
	},
	"aws:calledvialast": func(q *question) keyValues {
		return keyValues{many: q.Origin.Via[max(0, len(q.Origin.Via)-1):]}
	},

	"aws:sourcevpc":   func(q *question) keyValues { return keyValues{one: q.Origin.VPC} },
	"aws:sourcevpce":  func(q *question) keyValues { return keyValues{one: q.Origin.Endpoint} },
	"aws:vpceaccount": func(q *question) keyValues { return keyValues{one: q.Origin.EndpointAccount} },
	"aws:vpceorgid":   func(q *question) keyValues { return keyValues{one: q.Origin.EndpointOrg} },
	"aws:vpcsourceip": func(q *question) keyValues { return addressIf(q, q.Origin.Endpoint != "") },
	"aws:sourceip":    func(q *question) keyValues { return addressIf(q, q.Origin.Endpoint == "") },

	"aws:requestedregion": func(q *question) keyValues { return keyValues{one: q.region} },
	"aws:resourceaccount": func(q *question) keyValues {
		if q.Resource == "*" {
			return keyValues{}
		}
		return keyValues{one: q.account}
	},
}

// present are the keys that AWS sets although they do not follow from a request as it stands here. To take
// one that was not given for absent would be a guess, and a wrong one. Source: GCK, Availability.
var present = map[string]func(*question) bool{
	"aws:currenttime":     func(*question) bool { return true },
	"aws:epochtime":       func(*question) bool { return true },
	"aws:securetransport": func(*question) bool { return true },
	"aws:useragent":       func(*question) bool { return true },
	"aws:requestedregion": func(*question) bool { return true },
	"aws:userid":          func(q *question) bool { return q.Caller.Kind != ServiceCaller },
	"aws:vpcsourceip":     func(q *question) bool { return q.Origin.Endpoint != "" },
	"aws:sourceip": func(q *question) bool { // absent through an endpoint; a service's own network is redacted
		return q.Origin.Endpoint == "" && q.Caller.Kind != ServiceCaller
	},
}

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
func (k *contextKey) values(q *question) (keyValues, error) {
	var found keyValues
	if k.derive != nil {
		found = k.derive(q)
	}
	if q.Context.values != nil {
		if given, ok := q.Context.values[k.folded]; ok {
			if found.count() > 0 {
				return found, fmt.Errorf("condition key %s follows from the request and cannot be given as well", k.name)
			}
			found.many = given
		}
	}
	if found.count() == 0 && k.always != nil && k.always(q) {
		return found, fmt.Errorf("condition key %s: AWS sets it for this request, so its value must be given", k.name)
	}
	return found, nil
}

// single looks up a key that can have one value only; it is empty where the key is absent.
func (k *contextKey) single(q *question) (string, error) {
	found, err := k.values(q)
	switch {
	case err != nil || found.count() == 0:
		return "", err
	case found.count() > 1:
		return "", fmt.Errorf("condition key %s has several values where AWS knows one", k.name)
	default:
		return found.at(0), nil
	}
}

func addressIf(q *question, here bool) keyValues {
	if !here {
		return keyValues{}
	}
	return keyValues{one: q.Origin.IP}
}

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
