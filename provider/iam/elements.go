package iam

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// elements are the keys of a document, and of its statements, as IAM spells them. (IAM User Guide, "Grammar of
// the IAM JSON policy language".)
var elements = [][]string{
	{"Version", "Id", "Statement"},
	{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"},
}

// checkElements refuses what Go's decoder would pass over: of a key that stands twice it takes the last one,
// and it takes "effect" for "Effect". What AWS would take, no document says.
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
				return fmt.Errorf("%q stands twice in one object", key)
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
			return fmt.Errorf("%q is not spelled %q", key, element)
		}
	}
	return nil // the decoder refuses it as unknown
}
