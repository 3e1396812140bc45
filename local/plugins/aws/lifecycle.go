package main

import (
	"context"
	"errors"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

var errVanished = errors.New("it is gone, or was never there; run pulumi refresh")

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
	if id == "" {
		return p.CreateResponse{}, r.wrapError("create", req.Urn, err)
	}
	// The resource exists now. Whatever fails from here on, Pulumi must know of it.
	resp := p.CreateResponse{ID: id, Properties: req.Properties}
	actual, readErr := r.actual(ctx, s, id, want, req.Properties)
	if readErr == nil {
		resp.Properties = contract.Outputs(official.Inputs, r.traits, req.Properties, actual)
		readErr = r.checkKept(req.Properties, actual)
	}
	if err == nil {
		err = readErr
	}
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

func (r resourceType[S]) handleUpdate(ctx context.Context, s *session, req p.UpdateRequest) (p.UpdateResponse, error) {
	official, implemented := r.describe()
	if req.DryRun {
		changes := contract.Diff(official.Inputs, r.traits, req.OldInputs, req.Inputs)
		var recomputed []string
		for name, outputs := range r.recomputes {
			if contract.Touches(changes, name) {
				recomputed = append(recomputed, outputs...)
			}
		}
		out := contract.PreviewUpdate(official, implemented, req.State, req.OldInputs, req.Inputs, recomputed)
		return p.UpdateResponse{Properties: s.previewTags(out, req.Inputs)}, nil
	}
	fail := func(err error) (p.UpdateResponse, error) {
		return p.UpdateResponse{}, r.wrapError("update", req.Urn, err)
	}
	prior, err := r.decode(s, req.State)
	if err != nil {
		return fail(err)
	}
	// Compare with what AWS has now, not with the last known state: an update repairs every change, whoever made it.
	now, err := r.readIfExists(ctx, s, req.ID, prior)
	if err != nil {
		return fail(err)
	}
	if now == nil {
		return fail(errVanished)
	}
	actual, err := r.encode(s, now, req.Inputs)
	if err != nil {
		return fail(err)
	}
	in := req.Inputs
	if r.hasScaling != nil && r.hasScaling(in) {
		in = contract.KeepScaled(official.Inputs, r.traits, req.OldInputs, in, actual)
	}
	want, err := r.decode(s, contract.Resolve(official.Inputs, r.traits, in, actual))
	if err != nil {
		return fail(err)
	}
	if r.update != nil {
		if err := r.update(ctx, s, req.ID, now, want); err != nil {
			return fail(err)
		}
	}
	asked, err := r.decode(s, in)
	if err != nil {
		return fail(err)
	}
	actual, err = r.actual(ctx, s, req.ID, asked, in)
	if err != nil {
		return fail(err)
	}
	if err := r.checkKept(in, actual); err != nil {
		return fail(err)
	}
	return p.UpdateResponse{Properties: contract.Outputs(official.Inputs, r.traits, in, actual)}, nil
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

// actual reads a resource that must exist.
func (r resourceType[S]) actual(
	ctx context.Context, s *session, id string, prior *S, in property.Map,
) (property.Map, error) {
	state, err := r.readIfExists(ctx, s, id, prior)
	if err != nil {
		return property.Map{}, err
	}
	if state == nil {
		return property.Map{}, errVanished
	}
	return r.encode(s, state, in)
}
