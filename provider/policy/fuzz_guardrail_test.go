package policy

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newGuardrail(bytes []byte, text string) Guardrail {
	c := &choices{bytes: bytes, text: text}
	c.hostile = c.of(4) == 3
	g := Guardrail{
		VPCs:          map[string][]string{"us-east-1": {"vpc-0a1"}},
		ExcludeTables: few(c, 2, or(c, []string{orders, "arn:aws:dynamodb:eu-west-1:" + abroad + ":table/locks"}, "*", c.text)),
		Exemptions:    []Exemption{BreakGlass(append(few(c, 1, c.everywhere()), "arn:aws:iam::*:role/break-glass"))},
	}
	for _, region := range few(c, 2, or(c, []string{"us-east-1", "eu-west-1", "ap-southeast-2"}, "*", c.text)) {
		g.VPCs[region] = append(g.VPCs[region], choose(c, or(c, []string{"vpc-0a1", "vpc-0b2"}, "vpc-*", c.text)...))
	}
	for range c.of(4) {
		e := c.exemption()
		e.Principals = append(e.Principals, few(c, 2, c.everywhere())...)
		g.Exemptions = append(g.Exemptions, e)
	}
	g.Exemptions = choose(c, or(c, [][]Exemption{g.Exemptions}, nil)...)
	return g
}

// everywhere are principals that a guardrail may exempt in every account at once.
func (c *choices) everywhere() []string {
	return or(c, []string{
		"arn:aws:iam::*:role/break-glass", "arn:aws:iam::*:role/ci/*", "arn:aws:iam::*:user/alice", "arn:aws:iam::*:root",
		roles + "ci/deployer", "arn:aws:iam::" + abroad + ":role/part*",
	}, "arn:aws:iam::*:role/*", "arn:aws:iam::*:*", "*", c.text)
}

// FuzzGuardrail: a guardrail is refused, or rendered as an intent's documents are, and does what it says in every
// account and Region. The break-glass of every account is in each, so nothing that it says is an error.
func FuzzGuardrail(f *testing.F) {
	addIntents(f)
	f.Fuzz(func(t *testing.T, bytes []byte, text string) {
		g := newGuardrail(bytes, text)
		document, err := g.SCP()
		if err != nil {
			assert.True(t, g.validate() != nil || strings.Contains(err.Error(), "AWS accepts"), err)
			return
		}
		written, err := document.JSON()
		require.NoError(t, err)
		assert.True(t, json.Valid([]byte(written)))
		assert.LessOrEqual(t, len(written), SCPLimit)
		parsed, err := Parse(written)
		require.NoError(t, err)
		assert.Equal(t, document, parsed)

		random := rand.New(rand.NewPCG(uint64(len(bytes)), 0)) //nolint:gosec // a failure is to be the same again
		other := Guardrail{
			VPCs: map[string][]string{}, Exemptions: shuffled(Intent{Exemptions: g.Exemptions}, random).Exemptions,
			ExcludeTables: mixed(random, g.ExcludeTables),
		}
		for region, vpcs := range g.VPCs {
			other.VPCs[region] = mixed(random, vpcs)
		}
		document, err = other.SCP()
		require.NoError(t, err)
		again, err := document.JSON()
		require.NoError(t, err)
		assert.Equal(t, written, again, "the order of the inputs changes the document")

		proof, err := g.Prove(nil)
		require.NoError(t, err)
		assert.NoError(t, proof.Err())
	})
}
