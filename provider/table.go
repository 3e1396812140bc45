package provider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Defaults of PrivateTable. They are part of the contract.
const (
	defaultPointInTimeRecovery = true
	defaultDeletionProtection  = true
	defaultPerimeter           = PerimeterVpcs
)

// PrivateTableArgs are the inputs of a PrivateTable.
type PrivateTableArgs struct {
	PartitionKey Key  `pulumi:"partitionKey"`
	SortKey      *Key `pulumi:"sortKey,optional"`

	AdministratorPrincipalArns pulumi.StringArrayInput `pulumi:"administratorPrincipalArns"`
	BreakGlassPrincipalArns    pulumi.StringArrayInput `pulumi:"breakGlassPrincipalArns,optional"`

	Network       *Network              `pulumi:"network,optional"`
	VpcID         pulumi.StringPtrInput `pulumi:"vpcId,optional"`
	VpcEndpointID pulumi.StringPtrInput `pulumi:"vpcEndpointId,optional"`
	Perimeter     *Perimeter            `pulumi:"perimeter,optional"`
	Guardrail     *TableGuardrail       `pulumi:"guardrail,optional"`

	TableName           pulumi.StringPtrInput `pulumi:"tableName,optional"`
	KmsKeyArn           pulumi.StringPtrInput `pulumi:"kmsKeyArn,optional"`
	PointInTimeRecovery pulumi.BoolPtrInput   `pulumi:"pointInTimeRecovery,optional"`
	DeletionProtection  *bool                 `pulumi:"deletionProtection,optional"`
	Tags                pulumi.StringMapInput `pulumi:"tags,optional"`
}

// Network is how a PrivateTable builds its network: what a PrivateNetwork takes.
type Network PrivateNetworkArgs

// Annotate documents the type.
func (n *Network) Annotate(an infer.Annotator) {
	(*PrivateNetworkArgs)(n).Annotate(an)
	an.Describe(&n, "The settings of the network that is built for a table.")
}

// Annotate documents the inputs.
func (a *PrivateTableArgs) Annotate(an infer.Annotator) {
	an.Describe(&a.PartitionKey, "The partition key. Changing it replaces the table.")
	an.Describe(&a.SortKey, "The sort key. Default: none. Changing it replaces the table.")
	an.Describe(&a.AdministratorPrincipalArns, "The IAM roles and users that may deploy the table, and change its "+
		"policy and shape, from anywhere: usually the role of the deployment pipeline. Their data access from outside "+
		"is refused like everyone's. Give the ARN of the role, with its path, never of a session.")
	an.Describe(&a.BreakGlassPrincipalArns, "The IAM roles and users that nothing is refused to, from anywhere, for "+
		"emergencies. Default: none. They still need an identity policy that allows the call.")
	an.Describe(&a.Network, "The network that is built for the table. Default: a VPC with two isolated subnets. "+
		"Conflicts with `vpcId`.")
	an.Describe(&a.VpcID, "The id of a VPC that exists, and that the table is restricted to; no network is built then. "+
		"It must have a DynamoDB gateway endpoint. Default: none. Conflicts with `network`.")
	an.Describe(&a.VpcEndpointID, "The id of that VPC's DynamoDB endpoint. Default: the VPC's gateway endpoint is looked "+
		"up, and having none is an error. Needs `vpcId`.")
	an.Describe(&a.Perimeter, "By what a request is recognised as coming from inside. Default `vpcs`.")
	an.SetDefault(&a.Perimeter, defaultPerimeter)
	an.Describe(&a.Guardrail, "A service control policy that enforces the same on this table from above. Default: none. "+
		"Only where the AWS provider is that of the organization's management account, or of a delegated "+
		"administrator's; elsewhere use OrgGuardrail in a stack of the platform team.")
	an.Describe(&a.TableName, "The name of the table. Default: the name of the component and a random suffix. "+
		"Changing it replaces the table.")
	an.Describe(&a.KmsKeyArn, "The ARN of a customer managed KMS key to encrypt with. Default: the AWS managed key.")
	an.Describe(&a.PointInTimeRecovery, "Whether the table can be restored to any second of the last 35 days. "+
		"Default true.")
	an.SetDefault(&a.PointInTimeRecovery, defaultPointInTimeRecovery)
	an.Describe(&a.DeletionProtection, "Whether AWS refuses to delete the table, and Pulumi to plan it. Default true. "+
		"To destroy the table set it to false, update, then destroy.")
	an.SetDefault(&a.DeletionProtection, defaultDeletionProtection)
	an.Describe(&a.Tags, "Tags for every resource that takes tags. Default: none.")
}

