package proof

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Question identifies what the evidence asks. Evidence with one question has one proof: it differs in names alone, of
// one length, which bear on the length of documents and on nothing else.
func (e Evidence) Question() (string, error) {
	encoded, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("identify a question: %w", err)
	}
	switch text := string(encoded); {
	case e.Table != nil:
		return e.Table.withoutName(text), nil
	case e.Guardrail != nil:
		return withoutIDs(text, e.Guardrail.Guardrail), nil
	default:
		return text, nil
	}
}

// withoutName replaces the name of the table, unless something beside the table's own documents names tables.
func (e *TableEvidence) withoutName(text string) string {
	if e.Applying {
		text += " applying"
	}
	arn, known := iam.ParseARN(e.Table)
	name, isTable := strings.CutPrefix(arn.Resource, "table/")
	if !known || !isTable || name == "" {
		return text
	}
	// What follows the name in JSON: the end of the ARN, or a part of the table.
	masked := strings.TrimSuffix(e.Table, name) + strings.Repeat("?", len(name))
	anonymous := strings.NewReplacer(e.Table+`"`, masked+`"`, e.Table+"/", masked+"/").Replace(text)
	if strings.Count(anonymous, ":table/") != strings.Count(anonymous, masked) || e.namesTables() {
		return text
	}
	return anonymous
}

// namesTables reports whether the policy of an endpoint is about some tables alone.
func (e *TableEvidence) namesTables() bool {
	return slices.ContainsFunc(e.EndpointPolicies, func(d iam.AttachedDocument) bool {
		return slices.ContainsFunc(d.Document.Statement, func(s iam.Statement) bool {
			return len(s.NotResource) > 0 || !slices.Equal(s.Resource, iam.Values{"*"})
		})
	})
}

// withoutIDs replaces the ids of VPCs by their places in a sorted list, since documents list them sorted. It also
// replaces the account that the guardrail is attached to, and what it leaves alone, unless something else names those.
func withoutIDs(text string, g policy.Guardrail) string {
	var pairs []string
	for at, id := range iam.CanonicalValues(slices.Concat(slices.Collect(maps.Values(g.VPCs))...)) {
		pairs = append(pairs, `"`+id+`"`, fmt.Sprintf(`"%*d"`, len(id), at))
	}
	if g.Account != "" && strings.Count(text, g.Account) == 1 {
		pairs = append(pairs, g.Account, strings.Repeat("?", len(g.Account)))
	}
	for _, id := range g.Excluded {
		if strings.Count(text, id) == 1 {
			kind := ""
			if !iam.IsAccountID(id) {
				kind = "ou-"
			}
			pairs = append(pairs, id, kind+strings.Repeat("?", len(id)-len(kind)))
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
