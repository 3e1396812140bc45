package iam

import (
	"encoding/binary"
	"slices"
)

// Overlap reports whether some text matches both patterns.
func Overlap(a, b Pattern) bool {
	switch {
	case !a.HasWildcard():
		return b.Match(a.text)
	case !b.HasWildcard():
		return a.Match(b.text)
	default:
		_, found := Witness([]Pattern{a, b}, nil)
		return found
	}
}

// Witness returns a text that every pattern of in matches and no pattern of out does, and whether there is one. There
// must be at least one pattern in.
//
// The result is exact, not sampled. Exemptions written as patterns can overlap, and a principal in an overlap has all
// of their exemptions, so a proof must examine one witness of each overlap and must not miss any.
//
// The search goes breadth first through the product of the patterns. A state is one position in each pattern of in
// and, for each pattern of out, all positions that the text so far could have reached. Without out there are at most
// as many states as the product of the patterns' lengths.
func Witness(in, out []Pattern) (string, bool) {
	for i, p := range in {
		if slices.ContainsFunc(in[:i], p.disjoint) {
			return "", false
		}
	}
	out = slices.DeleteFunc(slices.Clone(out), func(p Pattern) bool { // it excludes nothing
		return slices.ContainsFunc(in, p.disjoint)
	})
	s := newSearch(in, out)
	for i := 0; i < len(s.queue); i++ {
		if s.accepts(s.queue[i]) {
			return s.text(i), true
		}
		s.advance(i)
	}
	return "", false
}

// search is the breadth-first search of one call of Witness.
type search struct {
	in, out [][]rune
	prefix  []rune // of every text that matches in
	filler  rune   // a character that no pattern contains
	queue   []state
	seen    map[string]bool // by the encoding of a state
	encoded []byte          // a buffer for one encoding
}

// state is the position in each pattern.
type state struct {
	at      []int    // for each pattern of in, the position
	reached [][]bool // for each pattern of out, the positions reached, closed over stars that match nothing
	from    int      // the index of the previous state in the queue
	char    rune     // the character that led here, or noChar
}

// noChar is the character of a state that was reached without one.
const noChar rune = -1

func newSearch(in, out []Pattern) *search {
	s := &search{filler: unusedChar(in, out), prefix: []rune(commonPrefix(in)), seen: map[string]bool{}}
	first := state{at: make([]int, len(in)), from: -1, char: noChar}
	for k, p := range in {
		s.in = append(s.in, p.allTokens())
		first.at[k] = len(s.prefix)
	}
	for _, p := range out {
		tokens := p.allTokens()
		reached := make([]bool, len(tokens)+1)
		reach(tokens, reached, 0)
		for _, r := range s.prefix {
			reached = follow(tokens, reached, r)
		}
		s.out = append(s.out, tokens)
		first.reached = append(first.reached, reached)
	}
	s.add(first)
	return s
}

// add queues a state that has not been seen.
func (s *search) add(next state) {
	s.encoded = s.encoded[:0]
	for _, at := range next.at {
		s.encoded = binary.AppendUvarint(s.encoded, uint64(at)) //nolint:gosec // a position is never negative
	}
	for _, reached := range next.reached {
		for at, here := range reached {
			if here {
				s.encoded = binary.AppendUvarint(s.encoded, uint64(at)+1)
			}
		}
		s.encoded = append(s.encoded, 0) // a separator: positions are counted from 1 here
	}
	if !s.seen[string(s.encoded)] {
		s.seen[string(s.encoded)] = true
		s.queue = append(s.queue, next)
	}
}

// accepts reports whether the text of a state matches every pattern of in and none of out.
func (s *search) accepts(now state) bool {
	for k, at := range now.at {
		if at < len(s.in[k]) {
			return false
		}
	}
	for _, reached := range now.reached {
		if reached[len(reached)-1] {
			return false
		}
	}
	return true
}

// advance queues the states that follow one: a star of in that matches nothing more, or one more character of the text.
// Where the patterns of in permit any character, the filler satisfies the fewest patterns of out. Only a colon can
// satisfy fewer, since wildcards inside a part of an ARN do not match it.
func (s *search) advance(i int) {
	now := s.queue[i]
	next := s.filler
	for k, at := range now.at {
		if at == len(s.in[k]) {
			next = noChar
			continue
		}
		token := s.in[k][at]
		if isStar(token) {
			past := slices.Clone(now.at)
			past[k]++
			s.add(state{at: past, reached: now.reached, from: i, char: noChar})
		}
		if !isWildcard(token) && next != noChar {
			next = token
		}
	}
	if next == noChar {
		return
	}
	s.step(i, next)
	if next == s.filler && len(s.out) > 0 {
		s.step(i, ':')
	}
}

// step queues the state after one more character, if every pattern of in permits it.
func (s *search) step(i int, r rune) {
	now := s.queue[i]
	next := state{at: slices.Clone(now.at), from: i, char: r}
	for k, at := range now.at {
		token := s.in[k][at]
		if !permits(token, r) {
			return
		}
		if !isStar(token) {
			next.at[k]++
		}
	}
	next.reached = make([][]bool, len(s.out))
	for k, tokens := range s.out {
		next.reached[k] = follow(tokens, now.reached[k], r)
	}
	s.add(next)
}

// text returns the text that led to a state.
func (s *search) text(i int) string {
	var text []rune
	for ; i >= 0; i = s.queue[i].from {
		if s.queue[i].char != noChar {
			text = append(text, s.queue[i].char)
		}
	}
	slices.Reverse(text)
	return string(s.prefix) + string(text)
}

// follow returns the positions reached after one more character.
func follow(tokens []rune, from []bool, r rune) []bool {
	reached := make([]bool, len(tokens)+1)
	for at, token := range tokens {
		switch {
		case !from[at] || !permits(token, r):
		case isStar(token):
			reach(tokens, reached, at)
		default:
			reach(tokens, reached, at+1)
		}
	}
	return reached
}

// reach marks a position, and those after stars that match nothing.
func reach(tokens []rune, reached []bool, at int) {
	for reached[at] = true; at < len(tokens) && isStar(tokens[at]); {
		at++
		reached[at] = true
	}
}

// commonPrefix returns a prefix of every text that matches all patterns. None of them may be disjoint.
func commonPrefix(patterns []Pattern) string {
	shortest := patterns[0].text
	for _, p := range patterns {
		if len(p.text) < len(shortest) {
			shortest = p.text
		}
	}
	return shortest
}

// unusedChar returns a character that no pattern contains: a letter if possible, so that a witness looks like a name.
func unusedChar(lists ...[]Pattern) rune {
	used := func(r rune) bool {
		return slices.ContainsFunc(lists, func(list []Pattern) bool {
			return slices.ContainsFunc(list, func(p Pattern) bool { return p.contains(r) })
		})
	}
	for _, r := range "xyzwvutsrqponmlkjihgfedcbaXYZ" {
		if !used(r) {
			return r
		}
	}
	r := 'Ā'
	for used(r) {
		r++
	}
	return r
}
