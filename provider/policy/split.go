package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// split spreads the statements of a document of Deny statements over as few documents as hold them. Each statement
// denies on its own, so together they deny what the one document does.
func split(whole iam.Document, limit int) ([]iam.Document, error) {
	statements, sizes, err := fitting(whole, limit)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, size := range sizes {
		total += size
	}
	p := packing{sizes: sizes, room: limit - emptyDocument + 1, steps: mostSteps}
	p.order = make([]int, len(sizes))
	for at := range p.order {
		p.order[at] = at
	}
	slices.SortStableFunc(p.order, func(a, b int) int { return sizes[b] - sizes[a] })
	var bins [][]int
	for count := (total + p.room - 1) / p.room; bins == nil; count++ {
		bins = p.pack(count)
	}
	for _, bin := range bins {
		slices.Sort(bin)
	}
	slices.SortFunc(bins, func(a, b []int) int { return a[0] - b[0] })
	documents := make([]iam.Document, len(bins))
	for at, bin := range bins {
		documents[at].Version = iam.Version
		for _, statement := range bin {
			documents[at].Statement = append(documents[at].Statement, statements[statement])
		}
	}
	return documents, nil
}

// emptyDocument is the length of a document without statements.
const emptyDocument = len(`{"Version":"` + iam.Version + `","Statement":[]}`)

// mostSteps bounds the search for the fewest documents. Past it one more document is taken.
const mostSteps = 20_000

// packing packs statements into documents, the longest first.
type packing struct {
	sizes, order []int
	room, steps  int
}

// pack returns the statements of each of some documents, or nil where they do not fit, or not within the steps.
func (p *packing) pack(count int) [][]int {
	bins, free := make([][]int, count), slices.Repeat([]int{p.room}, count)
	var place func(next int) bool
	place = func(next int) bool {
		if next == len(p.order) {
			return true
		}
		statement := p.order[next]
		var tried []int
		for at := range bins {
			if free[at] < p.sizes[statement] || slices.Contains(tried, free[at]) {
				continue
			}
			if p.steps--; p.steps < 0 {
				return false
			}
			tried = append(tried, free[at]) // another document with as much room would do as well
			bins[at], free[at] = append(bins[at], statement), free[at]-p.sizes[statement]
			if place(next + 1) {
				return true
			}
			bins[at], free[at] = bins[at][:len(bins[at])-1], free[at]+p.sizes[statement]
		}
		return false
	}
	if !place(0) {
		p.steps = max(p.steps, mostSteps/10)
		return nil
	}
	return slices.DeleteFunc(bins, func(bin []int) bool { return len(bin) == 0 })
}

// fitting returns the statements of a document, with those that are too long for a document of their own divided by
// their actions. It also returns how long each is, with a comma before it.
func fitting(whole iam.Document, limit int) ([]iam.Statement, []int, error) {
	var all []iam.Statement
	var sizes []int
	queue := slices.Clone(whole.Statement)
	for len(queue) > 0 {
		statement := queue[0]
		queue = queue[1:]
		length := lengthOf(statement)
		switch {
		case length <= limit:
			all, sizes = append(all, statement), append(sizes, length-emptyDocument+1)
		case len(statement.Action) > 1:
			half, rest := statement, statement
			rest.Sid += "Rest"
			middle := len(statement.Action) / 2
			half.Action, rest.Action = statement.Action[:middle], statement.Action[middle:]
			queue = append([]iam.Statement{half, rest}, queue...)
		default:
			return nil, nil, fmt.Errorf("statement %s has %d characters and AWS accepts %d in a policy, which cannot be "+
				"divided: %s", statement.Sid, length, limit,
				advice([]iam.Document{{Statement: []iam.Statement{statement}}}, length-limit))
		}
	}
	if len(all) > len(whole.Statement) {
		iam.Document{Statement: all}.UniqueSids()
	}
	return all, sizes, nil
}

// lengthOf is the length of a document of some statements. A document of strings always has a text.
func lengthOf(statements ...iam.Statement) int {
	text, _ := iam.Document{Version: iam.Version, Statement: statements}.JSON()
	return len(text)
}

// TooManyPolicies says what to do where the policies of a guardrail are more than may be attached to its target.
func TooManyPolicies(documents []iam.Document, most, limit int) string {
	over := -most * limit
	for _, document := range documents {
		over += lengthOf(document.Statement...)
	}
	return advice(documents, max(over, 1))
}

// advice says which inputs make documents long, the longest first, and what to do to be shorter by some characters.
func advice(documents []iam.Document, over int) string {
	type cause struct {
		what, remedy   string
		length, values int
	}
	causes := []cause{
		{what: "VPCs", remedy: "list fewer VPCs for the target, or put accounts that share VPCs into a target of their own"},
		{what: "exempt principals", remedy: "list fewer principals, or one pattern for a path of roles"},
		{what: "accounts and organizational units that are left alone", remedy: "put them into an organizational unit, and " +
			"name that"},
		{what: "tables that are left alone", remedy: "list fewer tables in excludeTableArns"},
	}
	seen := map[string]bool{}
	for _, document := range documents {
		for _, s := range document.Statement {
			by := []iam.Values{nil, nil, nil, s.NotResource}
			for operator, tests := range s.Condition {
				by[0] = append(by[0], tests["aws:SourceVpc"]...)
				by[1] = append(by[1], tests["aws:PrincipalArn"]...)
				if operator == "StringNotEquals" || operator == notIn {
					by[2] = append(append(by[2], tests[keyAccount]...), tests[keyOrgPaths]...)
				}
			}
			for at, values := range by {
				for _, value := range values {
					causes[at].length += len(value) + len(`"",`)
					if !seen[value] {
						seen[value] = true
						causes[at].values++
					}
				}
			}
		}
	}
	slices.SortStableFunc(causes, func(a, b cause) int { return b.length - a.length })
	var parts []string
	for _, c := range causes {
		if c.length > 0 {
			parts = append(parts, fmt.Sprintf("%d %s take %d", c.values, c.what, c.length))
		}
	}
	return fmt.Sprintf("it has to be %d characters shorter, and of it %s: %s",
		over, strings.Join(parts, ", "), causes[0].remedy)
}
