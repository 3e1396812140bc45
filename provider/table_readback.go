package provider

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudcontrol"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// tableSettings are what the program says of the settings that protect a table's data.
type tableSettings struct {
	name                         string
	recovery, deletionProtection bool
	recoveryPeriod               *int    // null without recovery
	kms                          bool    // whether the key is in AWS KMS
	key                          *string // null for a key of AWS's
	ttl                          *string // null where items do not expire
	streamARN                    string  // empty where there is no stream
	view                         string
}

// settings returns what the program says, once the table is there. Its stream is the one that Pulumi knows: a stream
// that is switched off and on again is another one, without a policy.
func (a *PrivateTableArgs) settings(table *dynamodb.Table) pulumi.Output {
	stream := pulumi.String("").ToStringOutput()
	if a.StreamViewType != nil {
		stream = table.StreamArn
	}
	return pulumi.All(
		table.Name, a.recovery(), a.recoveryPeriod(), stringPtr(a.KmsKeyArn), stream, stringPtr(a.TTLAttribute),
	).ApplyT(
		func(values []any) tableSettings {
			return tableSettings{
				name: values[0].(string), recovery: values[1].(bool), recoveryPeriod: values[2].(*int),
				kms: a.usesKMS(), key: values[3].(*string),
				deletionProtection: valueOr(a.DeletionProtection, defaultDeletionProtection),
				streamARN:          values[4].(string), view: string(valueOr(a.StreamViewType, "")), ttl: values[5].(*string),
			}
		})
}

func (s tableSettings) readings(ctx *pulumi.Context, child pulumi.InvokeOption) []reading {
	return []reading{{
		subject: "the table " + s.name, right: "dynamodb:DescribeTable",
		read: func() ([]difference, error) {
			found, err := dynamodb.LookupTable(ctx, &dynamodb.LookupTableArgs{Name: s.name}, child)
			if err != nil {
				return nil, err
			}
			return s.compare(found), nil
		},
	}}
}

// compare compares the settings with those of a table in AWS.
func (s tableSettings) compare(found *dynamodb.LookupTableResult) []difference {
	all := compareSwitch("pointInTimeRecovery", s.recovery, found.PointInTimeRecovery.Enabled)
	all = append(all, compareSwitch("deletionProtection", s.deletionProtection, found.DeletionProtectionEnabled)...)
	all = append(all, compareSwitch("encryption with a key of AWS KMS", s.kms, found.ServerSideEncryption.Enabled)...)
	all = append(all, compareSwitch("stream", s.streamARN != "", found.StreamEnabled)...)
	if days := found.PointInTimeRecovery.RecoveryPeriodInDays; s.recovery && s.recoveryPeriod != nil && days != 0 {
		all = append(all, compareTexts("recoveryPeriodInDays", strconv.Itoa(*s.recoveryPeriod), strconv.Itoa(days))...)
	}
	if s.key != nil && found.ServerSideEncryption.Enabled {
		all = append(all, compareTexts("kmsKeyArn", *s.key, found.ServerSideEncryption.KmsKeyArn)...)
	}
	if s.ttl != nil { // AWS names the attribute while it still enables it
		all = append(all, compareTexts("ttlAttribute", *s.ttl, cmp.Or(found.Ttl.AttributeName, "none"))...)
	}
	if s.streamARN != "" && found.StreamEnabled {
		all = append(all, compareTexts("streamViewType", s.view, found.StreamViewType)...)
		all = append(all, compareTexts("stream", s.streamARN, found.StreamArn)...)
	}
	return all
}

// attachedPolicies are the policies of a table and of its stream, and the documents that the program has for them.
type attachedPolicies []attachedPolicy

type attachedPolicy struct {
	setting  string
	resource *dynamodb.ResourcePolicy
	document pulumi.StringOutput
}

// attachedDocuments are the documents that the program has on a table and its stream.
type attachedDocuments struct {
	table string
	texts map[string]string // by setting
}

// The settings of attached policies.
const (
	settingTablePolicy  = "table policy"
	settingStreamPolicy = "stream policy"
)

func (p attachedPolicies) resources() []pulumi.Resource {
	all := make([]pulumi.Resource, len(p))
	for i, policy := range p {
		all[i] = policy.resource
	}
	return all
}

// documents returns the documents, once they are attached.
func (p attachedPolicies) documents(table *dynamodb.Table) pulumi.Output {
	there := []any{table.Name}
	for _, policy := range p {
		there = append(there, policy.document, policy.resource.ID())
	}
	return pulumi.All(there...).ApplyT(func(values []any) attachedDocuments {
		documents := attachedDocuments{values[0].(string), map[string]string{}}
		for i, policy := range p {
			documents.texts[policy.setting] = values[1+2*i].(string)
		}
		return documents
	})
}

// readings reads both policies at once. The aws provider has no function that reads a resource policy, so Cloud Control
// does: dynamodb:GetResourcePolicy is among the rights of its read handler for tables (schema of AWS::DynamoDB::Table).
// That it returns both policies is not verified on AWS.
func (d attachedDocuments) readings(ctx *pulumi.Context, child pulumi.InvokeOption) []reading {
	return []reading{{
		subject: "the policy of the table " + d.table, right: "cloudformation:GetResource",
		read: func() ([]difference, error) {
			found, err := cloudcontrol.LookupResource(ctx, &cloudcontrol.LookupResourceArgs{
				TypeName: "AWS::DynamoDB::Table", Identifier: d.table,
			}, child)
			if err != nil {
				return nil, err
			}
			return d.compare(found.Properties)
		},
	}}
}

// compare compares the documents with those among the properties of a table in AWS.
func (d attachedDocuments) compare(properties string) ([]difference, error) {
	type attachment struct{ PolicyDocument json.RawMessage }
	var table struct {
		ResourcePolicy      attachment
		StreamSpecification struct{ ResourcePolicy attachment }
	}
	if err := json.Unmarshal([]byte(properties), &table); err != nil {
		return nil, fmt.Errorf("read the answer of Cloud Control: %w", err)
	}
	var all []difference
	for setting, returned := range map[string]attachment{
		settingTablePolicy: table.ResourcePolicy, settingStreamPolicy: table.StreamSpecification.ResourcePolicy,
	} {
		if program, attached := d.texts[setting]; attached {
			differences, err := comparePolicy(setting, program, string(returned.PolicyDocument))
			if err != nil {
				return nil, err
			}
			all = append(all, differences...)
		}
	}
	return all, nil
}
