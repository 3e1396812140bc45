package cloudcontrol

import (
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// table has the properties of a table, under the names of the schema of AWS::DynamoDB::Table.
type table struct {
	Arn                              *string
	AttributeDefinitions             []attribute
	BillingMode                      types.BillingMode
	ContributorInsightsSpecification insights
	DeletionProtectionEnabled        bool
	GlobalSecondaryIndexes           []index  `json:",omitempty"`
	KinesisStreamSpecification       *kinesis `json:",omitempty"`
	KeySchema                        []key
	LocalSecondaryIndexes            []index `json:",omitempty"`
	OnDemandThroughput               *limits `json:",omitempty"`
	PointInTimeRecoverySpecification recovery
	ProvisionedThroughput            throughput
	ResourcePolicy                   *policy `json:",omitempty"`
	SSESpecification                 encryption
	StreamArn                        *string          `json:",omitempty"`
	StreamSpecification              *stream          `json:",omitempty"`
	TableClass                       types.TableClass `json:",omitempty"`
	TableName                        *string
	Tags                             []tag `json:",omitempty"`
}

type (
	attribute struct {
		AttributeName *string
		AttributeType types.ScalarAttributeType
	}
	encryption struct {
		SSEEnabled     bool
		SSEType        types.SSEType `json:",omitempty"`
		KMSMasterKeyId *string       `json:",omitempty"` //nolint:revive // AWS's name
	}
	index struct {
		IndexName             *string
		KeySchema             []key
		OnDemandThroughput    *limits `json:",omitempty"`
		Projection            projection
		ProvisionedThroughput throughput `json:",omitzero"`
	}
	insights struct{ Enabled bool }
	key      struct {
		AttributeName *string
		KeyType       types.KeyType
	}
	kinesis struct{ StreamArn *string }
	limits  struct {
		MaxReadRequestUnits  *int64 `json:",omitempty"`
		MaxWriteRequestUnits *int64 `json:",omitempty"`
	}
	// policy holds a document as an object, which is how the schema has it, though GetResourcePolicy returns a text.
	policy     struct{ PolicyDocument json.RawMessage }
	projection struct {
		NonKeyAttributes []string `json:",omitempty"`
		ProjectionType   types.ProjectionType
	}
	recovery struct {
		PointInTimeRecoveryEnabled bool
		RecoveryPeriodInDays       *int32 `json:",omitempty"`
	}
	stream struct {
		ResourcePolicy *policy `json:",omitempty"`
		StreamViewType types.StreamViewType
	}
	tag        struct{ Key, Value *string }
	throughput struct{ ReadCapacityUnits, WriteCapacityUnits int64 }
)

func keysOf(schema []types.KeySchemaElement) []key {
	var keys []key
	for _, k := range schema {
		keys = append(keys, key{k.AttributeName, k.KeyType})
	}
	return keys
}

func projectionOf(p *types.Projection) projection {
	if p == nil {
		return projection{}
	}
	return projection{p.NonKeyAttributes, p.ProjectionType}
}

func throughputOf(d *types.ProvisionedThroughputDescription) throughput {
	if d == nil {
		return throughput{}
	}
	return throughput{aws.ToInt64(d.ReadCapacityUnits), aws.ToInt64(d.WriteCapacityUnits)}
}

func limitsOf(d *types.OnDemandThroughput) *limits {
	if d == nil {
		return nil
	}
	return &limits{d.MaxReadRequestUnits, d.MaxWriteRequestUnits}
}
