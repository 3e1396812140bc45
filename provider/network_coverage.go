package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// A gateway endpoint serves the subnets whose route table leads to it. Requests from any other subnet take the public
// path, and a private table refuses them. An adopted VPC may have such subnets, and nothing else shows it.

// coverage lists the subnets of a VPC by whether the gateway endpoint serves them. Where the VPC has several DynamoDB
// endpoints, another one may serve those that this one does not: the aws provider can list neither the endpoints nor
// their routes.
type coverage struct {
	covered, uncovered []string
	several            bool
}

// reportCoverage looks up which subnets the gateway endpoint serves, and warns of the others. A deployer without the
// right to look is warned of that: the right is not needed to deploy.
func (n *PrivateNetwork) reportCoverage(ctx *pulumi.Context, surveyed pulumi.Output, child pulumi.InvokeOption) {
	found := pulumi.All(n.VpcID, surveyed).ApplyT(func(values []any) coverage {
		return lookUpCoverage(ctx, n, values[0].(string), values[1].(routeTables), child)
	})
	list := func(pick func(coverage) []string) pulumi.StringArrayOutput {
		return found.ApplyT(func(found any) []string {
			return slices.AppendSeq([]string{}, slices.Values(pick(found.(coverage))))
		}).(pulumi.StringArrayOutput)
	}
	n.CoveredSubnetIDs = list(func(c coverage) []string { return c.covered })
	n.UncoveredSubnetIDs = list(func(c coverage) []string { return c.uncovered })
}

// lookUpCoverage looks up which subnets of a VPC are served, and warns of the others under a component.
func lookUpCoverage(
	ctx *pulumi.Context, component pulumi.Resource, vpc string, tables routeTables, child pulumi.InvokeOption,
) coverage {
	found, err := coverage{}, tables.err
	if err == nil {
		found, err = coverageOf(ctx, vpc, tables.tables, child)
	}
	found.several = len(found.uncovered) > 0 && hasSeveral(ctx, vpc, child)
	if text := found.warning(vpc, err); text != "" && memberOf(ctx.Context()).first(text) {
		warn(ctx, component, text)
	}
	return found
}

// warnOfUncovered warns under a table that is given a VPC. Of several tables in the VPC only the first one of a run
// warns: the others have nothing to add, and each would cost calls.
func (e foundEndpoint) warnOfUncovered(ctx *pulumi.Context, table pulumi.Resource, child pulumi.InvokeOption) {
	r := memberOf(ctx.Context()).run
	duringConstruct(ctx, e).ApplyT(func(values any) bool {
		found := values.([]any)[0].(*ec2.LookupVpcEndpointResult)
		if r.first("coverage of "+found.VpcId+" by "+found.Id) && len(found.RouteTableIds) > 0 {
			lookUpCoverage(ctx, table, found.VpcId, lookUpRouteTables(ctx, found.RouteTableIds, child), child)
		}
		return true
	})
}

// warning returns what a deployer has to know, or nothing.
func (c coverage) warning(vpc string, err error) string {
	switch {
	case err != nil && stopped(err):
		return "" // who stopped it tells why
	case err != nil:
		return fmt.Sprintf("which subnets of %s reach the DynamoDB endpoint is not known: %v", vpc, err)
	case len(c.uncovered) > 0 && c.several:
		return fmt.Sprintf("no route leads from these subnets of %s to this DynamoDB endpoint: %s; the VPC has others, and "+
			"whether one of them serves these subnets is not known here: with perimeter vpcs their clients are inside where "+
			"one does, with perimeter endpoints only where additionalVpcEndpointIds lists it, and refused otherwise",
			vpc, strings.Join(c.uncovered, ", "))
	case len(c.uncovered) > 0:
		return fmt.Sprintf("no route leads from these subnets of %s to the DynamoDB endpoint, so that a private table "+
			"refuses their requests: %s; put their route tables on the endpoint, or keep clients out of them",
			vpc, strings.Join(c.uncovered, ", "))
	}
	return ""
}

// coverageOf divides the subnets of a VPC into those that are associated with one of the tables, and the others. A
// subnet without an association has the main table, so the other tables are looked up only where the main one is given.
func coverageOf(
	ctx *pulumi.Context, vpc string, tables []*ec2.LookupRouteTableResult, child pulumi.InvokeOption,
) (coverage, error) {
	subnets, err := ec2.GetSubnets(ctx, &ec2.GetSubnetsArgs{
		Filters: []ec2.GetSubnetsFilter{{Name: "vpc-id", Values: []string{vpc}}},
	}, child)
	if err != nil {
		return coverage{}, fmt.Errorf("list the subnets: %w", err)
	}
	led, main := associated(tables)
	elsewhere := map[string]bool{}
	if main {
		others, err := otherTables(ctx, vpc, tables, child)
		if err != nil {
			return coverage{}, err
		}
		elsewhere, _ = associated(others)
	}
	var found coverage
	for _, id := range slices.Sorted(slices.Values(subnets.Ids)) {
		if led[id] || main && !elsewhere[id] {
			found.covered = append(found.covered, id)
		} else {
			found.uncovered = append(found.uncovered, id)
		}
	}
	return found, nil
}

// associated returns the subnets that are associated with route tables, and whether one of the tables is the main one.
func associated(tables []*ec2.LookupRouteTableResult) (subnets map[string]bool, main bool) {
	subnets = map[string]bool{}
	for _, table := range tables {
		if table == nil {
			continue
		}
		for _, association := range table.Associations {
			main = main || association.Main
			if association.SubnetId != "" {
				subnets[association.SubnetId] = true
			}
		}
	}
	return subnets, main
}

// otherTables returns the route tables of a VPC that are not known yet.
func otherTables(
	ctx *pulumi.Context, vpc string, known []*ec2.LookupRouteTableResult, child pulumi.InvokeOption,
) ([]*ec2.LookupRouteTableResult, error) {
	all, err := ec2.GetRouteTables(ctx, &ec2.GetRouteTablesArgs{VpcId: &vpc}, child)
	if err != nil {
		return nil, fmt.Errorf("list the route tables: %w", err)
	}
	others := slices.DeleteFunc(all.Ids, func(id string) bool {
		is := func(table *ec2.LookupRouteTableResult) bool { return table != nil && table.RouteTableId == id }
		return slices.ContainsFunc(known, is)
	})
	found := lookUpRouteTables(ctx, others, child)
	return found.tables, found.err
}
