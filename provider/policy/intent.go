package policy

import (
	"errors"
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Enforcement says which classes are denied outside the perimeter.
type Enforcement string

// The enforcements.
const (
	// EnforceObserve renders what EnforceData would, so that it can be read and reported. The documents are not to be
	// attached.
	EnforceObserve Enforcement = "observe"
	// EnforceData denies the actions that read, write or move data, and those that could open a way to do so. Metadata
	// stays readable from anywhere.
	EnforceData Enforcement = "data"
	// EnforceAll denies every action, also those that AWS will add later.
	EnforceAll Enforcement = "all"
)

// enforced has the classes that each enforcement denies outside.
var enforced = map[Enforcement][]Class{
	EnforceObserve: {ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape},
	EnforceData:    {ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape},
	EnforceAll:     {ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape, ClassDescribe},
}

// Attached reports whether the documents are to be sent to AWS.
func (e Enforcement) Attached() bool { return e != EnforceObserve }

// Movement says who may export, back up and replicate data. The copy leaves the VPC even when the call comes from
// inside.
type Movement string

// Who may move data.
const (
	// MovementInside denies movement outside alone. It is the default.
	MovementInside Movement = "inside"
	// MovementNobody denies it inside as well, to every principal that is not exempt.
	MovementNobody Movement = "nobody"
)

// ActionStyle says how the policies of a table and its stream name the actions that they deny.
type ActionStyle string

// The action styles.
const (
	// ActionPatterns denies patterns of names, such as dynamodb:*Item*, and so also actions that AWS will add: to every
	// principal without an exemption, and those that look like data to administrators too. AWS does not say that it
	// accepts such patterns. It is the default.
	ActionPatterns ActionStyle = "patterns"
	// ActionNames names every action. Actions that AWS will add are open, except under [EnforceAll]: it denies dynamodb:*
	// to principals without an exemption, and to each other principal everything but its own actions, by NotAction.
	ActionNames ActionStyle = "names"
	// ActionWildcard goes with [EnforceAll]. It names every action, denies dynamodb:* to principals without an exemption,
	// and uses no NotAction, since no AWS document says that DynamoDB accepts it in a policy. Actions that AWS will add
	// are then open to a principal that is exempt from any.
	ActionWildcard ActionStyle = "wildcard"
)

// Protection says whether the policy denies changes of itself.
type Protection string

// The protections.
const (
	// ProtectPolicy denies changes of the policy outside, to every principal that is not exempt. It is the default.
	ProtectPolicy Protection = "administrators"
	// ProtectEverywhere denies them inside as well, so that nobody inside with the IAM right can open the table.
	ProtectEverywhere Protection = "everywhere"
	// ProtectNothing leaves changes of the policy to identity policies. A principal that they let delete the policy can do
	// so from the internet, and read the data minutes later.
	ProtectNothing Protection = "none"
)

// Intent is what a team wants for its table. Every document is rendered from it. Movement, ActionStyle and
// PolicyProtection may be empty, which stands for their defaults.
type Intent struct {
	Perimeter        Perimeter   // what counts as inside
	Enforcement      Enforcement // what is denied outside
	Exemptions       []Exemption // who may do some of it from outside
	Grants           []Grant     // what other accounts and services are allowed
	Movement         Movement
	ActionStyle      ActionStyle
	PolicyProtection Protection
}

// Validate returns everything that is wrong with an intent.
func (i Intent) Validate() error {
	errs := []error{i.Perimeter.Validate()}
	_, known := enforced[i.Enforcement]
	for _, choice := range []struct {
		name, value string
		known       bool
	}{
		{"enforcement", string(i.Enforcement), known},
		{"movement", string(i.Movement), slices.Contains([]Movement{"", MovementInside, MovementNobody}, i.Movement)},
		{
			"action style", string(i.ActionStyle),
			slices.Contains([]ActionStyle{"", ActionPatterns, ActionNames, ActionWildcard}, i.ActionStyle),
		},
		{
			"policy protection", string(i.PolicyProtection),
			slices.Contains([]Protection{"", ProtectPolicy, ProtectEverywhere, ProtectNothing}, i.PolicyProtection),
		},
	} {
		if !choice.known {
			errs = append(errs, fmt.Errorf("%s %q is unknown", choice.name, choice.value))
		}
	}
	if i.ActionStyle == ActionWildcard && i.Enforcement != EnforceAll {
		errs = append(errs, fmt.Errorf(`action style %q denies metadata too: it requires enforcement %q`,
			ActionWildcard, EnforceAll))
	}
	if i.PolicyProtection == ProtectNothing && i.Enforcement == EnforceAll {
		errs = append(errs, fmt.Errorf(
			`enforcement %q denies policy changes: it cannot be combined with policy protection %q`,
			EnforceAll, ProtectNothing))
	}
	if i.PolicyProtection != ProtectNothing && !i.hasAdministrator() {
		errs = append(errs, fmt.Errorf(
			"it names no administrator, so nobody outside could change the policy: name one, or set policy protection %q",
			ProtectNothing))
	}
	errs = append(errs, checkExemptions(i.Exemptions, CheckPrincipal))
	for _, grant := range i.Grants {
		errs = append(errs, grant.Validate())
	}
	return errors.Join(errs...)
}

// hasAdministrator reports whether the intent exempts an administrator.
func (i Intent) hasAdministrator() bool {
	return slices.ContainsFunc(i.Exemptions, func(e Exemption) bool {
		return e.Kind == AdministratorExemption && len(e.Principals) > 0
	})
}

// Enforces reports whether the intent denies an action outside, to every principal that is not exempt. Whether a
// document can say so depends on its kind; see [Support].
func (i Intent) Enforces(action Action) bool {
	if action.Class == ClassPolicy && i.PolicyProtection == ProtectNothing {
		return false
	}
	return slices.Contains(enforced[i.Enforcement], action.Class)
}

// UsesPatterns reports whether resource policies deny patterns of names.
func (i Intent) UsesPatterns() bool { return i.ActionStyle == "" || i.ActionStyle == ActionPatterns }

// DeniesEverywhere reports whether the intent denies an action inside as well, to every principal that is not exempt.
func (i Intent) DeniesEverywhere(action Action) bool {
	return action.Class == ClassMovement && i.Movement == MovementNobody ||
		action.Class == ClassPolicy && i.PolicyProtection == ProtectEverywhere
}

// Exempt returns the sorted principal patterns and services that are exempt from an action. Those of all exemptions
// that open the action add up.
func (i Intent) Exempt(action Action) (principals, services iam.Values) {
	for _, exemption := range i.Exemptions {
		if exemption.Opens(action) {
			principals = append(principals, exemption.Principals...)
			services = append(services, exemption.Services...)
		}
	}
	return iam.CanonicalValues(principals), iam.CanonicalValues(services)
}
