package iam

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestJSONCountsCharactersAsAWSDoes(t *testing.T) {
	t.Parallel()
	text, err := Document{Version: Version, Statement: []Statement{{Effect: Allow, Action: Values{"a<&>b"}}}}.JSON()
	require.NoError(t, err)
	assert.Contains(t, text, "a<&>b", "an HTML escape would count six characters against AWS's limit")
}

func TestUniqueSids(t *testing.T) {
	t.Parallel()
	document := Document{Statement: []Statement{{Sid: "A"}, {Sid: "B"}, {Sid: "A"}, {Sid: "A"}}}
	document.UniqueSids()
	var sids []string
	for _, statement := range document.Statement {
		sids = append(sids, statement.Sid)
	}
	assert.Equal(t, []string{"A", "B", "A2", "A3"}, sids, "AWS rejects a document with a duplicate Sid")
}

func TestCheckSize(t *testing.T) {
	t.Parallel()
	document := statement(Deny, "*", nil)
	size := len(must(document.JSON()))
	require.NoError(t, document.CheckSize(size), "the limit itself is accepted")
	require.ErrorContains(t, document.CheckSize(size-1), fmt.Sprintf("it has %d characters and AWS accepts %d", size, size-1))
}

func TestCanonicalValues(t *testing.T) {
	t.Parallel()
	given := []string{"b", "a", "b"}
	assert.Equal(t, Values{"a", "b"}, CanonicalValues(given), "the order and duplicates change no document")
	assert.Equal(t, []string{"b", "a", "b"}, given, "the argument is unchanged")
	assert.Empty(t, CanonicalValues(nil))
}

func TestConditionsAdd(t *testing.T) {
	t.Parallel()
	conditions := Conditions{"StringEquals": {"aws:SourceVpc": {"vpc-0a1"}}}
	conditions.Add("StringEquals", map[string]Values{"aws:SourceAccount": {home}})
	conditions.Add("ArnLike", map[string]Values{"aws:SourceArn": {homeTable}})
	assert.Equal(t, Conditions{
		"StringEquals": {"aws:SourceVpc": {"vpc-0a1"}, "aws:SourceAccount": {home}},
		"ArnLike":      {"aws:SourceArn": {homeTable}},
	}, conditions, "earlier tests stay")
}

func TestBrokenJSONIsAnError(t *testing.T) {
	t.Parallel()
	require.Error(t, new(Values).UnmarshalJSON([]byte("{")))
	_, err := encode(make(chan int))
	require.Error(t, err)
}