// PrivateTable is a DynamoDB table that answers inside its VPC and nowhere else.
type PrivateTable struct {
	pulumi.ResourceState

	TableName             pulumi.StringOutput      `pulumi:"tableName"`
	TableArn              pulumi.StringOutput      `pulumi:"tableArn"`
	VpcID                 pulumi.StringOutput      `pulumi:"vpcId"`
	VpcEndpointID         pulumi.StringOutput      `pulumi:"vpcEndpointId"`
	SubnetIDs             pulumi.StringArrayOutput `pulumi:"subnetIds"`
	ClientSecurityGroupID pulumi.StringPtrOutput   `pulumi:"clientSecurityGroupId"`
	TablePolicy           pulumi.StringOutput      `pulumi:"tablePolicy"`
	EndpointPolicy        pulumi.StringOutput      `pulumi:"endpointPolicy"`
	GuardrailPolicyIDs    pulumi.StringArrayOutput `pulumi:"guardrailPolicyIds"`
}

// Annotate documents the component and its outputs.
func (t *PrivateTable) Annotate(an infer.Annotator) {
	an.Describe(&t, "A DynamoDB table whose data can be reached only from inside a VPC: the VPC, a gateway endpoint, "+
		"the table, and a resource policy that refuses everyone else.")
	an.Describe(&t.TableName, "The name of the table.")
	an.Describe(&t.TableArn, "The ARN of the table.")
	an.Describe(&t.VpcID, "The id of the VPC that the table answers in.")
	an.Describe(&t.VpcEndpointID, "The id of the VPC's DynamoDB endpoint.")
	an.Describe(&t.SubnetIDs, "The ids of the subnets that were built for the table. Empty for a VPC that is adopted.")
	an.Describe(&t.ClientSecurityGroupID, "The id of a security group for clients of the table. "+
		"It lets out HTTPS to DynamoDB and nothing else. Absent for a VPC that is adopted.")
	an.Describe(&t.TablePolicy, "The resource policy of the table, as it was sent to AWS.")
	an.Describe(&t.EndpointPolicy, "The policy of the VPC endpoint.")
	an.Describe(&t.GuardrailPolicyIDs, "The ids of the guardrail's service control policies. Empty without a guardrail.")
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

	place, err := args.place(ctx, name, child)
	if err != nil {
		return nil, err
	}
	intent := args.intent(place)

	// The table waits for the endpoint and its routes, so that its policy can follow within seconds, and for
	// a valid intent, so that a wrong one leaves no table behind.
	protected := or(args.DeletionProtection, defaultDeletionProtection)
	resource, err := dynamodb.NewTable(ctx, name, args.table(protected), child, pulumi.Protect(protected),
		pulumi.DependsOn(place.built), waitFor(intent))
	if err != nil {
		return nil, fmt.Errorf("register table: %w", err)
	}

	document := rendered(resource.Arn, intent, policy.Intent.TablePolicy)
	// Deleted with its table, never before: a destroy that deletion protection stops must not leave a table
	// full of data without a policy.
	if _, err := dynamodb.NewResourcePolicy(ctx, name+"-policy", &dynamodb.ResourcePolicyArgs{
		ResourceArn: resource.Arn,
		Policy:      document,
	}, child, pulumi.DeletedWith(resource)); err != nil {
		return nil, fmt.Errorf("register table policy: %w", err)
	}
	table.GuardrailPolicyIDs, err = args.Guardrail.register(ctx, name, resource.Arn, intent, args.Tags, child)
	if err != nil {
		return nil, err
	}

	table.TableName, table.TableArn = resource.Name, resource.Arn
	table.VpcID, table.VpcEndpointID = place.vpcID, place.vpcEndpointID
	table.SubnetIDs, table.ClientSecurityGroupID = place.subnetIDs, place.clientSecurityGroupID
	table.TablePolicy, table.EndpointPolicy = document, place.endpointPolicy
	return table, nil
}

