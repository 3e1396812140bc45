package awsrules

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// describeOnDemandCapacity describes an on-demand table and its indexes without provisioned capacity. moto goes on
// describing what a table had before it became on-demand. ("If read/write capacity mode is PAY_PER_REQUEST the value is
// set to 0", ProvisionedThroughputDescription, Amazon DynamoDB API Reference.)
func describeOnDemandCapacity(_ context.Context, body []byte) ([]byte, error) {
	var response map[string]request.Fields
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, err
	}
	for _, table := range response { // Table or TableDescription
		var mode struct{ BillingMode types.BillingMode }
		if raw, found := table["BillingModeSummary"]; !found || json.Unmarshal(raw, &mode) != nil ||
			mode.BillingMode != types.BillingModePayPerRequest {
			continue
		}
		if err := withoutCapacity(table); err != nil {
			return nil, err
		}
		var indexes []request.Fields
		if raw, found := table["GlobalSecondaryIndexes"]; !found || json.Unmarshal(raw, &indexes) != nil {
			continue
		}
		for _, index := range indexes {
			if err := withoutCapacity(index); err != nil {
				return nil, err
			}
		}
		table.Set("GlobalSecondaryIndexes", indexes)
	}
	return json.Marshal(response)
}

func withoutCapacity(described request.Fields) error {
	capacity := request.Fields{}
	if raw, found := described["ProvisionedThroughput"]; found {
		if err := json.Unmarshal(raw, &capacity); err != nil {
			return err
		}
	}
	if capacity == nil {
		capacity = request.Fields{}
	}
	capacity.Set("ReadCapacityUnits", 0)
	capacity.Set("WriteCapacityUnits", 0)
	described.Set("ProvisionedThroughput", capacity)
	return nil
}
