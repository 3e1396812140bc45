package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// ExistingNetwork names what a PrivateNetwork adopts.
type ExistingNetwork struct {
	VpcID         pulumi.StringInput      `pulumi:"vpcId"`
	RouteTableIDs pulumi.StringArrayInput `pulumi:"routeTableIds,optional"`
	VpcEndpointID pulumi.StringPtrInput   `pulumi:"vpcEndpointId,optional"`
	SubnetIDs     pulumi.StringArrayInput `pulumi:"subnetIds,optional"`
}

// Annotate documents the type.
func (e *ExistingNetwork) Annotate(an infer.Annotator) {
	an.Describe(&e, "A VPC that exists. Give either the route tables for a new DynamoDB endpoint, or the DynamoDB "+
		"endpoint that it has.")
	an.Describe(&e.VpcID, "The id of the VPC.")
	an.Describe(&e.RouteTableIDs, "The ids of the route tables that a new gateway endpoint is put on: those of every "+
		"subnet with a client of a table. A route table takes one route to DynamoDB: none of them may lead to another "+
		"endpoint. Conflicts with `vpcEndpointId`, and is required without it.")
	an.Describe(&e.VpcEndpointID, "The id of the DynamoDB gateway endpoint that the VPC has. Its route tables and its "+
		"policy stay as they are. Conflicts with `routeTableIds`.")
	an.Describe(&e.SubnetIDs, "The ids of the subnets that interface endpoints stand in, one in each availability zone. "+
		"Required where `interfaceEndpoint` or `streamsEndpoint` is true, and an error otherwise.")
}

// adoptVPC takes the VPC that exists.
func (n *PrivateNetwork) adoptVPC(existing *ExistingNetwork) {
	n.VpcID = existing.VpcID.ToStringOutput()
	n.SubnetIDs, n.PrivateSubnetIDs = stringList(nil), stringList(nil)
	n.RouteTableIDs = stringList(existing.RouteTableIDs).ApplyT(func(ids []string) ([]string, error) {
		if len(ids) == 0 && existing.VpcEndpointID == nil {
			return nil, fmt.Errorf("%sexisting.routeTableIds: is empty; no request takes an endpoint on no "+
				"route table", n.inputPrefix)
		}
		return ids, nil
	}).(pulumi.StringArrayOutput)
}

// refuseWrong fails where something is wrong with what is adopted, with everything that is.
func refuseWrong(checks ...any) pulumi.ResourceOption {
	return waitFor(pulumi.All(checks...).ApplyT(func(found []any) (bool, error) {
		var errs []error
		for _, wrong := range found {
			errs = append(errs, wrong.([]error)...)
		}
		return len(errs) == 0, errors.Join(errs...)
	}))
}

// adoptEndpoint takes the gateway endpoint that exists, with its policy and route tables.
func (n *PrivateNetwork) adoptEndpoint(found foundEndpoint) {
	n.VpcEndpointID, n.PrefixListID, n.EndpointPolicy = found.id(), found.prefixListID(), found.policy()
	n.adopted = &found
	n.RouteTableIDs = found.ApplyT(func(found any) []string {
		return found.(*ec2.LookupVpcEndpointResult).RouteTableIds
	}).(pulumi.StringArrayOutput)
}

// foundEndpoint is an endpoint that was looked up.
type foundEndpoint struct{ pulumi.Output }

// service is what an endpoint leads to.
type service struct{ suffix, name string }

var (
	dynamoDB        = service{".dynamodb", "DynamoDB"}
	dynamoDBStreams = service{".dynamodb-streams", "DynamoDB Streams"}
)

// findEndpoint looks up the DynamoDB endpoint of a VPC, by its id where one is given. It fails where there is none: a
// policy that trusts a VPC without an endpoint refuses everyone, the VPC's own clients too.
func findEndpoint(
	ctx *pulumi.Context, vpc pulumi.StringOutput, path string, id pulumi.StringPtrInput, child pulumi.InvokeOption,
) foundEndpoint {
	if id != nil {
		return findEndpointByID(ctx, vpc, path, id, dynamoDB, child)
	}
	return foundEndpoint{vpc.ApplyT(func(vpc string) (*ec2.LookupVpcEndpointResult, error) {
		question := after(ctx, "endpoint of "+vpc, besideEndpoint(path))
		return lookUp(ctx, question, func() (*ec2.LookupVpcEndpointResult, error) { return endpointOf(ctx, vpc, child) })
	})}
}

// besideEndpoint is the path of the VPC of an endpoint whose path is given.
func besideEndpoint(path string) string {
	return strings.TrimSuffix(strings.TrimSuffix(path, "vpcEndpointId"), "vpcStreamsEndpointId") + "vpcId"
}

// onRouteTables fails where an endpoint is on no route table, so that no request takes it. An interface endpoint needs
// none where it may be one; an endpoint without an id is not known yet.
func (e foundEndpoint) onRouteTables(path string, interfaceToo bool) foundEndpoint {
	return foundEndpoint{e.ApplyT(func(found any) (*ec2.LookupVpcEndpointResult, error) {
		endpoint := found.(*ec2.LookupVpcEndpointResult)
		excused := interfaceToo && (endpoint.Id == "" || endpoint.VpcEndpointType == "Interface")
		if len(endpoint.RouteTableIds) == 0 && !excused {
			return nil, fmt.Errorf("%s: %s is on no route table, so no request takes it; put it on those of the clients' "+
				"subnets, or give the gateway endpoint that is on them", path, endpoint.Id)
		}
		return endpoint, nil
	})}
}

