package provider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Autoscaling lets the capacity of a table or an index follow its load.
type Autoscaling struct {
	Read  *CapacityRange `pulumi:"read,optional"`
	Write *CapacityRange `pulumi:"write,optional"`
}

// Annotate documents the type.
func (s *Autoscaling) Annotate(an infer.Annotator) {
	an.Describe(&s, "How capacity follows the load. Application Auto Scaling changes it, by the service-linked role "+
		"that the table's policy exempts for that; an update never sets it back.")
	an.Describe(&s.Read, "The bounds of the read capacity. Default: it stays as it is. Give this or `write`, or both.")
	an.Describe(&s.Write, "The bounds of the write capacity. Default: it stays as it is.")
}

// CapacityRange bounds a capacity that scales.
type CapacityRange struct {
	MinCapacity       pulumi.IntInput    `pulumi:"minCapacity"`
	MaxCapacity       pulumi.IntInput    `pulumi:"maxCapacity"`
	TargetUtilization pulumi.IntPtrInput `pulumi:"targetUtilization,optional"`
}

// In percent. Source of the bounds: "Managing throughput capacity automatically with DynamoDB auto scaling".
const (
	defaultTargetUtilization = 70
	lowestUtilization        = 20
	highestUtilization       = 90
)

// Annotate documents the type.
func (r *CapacityRange) Annotate(an infer.Annotator) {
	an.Describe(&r, "The bounds of a capacity that scales, in capacity units a second.")
	an.Describe(&r.MinCapacity, "The least capacity, in units a second, and what the table or index starts with unless "+
		"`readCapacity` or `writeCapacity` says another. At least 1.")
	an.Describe(&r.MaxCapacity, "The most capacity, in units a second.")
	an.Describe(&r.TargetUtilization, "How much of the capacity is used when it is right, in percent, from 20 to 90. "+
		"Default 70.")
	an.SetDefault(&r.TargetUtilization, defaultTargetUtilization)
}

// capacity is the read or the write capacity of a table or an index. It may scale.
type capacity struct {
	verb     string // read or write
	bounds   *CapacityRange
	capacity pulumi.IntPtrInput // as given
}

// capacities returns the read and the write capacity of a table or an index.
func capacities(auto *Autoscaling, read, write pulumi.IntPtrInput) [2]capacity {
	bounds := valueOr(auto, Autoscaling{})
	return [2]capacity{{"read", bounds.Read, read}, {"write", bounds.Write, write}}
}

// start returns the capacity to start with.
func (s capacity) start() pulumi.IntPtrInput {
	if s.capacity == nil && s.bounds != nil {
		return s.bounds.MinCapacity.ToIntOutput().ToIntPtrOutput()
	}
	return s.capacity
}

// The names that Application Auto Scaling has for capacities.
var scalableWords = map[string]struct{ units, metric string }{
	"read":  {"ReadCapacityUnits", "DynamoDBReadCapacityUtilization"},
	"write": {"WriteCapacityUnits", "DynamoDBWriteCapacityUtilization"},
}

