package main

import "encoding/json"

// normalizedJSON returns a document as Terraform has it of an endpoint: without space, its keys sorted.
func normalizedJSON(text string) string {
	var x any
	if json.Unmarshal([]byte(text), &x) != nil {
		return text
	}
	out, err := json.Marshal(x)
	if err != nil {
		return text
	}
	return string(out)
}

func normalized(text *string) *string {
	if text == nil {
		return nil
	}
	out := normalizedJSON(*text)
	return &out
}
