package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Defaults of PrivateTable. They are part of the contract.
const (
	defaultPointInTimeRecovery = true
	defaultRecoveryPeriod      = 35 // days
	defaultDeletionProtection  = true
	defaultPerimeter           = PerimeterVpcs
	defaultEnforcement         = EnforcementData
	defaultPolicyProtection    = PolicyProtectionAdministrators
	defaultActionStyle         = ActionStylePatterns
	defaultBillingMode         = BillingModePayPerRequest
)

// PrivateTableArgs are the inputs of a PrivateTable.
type PrivateTableArgs struct {
	PartitionKey Key  `pulumi:"partitionKey"`
	SortKey      *Key `pulumi:"sortKey,optional"`

	GlobalSecondaryIndexes []GlobalSecondaryIndex `pulumi:"globalSecondaryIndexes,optional"`
	LocalSecondaryIndexes  []LocalSecondaryIndex  `pulumi:"localSecondaryIndexes,optional"`

	AdministratorPrincipalArns pulumi.StringArrayInput `pulumi:"administratorPrincipalArns"`
	BreakGlassPrincipalArns    pulumi.StringArrayInput `pulumi:"breakGlassPrincipalArns,optional"`
	Exemptions                 []Exemption             `pulumi:"exemptions,optional"`
	ExemptServices             []ServiceExemption      `pulumi:"exemptServices,optional"`
	Grants                     []Grant                 `pulumi:"grants,optional"`

	Enforcement      *Enforcement      `pulumi:"enforcement,optional"`
	PolicyProtection *PolicyProtection `pulumi:"policyProtection,optional"`
	Movement         *Movement         `pulumi:"movement,optional"`
	ActionStyle      *ActionStyle      `pulumi:"actionStyle,optional"`
	Guardrail        *TableGuardrail   `pulumi:"guardrail,optional"`

	Network                  *Network                `pulumi:"network,optional"`
	VpcID                    pulumi.StringPtrInput   `pulumi:"vpcId,optional"`
	VpcEndpointID            pulumi.StringPtrInput   `pulumi:"vpcEndpointId,optional"`
	VpcStreamsEndpointID     pulumi.StringPtrInput   `pulumi:"vpcStreamsEndpointId,optional"`
	Perimeter                *Perimeter              `pulumi:"perimeter,optional"`
	PerimeterAccountIDs      pulumi.StringArrayInput `pulumi:"perimeterAccountIds,optional"`
	OrganizationID           pulumi.StringPtrInput   `pulumi:"organizationId,optional"`
	AdditionalVpcIDs         pulumi.StringArrayInput `pulumi:"additionalVpcIds,optional"`
	AdditionalVpcEndpointIDs pulumi.StringArrayInput `pulumi:"additionalVpcEndpointIds,optional"`

	TableName           pulumi.StringPtrInput `pulumi:"tableName,optional"`
	KmsKeyArn           pulumi.StringPtrInput `pulumi:"kmsKeyArn,optional"`
	EncryptionKey       *EncryptionKey        `pulumi:"encryptionKey,optional"`
	BillingMode         *BillingMode          `pulumi:"billingMode,optional"`
	ReadCapacity        pulumi.IntPtrInput    `pulumi:"readCapacity,optional"`
	WriteCapacity       pulumi.IntPtrInput    `pulumi:"writeCapacity,optional"`
	Autoscaling         *Autoscaling          `pulumi:"autoscaling,optional"`
	OnDemandThroughput  *OnDemandThroughput   `pulumi:"onDemandThroughput,optional"`
	TableClass          *TableClass           `pulumi:"tableClass,optional"`
	TTLAttribute        pulumi.StringPtrInput `pulumi:"ttlAttribute,optional"`
	PointInTimeRecovery pulumi.BoolPtrInput   `pulumi:"pointInTimeRecovery,optional"`
	RecoveryPeriod      pulumi.IntPtrInput    `pulumi:"recoveryPeriodInDays,optional"`
	DeletionProtection  *bool                 `pulumi:"deletionProtection,optional"`
	StreamViewType      *StreamViewType       `pulumi:"streamViewType,optional"`
	Tags                pulumi.StringMapInput `pulumi:"tags,optional"`
}

