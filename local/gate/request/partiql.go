package request

import (
	"regexp"
	"slices"
	"strings"
)

// statement needs an action on what a PartiQL statement names. ("IAM security policies with PartiQL for
// DynamoDB", Amazon DynamoDB Developer Guide.)
func statement(r *reader) error { return r.statement(r.Fields) }

// statements needs one a statement.
func statements(field string) rule {
	return func(r *reader) error {
		list, err := r.objects(field)
		if err != nil {
			return err
		}
		for _, fields := range list {
			if err := r.statement(fields); err != nil {
				return err
			}
		}
		return nil
	}
}

func (r *reader) statement(fields Fields) error {
	text, err := fields.required("Statement")
	if err != nil {
		return err
	}
	tokens, err := scan(text)
	if err != nil {
		return err
	}
	p := parser{tokens: tokens}
	action, target, index, err := p.statement()
	if err == nil && action == "PartiQLSelect" {
		err = checkKeywordSplits(text, tokens)
	}
	if err != nil {
		return err
	}
	arn, err := r.tableNamed("the statement's table", target)
	if err != nil {
		return err
	}
	if index != "" {
		if arn, err = indexOf(arn, index); err != nil {
			return err
		}
	}
	r.add(action, arn)
	return nil
}

// keyword is what the emulator cuts a SELECT at, wherever it stands, after it has made blanks of new lines.
var keyword = regexp.MustCompile(`(?i)SELECT | FROM | WHERE `)

// checkKeywordSplits refuses a SELECT that the emulator would cut elsewhere: at a keyword within quotes, or not at one that
// has a tab beside it. It would then read another table than the one that was asked about.
func checkKeywordSplits(text string, tokens []token) error {
	var ours, emulators []int
	for _, t := range tokens {
		switch {
		case t.is("SELECT"):
			ours = append(ours, t.at)
		case t.is("FROM") || t.is("WHERE"):
			ours = append(ours, t.at-1) // with the blank before it
		}
	}
	for _, cut := range keyword.FindAllStringIndex(strings.ReplaceAll(text, "\n", " "), -1) {
		emulators = append(emulators, cut[0])
	}
	if !slices.Equal(ours, emulators) {
		return unreadable("write SELECT, FROM and WHERE with one blank on each side and nowhere within quotes: " +
			"the emulator reads it otherwise; a parameter can hold any text")
	}
	return nil
}

// parser reads the shapes of a statement that DynamoDB knows ("PartiQL statements for DynamoDB"):
//
//	SELECT … FROM table[.index] [WHERE …] [ORDER BY …]
//	INSERT INTO table VALUE …
//	UPDATE table SET … | REMOVE … [WHERE …]
//	DELETE FROM table [WHERE …]
//
// and, in a transaction, EXISTS(SELECT …). What stands elsewhere does not decide who is asked, except that it
// must not hold a second statement, a second FROM or a join.
type parser struct {
	tokens []token
}

func (p *parser) statement() (action, table, index string, err error) {
	if p.word("EXISTS") && p.sign("(") {
		if last := len(p.tokens) - 1; last < 0 || !p.tokens[last].sign(")") {
			return "", "", "", unreadable("EXISTS has no closing bracket")
		}
		p.tokens = p.tokens[:len(p.tokens)-1]
	}
	switch {
	case p.word("SELECT"):
		action = "PartiQLSelect"
		if err = p.skipTo("FROM"); err != nil {
			return "", "", "", err
		}
	case p.word("INSERT") && p.word("INTO"):
		action = "PartiQLInsert"
	case p.word("DELETE") && p.word("FROM"):
		action = "PartiQLDelete"
	case p.word("UPDATE"):
		action = "PartiQLUpdate"
	default:
		return "", "", "", unreadable("it is not a SELECT, INSERT INTO, UPDATE or DELETE FROM")
	}
	if table, index, err = p.target(); err == nil {
		err = p.checkRest(action)
	}
	if err == nil && index != "" && action != "PartiQLSelect" {
		err = unreadable("only a SELECT can name an index")
	}
	return action, table, index, err
}

// target is a table, and an index after a dot. A dot within a name is refused: "orders.byDay" is a table to AWS,
// and an index of orders to the emulator.
func (p *parser) target() (table, index string, err error) {
	table, ok := p.name()
	if ok && p.sign(".") {
		index, ok = p.name()
	}
	if !ok {
		return "", "", unreadable("it names no table")
	}
	if strings.Contains(table+index, ".") {
		return "", "", unreadable("the gate takes no dot in a name")
	}
	return table, index, nil
}

// allowedAfterTable is what may follow a statement's table.
var allowedAfterTable = map[string][]string{
	"PartiQLSelect": {"WHERE", "ORDER"}, "PartiQLInsert": {"VALUE"}, "PartiQLUpdate": {"SET", "REMOVE"},
	"PartiQLDelete": {"WHERE"},
}

func (p *parser) checkRest(action string) error {
	if len(p.tokens) == 0 {
		if action == "PartiQLSelect" || action == "PartiQLDelete" {
			return nil
		}
		return unreadable("it ends after its table")
	}
	for _, word := range allowedAfterTable[action] {
		if p.tokens[0].is(word) {
			return p.checkNoStatement(word)
		}
	}
	return unreadable("%q follows its table", p.tokens[0].text)
}

// openings begin a statement or a part of it that names a table; closings end one.
var (
	openings = []string{"SELECT", "FROM", "INTO", "INSERT", "UPDATE", "DELETE", "JOIN", "UNION", "EXISTS"}
	closings = []string{"WHERE", "ORDER", "VALUE", "SET", "REMOVE"}
)

// checkNoStatement refuses words that would make another statement of what is left. After ORDER BY a comma is refused as well:
// the emulator would take what follows it for a table.
func (p *parser) checkNoStatement(opening string) error {
	for _, t := range p.tokens {
		if opening == "ORDER" && t.kind == signToken {
			return unreadable("ORDER BY takes one name")
		}
		if t.among(openings) {
			return unreadable("%s stands inside it", t.text)
		}
	}
	return nil
}

func (p *parser) skipTo(word string) error {
	for i, t := range p.tokens {
		if t.is(word) {
			inside := parser{tokens: p.tokens[:i]}
			p.tokens = p.tokens[i+1:]
			return inside.checkNoStatement(word)
		}
	}
	return unreadable("it has no %s", word)
}

// word takes a word of the language, if it is the next token.
func (p *parser) word(word string) bool { return p.take(func(t token) bool { return t.is(word) }) }

func (p *parser) sign(sign string) bool {
	return p.take(func(t token) bool { return t.sign(sign) })
}

func (p *parser) take(matches func(token) bool) bool {
	if len(p.tokens) == 0 || !matches(p.tokens[0]) {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

// name takes a name. One of the language's words needs quotes to be one.
func (p *parser) name() (string, bool) {
	if len(p.tokens) == 0 {
		return "", false
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t.text, t.kind == nameToken || t.kind == wordToken && !t.among(openings) && !t.among(closings)
}

func (t token) is(word string) bool { return t.kind == wordToken && strings.EqualFold(t.text, word) }

func (t token) sign(sign string) bool { return t.kind == signToken && t.text == sign }

func (t token) among(words []string) bool { return slices.ContainsFunc(words, t.is) }
