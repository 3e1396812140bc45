package main

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// resourceType is one resource type. S is a struct with pulumi tags for the inputs and outputs that are implemented. An
// official input that S lacks is refused. A test verifies that what S declares exists officially, with the same type.
type resourceType[S any] struct {
	official contract.Official
	traits   contract.Traits
	// autoName is the input that is set to the resource's name and seven random digits when the program leaves it out.
	autoName string
	// recomputes lists the outputs that follow from a change of an input.
	recomputes map[string][]string
	// framework means that the official type is written with Terraform's plugin framework. Such a resource keeps its old
	// state when an update fails, is not known when its creation fails, and is not read back: create and update store the
	// outputs in want. Every other resource is one of the Terraform SDK.
	framework bool
	// gone lists AWS's error codes for a resource that does not exist.
	gone []string

	// create creates the resource, waits until it is usable, and returns its id. If it returns an id and an error, the
	// resource exists and is not finished.
	create func(ctx context.Context, s *session, want *S) (id string, err error)
	// read returns nil when the resource does not exist. Prior is the last known state, empty on an import.
	read func(ctx context.Context, s *session, id string, prior *S) (*S, error)
	// update changes the resource from now, which is the last state, to want. Where both mean the same, they are equal.
	update func(ctx context.Context, s *session, id string, now, want *S) error
	// remove deletes the resource. An error whose code is in gone counts as success.
	remove func(ctx context.Context, s *session, id string, last *S) error
}

// handler is a resourceType without its type parameter. The provider dispatches to it.
type handler interface {
	describe() (official contract.Official, implemented contract.Type)
	traitsOf() contract.Traits
	check(p.CheckRequest) (p.CheckResponse, error)
	diff(*session, p.DiffRequest) (p.DiffResponse, error)
	handleCreate(context.Context, *session, p.CreateRequest) (p.CreateResponse, error)
	handleRead(context.Context, *session, p.ReadRequest) (p.ReadResponse, error)
	handleUpdate(context.Context, *session, p.UpdateRequest) (p.UpdateResponse, error)
	handleDelete(context.Context, *session, p.DeleteRequest) error
}

func (r resourceType[S]) describe() (contract.Official, contract.Type) {
	return r.official, contract.TypeFor[S]()
}

func (r resourceType[S]) traitsOf() contract.Traits { return r.traits }

// check refuses wrong inputs, and adds what the official plugin adds: the automatic name and the schema's defaults.
func (r resourceType[S]) check(req p.CheckRequest) (p.CheckResponse, error) {
	official, implemented := r.describe()
	failures := contract.Check(official.Token, official.Inputs, implemented, r.traits, req.Inputs)
	in := req.Inputs
	for name, trait := range r.traits {
		if trait.Default != nil && in.Get(name).IsNull() {
			in = in.Set(name, trait.DefaultValue())
		}
	}
	if r.autoName != "" && in.Get(r.autoName).IsNull() {
		name := req.State.Get(r.autoName)
		if !isAutoName(req.Urn.Name(), name) {
			made, err := resource.NewUniqueName(req.RandomSeed, req.Urn.Name()+"-", autoNameDigits, 255, nil)
			if err != nil {
				return p.CheckResponse{}, fmt.Errorf("name %s: %w", req.Urn.Name(), err)
			}
			name = property.New(made)
		}
		in = in.Set(r.autoName, name)
	}
	return p.CheckResponse{Inputs: in, Failures: failures}, nil
}

const autoNameDigits = 7

// isAutoName recognises a name that check generated, so that the resource keeps it.
func isAutoName(logical string, name property.Value) bool {
	pattern := fmt.Sprintf("^%s-[0-9a-f]{%d}$", regexp.QuoteMeta(logical), autoNameDigits)
	return name.IsString() && regexp.MustCompile(pattern).MatchString(name.AsString())
}

func (r resourceType[S]) diff(s *session, req p.DiffRequest) (p.DiffResponse, error) {
	in := contract.Ignore(r.official.Inputs, r.traits, req.Inputs, req.State, req.IgnoreChanges)
	changes := contract.Diff(r.official.Inputs, r.traits, req.State, in)
	if r.retagged(s, req.State, in) {
		changes["tagsAll"] = p.PropertyDiff{Kind: p.Update}
	}
	// A name that the program chose is taken until the old resource is gone. The Terraform bridge does the same.
	named := r.autoName != "" && in.Get(r.autoName).Equals(req.OldInputs.Get(r.autoName)) &&
		!isAutoName(req.Urn.Name(), in.Get(r.autoName))
	return p.DiffResponse{
		HasChanges:          len(changes) > 0,
		DetailedDiff:        changes,
		DeleteBeforeReplace: named && contract.Replaces(changes),
	}, nil
}

// retagged reports whether the resource's tags and the provider's default tags make other tags than the state has.
func (r resourceType[S]) retagged(s *session, state, in property.Map) bool {
	if was := state.Get("tagsAll"); !was.IsMap() || was.HasComputed() || in.Get("tags").HasComputed() {
		return false
	}
	var program, last tagged
	if contract.Decode(in, &program) != nil || contract.Decode(state, &last) != nil {
		return false
	}
	return !maps.Equal(s.allTags(program.Tags), last.TagsAll)
}

// wrapError adds the operation and the resource to an error, and shortens an AWS error to one line.
func (r resourceType[S]) wrapError(verb string, urn resource.URN, err error) error {
	return fmt.Errorf("%s %s %s: %w", verb, r.official.Token, urn.Name(), conciseError(err))
}

// readIfExists reads a resource, and returns nil for every way of not existing.
func (r resourceType[S]) readIfExists(ctx context.Context, s *session, id string, prior *S) (*S, error) {
	state, err := r.read(ctx, s, id, prior)
	if err != nil && r.isGone(err) {
		return nil, nil
	}
	return state, err
}

func (r resourceType[S]) isGone(err error) bool {
	return slices.Contains(r.gone, errorCode(err))
}

// decode reads inputs into S, and adds the tags that AWS must have.
func (r resourceType[S]) decode(s *session, in property.Map) (*S, error) {
	want := new(S)
	if err := contract.Decode(in, want); err != nil {
		return nil, err
	}
	if t := tagsOf(want); t != nil {
		t.TagsAll = s.allTags(t.Tags)
	}
	return want, nil
}

// encode returns the property map of a state that was read. Its own tags are those that the provider's default tags do
// not explain.
func (r resourceType[S]) encode(s *session, state *S, in property.Map) (property.Map, error) {
	if t := tagsOf(state); t != nil {
		var program tagged
		if err := contract.Decode(in, &program); err != nil {
			return property.Map{}, err
		}
		t.Tags = s.ownTags(t.TagsAll, program.Tags)
	}
	return contract.Encode(state)
}
