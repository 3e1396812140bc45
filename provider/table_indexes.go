package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Projection says which attributes of an item an index holds.
type Projection string

// The projections, in AWS's words.
const (
	ProjectionAll      Projection = "ALL"
	ProjectionKeysOnly Projection = "KEYS_ONLY"
	ProjectionInclude  Projection = "INCLUDE"
)

// Values lists the projections for the schema.
func (Projection) Values() []infer.EnumValue[Projection] {
	return []infer.EnumValue[Projection]{
		{Name: "All", Value: ProjectionAll, Description: "Every attribute."},
		{Name: "KeysOnly", Value: ProjectionKeysOnly, Description: "The keys of the table and of the index."},
		{Name: "Include", Value: ProjectionInclude, Description: "The keys, and the attributes in `nonKeyAttributes`."},
	}
}

const defaultProjection = ProjectionAll

// GlobalSecondaryIndex is an index with keys of its own.
type GlobalSecondaryIndex struct {
	Name             pulumi.StringInput      `pulumi:"name"`
	PartitionKey     Key                     `pulumi:"partitionKey"`
	SortKey          *Key                    `pulumi:"sortKey,optional"`
	Projection       *Projection             `pulumi:"projection,optional"`
	NonKeyAttributes pulumi.StringArrayInput `pulumi:"nonKeyAttributes,optional"`
	ReadCapacity     pulumi.IntPtrInput      `pulumi:"readCapacity,optional"`
	WriteCapacity    pulumi.IntPtrInput      `pulumi:"writeCapacity,optional"`

	Autoscaling        *Autoscaling        `pulumi:"autoscaling,optional"`
	OnDemandThroughput *OnDemandThroughput `pulumi:"onDemandThroughput,optional"`
}

// Annotate documents the type.
func (g *GlobalSecondaryIndex) Annotate(an infer.Annotator) {
	an.Describe(&g, "A global secondary index. The table's policy covers it.")
	an.Describe(&g.Name, "The name of the index, of 3 to 255 letters, digits, underscores, hyphens and dots.")
	an.Describe(&g.PartitionKey, "The partition key of the index.")
	an.Describe(&g.SortKey, "The sort key of the index. Default: none.")
	an.Describe(&g.Projection, "Which attributes the index holds. Default `ALL`.")
	an.SetDefault(&g.Projection, defaultProjection)
	an.Describe(&g.NonKeyAttributes, "Further attributes that the index holds. Default: none. Needs "+
		"`projection` `INCLUDE`.")
	an.Describe(&g.ReadCapacity, "Read capacity units a second. Required where the table's `billingMode` is "+
		"`PROVISIONED`, unless `autoscaling.read` is given.")
	an.Describe(&g.WriteCapacity, "Write capacity units a second. Required where the table's `billingMode` is "+
		"`PROVISIONED`, unless `autoscaling.write` is given.")
	an.Describe(&g.Autoscaling, "How the index's capacity follows its load. Default: it does not. Needs the table's "+
		"`billingMode` `PROVISIONED`, and a `name` that is known at preview. Append further indexes to the list: what "+
		"scales is left alone by its place in it.")
	an.Describe(&g.OnDemandThroughput, "The most that may be read and written on demand. Default: AWS's own quotas. "+
		"Conflicts with the table's `billingMode` `PROVISIONED`.")
}

// LocalSecondaryIndex is an index by another sort key.
type LocalSecondaryIndex struct {
	Name             pulumi.StringInput      `pulumi:"name"`
	SortKey          Key                     `pulumi:"sortKey"`
	Projection       *Projection             `pulumi:"projection,optional"`
	NonKeyAttributes pulumi.StringArrayInput `pulumi:"nonKeyAttributes,optional"`
}

// Annotate documents the type.
func (l *LocalSecondaryIndex) Annotate(an infer.Annotator) {
	an.Describe(&l, "A local secondary index: the table's partition key and another sort key. It is made with the table; "+
		"adding one later replaces the table.")
	an.Describe(&l.Name, "The name of the index, of 3 to 255 letters, digits, underscores, hyphens and dots.")
	an.Describe(&l.SortKey, "The sort key of the index.")
	an.Describe(&l.Projection, "Which attributes the index holds. Default `ALL`.")
	an.SetDefault(&l.Projection, defaultProjection)
	an.Describe(&l.NonKeyAttributes, "Further attributes that the index holds. Default: none. Needs "+
		"`projection` `INCLUDE`.")
}

// globalIndexes returns the global indexes of the aws table.
func (a *PrivateTableArgs) globalIndexes() dynamodb.TableGlobalSecondaryIndexArray {
	var all dynamodb.TableGlobalSecondaryIndexArray
	for _, index := range a.GlobalSecondaryIndexes {
		capacities := capacities(index.Autoscaling, index.ReadCapacity, index.WriteCapacity)
		all = append(all, dynamodb.TableGlobalSecondaryIndexArgs{
			Name:             index.Name,
			HashKey:          index.PartitionKey.Name,
			RangeKey:         index.SortKey.nameInput(),
			ProjectionType:   pulumi.String(valueOr(index.Projection, defaultProjection)),
			NonKeyAttributes: index.NonKeyAttributes,
			ReadCapacity:     capacities[0].start(),
			WriteCapacity:    capacities[1].start(),

			OnDemandThroughput: index.OnDemandThroughput.ofIndex(),
		})
	}
	return all
}

// localIndexes returns the local indexes of the aws table.
func (a *PrivateTableArgs) localIndexes() dynamodb.TableLocalSecondaryIndexArray {
	var all dynamodb.TableLocalSecondaryIndexArray
	for _, index := range a.LocalSecondaryIndexes {
		all = append(all, dynamodb.TableLocalSecondaryIndexArgs{
			Name:             index.Name,
			RangeKey:         index.SortKey.Name,
			ProjectionType:   pulumi.String(valueOr(index.Projection, defaultProjection)),
			NonKeyAttributes: index.NonKeyAttributes,
		})
	}
	return all
}
