package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

const (
	root    = "r-ab12"
	outer   = "ou-ab12-11111111"
	inner   = "ou-ab12-22222222"
	other   = "ou-ab12-33333333"
	one     = fixture.Account
	two     = fixture.OtherAccount
	another = "333344445555"
)

// The root holds outer and other; outer holds inner and one; inner holds two; other holds another.
var parents = map[string]string{outer: root, other: root, inner: outer, one: outer, two: inner, another: other}

func TestPlace(t *testing.T) {
	t.Parallel()
	target := func(ids ...string) []policy.Target {
		targets := make([]policy.Target, len(ids))
		for i, id := range ids {
			targets[i].ID = id
		}
		return targets
	}
	ownOnly := target(root, outer, inner, two)
	ownOnly[2].OwnOnly = true
	tests := []struct {
		name, why string
		targets   []policy.Target
		excluded  []string
		parents   map[string]string
		want      []policy.Placement
		undecided []policy.Undecided
	}{
		{
			"an organizational unit under the root", "both policies apply to its accounts, so that the root's has to leave them",
			target(root, outer), nil, nil,
			[]policy.Placement{{Inside: []int{0}, Excluded: []string{outer}}, {Inside: []int{1, 0}, Above: []int{0}}},
			nil,
		},
		{
			"one unit in another", "the nearest target governs", target(inner, root, outer), nil, parents,
			[]policy.Placement{
				{Inside: []int{0, 2, 1}, Above: []int{2, 1}},
				{Inside: []int{1}, Excluded: []string{outer}},
				{Inside: []int{2, 1}, Above: []int{1}, Excluded: []string{inner}},
			},
			nil,
		},
		{
			"an account below three", "what is left to a unit is left with all in it", target(root, outer, inner, two), nil, parents,
			[]policy.Placement{
				{Inside: []int{0}, Excluded: []string{outer}},
				{Inside: []int{1, 0}, Above: []int{0}, Excluded: []string{inner}},
				{Inside: []int{2, 1, 0}, Above: []int{1, 0}, Excluded: []string{two}},
				{Inside: []int{3, 2, 1, 0}, Above: []int{2, 1, 0}},
			},
			nil,
		},
		{
			"VPCs of its own alone", "what is below it inherits no more than it has", ownOnly, nil, parents,
			[]policy.Placement{
				{Inside: []int{0}, Excluded: []string{outer}},
				{Inside: []int{1, 0}, Above: []int{0}, Excluded: []string{inner}},
				{Inside: []int{2}, Above: []int{1, 0}, Excluded: []string{two}},
				{Inside: []int{3, 2}, Above: []int{2, 1, 0}},
			},
			nil,
		},
		{
			"side by side", "neither is left by the other", target(outer, other), nil, parents,
			[]policy.Placement{{Inside: []int{0}}, {Inside: []int{1}}},
			nil,
		},
		{
			"development accounts left out", "no policy is to govern them", target(root, outer),
			[]string{other, one},
			parents,
			[]policy.Placement{
				{Inside: []int{0}, Excluded: []string{outer, other}},
				{Inside: []int{1, 0}, Above: []int{0}, Excluded: []string{one}},
			},
			nil,
		},
		{
			"a target in a unit that is left out", "the nearest one decides", target(root, another),
			[]string{other},
			parents,
			[]policy.Placement{{Inside: []int{0}, Excluded: []string{other}}, {Inside: []int{1, 0}, Above: []int{0}}},
			nil,
		},
		{
			"two units of which nothing is known", "one may hold the other", target(outer, inner), nil, nil,
			[]policy.Placement{{Inside: []int{0}}, {Inside: []int{1}}},
			[]policy.Undecided{{Outer: inner, Inner: outer}, {Outer: outer, Inner: inner}},
		},
		{
			"an account of which nothing is known", "where the unit does not hold it, to leave it alone does no harm",
			target(outer, one),
			[]string{two, inner},
			nil,
			[]policy.Placement{{Inside: []int{0}, Excluded: []string{one, two}}, {Inside: []int{1}}},
			[]policy.Undecided{{Outer: outer, Inner: one}, {Outer: outer, Inner: inner}},
		},
		{
			"an account with VPCs of its own alone", "then it does not matter what holds it",
			[]policy.Target{{ID: outer}, {ID: one, OwnOnly: true}},
			nil, nil,
			[]policy.Placement{{Inside: []int{0}, Excluded: []string{one}}, {Inside: []int{1}}},
			nil,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			placements, undecided := policy.Organization{Parents: test.parents}.Place(test.targets, test.excluded)
			assert.Equal(t, test.want, placements, test.why)
			assert.Equal(t, test.undecided, undecided, test.why)
		})
	}
}

func TestOrganizationHolds(t *testing.T) {
	t.Parallel()
	read := policy.Organization{Under: map[string][]string{outer: {inner, one, two}, inner: {two}, root: {one, two, another}}}
	tests := []struct {
		name, outer, inner string
		o                  policy.Organization
		holds, known       bool
	}{
		{"the root holds all", root, two, policy.Organization{}, true, true},
		{"nothing holds the root", outer, root, policy.Organization{}, false, true},
		{"an account holds nothing", one, two, policy.Organization{}, false, true},
		{"nothing holds itself", outer, outer, policy.Organization{}, false, true},
		{"read, at any depth", outer, two, read, true, true},
		{"read, and not there", outer, another, read, false, true},
		{"said, at any depth", outer, two, policy.Organization{Parents: parents}, true, true},
		{"said, up to the root", inner, one, policy.Organization{Parents: parents}, false, true},
		{"said, but not up to the root", outer, one, policy.Organization{Parents: map[string]string{one: other}}, false, false},
		{
			"a circle", outer, one,
			policy.Organization{Parents: map[string]string{one: other, other: inner, inner: other}},
			false, false,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			holds, known := test.o.Holds(test.outer, test.inner)
			assert.Equal(t, []bool{test.holds, test.known}, []bool{holds, known})
		})
	}
	read.Management, read.Suspended = two, []string{another}
	accounts, known := read.Accounts(root)
	assert.True(t, known)
	assert.Equal(t, []string{one}, accounts, "nobody acts in a suspended account, and no policy governs the management account")
	_, known = read.Accounts(other)
	assert.False(t, known)
}

