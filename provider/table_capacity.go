package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// BillingMode says how reads and writes are billed.
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

// OnDemandThroughput bounds what is read and written on demand.
type OnDemandThroughput struct {
	MaxReadRequestUnits  pulumi.IntPtrInput `pulumi:"maxReadRequestUnits,optional"`
	MaxWriteRequestUnits pulumi.IntPtrInput `pulumi:"maxWriteRequestUnits,optional"`
}

// Annotate documents the type.
func (o *OnDemandThroughput) Annotate(an infer.Annotator) {
	an.Describe(&o, "The most that may be read and written on demand; requests beyond it are throttled. To take a bound "+
		"away again set it to -1.")
	an.Describe(&o.MaxReadRequestUnits, "Read request units a second. Default: no bound. At least 1, or -1 for none.")
	an.Describe(&o.MaxWriteRequestUnits, "Write request units a second. Default: no bound. At least 1, or -1 for none.")
}

// ofTable returns the bounds as those of an aws table.
func (o *OnDemandThroughput) ofTable() dynamodb.TableOnDemandThroughputPtrInput {
	if o == nil {
		return nil
	}
	return dynamodb.TableOnDemandThroughputArgs(*o)
}

// ofIndex returns the bounds as those of an aws index.
func (o *OnDemandThroughput) ofIndex() dynamodb.TableGlobalSecondaryIndexOnDemandThroughputPtrInput {
	if o == nil {
		return nil
	}
	return dynamodb.TableGlobalSecondaryIndexOnDemandThroughputArgs(*o)
}

// TableClass says whether storage or requests cost less.
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

// input returns the class, or nothing where none is given: AWS has a default of its own, and does not report it.
func (t *TableClass) input() pulumi.StringPtrInput {
	if t == nil {
		return nil
	}
	return pulumi.String(*t)
}
