package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

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
	// valid returns failures that concern several inputs.
	valid func(in property.Map) []p.CheckFailure
	// plan returns what is wrong with a plan, which shows in the preview of a creation or an update (CustomizeDiff).
	plan func(in property.Map) error
	// replaces reports whether changes replace the resource that no trait replaces it for (ForceNew in CustomizeDiff).
	replaces func(changes map[string]p.PropertyDiff, state, in property.Map) bool
	// recomputes lists the outputs that follow from a change of an input.
	recomputes map[string][]string
	// framework means that the official type is written with Terraform's plugin framework. Such a resource keeps its old
	// state when an update fails, is not known when its creation fails, and is not read back: create and update store the
	// outputs in want. Every other resource is one of the Terraform SDK.
	framework bool
	// gone lists AWS's error codes for a resource that does not exist.
	gone []string

	// importID returns the id of a resource that is imported by other words, and adds what identifies it to prior.
	importID func(ctx context.Context, s *session, words string, prior *S) (id string, err error)

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
	check(*session, p.CheckRequest) (p.CheckResponse, error)
	diff(p.DiffRequest) (p.DiffResponse, error)
	handleCreate(context.Context, *session, p.CreateRequest) (p.CreateResponse, error)
	handleRead(context.Context, *session, p.ReadRequest) (p.ReadResponse, error)
	handleUpdate(context.Context, *session, p.UpdateRequest) (p.UpdateResponse, error)
	handleDelete(context.Context, *session, p.DeleteRequest) error
}

func (r resourceType[S]) describe() (contract.Official, contract.Type) {
	return r.official, contract.TypeFor[S]()
}

func (r resourceType[S]) traitsOf() contract.Traits { return r.traits }

// inputs returns the type of the inputs that check returns. The official plugin adds every tag to them, its default
// tags too, in an input that no program has.
func (r resourceType[S]) inputs() contract.Type {
	official, implemented := r.describe()
	typ := official.Inputs
	if all, ok := implemented.Field("tagsAll"); ok {
		typ.Fields = append(slices.Clip(typ.Fields), all)
	}
	return typ
}

// check refuses wrong inputs, and adds what the official plugin adds: the automatic name, the schema's defaults and
// every tag.
func (r resourceType[S]) check(s *session, req p.CheckRequest) (p.CheckResponse, error) {
	official, implemented := r.describe()
	in := contract.Coerce(official.Inputs, property.New(req.Inputs)).AsMap()
	failures := contract.Check(official.Token, official.Inputs, implemented, r.traits, in)
	if r.valid != nil {
		failures = append(failures, r.valid(in)...)
	}
	if r.framework {
		for i, f := range failures { // the plugin framework's bridge has other words for it
			if strings.HasPrefix(f.Reason, "Missing required argument") {
				return p.CheckResponse{Inputs: in, Failures: missing(failures[i:])}, nil
			}
			if words, ok := strings.CutPrefix(f.Reason, "Missing Attribute Configuration. "); ok {
				//nolint:staticcheck // the framework's words
				return p.CheckResponse{}, fmt.Errorf("Missing Attribute Configuration: %s", words)
			}
		}
	}
	failures = contract.Examine(req.Urn.Name(), failures)
	in = contract.Defaults(official.Inputs, r.traits, in)
	if r.autoName != "" {
		var err error
		if in, err = r.name(req, in); err != nil {
			return p.CheckResponse{}, err
		}
	}
	if _, ok := implemented.Field("tagsAll"); ok {
		in = in.Set("tagsAll", s.allTags(in.Get("tags")))
	}
	return p.CheckResponse{Inputs: in, Failures: failures}, nil
}

func missing(failures []p.CheckFailure) []p.CheckFailure {
	for i, f := range failures {
		failures[i] = p.CheckFailure{Reason: fmt.Sprintf("Missing required property '%s'", f.Property)}
	}
	return failures
}

const autoNameDigits = 7

