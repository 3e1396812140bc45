package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// authorization is one decision, which the report, the simulator and the gate's log each have.
type authorization struct{ principal, origin, action, resource string }

// claim is one answer of a report. A row has one for each of its callers, origins, actions and resources.
type claim struct {
	authorization

	on      target
	class   string
	allowed bool
	row     string
}

// name is the action without its prefix.
func (c claim) name() string { return strings.TrimPrefix(c.action, "dynamodb:") }

// target is what a call is about: a table, or its index or stream.
type target struct {
	*reportedTable

	kind, resource string
}

// reportedTable is a table, its report, and its policies as AWS has them.
type reportedTable struct {
	deployedTable

	label    string
	rows     []reportRow
	policies map[string]string // by the ARN that they are attached to
}

// reportRow is a row of a table's access report as a program reads it.
type reportRow struct {
	Callers, Origins, Actions, Resources []string
	Class, Decision, Statement, Reason   string
}

// newReportedTable reads a table from the outputs of the stack.
func newReportedTable(t *testing.T, label string, output any) *reportedTable {
	t.Helper()
	text, err := json.Marshal(output)
	require.NoError(t, err)
	var found struct {
		Arn, Stream string
		Rows        []reportRow
	}
	require.NoError(t, json.Unmarshal(text, &found))
	require.NotEmpty(t, found.Rows)
	name := found.Arn[strings.LastIndexByte(found.Arn, '/')+1:]
	return &reportedTable{
		deployedTable: deployedTable{name: name, arn: found.Arn, stream: found.Stream}, label: label, rows: found.Rows,
	}
}

// anyIndex stands for the indexes of a table that has none. A table's policy holds for indexes that it gets later.
const anyIndex = "any"

func (r *reportedTable) target(kind string) target {
	arns := map[string]string{onTable: r.arn, onIndex: r.arn + "/index/" + anyIndex, onStream: r.stream}
	return target{r, kind, arns[kind]}
}

// backup is the ARN of a backup of the table. There is none of this ARN.
func (r *reportedTable) backup() string { return r.arn + "/backup/01234567890123-abcdef01" }

func (r *reportedTable) globalTable() string {
	return "arn:aws:dynamodb::" + workspace.Account + ":global-table/" + r.name
}

// authorizedOn is the resource that an action is authorized on. Reports list under the table what is about it and names
// a global table, or nothing. ("Actions, resources, and condition keys for Amazon DynamoDB".)
func (t target) authorizedOn(action string) string {
	switch action {
	case "DescribeGlobalTable", "DescribeGlobalTableSettings":
		return t.globalTable()
	case "UpdateAbacStatus":
		return "*"
	}
	return t.resource
}

// indexActions are the actions that can name an index. ("Actions, resources, and condition keys for Amazon DynamoDB".)
var indexActions = []string{
	"DescribeContributorInsights", "PartiQLSelect", "Query", "Scan", "SearchVectors", "UpdateContributorInsights",
}

// actionsOf lists the actions of a class that are authorized on a kind of resource.
func actionsOf(class, kind string) []string {
	var names []string
	for _, a := range policy.Actions() {
		on := map[string]bool{
			onTable: a.Class != policy.ClassStream && a.Class != policy.ClassAccount,
			onIndex: slices.Contains(indexActions, a.Name), onStream: a.Stream != policy.Rejected,
		}
		if string(a.Class) == class && on[kind] {
			names = append(names, a.Name)
		}
	}
	return names
}

// claims takes the rows apart. Everybody is all callers of the account.
func (r *reportedTable) claims(everybody []string) []claim {
	var all []claim
	for _, row := range r.rows {
		label := fmt.Sprintf("%s: %s of %v on %v to %v from %v is %s by %q (%s)", r.label, row.Class, row.Actions,
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
			on := r.target(kind)
			names := row.Actions
			if len(names) == 0 { // it is about every action of its class
				names = actionsOf(row.Class, kind)
			}
			for _, name := range names {
				for _, principal := range principals {
					for _, from := range row.Origins {
						a := authorization{principal, from, "dynamodb:" + name, on.authorizedOn(name)}
						all = append(all, claim{a, on, row.Class, row.Decision == "allowed", label})
					}
				}
			}
		}
	}
	return all
}

// principals lists all callers that the report names, and those that stand for all callers of the account.
func (r *reportedTable) principals() []string {
	list := []string{root}
	for name, principal := range standIns {
		if name != foreignRole && !strings.Contains(name, "*") {
			list = append(list, principal)
		}
	}
	for _, row := range r.rows {
		for _, name := range row.Callers {
			if name != everyCaller {
				list = append(list, principalOf(name))
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// requireComplete requires the report to have one answer for each caller of the account, origin, action and resource.
func (r *reportedTable) requireComplete(t *testing.T, claims []claim, everybody []string, origins []origin) {
	t.Helper()
	found := map[authorization]claim{}
	for _, c := range claims {
		if other, twice := found[c.authorization]; twice && other.allowed != c.allowed {
			t.Errorf("the report contradicts itself on %v:\n%s\n%s", c.authorization, other.row, c.row)
		}
		found[c.authorization] = c
	}
	for _, class := range policy.Classes() {
		for _, kind := range []string{onTable, onIndex, onStream} {
			for _, name := range actionsOf(string(class), kind) {
				for _, principal := range everybody {
					for _, from := range origins {
						a := authorization{principal, from.name, "dynamodb:" + name, r.target(kind).authorizedOn(name)}
						if _, answered := found[a]; !answered && a.resource != "" {
							t.Errorf("%s: the report has no answer for %v", r.label, a)
						}
					}
				}
			}
		}
	}
}

// notSendable are the actions of a table's report that no call needs alone, and why.
var notSendable = map[string]string{
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

// needs lists all authorizations of the call behind a claim. ("Using IAM with DynamoDB backup and restore" and "IAM
// permissions for global tables", Amazon DynamoDB Developer Guide.)
func (c claim) needs() []authorization {
	on := func(resource string, actions ...string) []authorization {
		var list []authorization
		for _, action := range actions {
			list = append(list, authorization{c.principal, c.origin, "dynamodb:" + action, resource})
		}
		return list
	}
	restore := on(tableARN(restored), "PutItem", "UpdateItem", "DeleteItem", "GetItem", "Query", "Scan", "BatchWriteItem")
	switch c.name() {
	case "CreateTableReplica", "DeleteTableReplica":
		return append(on(c.on.arn, "UpdateTable"), c.authorization)
	case "RestoreTableToPointInTime":
		return append(restore, c.authorization)
	case "RestoreTableFromBackup":
		return append(restore, on(c.on.backup(), "RestoreTableFromBackup")...)
	case "CreateGlobalTable", "UpdateGlobalTable", "UpdateGlobalTableSettings":
		return append(on(c.on.globalTable(), c.name()), c.authorization)
	default:
		return []authorization{c.authorization}
	}
}
