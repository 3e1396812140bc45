package main

import (
	"context"
	"errors"
	"fmt"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

var errVanished = errors.New("couldn't find resource")

func (r resourceType[S]) handleCreate(ctx context.Context, s *session, req p.CreateRequest) (p.CreateResponse, error) {
	official, implemented := r.describe()
	if r.plan != nil {
		if err := r.plan(req.Properties); err != nil {
			return p.CreateResponse{}, fmt.Errorf("diffing %s: %w", req.Urn, oneError(err))
		}
	}
	if req.DryRun {
		out := contract.Preview(official, implemented, r.traits, req.Properties)
		out = out.Set("id", property.New(property.Computed))
		if _, ok := out.GetOk("tagsAll"); ok && !r.framework {
			out = out.Set("tagsAll", property.New(property.Computed))
		}
		return p.CreateResponse{Properties: out}, nil
	}
	want, err := r.decode(req.Properties)
	if err != nil {
		return p.CreateResponse{}, err
	}
	id, err := r.create(ctx, s, want)
	if err != nil && r.framework {
		return p.CreateResponse{}, err
	}
	if err != nil && id == "" {
		return p.CreateResponse{}, oneError(err)
	}
	// Every tag is not known in the plan of a creation, so that it is not stored as planned.
	planned := contract.Planned(official.Inputs, implemented, r.traits, req.Properties, property.Map{}).
		Delete("tagsAll").Set("id", property.New(id))
	state, err := r.applied(ctx, s, id, want, req.Properties, planned, err)
	resp := p.CreateResponse{ID: id, Properties: state}
	if err != nil {
		err = fmt.Errorf("creating %s: %w", req.Urn, oneError(err))
		resp.PartialState = &p.InitializationFailed{Reasons: []string{err.Error()}}
	}
	return resp, err
}

func (r resourceType[S]) handleRead(ctx context.Context, s *session, req p.ReadRequest) (p.ReadResponse, error) {
	prior := new(S)
	if err := contract.Decode(req.Properties, prior); err != nil {
		return p.ReadResponse{}, err
	}
	id := req.ID
	if req.Properties.Len() == 0 && r.importID != nil {
		var err error
		if id, err = r.importID(ctx, s, req.ID, prior); err != nil {
			return p.ReadResponse{}, oneError(err)
		}
		if id == "" {
			return p.ReadResponse{}, nil
		}
	}
	state, err := r.readIfExists(ctx, s, id, prior)
	if err != nil {
		return p.ReadResponse{}, fmt.Errorf("refreshing %s: %w", req.Urn, oneError(err))
	}
	if state == nil {
		return p.ReadResponse{}, nil
	}
	actual, err := r.encode(s, id, state, req.Inputs)
	if err != nil {
		return p.ReadResponse{}, err
	}
	_, implemented := r.describe()
	out := contract.Filled(implemented, r.traits, contract.Outputs(r.inputs(), r.traits, req.Inputs, actual))
	inputs := contract.Refresh(r.inputs(), r.traits, req.Inputs, actual)
	if list, recorded := req.Inputs.GetOk(defaults); recorded {
		inputs = inputs.Set(defaults, list)
	}
	if r.framework { // whose bridge reads no computed input
		inputs = inputs.Delete("tagsAll")
	}
	return p.ReadResponse{
		ID:         id,
		Properties: emptyTags(state, out),
		Inputs:     inputs,
	}, nil
}

// emptyTags gives a state an empty map where the resource has no tags of its own.
func emptyTags(of any, state property.Map) property.Map {
	if tagsOf(of) != nil && state.Get("tags").IsNull() {
		return state.Set("tags", property.New(property.Map{}))
	}
	return state
}

// handleUpdate changes what differs between the program and the state. It does not ask AWS what it has: Terraform plans
// an update from the state, and only a refresh brings AWS's values into the state.
func (r resourceType[S]) handleUpdate(ctx context.Context, s *session, req p.UpdateRequest) (p.UpdateResponse, error) {
	official, implemented := r.describe()
	in := contract.Ignore(r.inputs(), r.traits, req.Inputs, req.State, req.IgnoreChanges)
	if r.plan != nil {
		if err := r.plan(in); err != nil {
			return p.UpdateResponse{}, fmt.Errorf("diffing %s: %w", req.Urn, oneError(err))
		}
	}
	if req.DryRun {
		changes := contract.Diff(r.inputs(), r.traits, req.State, in)
		out := contract.PreviewUpdate(official, implemented, req.State, req.OldInputs, in, r.recomputed(changes))
		return p.UpdateResponse{Properties: out}, nil
	}
	now, err := r.decode(req.State)
	if err != nil {
		return p.UpdateResponse{}, err
	}
	want, err := r.decode(contract.Resolve(r.inputs(), r.traits, in, req.State))
	if err != nil {
		return p.UpdateResponse{}, err
	}
	err = r.update(ctx, s, req.ID, now, want)
	if err != nil && r.framework {
		return p.UpdateResponse{}, err
	}
	planned := contract.Planned(r.inputs(), implemented, r.traits, in, req.State).Set("id", property.New(req.ID))
	state, err := r.applied(ctx, s, req.ID, want, in, planned, err)
	if errors.Is(err, errVanished) {
		return p.UpdateResponse{}, vanished(req.Urn)
	}
	if _, had := req.State.GetOk("tags"); had {
		state = emptyTags(want, state)
	}
	resp := p.UpdateResponse{Properties: state}
	if err != nil {
		err = fmt.Errorf("updating %s: %w", req.Urn, oneError(err))
		resp.PartialState = &p.InitializationFailed{Reasons: []string{err.Error()}}
	}
	return resp, err
}

func (r resourceType[S]) handleDelete(ctx context.Context, s *session, req p.DeleteRequest) error {
	last, err := r.decode(req.Properties)
	if err != nil {
		return err
	}
	if err := r.remove(ctx, s, req.ID, last); err != nil && !r.isGone(err) {
		return fmt.Errorf("deleting %s: %w", req.Urn, oneError(err))
	}
	return nil
}

// applied returns the state after a deployment, which failed where err is set. A resource of the Terraform SDK is
// stored as planned if it failed, and is read back otherwise. One of the plugin framework keeps what its functions
// stored in want, and is not read back.
func (r resourceType[S]) applied(
	ctx context.Context, s *session, id string, want *S, in, planned property.Map, err error,
) (property.Map, error) {
	if err != nil {
		return planned, err
	}
	state := want
	if !r.framework {
		if state, err = r.readIfExists(ctx, s, id, want); err != nil {
			return planned, err
		}
		if state == nil {
			return planned, errVanished
		}
	}
	actual, err := r.encode(s, id, state, in)
	if err != nil {
		return planned, err
	}
	return contract.Applied(r.inputs(), r.traits, in, planned, actual), nil
}

// vanished is the Terraform bridge's error for a resource that an update does not find.
func vanished(urn resource.URN) error {
	//nolint:staticcheck // the bridge's own words
	return fmt.Errorf("Resource provider reported that the resource did not exist while updating %s.\n\n"+
		"This is usually a result of the resource having been deleted outside of Pulumi, and can often be "+
		"fixed by running `pulumi refresh` before updating.", urn)
}
