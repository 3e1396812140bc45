package provider

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkGuardrail refuses a guardrail of a table that AWS would not attach, before the table is made, and targets that
// no service control policy governs. It warns where the table's own account is the management account.
func (a *PrivateTableArgs) checkGuardrail(
	ctx *pulumi.Context, component pulumi.Resource, child pulumi.InvokeOption, d deployment,
) error {
	if a.Guardrail == nil || valueOr(a.Enforcement, defaultEnforcement) == EnforcementObserve {
		return nil
	}
	c := inputs.From(ctx.Context())
	target := func(id string) inputs.Input {
		return c.Find(fmt.Sprintf("guardrail.targetIds[%d]", slices.Index(a.Guardrail.TargetIDs, id)))
	}
	units := slices.DeleteFunc(slices.Clone(a.Guardrail.TargetIDs), func(id string) bool {
		return !policy.IsOrganizationalUnit(id)
	})
	o, err := lookUpOrganization(ctx, child, c, c.Find("guardrail"), units, nil)
	if unit, none := noUnit(err); none {
		c.Fail(target(unit), notOurs, "organizational unit")
		return errNotProven
	}
	if err != nil {
		return err
	}
	for _, id := range a.Guardrail.TargetIDs {
		switch {
		case id == o.Management && id != "":
			c.Fail(target(id), "is the management account, whose principals no service control policy refuses anything: name "+
				"the accounts of those who call the table")
		case iam.IsAccountID(id) && len(o.members) > 0 && !slices.Contains(o.members, id):
			c.Fail(target(id), notOurs, "account")
		}
	}
	if c.Failed() {
		return errNotProven
	}
	if o.Management != "" && o.Management == d.account {
		warn(ctx, component, fmt.Sprintf("guardrail: the table is in the management account %s, so that no service control "+
			"policy refuses anything to callers of its own account", d.account))
	}
	return nil
}

// notOurs says that a target is not of the organization.
const notOurs = "is no %s of the organization"