// Two guardrails, one above the other, are asked together, as AWS does: each account is refused what its nearest target
// refuses, and nothing else.
func TestPlacedGuardrailsTogether(t *testing.T) {
	t.Parallel()
	targets := []policy.Target{{ID: root}, {ID: outer}, {ID: inner, OwnOnly: true}, {ID: another}}
	o := policy.Organization{Parents: parents}
	placements, undecided := o.Place(targets, []string{one})
	require.Empty(t, undecided)
	vpcs := []string{"vpc-0a1", "vpc-0b2", "vpc-0c3", "vpc-0d4"}
	levels := make([]iam.Level, len(targets))
	for i, placement := range placements {
		g := fixture.Guardrail()
		g.VPCs, g.Excluded = map[string][]string{"us-east-1": nil}, placement.Excluded
		for _, inside := range placement.Inside {
			g.VPCs["us-east-1"] = append(g.VPCs["us-east-1"], vpcs[inside])
		}
		documents, err := g.Policies()
		require.NoError(t, err)
		levels[i] = iam.SCPLevel(targets[i].ID, "", iam.NamedDocument{Name: targets[i].ID, Document: documents[0]})
	}
	tests := []struct {
		name, why, account string
		units              []string
		levels             []int // the targets above and the account's own
		inside             []string
	}{
		{"in no unit", "the root governs", "444455556666", nil, []int{0}, vpcs[:1]},
		{"in a unit that is no target", "the root governs", "444455556666", []string{other}, []int{0}, vpcs[:1]},
		{"in a unit", "its VPCs and the root's are inside", "444455556666", []string{outer}, []int{0, 1}, vpcs[:2]},
		{"left out", "nothing is refused", one, []string{outer}, []int{0, 1}, vpcs},
		{"in a unit of a unit", "it has VPCs of its own alone", two, []string{outer, inner}, []int{0, 1, 2}, vpcs[2:3]},
		{"an account as a target", "its VPCs and the root's are inside", another, []string{other}, []int{0, 3}, []string{vpcs[0], vpcs[3]}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := "o-a1b2c3d4e5/" + root + "/"
			for _, unit := range test.units {
				path += unit + "/"
			}
			context, err := iam.NewContext(map[string][]string{"aws:PrincipalOrgPaths": {path}})
			require.NoError(t, err)
			documents := iam.Documents{Identity: []iam.NamedDocument{iam.Everything()}}
			for _, at := range test.levels {
				level := levels[at]
				level.Accounts = []string{test.account}
				documents.SCP = append(documents.SCP, level)
			}
			caller, err := iam.ParseCaller("arn:aws:iam::" + test.account + ":role/app")
			require.NoError(t, err)
			var inside []string
			for _, vpc := range vpcs {
				decision, err := iam.Evaluate(iam.Request{
					Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:us-east-1:" + test.account + ":table/orders",
					Caller: caller, Origin: iam.Origin{VPC: vpc, Endpoint: "vpce-0a1"}, Context: context,
				}, documents)
				require.NoError(t, err)
				if decision.Allowed() {
					inside = append(inside, vpc)
				}
			}
			assert.Equal(t, test.inside, inside, test.why)
		})
	}
}

// A principal of which AWS says no path is refused: the operator is true where its key is missing.
func TestUnknownPathIsGoverned(t *testing.T) {
	t.Parallel()
	g := fixture.Guardrail()
	g.Excluded = []string{outer}
	documents, err := g.Policies()
	require.NoError(t, err)
	context, err := iam.NewContext(map[string][]string{"aws:PrincipalOrgPaths": nil})
	require.NoError(t, err)
	caller, err := iam.ParseCaller(fixture.Roles + "app")
	require.NoError(t, err)
	decision, err := iam.Evaluate(iam.Request{
		Action: "dynamodb:GetItem", Resource: fixture.Orders, Caller: caller, Context: context,
	}, iam.Documents{
		Identity: []iam.NamedDocument{iam.Everything()},
		SCP:      []iam.Level{iam.SCPLevel("root", one, iam.NamedDocument{Name: "guardrail", Document: documents[0]})},
	})
	require.NoError(t, err)
	assert.False(t, decision.Allowed())
}

func TestResidue(t *testing.T) {
	t.Parallel()
	g := fixture.Guardrail()
	bare, err := g.Policies()
	require.NoError(t, err)
	g.Excluded = []string{inner, one}
	documents, err := g.Policies()
	require.NoError(t, err)
	assert.Equal(t, bare, policy.Residue(documents, two, []string{outer}), "the account is governed")
	for _, left := range [][]iam.Document{
		policy.Residue(documents, one, nil), policy.Residue(documents, two, []string{outer, inner}),
	} {
		assert.Empty(t, left[0].Statement, "the account is left alone")
	}
	everywhere := []iam.Document{{Statement: []iam.Statement{{Sid: "x", Condition: iam.Conditions{
		"StringNotEquals": {"aws:PrincipalAccount": {one}},
	}}}}}
	assert.Nil(t, policy.Residue(everywhere, two, nil)[0].Statement[0].Condition)
}
