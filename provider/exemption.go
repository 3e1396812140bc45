package provider

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Access is a class of action, or a preset with actions of several classes.
type Access string

// Values lists the classes and presets for the schema.
func (Access) Values() []infer.EnumValue[Access] {
	return []infer.EnumValue[Access]{
		{Name: "Read", Value: "read", Description: "Calls that return items."},
		{Name: "Write", Value: "write", Description: "Calls that change items; they can return them."},
		{Name: "Stream", Value: "stream", Description: "Calls that read the stream's records."},
		{Name: "Movement", Value: "movement", Description: "Backups, exports, restores, Kinesis destinations, replicas."},
		{Name: "Policy", Value: "policy", Description: "Changes of the resource policy: whoever has it can open the table."},
		{Name: "Shape", Value: "shape", Description: "Changes of the table itself: capacity, stream, TTL, tags, deletion."},
		{Name: "Describe", Value: "describe", Description: "Metadata. Only enforcement `all` refuses it."},
		{Name: "Backup", Value: "backup", Description: "Preset: what the role of AWS Backup calls to make a backup."},
		{Name: "Restore", Value: "restore", Description: "Preset: what a restore calls on its source and on the table that " +
			"it makes. It opens items."},
		{Name: "Transact", Value: "transact", Description: "Preset: the actions behind transactions."},
		{Name: "Audit", Value: "audit", Description: "Preset: how the table is guarded, and no item."},
		{Name: "Autoscaling", Value: "autoscaling", Description: "Preset: what the service-linked role of Application " +
			"Auto Scaling calls."},
	}
}

// Exemption opens classes of action to principals that call from outside.
type Exemption struct {
	PrincipalArns pulumi.StringArrayInput `pulumi:"principalArns"`
	Access        []Access                `pulumi:"access"`
	Reason        string                  `pulumi:"reason"`
}

// Annotate documents the type.
func (e *Exemption) Annotate(an infer.Annotator) {
	an.Describe(&e, "Principals to whom something is open from outside.")
	an.Describe(&e.PrincipalArns, "The ARNs of the roles or users, with their paths, never of a session. `*` and `?` "+
		"stand for text, but not directly after `role/` or `user/`.")
	an.Describe(&e.Access, "What is open to them: classes of action, or presets.")
	an.Describe(&e.Reason, "Why it is needed. The access report shows it; AWS never sees it.")
}

// ServiceExemption opens classes of action to AWS services that call as themselves.
type ServiceExemption struct {
	Services pulumi.StringArrayInput `pulumi:"services"`
	Access   []Access                `pulumi:"access"`
	Reason   string                  `pulumi:"reason"`
}

// Annotate documents the type.
func (e *ServiceExemption) Annotate(an infer.Annotator) {
	an.Describe(&e, "AWS services to which something is open. Their own calls come from no network, so that the policy "+
		"refuses them. A service that acts with a role is exempt by the role's ARN instead.")
	an.Describe(&e.Services, "The service principals, such as `glue.amazonaws.com`.")
	an.Describe(&e.Access, "What is open to them: classes of action, or presets, but no class of data (`read`, `write`, "+
		"`stream`, `restore`, `transact`), since whoever can make a service act could read through it.")
	an.Describe(&e.Reason, "Why it is needed. The access report shows it; AWS never sees it.")
}

// open adds the classes and presets of an input to an exemption. The schema knows no other words.
func open(exemption policy.Exemption, access []Access) policy.Exemption {
	for _, word := range access {
		if err := exemption.Open(string(word)); err != nil {
			exemption.Actions = append(exemption.Actions, string(word)) // Validate refuses it by its name
		}
	}
	return exemption
}
