package request

// batch needs the batch's own action on every table: "BatchGetItem: dynamodb:BatchGetItem on
// arn:aws:dynamodb:region:account-id:table/table-name".
func batch(r *reader) error {
	items, err := r.object("RequestItems")
	if err != nil {
		return err
	}
	for _, name := range sortedNames(items) {
		arn, err := r.tableNamed("RequestItems", name)
		if err != nil {
			return err
		}
		r.add(r.operation, arn)
	}
	return nil
}

// writes are the actions of the parts of TransactWriteItems. ("Using IAM with DynamoDB transactions": "Permissions for
// Put, Update, Delete, and Get actions are governed by the permissions used for the underlying PutItem, UpdateItem,
// DeleteItem, and GetItem operations. For the ConditionCheck action, you can use the dynamodb:ConditionCheckItem
// permission".)
var writes = map[string]string{
	"ConditionCheck": "ConditionCheckItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem",
}

// transaction needs one action for each item.
func transaction(actions map[string]string) rule {
	return func(r *reader) error {
		items, err := r.objects("TransactItems")
		if err != nil {
			return err
		}
		for at, item := range items {
			if len(item) == 0 {
				return invalid("TransactItems[%d] asks for nothing", at)
			}
			for _, part := range sortedNames(item) {
				action, known := actions[part]
				if !known {
					return invalid("TransactItems[%d] has an unknown part %q", at, part)
				}
				fields, err := item.object(part)
				if err != nil {
					return err
				}
				if err := r.addTable(action, fields, "TableName"); err != nil {
					return err
				}
			}
		}
		return nil
	}
}
