package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// checkCapacity wants capacities of a table or an index where they are provisioned, and bounds of requests where they
// are not.
func checkCapacity(c *inputs.Check, at inputs.Path, props property.Map, provisioned bool) {
	auto, within := props.Get("autoscaling").WithDependencies(nil), at.In(props, "autoscaling")
	if inputs.Given(props, "autoscaling") && !provisioned {
		c.Fail(within, "needs billingMode %q: on demand, nothing scales", BillingModeProvisioned)
	}
	bounds := property.Map{}
	if auto.IsMap() {
		bounds = auto.AsMap()
		if !inputs.Given(bounds, "read") && !inputs.Given(bounds, "write") {
			c.Fail(within, "must give read or write; leave it out otherwise")
		}
	}
	for _, verb := range []string{"read", "write"} {
		name, value := verb+"Capacity", props.Get(verb+"Capacity")
		switch {
		case provisioned && !inputs.Given(props, name) && !inputs.Given(bounds, verb):
			c.Fail(at.Field(name), "is required where billingMode is %q: capacity units a second, or give autoscaling.%s",
				BillingModeProvisioned, verb)
		case !provisioned && inputs.Given(props, name):
			c.Fail(at.In(props, name), "needs billingMode %q: on demand, nothing is provisioned", BillingModeProvisioned)
		default:
			inputs.AtLeast(c, at, props, name, 1)
		}
		if inputs.Given(bounds, verb) {
			checkCapacityRange(c, within.In(bounds, verb), bounds.Get(verb), at.In(props, name), value)
		}
	}
	checkOnDemandThroughput(c, at, props, provisioned)
}

// checkCapacityRange checks what a capacity scales between, and that it starts there.
func checkCapacityRange(c *inputs.Check, at inputs.Path, bounds property.Value, start inputs.Path, capacity property.Value) {
	if !bounds.IsMap() {
		return
	}
	props := bounds.AsMap()
	inputs.AtLeast(c, at, props, "minCapacity", 1)
	least, most := props.Get("minCapacity"), props.Get("maxCapacity")
	if least.IsNumber() && most.IsNumber() && most.AsNumber() < least.AsNumber() {
		c.Fail(at.In(props, "maxCapacity"), "must be at least minCapacity")
	}
	if utilization := props.Get("targetUtilization"); utilization.IsNumber() &&
		(utilization.AsNumber() < lowestUtilization || utilization.AsNumber() > highestUtilization) {
		here := at.In(props, "targetUtilization")
		c.Fail(here, "must be from %d to %d percent%s", lowestUtilization, highestUtilization, inputs.Got(here, utilization))
	}
	if capacity.IsNumber() && (least.IsNumber() && capacity.AsNumber() < least.AsNumber() ||
		most.IsNumber() && capacity.AsNumber() > most.AsNumber()) {
		c.Fail(start, "must be between minCapacity and maxCapacity of autoscaling, where it starts")
	}
}

// checkOnDemandThroughput checks the bounds of requests on demand.
func checkOnDemandThroughput(c *inputs.Check, at inputs.Path, props property.Map, provisioned bool) {
	requests, here := props.Get("onDemandThroughput"), at.In(props, "onDemandThroughput")
	if inputs.Given(props, "onDemandThroughput") && provisioned {
		c.Fail(here, "conflicts with billingMode %q: what is provisioned bounds the requests", BillingModeProvisioned)
	}
	if !requests.IsMap() {
		return
	}
	names := []string{"maxReadRequestUnits", "maxWriteRequestUnits"}
	if !inputs.Given(requests.AsMap(), names[0]) && !inputs.Given(requests.AsMap(), names[1]) {
		c.Fail(here, "must give %s or %s; leave it out otherwise", names[0], names[1])
	}
	for _, name := range names {
		if value := requests.AsMap().Get(name); value.IsNumber() && value.AsNumber() < 1 && value.AsNumber() != -1 {
			c.Fail(here.In(requests.AsMap(), name), "must be at least 1, or -1 for no bound%s",
				inputs.Got(here.In(requests.AsMap(), name), value))
		}
	}
}

// checkRecovery wants a recovery period only where there is recovery. Source: "Point-in-time backups for DynamoDB".
func checkRecovery(c *inputs.Check, props property.Map) {
	here, days := inputs.Path{}.In(props, "recoveryPeriodInDays"), props.Get("recoveryPeriodInDays")
	if recovers := props.Get("pointInTimeRecovery"); inputs.Given(props, "recoveryPeriodInDays") && recovers.IsBool() &&
		!recovers.AsBool() {
		c.Fail(here, "needs pointInTimeRecovery: without it there is nothing to restore")
	}
	if days.IsNumber() && (days.AsNumber() < 1 || days.AsNumber() > maxRecoveryPeriod) {
		c.Fail(here, "must be from 1 to %d days%s", maxRecoveryPeriod, inputs.Got(here, days))
	}
}

const maxRecoveryPeriod = 35
