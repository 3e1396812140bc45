package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestOrdinaryClients deploys a table of each enforcement and perimeter, and asks each from everywhere, as everybody,
// with the AWS SDKs that programs use. What they are answered is what the rules say, in each SDK alike.
func TestOrdinaryClients(t *testing.T) {
	neighbourhood := settle(t)
	calls := neighbourhood.calls()
	for _, sdk := range sdks {
		t.Run(sdk.name, func(t *testing.T) {
			requests := make([]request, len(calls))
			for i, c := range calls {
				requests[i] = neighbourhood.request(c, fmt.Sprintf("%s-%d", sdk.name, i))
				requests[i].ID = i
			}
			started := time.Now()
			replies := sdk.send(t, requests)
			t.Logf("%d requests in %s", len(replies), time.Since(started).Round(time.Millisecond))
			require.Len(t, replies, len(calls))
			for i, c := range calls {
				require.Equal(t, i, replies[i].ID)
				c.check(t, replies[i])
			}
		})
	}
}

// asked is one question to one table, by one caller from one place, and the code of the answer.
type asked struct {
	question

	table         *private
	caller, place string
	want          string
}

func (a asked) String() string {
	return fmt.Sprintf("%s on %s by %s from %s", a.name, a.table.title, a.caller, a.place)
}

// calls lists what is asked.
func (n *neighbourhood) calls() []asked {
	var list []asked
	for _, table := range n.tables {
		for _, q := range questions {
			for _, caller := range callers {
				for _, place := range places {
					if table.tells(q, caller, place) {
						want := answered(table.enforcement, table.perimeter, q, caller, place)
						list = append(list, asked{q, table, caller, place, want})
					}
				}
			}
		}
	}
	return list
}

// tells says whether an answer says anything that no other does; to ask everything of everybody everywhere would take
// minutes. Everything is asked of one table of each enforcement, by everybody from the internet and by a stranger from
// the other places; where tables, callers or places differ by class alone, one question of a class is enough.
func (p *private) tells(q question, caller, place string) bool {
	all := p.perimeter == pd.PerimeterVpcs
	short := slices.Contains(few, q.name)
	switch {
	case !carries(place, q.service()):
		return p.enforcement == pd.EnforcementObserve && short && caller == stranger
	case caller == nobody: // the policies are not looked at
		return p.enforcement == pd.EnforcementData && all && (q.class == read || q.class == stream) && short
	case q.class == movement || q.class == shape: // the gate reads every policy anew after such a change
		return all && p.enforcement != pd.EnforcementObserve &&
			(place == gate.Internet || place == gateway && caller == stranger)
	case p.enforcement == pd.EnforcementObserve: // everybody is a stranger to it
		return caller == stranger && (short || place == gate.Internet)
	case caller == stranger:
		return short || all && place != second && place != member
	case place == gate.Internet:
		return all || short && caller == breakGlass
	default:
		return all && short
	}
}

// request is a call as an SDK is given it. What is fresh is not in the table yet.
func (n *neighbourhood) request(a asked, fresh string) request {
	by := n.callers[a.caller]
	input := strings.NewReplacer("TABLE", a.table.name, "ARN", a.table.arn, "STREAM", a.table.stream,
		"SHARD", a.table.shard, "ITERATOR", a.table.iterator, "FRESH", fresh)
	return request{
		URL: n.doors[a.place], Key: by.AccessKeyID, Secret: by.SecretAccessKey, Token: by.SessionToken,
		Service: a.service(), Operation: a.operation, Input: []byte(input.Replace(a.input)),
	}
}

// check holds a reply to the code that is wanted, and a refusal to AWS's words: who, what, on what, and why.
func (a asked) check(t *testing.T, got reply) {
	t.Helper()
	if !assert.Equal(t, a.want, got.Code, "%s: %s", a, got.Message) || a.want != refused {
		return
	}
	resource := a.table.arn + a.resource
	if a.class == stream {
		resource = a.table.stream
	}
	assert.Equal(t, "User: "+session(a.caller)+" is not authorized to perform: dynamodb:"+a.action+" on resource: "+
		resource+" with an explicit deny in a resource-based policy", got.Message, "%s", a)
}
