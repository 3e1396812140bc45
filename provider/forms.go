package provider

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// The forms of single values: ids, names, ARNs, tags. Each says what it must be and what to write.

// tags checks what AWS takes for tags. Source: "Tag naming limits and requirements".
func tags(c *checker, at location, value property.Value) {
	if !value.IsMap() {
		return
	}
	at = at.of(value)
	if n := value.AsMap().Len(); n > maxTags {
		c.wrong(at, "must have at most %d tags, got %d", maxTags, n)
	}
	for key, tag := range value.AsMap().AllStable {
		here := at.key(key).of(tag)
		switch {
		case utf8.RuneCountInString(key) > 128 || key == "":
			c.wrong(here, "must have a key of 1 to 128 characters")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			c.wrong(here, "must not have a key that starts with aws:, which AWS keeps for itself")
		case !tagText.MatchString(key):
			c.wrong(here, "must have a key of letters, digits, spaces and _ . : / = + - @")
		}
		if !tag.IsString() {
			continue
		}
		switch text := tag.AsString(); {
		case utf8.RuneCountInString(text) > 256:
			c.wrong(here, "must have a value of at most 256 characters")
		case !tagText.MatchString(text):
			c.wrong(here, "must have a value of letters, digits, spaces and _ . : / = + - @")
		}
	}
}

// One Name tag is added to what the user gives.
const maxTags = 49

var (
	tagText         = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)
	vpcPattern      = regexp.MustCompile(`^vpc-[0-9a-f]+$`)
	endpointPattern = regexp.MustCompile(`^vpce-[0-9a-f]+$`)
	tablePattern    = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
	routePattern    = regexp.MustCompile(`^rtb-[0-9a-f]+$`)
	subnetPattern   = regexp.MustCompile(`^subnet-[0-9a-f]+$`)
	kmsPattern      = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+$`)
	targetPattern   = regexp.MustCompile(`^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|[0-9]{12})$`)
	regionPattern   = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
)

func vpcID(id string) error {
	return matches(vpcPattern, id, "the id of a VPC, such as vpc-0a1b2c3d4e5f67890")
}

func vpcEndpointID(id string) error {
	return matches(endpointPattern, id, "the id of a VPC endpoint, such as vpce-0a1b2c3d4e5f67890")
}

func routeTableID(id string) error {
	return matches(routePattern, id, "the id of a route table, such as rtb-0a1b2c3d4e5f67890")
}

func subnetID(id string) error {
	return matches(subnetPattern, id, "the id of a subnet, such as subnet-0a1b2c3d4e5f67890")
}

func tableName(name string) error {
	return matches(tablePattern, name, "3 to 255 letters, digits, underscores, hyphens and dots")
}

func indexName(name string) error {
	return matches(tablePattern, name, "3 to 255 letters, digits, underscores, hyphens and dots")
}

func kmsKeyARN(arn string) error {
	return matches(kmsPattern, arn, "the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/ID, "+
		"not of an alias")
}

func targetID(id string) error {
	return matches(targetPattern, id, "the id of an account, an organizational unit or a root, such as 111122223333, "+
		"ou-ab12-34567890 or r-ab12")
}

func region(name string) error {
	return matches(regionPattern, name, "an AWS Region, such as eu-west-1")
}

func matches(pattern *regexp.Regexp, text, want string) error {
	if pattern.MatchString(text) {
		return nil
	}
	return fmt.Errorf("must be %s, got %q", want, text)
}

// attributeName checks the length of a key attribute's name. Source: "Quotas in Amazon DynamoDB".
func attributeName(name string) error {
	if len(name) < 1 || len(name) > 255 {
		return fmt.Errorf("must have 1 to 255 bytes, got %d", len(name))
	}
	return nil
}

// checkCIDR refuses a range that the layout of subnets does not fit into, or that no host can have an address of.
// Sources: "VPC CIDR blocks"; RFC 6890, RFC 5771.
func checkCIDR(cidr string) error {
	prefix, err := netip.ParsePrefix(cidr)
	switch {
	case err != nil || !prefix.Addr().Is4():
		return fmt.Errorf("must be an IPv4 network such as %s, got %q", defaultCIDRBlock, cidr)
	case prefix != prefix.Masked():
		return fmt.Errorf("must be the address of a network, such as %s, got %q", prefix.Masked(), cidr)
	case prefix.Bits() < largestVPC || prefix.Bits()+subnetBits > smallestSubnet:
		return fmt.Errorf("must be from /%d to /%d, got /%d", largestVPC, smallestSubnet-subnetBits, prefix.Bits())
	case prefix.Addr().IsLoopback() || prefix.Addr().IsLinkLocalUnicast() || prefix.Addr().IsMulticast() ||
		prefix.Addr().As4()[0] == 0:
		return fmt.Errorf("must be a range that hosts can have, such as %s: loopback, link-local, multicast and 0.0.0.0/8 "+
			"are none, got %q", defaultCIDRBlock, cidr)
	}
	return nil
}

func checkZoneCount(count int) error {
	if count < 1 || count > maxAvailabilityZones {
		return fmt.Errorf("must be from 1 to %d, got %d", maxAvailabilityZones, count)
	}
	return nil
}
