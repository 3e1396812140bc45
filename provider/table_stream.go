package provider

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// StreamViewType says what a stream shows of a change.
type StreamViewType string

// Values lists the views for the schema.
func (StreamViewType) Values() []infer.EnumValue[StreamViewType] {
	return []infer.EnumValue[StreamViewType]{
		{Name: "KeysOnly", Value: "KEYS_ONLY", Description: "The key attributes of the item."},
		{Name: "NewImage", Value: "NEW_IMAGE", Description: "The item as it is after the change."},
		{Name: "OldImage", Value: "OLD_IMAGE", Description: "The item as it was before the change."},
		{Name: "NewAndOldImages", Value: "NEW_AND_OLD_IMAGES", Description: "Both."},
	}
}

// enabled says whether there is a stream; null where there is none, as AWS has it.
func (v *StreamViewType) enabled() pulumi.BoolPtrInput {
	if v == nil {
		return nil
	}
	return pulumi.Bool(true)
}

func (v *StreamViewType) view() pulumi.StringPtrInput {
	if v == nil {
		return nil
	}
	return pulumi.String(*v)
}

// streamPolicyLeft says what observing does not undo: the policy that the stream has from an earlier enforcement is
// never deleted, and a component does not see whether there was one.
func (a *PrivateTableArgs) streamPolicyLeft() string {
	if a.StreamViewType == nil || valueOr(a.Enforcement, defaultEnforcement) != EnforcementObserve {
		return ""
	}
	return "enforcement: a policy that the stream has from an earlier enforcement stays attached; to observe the stream " +
		"as well, call DeleteResourcePolicy on its ARN"
}
