package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/audit"
)

// longest is how much of an output is shown.
const longest = 400

// show prints the stack's outputs, who reaches the table as it was proven, and then what AWS returns: the routes to the
// endpoint, and the table policy.
func show(ctx context.Context, out io.Writer, endpoint string, stack auto.Stack, outputs auto.OutputMap) error {
	fmt.Fprintln(out, "\nOutputs of the stack")
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		text := fmt.Sprint(outputs[name].Value)
		if len(text) > longest {
			text = fmt.Sprintf("%s… (%d characters)", text[:longest], len(text))
		}
		fmt.Fprintf(out, "  %-22s %s\n", name, text)
	}

	fmt.Fprintln(out, "\nWho reaches it, as it was proven")
	state, err := stack.Export(ctx)
	if err != nil {
		return fmt.Errorf("read the state: %w", err)
	}
	export, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("read the state: %w", err)
	}
	reports, err := audit.Read(bytes.NewReader(export))
	if err != nil {
		return err
	}
	screens, err := audit.Text(reports)
	if err != nil {
		return err
	}
	fmt.Fprint(out, screens)

	client := clients.New(endpoint)
	endpointID, deployed := outputs["vpcEndpointId"].Value.(string)
	if !deployed { // a guardrail has neither network nor table
		return nil
	}
	tables, err := routeTablesOf(ctx, client.EC2, endpointID)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nRoutes to %s, read from AWS\n", endpointID)
	for _, table := range tables {
		for _, route := range table.Routes {
			if aws.ToString(route.GatewayId) == endpointID {
				fmt.Fprintf(out, "  %s  subnets %s  %s -> %s\n", aws.ToString(table.RouteTableId), subnetsOf(table),
					aws.ToString(route.DestinationPrefixListId), endpointID)
			}
		}
	}

	arn, _ := outputs["tableArn"].Value.(string)
	found, err := client.DynamoDB.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
	if err != nil {
		return fmt.Errorf("read the table policy back: %w", err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(aws.ToString(found.Policy)), "  ", "  "); err != nil {
		return fmt.Errorf("read the table policy back: %w", err)
	}
	fmt.Fprintf(out, "\nPolicy of %s, read from AWS\n  %s\n", arn, indented.String())
	return nil
}

// routeTablesOf reads the route tables of a gateway endpoint.
func routeTablesOf(ctx context.Context, client *ec2.Client, endpointID string) ([]types.RouteTable, error) {
	found, err := client.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{endpointID}})
	if err != nil {
		return nil, fmt.Errorf("read the endpoint back: %w", err)
	}
	var ids []string
	for _, endpoint := range found.VpcEndpoints {
		ids = append(ids, endpoint.RouteTableIds...)
	}
	tables, err := client.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{RouteTableIds: ids})
	if err != nil {
		return nil, fmt.Errorf("read the route tables back: %w", err)
	}
	return tables.RouteTables, nil
}

func subnetsOf(table types.RouteTable) string {
	var ids []string
	for _, association := range table.Associations {
		ids = append(ids, aws.ToString(association.SubnetId))
	}
	return strings.Join(ids, ",")
}
