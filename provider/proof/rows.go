package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Row is one line of a report: everything that is decided alike.
type Row struct {
	Callers   []string
	Origins   []string
	Class     policy.Class
	Actions   []string // of the class; empty for all that can be called on the resources
	Resources []string
	Decision  string // allowed or denied
	Statement string // the statement that decides; empty if none denies
	Reason    string
	Certainty Certainty
}

// Certainty tells how sure a row or a limit is.
type Certainty string

const (
	// CertaintyVerified means that the evaluator decides it from the documents, which name only actions that AWS
	// documents.
	CertaintyVerified Certainty = "verified"
	// CertaintyDocumented means that AWS documents it, and no document of ours could change it.
	CertaintyDocumented Certainty = "documented"
	// CertaintyAssumed means that it depends on something that AWS does not document, such as whether a policy may name
	// an action.
	CertaintyAssumed Certainty = "assumed"
)

// The decisions of a row.
const (
	rowAllowed = "allowed"
	rowDenied  = "denied"
)

// rowList selects one of a row's lists.
type rowList func(*Row) *[]string

func callersOf(r *Row) *[]string   { return &r.Callers }
func originsOf(r *Row) *[]string   { return &r.Origins }
func actionsOf(r *Row) *[]string   { return &r.Actions }
func resourcesOf(r *Row) *[]string { return &r.Resources }

// mergeRows merges rows that differ in one list alone: the first of them gets the entries of the others.
func mergeRows(rows []Row, list rowList) []Row {
	merged := rows[:0]
	at := make(map[string]int, len(rows))
	var key []byte
	for i := range rows {
		entries := list(&rows[i])
		key = rows[i].appendKey(key[:0], entries)
		known, found := at[string(key)]
		if !found {
			at[string(key)] = len(merged)
			merged = append(merged, rows[i])
			continue
		}
		all := list(&merged[known])
		*all = union(*all, *entries)
	}
	return merged
}

// appendKey appends a text that is the same for two rows only if they are equal but for one of their lists.
func (r *Row) appendKey(key []byte, but *[]string) []byte {
	for _, list := range [...]*[]string{&r.Callers, &r.Origins, &r.Actions, &r.Resources} {
		if list != but {
			key = strconv.AppendInt(key, int64(len(*list)), 10)
			key = appendTexts(key, *list...)
		}
	}
	return appendTexts(key, string(r.Class), r.Decision, r.Statement, r.Reason, string(r.Certainty))
}

// appendTexts appends texts, each after its length, so that no two lists of texts read the same.
func appendTexts(key []byte, texts ...string) []byte {
	for _, text := range texts {
		key = append(key, ' ')
		key = strconv.AppendInt(key, int64(len(text)), 10)
		key = append(append(key, ' '), text...)
	}
	return key
}

// union returns a new list with the entries of one list and those of another that it lacks.
func union[T comparable](list, more []T) []T {
	all := slices.Clip(list) // so that append copies: rows share lists
	for _, entry := range more {
		if !slices.Contains(all, entry) {
			all = append(all, entry)
		}
	}
	return all
}

// rows makes a row of each outcome, or of several that differ in the origin alone.
func (p *prover) rows() []Row {
	var rows []Row
	var last *outcome
	var actions []string
	for i := range p.outcomes {
		o := &p.outcomes[i]
		own := o.caller.Account == p.account || o.caller.Kind == iam.ServiceCaller && o.group.governed
		if !own && !o.decision.Allowed() && (!o.isRefusedByEndpoint() || !p.isGranted(o)) || p.isElsewhere(o) {
			continue // a caller of another account is denied unless something is granted to it
		}
		from := []string{o.origin.nameFor(o.caller)}
		if last != nil && o.isLike(last) {
			origins := &rows[len(rows)-1].Origins
			*origins = union(*origins, from)
			continue
		}
		if last == nil || last.group != o.group {
			actions = o.group.names()
		}
		row := p.row(o)
		row.Callers, row.Origins, row.Actions, row.Resources = []string{o.caller.name}, from, actions, []string{o.group.kind}
		rows = append(rows, row)
		last = o
	}
	return rows
}

// isLike reports whether two outcomes make one row but for the origin.
func (o *outcome) isLike(other *outcome) bool {
	return o.caller == other.caller && o.group == other.group && o.decision == other.decision &&
		o.permitted == other.permitted && o.origin.inside == other.origin.inside && o.unread == other.unread
}

