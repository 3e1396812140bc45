package iam

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseRefusesWhatTheDecoderPassesOver(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, text, want string }{
		{
			"an element twice", "the decoder takes the last one", `{"Statement":[{"Effect":"Allow","Effect":"Deny"}]}`,
			`duplicate key "Effect"`,
		},
		{
			"a condition twice", "the decoder takes the last one",
			`{"Statement":[{"Condition":{"Bool":{"a:b":"true"},"Bool":{"a:b":"false"}}}]}`, `duplicate key "Bool"`,
		},
		{
			"a document element twice", "the decoder takes the last one", `{"Statement":[],"Statement":[]}`,
			`duplicate key "Statement"`,
		},
		{
			"another spelling", "the decoder does not mind", `{"Statement":[{"effect":"Allow"}]}`,
			`"effect" must be spelled "Effect"`,
		},
		{
			"another spelling of a document element", "the decoder does not mind", `{"statement":[]}`,
			`"statement" must be spelled "Statement"`,
		},
		{"a key that is no text", "it is no JSON", `{1:2}`, "invalid character"},
		{"an object that does not end", "it is no JSON", `{"Statement":[{`, "EOF"},
		{"a list that does not end", "it is no JSON", `{"Statement":[]`, "EOF"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(test.text)
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
	_, err := Parse(`{"Statement":[{"Effect":"Allow","Condition":{"StringEquals":
		{"aws:ResourceTag/effect":"x","aws:RequestTag/Effect":"x"}}}]}`)
	require.NoError(t, err, "a condition's keys are no elements")
}