// Network is how a PrivateTable builds its network: the inputs of a PrivateNetwork.
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
	an.Describe(&a.GlobalSecondaryIndexes, "The global secondary indexes, at most 20. Default: none.")
	an.Describe(&a.LocalSecondaryIndexes, "The local secondary indexes, at most 5. Default: none. They need `sortKey`. "+
		"Changing them replaces the table.")
	an.Describe(&a.AdministratorPrincipalArns, "The IAM roles and users that may deploy the table, and change its "+
		"policy and shape, from anywhere: usually the role of the deployment pipeline. Their data access from outside "+
		"is refused like everyone's. Give the ARN of the role, with its path, never of a session. Empty only where "+
		"`policyProtection` is `none`.")
	an.Describe(&a.BreakGlassPrincipalArns, "The IAM roles and users that nothing is refused to, from anywhere, for "+
		"emergencies. Default: none. They still need an identity policy that allows the call.")
	an.Describe(&a.Exemptions, "Principals to whom something is open from outside, such as the role of AWS Backup, or "+
		"of a function that reads the stream. Default: none.")
	an.Describe(&a.ExemptServices, "AWS services that may call as themselves. Default: none.")
	an.Describe(&a.Grants, "Principals of other accounts, and AWS services, that the table's policy lets in. "+
		"Default: none.")
	an.Describe(&a.Enforcement, "Which classes of action are refused outside. Default `data`.")
	an.SetDefault(&a.Enforcement, defaultEnforcement)
	an.Describe(&a.PolicyProtection, "Whether the policy defends itself. Default `administrators`.")
	an.SetDefault(&a.PolicyProtection, defaultPolicyProtection)
	an.Describe(&a.Movement, "Who may carry a copy of the table away. Default: everyone inside whose "+
		"own policies allow it.")
	an.Describe(&a.ActionStyle, "How the policy names what it refuses. Default `patterns`. `wildcard` needs "+
		"`enforcement` `all`.")
	an.SetDefault(&a.ActionStyle, defaultActionStyle)
	an.Describe(&a.Network, "The network that is built for the table. Default: a VPC with two isolated subnets. "+
		"Conflicts with `vpcId`.")
	an.Describe(&a.VpcID, "The id of a VPC that exists, and that the table is restricted to; no network is built then. "+
		"It must have a DynamoDB gateway endpoint. A warning names its subnets that do not reach that. Default: none. "+
		"Conflicts with `network`.")
	an.Describe(&a.VpcEndpointID, "The id of that VPC's DynamoDB endpoint. Default: the VPC's gateway endpoint is looked "+
		"up, and having none is an error. Needs `vpcId`.")
	an.Describe(&a.VpcStreamsEndpointID, "The id of that VPC's interface endpoint for DynamoDB Streams, by which clients "+
		"in it read the stream. Default: none. Needs `vpcId`.")
	an.Describe(&a.Perimeter, "By what a request is recognised as coming from inside. Default `vpcs`.")
	an.SetDefault(&a.Perimeter, defaultPerimeter)
	an.Describe(&a.PerimeterAccountIDs, "The accounts whose VPC endpoints are inside. Default: the table's own. Needs "+
		"`perimeter` `account`.")
	an.Describe(&a.OrganizationID, "The id of the organization whose VPC endpoints are inside. Required where "+
		"`perimeter` is `organization`.")
	an.Describe(&a.AdditionalVpcIDs, "The ids of further VPCs that are inside, whatever the perimeter. Default: none.")
	an.Describe(&a.AdditionalVpcEndpointIDs, "The ids of further VPC endpoints that are inside, whatever the perimeter, "+
		"such as one in a VPC that another account shares. Default: none.")
	an.Describe(&a.Guardrail, "A service control policy that enforces the same on this table from above. Default: none. "+
		"Only where the AWS provider is that of the organization's management account, or of a delegated "+
		"administrator's; elsewhere use OrgGuardrail in a stack of the platform team.")
	an.Describe(&a.TableName, "The name of the table. Default: the name of the component and a random suffix. "+
		"Changing it replaces the table.")
	an.Describe(&a.KmsKeyArn, "The ARN of a customer managed KMS key to encrypt with. Default: a key of AWS's, by "+
		"`encryptionKey`.")
	an.Describe(&a.EncryptionKey, "Which key of AWS's encrypts the table. Default `AWS_MANAGED`. Changes in place. "+
		"Conflicts with `kmsKeyArn`.")
	an.Describe(&a.BillingMode, "How reads and writes are paid for. Default `PAY_PER_REQUEST`.")
	an.SetDefault(&a.BillingMode, defaultBillingMode)
	an.Describe(&a.ReadCapacity, "Read capacity units a second. Required where `billingMode` is `PROVISIONED`, unless "+
		"`autoscaling.read` is given: then it is what a new table starts with, and not changed later.")
	an.Describe(&a.WriteCapacity, "Write capacity units a second. Required where `billingMode` is `PROVISIONED`, unless "+
		"`autoscaling.write` is given: then it is what a new table starts with, and not changed later.")
	an.Describe(&a.Autoscaling, "How the table's capacity follows its load. Default: it does not. Needs `billingMode` "+
		"`PROVISIONED`. A table that is on demand becomes one that scales in two updates: first to provisioned capacities, "+
		"then to `autoscaling`.")
	an.Describe(&a.OnDemandThroughput, "The most that may be read and written on demand. Default: AWS's own quotas. "+
		"Conflicts with `billingMode` `PROVISIONED`.")
	an.Describe(&a.TableClass, "Whether storage or requests cost less. Default `STANDARD`.")
	an.Describe(&a.TTLAttribute, "The attribute whose time, in seconds since 1970, ends an item's life. Default: none.")
	an.Describe(&a.PointInTimeRecovery, "Whether the table can be restored to any second of its recovery period. "+
		"Default true.")
	an.SetDefault(&a.PointInTimeRecovery, defaultPointInTimeRecovery)
	an.Describe(&a.RecoveryPeriod, "How far back the table can be restored, in days, from 1 to 35. Default 35. Needs "+
		"`pointInTimeRecovery`.")
	an.Describe(&a.DeletionProtection, "Whether AWS refuses to delete the table, and Pulumi to plan it. Default true. "+
		"To destroy the table set it to false, update, then destroy.")
	an.SetDefault(&a.DeletionProtection, defaultDeletionProtection)
	an.Describe(&a.StreamViewType, "What the table's stream shows of a change. Default: no stream. Somebody must be able "+
		"to read it: gateway endpoints carry no streams, so it needs `network.streamsEndpoint`, `vpcStreamsEndpointId`, or "+
		"an exemption that opens `stream` to its consumer. A stream that is switched off, or to another view, keeps its "+
		"policy, since its records stay readable for 24 hours.")
	an.Describe(&a.Tags, "Tags for every resource that takes tags. Default: none.")
}

