package policy

import (
	"slices"
	"strings"
)

// Class is the kind of power an action gives. Every DynamoDB action is in exactly one.
type Class string

// The classes, in the order in which documents and reports list them.
const (
	// ClassRead returns items.
	ClassRead Class = "read"
	// ClassWrite changes items, and can return them: every write has a ReturnValues or is conditional.
	ClassWrite Class = "write"
	// ClassStream reads change records. They are governed by the stream's own policy.
	ClassStream Class = "stream"
	// ClassMovement is the control plane that carries data out of the table, or publishes what is in it.
	ClassMovement Class = "movement"
	// ClassPolicy changes who may do all this.
	ClassPolicy Class = "policy"
	// ClassShape opens a new door or destroys: it can switch on a stream, drop the table, or age items out.
	ClassShape Class = "shape"
	// ClassDescribe returns metadata.
	ClassDescribe Class = "describe"
	// ClassAccount is every call that names no table, so that no table's policy can govern it.
	ClassAccount Class = "account"
)

// Classes lists every class in order.
func Classes() []Class {
	return []Class{
		ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape, ClassDescribe, ClassAccount,
	}
}

// Support says whether AWS accepts an action's name in a resource policy. One name that it does not
// accept makes AWS reject the whole document.
type Support string

// What is known about an action in a resource policy.
const (
	// Documented: AWS's list of API operations supported by resource-based policies, or its multi-account
	// global tables guide, names it.
	Documented Support = "documented"
	// Inferred: the action behind a documented API operation, such as PartiQLSelect behind
	// ExecuteStatement. It is rendered; a refusal by AWS would show loudly, on an empty table.
	Inferred Support = "inferred"
	// Unknown: no source. It is never rendered by name.
	Unknown Support = "unknown"
	// Rejected: AWS says that no resource policy of this kind supports it.
	Rejected Support = "rejected"
)

// Action is one DynamoDB action as the service authorization reference names it.
type Action struct {
	Name   string // without the "dynamodb:" prefix
	Class  Class
	Table  Support // in a table policy
	Stream Support // in a stream policy
	// Tableless: the action reads metadata of the account and need not name a resource, so that
	// aws:ResourceAccount may be absent.
	Tableless bool
	// indexed: the action is authorised on an index when it names one.
	Indexed bool
}

// String returns the name as policies write it.
func (a Action) String() string { return "dynamodb:" + a.Name }

// actions sorts the whole of AWS's service authorization reference for DynamoDB, which is in reference.go: a test
// fails where the two name different actions. Source for documented and rejected: "DynamoDB API operations
// supported by resource-based policies".
var actions = build(
	group(ClassRead, Documented, Rejected, "BatchGetItem", "GetItem", "Query", "Scan"),
	group(ClassRead, Inferred, Rejected, "ConditionCheckItem", "PartiQLSelect"),
	group(ClassRead, Unknown, Rejected, "SearchVectors"),

	group(ClassWrite, Documented, Rejected, "BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"),
	group(ClassWrite, Inferred, Rejected, "PartiQLDelete", "PartiQLInsert", "PartiQLUpdate"),

	group(ClassStream, Rejected, Documented, "DescribeStream", "GetRecords", "GetShardIterator"),

	group(ClassMovement, Documented, Rejected,
		"AssociateTableReplica", "CreateBackup", "EnableKinesisStreamingDestination", "ExportTableToPointInTime",
		"ReadDataForReplication", "ReplicateSettings", "RestoreTableToPointInTime", "UpdateContributorInsights",
		"UpdateKinesisStreamingDestination", "WriteDataForReplication"),
	group(ClassMovement, Unknown, Rejected,
		"CreateGlobalTableWitness", "CreateTableReplica", "RestoreTableFromAwsBackup", "StartAwsBackupJob"),
	group(ClassMovement, Rejected, Rejected, "CreateGlobalTable", "RestoreTableFromBackup", "UpdateGlobalTable"),

	group(ClassPolicy, Documented, Documented, "DeleteResourcePolicy", "PutResourcePolicy"),
	group(ClassPolicy, Rejected, Rejected, "UpdateAbacStatus"),

	// The reference has streams among the resources of the tag actions; the list of operations that a stream's
	// policy supports does not name them.
	group(ClassShape, Documented, Unknown, "TagResource", "UntagResource"),
	group(ClassShape, Documented, Rejected,
		"DeleteTable", "DisableKinesisStreamingDestination", "UpdateContinuousBackups", "UpdateTable",
		"UpdateTableReplicaAutoScaling", "UpdateTimeToLive"),
	group(ClassShape, Unknown, Rejected, "DeleteGlobalTableWitness", "DeleteTableReplica", "UpdateGlobalTableVersion"),
	group(ClassShape, Rejected, Rejected, "UpdateGlobalTableSettings"),

	group(ClassDescribe, Documented, Documented, "GetResourcePolicy"),
	group(ClassDescribe, Documented, Unknown, "ListTagsOfResource"),
	group(ClassDescribe, Documented, Rejected,
		"DescribeContinuousBackups", "DescribeContributorInsights", "DescribeKinesisStreamingDestination",
		"DescribeTable", "DescribeTableReplicaAutoScaling", "DescribeTimeToLive"),
	group(ClassDescribe, Rejected, Rejected, "DescribeGlobalTable", "DescribeGlobalTableSettings"),

	group(ClassAccount, Rejected, Rejected,
		"CreateTable", "DeleteBackup", "DescribeBackup", "DescribeEndpoints", "DescribeExport", "DescribeImport",
		"DescribeLimits", "DescribeReservedCapacity", "DescribeReservedCapacityOfferings", "GetAbacStatus",
		"ImportTable", "InjectError", "ListBackups", "ListContributorInsights", "ListExports", "ListGlobalTables",
		"ListImports", "ListStreams", "ListTables", "PurchaseReservedCapacityOfferings"),
)

// Actions returns every DynamoDB action, sorted by name.
func Actions() []Action { return slices.Clone(actions) }

func group(class Class, table, stream Support, names ...string) []Action {
	list := make([]Action, len(names))
	for i, name := range names {
		list[i] = Action{Name: name, Class: class, Table: table, Stream: stream}
	}
	return list
}

// build adds to what is judged here what the reference says.
func build(groups ...[]Action) []Action {
	all := slices.Concat(groups...)
	for i := range all {
		for _, row := range referenceRows {
			if row.name == all[i].Name {
				all[i].Tableless, all[i].Indexed = row.isTableless(), row.authorizedOn(IndexResource)
			}
		}
	}
	slices.SortFunc(all, func(a, b Action) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// InTablePolicy reports whether the action is written into table policies.
func (a Action) InTablePolicy() bool { return a.Table.Rendered() }

// InStreamPolicy reports whether the action is written into stream policies.
func (a Action) InStreamPolicy() bool { return a.Stream.Rendered() }

// Rendered reports whether a name is rendered.
func (s Support) Rendered() bool { return s == Documented || s == Inferred }

// IsData reports whether actions of the class return or change items or their change records.
func (c Class) IsData() bool { return c == ClassRead || c == ClassWrite || c == ClassStream }

// ActionsWhere lists the actions of a kind.
func ActionsWhere(of func(Action) bool) []string {
	var names []string
	for _, action := range actions {
		if of(action) {
			names = append(names, action.Name)
		}
	}
	return names
}

// The kinds of resource.
const (
	TableResource  = "table"
	IndexResource  = "index"
	StreamResource = "stream"
)

// ActionNamed looks one up by its name.
func ActionNamed(name string) Action {
	return actions[slices.IndexFunc(actions, func(a Action) bool { return a.Name == name })]
}
