package provider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// OrgGuardrailArgs are the inputs of an OrgGuardrail.
type OrgGuardrailArgs struct {
	Targets                 []GuardrailTarget       `pulumi:"targets"`
	ExcludeTargets          []string                `pulumi:"excludeTargets,optional"`
	Parents                 map[string]string       `pulumi:"parents,optional"`
	BreakGlassPrincipalArns pulumi.StringArrayInput `pulumi:"breakGlassPrincipalArns"`
	DeployerPrincipalArns   pulumi.StringArrayInput `pulumi:"deployerPrincipalArns,optional"`
	Exemptions              []Exemption             `pulumi:"exemptions,optional"`
	ExcludeTableArns        pulumi.StringArrayInput `pulumi:"excludeTableArns,optional"`
	Quotas                  *GuardrailQuotas        `pulumi:"quotas,optional"`
	Tags                    pulumi.StringMapInput   `pulumi:"tags,optional"`
}

// GuardrailTarget is a part of an organization, and the VPCs that count as inside for it.
type GuardrailTarget struct {
	TargetID    string         `pulumi:"targetId"`
	Vpcs        []GuardrailVpc `pulumi:"vpcs"`
	InheritVpcs *bool          `pulumi:"inheritVpcs,optional"`
}

// GuardrailVpc is a VPC and its Region.
type GuardrailVpc struct {
	VpcID  pulumi.StringInput `pulumi:"vpcId"`
	Region pulumi.StringInput `pulumi:"region"`
}

// Annotate documents the inputs.
func (a *OrgGuardrailArgs) Annotate(an infer.Annotator) {
	an.Describe(&a.Targets, "The accounts, organizational units or roots to put under the guardrail, "+
		"each with its VPCs. One may hold another: an account is governed by the nearest target above it.")
	an.Describe(&a.ExcludeTargets, "The accounts and organizational units under a target that the guardrail leaves "+
		"alone, such as development accounts. Default: none.")
	an.Describe(&a.Parents, "The parent of each account and organizational unit that `targets` and `excludeTargets` "+
		"name, by its id, up to the root. It is needed only where the organization cannot be read from AWS and one target "+
		"may hold another. Default: read from AWS.")
	an.Describe(&a.Quotas, "AWS's limits of service control policies in the organization. Default: those of today.")
	an.Describe(&a.BreakGlassPrincipalArns, "The IAM roles and users that nothing is refused to, for emergencies. "+
		"The account may be a wildcard: `arn:aws:iam::*:role/break-glass`. "+
		"Without one, nobody could reach a table when every VPC is lost.")
	an.Describe(&a.DeployerPrincipalArns, "The IAM roles and users that may deploy tables and change their policies, "+
		"from anywhere: usually the roles of deployment pipelines. Default: none, and then no feature team can deploy a "+
		"PrivateTable under the guardrail. The account may be a wildcard.")
	an.Describe(&a.Exemptions, "Principals to whom something is open from outside the VPCs, such as the roles of "+
		"functions that read streams. Default: none. The account may be a wildcard.")
	an.Describe(&a.ExcludeTableArns, "The ARNs of tables that the guardrail leaves alone, such as the lock table of a "+
		"deployment tool. Default: none.")
	an.Describe(&a.Tags, "Tags for the service control policies. Default: none.")
}

// Annotate documents the type.
func (t *GuardrailTarget) Annotate(an infer.Annotator) {
	an.Describe(&t, "A part of an organization, and the VPCs that count as inside for it.")
	an.Describe(&t.TargetID, "The id of an account, an organizational unit or a root.")
	an.Describe(&t.Vpcs, "The VPCs, of every Region, that count as inside.")
	an.Describe(&t.InheritVpcs, "Whether the VPCs of the targets above count as inside too. Default: true.")
	an.SetDefault(&t.InheritVpcs, true)
}

// Annotate documents the type.
func (v *GuardrailVpc) Annotate(an infer.Annotator) {
	an.Describe(&v, "A VPC. Its id is unique in its Region alone, so the Region belongs to it.")
	an.Describe(&v.VpcID, "The id of the VPC.")
	an.Describe(&v.Region, "The Region of the VPC.")
}

// OrgGuardrail is service control policies for parts of an organization.
type OrgGuardrail struct {
	pulumi.ResourceState

	PolicyIDs pulumi.StringArrayOutput `pulumi:"policyIds"`
	Documents pulumi.StringArrayOutput `pulumi:"documents"`

	Placements    pulumix.Output[[]GuardrailPlacement] `pulumi:"placements"`
	AccessReports pulumix.Output[[]AccessSummary]      `pulumi:"accessReports"`
}

