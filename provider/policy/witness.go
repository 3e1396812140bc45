package policy

import (
	"slices"
	"strconv"
	"strings"
)

// witness returns a text that every pattern of in matches and none of out does, and whether there is one.
// It decides, it does not sample: exemptions written as patterns can overlap, and whoever is in an overlap
// has what all of them open, so each overlap needs one representative and no overlap may be missed.
//
// It searches the product of the patterns breadth first. A state is one position in each pattern of in and,
// for each pattern of out, all the positions that the text so far could have reached. Without out the
// states are at most the product of the lengths.
func witness(in, out []glob) (string, bool) {
	s := search{filler: unused(in, out)}
	for _, g := range in {
		s.in = append(s.in, g.all())
	}
	first := progress{at: make([]int, len(in)), from: -1, char: nothing}
	for _, g := range out {
		tokens := g.all()
		s.out = append(s.out, tokens)
		start := make([]bool, len(tokens)+1)
		reach(tokens, start, 0)
		first.reached = append(first.reached, start)
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

// overlap returns a text that both patterns match, and whether there is one.
func overlap(a, b glob) (string, bool) { return witness([]glob{a, b}, nil) }

// search is the state of one call of witness.
type search struct {
	in, out [][]rune
	filler  rune // a character that no pattern names
	queue   []progress
	seen    map[string]bool
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
	var name strings.Builder
	for _, at := range p.at {
		name.WriteString(strconv.Itoa(at))
		name.WriteByte(' ')
	}
	for _, reached := range p.reached {
		for _, here := range reached {
			name.WriteString(strconv.FormatBool(here)[:1])
		}
	}
	if key := name.String(); !s.seen[key] {
		s.seen[key] = true
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
	for k, tokens := range s.out {
		reached := make([]bool, len(tokens)+1)
		for at, token := range tokens {
			if !p.reached[k][at] || !takes(token, r) {
				continue
			}
			if isText(token) {
				reach(tokens, reached, at)
			} else {
				reach(tokens, reached, at+1)
			}
		}
		after.reached = append(after.reached, reached)
	}
	s.add(after)
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
	return string(text)
}

// unused returns a character that no pattern names, a letter if it can: the text is to pass for a name.
func unused(lists ...[]glob) rune {
	named := map[rune]bool{':': true}
	for _, list := range lists {
		for _, g := range list {
			for _, r := range g.all() {
				named[r] = true
			}
		}
	}
	for _, r := range "xyzwvutsrqponmlkjihgfedcbaXYZ" {
		if !named[r] {
			return r
		}
	}
	r := 'Ā'
	for named[r] {
		r++
	}
	return r
}
