package policy

import (
	"errors"
	"fmt"
	"slices"
)

// Enforcement says which classes are refused outside the perimeter.
type Enforcement string

// EnforceData refuses everything that reads, writes or moves data, and everything that could open a way
// to do so. Metadata stays readable, so that a table can be looked at from anywhere.
const EnforceData Enforcement = "data"

// enforced lists, for each enforcement, the classes that are refused outside.
var enforced = map[Enforcement][]Class{
	EnforceData: {ClassRead, ClassWrite, ClassStream, ClassMovement, ClassPolicy, ClassShape},
}

// Intent is what a team means. Every document is rendered from one.
type Intent struct {
	Perimeter   Perimeter
	Enforcement Enforcement
	Exemptions  []Exemption
}

// Exemption opens classes of action to principals who call from outside.
type Exemption struct {
	// Principals are patterns on aws:PrincipalArn; see [CheckPrincipal].
	Principals []string
	Access     []Class
	// Reason is for the reader of a report. It never reaches AWS.
	Reason string
}

// BreakGlass exempts emergency roles from every class.
func BreakGlass(principals []string) Exemption {
	return Exemption{Principals: principals, Access: Classes(), Reason: "break-glass"}
}

// Administrators exempts those who deploy and change the policy, from everywhere. Data stays refused to
// them. Somebody must be able to: a policy that nobody outside may change is a lock-out.
func Administrators(principals []string) Exemption {
	return Exemption{
		Principals: principals,
		Access:     []Class{ClassPolicy, ClassShape, ClassDescribe},
		Reason:     "administrator",
	}
}

// Validate returns everything that is wrong with an intent.
func (i Intent) Validate() error {
	errs := []error{i.Perimeter.validate()}
	if _, known := enforced[i.Enforcement]; !known {
		errs = append(errs, fmt.Errorf("enforcement %q is unknown", i.Enforcement))
	}
	errs = append(errs, checkExemptions(i.Exemptions, CheckPrincipal))
	return errors.Join(errs...)
}

func checkExemptions(exemptions []Exemption, check func(string) error) error {
	var errs []error
	for _, exemption := range exemptions {
		for _, principal := range exemption.Principals {
			if err := check(principal); err != nil {
				errs = append(errs, fmt.Errorf("%s principal %w", exemption.Reason, err))
			}
		}
	}
	return errors.Join(errs...)
}

// exempt lists the principals who may call an action from outside.
func (i Intent) exempt(action Action) Values {
	var list []string
	for _, exemption := range i.Exemptions {
		if slices.Contains(exemption.Access, action.Class) {
			list = append(list, exemption.Principals...)
		}
	}
	return canonical(list)
}