// Annotate documents the component and its outputs.
func (g *OrgGuardrail) Annotate(an infer.Annotator) {
	an.Describe(&g, "Service control policies that let principals of whole accounts reach DynamoDB data only from inside "+
		"listed VPCs, on every table. Deploy it with the provider of the organization's management account, or of a "+
		"delegated administrator's.")
	an.Describe(&g.PolicyIDs, "The ids of the policies. A target whose policy would be too long has several, and targets "+
		"with equal policies share them: see `placements`.")
	an.Describe(&g.Documents, "The policies as they were sent to AWS, in the order of `policyIds`.")
	an.Describe(&g.Placements, "What is attached to each target, in the order of the targets. It is known at preview.")
	an.Describe(&g.AccessReports, "Who can reach what from where under each policy, as it was proven, in the order of "+
		"the targets.")
}

// NewOrgGuardrail registers an OrgGuardrail and its children.
func NewOrgGuardrail(
	ctx *pulumi.Context, name string, args *OrgGuardrailArgs, opts ...pulumi.ResourceOption,
) (*OrgGuardrail, error) {
	guardrail := &OrgGuardrail{}
	if err := ctx.RegisterComponentResource(token("OrgGuardrail"), name, guardrail, opts...); err != nil {
		return nil, err
	}
	child := pulumi.Parent(guardrail)
	partition, err := lookUpPartition(ctx, child)
	if err != nil {
		return nil, err
	}
	proven, err := args.prove(ctx, guardrail, name, partition, child)
	if err != nil {
		return nil, err
	}
	plan := proven.plan
	ids, documents := make(pulumi.StringArray, plan.count()), make(pulumi.StringArray, plan.count())
	attachments := map[int][]pulumi.Resource{}
	var built []any
	for _, at := range plan.order(proven.guardrails) {
		group := plan.groups[at]
		texts := args.documents(ctx, proven, group, partition)
		made, attached, parts, err := args.register(ctx, name, group, texts, child,
			plan.below(group, proven.guardrails, attachments))
		if err != nil {
			return nil, err
		}
		attachments[at], built = attached, append(built, parts...)
		for part := range texts {
			ids[group.first+part], documents[group.first+part] = made[part], texts[part]
		}
	}
	guardrail.PolicyIDs, guardrail.Documents = ids.ToStringArrayOutput(), documents.ToStringArrayOutput()
	guardrail.Placements = pulumix.Val(plan.placements)
	guardrail.AccessReports = verified(pulumix.Val(proven.reports), readBack(ctx, guardrail, child, built...))
	return guardrail, nil
}

// TableGuardrail asks for a service control policy about one table.
type TableGuardrail struct {
	TargetIDs []string `pulumi:"targetIds"`
}

// Annotate documents the type.
func (g *TableGuardrail) Annotate(an infer.Annotator) {
	an.Describe(&g, "A service control policy about one table.")
	an.Describe(&g.TargetIDs, "The ids of the accounts, organizational units or roots to attach it to: of those who call "+
		"the table. It refuses nothing to callers of other accounts, nor to those of the management account.")
}

// register registers the policy, if there is to be one. It returns the list of its id, and what is to be read back.
func (g *TableGuardrail) register(
	ctx *pulumi.Context, name string, table pulumi.StringOutput, intent pulumi.Output,
	tags pulumi.StringMapInput, child, after pulumi.ResourceOption,
) (ids pulumi.StringArrayOutput, built []any, err error) {
	if g == nil {
		return stringList(nil), nil, nil
	}
	name += "-guardrail"
	document := rendered(table, intent, policy.Intent.TableGuardrail)
	scp, err := newSCP(ctx, name, document, tags, child, after)
	if err != nil {
		return pulumi.StringArrayOutput{}, nil, err
	}
	var attachments []*organizations.PolicyAttachment
	for _, target := range g.TargetIDs {
		attachment, err := attach(ctx, name+"-"+target, scp, target, child)
		if err != nil {
			return pulumi.StringArrayOutput{}, nil, err
		}
		attachments = append(attachments, attachment)
	}
	built = []any{scpSettingsOf(scp, document, attachments...)}
	return pulumi.StringArray{scp.ID().ToStringOutput()}.ToStringArrayOutput(), built, nil
}

// scpDescription is the description of every policy of ours.
const scpDescription = "DynamoDB data is reached from inside listed VPCs only"

func newSCP(
	ctx *pulumi.Context, name string, document pulumi.StringOutput,
	tags pulumi.StringMapInput, options ...pulumi.ResourceOption,
) (*organizations.Policy, error) {
	scp, err := organizations.NewPolicy(ctx, name, &organizations.PolicyArgs{
		Type:        pulumi.String(scpType),
		Description: pulumi.String(scpDescription),
		Content:     document,
		Tags:        tags,
	}, options...)
	if err != nil {
		return nil, fmt.Errorf("register service control policy: %w", err)
	}
	return scp, nil
}

func attach(
	ctx *pulumi.Context, name string, scp *organizations.Policy, target string, child pulumi.ResourceOption,
) (*organizations.PolicyAttachment, error) {
	attachment, err := organizations.NewPolicyAttachment(ctx, name, &organizations.PolicyAttachmentArgs{
		PolicyId: scp.ID(),
		TargetId: pulumi.String(target),
	}, child)
	if err != nil {
		return nil, fmt.Errorf("attach service control policy to %s: %w", target, err)
	}
	return attachment, nil
}
