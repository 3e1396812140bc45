package provider

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

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

// nameInput is the name, or nothing where there is no key.
func (k *Key) nameInput() pulumi.StringPtrInput {
	if k == nil {
		return nil
	}
	return k.Name.ToStringOutput().ToStringPtrOutput()
}
