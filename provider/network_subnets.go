package provider

import (
	"cmp"
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"golang.org/x/sync/errgroup"
)

// An interface endpoint has one subnet in each availability zone, all of its own VPC and with IPv4 addresses. AWS
// refuses the rest in the middle of an update; this file refuses it before. Sources: "Access an AWS service using an
// interface VPC endpoint", which also says which subnets each IP address type needs; AWS's error
// DuplicateSubnetsInSameZone, "VPC endpoint subnets should be in different availability zones".

// foundSubnets are subnets that were looked up. Where the deployer may not look, there is an error and no subnet.
type foundSubnets struct {
	ids     []string
	subnets []*ec2.LookupSubnetResult // nil where AWS has no such subnet
	err     error
}

func lookUpSubnets(ctx *pulumi.Context, ids []string, child pulumi.InvokeOption) foundSubnets {
	found := foundSubnets{ids: ids, subnets: make([]*ec2.LookupSubnetResult, len(ids))}
	var lookups errgroup.Group
	for i, id := range ids {
		lookups.Go(func() error {
			subnet, err := ec2.LookupSubnet(ctx, &ec2.LookupSubnetArgs{Id: &id}, child)
			switch {
			case err == nil:
				found.subnets[i] = subnet
			case !isGone(err):
				return fmt.Errorf("look up %s: %w", id, err)
			}
			return nil
		})
	}
	if err := lookups.Wait(); err != nil {
		return foundSubnets{err: err}
	}
	return found
}

// checkSubnets returns what is wrong with the subnets of the interface endpoints. What the deployer may not look up,
// AWS refuses itself, and a warning says so.
func (n *PrivateNetwork) checkSubnets(
	ctx *pulumi.Context, args *PrivateNetworkArgs, child pulumi.InvokeOption,
) pulumi.Output {
	if !args.wantsInterfaces() {
		return pulumi.ToOutput([]error{})
	}
	return pulumi.All(n.VpcID, stringList(args.Existing.SubnetIDs)).ApplyT(func(values []any) []error {
		list := n.inputPrefix + "existing.subnetIds"
		found := lookUpSubnets(ctx, values[1].([]string), child)
		if found.err != nil {
			if !stopped(found.err) {
				warn(ctx, n, fmt.Sprintf("%s: were not checked, and AWS may still refuse them: %v", list, found.err))
			}
			return nil
		}
		return found.wrong(values[0].(string), list)
	})
}

// wrong returns what is wrong with subnets of interface endpoints in a VPC.
func (f foundSubnets) wrong(vpc, list string) []error {
	var errs []error
	first := map[string]string{} // subnet of a zone
	for i, subnet := range f.subnets {
		path, id := fmt.Sprintf("%s[%d]", list, i), f.ids[i]
		switch {
		case subnet == nil:
			errs = append(errs, fmt.Errorf("%s: there is no subnet %s", path, id))
			continue
		case subnet.VpcId == "": // a provider that is not configured yet says nothing
			continue
		case subnet.VpcId != vpc:
			errs = append(errs, fmt.Errorf("%s: %s belongs to %s, not to %s", path, id, subnet.VpcId, vpc))
			continue
		case subnet.Ipv6Native:
			errs = append(errs, fmt.Errorf("%s: %s has no IPv4 addresses, and the endpoints have nothing else; give a "+
				"subnet with an IPv4 range", path, id))
		}
		zone := cmp.Or(subnet.AvailabilityZone, subnet.AvailabilityZoneId)
		if other := first[zone]; other != "" && zone != "" {
			errs = append(errs, fmt.Errorf("%s: %s is in %s, as %s is, and an endpoint has one subnet in a zone; "+
				"remove one of them", path, id, zone, other))
			continue
		}
		first[zone] = id
	}
	return errs
}