// register registers the scaling of a capacity, if it is to scale. kind says of what: table or index.
func (s capacity) register(
	ctx *pulumi.Context, child, kind string, id pulumi.StringInput, options ...pulumi.ResourceOption,
) error {
	if s.bounds == nil {
		return nil
	}
	words := scalableWords[s.verb]
	name, dimension := child+"-"+s.verb, pulumi.String("dynamodb:"+kind+":"+words.units)
	target, err := appautoscaling.NewTarget(ctx, name, &appautoscaling.TargetArgs{
		ServiceNamespace:  pulumi.String("dynamodb"),
		ResourceId:        id,
		ScalableDimension: dimension,
		MinCapacity:       s.bounds.MinCapacity,
		MaxCapacity:       s.bounds.MaxCapacity,
	}, options...)
	if err != nil {
		return fmt.Errorf("register scalable target: %w", err)
	}
	var utilization pulumi.IntPtrInput = pulumi.Int(defaultTargetUtilization)
	if s.bounds.TargetUtilization != nil {
		utilization = s.bounds.TargetUtilization
	}
	_, err = appautoscaling.NewPolicy(ctx, name, &appautoscaling.PolicyArgs{
		PolicyType:        pulumi.String("TargetTrackingScaling"),
		ServiceNamespace:  target.ServiceNamespace,
		ResourceId:        target.ResourceId,
		ScalableDimension: target.ScalableDimension,
		TargetTrackingScalingPolicyConfiguration: appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs{
			PredefinedMetricSpecification: appautoscaling.
				PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs{
				PredefinedMetricType: pulumi.String(words.metric),
			},
			TargetValue: utilization.ToIntPtrOutput().ApplyT(func(percent *int) float64 {
				return float64(valueOr(percent, defaultTargetUtilization))
			}).(pulumi.Float64Output),
		},
	}, options...)
	if err != nil {
		return fmt.Errorf("register scaling policy: %w", err)
	}
	return nil
}

// registerScaling registers the scaling of the table and of its indexes.
func (a *PrivateTableArgs) registerScaling(
	ctx *pulumi.Context, name string, table *dynamodb.Table, options ...pulumi.ResourceOption,
) error {
	id := pulumi.Sprintf("table/%s", table.Name)
	for _, capacity := range capacities(a.Autoscaling, a.ReadCapacity, a.WriteCapacity) {
		if err := capacity.register(ctx, name, "table", id, options...); err != nil {
			return err
		}
	}
	for i, index := range a.GlobalSecondaryIndexes {
		// The rules want the name to be known, since the children are named after it.
		indexName := inputs.From(ctx.Context()).Find(fmt.Sprintf("globalSecondaryIndexes[%d].name", i)).Text()
		for _, capacity := range capacities(index.Autoscaling, index.ReadCapacity, index.WriteCapacity) {
			err := capacity.register(ctx, name+"-"+indexName, "index", pulumi.Sprintf("%s/index/%s", id, index.Name),
				options...)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// hasScaling reports whether any capacity scales.
func (a *PrivateTableArgs) hasScaling() bool { return len(a.scaledCapacities()) > 0 }

// ignoredPaths returns the paths of the aws table whose changes it ignores: the capacities that scale, since an update
// must not undo what Application Auto Scaling has done, and the attribute of time to live where that is off, since AWS
// wants to be told the old one.
func (a *PrivateTableArgs) ignoredPaths() []string {
	paths := a.scaledCapacities()
	if a.TTLAttribute == nil {
		paths = append(paths, "ttl.attributeName")
	}
	return paths
}

// scaledCapacities returns the capacities that scale, as paths of the aws table.
func (a *PrivateTableArgs) scaledCapacities() []string {
	var paths []string
	add := func(at string, auto *Autoscaling) {
		for _, capacity := range capacities(auto, nil, nil) {
			if capacity.bounds != nil {
				paths = append(paths, at+capacity.verb+"Capacity")
			}
		}
	}
	add("", a.Autoscaling)
	for i, index := range a.GlobalSecondaryIndexes {
		add(fmt.Sprintf("globalSecondaryIndexes[%d].", i), index.Autoscaling)
	}
	return paths
}

// scalingExemption exempts the role that changes capacity: a table's policy applies to service-linked roles as well.
// Source: "Service-linked roles for Application Auto Scaling".
func (a *PrivateTableArgs) scalingExemption(to deployment) []policy.Exemption {
	if !a.hasScaling() {
		return nil
	}
	return []policy.Exemption{open(policy.Exemption{
		Principals: []string{fmt.Sprintf("arn:%s:iam::%s:role/aws-service-role/dynamodb.application-autoscaling."+
			"amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable", to.partition, to.account)},
		Reason: "autoscaling: Application Auto Scaling changes the capacity",
		Path:   "autoscaling",
	}, []Access{"autoscaling"})}
}
