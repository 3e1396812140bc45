package main

import (
	"context"
	"errors"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

var errVanished = errors.New("it is gone, or was never there; run pulumi refresh")

func (k kind[S]) creates(ctx context.Context, s *session, req p.CreateRequest) (p.CreateResponse, error) {
	official, implemented := k.describe()
	if req.DryRun {
		return p.CreateResponse{
			Properties: s.previewTags(contract.Preview(official, implemented, req.Properties), req.Properties),
		}, nil
	}
	want, err := k.decode(s, req.Properties)
	if err != nil {
		return p.CreateResponse{}, k.wrap("create", req.Urn, err)
	}
	id, err := k.create(ctx, s, want)
	if id == "" {
		return p.CreateResponse{}, k.wrap("create", req.Urn, err)
	}
	// From here on the resource exists: whatever fails, Pulumi must know of it.
	resp := p.CreateResponse{ID: id, Properties: req.Properties}
	actual, readErr := k.actual(ctx, s, id, want, req.Properties)
	if readErr == nil {
		resp.Properties = contract.Outputs(official.Inputs, k.traits, req.Properties, actual)
		readErr = k.kept(req.Properties, actual)
	}
	if err == nil {
		err = readErr
	}
	if err != nil {
		err = k.wrap("create", req.Urn, err)
		resp.PartialState = &p.InitializationFailed{Reasons: []string{err.Error()}}
	}
	return resp, err
}

func (k kind[S]) reads(ctx context.Context, s *session, req p.ReadRequest) (p.ReadResponse, error) {
	prior := new(S)
	if err := contract.Decode(req.Properties, prior); err != nil {
		return p.ReadResponse{}, k.wrap("read", req.Urn, err)
	}
	state, err := k.look(ctx, s, req.ID, prior)
	if err != nil {
		return p.ReadResponse{}, k.wrap("read", req.Urn, err)
	}
	if state == nil {
		return p.ReadResponse{}, nil
	}
	actual, err := k.encode(s, state, req.Inputs)
	if err != nil {
		return p.ReadResponse{}, k.wrap("read", req.Urn, err)
	}
	return p.ReadResponse{
		ID:         req.ID,
		Properties: contract.Outputs(k.official.Inputs, k.traits, req.Inputs, actual),
		Inputs:     contract.Refresh(k.official.Inputs, k.traits, req.Inputs, actual),
	}, nil
}

func (k kind[S]) updates(ctx context.Context, s *session, req p.UpdateRequest) (p.UpdateResponse, error) {
	official, implemented := k.describe()
	if req.DryRun {
		changes := contract.Diff(official.Inputs, k.traits, req.OldInputs, req.Inputs)
		var recomputed []string
		for name, outputs := range k.recomputes {
			if contract.Touches(changes, name) {
				recomputed = append(recomputed, outputs...)
			}
		}
		out := contract.PreviewUpdate(official, implemented, req.State, req.OldInputs, req.Inputs, recomputed)
		return p.UpdateResponse{Properties: s.previewTags(out, req.Inputs)}, nil
	}
	fail := func(err error) (p.UpdateResponse, error) {
		return p.UpdateResponse{}, k.wrap("update", req.Urn, err)
	}
	prior, err := k.decode(s, req.State)
	if err != nil {
		return fail(err)
	}
	// What AWS has now, not what it had last time: an update repairs, whoever changed it.
	now, err := k.look(ctx, s, req.ID, prior)
	if err != nil {
		return fail(err)
	}
	if now == nil {
		return fail(errVanished)
	}
	actual, err := k.encode(s, now, req.Inputs)
	if err != nil {
		return fail(err)
	}
	in := req.Inputs
	if k.scales != nil && k.scales(in) {
		in = contract.Lend(official.Inputs, k.traits, req.OldInputs, in, actual)
	}
	want, err := k.decode(s, contract.Resolve(official.Inputs, k.traits, in, actual))
	if err != nil {
		return fail(err)
	}
	if k.update != nil {
		if err := k.update(ctx, s, req.ID, now, want); err != nil {
			return fail(err)
		}
	}
	asked, err := k.decode(s, in)
	if err != nil {
		return fail(err)
	}
	actual, err = k.actual(ctx, s, req.ID, asked, in)
	if err != nil {
		return fail(err)
	}
	if err := k.kept(in, actual); err != nil {
		return fail(err)
	}
	return p.UpdateResponse{Properties: contract.Outputs(official.Inputs, k.traits, in, actual)}, nil
}

func (k kind[S]) deletes(ctx context.Context, s *session, req p.DeleteRequest) error {
	last := new(S)
	if err := contract.Decode(req.Properties, last); err != nil {
		return k.wrap("delete", req.Urn, err)
	}
	if err := k.remove(ctx, s, req.ID, last); err != nil && !k.isGone(err) {
		return k.wrap("delete", req.Urn, err)
	}
	return nil
}

// actual reads a resource that must be there.
func (k kind[S]) actual(ctx context.Context, s *session, id string, prior *S, in property.Map) (property.Map, error) {
	state, err := k.look(ctx, s, id, prior)
	if err != nil {
		return property.Map{}, err
	}
	if state == nil {
		return property.Map{}, errVanished
	}
	return k.encode(s, state, in)
}
