package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
)

// Fields are the fields of a JSON object. A map keeps names apart that differ only in case, unlike Go's decoder for
// structs. Of two fields with one name it keeps the last, as the emulator does.
type Fields map[string]json.RawMessage

func parse(data []byte) (Fields, error) {
	var fields Fields
	decoder := json.NewDecoder(bytes.NewReader(data))
	err := decoder.Decode(&fields)
	if err == nil && fields == nil {
		err = errors.New("it is null")
	}
	if _, more := decoder.Token(); err == nil && !errors.Is(more, io.EOF) {
		err = errors.New("text follows the end of the object")
	}
	if err != nil {
		return nil, &RefusedError{Serialization, "The request's body is not a JSON object: " + err.Error()}
	}
	return fields, nil
}

// String reads a string field. It is "" where the field is absent or null.
func (f Fields) String(field string) (string, error) {
	var text *string
	if raw, found := f[field]; found {
		if err := json.Unmarshal(raw, &text); err != nil {
			return "", &RefusedError{Serialization, field + " is not a string"}
		}
	}
	if text == nil {
		return "", nil
	}
	return *text, nil
}

// Bool reads a boolean field. It is false where the field is absent or null.
func (f Fields) Bool(field string) (bool, error) {
	var value *bool
	if raw, found := f[field]; found {
		if err := json.Unmarshal(raw, &value); err != nil {
			return false, &RefusedError{Serialization, field + " is not a boolean"}
		}
	}
	return value != nil && *value, nil
}

func (f Fields) required(field string) (string, error) {
	text, err := f.String(field)
	if err == nil && text == "" {
		err = invalid("the request has no %s", field)
	}
	return text, err
}

func (f Fields) strings(field string) ([]string, error) {
	var list []string
	if raw, found := f[field]; found {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, &RefusedError{Serialization, field + " is not a list of strings"}
		}
	}
	return list, nil
}

// object reads a field that is an object. It is nil where the field is absent.
func (f Fields) object(field string) (Fields, error) {
	var fields Fields
	if raw, found := f[field]; found {
		if err := json.Unmarshal(raw, &fields); err != nil {
			return nil, &RefusedError{Serialization, field + " is not an object"}
		}
	}
	return fields, nil
}

// objects reads a field that is a list of objects.
func (f Fields) objects(field string) ([]Fields, error) {
	var list []Fields
	if raw, found := f[field]; found {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, &RefusedError{Serialization, field + " is not a list of objects"}
		}
	}
	return list, nil
}

// sortedNames lists the names of fields in order, so that results do not depend on a map's order.
func sortedNames(f Fields) []string { return slices.Sorted(maps.Keys(f)) }
