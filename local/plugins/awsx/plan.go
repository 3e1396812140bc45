package main

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// plan is everything that is known of a VPC before a resource is registered.
type plan struct {
	cidr    string
	zones   []string
	nat     string
	specs   []spec
	subnets []placedSubnet // in the order of registration: zone by zone; public, private, isolated
}

// zoneCount is how many zones to ask AWS for, none when the program names them.
func (a args) zoneCount() (int, error) {
	if a.AvailabilityZoneNames == nil {
		return contract.ValueOr(a.NumberOfAvailabilityZones, 3), nil
	}
	if a.NumberOfAvailabilityZones != nil {
		return 0, errors.New("only one of availabilityZoneNames and numberOfAvailabilityZones can be set")
	}
	return 0, nil
}

// plan lays out the subnets in the given zones.
func (a args) plan(name string, zones []string) (plan, error) {
	p := plan{cidr: contract.ValueOr(a.CidrBlock, "10.0.0.0/16"), zones: zones, nat: natPerZone}
	if a.NatGateways != nil {
		p.nat = a.NatGateways.Strategy
	}
	var err error
	if p.specs, err = a.specs(p.cidr, len(zones)); err != nil {
		return plan{}, err
	}
	if p.nat != natNone && (!p.has(public) || !p.has(private)) {
		return plan{}, fmt.Errorf("natGateways.strategy: %s needs both private and public subnets", p.nat)
	}
	laidOut, err := layout(name, p.cidr, zones, p.specs, a.AvailabilityZoneCidrMask)
	if err != nil {
		return plan{}, err
	}
	p.subnets = slices.DeleteFunc(laidOut, func(s placedSubnet) bool { return s.subnetType == unused })
	order := []string{public, private, isolated}
	slices.SortStableFunc(p.subnets, func(x, y placedSubnet) int {
		return cmp.Or(
			cmp.Compare(slices.Index(zones, x.zone), slices.Index(zones, y.zone)),
			cmp.Compare(slices.Index(order, x.subnetType), slices.Index(order, y.subnetType)),
		)
	})
	return p, nil
}

func (a args) specs(cidr string, zones int) ([]spec, error) {
	if a.SubnetSpecs == nil {
		return defaults(cidr, zones, a.AvailabilityZoneCidrMask)
	}
	var out []spec
	for i, s := range a.SubnetSpecs {
		w := spec{name: contract.ValueOr(s.Name, ""), subnetType: s.Type, mask: contract.ValueOr(s.CidrMask, 0)}
		if s.Size != nil {
			size := uint64(max(*s.Size, 0))
			mask := 32 - bits.TrailingZeros64(size)
			if bits.OnesCount64(size) != 1 || size < 4 || mask < 1 {
				return nil, fmt.Errorf("subnetSpecs[%d].size: must be a power of two, 4 or more", i)
			}
			if w.mask != 0 && w.mask != mask {
				return nil, fmt.Errorf("subnetSpecs[%d].size: %d is not the size of a /%d", i, size, w.mask)
			}
			w.mask = mask
		}
		out = append(out, w)
	}
	return out, nil
}

func (p plan) has(kind string) bool {
	return slices.ContainsFunc(p.specs, func(w spec) bool { return w.subnetType == kind })
}

// gatewayZone is the zone whose NAT gateway serves a zone.
func (p plan) gatewayZone(zone int) int {
	if p.nat == natSingle {
		return 0
	}
	return zone
}
