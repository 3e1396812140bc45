package request

// createTable also needs the permission to attach a policy where the request has one: "To attach a resource-based
// policy while creating a table, you must have the dynamodb:PutResourcePolicy permission" ("Create a table with a
// resource-based policy", Amazon DynamoDB Developer Guide).
func createTable(r *reader) error {
	if err := onTable(r); err != nil {
		return err
	}
	document, err := r.String("ResourcePolicy")
	if err == nil && document != "" {
		err = r.addTable("PutResourcePolicy", r.Fields, "TableName")
	}
	return err
}

// updateTable needs another action for each replica that is added or removed. ("IAM permissions for global tables".)
func updateTable(r *reader) error {
	if err := onTable(r); err != nil {
		return err
	}
	updates, err := r.objects("ReplicaUpdates")
	if err != nil {
		return err
	}
	for _, update := range updates {
		for field, action := range map[string]string{"Create": "CreateTableReplica", "Delete": "DeleteTableReplica"} {
			if _, found := update[field]; !found {
				continue
			}
			if err := r.addTable(action, r.Fields, "TableName"); err != nil {
				return err
			}
		}
	}
	return nil
}

// restored are the actions that a restore needs on the table that it creates. ("Using IAM with DynamoDB backup and
// restore", Amazon DynamoDB Developer Guide.)
var restored = []string{
	"PutItem", "UpdateItem", "DeleteItem", "GetItem", "Query", "Scan", "BatchWriteItem",
}

func restoreBackup(r *reader) error {
	if err := onArchive("BackupArn")(r); err != nil {
		return err
	}
	return intoTarget(r)
}

func restorePoint(r *reader) error {
	field := "SourceTableName"
	if _, found := r.Fields[field]; !found {
		field = "SourceTableArn"
	}
	if err := r.addTable(r.operation, r.Fields, field); err != nil {
		return err
	}
	return intoTarget(r)
}

func intoTarget(r *reader) error {
	name, err := r.required("TargetTableName")
	if err != nil {
		return err
	}
	if !tableName.MatchString(name) {
		return invalid("TargetTableName %q is not the name of a table", name)
	}
	for _, action := range restored {
		r.add(action, r.home.Table(name))
	}
	return nil
}

func exportTable(r *reader) error {
	arn, err := r.resource("TableArn", tableARN)
	if err == nil {
		r.add(r.operation, arn)
	}
	return err
}

func importTable(r *reader) error {
	parameters, err := r.object("TableCreationParameters")
	if err != nil {
		return err
	}
	return r.addTable(r.operation, parameters, "TableName")
}

// NewTable returns the ARN of the table that a request creates. It is empty for a request that creates none.
func (req Request) NewTable(home Home) string {
	fields, field := req.Fields, "TableName"
	switch req.Operation {
	case "CreateTable":
	case "ImportTable":
		fields, _ = req.Fields.object("TableCreationParameters")
	case "RestoreTableFromBackup", "RestoreTableToPointInTime":
		field = "TargetTableName"
	default:
		return ""
	}
	arn, _ := (&reader{home: home}).table(fields, field) // Read has found it well-formed
	return arn
}
