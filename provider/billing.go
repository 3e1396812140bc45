package provider

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// BillingMode says how a table's reads and writes are paid for.
type BillingMode string

// The billing modes, in AWS's words.
const (
	BillingModePayPerRequest BillingMode = "PAY_PER_REQUEST"
	BillingModeProvisioned   BillingMode = "PROVISIONED"
)

// Values lists the billing modes for the schema.
func (BillingMode) Values() []infer.EnumValue[BillingMode] {
	return []infer.EnumValue[BillingMode]{
		{Name: "PayPerRequest", Value: BillingModePayPerRequest, Description: "On demand: every request is paid for."},
		{Name: "Provisioned", Value: BillingModeProvisioned, Description: "By capacity units a second, set in advance."},
	}
}

// TableClass says whether storage or requests are the cheaper part of a table.
type TableClass string

// The table classes, in AWS's words.
const (
	TableClassStandard         TableClass = "STANDARD"
	TableClassInfrequentAccess TableClass = "STANDARD_INFREQUENT_ACCESS"
)

// Values lists the table classes for the schema.
func (TableClass) Values() []infer.EnumValue[TableClass] {
	return []infer.EnumValue[TableClass]{
		{Name: "Standard", Value: TableClassStandard, Description: "For tables that are read and written often."},
		{Name: "StandardInfrequentAccess", Value: TableClassInfrequentAccess, Description: "For tables that are stored " +
			"more than used: storage costs less, requests more."},
	}
}

// input is the class, or nothing where none is given: AWS has a default of its own, and does not tell it.
func (t *TableClass) input() pulumi.StringPtrInput {
	if t == nil {
		return nil
	}
	return pulumi.String(*t)
}

// capacityAcross wants capacities where they are provisioned, and nowhere else.
func capacityAcross(c *checker, at location, inputs property.Map, provisioned bool) {
	for _, name := range []string{"readCapacity", "writeCapacity"} {
		value := inputs.Get(name)
		switch {
		case provisioned && !given(inputs, name):
			c.wrong(at.field(name), "is required where billingMode is %q: capacity units a second", BillingModeProvisioned)
		case !provisioned && given(inputs, name):
			c.wrong(at.in(inputs, name), "needs billingMode %q: on demand, nothing is provisioned", BillingModeProvisioned)
		case value.IsNumber() && value.AsNumber() < 1:
			c.wrong(at.in(inputs, name), "must be at least 1%s", got(at.in(inputs, name), value))
		}
	}
}
