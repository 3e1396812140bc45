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
	if req.DryRun {
		return p.CreateResponse{
			Properties: s.previewTags(contract.Preview(official, implemented, req.Properties), req.Properties),
		}, nil
	}
	want, err := r.decode(s, req.Properties)
	if err != nil {
		return p.CreateResponse{}, r.wrapError("create", req.Urn, err)
	}
	id, err := r.create(ctx, s, want)
	if err != nil && (id == "" || r.framework) {
		return p.CreateResponse{}, r.wrapError("create", req.Urn, err)
	}
	planned := r.planned(s, req.Properties, property.Map{})
	state, err := r.applied(ctx, s, id, want, req.Properties, planned, err)
	resp := p.CreateResponse{ID: id, Properties: state}
	if err != nil {
		err = r.wrapError("create", req.Urn, err)
		resp.PartialState = &p.InitializationFailed{Reasons: []string{err.Error()}}
	}
	return resp, err
}

func (r resourceType[S]) handleRead(ctx context.Context, s *session, req p.ReadRequest) (p.ReadResponse, error) {
	prior := new(S)
	if err := contract.Decode(req.Properties, prior); err != nil {
		return p.ReadResponse{}, r.wrapError("read", req.Urn, err)
	}
	state, err := r.readIfExists(ctx, s, req.ID, prior)
	if err != nil {
		return p.ReadResponse{}, r.wrapError("read", req.Urn, err)
	}
	if state == nil {
		return p.ReadResponse{}, nil
	}
	actual, err := r.encode(s, state, req.Inputs)
	if err != nil {
		return p.ReadResponse{}, r.wrapError("read", req.Urn, err)
	}
	return p.ReadResponse{
		ID:         req.ID,
		Properties: contract.Outputs(r.official.Inputs, r.traits, req.Inputs, actual),
		Inputs:     contract.Refresh(r.official.Inputs, r.traits, req.Inputs, actual),
	}, nil
}

// handleUpdate changes what differs between the program and the state. It does not ask AWS what it has: Terraform plans
// an update from the state, and only a refresh brings AWS's values into the state.
func (r resourceType[S]) handleUpdate(ctx context.Context, s *session, req p.UpdateRequest) (p.UpdateResponse, error) {
	official, implemented := r.describe()
	in := contract.Ignore(official.Inputs, r.traits, req.Inputs, req.State, req.IgnoreChanges)
	if req.DryRun {
		changes := contract.Diff(official.Inputs, r.traits, req.State, in)
		var recomputed []string
		for name, outputs := range r.recomputes {
			if contract.Touches(changes, name) {
				recomputed = append(recomputed, outputs...)
			}
		}
		out := contract.PreviewUpdate(official, implemented, req.State, req.OldInputs, in, recomputed)
		return p.UpdateResponse{Properties: s.previewTags(out, in)}, nil
	}
	now := new(S)
	err := contract.Decode(req.State, now)
	if err != nil {
		return p.UpdateResponse{}, r.wrapError("update", req.Urn, err)
	}
	want, err := r.decode(s, contract.Resolve(official.Inputs, r.traits, in, req.State))
	if err != nil {
		return p.UpdateResponse{}, r.wrapError("update", req.Urn, err)
	}
	err = r.update(ctx, s, req.ID, now, want)
	if err != nil && r.framework {
		return p.UpdateResponse{}, r.wrapError("update", req.Urn, err)
	}
	state, err := r.applied(ctx, s, req.ID, want, in, r.planned(s, in, req.State), err)
	if errors.Is(err, errVanished) {
		return p.UpdateResponse{}, vanished(req.Urn)
	}
	resp := p.UpdateResponse{Properties: state}
	if err != nil {
		err = r.wrapError("update", req.Urn, err)
		resp.PartialState = &p.InitializationFailed{Reasons: []string{err.Error()}}
	}
	return resp, err
}

func (r resourceType[S]) handleDelete(ctx context.Context, s *session, req p.DeleteRequest) error {
	last := new(S)
	if err := contract.Decode(req.Properties, last); err != nil {
		return r.wrapError("delete", req.Urn, err)
	}
	if err := r.remove(ctx, s, req.ID, last); err != nil && !r.isGone(err) {
		return r.wrapError("delete", req.Urn, err)
	}
	return nil
}

// planned returns the state that a deployment plans.
func (r resourceType[S]) planned(s *session, in, state property.Map) property.Map {
	official, implemented := r.describe()
	out := contract.Planned(official.Inputs, implemented, r.traits, in, state)
	if _, ok := implemented.Field("tagsAll"); ok {
		out = s.previewTags(out.Set("tagsAll", property.Value{}), in)
	}
	return out
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
	actual, err := r.encode(s, state, in)
	if err != nil {
		return planned, err
	}
	return contract.Applied(r.official.Inputs, r.traits, in, planned, actual), nil
}

// vanished is the Terraform bridge's error for a resource that an update does not find.
func vanished(urn resource.URN) error {
	//nolint:staticcheck // the bridge's own words
	return fmt.Errorf("Resource provider reported that the resource did not exist while updating %s.\n\n"+
		"This is usually a result of the resource having been deleted outside of Pulumi, and can often be "+
		"fixed by running `pulumi refresh` before updating.", urn)
}
