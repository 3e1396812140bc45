package promise

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// EC2 looks at a request to Amazon EC2 in an account and a Region: a route table takes one gateway endpoint for
// DynamoDB. ("You can't have multiple endpoint routes to the same service in a single route table", "Gateway
// endpoints", AWS PrivateLink Guide.) moto adds routes where an endpoint is made, and none where it is put on a route
// table later. ("When you create or modify an endpoint, you specify the VPC route tables [...] A route is automatically
// added to each of the route tables", "Routing for gateway endpoints".)
func (k *Keeper) EC2(ctx context.Context, account, region string, form url.Values) (Plan, error) {
	var tables, left []string
	switch form.Get("Action") {
	case "CreateVpcEndpoint":
		kind := form.Get("VpcEndpointType")
		if world.ServiceOf(form.Get("ServiceName"), region) != call.Tables || kind != "" && kind != "Gateway" {
			return Plan{}, nil
		}
		tables = numbered(form, "RouteTableId")
	case "ModifyVpcEndpoint":
		tables, left = numbered(form, "AddRouteTableId"), numbered(form, "RemoveRouteTableId")
	}
	if len(tables)+len(left) == 0 {
		return Plan{}, nil
	}
	k.change.Lock()
	plan, err := k.planRoutes(ctx, account, region, form.Get("VpcEndpointId"), tables, left)
	if err != nil {
		k.change.Unlock()
		return Plan{}, err
	}
	plan.Done = k.change.Unlock
	return plan, nil
}

func (k *Keeper) planRoutes(
	ctx context.Context, account, region, changed string, tables, left []string,
) (Plan, error) {
	endpoints, err := k.World.Endpoints(ctx, account, region)
	if err != nil {
		return Plan{}, err
	}
	ours := slices.ContainsFunc(endpoints, func(e world.Endpoint) bool { return e.ID == changed && e.Gateway })
	if changed != "" && !ours {
		return Plan{}, nil // another service's endpoint
	}
	if err := k.checkRoutes(ctx, account, region, changed, tables, endpoints); err != nil || changed == "" {
		return Plan{}, err
	}
	return Plan{After: func(ctx context.Context) error {
		return fault(k.World.Reroute(ctx, account, region, changed, tables, left))
	}}, nil
}

func (k *Keeper) checkRoutes(
	ctx context.Context, account, region, changed string, tables []string, endpoints []world.Endpoint,
) error {
	for _, e := range endpoints {
		for _, table := range tables {
			if e.ID == changed || !e.Gateway || !slices.Contains(e.RouteTables, table) {
				continue
			}
			list, err := k.World.PrefixList(ctx, account, region)
			if err != nil {
				return err
			}
			return &answer.Error{
				Code:    "RouteAlreadyExists",
				Message: fmt.Sprintf("route table %s already has a route with destination-prefix-list-id %s", table, list),
			}
		}
	}
	return nil
}

// numbered are the values of Name.1, Name.2 and so on.
func numbered(form url.Values, name string) []string {
	var values []string
	for key, list := range form {
		if strings.HasPrefix(key, name+".") {
			values = append(values, list...)
		}
	}
	return values
}

// place is the account and the Region of an ARN.
func place(arn string) (account, region string) {
	parts := strings.SplitN(arn, ":", 6)
	return parts[4], parts[3]
}
