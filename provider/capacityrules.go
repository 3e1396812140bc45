package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// capacityAcross wants capacities of a table or an index where they are provisioned, and bounds of requests where they
// are not.
func capacityAcross(c *checker, at location, inputs property.Map, provisioned bool) {
	auto, within := inputs.Get("autoscaling").WithDependencies(nil), at.in(inputs, "autoscaling")
	if given(inputs, "autoscaling") && !provisioned {
		c.wrong(within, "needs billingMode %q: on demand, nothing scales", BillingModeProvisioned)
	}
	bounds := property.Map{}
	if auto.IsMap() {
		bounds = auto.AsMap()
		if !given(bounds, "read") && !given(bounds, "write") {
			c.wrong(within, "must give read or write; leave it out otherwise")
		}
	}
	for _, verb := range []string{"read", "write"} {
		name, value := verb+"Capacity", inputs.Get(verb+"Capacity")
		switch {
		case provisioned && !given(inputs, name) && !given(bounds, verb):
			c.wrong(at.field(name), "is required where billingMode is %q: capacity units a second, or give autoscaling.%s",
				BillingModeProvisioned, verb)
		case !provisioned && given(inputs, name):
			c.wrong(at.in(inputs, name), "needs billingMode %q: on demand, nothing is provisioned", BillingModeProvisioned)
		default:
			atLeast(c, at, inputs, name, 1)
		}
		if given(bounds, verb) {
			boundsAcross(c, within.in(bounds, verb), bounds.Get(verb), at.in(inputs, name), value)
		}
	}
	requestsAcross(c, at, inputs, provisioned)
}

// boundsAcross checks what a capacity scales between, and that it starts there.
func boundsAcross(c *checker, at location, bounds property.Value, start location, capacity property.Value) {
	if !bounds.IsMap() {
		return
	}
	inputs := bounds.AsMap()
	atLeast(c, at, inputs, "minCapacity", 1)
	least, most := inputs.Get("minCapacity"), inputs.Get("maxCapacity")
	if least.IsNumber() && most.IsNumber() && most.AsNumber() < least.AsNumber() {
		c.wrong(at.in(inputs, "maxCapacity"), "must be at least minCapacity")
	}
	if utilization := inputs.Get("targetUtilization"); utilization.IsNumber() &&
		(utilization.AsNumber() < lowestUtilization || utilization.AsNumber() > highestUtilization) {
		here := at.in(inputs, "targetUtilization")
		c.wrong(here, "must be from %d to %d percent%s", lowestUtilization, highestUtilization, got(here, utilization))
	}
	if capacity.IsNumber() && (least.IsNumber() && capacity.AsNumber() < least.AsNumber() ||
		most.IsNumber() && capacity.AsNumber() > most.AsNumber()) {
		c.wrong(start, "must be between minCapacity and maxCapacity of autoscaling, where it starts")
	}
}

// requestsAcross checks the bounds of requests on demand.
func requestsAcross(c *checker, at location, inputs property.Map, provisioned bool) {
	requests, here := inputs.Get("onDemandThroughput"), at.in(inputs, "onDemandThroughput")
	if given(inputs, "onDemandThroughput") && provisioned {
		c.wrong(here, "conflicts with billingMode %q: what is provisioned bounds the requests", BillingModeProvisioned)
	}
	if !requests.IsMap() {
		return
	}
	names := []string{"maxReadRequestUnits", "maxWriteRequestUnits"}
	if !given(requests.AsMap(), names[0]) && !given(requests.AsMap(), names[1]) {
		c.wrong(here, "must give %s or %s; leave it out otherwise", names[0], names[1])
	}
	for _, name := range names {
		if value := requests.AsMap().Get(name); value.IsNumber() && value.AsNumber() < 1 && value.AsNumber() != -1 {
			c.wrong(here.in(requests.AsMap(), name), "must be at least 1, or -1 for no bound%s",
				got(here.in(requests.AsMap(), name), value))
		}
	}
}

// recoveryAcross wants a recovery period only where there is recovery. Source: "Point-in-time backups for DynamoDB".
func recoveryAcross(c *checker, inputs property.Map) {
	here, days := location{}.in(inputs, "recoveryPeriodInDays"), inputs.Get("recoveryPeriodInDays")
	if recovers := inputs.Get("pointInTimeRecovery"); given(inputs, "recoveryPeriodInDays") && recovers.IsBool() &&
		!recovers.AsBool() {
		c.wrong(here, "needs pointInTimeRecovery: without it there is nothing to restore")
	}
	if days.IsNumber() && (days.AsNumber() < 1 || days.AsNumber() > maxRecoveryPeriod) {
		c.wrong(here, "must be from 1 to %d days%s", maxRecoveryPeriod, got(here, days))
	}
}

const maxRecoveryPeriod = 35

// atLeast refuses a number that is known and too small.
func atLeast(c *checker, at location, inputs property.Map, name string, least float64) {
	if value := inputs.Get(name); value.IsNumber() && value.AsNumber() < least {
		c.wrong(at.in(inputs, name), "must be at least %v%s", least, got(at.in(inputs, name), value))
	}
}
