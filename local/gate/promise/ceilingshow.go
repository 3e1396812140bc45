package promise

import (
	"context"
	"encoding/json"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
)

// showCeilings puts what is kept into the description of a table.
func (k *Keeper) showCeilings(arn string) func(context.Context, []byte) ([]byte, error) {
	return func(ctx context.Context, body []byte) ([]byte, error) {
		kept, err := k.ceilingsOf(ctx, arn)
		if err != nil || len(kept) == 0 {
			return body, err
		}
		var answer map[string]call.Fields
		if err := json.Unmarshal(body, &answer); err != nil {
			return nil, err
		}
		for _, table := range answer { // Table or TableDescription
			if err := kept.show(table); err != nil {
				return nil, err
			}
		}
		return json.Marshal(answer)
	}
}

func (l ceilings) show(table call.Fields) error {
	put := func(into call.Fields, name string) (err error) {
		if ceiling := l[name]; ceiling.MaxReadRequestUnits != 0 || ceiling.MaxWriteRequestUnits != 0 {
			into["OnDemandThroughput"], err = json.Marshal(ceiling)
		}
		return err
	}
	var indexes []call.Fields
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