// table are the settings of the DynamoDB table.
func (a *PrivateTableArgs) table(protected bool) *dynamodb.TableArgs {
	attributes := dynamodb.TableAttributeArray{a.PartitionKey.attribute()}
	var rangeKey pulumi.StringPtrInput
	if a.SortKey != nil {
		attributes = append(attributes, a.SortKey.attribute())
		rangeKey = a.SortKey.Name.ToStringOutput().ToStringPtrOutput()
	}
	var recovery pulumi.BoolInput = pulumi.Bool(defaultPointInTimeRecovery)
	if a.PointInTimeRecovery != nil {
		recovery = a.PointInTimeRecovery.ToBoolPtrOutput().ApplyT(func(given *bool) bool {
			return or(given, defaultPointInTimeRecovery)
		}).(pulumi.BoolOutput)
	}
	return &dynamodb.TableArgs{
		Name:        a.TableName,
		BillingMode: pulumi.String("PAY_PER_REQUEST"),
		Attributes:  attributes,
		HashKey:     a.PartitionKey.Name.ToStringOutput().ToStringPtrOutput(),
		RangeKey:    rangeKey,
		ServerSideEncryption: dynamodb.TableServerSideEncryptionArgs{
			Enabled:   pulumi.Bool(true), // the AWS managed key, where no other is named
			KmsKeyArn: a.KmsKeyArn,
		},
		PointInTimeRecovery:       dynamodb.TablePointInTimeRecoveryArgs{Enabled: recovery},
		DeletionProtectionEnabled: pulumi.Bool(protected),
		Tags:                      a.Tags,
	}
}

// intent is what the inputs mean, checked. It fails before anything that depends on it is registered.
func (a *PrivateTableArgs) intent(place placement) pulumi.Output {
	perimeter := policy.PerimeterKind(or(a.Perimeter, defaultPerimeter))
	return pulumi.All(
		place.vpcID, place.vpcEndpointID,
		stringList(a.AdministratorPrincipalArns), stringList(a.BreakGlassPrincipalArns),
	).ApplyT(func(values []any) (policy.Intent, error) {
		inside := values[0].(string)
		if perimeter == policy.PerimeterEndpoints {
			inside = values[1].(string)
		}
		intent := policy.Intent{
			Perimeter:   policy.Perimeter{Kind: perimeter, IDs: []string{inside}},
			Enforcement: policy.EnforceData,
			Exemptions: []policy.Exemption{
				policy.Administrators(values[2].([]string)),
				policy.BreakGlass(values[3].([]string)),
			},
		}
		return intent, intent.Validate()
	})
}

// rendered is a document of an intent about a table, ready to be sent.
func rendered(
	table pulumi.StringOutput, intent pulumi.Output, render func(policy.Intent, string) (policy.Document, error),
) pulumi.StringOutput {
	return pulumi.All(table, intent).ApplyT(func(values []any) (string, error) {
		document, err := render(values[1].(policy.Intent), values[0].(string))
		if err != nil {
			return "", err
		}
		return document.JSON()
	}).(pulumi.StringOutput)
}

// waitFor delays a resource until an output is known, and drops it where the output is an error.
func waitFor(output pulumi.Output) pulumi.ResourceOption {
	return pulumi.DependsOnInputs(output.ApplyT(func(any) []pulumi.Resource { return nil }).(pulumi.ResourceArrayOutput))
}
