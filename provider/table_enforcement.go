package provider

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// The settings of a table's policy, as package policy has them.

// Enforcement says which classes of action are refused outside the perimeter.
type Enforcement string

// The enforcements.
const (
	EnforcementObserve = Enforcement(policy.EnforceObserve)
	EnforcementData    = Enforcement(policy.EnforceData)
	EnforcementAll     = Enforcement(policy.EnforceAll)
)

// Values lists the enforcements for the schema.
func (Enforcement) Values() []infer.EnumValue[Enforcement] {
	return []infer.EnumValue[Enforcement]{
		{Name: "Observe", Value: EnforcementObserve, Description: "Nothing is refused yet: the documents of `data` are " +
			"rendered, proven and reported, and not attached."},
		{Name: "Data", Value: EnforcementData, Description: "Reading, writing and moving data is refused, and whatever " +
			"could open a way to it. Metadata stays readable from anywhere."},
		{Name: "All", Value: EnforcementAll, Description: "Everything is refused, metadata and actions that AWS adds " +
			"later included."},
	}
}

// PolicyProtection says whether the policy defends itself.
type PolicyProtection string

// The protections.
const (
	PolicyProtectionAdministrators = PolicyProtection(policy.ProtectPolicy)
	PolicyProtectionEverywhere     = PolicyProtection(policy.ProtectEverywhere)
	PolicyProtectionNone           = PolicyProtection(policy.ProtectNothing)
)

// Values lists the protections for the schema.
func (PolicyProtection) Values() []infer.EnumValue[PolicyProtection] {
	return []infer.EnumValue[PolicyProtection]{
		{Name: "Administrators", Value: PolicyProtectionAdministrators, Description: "Outside, only administrators and " +
			"break-glass may change the policy."},
		{Name: "Everywhere", Value: PolicyProtectionEverywhere, Description: "Inside too, only administrators and " +
			"break-glass may change the policy. With the others, anyone inside who has the IAM right can open the table."},
		{Name: "None", Value: PolicyProtectionNone, Description: "Whoever has the IAM right may delete the policy from " +
			"the internet, and read the data minutes later. The report then says REMOVABLE."},
	}
}

// ActionStyle says how the policies of a table and its stream name what they refuse.
type ActionStyle string

// The styles.
const (
	ActionStylePatterns = ActionStyle(policy.ActionPatterns)
	ActionStyleNames    = ActionStyle(policy.ActionNames)
	ActionStyleWildcard = ActionStyle(policy.ActionWildcard)
)

// Values lists the styles for the schema.
func (ActionStyle) Values() []infer.EnumValue[ActionStyle] {
	return []infer.EnumValue[ActionStyle]{
		{Name: "Patterns", Value: ActionStylePatterns, Description: "Patterns of names, such as `dynamodb:*Item*`, so that " +
			"actions that AWS will add are refused as well: all but metadata to everyone without an exemption, and what " +
			"looks like data to administrators too. AWS does not say that a DynamoDB policy takes such patterns; one that " +
			"it did not take would be an error on an empty table."},
		{Name: "Names", Value: ActionStyleNames, Description: "Every action is named. Actions that AWS will add are open, " +
			"except under `enforcement` `all`, which refuses everything to callers without an exemption, and to others all " +
			"but their own actions by NotAction. AWS does not say that a DynamoDB policy takes NotAction."},
		{Name: "Wildcard", Value: ActionStyleWildcard, Description: "Callers without an exemption are refused " +
			"`dynamodb:*`, and there is no NotAction. An action that AWS will add is then open to every caller that is " +
			"exempt from anything. Needs `enforcement` `all`."},
	}
}

// MovementOrigin says from where a table may be backed up, exported, restored and replicated.
type MovementOrigin string

// From where data may be moved.
const (
	MovementOriginInside = MovementOrigin(policy.MovementInside)
	MovementOriginNobody = MovementOrigin(policy.MovementNobody)
)

// Values lists the origins for the schema.
func (MovementOrigin) Values() []infer.EnumValue[MovementOrigin] {
	return []infer.EnumValue[MovementOrigin]{
		{Name: "Inside", Value: MovementOriginInside, Description: "Everyone inside whose own policies allow it."},
		{Name: "Nobody", Value: MovementOriginNobody, Description: "Nobody who is not exempt, from inside neither: " +
			"the copy leaves the VPC wherever it is asked for."},
	}
}

// Movement says who may back up, export, restore and replicate a table.
type Movement struct {
	From MovementOrigin `pulumi:"from"`
}

// Annotate documents the type.
func (m *Movement) Annotate(an infer.Annotator) {
	an.Describe(&m, "Who may carry a copy of a table away: by a backup, an export, a restore, a Kinesis destination, a "+
		"replica.")
	an.Describe(&m.From, "From where.")
}

// origin returns the setting, or the default.
func (m *Movement) origin() policy.Movement {
	if m == nil {
		return policy.MovementInside
	}
	return policy.Movement(m.From)
}
