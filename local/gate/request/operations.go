package request

// rule collects the authorizations that one operation needs.
type rule func(*reader) error

// operations are those of the DynamoDB API, version 2012-08-10. An operation that is not listed is refused. Operations
// that moto does not have are listed too: moto then answers. ("Actions", Amazon DynamoDB API Reference, against
// "Actions, resources, and condition keys for Amazon DynamoDB".) StartBulkPutItems and its three companions are left
// out because no reference says yet which actions they need.
var operations = map[string]rule{
	"GetItem":    onTable,
	"PutItem":    onTable,
	"UpdateItem": onTable,
	"DeleteItem": onTable,

	"Query":         onTableOrIndex,
	"Scan":          onTableOrIndex,
	"SearchVectors": onTableOrIndex,

	"BatchGetItem":       batch,
	"BatchWriteItem":     batch,
	"TransactGetItems":   transaction(map[string]string{"Get": "GetItem"}),
	"TransactWriteItems": transaction(writes),

	"ExecuteStatement":      statement,
	"BatchExecuteStatement": statements("Statements"),
	"ExecuteTransaction":    statements("TransactStatements"),

	"CreateTable":                     createTable,
	"DescribeTable":                   onTable,
	"UpdateTable":                     updateTable,
	"DeleteTable":                     onTable,
	"DescribeTimeToLive":              onTable,
	"UpdateTimeToLive":                onTable,
	"DescribeTableReplicaAutoScaling": onTable,
	"UpdateTableReplicaAutoScaling":   onTable,
	"DescribeContributorInsights":     onTableOrIndex,
	"UpdateContributorInsights":       onTableOrIndex,

	"DescribeKinesisStreamingDestination": onTable,
	"EnableKinesisStreamingDestination":   onTable,
	"DisableKinesisStreamingDestination":  onTable,
	"UpdateKinesisStreamingDestination":   onTable,

	"PutResourcePolicy":    onResource,
	"GetResourcePolicy":    onResource,
	"DeleteResourcePolicy": onResource,
	"TagResource":          onResource,
	"UntagResource":        onResource,
	"ListTagsOfResource":   onResource,

	"DescribeContinuousBackups": onTable,
	"UpdateContinuousBackups":   onTable,
	"CreateBackup":              onTable,
	"DescribeBackup":            onArchive("BackupArn"),
	"DeleteBackup":              onArchive("BackupArn"),
	"RestoreTableFromBackup":    restoreBackup,
	"RestoreTableToPointInTime": restorePoint,
	"ExportTableToPointInTime":  exportTable,
	"DescribeExport":            onArchive("ExportArn"),
	"ImportTable":               importTable,
	"DescribeImport":            onArchive("ImportArn"),

	"CreateGlobalTable":           onGlobalTable(true),
	"UpdateGlobalTable":           onGlobalTable(true),
	"UpdateGlobalTableSettings":   onGlobalTable(true),
	"DescribeGlobalTable":         onGlobalTable(false),
	"DescribeGlobalTableSettings": onGlobalTable(false),
	"ListGlobalTables":            onNoResource,
	"ListTables":                  onNoResource,
	"ListBackups":                 onNoResource,
	"ListExports":                 onNoResource,
	"ListImports":                 onNoResource,
	"ListContributorInsights":     onNoResource,
	"DescribeLimits":              onNoResource,
	"DescribeEndpoints":           onNoResource,
}

// onTable is for an operation whose action has its name, on the table that it names.
func onTable(r *reader) error { return r.addTable(r.operation, r.Fields, "TableName") }

// onTableOrIndex is for an operation that can name an index of its table.
func onTableOrIndex(r *reader) error {
	arn, err := r.tableOrIndex()
	if err == nil {
		r.add(r.operation, arn)
	}
	return err
}

// onResource is for an operation on the policy or the tags of a table or a stream. ("The Amazon Resource Name (ARN) of
// the DynamoDB resource to which the policy will be attached. The resources you can specify include tables and
// streams", PutResourcePolicy.)
func onResource(r *reader) error {
	arn, err := r.resource("ResourceArn", tableARN, streamARN)
	if err == nil {
		r.add(r.operation, arn)
	}
	return err
}

// onArchive is for an operation on a backup, an export or an import.
func onArchive(field string) rule {
	return func(r *reader) error {
		arn, err := r.resource(field, archiveARN)
		if err == nil {
			r.add(r.operation, arn)
		}
		return err
	}
}

// onNoResource is for an operation that names no resource. Policies name "*" for it.
func onNoResource(r *reader) error {
	r.add(r.operation, "*")
	return nil
}

// onGlobalTable is for an operation on global tables of 2017. Those that change one also need the table of that name.
func onGlobalTable(table bool) rule {
	return func(r *reader) error {
		arn, err := r.table(r.Fields, "GlobalTableName")
		if err != nil {
			return err
		}
		_, name := TableOf(arn)
		r.add(r.operation, "arn:"+Partition(r.home.Region)+":dynamodb::"+r.home.Account+":global-table/"+name)
		if table {
			r.add(r.operation, arn)
		}
		return nil
	}
}
