package policy

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every statement says which of its elements did not match.
func ExampleSet_Explain() {
	set := must(Compile(Documents{
		Identity: []NamedDocument{{"administrator", allowAll}},
		Resource: []AttachedDocument{{"table", homeTable, reference("table")}},
		Endpoint: []AttachedDocument{{"endpoint", "vpce-0a1", reference("endpoint")}},
	}))
	explanation := must(set.Explain(Request{
		Action: "dynamodb:GetItem", Resource: homeTable, Caller: must(ParseCaller("arn:aws:iam::111122223333:role/app")),
		Origin: Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"},
	}))
	fmt.Println(explanation.Decision)
	for _, f := range explanation.Findings {
		if !f.Matches {
			fmt.Println(f.Document, f.Sid+":", f.Why)
		}
	}
	// Output:
	// allowed by statement [0] of identity policy "administrator"
	// table DenyDataOutside: StringNotEquals aws:SourceVpc "vpc-0a1" does not hold: the request has "vpc-0a1"
	// table DenyMovementOutside: its actions do not cover dynamodb:GetItem
	// table DenyPolicyAndShapeOutside: its actions do not cover dynamodb:GetItem
	// endpoint TableLess: its actions do not cover dynamodb:GetItem
}

func TestExplain(t *testing.T) {
	t.Parallel()
	only := func(change func(*Statement)) Document {
		d := statement(Deny, "*", nil)
		change(&d.Statement[0])
		return d
	}
	tests := []struct {
		name, why string
		principal string
		action    string
		documents Documents
		want      string
	}{
		{
			"resource", "another table", principals[2], "",
			Documents{Resource: onTable(only(func(s *Statement) { s.Resource = Values{"arn:aws:s3:::x"} }))},
			"its resources do not cover " + homeTable,
		},
		{
			"principal", "another role", principals[2], "",
			Documents{
				Resource: onTable(
					only(func(s *Statement) { s.Principal = Principal{ByKind: map[string]Values{"AWS": {principals[0]}}} }),
				),
			},
			"it is not about " + principals[2],
		},
		{
			"condition without a key", "the request has none", principals[2], "",
			Documents{Resource: onTable(only(func(s *Statement) {
				s.Condition = Conditions{"StringEquals": {"aws:SourceVpc": {"a", "b"}}}
			}))},
			`StringEquals aws:SourceVpc "a" or "b" does not hold: the request has no such key`,
		},
		{
			"root", "DeleteResourcePolicy", principals[5], "dynamodb:DeleteResourcePolicy",
			Documents{Resource: onTable(only(func(*Statement) {}))},
			"the root user may delete a resource policy whatever the policy says",
		},
		{
			"a level", "a service-linked role", principals[6], "",
			Documents{SCP: []Level{{"root", []string{home}, []NamedDocument{{"scp", allowAll}}}}},
			"SCPs do not affect any service-linked role",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: must(ParseCaller(test.principal))}
			if test.action != "" {
				r.Action = test.action
			}
			explanation, err := must(Compile(test.documents)).Explain(r)
			require.NoError(t, err)
			require.Len(t, explanation.Findings, 1)
			assert.Equal(t, test.want, explanation.Findings[0].Why, test.why)
			assert.False(t, explanation.Findings[0].Matches)
		})
	}
}

// A Deny ends the decision, so the statements behind it were never asked, and may not be able to answer.
func TestExplainAStatementThatCannotAnswer(t *testing.T) {
	t.Parallel()
	d := statement(Deny, "", nil)
	unanswerable := statement(Deny, "", Conditions{"StringEquals": {"aws:UserAgent": {"x"}}})
	d.Statement = append(d.Statement, unanswerable.Statement...)
	r := Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: must(ParseCaller(principals[2]))}
	explanation, err := must(Compile(in(LayerIdentity, d))).Explain(r)
	require.NoError(t, err)
	assert.Equal(t, ExplicitDeny, explanation.Decision.Effect)
	assert.True(t, explanation.Findings[0].Matches)
	assert.Contains(t, explanation.Findings[1].Why, "not asked: condition key aws:UserAgent")
}
