package iam

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Version is the policy language version of every rendered document. AWS returns a document without one as
// 2008-10-17, which has no policy variables and never equals what was sent.
const Version = "2012-10-17"

// The two effects of a statement.
const (
	Allow = "Allow"
	Deny  = "Deny"
)

// Document is an IAM policy. Its JSON is canonical: keys in a fixed order, condition keys sorted, a list of one value
// as a string, and no white space. AWS stores policies in that form, so the document that it returns equals the one
// that was sent, and a second preview shows no change.
type Document struct {
	Version   string      `json:"Version"`
	Statement []Statement `json:"Statement"`
}

// Statement is one rule of a Document. Its fields are in AWS's canonical order.
type Statement struct {
	Sid          string     `json:"Sid,omitempty"`
	Effect       string     `json:"Effect"`
	Principal    Principal  `json:"Principal,omitzero"`
	NotPrincipal Principal  `json:"NotPrincipal,omitzero"`
	Action       Values     `json:"Action,omitempty"`
	NotAction    Values     `json:"NotAction,omitempty"`
	Resource     Values     `json:"Resource,omitempty"`
	NotResource  Values     `json:"NotResource,omitempty"`
	Condition    Conditions `json:"Condition,omitempty"`
}

// Conditions maps each operator to the keys that it tests and the values to test them against. All of them must hold
// for a statement to apply.
type Conditions map[string]map[string]Values

// Add adds tests to those that an operator already has.
func (c Conditions) Add(operator string, tests map[string]Values) {
	if c[operator] == nil {
		c[operator] = map[string]Values{}
	}
	maps.Copy(c[operator], tests)
}

// Values is a list of strings. In JSON a list of one value is a plain string, as in IAM.
type Values []string

// CanonicalValues sorts a list and removes duplicates, so that the order of inputs changes no document.
func CanonicalValues(list []string) Values {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// MarshalJSON writes one value as a string, and anything else as a list.
func (v Values) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return encode(v[0])
	}
	return encode([]string(v))
}

// UnmarshalJSON reads a string or a list of strings. Condition values may be booleans or numbers, which IAM reads as
// their text.
func (v *Values) UnmarshalJSON(data []byte) error {
	var raw any
	if err := decode(data, &raw); err != nil {
		return err
	}
	list, ok := raw.([]any)
	if !ok {
		list = []any{raw}
	}
	*v = make(Values, 0, len(list))
	for _, item := range list {
		switch item := item.(type) {
		case string:
			*v = append(*v, item)
		case bool, json.Number:
			*v = append(*v, fmt.Sprint(item))
		default:
			return fmt.Errorf("value %v is not a string", item)
		}
	}
	return nil
}

// Principal is the Principal element: either everyone ("*") or lists by kind, such as "AWS" or "Service". SCPs and
// identity policies have none.
type Principal struct {
	Everyone bool
	ByKind   map[string]Values
}

// IsZero reports whether the element is absent.
func (p Principal) IsZero() bool { return !p.Everyone && p.ByKind == nil }

// IsEveryone reports whether the element is "*", or {"AWS": "*"}, which means the same.
func (p Principal) IsEveryone() bool {
	return p.Everyone || len(p.ByKind) == 1 && slices.Equal(p.ByKind["AWS"], Values{"*"})
}

// MarshalJSON writes "*" or an object of lists.
func (p Principal) MarshalJSON() ([]byte, error) {
	if p.Everyone {
		return []byte(`"*"`), nil
	}
	return encode(p.ByKind)
}

// UnmarshalJSON reads "*" or an object of lists, and refuses anything else.
func (p *Principal) UnmarshalJSON(data []byte) error {
	*p = Principal{}
	if string(data) == `"*"` {
		p.Everyone = true
		return nil
	}
	if err := decode(data, &p.ByKind); err != nil {
		return fmt.Errorf(`principal is neither "*" nor an object of lists: %w`, err)
	}
	return nil
}

// JSON returns the canonical form of the document, as it is sent to AWS.
func (d Document) JSON() (string, error) {
	data, err := encode(d)
	return string(data), err
}

// UniqueSids numbers the statements that have the same Sid: AWS rejects a document with a duplicate.
func (d Document) UniqueSids() {
	count := map[string]int{}
	for i := range d.Statement {
		sid := d.Statement[i].Sid
		count[sid]++
		if n := count[sid]; n > 1 {
			d.Statement[i].Sid = fmt.Sprintf("%s%d", sid, n)
		}
	}
}

// CheckSize refuses a document with more characters than AWS accepts.
func (d Document) CheckSize(limit int) error {
	text, err := d.JSON()
	if err == nil && len(text) > limit {
		err = fmt.Errorf("it has %d characters and AWS accepts %d: "+
			"list fewer principals, or one pattern for a path of roles", len(text), limit)
	}
	return err
}

// encode is json.Marshal without HTML escapes: '<' and '&' count as one character against AWS's limits.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
