package e2e

import (
	"fmt"
	"path"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestOrdinaryClients deploys a table of each enforcement and perimeter. It calls each table from every origin, as
// every caller, with the AWS SDKs that programs use. The answers follow the rules, and are the same in every SDK.
func TestOrdinaryClients(t *testing.T) {
	f := deployAll(t)
	attempts := f.attempts()
	for _, sdk := range sdks {
		t.Run(sdk.name, func(t *testing.T) {
			requests := make([]request, len(attempts))
			for i, a := range attempts {
				requests[i] = f.request(a, fmt.Sprintf("%s-%d", sdk.name, i))
				requests[i].ID = i
			}
			started := time.Now()
			replies := sdk.send(t, requests)
			t.Logf("%d requests in %s", len(replies), time.Since(started).Round(time.Millisecond))
			require.Len(t, replies, len(attempts))
			for i, a := range attempts {
				require.Equal(t, i, replies[i].ID)
				a.check(t, replies[i])
			}
		})
	}
}

// attempt is a call to one table, by a caller from an origin, with the code that it is to be answered with.
type attempt struct {
	sdkCall

	table          *intendedTable
	caller, origin string
	want           string
}

func (a attempt) String() string {
	return fmt.Sprintf("%s on %s by %s from %s", a.name, a.table.title, a.caller, a.origin)
}

func (f *fixture) attempts() []attempt {
	var list []attempt
	for _, table := range f.tables {
		for _, c := range sdkCalls {
			for _, caller := range callers {
				for _, origin := range origins {
					if table.isInformative(c, caller, origin) {
						want := wantedCode(table.enforcement, table.perimeter, c, caller, origin)
						list = append(list, attempt{c, table, caller, origin, want})
					}
				}
			}
		}
	}
	return list
}

// isInformative reports whether an attempt shows what no other attempt does: all of them would take minutes. One table
// of each enforcement gets every call, from every caller at the internet and from the reader at the other origins.
// Where tables, callers or origins differ by class alone, one call of a class is enough.
func (table *intendedTable) isInformative(c sdkCall, caller, origin string) bool {
	byVPCs := table.perimeter == pd.PerimeterVpcs
	representative := slices.Contains(oneOfEachClass, c.name)
	switch {
	case !carries(origin, c.service()):
		return table.enforcement == pd.EnforcementObserve && representative && caller == reader
	case caller == nobody: // no policy is looked at
		return table.enforcement == pd.EnforcementData && byVPCs && (c.class == read || c.class == stream) && representative
	case c.class == movement || c.class == shape: // the gate reads every policy again after such a change
		return byVPCs && table.enforcement != pd.EnforcementObserve &&
			(origin == gate.Internet || origin == gatewayEndpoint && caller == reader)
	case table.enforcement == pd.EnforcementObserve: // which tells no caller from another
		return caller == reader && (representative || origin == gate.Internet)
	case caller == reader:
		return representative || byVPCs && origin != secondEndpoint && origin != memberVPC
	case origin == gate.Internet:
		return byVPCs || representative && caller == breakGlass
	default:
		return byVPCs && representative
	}
}

// request is an attempt as an SDK is given it. Fresh is the key of no item yet.
func (f *fixture) request(a attempt, fresh string) request {
	by := f.callers[a.caller]
	input := a.table.replacer("RESOURCE", a.table.arn, "INDEX", indexName, "FRESH", fresh).Replace(a.input)
	return request{
		URL: f.doors[a.origin], Key: by.AccessKeyID, Secret: by.SecretAccessKey, Token: by.SessionToken,
		Service: a.service(), Operation: a.operation, Input: []byte(input),
	}
}

// check compares a reply with the code that is wanted, and the message of a refusal with that of AWS.
func (a attempt) check(t *testing.T, got reply) {
	t.Helper()
	if !assert.Equal(t, a.want, got.Code, "%s: %s", a, got.Message) || a.want != accessDenied {
		return
	}
	resource := map[string]string{
		onTable: a.table.arn, onIndex: a.table.arn + "/index/" + indexName, onStream: a.table.stream,
	}[a.kind]
	// AWS names a role's session without the role's path.
	session := "arn:aws:sts::" + workspace.Account + ":assumed-role/" + path.Base(a.caller) + "/local"
	assert.Equal(t, "User: "+session+" is not authorized to perform: dynamodb:"+a.action+" on resource: "+resource+
		" with an explicit deny in a resource-based policy", got.Message, "%s", a)
}
