package policy

import (
	"slices"
	"strings"
)

// Class is the kind of power that an action gives. Every DynamoDB action is in exactly one class.
type Class string

// The classes, in the order in which documents and reports list them.
const (
	// ClassRead returns items.
	ClassRead Class = "read"
	// ClassWrite changes items. It can return them too, by ReturnValues, and reveal them, by a condition.
	ClassWrite Class = "write"
	// ClassStream reads change records, which the stream's own policy governs.
	ClassStream Class = "stream"
	// ClassMovement is the control-plane calls that copy data out of the table or publish what is in it.
	ClassMovement Class = "movement"
	// ClassPolicy changes the policies that say who may do all this.
	ClassPolicy Class = "policy"
	// ClassShape changes the table's settings or deletes it. It can open a new door, such as a stream, or destroy data, by
	// deleting the table or letting items expire.
	ClassShape Class = "shape"
	// ClassDescribe returns metadata.
	ClassDescribe Class = "describe"
	// ClassAccount is the calls that no table's policy can govern, since they do not name an existing table.
	ClassAccount Class = "account"
)

// Classes lists every class in order.
func Classes() []Class {
	return []Class{
		ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape, ClassDescribe, ClassAccount,
	}
}

// Action is one DynamoDB action, as the service authorization reference names it.
type Action struct {
	Name   string // without the "dynamodb:" prefix
	Class  Class
	Table  Support // in a table policy
	Stream Support // in a stream policy
	// Tableless is true where the action only reads and need not name a resource, so aws:ResourceAccount may be absent
	// from its requests.
	Tableless bool
	// Indexed is true where the action is authorised on an index when a request names one.
	Indexed bool
}

// String returns the name as policies write it, with its prefix.
func (a Action) String() string { return "dynamodb:" + a.Name }

// actions gives every action of AWS's service authorization reference for DynamoDB a class and its support in resource
// policies. A test fails where this list and reference_data.go name different actions. Source for Documented and
// Rejected: "DynamoDB API operations supported by resource-based policies".
var actions = build(
	inClass(ClassRead, Documented, Rejected, "BatchGetItem", "GetItem", "Query", "Scan"),
	inClass(ClassRead, Inferred, Rejected, "ConditionCheckItem", "PartiQLSelect"),
	inClass(ClassRead, Unknown, Rejected, "SearchVectors"),

	inClass(ClassWrite, Documented, Rejected, "BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"),
	inClass(ClassWrite, Inferred, Rejected, "PartiQLDelete", "PartiQLInsert", "PartiQLUpdate"),

	inClass(ClassStream, Rejected, Documented, "DescribeStream", "GetRecords", "GetShardIterator"),

	inClass(ClassMovement, Documented, Rejected,
		"AssociateTableReplica", "CreateBackup", "EnableKinesisStreamingDestination", "ExportTableToPointInTime",
		"ReadDataForReplication", "ReplicateSettings", "RestoreTableToPointInTime", "UpdateContributorInsights",
		"UpdateKinesisStreamingDestination", "WriteDataForReplication"),
	inClass(ClassMovement, Unknown, Rejected,
		"CreateGlobalTableWitness", "CreateTableReplica", "RestoreTableFromAwsBackup", "StartAwsBackupJob"),
	// StartBulkPutItems writes items that it reads from a bucket, and may write existing ones to a bucket of another
	// account. It was announced in November 2026. Source: OutputS3Configuration, CONDITION_CHECK_FAILURE.
	inClass(ClassMovement, Unknown, Rejected, "StartBulkPutItems"),
	inClass(ClassMovement, Rejected, Rejected, "CreateGlobalTable", "RestoreTableFromBackup", "UpdateGlobalTable"),

	inClass(ClassPolicy, Documented, Documented, "DeleteResourcePolicy", "PutResourcePolicy"),
	inClass(ClassPolicy, Rejected, Rejected, "UpdateAbacStatus"),

	// The reference lists streams among the resources of the tag actions. The list of operations that a stream's policy
	// supports does not name them.
	inClass(ClassShape, Documented, Unknown, "TagResource", "UntagResource"),
	inClass(ClassShape, Documented, Rejected,
		"DeleteTable", "DisableKinesisStreamingDestination", "UpdateContinuousBackups", "UpdateTable",
		"UpdateTableReplicaAutoScaling", "UpdateTimeToLive"),
	inClass(ClassShape, Unknown, Rejected, "DeleteGlobalTableWitness", "DeleteTableReplica", "UpdateGlobalTableVersion"),
	inClass(ClassShape, Rejected, Rejected, "CancelBulkOperation", "UpdateGlobalTableSettings"),

	inClass(ClassDescribe, Documented, Documented, "GetResourcePolicy"),
	inClass(ClassDescribe, Documented, Unknown, "ListTagsOfResource"),
	inClass(ClassDescribe, Documented, Rejected,
		"DescribeContinuousBackups", "DescribeContributorInsights", "DescribeKinesisStreamingDestination",
		"DescribeTable", "DescribeTableReplicaAutoScaling", "DescribeTimeToLive"),
	inClass(ClassDescribe, Rejected, Rejected,
		"DescribeBulkOperation", "DescribeGlobalTable", "DescribeGlobalTableSettings"),

	inClass(ClassAccount, Rejected, Rejected,
		"CreateTable", "DeleteBackup", "DescribeBackup", "DescribeEndpoints", "DescribeExport", "DescribeImport",
		"DescribeLimits", "DescribeReservedCapacity", "DescribeReservedCapacityOfferings", "GetAbacStatus",
		"ImportTable", "InjectError", "ListBackups", "ListBulkOperations", "ListContributorInsights", "ListExports",
		"ListGlobalTables", "ListImports", "ListStreams", "ListTables", "PurchaseReservedCapacityOfferings"),
)

// Actions returns every DynamoDB action, sorted by name.
func Actions() []Action { return slices.Clone(actions) }

// inClass lists actions of one class that have the same support.
func inClass(class Class, table, stream Support, names ...string) []Action {
	list := make([]Action, len(names))
	for i, name := range names {
		list[i] = Action{Name: name, Class: class, Table: table, Stream: stream}
	}
	return list
}

// build adds to the actions what the reference says of each, and sorts them by name.
func build(lists ...[]Action) []Action {
	all := slices.Concat(lists...)
	for i := range all {
		for _, row := range slices.Concat(referenceRows, announcedRows) {
			if row.name == all[i].Name {
				all[i].Tableless, all[i].Indexed = row.isTableless(), row.authorizedOn(IndexResource)
			}
		}
	}
	slices.SortFunc(all, func(a, b Action) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// IsData reports whether the actions of a class return or change items, or return their change records.
func (c Class) IsData() bool { return c == ClassRead || c == ClassWrite || c == ClassStream }

// ActionsWhere returns the sorted names of the actions for which a condition holds.
func ActionsWhere(holds func(Action) bool) []string {
	var names []string
	for _, action := range actions {
		if holds(action) {
			names = append(names, action.Name)
		}
	}
	return names
}

// ActionNamed returns the action of a name, without its prefix. It panics where there is none, so the name has to be
// one that the code writes and not one that it is given.
func ActionNamed(name string) Action {
	return actions[slices.IndexFunc(actions, func(a Action) bool { return a.Name == name })]
}
