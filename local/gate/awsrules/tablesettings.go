package awsrules

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// tableSettings are parts of a table's description, by name, that moto forgets: the class, and the encryption once it
// is changed. They are kept as on-demand limits are. A table whose class was never named has no summary of it, and one
// with an AWS owned key no description of its encryption. (TableDescription, Amazon DynamoDB API Reference.)
type tableSettings map[string]json.RawMessage

func tableSettingsARN(table string) string {
	_, name := request.TableOf(table)
	return table + "/settings/" + name
}

// keepTableSettings returns what keeps the settings that CreateTable or UpdateTable names, or nil where it names none.
func (e *Enforcer) keepTableSettings(
	ctx context.Context, table string, fields request.Fields, changes bool,
) (func(context.Context) error, error) {
	kept := tableSettings{}
	if changes {
		var err error
		if kept, err = e.readTableSettings(ctx, table); err != nil {
			return nil, err
		}
	}
	class, err := fields.String("TableClass")
	if err != nil {
		return nil, err
	}
	put := func(name string, value any) (err error) {
		kept[name], err = json.Marshal(value)
		return err
	}
	if class != "" {
		summary := map[string]any{"TableClass": class}
		if changes {
			summary["LastUpdateDateTime"] = time.Now().Unix()
		}
		if err := put("TableClassSummary", summary); err != nil {
			return nil, err
		}
	}
	encryption, found := fields["SSESpecification"]
	if changes && found {
		if err := put("SSEDescription", encryptionOf(table, encryption)); err != nil {
			return nil, err
		}
	}
	if class == "" && (!changes || !found) {
		return nil, nil //nolint:nilnil // there is nothing to keep
	}
	body, err := json.Marshal(kept)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		_, err := e.State.DynamoDB(table).PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
			ResourceArn: aws.String(tableSettingsARN(table)), Policy: aws.String(string(body)),
		})
		return emulatorError(err)
	}, nil
}

// encryptionOf describes the encryption that a table has after a change. It is null with an AWS owned key.
func encryptionOf(table string, specification json.RawMessage) any {
	var asked struct {
		Enabled        bool
		KMSMasterKeyId string //nolint:revive // AWS's name
	}
	if err := json.Unmarshal(specification, &asked); err != nil || !asked.Enabled {
		return nil
	}
	if asked.KMSMasterKeyId == "" { // the AWS managed key, one for each account and Region
		home, _ := arn.Parse(table)
		id := sha256.Sum256([]byte(home.AccountID + home.Region))
		home.Service = "kms"
		home.Resource = fmt.Sprintf("key/%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
		asked.KMSMasterKeyId = home.String()
	}
	return map[string]string{"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": asked.KMSMasterKeyId}
}

func (e *Enforcer) readTableSettings(ctx context.Context, table string) (tableSettings, error) {
	kept := tableSettings{}
	found, err := e.State.Policy(ctx, tableSettingsARN(table))
	if err != nil || found == nil {
		return kept, err
	}
	return kept, json.Unmarshal([]byte(found.Body), &kept)
}

// describeTableSettings puts the settings into the description of a table.
func (e *Enforcer) describeTableSettings(ctx context.Context, table string, body []byte) ([]byte, error) {
	kept, err := e.readTableSettings(ctx, table)
	if err != nil || len(kept) == 0 {
		return body, err
	}
	var response map[string]request.Fields
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, err
	}
	for _, described := range response { // Table or TableDescription
		for name, value := range kept {
			described[name] = value
			if string(value) == "null" {
				delete(described, name)
			}
		}
	}
	return json.Marshal(response)
}
