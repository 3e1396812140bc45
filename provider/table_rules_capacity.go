package provider

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// checkCapacity checks the capacity of a table or an index: it is given where it is provisioned, and nowhere else.
func checkCapacity(c *inputs.Check, in inputs.Input, provisioned bool) {
	scaling := in.Get("autoscaling")
	if scaling.Given() && !provisioned {
		c.Fail(scaling, "needs billingMode %q: on demand, nothing scales", BillingModeProvisioned)
	}
	if scaling.IsObject() && !scaling.Get("read").Given() && !scaling.Get("write").Given() {
		c.Fail(scaling, "must give read or write; leave it out otherwise")
	}
	for _, verb := range []string{"read", "write"} {
		capacity, bounds := in.Get(verb+"Capacity"), scaling.Get(verb)
		switch {
		case provisioned && !capacity.Given() && !bounds.Given():
			c.Fail(capacity, "is required where billingMode is %q: capacity units a second, or give autoscaling.%s",
				BillingModeProvisioned, verb)
		case !provisioned && capacity.Given():
			c.Fail(capacity, "needs billingMode %q: on demand, nothing is provisioned", BillingModeProvisioned)
		default:
			c.AtLeast(capacity, 1)
		}
		if bounds.IsObject() {
			checkCapacityRange(c, bounds, capacity)
		}
	}
	checkOnDemandThroughput(c, in.Get("onDemandThroughput"), provisioned)
}

// checkCapacityRange checks between what a capacity scales, and that it starts there.
func checkCapacityRange(c *inputs.Check, bounds, start inputs.Input) {
	c.AtLeast(bounds.Get("minCapacity"), 1)
	least, hasLeast := bounds.Get("minCapacity").Number()
	most, hasMost := bounds.Get("maxCapacity").Number()
	if hasLeast && hasMost && most < least {
		c.Fail(bounds.Get("maxCapacity"), "must be at least minCapacity")
	}
	target := bounds.Get("targetUtilization")
	if percent, known := target.Number(); known && (percent < lowestUtilization || percent > highestUtilization) {
		c.Fail(target, "must be from %d to %d percent%s", lowestUtilization, highestUtilization, inputs.Got(target))
	}
	if units, known := start.Number(); known && (hasLeast && units < least || hasMost && units > most) {
		c.Fail(start, "must be between minCapacity and maxCapacity of autoscaling, where it starts")
	}
}

func checkOnDemandThroughput(c *inputs.Check, throughput inputs.Input, provisioned bool) {
	if throughput.Given() && provisioned {
		c.Fail(throughput, "conflicts with billingMode %q: the provisioned capacity bounds the requests",
			BillingModeProvisioned)
	}
	if !throughput.IsObject() {
		return
	}
	reads, writes := throughput.Get("maxReadRequestUnits"), throughput.Get("maxWriteRequestUnits")
	if !reads.Given() && !writes.Given() {
		c.Fail(throughput, "must give maxReadRequestUnits or maxWriteRequestUnits; leave it out otherwise")
	}
	for _, most := range []inputs.Input{reads, writes} {
		if units, known := most.Number(); known && units < 1 && units != -1 {
			c.Fail(most, "must be at least 1, or -1 for no bound%s", inputs.Got(most))
		}
	}
}

// maxRecoveryPeriod is in days. Source: "Point-in-time backups for DynamoDB".
const maxRecoveryPeriod = 35

// checkRecovery checks the recovery period, which has a meaning only with point-in-time recovery.
func checkRecovery(c *inputs.Check, table inputs.Input) {
	period, recovery := table.Get("recoveryPeriodInDays"), table.Get("pointInTimeRecovery")
	if period.Given() && recovery.Value.IsBool() && !recovery.IsTrue() {
		c.Fail(period, "needs pointInTimeRecovery: without it there is nothing to restore")
	}
	if days, known := period.Number(); known && (days < 1 || days > maxRecoveryPeriod) {
		c.Fail(period, "must be from 1 to %d days%s", maxRecoveryPeriod, inputs.Got(period))
	}
}
