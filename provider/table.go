package provider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// PrivateTable is a DynamoDB table that can be reached only from inside its VPC.
type PrivateTable struct {
	pulumi.ResourceState

	TableName             pulumi.StringOutput      `pulumi:"tableName"`
	TableArn              pulumi.StringOutput      `pulumi:"tableArn"`
	VpcID                 pulumi.StringOutput      `pulumi:"vpcId"`
	VpcEndpointID         pulumi.StringOutput      `pulumi:"vpcEndpointId"`
	SubnetIDs             pulumi.StringArrayOutput `pulumi:"subnetIds"`
	PrivateSubnetIDs      pulumi.StringArrayOutput `pulumi:"privateSubnetIds"`
	ClientSecurityGroupID pulumi.StringPtrOutput   `pulumi:"clientSecurityGroupId"`
	InterfaceEndpointURL  pulumi.StringPtrOutput   `pulumi:"interfaceEndpointUrl"`
	StreamsEndpointID     pulumi.StringPtrOutput   `pulumi:"streamsEndpointId"`
	StreamsEndpointURL    pulumi.StringPtrOutput   `pulumi:"streamsEndpointUrl"`
	StreamArn             pulumi.StringPtrOutput   `pulumi:"streamArn"`
	GuardrailPolicyIDs    pulumi.StringArrayOutput `pulumi:"guardrailPolicyIds"`

	AccessReport pulumix.Output[AccessSummary] `pulumi:"accessReport"`
}

// Annotate documents the component and its outputs.
func (t *PrivateTable) Annotate(an infer.Annotator) {
	an.Describe(&t, "A DynamoDB table whose data can be reached only from inside a VPC: the VPC, a gateway endpoint, "+
		"the table, and a resource policy that refuses everyone else.")
	an.Describe(&t.TableName, "The name of the table.")
	an.Describe(&t.TableArn, "The ARN of the table.")
	an.Describe(&t.VpcID, "The id of the VPC that the table answers in.")
	an.Describe(&t.VpcEndpointID, "The id of the VPC's DynamoDB endpoint. A gateway endpoint carries IPv4 only.")
	an.Describe(&t.SubnetIDs, "The ids of the isolated subnets that were built for the table. Empty for a VPC that is "+
		"adopted.")
	an.Describe(&t.PrivateSubnetIDs, "The ids of the private subnets that were built for the table. Empty without "+
		"`network.natGateways`.")
	an.Describe(&t.ClientSecurityGroupID, "The id of a security group for clients of the table. "+
		"It lets out HTTPS to DynamoDB, and to the interface endpoints that were built, and nothing else. Absent for a VPC "+
		"that is adopted by its id.")
	an.Describe(&t.InterfaceEndpointURL, "The URL that a client gives its AWS SDK to call through the interface "+
		"endpoint. Absent without `network.interfaceEndpoint`.")
	an.Describe(&t.StreamsEndpointID, "The id of the interface endpoint that carries the stream. Absent without "+
		"`network.streamsEndpoint` and `vpcStreamsEndpointId`.")
	an.Describe(&t.StreamsEndpointURL, "The URL that a reader of the stream gives its AWS SDK as the endpoint of "+
		"DynamoDB Streams. Absent like the id.")
	an.Describe(&t.StreamArn, "The ARN of the table's stream. Absent where there is none.")
	an.Describe(&t.GuardrailPolicyIDs, "The ids of the guardrail's service control policies. Empty without a guardrail.")
	an.Describe(&t.AccessReport, "Who can reach what from where, and which statement decides, as it was proven.")
}

