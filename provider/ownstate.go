package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

// A component is not told what it was before this update. Where that matters, it reads the state of its own stack, by
// the function behind stack references. That is the whole state, so it is read once in a run, and only by components
// that need it. There must be a state: the engine ends with a panic where a stack in a file backend has none yet. A
// record tells: at the preview that will create it, its output is unknown.

// newRecord registers a record of what a component is first given. It keeps that for as long as the component lives,
// whatever the program says later.
func newRecord(
	ctx *pulumi.Context, name string, first pulumi.StringMapOutput, options ...pulumi.ResourceOption,
) (*pulumi.Stash, error) {
	if ctx.DryRun() {
		first = pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) map[string]string { return nil }).(pulumi.StringMapOutput)
	}
	return pulumi.NewStash(ctx, name, &pulumi.StashArgs{Input: first},
		append(options, pulumi.IgnoreChanges([]string{"input"}))...)
}

// hasState reports whether the stack has a state, which a record tells once it is registered.
func hasState(ctx *pulumi.Context, record *pulumi.Stash) bool {
	found, err := internals.UnsafeAwaitOutput(ctx.Context(), record.Output)
	return err == nil && found.Known
}

// ownState is what the state of the stack has, by URN. It is empty where the stack has no state yet, or where it cannot
// be read.
type ownState map[string]ownResource

// ownResource is what the state has of a resource. Only outputs that a component asks for are kept.
type ownResource struct {
	Type    string `pulumi:"type"`
	Outputs struct {
		ARN                    any `pulumi:"arn"`
		Attributes             any `pulumi:"attributes"`
		BillingMode            any `pulumi:"billingMode"`
		GlobalSecondaryIndexes any `pulumi:"globalSecondaryIndexes"`
		HashKey                any `pulumi:"hashKey"`
		LocalSecondaryIndexes  any `pulumi:"localSecondaryIndexes"`
		Name                   any `pulumi:"name"`
		RangeKey               any `pulumi:"rangeKey"`
		TTL                    any `pulumi:"ttl"`
	} `pulumi:"outputs"`
}

// lookUpOwnState reads the state of the stack, if there is one. Pulumi Cloud wants the stack's full name, and a backend
// without projects takes the short one alone.
func lookUpOwnState(ctx *pulumi.Context, record *pulumi.Stash) ownState {
	if !hasState(ctx, record) {
		return nil
	}
	found, err := lookUp(ctx, "state of the stack", func() (ownState, error) {
		var err error
		for _, stack := range []string{
			fmt.Sprintf("%s/%s/%s", ctx.Organization(), ctx.Project(), ctx.Stack()), ctx.Stack(),
		} {
			var answer struct {
				Outputs ownState `pulumi:"outputs"`
			}
			args := struct {
				StackName string `pulumi:"stackName"`
			}{stack}
			if _, err = ctx.InvokePackageRaw("pulumi:pulumi:readStackResourceOutputs", args, &answer, ""); err == nil {
				return answer.Outputs, nil
			}
		}
		return nil, err
	})
	if err != nil {
		return nil
	}
	return found
}

// lookUpOwnTable returns what the state has of the table of the component that is constructed. It is sought under the
// component's URN, then under its aliases.
func lookUpOwnTable(ctx *pulumi.Context, record *pulumi.Stash) (ownTable, bool) {
	state := lookUpOwnState(ctx, record)
	for _, urn := range memberOf(ctx.Context()).urns {
		if found, has := state[string(resource.CreateURN(urn.Name(), tableType, urn, "", ""))]; has {
			return found.table(), true
		}
	}
	return ownTable{}, false
}

// hasEndpoint reports whether a network of the stack made an endpoint. The id is the last part of its ARN.
func (s ownState) hasEndpoint(id string) bool {
	for urn, found := range s {
		isOfNetwork := strings.HasSuffix(string(resource.URN(urn).QualifiedType()), token("PrivateNetwork")+"$"+endpointType)
		if isOfNetwork && strings.HasSuffix(textOf(found.Outputs.ARN), ":vpc-endpoint/"+id) {
			return true
		}
	}
	return false
}

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint"

// ownTable is what the state has of a table.
type ownTable struct {
	name, billingMode string
	attributes        map[string]string // the types of key attributes, by name
	partition, sort   string
	globals, locals   []ownIndex
	ttl               string // the attribute, where time to live is on
}

type ownIndex struct {
	name, partition, sort, projection string
	nonKeys                           []string
}

// table returns a resource as a table.
func (r ownResource) table() ownTable {
	out := r.Outputs
	found := ownTable{
		name: textOf(out.Name), billingMode: textOf(out.BillingMode), partition: textOf(out.HashKey),
		sort: textOf(out.RangeKey), attributes: map[string]string{},
	}
	for _, attribute := range objectsOf(out.Attributes) {
		found.attributes[textOf(attribute["name"])] = textOf(attribute["type"])
	}
	found.globals, found.locals = indexesOf(out.GlobalSecondaryIndexes), indexesOf(out.LocalSecondaryIndexes)
	if ttl, given := out.TTL.(map[string]any); given && ttl["enabled"] == true {
		found.ttl = textOf(ttl["attributeName"])
	}
	return found
}

func indexesOf(list any) []ownIndex {
	var all []ownIndex
	for _, index := range objectsOf(list) {
		own := ownIndex{
			name: textOf(index["name"]), partition: textOf(index["hashKey"]), sort: textOf(index["rangeKey"]),
			projection: textOf(index["projectionType"]),
		}
		others, _ := index["nonKeyAttributes"].([]any)
		for _, other := range others {
			own.nonKeys = append(own.nonKeys, textOf(other))
		}
		slices.Sort(own.nonKeys)
		all = append(all, own)
	}
	return all
}

func textOf(value any) string {
	text, _ := value.(string)
	return text
}

func objectsOf(list any) []map[string]any {
	items, _ := list.([]any)
	var all []map[string]any
	for _, item := range items {
		if object, is := item.(map[string]any); is {
			all = append(all, object)
		}
	}
	return all
}
