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
			"a lone statement", "IAM takes it for a list of one",
			`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
		},
		{
			"an Id and lists of one", "both are allowed, and mean nothing",
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
		{"nothing", "it is no document", ``, "EOF"},
		{"no statement", "it would allow and deny nothing", `{"Version":"2012-10-17"}`, "it has no Statement"},
		{"an unknown element", "it could be the one that decides", `{"Statement":[],"Version":"x","X":1}`, "unknown field"},
		{"an unknown statement element", "it could decide", `{"Statement":[{"Effekt":"Deny"}]}`, "unknown field"},
		{"two documents", "only one would be read", `{"Statement":[]} {}`, "text after the end"},
		{"a principal that is a list", "IAM knows no such form", `{"Statement":[{"Principal":["*"]}]}`, "principal is neither"},
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

func TestJSONCountsCharactersAsAWSDoes(t *testing.T) {
	t.Parallel()
	text, err := Document{Version: Version, Statement: []Statement{{Effect: Allow, Action: Values{"a<&>b"}}}}.JSON()
	require.NoError(t, err)
	assert.Contains(t, text, "a<&>b", "an HTML escape would count six times against AWS's limit")
}

func TestStatementsWithOneSidAreNumbered(t *testing.T) {
	t.Parallel()
	document := Document{Statement: []Statement{{Sid: "A"}, {Sid: "B"}, {Sid: "A"}, {Sid: "A"}}}
	document.UniqueSids()
	var sids []string
	for _, statement := range document.Statement {
		sids = append(sids, statement.Sid)
	}
	assert.Equal(t, []string{"A", "B", "A2", "A3"}, sids, "AWS rejects a document with two alike")
}

func TestBrokenJSONIsAnError(t *testing.T) {
	t.Parallel()
	require.Error(t, new(Values).UnmarshalJSON([]byte("{")))
	_, err := encode(make(chan int))
	require.Error(t, err)
}
