package policy

import "fmt"

// Explanation is a decision and what every statement had to say.
type Explanation struct {
	Decision Decision
	Findings []Finding
}

// Finding is what one statement, or a policy that does not bear on the request at all, had to say.
type Finding struct {
	Layer     Layer
	Document  string
	Statement int // -1 for the whole policy
	Sid       string
	Effect    string // of the statement: Allow or Deny
	Matches   bool
	Why       string // where it does not match
}

// Explain decides a request as [Set.Evaluate] does and says of each statement why it did not match. It takes
// its time; decide first, explain what needs explaining.
func (s *Set) Explain(r Request) (Explanation, error) {
	decision, err := s.Evaluate(r)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Decision: decision}
	q := &question{Request: r}
	covering, _ := s.ask(q) // Evaluate has asked already
	for i := range s.levels {
		l := &s.levels[i]
		spared := l.spares(q, s.management)
		for j := range l.documents {
			d := &l.documents[j]
			why := spared
			if why == "" {
				why = d.spares(l.layer, q)
			}
			if why != "" {
				e.Findings = append(e.Findings, Finding{Layer: l.layer, Document: d.name, Statement: -1, Why: why})
				continue
			}
			for k := range d.rules {
				e.Findings = append(e.Findings, l.finding(q, d, &d.rules[k], covering))
			}
		}
	}
	return e, nil
}

func (l *level) finding(q *question, d *document, r *rule, covering []bool) Finding {
	f := Finding{Layer: l.layer, Document: d.name, Statement: r.index, Sid: r.sid, Effect: r.effect}
	switch {
	case r.effect == Deny && l.cannotDeny(q):
		f.Why = "the root user may delete a resource policy whatever the policy says"
	case !covering[r.number]:
		f.Why = fmt.Sprintf("its actions do not cover %s", q.Action)
	default:
		v, err := r.judge(q)
		f.Why = r.why(v, err, q)
		f.Matches = f.Why == ""
	}
	return f
}

// why says in words which element did not match.
func (r *rule) why(v verdict, err error, q *question) string {
	switch {
	case err != nil: // a statement that Evaluate did not need, because another one had decided
		return fmt.Sprintf("not asked: %v", err)
	case v.failed == resourceElement:
		return fmt.Sprintf("its resources do not cover %s", q.Resource)
	case v.failed == principalElement:
		return fmt.Sprintf("it is not about %s", q.Caller)
	case v.failed == conditionElement:
		return r.conditions[v.condition].why(q)
	default:
		return ""
	}
}
