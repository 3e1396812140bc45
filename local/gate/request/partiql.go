package request

import (
	"regexp"
	"slices"
	"strings"
)

// statement needs an action on the table or the index that a PartiQL statement names. ("IAM security policies with
// PartiQL for DynamoDB", Amazon DynamoDB Developer Guide.)
func statement(r *reader) error { return r.statement(r.Fields) }

// statements needs one action for each statement.
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

// keyword is where the emulator splits a SELECT, after it has replaced each new line by a blank.
var keyword = regexp.MustCompile(`(?i)SELECT | FROM | WHERE `)

// checkKeywordSplits refuses a SELECT that the emulator would split elsewhere: at a keyword within quotes, or not at a
// keyword that has a tab beside it. It would then read another table than the one that was authorized.
func checkKeywordSplits(text string, tokens []token) error {
	var ours, emulators []int
	for _, t := range tokens {
		switch {
		case t.is("SELECT"):
			ours = append(ours, t.at)
		case t.is("FROM") || t.is("WHERE"):
			ours = append(ours, t.at-1) // from the blank before it
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

// parser reads the forms of a statement that DynamoDB knows ("PartiQL statements for DynamoDB"):
//
//	SELECT … FROM table[.index] [WHERE …] [ORDER BY …]
//	INSERT INTO table VALUE …
//	UPDATE table SET … | REMOVE … [WHERE …]
//	DELETE FROM table [WHERE …]
//
// and, in a transaction, EXISTS(SELECT …). The rest of a statement does not decide which authorization it needs. It
// must not contain a second statement, a second FROM or a join.
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

// target reads a table, and an index after a dot. A dot within a name is refused: "orders.byDay" is a table to AWS, and
// an index of orders to the emulator.
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

// allowedAfterTable lists the words that may follow a statement's table.
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

// openings are the words that begin a statement, or a part of one that names a table. closings end that part.
var (
	openings = []string{"SELECT", "FROM", "INTO", "INSERT", "UPDATE", "DELETE", "JOIN", "UNION", "EXISTS"}
	closings = []string{"WHERE", "ORDER", "VALUE", "SET", "REMOVE"}
)

// checkNoStatement refuses words that would begin another statement in the remaining tokens. After ORDER BY it also
// refuses a comma, because the emulator would take what follows for a table.
func (p *parser) checkNoStatement(opening string) error {
	for _, t := range p.tokens {
		if opening == "ORDER" && t.kind == signToken {
			return unreadable("ORDER BY takes one name")
		}
		if t.among(openings) {
			return unreadable("it contains %s", t.text)
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

// word consumes the next token if it is a given keyword.
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

// name consumes the next token as a name. A name that is also a keyword needs quotes.
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
