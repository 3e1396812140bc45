package main

import (
	"context"
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// The services that an endpoint of a VPC may carry.
const (
	carriesTables  = "dynamodb"
	carriesStreams = "dynamodb-streams"
)

// entrances are where the requests of a client come in: those to DynamoDB, and those to DynamoDB Streams.
type entrances struct{ tables, streams string }

// doorURL returns the URL of a door for requests to DynamoDB.
func doorURL(ctx context.Context, internet, name string) (string, error) {
	found, err := entrancesOf(ctx, internet, name)
	return found.tables, err
}

// entrancesOf returns where the requests of a client at a door come in.
func entrancesOf(ctx context.Context, internet, name string) (entrances, error) {
	doors, err := gate.Ask(ctx, internet)
	if err != nil {
		return entrances{}, err
	}
	return chosen(doors, internet, name)
}

// chosen returns where the requests of a client at a door come in. An endpoint carries one service. A request to the
// other one takes the endpoint for it in the same VPC, or leaves by the internet's door where there is none. The door
// "vpc" is any endpoint for DynamoDB: the table's VPC has one.
func chosen(doors []gate.Door, internet, name string) (entrances, error) {
	var at *gate.Door
	for i, door := range doors {
		if door.Name == name || name == vpcDoor && door.Carries == carriesTables && (at == nil || door.Gateway) {
			at = &doors[i]
		}
	}
	if at == nil {
		return entrances{}, fmt.Errorf("there is no door %q: give vpc, internet, service, or the id of a VPC endpoint", name)
	}
	through := func(service string) string {
		if at.Endpoint == "" || at.Carries == service {
			return at.URL
		}
		url := internet
		for _, door := range doors {
			if door.VPC == at.VPC && door.Carries == service && (url == internet || door.Gateway) {
				url = door.URL
			}
		}
		return url
	}
	return entrances{through(carriesTables), through(carriesStreams)}, nil
}
