package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"golang.org/x/sync/errgroup"
)

// A route table belongs to one VPC and takes one route to DynamoDB. AWS refuses the rest in the middle of an update;
// this file refuses it before. Source: "Gateway endpoints", considerations.

// routeTables are route tables that were looked up. Where the deployer may not look, there is an error and no table.
type routeTables struct {
	ids    []string
	tables []*ec2.LookupRouteTableResult // nil where AWS has no such table
	err    error
}

// isNoSuchTable reports whether an error of the aws provider is about a route table that does not exist. The provider's
// versions word it differently, and pass AWS's own error on.
func isNoSuchTable(err error) bool {
	return slices.ContainsFunc([]string{"returned no results", "no matching", "InvalidRouteTableID.NotFound"},
		func(words string) bool { return strings.Contains(err.Error(), words) })
}

// lookupRouteTables looks up the route tables that lead to the gateway endpoint, or will.
func (n *PrivateNetwork) lookupRouteTables(ctx *pulumi.Context, child pulumi.InvokeOption) pulumi.Output {
	return n.RouteTableIDs.ApplyT(func(ids []string) routeTables { return lookUpRouteTables(ctx, ids, child) })
}

func lookUpRouteTables(ctx *pulumi.Context, ids []string, child pulumi.InvokeOption) routeTables {
	found := routeTables{ids: ids, tables: make([]*ec2.LookupRouteTableResult, len(ids))}
	var lookups errgroup.Group
	for i, id := range ids {
		lookups.Go(func() error {
			table, err := ec2.LookupRouteTable(ctx, &ec2.LookupRouteTableArgs{RouteTableId: &id}, child)
			switch {
			case err == nil:
				found.tables[i] = table
			case !isNoSuchTable(err):
				return fmt.Errorf("look up %s: %w", id, err)
			}
			return nil
		})
	}
	if err := lookups.Wait(); err != nil {
		return routeTables{err: err}
	}
	return found
}

// checkRouteTables returns what is wrong with the route tables for a new endpoint. What the deployer may not look up,
// AWS refuses itself.
func (n *PrivateNetwork) checkRouteTables(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, region pulumi.StringOutput, surveyed pulumi.Output,
	child pulumi.ResourceOrInvokeOption,
) (pulumi.Output, error) {
	record, err := newRecord(ctx, name+"-existing", n.VpcID.ApplyT(func(id string) map[string]string {
		return map[string]string{"vpcId": id}
	}).(pulumi.StringMapOutput), child)
	if err != nil {
		return nil, fmt.Errorf("register record of the VPC: %w", err)
	}
	tags := named(args.Tags, gatewayEndpointName(name)).ToStringMapOutput()
	return pulumi.All(n.VpcID, surveyed, region, tags).ApplyT(func(values []any) []error {
		vpc, found, tags := values[0].(string), values[1].(routeTables), values[3].(map[string]string)
		other := otherEndpoint(ctx, vpc, values[2].(string), child)
		if other != nil && isOurs(ctx, record, other, gatewayEndpointName(name), tags["Name"]) {
			other = nil
		}
		var errs []error
		for i, table := range found.tables {
			path := fmt.Sprintf("%sexisting.routeTableIds[%d]", n.inputPrefix, i)
			switch id := found.ids[i]; {
			case table == nil:
				errs = append(errs, fmt.Errorf("%s: there is no route table %s", path, id))
			case table.VpcId != vpc && table.VpcId != "": // a provider that is not configured yet says nothing
				errs = append(errs, fmt.Errorf("%s: %s belongs to %s, not to %s", path, id, table.VpcId, vpc))
			case other != nil && slices.Contains(other.RouteTableIds, id):
				errs = append(errs, fmt.Errorf("%s: %s leads to %s already, and a route table takes one route to "+
					"DynamoDB; give %sexisting.vpcEndpointId", path, id, other.Id, n.inputPrefix))
			}
		}
		return errs
	}), nil
}

// isOurs reports whether a network of this stack made an endpoint. The state of the stack says so, and not the
// endpoint's tags: anybody may change them. They count where there is no record yet, as in a stack that an earlier
// version of this package deployed.
func isOurs(ctx *pulumi.Context, record *pulumi.Stash, endpoint *ec2.LookupVpcEndpointResult, names ...string) bool {
	if state := lookUpOwnState(ctx, record); state != nil {
		return state.hasEndpoint(endpoint.Id)
	}
	return slices.Contains(names, endpoint.Tags["Name"])
}

// otherEndpoint returns the DynamoDB gateway endpoint that a VPC has already. Route tables do not show it: the aws
// provider leaves out the routes of gateway endpoints. Nor can the provider list endpoints: where there are several it
// finds none.
func otherEndpoint(ctx *pulumi.Context, vpc, region string, child pulumi.InvokeOption) *ec2.LookupVpcEndpointResult {
	found, err := ec2.LookupVpcEndpoint(ctx, gatewayEndpointOf(vpc, region), child)
	if err != nil {
		return nil
	}
	return found
}

// gatewayEndpointOf selects the DynamoDB gateway endpoint of a VPC.
func gatewayEndpointOf(vpc, region string) *ec2.LookupVpcEndpointArgs {
	return &ec2.LookupVpcEndpointArgs{
		VpcId:       &vpc,
		ServiceName: pulumi.StringRef("com.amazonaws." + region + ".dynamodb"),
		Filters: []ec2.GetVpcEndpointFilter{
			{Name: "vpc-endpoint-type", Values: []string{"Gateway"}},
			{Name: "vpc-endpoint-state", Values: []string{"available"}},
		},
	}
}