// row puts an outcome into words, without its lists.
func (p *prover) row(o *outcome) Row {
	r := Row{Class: o.group.action.Class, Decision: rowDenied, Certainty: CertaintyVerified}
	if o.decision.Statement >= 0 && o.decision.Layer != iam.LayerIdentity {
		r.Statement = o.decision.Document + ": " + cmp.Or(o.decision.Sid, fmt.Sprintf("[%d]", o.decision.Statement))
	}
	allowed := o.decision.Allowed()
	if allowed {
		r.Decision = rowAllowed
	}
	switch {
	case allowed && p.isBarred(o):
		r.Decision, r.Statement, r.Reason, r.Certainty = rowDenied, "", managedKeyBars, CertaintyDocumented
		return r
	case allowed && o.origin.inside && o.unread:
		r.Reason = "inside, if the endpoint's policy and the caller's own policies allow it"
		r.Certainty = CertaintyAssumed
		return r
	case o.isRefusedByEndpoint():
		r.Reason = "the endpoint's policy does not let it through"
		return r
	case allowed && o.isRootDelete() && !o.permitted:
		r.Reason, r.Certainty = "AWS lets root delete any resource policy of its account", CertaintyDocumented
	case o.decision.Effect == iam.ExplicitDeny && o.decision.Layer == iam.LayerSCP && !p.guardrail:
		r.Reason = "not exempt, unless this is the organization's management account"
		if p.AssumedGuardrail {
			r.Reason, r.Certainty = "not exempt, if the guardrail's targets hold the account", CertaintyAssumed
		}
	case p.succeeds(o) && !allowed:
		r.Reason, r.Certainty = "refused by a wildcard, though AWS lists no resource policy for it", CertaintyAssumed
	case o.decision.Effect == iam.ExplicitDeny:
		r.Reason = "not exempt"
	case o.group.support == policy.Unknown && !o.group.governed:
		r.Reason = "not governed here: AWS does not say that a resource policy takes the action"
		r.Certainty = CertaintyAssumed
		if remark, seen := p.claims.seen(ClaimUnknown); seen && o.group.kind != policy.StreamResource {
			r.Reason, r.Certainty = "not governed here: a resource policy does not take the action"+remark, CertaintyVerified
		}
	case o.group.support == policy.Rejected:
		r.Reason, r.Certainty = "not governed here: a guardrail or identity policies would", CertaintyDocumented
	case allowed && o.exempt && !o.origin.inside:
		r.Reason = "exempt: " + o.exemptionReasons()
	case allowed && p.cannotDenyInside(o):
		r.Reason = "not refused inside: AWS does not say that a resource policy takes the action"
		r.Certainty = CertaintyAssumed
	case allowed && o.origin.inside:
		r.Reason = "inside, if the caller's own policies allow it"
	case allowed && o.permitted:
		r.Reason = "not refused outside"
	case allowed:
		r.Reason = "nothing refuses it"
	default:
		r.Reason = "nothing grants it"
	}
	if doubts := p.doubts(o); len(doubts) > 0 {
		remark, seen := p.claims.seen(doubts...)
		if !seen {
			r.Certainty = CertaintyAssumed
		}
		r.Reason += remark
	}
	return r
}

// doubts lists the claims that an outcome rests on and AWS does not document. One that no record can tell of is "".
func (p *prover) doubts(o *outcome) []string {
	var doubts []string
	if o.group.support == policy.Inferred {
		doubts = append(doubts, ClaimInferred)
	}
	if p.isDeniedByPattern(o) {
		doubts = append(doubts, ClaimPatterns)
		if o.group.support == policy.Unknown || o.group.support == policy.Rejected {
			doubts = append(doubts, "") // a pattern was not seen to refuse an action that no policy takes by name
		}
	}
	return doubts
}

// isDeniedByPattern reports whether a statement of a resource policy decides that denies patterns of names: AWS does
// not say that it accepts them.
func (p *prover) isDeniedByPattern(o *outcome) bool {
	if o.decision.Layer != iam.LayerResource || o.decision.Effect != iam.ExplicitDeny {
		return false
	}
	if p.patterned == nil {
		p.patterned = map[string][]bool{}
		for _, d := range p.Documents.Resource {
			for _, s := range d.Document.Statement {
				p.patterned[d.Name] = append(p.patterned[d.Name], slices.ContainsFunc(s.Action, func(name string) bool {
					return name != "dynamodb:*" && strings.Contains(name, "*")
				}))
			}
		}
	}
	return p.patterned[o.decision.Document][o.decision.Statement]
}

// cannotDenyInside reports whether the intent denies the action inside and the documents cannot: they would have to
// name the action, and AWS may not accept its name.
func (p *prover) cannotDenyInside(o *outcome) bool {
	return o.origin.inside && o.group.support == policy.Unknown && p.Intent.DeniesEverywhere(o.group.action) &&
		!p.Intent.UsesPatterns()
}

// exemptionReasons lists the reasons of the exemptions that open the action to the caller.
func (o *outcome) exemptionReasons() string {
	var reasons []string
	for _, m := range o.caller.matches {
		if m.exemption.Opens(o.group.action) {
			reasons = append(reasons, m.exemption.Reason)
		}
	}
	return strings.Join(iam.CanonicalValues(reasons), ", ")
}