// findEndpointByID looks up the endpoint that an input names.
func findEndpointByID(
	ctx *pulumi.Context, vpc pulumi.StringOutput, path string, id pulumi.StringPtrInput, leadsTo service,
	child pulumi.InvokeOption,
) foundEndpoint {
	return foundEndpoint{pulumi.All(vpc, stringPtr(id)).ApplyT(func(values []any) (*ec2.LookupVpcEndpointResult, error) {
		vpc, wanted := values[0].(string), values[1].(*string)
		if wanted == nil {
			return nil, fmt.Errorf("%s: is given, but its value is null", path)
		}
		question := after(ctx, *wanted, path, besideEndpoint(path))
		found, err := lookUp(ctx, question, func() (*ec2.LookupVpcEndpointResult, error) {
			return ec2.LookupVpcEndpoint(ctx, &ec2.LookupVpcEndpointArgs{Id: wanted}, child)
		})
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: look up %s: %w", path, *wanted, err)
		case found.VpcId != vpc:
			return nil, fmt.Errorf("%s: %s belongs to %s, not to %s", path, *wanted, found.VpcId, vpc)
		case !strings.HasSuffix(found.ServiceName, leadsTo.suffix):
			return nil, fmt.Errorf("%s: %s leads to %s, not to %s", path, *wanted, found.ServiceName, leadsTo.name)
		}
		if err := usable(found); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return found, nil
	})}
}

func endpointOf(ctx *pulumi.Context, vpc string, child pulumi.InvokeOption) (*ec2.LookupVpcEndpointResult, error) {
	region, err := lookUpRegion(ctx, child)
	if err != nil {
		return nil, err
	}
	found, err := ec2.LookupVpcEndpoint(ctx, gatewayEndpointOf(vpc, region.Name), child)
	if isSeveral(err) {
		return nil, fmt.Errorf("vpcId: %s has several DynamoDB gateway endpoints; name one of them in vpcEndpointId. "+
			"With perimeter vpcs the clients of all of them are inside; with perimeter endpoints list the others in "+
			"additionalVpcEndpointIds", vpc)
	}
	if err != nil {
		return nil, fmt.Errorf("vpcId: %s has no DynamoDB gateway endpoint, so nobody in it could reach the table; "+
			"create a PrivateNetwork on it (existing), or give vpcEndpointId: %w", vpc, err)
	}
	return found, nil
}

// isSeveral reports whether a look-up of the aws provider found more than one. It can list none of them.
func isSeveral(err error) bool {
	return err != nil && strings.Contains(err.Error(), "multiple EC2 VPC") && strings.Contains(err.Error(), "matched")
}

// hasSeveral reports whether a VPC has more than one DynamoDB gateway endpoint.
func hasSeveral(ctx *pulumi.Context, vpc string, child pulumi.InvokeOption) bool {
	region, err := lookUpRegion(ctx, child)
	if err == nil {
		_, err = ec2.LookupVpcEndpoint(ctx, gatewayEndpointOf(vpc, region.Name), child)
	}
	return isSeveral(err)
}

// usable fails where an endpoint that was found by its id carries nothing, now or ever. One that is pending, as a new
// one is, may become available. Source: "VpcEndpoint" in the Amazon EC2 API Reference, State.
func usable(found *ec2.LookupVpcEndpointResult) error {
	switch state := strings.ToLower(found.State); state {
	case "deleting", "deleted", "rejected", "failed", "expired":
		return fmt.Errorf("%s is %s, and carries nothing; give an endpoint that is available", found.Id, state)
	}
	return nil
}

func (e foundEndpoint) text(pick func(*ec2.LookupVpcEndpointResult) string) pulumi.StringOutput {
	return e.ApplyT(func(found any) string { return pick(found.(*ec2.LookupVpcEndpointResult)) }).(pulumi.StringOutput)
}

func (e foundEndpoint) id() pulumi.StringOutput {
	return e.text(func(found *ec2.LookupVpcEndpointResult) string { return found.Id })
}

func (e foundEndpoint) prefixListID() pulumi.StringOutput {
	return e.text(func(found *ec2.LookupVpcEndpointResult) string { return found.PrefixListId })
}

func (e foundEndpoint) policy() pulumi.StringOutput {
	return e.text(func(found *ec2.LookupVpcEndpointResult) string { return found.Policy })
}

// url returns the URL of an interface endpoint.
func (e foundEndpoint) url() pulumi.StringPtrOutput {
	return e.ApplyT(func(found any) *string {
		entries := found.(*ec2.LookupVpcEndpointResult).DnsEntries
		if len(entries) == 0 {
			return nil
		}
		return endpointURL(entries[0].DnsName)
	}).(pulumi.StringPtrOutput)
}