// NewPrivateTable registers a PrivateTable and its children.
func NewPrivateTable(
	ctx *pulumi.Context, name string, args *PrivateTableArgs, opts ...pulumi.ResourceOption,
) (*PrivateTable, error) {
	table := &PrivateTable{}
	if err := ctx.RegisterComponentResource(token("PrivateTable"), name, table, opts...); err != nil {
		return nil, err
	}
	child := pulumi.Parent(table)

	deployment, err := lookUpDeployment(ctx, child)
	if err != nil {
		return nil, err
	}
	if err := args.checkGuardrail(ctx, table, child, deployment); err != nil {
		return nil, err
	}
	prover := newTableProof(ctx, name, args, deployment)
	made, err := prover.proveInputs(ctx, table)
	if err != nil {
		return nil, err
	}
	network, err := args.network(ctx, name, table, child)
	if err != nil {
		return nil, err
	}
	intent := prover.proveResolved(network)

	// The table waits for the endpoint and its routes, so that its policy can follow within seconds, and for
	// a proven intent, so that a wrong one leaves no table behind.
	protected := valueOr(args.DeletionProtection, defaultDeletionProtection)
	enforced := valueOr(args.Enforcement, defaultEnforcement) != EnforcementObserve
	options := []pulumi.ResourceOption{
		child, pulumi.Protect(protected), pulumi.DependsOn(network.dependencies), waitFor(intent),
		pulumi.IgnoreChanges(args.ignoredPaths()), pulumi.ReplacementTrigger(args.keyTypes(inputs.From(ctx.Context()))),
	}
	if args.TableName != nil { // AWS has no two tables of a name
		options = append(options, pulumi.DeleteBeforeReplace(true))
	}
	if enforced { // observing registers nothing beside a table that exists
		guard, err := args.guard(ctx, name, protected, deployment, child, waitFor(intent))
		if err != nil {
			return nil, err
		}
		if guard.checked != nil {
			options = append(options, waitFor(guard.checked))
		}
	}
	resource, err := dynamodb.NewTable(ctx, name, args.table(protected), options...)
	if err != nil {
		return nil, fmt.Errorf("register table: %w", err)
	}
	if enforced && !protected {
		if err := args.followIdentity(ctx, name, deployment, resource, child); err != nil {
			return nil, err
		}
	}
	table.StreamArn = stringPtr(nil)
	if args.StreamViewType != nil {
		table.StreamArn = resource.StreamArn.ToStringPtrOutput()
	}
	var attached attachedPolicies
	built := append(network.built, args.settings(resource))
	table.GuardrailPolicyIDs = stringList(nil)
	if enforced {
		attached, err = attachPolicies(ctx, name, resource, intent, args.StreamViewType != nil, child)
		if err != nil {
			return nil, err
		}
		var guardrail []any
		table.GuardrailPolicyIDs, guardrail, err = args.Guardrail.register(ctx, name, resource.Arn, intent, args.Tags, child,
			pulumi.DependsOn(attached.resources()))
		if err != nil {
			return nil, err
		}
		built = append(append(built, attached.documents(resource)), guardrail...)
	}
	if err := args.registerScaling(ctx, name, resource, child,
		pulumi.DependsOn(attached.resources())); err != nil {
		return nil, err
	}

	table.TableName, table.TableArn = resource.Name, resource.Arn
	table.VpcID, table.VpcEndpointID = network.VpcID, network.VpcEndpointID
	table.SubnetIDs, table.PrivateSubnetIDs = network.SubnetIDs, network.PrivateSubnetIDs
	table.ClientSecurityGroupID, table.InterfaceEndpointURL = network.clientSecurityGroupID, network.InterfaceEndpointURL
	table.StreamsEndpointID, table.StreamsEndpointURL = network.StreamsEndpointID, network.StreamsEndpointURL
	table.AccessReport = verified(prover.proveAdopted(ctx, table, network, made), readBack(ctx, table, child, built...))
	return table, nil
}

// attachPolicies attaches the policies of the table and its stream. They are deleted with their table, never before: a
// destroy that deletion protection stops must not leave data without a policy. The remaining resources wait for them,
// since one that fails ends the update.
//
// The policy of a stream is never deleted. A stream that is switched off stays readable for 24 hours ("Change data
// capture for DynamoDB Streams"), that of a deleted table is deleted after as long ("DeleteTable"), and its policy is
// of use until then ("You can also modify or delete the policy of a disabled stream", "Attach a resource-based policy
// to a DynamoDB stream"). That AWS deletes the policy with the stream, nothing says.
func attachPolicies(
	ctx *pulumi.Context, name string, table *dynamodb.Table, intent pulumi.Output, stream bool,
	child pulumi.ResourceOption,
) (attachedPolicies, error) {
	document := rendered(table.Arn, intent, policy.Intent.TablePolicy)
	attached, err := dynamodb.NewResourcePolicy(ctx, name+"-policy", &dynamodb.ResourcePolicyArgs{
		ResourceArn: table.Arn,
		Policy:      document,
	}, child, pulumi.DeletedWith(table))
	if err != nil {
		return nil, fmt.Errorf("register table policy: %w", err)
	}
	all := attachedPolicies{{settingTablePolicy, attached, document}}
	if !stream {
		return all, nil
	}
	// Each time a stream is enabled it is a new stream, with a new ARN and without a policy.
	document = rendered(table.StreamArn, intent, policy.Intent.StreamPolicy)
	streamed, err := dynamodb.NewResourcePolicy(ctx, name+"-stream-policy", &dynamodb.ResourcePolicyArgs{
		ResourceArn: table.StreamArn,
		Policy:      document,
	}, child, pulumi.DeletedWith(table), pulumi.RetainOnDelete(true))
	if err != nil {
		return nil, fmt.Errorf("register stream policy: %w", err)
	}
	return append(all, attachedPolicy{settingStreamPolicy, streamed, document}), nil
}
