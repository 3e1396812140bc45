package policy

import (
	"errors"
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Enforcement says which classes are refused outside the perimeter.
type Enforcement string

const (
	// EnforceObserve renders and proves what EnforceData would, so that it can be read and reported; the
	// documents are not to be attached.
	EnforceObserve Enforcement = "observe"
	// EnforceData refuses everything that reads, writes or moves data, and everything that could open a way
	// to do so. Metadata stays readable, so that a table can be looked at from anywhere.
	EnforceData Enforcement = "data"
	// EnforceAll refuses everything, an action that AWS adds later included.
	EnforceAll Enforcement = "all"
)

// enforced lists, for each enforcement, the classes that are refused outside.
var enforced = map[Enforcement][]Class{
	EnforceObserve: {ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape},
	EnforceData:    {ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape},
	EnforceAll:     {ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape, ClassDescribe},
}

// Attached reports whether the documents are to be sent to AWS.
func (e Enforcement) Attached() bool { return e != EnforceObserve }

// Movement says from where data may be moved: exported, backed up, replicated. The copy leaves the VPC even
// when the call comes from inside.
type Movement string

const (
	// MovementInside lets everyone inside move data. It is the default.
	MovementInside Movement = "inside"
	// MovementNobody refuses it to everyone who is not exempt, wherever they call from.
	MovementNobody Movement = "nobody"
)

// ActionStyle says how a document of [EnforceAll] names what it refuses.
type ActionStyle string

const (
	// ActionNames names every action, refuses everything else to strangers, and refuses to each partly exempt
	// principal everything but its own actions, by NotAction. It is the default.
	ActionNames ActionStyle = "names"
	// ActionWildcard refuses dynamodb:* to strangers and has no NotAction, which no AWS document says that a
	// DynamoDB policy takes. An action that AWS adds later is then open to a partly exempt principal.
	ActionWildcard ActionStyle = "wildcard"
)

// Protection says whether the policy defends itself.
type Protection string

const (
	// ProtectPolicy refuses changes of the policy outside to all but administrators. It is the default.
	ProtectPolicy Protection = "administrators"
	// ProtectNothing leaves it to identity policies who may change the policy: whoever they let can delete it
	// from the internet and read the data minutes later.
	ProtectNothing Protection = "none"
)

// Intent is what a team means. Every document is rendered from one.
type Intent struct {
	Perimeter        Perimeter
	Enforcement      Enforcement
	Exemptions       []Exemption
	Grants           []Grant
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
			slices.Contains([]ActionStyle{"", ActionNames, ActionWildcard}, i.ActionStyle),
		},
		{
			"policy protection", string(i.PolicyProtection),
			slices.Contains([]Protection{"", ProtectPolicy, ProtectNothing}, i.PolicyProtection),
		},
	} {
		if !choice.known {
			errs = append(errs, fmt.Errorf("%s %q is unknown", choice.name, choice.value))
		}
	}
	if i.ActionStyle == ActionWildcard && i.Enforcement != EnforceAll {
		errs = append(errs, fmt.Errorf(`action style %q refuses metadata too: it goes with enforcement %q alone`,
			ActionWildcard, EnforceAll))
	}
	if i.PolicyProtection == ProtectNothing && i.Enforcement == EnforceAll {
		errs = append(errs, fmt.Errorf(`enforcement %q refuses changes of the policy: it cannot go with policy protection %q`,
			EnforceAll, ProtectNothing))
	}
	if i.PolicyProtection != ProtectNothing && !i.hasAdministrator() {
		errs = append(errs, fmt.Errorf(
			"it names no administrator, so that nobody outside could change the policy: name one, or set policy protection %q",
			ProtectNothing))
	}
	errs = append(errs, checkExemptions(i.Exemptions, CheckPrincipal))
	for _, grant := range i.Grants {
		errs = append(errs, grant.Validate())
	}
	return errors.Join(errs...)
}

func (i Intent) hasAdministrator() bool {
	return slices.ContainsFunc(i.Exemptions, func(e Exemption) bool {
		return e.Kind == AdministratorExemption && len(e.Principals) > 0
	})
}

// Enforces reports whether an action is refused outside.
func (i Intent) Enforces(action Action) bool {
	if action.Class == ClassPolicy && i.PolicyProtection == ProtectNothing {
		return false
	}
	return slices.Contains(enforced[i.Enforcement], action.Class)
}

// DeniesEverywhere reports whether an action is refused inside as well.
func (i Intent) DeniesEverywhere(action Action) bool {
	return action.Class == ClassMovement && i.Movement == MovementNobody
}

// Exempt lists the principals, and the services, that may call an action from outside.
func (i Intent) Exempt(action Action) (principals, services iam.Values) {
	for _, exemption := range i.Exemptions {
		if exemption.Opens(action) {
			principals = append(principals, exemption.Principals...)
			services = append(services, exemption.Services...)
		}
	}
	return iam.CanonicalValues(principals), iam.CanonicalValues(services)
}
