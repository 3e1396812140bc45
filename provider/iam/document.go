package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Version is the only policy language version that is rendered. A document without one comes back from
// AWS as 2008-10-17, which knows no policy variables and never equals what was sent.
const Version = "2012-10-17"

// The two effects of a statement.
const (
	Allow = "Allow"
	Deny  = "Deny"
)

// Document is an IAM policy. Its JSON is canonical: fixed key order, sorted condition keys, a list of
// one value as a string, and no white space. AWS stores a policy in that form, so what is read back
// equals what was sent and a second preview is empty.
type Document struct {
	Version   string      `json:"Version"`
	Statement []Statement `json:"Statement"`
}

// Statement is one rule of a Document. Fields are in AWS's canonical order.
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

// Conditions maps an operator to the keys it tests and the values it tests them against. All of them
// must hold for a statement to apply.
type Conditions map[string]map[string]Values

// Values is a list that reads and writes a single value as a plain string, as IAM does.
type Values []string

// Principal is the Principal element: either everyone ("*") or a list by kind, such as "AWS" or
// "Service". SCPs and identity policies have none.
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

// MarshalJSON writes a single value as a string and everything else as a list.
func (v Values) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return encode(v[0])
	}
	return encode([]string(v))
}

// UnmarshalJSON reads a string or a list of strings. Condition values may be written as booleans or
// numbers; IAM reads those as their text.
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

// JSON returns the canonical form of the document, ready to be sent to AWS.
func (d Document) JSON() (string, error) {
	data, err := encode(d)
	return string(data), err
}

// UniqueSids tells statements with one Sid apart: AWS rejects a document with two alike.
func (d Document) UniqueSids() {
	given := map[string]int{}
	for at := range d.Statement {
		sid := d.Statement[at].Sid
		given[sid]++
		if n := given[sid]; n > 1 {
			d.Statement[at].Sid = fmt.Sprintf("%s%d", sid, n)
		}
	}
}

// CheckSize refuses a document that AWS would refuse for its size.
func (d Document) CheckSize(limit int) error {
	text, err := d.JSON()
	if err == nil && len(text) > limit {
		err = fmt.Errorf("it has %d characters and AWS accepts %d: "+
			"list fewer principals, or one pattern for a path of roles", len(text), limit)
	}
	return err
}

// Parse reads a policy document. It refuses what it does not know, since an element that is passed
// over could be the one that allows or denies.
func Parse(text string) (Document, error) {
	raw := struct {
		Version   string          `json:"Version"`
		ID        string          `json:"Id"`
		Statement json.RawMessage `json:"Statement"`
	}{}
	err := checkElements(json.NewDecoder(strings.NewReader(text)), 0)
	if err == nil {
		err = decodeStrict([]byte(text), &raw)
	}
	if err != nil {
		return Document{}, fmt.Errorf("parse policy document: %w", err)
	}
	doc := Document{Version: raw.Version}
	body := bytes.TrimSpace(raw.Statement)
	if len(body) == 0 {
		return Document{}, errors.New("parse policy document: it has no Statement")
	}
	if body[0] == '{' { // IAM takes a lone statement for a list of one
		body = append(append([]byte{'['}, body...), ']')
	}
	if err := decodeStrict(body, &doc.Statement); err != nil {
		return Document{}, fmt.Errorf("parse policy document: %w", err)
	}
	return doc, nil
}

// encode is json.Marshal without HTML escapes: a policy's '<' and '&' count once against AWS's limits.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func decode(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func decodeStrict(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if decoder.More() {
		return errors.New("text after the end of the document")
	}
	return nil
}

// CanonicalValues sorts a list and drops what stands twice, so that the order of inputs changes no document.
func CanonicalValues(list []string) Values {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// Add puts tests beside those that an operator has already.
func (c Conditions) Add(operator string, tests map[string]Values) {
	if c[operator] == nil {
		c[operator] = map[string]Values{}
	}
	maps.Copy(c[operator], tests)
}
