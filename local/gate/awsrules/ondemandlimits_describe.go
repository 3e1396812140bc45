package awsrules

import (
	"context"
	"encoding/json"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// describeOnDemandLimits returns an edit that adds the limits to the description of a table.
func (e *Enforcer) describeOnDemandLimits(arn string) func(context.Context, []byte) ([]byte, error) {
	return func(ctx context.Context, body []byte) ([]byte, error) {
		kept, err := e.readOnDemandLimits(ctx, arn)
		if err != nil || len(kept) == 0 {
			return body, err
		}
		var response map[string]request.Fields
		if err := json.Unmarshal(body, &response); err != nil {
			return nil, err
		}
		for _, table := range response { // Table or TableDescription
			if err := kept.describe(table); err != nil {
				return nil, err
			}
		}
		return json.Marshal(response)
	}
}

func (l onDemandLimits) describe(table request.Fields) error {
	put := func(into request.Fields, name string) (err error) {
		if limit := l[name]; limit.MaxReadRequestUnits != 0 || limit.MaxWriteRequestUnits != 0 {
			into["OnDemandThroughput"], err = json.Marshal(limit)
		}
		return err
	}
	var indexes []request.Fields
	if raw, found := table["GlobalSecondaryIndexes"]; found {
		if err := json.Unmarshal(raw, &indexes); err != nil {
			return err
		}
	}
	for _, index := range indexes {
		name, err := index.String("IndexName")
		if err != nil {
			return err
		}
		if err := put(index, name); err != nil {
			return err
		}
	}
	if len(indexes) > 0 {
		raw, err := json.Marshal(indexes)
		if err != nil {
			return err
		}
		table["GlobalSecondaryIndexes"] = raw
	}
	return put(table, "")
}
