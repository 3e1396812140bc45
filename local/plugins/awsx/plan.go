package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// plan is all that must be known of a VPC before a resource is registered.
type plan struct {
	cidr    string
	zones   []string
	nat     string
	specs   []spec
	subnets []placedSubnet // in the order of registration: zone by zone; public, private, isolated
}

// zoneCount returns how many zones to ask AWS for: none when the program names them.
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
	for _, s := range a.SubnetSpecs {
		out = append(out, spec{name: contract.ValueOr(s.Name, ""), subnetType: s.Type, mask: contract.ValueOr(s.CidrMask, 0)})
	}
	return out, nil
}

func (p plan) has(subnetType string) bool {
	return slices.ContainsFunc(p.specs, func(s spec) bool { return s.subnetType == subnetType })
}

// gatewayZone returns the zone whose NAT gateway serves a zone.
func (p plan) gatewayZone(zone int) int {
	if p.nat == natSingle {
		return 0
	}
	return zone
}
