package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// targets are the targets of the guardrail, as they are placed in the organization.
func (a *OrgGuardrailArgs) targets() []policy.Target {
	targets := make([]policy.Target, len(a.Targets))
	for i, target := range a.Targets {
		targets[i] = policy.Target{ID: target.TargetID, OwnOnly: !valueOr(target.InheritVpcs, true)}
	}
	return targets
}

// units lists the organizational units that the program names.
func (a *OrgGuardrailArgs) units() []string {
	var units []string
	for _, target := range a.Targets {
		units = append(units, target.TargetID)
	}
	units = slices.DeleteFunc(append(units, a.ExcludeTargets...), func(id string) bool {
		return !policy.IsOrganizationalUnit(id)
	})
	return iam.CanonicalValues(units)
}

// place reads the organization and says what each target is to the others.
func (a *OrgGuardrailArgs) place(
	ctx *pulumi.Context, component pulumi.Resource, child pulumi.InvokeOption, c *inputs.Check,
) (organization, []policy.Placement, error) {
	o, err := lookUpOrganization(ctx, child, c, c.Find("targets"), a.units(), a.Parents)
	if unit, none := noUnit(err); none {
		c.Fail(a.find(c, unit), notOurs, "organizational unit")
		return o, nil, nil
	}
	if err != nil || c.Failed() {
		return o, nil, err
	}
	a.checkMembers(ctx, component, c, &o)
	placements, undecided := o.Place(a.targets(), a.ExcludeTargets)
	a.checkUndecided(ctx, component, c, &o, undecided)
	return o, placements, nil
}

// find returns the input that names a part of the organization.
func (a *OrgGuardrailArgs) find(c *inputs.Check, id string) inputs.Input {
	for i, target := range a.Targets {
		if target.TargetID == id {
			return c.Find(fmt.Sprintf("targets[%d].targetId", i))
		}
	}
	return c.Find(fmt.Sprintf("excludeTargets[%d]", slices.Index(a.ExcludeTargets, id)))
}

// checkMembers refuses accounts that no service control policy governs: the management account, and accounts of no
// organization or of another. "SCPs don't affect users or roles in the management account." Source: "Service control
// policies (SCPs)", AWS Organizations User Guide.
func (a *OrgGuardrailArgs) checkMembers(
	ctx *pulumi.Context, component pulumi.Resource, c *inputs.Check, o *organization,
) {
	var ids []string
	for _, target := range a.Targets {
		ids = append(ids, target.TargetID)
	}
	for _, id := range append(ids, a.ExcludeTargets...) {
		switch in := a.find(c, id); {
		case !iam.IsAccountID(id):
		case id == o.Management:
			c.Fail(in, "is the management account, whose principals no service control policy refuses anything: keep no table "+
				"in it, and leave it out here")
		case len(o.members) > 0 && !slices.Contains(o.members, id):
			c.Fail(in, notOurs, "account")
		case slices.Contains(o.Suspended, id) && !slices.Contains(a.ExcludeTargets, id):
			warn(ctx, component, fmt.Sprintf("%s: the account is suspended, and nobody acts in it", in))
		}
	}
}

// checkUndecided refuses targets of which it is not known whether one holds the other. Before the aws provider is
// configured it warns, since the update asks again.
func (a *OrgGuardrailArgs) checkUndecided(
	ctx *pulumi.Context, component pulumi.Resource, c *inputs.Check, o *organization, pairs []policy.Undecided,
) {
	outer := map[string][]string{}
	for _, pair := range pairs {
		outer[pair.Inner] = append(outer[pair.Inner], pair.Outer)
	}
	for _, target := range append(a.targets(), targetsOf(a.ExcludeTargets)...) {
		others := iam.CanonicalValues(outer[target.ID])
		if len(others) == 0 {
			continue
		}
		in := a.find(c, target.ID)
		text := fmt.Sprintf("it is not known whether %s holds it, since %s", strings.Join(others, " or "), o.unread)
		if o.later {
			warn(ctx, component, fmt.Sprintf("%s: %s; this preview takes it that none does", in, text))
			continue
		}
		c.Fail(in, "%s: say in parents what is above it, up to the root", text)
	}
}

func targetsOf(ids []string) []policy.Target {
	targets := make([]policy.Target, len(ids))
	for i, id := range ids {
		targets[i].ID = id
	}
	return targets
}

// governed lists the accounts that the policies of a target govern. known is false where they were not read.
func (o *organization) governed(target string, placement policy.Placement) (accounts []string, known bool) {
	if iam.IsAccountID(target) {
		return []string{target}, true
	}
	all, known := o.Accounts(target)
	return slices.DeleteFunc(all, func(account string) bool {
		return slices.ContainsFunc(placement.Excluded, func(left string) bool {
			holds, _ := o.Holds(left, account)
			return left == account || holds
		})
	}), known
}

// checkCoverage refuses break-glass that does not reach every account that is governed, and warns of accounts that no
// deployer reaches. A list with a principal that is not known yet is checked once it is.
func (a *OrgGuardrailArgs) checkCoverage(
	ctx *pulumi.Context, component pulumi.Resource, c *inputs.Check, o *organization, placements []policy.Placement,
) {
	var accounts []string
	for i, placement := range placements {
		if policy.IsOrganizationalUnit(a.Targets[i].TargetID) || policy.IsRoot(a.Targets[i].TargetID) {
			governed, _ := o.governed(a.Targets[i].TargetID, placement)
			accounts = append(accounts, governed...)
		}
	}
	accounts = iam.CanonicalValues(accounts)
	if missing := missed(c, pathBreakGlass, accounts); len(missing) > 0 {
		c.Fail(c.Find(pathBreakGlass), "must name a principal of each account under a target, and there is none of %s: "+
			"nobody could reach a table there if every VPC were lost; add one of each account, or of all: "+
			"arn:aws:iam::*:role/break-glass", some(missing))
	}
	if missing := missed(c, pathDeployers, accounts); len(missing) > 0 {
		warn(ctx, component, fmt.Sprintf("%s: there is none of %s, so no table can be deployed there but by break-glass",
			pathDeployers, some(missing)))
	}
}

// missed returns the accounts of which a list names no principal. It returns none where the list is empty, or not
// known.
func missed(c *inputs.Check, path string, accounts []string) []string {
	var reached []string
	for _, item := range c.Find(path).Items() {
		arn, known := iam.ParseARN(item.PublicText())
		if !known || arn.Account == "*" {
			return nil
		}
		reached = append(reached, arn.Account)
	}
	if len(reached) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(accounts), func(account string) bool {
		return slices.Contains(reached, account)
	})
}

// some names the first accounts of a list.
func some(accounts []string) string {
	const most = 5
	if len(accounts) <= most {
		return strings.Join(accounts, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(accounts[:most], ", "), len(accounts)-most)
}
