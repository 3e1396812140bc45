package proof

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Question identifies what the evidence asks. Evidence with one question has one proof. About tables it is the same
// where they differ in nothing but names of one length: a name bears on the length of documents, and on nothing else,
// unless something beside the table's own documents names tables.
func (e Evidence) Question() (string, error) {
	encoded, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("identify a question: %w", err)
	}
	text := string(encoded)
	if e.Table == nil {
		return text, nil
	}
	if e.Table.Applying {
		text += " applying"
	}
	arn, known := iam.ParseARN(e.Table.Table)
	name, isTable := strings.CutPrefix(arn.Resource, "table/")
	if !known || !isTable || name == "" {
		return text, nil
	}
	// What follows the name in JSON: the end of the ARN, or a part of the table.
	masked := strings.TrimSuffix(e.Table.Table, name) + strings.Repeat("?", len(name))
	anonymous := strings.NewReplacer(e.Table.Table+`"`, masked+`"`, e.Table.Table+"/", masked+"/").Replace(text)
	if strings.Count(anonymous, ":table/") != strings.Count(anonymous, masked) || e.Table.namesTables() {
		return text, nil
	}
	return anonymous, nil
}

// namesTables reports whether the policy of an endpoint is about some tables alone.
func (e *TableEvidence) namesTables() bool {
	return slices.ContainsFunc(e.EndpointPolicies, func(d iam.AttachedDocument) bool {
		return slices.ContainsFunc(d.Document.Statement, func(s iam.Statement) bool {
			return len(s.NotResource) > 0 || !slices.Equal(s.Resource, iam.Values{"*"})
		})
	})
}
