package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// scpSettings are what the program says of a service control policy.
type scpSettings struct {
	id, content string
	targets     []string
}

// scpSettingsOf returns what the program says of a policy, once it is attached.
func scpSettingsOf(
	scp *organizations.Policy, document pulumi.StringOutput, attachments ...*organizations.PolicyAttachment,
) pulumi.Output {
	targets := make(pulumi.StringArray, len(attachments))
	for i, attachment := range attachments {
		targets[i] = attachment.TargetId
	}
	return pulumi.All(scp.ID(), document, targets).ApplyT(func(values []any) scpSettings {
		return scpSettings{string(values[0].(pulumi.ID)), values[1].(string), values[2].([]string)}
	})
}

func (s scpSettings) readings(ctx *pulumi.Context, child pulumi.InvokeOption) []reading {
	all := []reading{{
		subject: "the service control policy " + s.id, right: "organizations:DescribePolicy",
		read: func() ([]difference, error) {
			found, err := organizations.LookupPolicy(ctx, &organizations.LookupPolicyArgs{PolicyId: s.id}, child)
			if err != nil {
				return nil, err
			}
			return comparePolicy("content of the service control policy "+s.id, s.content, found.Content)
		},
	}}
	for _, target := range s.targets {
		all = append(all, reading{
			subject: "what is attached to " + target, right: "organizations:ListPoliciesForTarget",
			read: func() ([]difference, error) {
				found, err := organizations.GetPoliciesForTarget(ctx, &organizations.GetPoliciesForTargetArgs{
					TargetId: target, Filter: scpType,
				}, child)
				if err != nil {
					return nil, err
				}
				return compareSets("service control policies of "+target, []string{s.id}, found.Ids, true), nil
			},
		})
	}
	return all
}
