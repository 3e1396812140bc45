package main

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"net/netip"
	"strings"
)

// spec is one subnet that every zone gets.
type spec struct {
	name       string // the type in lower case if empty
	subnetType string
	mask       int // an even share of the zone if 0
}

// placedSubnet is one subnet with its zone and addresses.
type placedSubnet struct {
	name, subnetType, zone string
	spec                   int // its index
	block                  netip.Prefix
}

// layout gives every zone a block and cuts the subnets out of it in the order of the specs, each at the next address
// that its size allows. This is awsx's Auto strategy. Another zone changes the blocks unless zoneMask fixes them. A
// subnet moves only when one before it in the list changes.
func layout(vpc, cidr string, zones []string, specs []spec, zoneMask *int) ([]placedSubnet, error) {
	whole, err := netip.ParsePrefix(cidr)
	if err != nil || !whole.Addr().Is4() {
		return nil, errors.New("cidrBlock must be an IPv4 block such as 10.0.0.0/16")
	}
	mask := whole.Bits() + shares(len(zones))
	if zoneMask != nil {
		mask = *zoneMask
	}
	even := mask + shares(len(specs))
	size, room := 0, count(mask)
	for _, s := range specs {
		size += count(cmp.Or(s.mask, even))
	}
	if len(specs) == 0 || mask < 0 || mask > 32 || even > 32 || size > room {
		return nil, fmt.Errorf("the subnets need %d addresses in each zone, which has %d", size, room)
	}
	var out []placedSubnet
	zone := netip.PrefixFrom(whole.Masked().Addr(), mask).Masked()
	for number, name := range zones {
		var last netip.Prefix
		for i, s := range specs {
			b := cmp.Or(s.mask, even)
			block := netip.PrefixFrom(zone.Addr(), b).Masked()
			if i > 0 {
				block = next(netip.PrefixFrom(end(last), b).Masked())
			}
			label := cmp.Or(s.name, strings.ToLower(s.subnetType))
			out = append(out, placedSubnet{
				name: fmt.Sprintf("%s-%s-%d", vpc, label, number+1), subnetType: s.subnetType, zone: name, spec: i, block: block,
			})
			last = block
		}
		zone = next(zone)
	}
	return out, overlapping(out)
}

// defaults returns the subnets of a VPC that names none: half of a zone private and a quarter public, at most a /17 and
// a /18.
func defaults(cidr string, zones int, zoneMask *int) ([]spec, error) {
	whole, err := netip.ParsePrefix(cidr)
	if err != nil {
		return nil, errors.New("cidrBlock must be an IPv4 block such as 10.0.0.0/16")
	}
	mask := whole.Bits() + shares(zones)
	if zoneMask != nil {
		mask = *zoneMask
	}
	if mask > 26 {
		return nil, fmt.Errorf("the default subnets need a /26 in each zone, and a zone has a /%d: "+
			"set subnetSpecs", mask)
	}
	mask = max(mask, 16)
	return []spec{{subnetType: private, mask: mask + 1}, {subnetType: public, mask: mask + 2}}, nil
}

// overlapping fails if a small block before a large one left no room.
func overlapping(subnets []placedSubnet) error {
	for i, a := range subnets {
		for _, b := range subnets[:i] {
			if a.block.Overlaps(b.block) {
				return fmt.Errorf("subnets %s (%s) and %s (%s) overlap: make the VPC larger, the subnets smaller, "+
					"or use fewer zones", b.name, b.block, a.name, a.block)
			}
		}
	}
	return nil
}

// shares returns the number of bits that n equal parts take.
func shares(n int) int {
	if n < 2 {
		return 0
	}
	return bits.Len(uint(n - 1))
}

// count returns the number of addresses of a block.
func count(mask int) int {
	if mask < 0 || mask > 32 {
		return 0
	}
	return 1 << (32 - mask)
}

// span is count for address arithmetic, which wraps: the span of a /0 is 0.
func span(p netip.Prefix) uint32 { return 1 << (32 - p.Bits()) }

func end(p netip.Prefix) netip.Addr { return offset(p.Addr(), span(p)-1) }

func next(p netip.Prefix) netip.Prefix {
	return netip.PrefixFrom(offset(p.Addr(), span(p)), p.Bits())
}

func offset(a netip.Addr, by uint32) netip.Addr {
	four := a.As4()
	binary.BigEndian.PutUint32(four[:], binary.BigEndian.Uint32(four[:])+by)
	return netip.AddrFrom4(four)
}
