package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Parse reads a policy document. It refuses whatever it does not know, since an element that it skipped could be the
// one that allows or denies.
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
	if body[0] == '{' { // IAM reads a single statement as a list of one
		body = append(append([]byte{'['}, body...), ']')
	}
	if err := decodeStrict(body, &doc.Statement); err != nil {
		return Document{}, fmt.Errorf("parse policy document: %w", err)
	}
	return doc, nil
}

// elements are the keys of a document and of its statements, as IAM spells them. (IAM User Guide, "Grammar of the IAM
// JSON policy language".)
var elements = [][]string{
	{"Version", "Id", "Statement"},
	{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"},
}

// checkElements refuses what Go's decoder accepts silently: a duplicate key, of which it takes the last value, and
// another spelling, such as "effect" for "Effect". No document says what AWS would make of either. The depth is the
// number of objects around the next value.
func checkElements(decoder *json.Decoder, depth int) error {
	token, err := decoder.Token()
	opening, nested := token.(json.Delim)
	if err != nil || !nested {
		return err
	}
	inside := depth
	if opening == '{' {
		inside++
	}
	seen := map[string]bool{}
	for decoder.More() {
		if opening == '{' {
			token, err := decoder.Token()
			if err != nil {
				return err
			}
			key := fmt.Sprint(token)
			if seen[key] {
				return fmt.Errorf("duplicate key %q", key)
			}
			seen[key] = true
			if err := checkSpelling(key, depth); err != nil {
				return err
			}
		}
		if err := checkElements(decoder, inside); err != nil {
			return err
		}
	}
	_, err = decoder.Token()
	return err
}

func checkSpelling(key string, depth int) error {
	if depth >= len(elements) || slices.Contains(elements[depth], key) {
		return nil
	}
	for _, element := range elements[depth] {
		if strings.EqualFold(element, key) {
			return fmt.Errorf("%q must be spelled %q", key, element)
		}
	}
	return nil // the decoder refuses it as unknown
}

func decode(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// decodeStrict refuses unknown fields and anything after the value.
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
