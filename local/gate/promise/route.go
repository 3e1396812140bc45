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
// endpoints", AWS PrivateLink Guide.)
func (k *Keeper) EC2(ctx context.Context, account, region string, form url.Values) (Plan, error) {
	var tables []string
	switch form.Get("Action") {
	case "CreateVpcEndpoint":
		kind := form.Get("VpcEndpointType")
		if world.ServiceOf(form.Get("ServiceName"), region) != call.Tables || kind != "" && kind != "Gateway" {
			return Plan{}, nil
		}
		tables = numbered(form, "RouteTableId")
	case "ModifyVpcEndpoint":
		tables = numbered(form, "AddRouteTableId")
	}
	if len(tables) == 0 {
		return Plan{}, nil
	}
	k.change.Lock()
	if err := k.checkRoutes(ctx, account, region, form.Get("VpcEndpointId"), tables); err != nil {
		k.change.Unlock()
		return Plan{}, err
	}
	return Plan{Done: k.change.Unlock}, nil
}

func (k *Keeper) checkRoutes(ctx context.Context, account, region, changed string, tables []string) error {
	endpoints, err := k.World.Endpoints(ctx, account, region)
	if err != nil {
		return err
	}
	ours := slices.ContainsFunc(endpoints, func(e world.Endpoint) bool { return e.ID == changed && e.Gateway })
	if changed != "" && !ours {
		return nil // another service's endpoint
	}
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
