package iam

import (
	"encoding/binary"
	"slices"
)

func Overlap(a, b Pattern) bool {
	if a.tokens == nil {
		return b.Match(a.text)
	}
	if b.tokens == nil {
		return a.Match(b.text)
	}
	_, found := overlapWitness(a, b)
	return found
}

// Witness returns a text that every pattern of in matches and none of out does, and whether there is one.
// It decides, it does not sample: exemptions written as patterns can overlap, and whoever is in an overlap
// has what all of them open, so each overlap needs one representative and no overlap may be missed.
//
// It searches the product of the patterns breadth first. A state is one position in each pattern of in and,
// for each pattern of out, all the positions that the text so far could have reached. Without out the
// states are at most the product of the lengths.
func Witness(in, out []Pattern) (string, bool) {
	for i, g := range in {
		if slices.ContainsFunc(in[:i], g.apart) {
			return "", false
		}
	}
	s := search{filler: unused(in, out), start: []rune(start(in))}
	out = slices.DeleteFunc(slices.Clone(out), func(g Pattern) bool { // what is in none of it needs no keeping out
		return slices.ContainsFunc(in, g.apart)
	})
	first := progress{at: make([]int, len(in)), from: -1, char: nothing}
	for k, g := range in {
		s.in = append(s.in, g.all())
		first.at[k] = len(s.start)
	}
	for _, g := range out {
		tokens := g.all()
		reached := make([]bool, len(tokens)+1)
		reach(tokens, reached, 0)
		for _, r := range s.start {
			reached = follow(tokens, reached, r)
		}
		s.out = append(s.out, tokens)
		first.reached = append(first.reached, reached)
	}
	s.seen = map[string]bool{}
	s.add(first)
	for i := 0; i < len(s.queue); i++ {
		if s.done(s.queue[i]) {
			return s.spell(i), true
		}
		s.advance(i)
	}
	return "", false
}

// overlapWitness returns a text that both patterns match, and whether there is one.
func overlapWitness(a, b Pattern) (string, bool) { return Witness([]Pattern{a, b}, nil) }

// search is the state of one call of witness.
type search struct {
	in, out [][]rune
	start   []rune // that every text begins with
	filler  rune   // a character that no pattern names
	queue   []progress
	seen    map[string]bool
	name    []byte // of a state, in seen; written over each time
}

// nothing is in the place of a character where a state was reached without one.
const nothing rune = -1

// progress is how far each pattern has come.
type progress struct {
	at      []int    // in each pattern of in
	reached [][]bool // in each pattern of out, closed over stars that match nothing
	from    int      // where in the queue this came from
	char    rune     // the character that led here, or nothing
}

func (s *search) add(p progress) {
	s.name = s.name[:0]
	for _, at := range p.at {
		s.name = binary.AppendUvarint(s.name, uint64(at)) //nolint:gosec // a position is no less than 0
	}
	for _, reached := range p.reached {
		for at, here := range reached {
			if here {
				s.name = binary.AppendUvarint(s.name, uint64(at)+1)
			}
		}
		s.name = append(s.name, 0) // which no position begins with, now that the first one is 1
	}
	if !s.seen[string(s.name)] {
		s.seen[string(s.name)] = true
		s.queue = append(s.queue, p)
	}
}

func (s *search) done(p progress) bool {
	for k, at := range p.at {
		if at < len(s.in[k]) {
			return false
		}
	}
	for _, reached := range p.reached {
		if reached[len(reached)-1] {
			return false
		}
	}
	return true
}

// advance adds what can follow: a star of in that matches nothing more, or one character for all. Where the
// patterns of in leave the character open, one that nobody names satisfies the fewest patterns of out; only
// a colon, at which wildcards inside an ARN's part stop, can satisfy fewer.
func (s *search) advance(i int) {
	p := s.queue[i]
	next := s.filler
	for k, at := range p.at {
		if at == len(s.in[k]) {
			next = nothing
			continue
		}
		token := s.in[k][at]
		if isText(token) {
			over := slices.Clone(p.at)
			over[k]++
			s.add(progress{at: over, reached: p.reached, from: i, char: nothing})
		}
		if !isWildcard(token) && next != nothing {
			next = token
		}
	}
	if next == nothing {
		return
	}
	s.step(i, next)
	if next == s.filler && len(s.out) > 0 {
		s.step(i, ':')
	}
}

func (s *search) step(i int, r rune) {
	p := s.queue[i]
	after := progress{at: slices.Clone(p.at), from: i, char: r}
	for k, at := range p.at {
		token := s.in[k][at]
		if !takes(token, r) {
			return
		}
		if !isText(token) {
			after.at[k]++
		}
	}
	after.reached = make([][]bool, len(s.out))
	for k, tokens := range s.out {
		after.reached[k] = follow(tokens, p.reached[k], r)
	}
	s.add(after)
}

// follow is the positions that one character leads to.
func follow(tokens []rune, from []bool, r rune) []bool {
	reached := make([]bool, len(tokens)+1)
	for at, token := range tokens {
		switch {
		case !from[at] || !takes(token, r):
		case isText(token):
			reach(tokens, reached, at)
		default:
			reach(tokens, reached, at+1)
		}
	}
	return reached
}

// reach marks a position, and those behind stars that match nothing.
func reach(tokens []rune, reached []bool, at int) {
	for reached[at] = true; at < len(tokens) && isText(tokens[at]); {
		at++
		reached[at] = true
	}
}

// spell reads the text off the way that led to a state.
func (s *search) spell(i int) string {
	var text []rune
	for ; i >= 0; i = s.queue[i].from {
		if s.queue[i].char != nothing {
			text = append(text, s.queue[i].char)
		}
	}
	slices.Reverse(text)
	return string(s.start) + string(text)
}

// start is what every text that is in all of the patterns begins with.
func start(in []Pattern) string {
	least := in[0].text
	for _, g := range in {
		if len(g.text) < len(least) {
			least = g.text
		}
	}
	return least
}

// unused returns a character that no pattern names, a letter if it can: the text is to pass for a name.
func unused(lists ...[]Pattern) rune {
	named := func(r rune) bool {
		return slices.ContainsFunc(lists, func(list []Pattern) bool {
			return slices.ContainsFunc(list, func(g Pattern) bool { return g.names(r) })
		})
	}
	for _, r := range "xyzwvutsrqponmlkjihgfedcbaXYZ" {
		if !named(r) {
			return r
		}
	}
	r := 'Ā'
	for named(r) {
		r++
	}
	return r
}