// name adds the name where the program has none. A resource keeps a name that was generated for it, also under another
// logical name. The Terraform bridge records in the inputs which of them are such defaults.
func (r resourceType[S]) name(req p.CheckRequest, in property.Map) (property.Map, error) {
	generated := []property.Value{}
	if in.Get(r.autoName).IsNull() {
		name := req.State.Get(r.autoName)
		if !r.isAutoNamed(req.State, req.Urn.Name()) {
			made, err := resource.NewUniqueName(req.RandomSeed, req.Urn.Name()+"-", autoNameDigits, 255, nil)
			if err != nil {
				return in, fmt.Errorf("name %s: %w", req.Urn.Name(), err)
			}
			name = property.New(made)
		}
		in, generated = in.Set(r.autoName, name), []property.Value{property.New(r.autoName)}
	}
	return in.Set(defaults, property.New(generated)), nil
}

// defaults is the input in which the Terraform bridge lists which inputs the program left out. Here it lists names
// alone.
const defaults = "__defaults"

// isAutoNamed reports whether check generated the name that is among inputs. Inputs without a list of defaults, such as
// those of an import, are judged by how the name looks.
func (r resourceType[S]) isAutoNamed(in property.Map, logical string) bool {
	if list := in.Get(defaults); list.IsArray() {
		return list.AsArray().Len() > 0
	}
	pattern := fmt.Sprintf("^%s-[0-9a-f]{%d}$", regexp.QuoteMeta(logical), autoNameDigits)
	name := in.Get(r.autoName)
	return name.IsString() && regexp.MustCompile(pattern).MatchString(name.AsString())
}

func (r resourceType[S]) diff(req p.DiffRequest) (p.DiffResponse, error) {
	in := contract.Ignore(r.inputs(), r.traits, req.Inputs, req.State, req.IgnoreChanges)
	changes := contract.Diff(r.inputs(), r.traits, req.State, in)
	if _, tagged := in.GetOk("tagsAll"); tagged && req.State.Get("tagsAll").IsNull() { // as after a failed creation
		changes["tagsAll"] = p.PropertyDiff{Kind: p.Add}
	}
	for _, output := range r.recomputed(changes) {
		if len(changes) > 0 {
			changes[output] = p.PropertyDiff{Kind: p.Update}
		}
	}
	replaces := contract.Replaces(changes)
	if r.framework { // whose bridge does not say which change replaces
		changes = contract.WithoutReplaces(changes)
	}
	if r.replaces != nil && r.replaces(changes, req.State, in) || replaces {
		replaces = true
		if !contract.Replaces(changes) {
			changes[meta] = p.PropertyDiff{Kind: p.UpdateReplace}
		}
	}
	// A name that the program chose is taken until the old resource is gone. The Terraform bridge does not ask whether the
	// old one has it.
	named := r.autoName != "" && !r.isAutoNamed(in, req.Urn.Name())
	return p.DiffResponse{
		HasChanges:          len(changes) > 0,
		DetailedDiff:        changes,
		DeleteBeforeReplace: named && replaces,
	}, nil
}

// meta is the property that the Terraform bridge replaces a resource for when no property of the schema does.
const meta = "__meta"

// recomputed returns the outputs that follow from changes.
func (r resourceType[S]) recomputed(changes map[string]p.PropertyDiff) []string {
	var out []string
	for name, outputs := range r.recomputes {
		if contract.Touches(changes, name) {
			out = append(out, outputs...)
		}
	}
	return out
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

// decode reads inputs or a state into S.
func (r resourceType[S]) decode(in property.Map) (*S, error) {
	want := new(S)
	err := contract.Decode(in, want)
	return want, err
}

// encode returns the property map of a state that was read. Its own tags are those that the provider's default tags do
// not explain.
func (r resourceType[S]) encode(s *session, id string, state *S, in property.Map) (property.Map, error) {
	if t := tagsOf(state); t != nil {
		var program tagged
		if err := contract.Decode(in, &program); err != nil {
			return property.Map{}, err
		}
		t.Tags = s.ownTags(t.TagsAll, program.Tags)
	}
	out, err := contract.Encode(state)
	return out.Set("id", property.New(id)), err
}
