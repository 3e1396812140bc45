package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"golang.org/x/sync/errgroup"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// organization is what AWS and the program say of the organization.
type organization struct {
	policy.Organization

	// members are the accounts of the organization. They are empty where the organization was not read.
	members []string
	// unread says why the tree was not read from AWS. It is empty where it was.
	unread string
	// later tells that the aws provider is not configured yet, so that the update asks again.
	later bool
}

// notYet says why nothing was read at a preview.
const notYet = "the aws provider is not configured before the update"

// lookUpOrganization reads the organization, and below each organizational unit of a list. It fails the check where AWS
// would refuse to make or attach a policy.
func lookUpOrganization(
	ctx *pulumi.Context, child pulumi.InvokeOption, c *inputs.Check, at inputs.Input,
	units []string, parents map[string]string,
) (organization, error) {
	o := organization{Organization: policy.Organization{Parents: parents, Under: map[string][]string{}}}
	found, err := lookUp(ctx, "organization", func() (*organizations.LookupOrganizationResult, error) {
		return organizations.LookupOrganization(ctx, child)
	})
	right, refused := missingRight(err, "organizations:DescribeOrganization")
	switch {
	case refused:
		o.unread = "the right " + right + " is missing"
		return o, nil
	case unanswerable(err):
		o.unread = "the aws provider cannot read organizations"
		return o, nil
	case err != nil && strings.Contains(err.Error(), "AWSOrganizationsNotInUseException"):
		c.Fail(at, "need an organization, and the aws provider's account is in none: use a provider of the organization's "+
			"management account, or of a delegated administrator's")
		return o, nil
	case err != nil:
		return o, fmt.Errorf("look up the organization: %w", err)
	case found.MasterAccountId == "":
		o.unread, o.later = notYet, true
		return o, nil
	}
	o.Management = found.MasterAccountId
	if !canAttach(c, at, found) {
		return o, nil
	}
	root := found.Roots[0].Id
	for _, account := range found.Accounts {
		o.members = append(o.members, account.Id)
		if account.Status == "SUSPENDED" {
			o.Suspended = append(o.Suspended, account.Id)
		}
	}
	o.Under[root] = o.members
	return o, o.readUnits(ctx, child, units)
}

// canAttach fails the check where AWS would not attach a service control policy. Only the management account and
// delegated administrators see the root. Sources: "Service control policies (SCPs)", which need all features; "Enabling
// a policy type"; AttachPolicy, AWS Organizations API Reference.
func canAttach(c *inputs.Check, at inputs.Input, found *organizations.LookupOrganizationResult) bool {
	switch {
	case found.FeatureSet != "ALL":
		c.Fail(at, "need an organization with all features, and %s has %s: enable all features in the management account",
			found.Id, found.FeatureSet)
	case len(found.Roots) == 0:
		c.Fail(at, "need a provider of the management account %s, or of a delegated administrator's: the aws provider's "+
			"account is neither", found.MasterAccountId)
	case !slices.ContainsFunc(found.Roots[0].PolicyTypes, func(t organizations.GetOrganizationRootPolicyType) bool {
		return t.Type == scpType && t.Status == "ENABLED"
	}):
		c.Fail(at, "need service control policies, which the organization has not enabled: run aws organizations "+
			"enable-policy-type --policy-type %s --root-id %s in the management account", scpType, found.Roots[0].Id)
	default:
		return true
	}
	return false
}

// readUnits reads what is below each organizational unit.
func (o *organization) readUnits(ctx *pulumi.Context, child pulumi.InvokeOption, units []string) error {
	var mutex sync.Mutex
	var reads errgroup.Group
	reads.SetLimit(unitsAtOnce)
	for _, unit := range units {
		reads.Go(func() error {
			below, err := lookUp(ctx, "organizational unit "+unit, func() ([]policyMember, error) {
				return below(ctx, child, unit)
			})
			mutex.Lock()
			defer mutex.Unlock()
			right, refused := missingRight(err, "organizations:ListOrganizationalUnitsForParent")
			switch {
			case refused:
				o.unread = "the right " + right + " is missing"
			case unanswerable(err):
				o.unread = "the aws provider cannot read organizational units"
			case err != nil && isNoParent(err):
				o.Under[unit] = nil // which says that it holds nothing; that it is none is said where it is a target
				return noUnitError{unit}
			case err != nil:
				return fmt.Errorf("look up what is in %s: %w", unit, err)
			default:
				var ids []string
				for _, member := range below {
					ids = append(ids, member.id)
					if member.suspended && !slices.Contains(o.Suspended, member.id) {
						o.Suspended = append(o.Suspended, member.id)
					}
				}
				o.Under[unit] = ids
			}
			return nil
		})
	}
	return reads.Wait()
}

// unitsAtOnce is how many organizational units are read at once. AWS throttles such calls.
const unitsAtOnce = 8

// scpType is the type of a service control policy.
const scpType = "SERVICE_CONTROL_POLICY"

// noUnitError says that the organization has no such unit.
type noUnitError struct{ unit string }

func (e noUnitError) Error() string { return "the organization has no " + e.unit }

// isNoParent reports whether AWS has no such organizational unit. Source: ListOrganizationalUnitsForParent, AWS
// Organizations API Reference.
func isNoParent(err error) bool { return strings.Contains(err.Error(), "ParentNotFoundException") }

// noUnit returns the organizational unit that an error is about.
func noUnit(err error) (string, bool) {
	none := noUnitError{}
	found := errors.As(err, &none)
	return none.unit, found
}

// policyMember is an account or an organizational unit below another.
type policyMember struct {
	id        string
	suspended bool
}

// below lists the organizational units and the accounts below one, at any depth.
func below(ctx *pulumi.Context, child pulumi.InvokeOption, unit string) ([]policyMember, error) {
	units, err := organizations.GetOrganizationalUnitDescendantOrganizationalUnits(ctx,
		&organizations.GetOrganizationalUnitDescendantOrganizationalUnitsArgs{ParentId: unit}, child)
	if err != nil {
		return nil, err
	}
	accounts, err := organizations.GetOrganizationalUnitDescendantAccounts(ctx,
		&organizations.GetOrganizationalUnitDescendantAccountsArgs{ParentId: unit}, child)
	if err != nil {
		return nil, err
	}
	var all []policyMember
	for _, u := range units.Childrens {
		all = append(all, policyMember{id: u.Id})
	}
	for _, account := range accounts.Accounts {
		all = append(all, policyMember{account.Id, account.Status == "SUSPENDED"})
	}
	return all, nil
}
