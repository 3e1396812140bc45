package main

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// onDemandLimits are the maximum throughput of an on-demand table or index.
type onDemandLimits struct {
	MaxReadRequestUnits  *int `pulumi:"maxReadRequestUnits"`
	MaxWriteRequestUnits *int `pulumi:"maxWriteRequestUnits"`
}

// noLimit is AWS's value for no limit.
const noLimit = -1

// changesFrom returns the limits to set, nil where AWS has them already. A limit that the program no longer has is
// removed.
func (l *onDemandLimits) changesFrom(billing string, now *onDemandLimits) *types.OnDemandThroughput {
	if billing != onDemand {
		return nil
	}
	if l == nil {
		l = &onDemandLimits{}
	}
	if now == nil {
		now = &onDemandLimits{}
	}
	change := func(from, to *int) *int64 {
		if contract.ValueOr(from, noLimit) == contract.ValueOr(to, noLimit) {
			return nil
		}
		return aws.Int64(int64(contract.ValueOr(to, noLimit)))
	}
	out := types.OnDemandThroughput{
		MaxReadRequestUnits:  change(now.MaxReadRequestUnits, l.MaxReadRequestUnits),
		MaxWriteRequestUnits: change(now.MaxWriteRequestUnits, l.MaxWriteRequestUnits),
	}
	if out.MaxReadRequestUnits == nil && out.MaxWriteRequestUnits == nil {
		return nil
	}
	return &out
}

// onDemandLimitsOf returns the limits that AWS has, nil for none.
func onDemandLimitsOf(d *types.OnDemandThroughput) *onDemandLimits {
	if d == nil {
		return nil
	}
	limit := func(of *int64) *int {
		if of == nil || *of == noLimit {
			return nil
		}
		return aws.Int(int(*of))
	}
	l := &onDemandLimits{limit(d.MaxReadRequestUnits), limit(d.MaxWriteRequestUnits)}
	if *l == (onDemandLimits{}) {
		return nil
	}
	return l
}
