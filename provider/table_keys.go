package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// attributes returns the attributes of all keys, each once. AWS wants no other.
func (a *PrivateTableArgs) attributes() dynamodb.TableAttributeArrayInput {
	keys := []Key{a.PartitionKey}
	also := func(key *Key) {
		if key != nil {
			keys = append(keys, *key)
		}
	}
	also(a.SortKey)
	for _, index := range a.GlobalSecondaryIndexes {
		also(&index.PartitionKey)
		also(index.SortKey)
	}
	for _, index := range a.LocalSecondaryIndexes {
		also(&index.SortKey)
	}
	var names []any
	for _, key := range keys {
		names = append(names, key.Name)
	}
	return pulumi.All(names...).ApplyT(func(names []any) []dynamodb.TableAttribute {
		var all []dynamodb.TableAttribute
		seen := map[string]bool{}
		for i, name := range names {
			if name := name.(string); !seen[name] {
				seen[name] = true
				all = append(all, dynamodb.TableAttribute{Name: name, Type: string(keys[i].Type)})
			}
		}
		return all
	}).(dynamodb.TableAttributeArrayOutput)
}

// AttributeType is the type of a key attribute, in DynamoDB's letters.
type AttributeType string

// The types that DynamoDB takes for a key.
const (
	AttributeTypeString AttributeType = "S"
	AttributeTypeNumber AttributeType = "N"
	AttributeTypeBinary AttributeType = "B"
)

// Values lists the types for the schema.
func (AttributeType) Values() []infer.EnumValue[AttributeType] {
	return []infer.EnumValue[AttributeType]{
		{Name: "S", Value: AttributeTypeString, Description: "A string."},
		{Name: "N", Value: AttributeTypeNumber, Description: "A number."},
		{Name: "B", Value: AttributeTypeBinary, Description: "Binary data."},
	}
}

// Key is a key attribute with its type, so that no separate list of attributes can disagree with it.
type Key struct {
	Name pulumi.StringInput `pulumi:"name"`
	Type AttributeType      `pulumi:"type"`
}

// Annotate documents the type.
func (k *Key) Annotate(an infer.Annotator) {
	an.Describe(&k, "A key attribute of a table.")
	an.Describe(&k.Name, "The name of the attribute, from 1 to 255 bytes.")
	an.Describe(&k.Type, "The type of the attribute.")
}

// nameInput returns the name, or nothing where there is no key.
func (k *Key) nameInput() pulumi.StringPtrInput {
	if k == nil {
		return nil
	}
	return k.Name.ToStringOutput().ToStringPtrOutput()
}
