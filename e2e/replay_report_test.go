package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// authorisation is one question, as the report, the simulator and the gate's log answer it.
type authorisation struct{ principal, place, action, resource string }

// claim is one answer of a report: a row holds one for each of its callers, origins, actions and resources.
type claim struct {
	authorisation

	on      target
	allowed bool
	row     string
}

// authorised is what an action is authorised on. The reports file under the table what is about it and names a global
// table, or nothing. ("Actions, resources, and condition keys for Amazon DynamoDB".)
func (t target) authorised(action string) string {
	switch action {
	case "DescribeGlobalTable", "DescribeGlobalTableSettings":
		return t.global()
	case "UpdateAbacStatus":
		return "*"
	}
	return t.resource
}

func (s *subject) global() string {
	return "arn:aws:dynamodb::" + workspace.Account + ":global-table/" + s.name
}

// indexed are the actions that can name an index. ("Actions, resources, and condition keys for Amazon DynamoDB".)
var indexed = []string{
	"DescribeContributorInsights", "PartiQLSelect", "Query", "Scan", "SearchVectors", "UpdateContributorInsights",
}

// actionsOf are the actions of a class that are authorised on a kind of resource. A row names none where it means all.
func actionsOf(class, kind string) []string {
	var names []string
	for _, a := range policy.Actions() {
		on := map[string]bool{
			"table": a.Class != policy.ClassStream && a.Class != policy.ClassAccount,
			"index": slices.Contains(indexed, a.Name), "stream": a.Stream != policy.Rejected,
		}
		if string(a.Class) == class && on[kind] {
			names = append(names, a.Name)
		}
	}
	return names
}

// claims takes the rows of a report apart.
func (s *subject) claims(everybody []string) []claim {
	var all []claim
	for _, row := range s.rows {
		label := fmt.Sprintf("%s: %s of %v on %v to %v from %v is %s by %q (%s)", s.label, row.Class, row.Actions,
			row.Resources, row.Callers, row.Origins, row.Decision, row.Statement, row.Reason)
		var principals []string
		for _, name := range row.Callers {
			if name == everyCaller {
				principals = append(principals, everybody...)
				continue
			}
			principals = append(principals, principalOf(name))
		}
		for _, kind := range row.Resources {
			on := target{subject: s, resource: s.resource(kind)}
			if kind == "index" {
				index := anIndex
				on.index = &index
			}
			names := row.Actions
			if len(names) == 0 {
				names = actionsOf(row.Class, kind)
			}
			for _, name := range names {
				for _, principal := range principals {
					for _, origin := range row.Origins {
						q := authorisation{principal, origin, "dynamodb:" + name, on.authorised(name)}
						all = append(all, claim{q, on, row.Decision == "allowed", label})
					}
				}
			}
		}
	}
	return all
}

// principals are all whom a report names, and whoever it means by every caller of the account.
func (s *subject) principals() []string {
	list := []string{root}
	for name, principal := range stands {
		if name != "a role of another account" && !slices.ContainsFunc([]rune(name), func(r rune) bool { return r == '*' }) {
			list = append(list, principal)
		}
	}
	for _, row := range s.rows {
		for _, name := range row.Callers {
			if name != everyCaller {
				list = append(list, principalOf(name))
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// requireWhole wants a report to answer each question about each caller of the account once.
func (s *subject) requireWhole(t *testing.T, claims []claim, everybody []string, places []place) {
	t.Helper()
	said := map[authorisation]claim{}
	for _, c := range claims {
		if other, found := said[c.authorisation]; found && other.allowed != c.allowed {
			t.Errorf("the report says both of %v:\n%s\n%s", c.authorisation, other.row, c.row)
		}
		said[c.authorisation] = c
	}
	for _, class := range policy.Classes() {
		for _, kind := range []string{"table", "index", "stream"} {
			for _, name := range actionsOf(string(class), kind) {
				for _, principal := range everybody {
					for _, from := range places {
						on := target{subject: s, resource: s.resource(kind)}
						q := authorisation{principal, from.name, "dynamodb:" + name, on.authorised(name)}
						if _, found := said[q]; !found && q.resource != "" {
							t.Errorf("%s: the report does not say %v", s.label, q)
						}
					}
				}
			}
		}
	}
}

// without are the actions that a table's report names and no operation of the API needs alone, and why.
var without = map[string]string{
	"AssociateTableReplica":     "AWS calls it between accounts",
	"ReadDataForReplication":    "AWS calls it between accounts",
	"WriteDataForReplication":   "AWS calls it between accounts",
	"ReplicateSettings":         "AWS calls it between accounts",
	"RestoreTableFromAwsBackup": "AWS Backup calls it",
	"StartAwsBackupJob":         "AWS Backup calls it",
	"UpdateAbacStatus":          "the SDK has no operation for it",
	"UpdateGlobalTableVersion":  "the SDK has no operation for it",
	"CreateGlobalTableWitness":  "the gate knows no operation that needs it",
	"DeleteGlobalTableWitness":  "the gate knows no operation that needs it",
}

// needs are all authorisations of the request that stands for a question. ("Using IAM with DynamoDB backup and restore"
// and "IAM permissions for global tables", Amazon DynamoDB Developer Guide.)
func (c claim) needs() []authorisation {
	on := func(resource string, actions ...string) []authorisation {
		var list []authorisation
		for _, action := range actions {
			list = append(list, authorisation{c.principal, c.place, "dynamodb:" + action, resource})
		}
		return list
	}
	restore := on(tableARN(restored), "PutItem", "UpdateItem", "DeleteItem", "GetItem", "Query", "Scan", "BatchWriteItem")
	global := on(c.on.global(), c.name())
	switch c.action {
	case "dynamodb:CreateTableReplica", "dynamodb:DeleteTableReplica":
		return append(on(c.on.arn, "UpdateTable"), c.authorisation)
	case "dynamodb:RestoreTableToPointInTime":
		return append(restore, c.authorisation)
	case "dynamodb:RestoreTableFromBackup":
		return append(restore, on(c.on.backup(), "RestoreTableFromBackup")...)
	case "dynamodb:CreateGlobalTable", "dynamodb:UpdateGlobalTable", "dynamodb:UpdateGlobalTableSettings":
		return append(global, c.authorisation)
	default:
		return []authorisation{c.authorisation}
	}
}
