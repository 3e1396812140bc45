package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseReadsWhatIAMReads(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, text, want string }{
		{
			"a single statement", "IAM reads it as a list of one",
			`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
		},
		{
			"an Id and lists of one", "both are permitted and change nothing",
			`{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A","Effect":"Deny","Principal":"*",` +
				`"NotAction":["a:b"],"NotResource":["r"],"Condition":{"Null":{"k":[true]}}}]}`,
			`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Principal":"*","NotAction":"a:b",` +
				`"NotResource":"r","Condition":{"Null":{"k":"true"}}}]}`,
		},
		{
			"principals by kind", "roles and services",
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["s"],"AWS":["b","a"]},` +
				`"Action":"*","Resource":"*","Condition":{"NumericLessThan":{"k":5}}}]}`,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["b","a"],"Service":"s"},` +
				`"Action":"*","Resource":"*","Condition":{"NumericLessThan":{"k":"5"}}}]}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			document, err := Parse(test.text)
			require.NoError(t, err, test.why)
			text, err := document.JSON()
			require.NoError(t, err)
			assert.Equal(t, test.want, text)
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, text, want string }{
		{"an empty text", "it is no document", ``, "EOF"},
		{"no statement", "it would allow and deny nothing", `{"Version":"2012-10-17"}`, "it has no Statement"},
		{"an unknown element", "it could decide", `{"Statement":[],"Version":"x","X":1}`, "unknown field"},
		{"an unknown statement element", "it could decide", `{"Statement":[{"Effekt":"Deny"}]}`, "unknown field"},
		{"two documents", "only one would be read", `{"Statement":[]} {}`, "text after the end"},
		{"a principal that is a list", "IAM has no such form", `{"Statement":[{"Principal":["*"]}]}`, "principal is neither"},
		{"a principal that is a name", "only * is a bare string", `{"Statement":[{"Principal":"a"}]}`, "principal is neither"},
		{"an action that is an object", "it names no action", `{"Statement":[{"Action":{}}]}`, "is not a string"},
		{"an action that is null", "it names no action", `{"Statement":[{"Action":[null]}]}`, "is not a string"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(test.text)
			require.ErrorContains(t, err, test.want, test.why)
			require.ErrorContains(t, err, "parse policy document: ")
		})
	}
}

func TestParseRefusesWhatTheDecoderAccepts(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, text, want string }{
		{
			"a duplicate element", "the decoder takes the last one", `{"Statement":[{"Effect":"Allow","Effect":"Deny"}]}`,
			`duplicate key "Effect"`,
		},
		{
			"a duplicate condition", "the decoder takes the last one",
			`{"Statement":[{"Condition":{"Bool":{"a:b":"true"},"Bool":{"a:b":"false"}}}]}`, `duplicate key "Bool"`,
		},
		{
			"a duplicate document element", "the decoder takes the last one", `{"Statement":[],"Statement":[]}`,
			`duplicate key "Statement"`,
		},
		{
			"another spelling", "the decoder ignores case", `{"Statement":[{"effect":"Allow"}]}`,
			`"effect" must be spelled "Effect"`,
		},
		{
			"another spelling of a document element", "the decoder ignores case", `{"statement":[]}`,
			`"statement" must be spelled "Statement"`,
		},
		{"a key that is no string", "it is not JSON", `{1:2}`, "invalid character"},
		{"an object that does not end", "it is not JSON", `{"Statement":[{`, "EOF"},
		{"a list that does not end", "it is not JSON", `{"Statement":[]`, "EOF"},
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
	require.NoError(t, err, "the keys of a condition are not elements")
}
