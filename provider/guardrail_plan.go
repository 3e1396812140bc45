package provider

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"golang.org/x/sync/errgroup"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// mostPolicies is how many service control policies AWS lets be attached to a target, FullAWSAccess included. It has
// been this since May 2026; before, it was 5. Source: "Quotas and service limits for AWS Organizations".
const mostPolicies = 10

// GuardrailQuotas are AWS's limits of service control policies in the organization.
type GuardrailQuotas struct {
	PolicyCharacters  *int `pulumi:"policyCharacters,optional"`
	PoliciesPerTarget *int `pulumi:"policiesPerTarget,optional"`
}

// Annotate documents the type.
func (q *GuardrailQuotas) Annotate(an infer.Annotator) {
	an.Describe(&q, "AWS's limits of service control policies in the organization.")
	an.Describe(&q.PolicyCharacters, "The most characters that a policy may have. Default: 10240. Before May 2026 it was "+
		"5120.")
	an.Describe(&q.PoliciesPerTarget, "The most policies that may be attached to a target, FullAWSAccess included. "+
		"Default: 10. Before May 2026 it was 5.")
	an.SetDefault(&q.PolicyCharacters, policy.SCPLimit)
	an.SetDefault(&q.PoliciesPerTarget, mostPolicies)
}

// characters is the most characters of a policy.
func (q *GuardrailQuotas) characters() int {
	if q == nil {
		return policy.SCPLimit
	}
	return valueOr(q.PolicyCharacters, policy.SCPLimit)
}

// policies is the most policies of a target.
func (q *GuardrailQuotas) policies() int {
	if q == nil {
		return mostPolicies
	}
	return valueOr(q.PoliciesPerTarget, mostPolicies)
}

// GuardrailPlacement is what is attached to one target.
type GuardrailPlacement struct {
	TargetID    string `pulumi:"targetId"`
	Policies    []int  `pulumi:"policies"`
	Characters  int    `pulumi:"characters"`
	SlotsLeft   *int   `pulumi:"slotsLeft,optional"`
	LeavesAlone int    `pulumi:"leavesAlone"`
}

// Annotate documents the type.
func (p *GuardrailPlacement) Annotate(an infer.Annotator) {
	an.Describe(&p, "What is attached to one target.")
	an.Describe(&p.TargetID, "The id of the target.")
	an.Describe(&p.Policies, "The policies that are attached to it, by their places in `policyIds` and `documents`.")
	an.Describe(&p.Characters, "The characters of these policies together.")
	an.Describe(&p.SlotsLeft, "How many more policies may be attached to it, beside these and those that others "+
		"attached. It is absent where what is attached could not be read.")
	an.Describe(&p.LeavesAlone, "How many accounts and organizational units under it the policies leave alone.")
}

// guardrailPlan is which policies there are, and what each is attached to.
type guardrailPlan struct {
	groups     []policyGroup
	placements []GuardrailPlacement
}

// policyGroup is targets whose policies are equal, so that one set of policies serves all of them.
type policyGroup struct {
	targets []int
	parts   int // the number of policies
	first   int // the place of the first one among all policies
}

// planGuardrail groups targets with equal policies.
func planGuardrail(
	targets []GuardrailTarget, guardrails []policy.Guardrail, documents [][]iam.Document,
) (guardrailPlan, error) {
	plan := guardrailPlan{placements: make([]GuardrailPlacement, len(guardrails))}
	groups, policies := map[string]int{}, 0
	for target, g := range guardrails {
		placement := &plan.placements[target]
		placement.TargetID, placement.LeavesAlone = targets[target].TargetID, len(g.Excluded)
		texts := make([]string, len(documents[target]))
		for i, document := range documents[target] {
			text, err := document.JSON()
			if err != nil {
				return plan, err
			}
			texts[i] = text
			placement.Characters += len(text)
		}
		key := strings.Join(texts, "\n")
		at, found := groups[key]
		if !found {
			at = len(plan.groups)
			groups[key] = at
			plan.groups = append(plan.groups, policyGroup{parts: len(texts), first: policies})
			policies += len(texts)
		}
		plan.groups[at].targets = append(plan.groups[at].targets, target)
		for part := range texts {
			placement.Policies = append(placement.Policies, plan.groups[at].first+part)
		}
	}
	return plan, nil
}

