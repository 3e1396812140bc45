package provider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// An interface endpoint has addresses in subnets, so that every client with a route to the VPC can use it. It has no
// private DNS name: clients have to be told its URL. Source: "AWS PrivateLink for DynamoDB".

// wantsInterfaces reports whether an interface endpoint is asked for.
func (a *PrivateNetworkArgs) wantsInterfaces() bool {
	return valueOr(a.InterfaceEndpoint, false) || valueOr(a.StreamsEndpoint, false)
}

// registerInterfaceEndpoints registers the interface endpoints that are asked for, and the rule that lets clients in.
func (n *PrivateNetwork) registerInterfaceEndpoints(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, group *ec2.SecurityGroup,
	region, document pulumi.StringOutput, child pulumi.ResourceOption,
) error {
	n.InterfaceEndpointID, n.InterfaceEndpointURL = stringPtr(nil), stringPtr(nil)
	n.StreamsEndpointID, n.StreamsEndpointURL = stringPtr(nil), stringPtr(nil)
	if group == nil {
		return nil
	}
	if err := n.registerEndpointRule(ctx, name, args.Tags, group, child); err != nil {
		return err
	}
	subnets := n.endpointSubnets(args.Existing)
	for _, wanted := range []struct {
		asked         bool
		role, service string
		id, url       *pulumi.StringPtrOutput
	}{
		{valueOr(args.InterfaceEndpoint, false), "interface", "dynamodb", &n.InterfaceEndpointID, &n.InterfaceEndpointURL},
		{valueOr(args.StreamsEndpoint, false), "streams", "dynamodb-streams", &n.StreamsEndpointID, &n.StreamsEndpointURL},
	} {
		if !wanted.asked {
			continue
		}
		endpoint, err := ec2.NewVpcEndpoint(ctx, name+"-"+wanted.role, &ec2.VpcEndpointArgs{
			VpcId:             n.VpcID,
			VpcEndpointType:   pulumi.String("Interface"),
			ServiceName:       pulumi.Sprintf("com.amazonaws.%s.%s", region, wanted.service),
			PrivateDnsEnabled: pulumi.Bool(false),
			SubnetIds:         subnets,
			SecurityGroupIds:  pulumi.StringArray{group.ID()},
			Policy:            document,
			Tags:              named(args.Tags, name+"-"+wanted.role),
		}, child)
		if err != nil {
			return fmt.Errorf("register %s endpoint: %w", wanted.role, err)
		}
		n.dependencies = append(n.dependencies, endpoint)
		n.built = append(n.built, interfaceSettingsOf(endpoint, document, subnets, group))
		*wanted.id = endpoint.ID().ToStringOutput().ToStringPtrOutput()
		*wanted.url = endpoint.DnsEntries.ApplyT(func(entries []ec2.VpcEndpointDnsEntry) *string {
			if len(entries) == 0 {
				return nil
			}
			return endpointURL(valueOr(entries[0].DnsName, ""))
		}).(pulumi.StringPtrOutput)
	}
	return nil
}

// endpointSubnets returns the subnets of the interface endpoints.
func (n *PrivateNetwork) endpointSubnets(existing *ExistingNetwork) pulumi.StringArrayOutput {
	if existing == nil {
		return n.SubnetIDs
	}
	return stringList(existing.SubnetIDs).ApplyT(func(ids []string) ([]string, error) {
		if len(ids) == 0 {
			return nil, fmt.Errorf("%sexisting.subnetIds: is empty; nobody reaches an endpoint in no subnet",
				n.inputPrefix)
		}
		return ids, nil
	}).(pulumi.StringArrayOutput)
}

// endpointURL returns the URL of an interface endpoint, or nothing where it has no name.
func endpointURL(host string) *string {
	if host == "" {
		return nil
	}
	return ptr("https://" + host)
}
