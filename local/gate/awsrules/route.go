package awsrules

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// gatewayRoutes checks and makes the routes of gateway endpoints. A route table takes one endpoint for DynamoDB: "You
// can't have multiple endpoint routes to the same service in a single route table" ("Gateway endpoints", AWS
// PrivateLink Guide). moto adds the routes of an endpoint when the endpoint is created, and none when the endpoint is
// added to a route table later, so the gate adds those. ("When you create or modify an endpoint, you specify the VPC
// route tables [...] A route is automatically added to each of the route tables", "Routing for gateway endpoints".)
func (e *Enforcer) gatewayRoutes(ctx context.Context, account, region string, form url.Values) (Plan, error) {
	var tables, left []string
	kind := form.Get("VpcEndpointType")
	gateway := awsstate.ServiceOf(form.Get("ServiceName"), region) == request.Tables && (kind == "" || kind == "Gateway")
	switch form.Get("Action") {
	case "CreateVpcEndpoint":
		if gateway {
			tables = indexedValues(form, "RouteTableId")
		}
	case "ModifyVpcEndpoint":
		tables, left = indexedValues(form, "AddRouteTableId"), indexedValues(form, "RemoveRouteTableId")
	}
	if len(tables)+len(left) == 0 {
		return Plan{}, nil
	}
	e.change.Lock()
	plan, err := e.planRoutes(ctx, account, region, form.Get("VpcEndpointId"), tables, left)
	if err != nil {
		e.change.Unlock()
		return Plan{}, err
	}
	plan.Done = e.change.Unlock
	return plan, nil
}

func (e *Enforcer) planRoutes(
	ctx context.Context, account, region, changed string, tables, left []string,
) (Plan, error) {
	endpoints, err := e.State.Endpoints(ctx, account, region)
	if err != nil {
		return Plan{}, err
	}
	ours := slices.ContainsFunc(endpoints, func(endpoint awsstate.Endpoint) bool {
		return endpoint.ID == changed && endpoint.Gateway
	})
	if changed != "" && !ours {
		return Plan{}, nil // an endpoint for another service
	}
	if err := e.checkRoutes(ctx, account, region, changed, tables, endpoints); err != nil || changed == "" {
		return Plan{}, err
	}
	return Plan{After: func(ctx context.Context) error {
		return emulatorError(e.State.UpdateRoutes(ctx, account, region, changed, tables, left))
	}}, nil
}

func (e *Enforcer) checkRoutes(
	ctx context.Context, account, region, changed string, tables []string, endpoints []awsstate.Endpoint,
) error {
	for _, other := range endpoints {
		for _, table := range tables {
			if other.ID == changed || !other.Gateway || !slices.Contains(other.RouteTables, table) {
				continue
			}
			list, err := e.State.PrefixList(ctx, account, region)
			if err != nil {
				return err
			}
			return &awserror.Error{
				Code:    "RouteAlreadyExists",
				Message: fmt.Sprintf("route table %s already has a route with destination-prefix-list-id %s", table, list),
			}
		}
	}
	return nil
}

// indexedValues returns the values of Name.1, Name.2 and so on.
func indexedValues(form url.Values, name string) []string {
	var values []string
	for key, list := range form {
		if strings.HasPrefix(key, name+".") {
			values = append(values, list...)
		}
	}
	return values
}