// checkSlots refuses targets to which more policies would be attached than AWS lets.
func (a *OrgGuardrailArgs) checkSlots(
	ctx *pulumi.Context, component string, child pulumi.InvokeOption, c *inputs.Check, o *organization,
	placements []GuardrailPlacement, documents [][]iam.Document,
) error {
	most := a.Quotas.policies()
	var mutex sync.Mutex
	var reads errgroup.Group
	reads.SetLimit(unitsAtOnce)
	for i := range placements {
		reads.Go(func() error {
			p := &placements[i]
			taken, known := 1, false // FullAWSAccess, or what an administrator put in its place
			if o.unread == "" {
				var err error
				if taken, known, err = takenSlots(ctx, component, child, p.TargetID, most-len(p.Policies)); err != nil {
					return err
				}
			}
			mutex.Lock()
			defer mutex.Unlock()
			left := most - taken - len(p.Policies)
			if known {
				p.SlotsLeft = &left
			}
			if left < 0 {
				c.Fail(c.Find(fmt.Sprintf("targets[%d].targetId", i)), "needs %d policies of %d characters, and %d of the %d "+
					"that may be attached to it are taken: detach at least %d, or make it shorter: %s", len(p.Policies),
					a.Quotas.characters(), taken, most, -left,
					policy.TooManyPolicies(documents[i], most-taken, a.Quotas.characters()))
			}
			return nil
		})
	}
	return reads.Wait()
}

// takenSlots counts the policies that others attached to a target. It tells them from ours only where they might not
// leave enough room. known is false where they cannot be read.
func takenSlots(
	ctx *pulumi.Context, component string, child pulumi.InvokeOption, target string, room int,
) (taken int, known bool, err error) {
	attached, err := organizations.GetPoliciesForTarget(ctx, &organizations.GetPoliciesForTargetArgs{
		TargetId: target, Filter: scpType,
	}, child)
	if _, refused := missingRight(err, ""); refused || unanswerable(err) {
		return 1, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("look up what is attached to %s: %w", target, err)
	}
	if len(attached.Ids) <= room {
		return len(attached.Ids), true, nil
	}
	for _, id := range attached.Ids {
		found, err := lookUp(ctx, "policy "+id, func() (*organizations.LookupPolicyResult, error) {
			return organizations.LookupPolicy(ctx, &organizations.LookupPolicyArgs{PolicyId: id}, child)
		})
		if err != nil {
			return len(attached.Ids), false, nil //nolint:nilerr // it may be ours; AWS counts for itself
		}
		if found.Description != scpDescription || !strings.HasPrefix(found.Name, component+"-") {
			taken++
		}
	}
	return taken, true, nil
}

// count is the number of all policies.
func (p *guardrailPlan) count() int {
	count := 0
	for _, group := range p.groups {
		count += group.parts
	}
	return count
}

// order lists the groups so that each comes after those of the targets that its policies leave alone. The policies of
// those are attached before its own let go of their accounts.
func (p *guardrailPlan) order(guardrails []policy.Guardrail) []int {
	of := map[string]int{}
	for at, group := range p.groups {
		for _, target := range group.targets {
			of[p.placements[target].TargetID] = at
		}
	}
	var order []int
	visited := make([]bool, len(p.groups))
	var visit func(at int)
	visit = func(at int) {
		if visited[at] {
			return
		}
		visited[at] = true
		for _, below := range guardrails[p.groups[at].targets[0]].Excluded {
			if other, found := of[below]; found {
				visit(other)
			}
		}
		order = append(order, at)
	}
	for at := range p.groups {
		visit(at)
	}
	return order
}

// register registers the policies of a group and attaches them to its targets. It returns their ids, their texts, and
// what is to be read back.
func (a *OrgGuardrailArgs) register(
	ctx *pulumi.Context, name string, group policyGroup, documents []pulumi.StringOutput,
	child pulumi.ResourceOption, after []pulumi.Resource,
) (ids []pulumi.StringOutput, attachments []pulumi.Resource, built []any, err error) {
	for part, document := range documents {
		suffix := ""
		if part > 0 {
			suffix = fmt.Sprintf("-%d", part+1)
		}
		own := name + "-" + a.Targets[group.targets[0]].TargetID + suffix
		scp, err := newSCP(ctx, own, document, a.Tags, child, pulumi.DependsOn(after))
		if err != nil {
			return nil, nil, nil, err
		}
		var attached []*organizations.PolicyAttachment
		for _, target := range group.targets {
			id := a.Targets[target].TargetID
			attachment, err := attach(ctx, name+"-"+id+suffix, scp, id, child)
			if err != nil {
				return nil, nil, nil, err
			}
			attached, attachments = append(attached, attachment), append(attachments, attachment)
		}
		ids = append(ids, scp.ID().ToStringOutput())
		built = append(built, scpSettingsOf(scp, document, attached...))
	}
	return ids, attachments, built, nil
}

// below lists the attachments of the groups whose targets the policies of a group leave alone.
func (p *guardrailPlan) below(
	group policyGroup, guardrails []policy.Guardrail, attachments map[int][]pulumi.Resource,
) []pulumi.Resource {
	var all []pulumi.Resource
	for at, other := range p.groups {
		if slices.ContainsFunc(other.targets, func(target int) bool {
			return slices.Contains(guardrails[group.targets[0]].Excluded, p.placements[target].TargetID)
		}) {
			all = append(all, attachments[at]...)
		}
	}
	return all
}