// table returns the settings of the aws table.
func (a *PrivateTableArgs) table(protected bool) *dynamodb.TableArgs {
	capacities := capacities(a.Autoscaling, a.ReadCapacity, a.WriteCapacity)
	return &dynamodb.TableArgs{
		Name:                   a.TableName,
		BillingMode:            pulumi.String(valueOr(a.BillingMode, defaultBillingMode)),
		ReadCapacity:           capacities[0].start(),
		WriteCapacity:          capacities[1].start(),
		OnDemandThroughput:     a.OnDemandThroughput.ofTable(),
		TableClass:             a.TableClass.input(),
		Attributes:             a.attributes(),
		HashKey:                a.PartitionKey.nameInput(),
		RangeKey:               a.SortKey.nameInput(),
		GlobalSecondaryIndexes: a.globalIndexes(),
		LocalSecondaryIndexes:  a.localIndexes(),
		Ttl:                    a.ttl(),
		ServerSideEncryption:   a.encryption(),
		PointInTimeRecovery: dynamodb.TablePointInTimeRecoveryArgs{
			Enabled: a.recovery(), RecoveryPeriodInDays: a.recoveryPeriod(),
		},
		DeletionProtectionEnabled: pulumi.Bool(protected),
		StreamEnabled:             a.StreamViewType.enabled(),
		StreamViewType:            a.StreamViewType.view(),
		Tags:                      a.Tags,
	}
}

// recoveryPeriod is the period in days, or nothing without point-in-time recovery. The default is given too: the aws
// provider leaves a period as it was that the program no longer gives.
func (a *PrivateTableArgs) recoveryPeriod() pulumi.IntPtrOutput {
	given := pulumi.Int(defaultRecoveryPeriod).ToIntPtrOutput()
	if a.RecoveryPeriod != nil {
		given = a.RecoveryPeriod.ToIntPtrOutput()
	}
	return pulumi.All(a.recovery(), given).ApplyT(func(values []any) *int {
		if !values[0].(bool) {
			return nil
		}
		return ptr(valueOr(values[1].(*int), defaultRecoveryPeriod))
	}).(pulumi.IntPtrOutput)
}

// recovery says whether there is point-in-time recovery.
func (a *PrivateTableArgs) recovery() pulumi.BoolInput {
	if a.PointInTimeRecovery == nil {
		return pulumi.Bool(defaultPointInTimeRecovery)
	}
	return a.PointInTimeRecovery.ToBoolPtrOutput().ApplyT(func(given *bool) bool {
		return valueOr(given, defaultPointInTimeRecovery)
	}).(pulumi.BoolOutput)
}

// ttl returns the time to live setting. It is off where no attribute is given, and has to say so: the aws provider
// leaves on what a program no longer mentions.
func (a *PrivateTableArgs) ttl() dynamodb.TableTtlPtrInput {
	if a.TTLAttribute == nil {
		return dynamodb.TableTtlArgs{Enabled: pulumi.Bool(false)}
	}
	return dynamodb.TableTtlArgs{Enabled: pulumi.Bool(true), AttributeName: a.TTLAttribute}
}
