package policy

import "strings"

// fold makes one row of those that differ in one list alone, for each of some lists in turn.
func fold(rows []Row, lists ...int) []Row {
	var f folding
	for _, r := range rows {
		f.add(saying{r.Class, r.Decision, r.Statement, r.Reason, r.Mark},
			f.list(r.Callers...), f.list(r.Origins...), f.list(r.Actions...), f.list(r.Resources...))
	}
	for _, list := range lists {
		f.fold(list)
	}
	return f.rows()
}

// folding makes rows of more lines than anyone would read. Most of that is to ask whether two lines are alike, so what
// stands in a line stands there as a number, and is written out only in the end.
type folding struct {
	lines   []line
	words   numbering[string] // the entries of all lists
	texts   numbering[string] // the lists, each a text with one rune for an entry
	sayings numbering[saying]
}

// line is a row in the making.
type line struct {
	lists [lists]int
	says  int
}

// The lists of a row.
const (
	ofCallers = iota
	ofOrigins
	ofActions
	ofResources
	lists
)

// numbering gives what is equal one number.
type numbering[T comparable] struct {
	numbers map[T]int
	all     []T
}

func (n *numbering[T]) of(value T) int {
	number, known := n.numbers[value]
	if !known {
		if n.numbers == nil {
			n.numbers = map[T]int{}
		}
		number = len(n.all)
		n.numbers[value] = number
		n.all = append(n.all, value)
	}
	return number
}

// list numbers a list.
func (f *folding) list(words ...string) int {
	if len(words) == 1 { // nearly every time, and then there is nothing to be put together
		return f.texts.of(string(rune(f.words.of(words[0])))) //nolint:gosec // there are some hundreds
	}
	var text strings.Builder
	for _, word := range words {
		text.WriteRune(rune(f.words.of(word))) //nolint:gosec // there are some hundreds
	}
	return f.texts.of(text.String())
}

// union numbers a list with what another one has besides.
func (f *folding) union(list, more int) int {
	text := f.texts.all[list]
	for _, r := range f.texts.all[more] {
		if !strings.ContainsRune(text, r) {
			text += string(r)
		}
	}
	return f.texts.of(text)
}

// holds reports whether a list has every entry of another one.
func (f *folding) holds(list, every int) bool {
	text := f.texts.all[list]
	return !strings.ContainsFunc(f.texts.all[every], func(r rune) bool { return !strings.ContainsRune(text, r) })
}

func (f *folding) add(says saying, callers, origins, actions, resources int) {
	f.lines = append(f.lines, line{says: f.sayings.of(says), lists: [lists]int{
		ofCallers: callers, ofOrigins: origins, ofActions: actions, ofResources: resources,
	}})
}

// fold makes one line of those that differ in one list alone.
func (f *folding) fold(list int) {
	folded := f.lines[:0]
	at := make(map[line]int, len(f.lines))
	for _, l := range f.lines {
		key := l
		key.lists[list] = 0
		known, found := at[key]
		if !found {
			at[key] = len(folded)
			folded = append(folded, l)
			continue
		}
		have := &folded[known].lists[list]
		*have = f.union(*have, l.lists[list])
	}
	f.lines = folded
}

// rows writes the lines out.
func (f *folding) rows() []Row {
	rows := make([]Row, len(f.lines))
	for i, l := range f.lines {
		s := f.sayings.all[l.says]
		rows[i] = Row{
			Callers: f.written(l.lists[ofCallers]), Origins: f.written(l.lists[ofOrigins]), Class: s.class,
			Actions: f.written(l.lists[ofActions]), Resources: f.written(l.lists[ofResources]),
			Decision: s.decision, Statement: s.statement, Reason: s.reason, Mark: s.mark,
		}
	}
	return rows
}

func (f *folding) written(list int) []string {
	var words []string
	for _, r := range f.texts.all[list] {
		words = append(words, f.words.all[r])
	}
	return words
}
