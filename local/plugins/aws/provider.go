package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// resources are the resource types that the stand-in serves. To add one, write its file and list it here.
var resources = index(
	eips,
	ingressRules,
	internetGateways,
	natGateways,
	organizationsPolicies,
	policyAttachments,
	resourcePolicies,
	routeTableAssociations,
	routeTables,
	routes,
	scalableTargets,
	scalingPolicies,
	securityGroups,
	subnets,
	tables,
	vpcEndpoints,
	vpcs,
)

// functions are the functions that the stand-in serves.
var functions = map[string]function{}

func init() {
	for _, f := range []function{
		accountsBelow, availabilityZones, callerIdentity, cloudControlResource, currentPartition, currentRegion,
		oneInternetGateway, oneRouteTable, oneSubnet, oneTable, oneVPC, organizationOf, organizationsPolicyOf,
		policiesForTarget, routeTableIDs,
		securityGroupRule, securityGroupRuleIDs, sessionContext, subnetIDs, unitsBelow, vpcEndpoint,
	} {
		functions[f.token] = f
	}
}

func index(handlers ...handler) map[string]handler {
	out := map[string]handler{}
	for _, h := range handlers {
		official, _ := h.describe()
		out[official.Token] = h
	}
	return out
}

var errNotConfigured = errors.New("the aws provider is not configured")

// newProvider dispatches each call of the engine to the resource type or function that it names.
func newProvider() p.Provider {
	var configured atomic.Pointer[session]
	find := func(urn resource.URN) (handler, *session, error) {
		h, ok := resources[string(urn.Type())]
		if !ok {
			return nil, nil, fmt.Errorf("the stand-in for local AWS does not implement %s; the official plugin does: "+
				"make up PLUGINS=official", urn.Type())
		}
		s := configured.Load()
		if s == nil {
			return nil, nil, errNotConfigured
		}
		return h, s, nil
	}
	return p.Provider{
		GetSchema: func(context.Context, p.GetSchemaRequest) (p.GetSchemaResponse, error) {
			schema, err := packageSchema()
			return p.GetSchemaResponse{Schema: schema}, err
		},
		CheckConfig: func(_ context.Context, req p.CheckRequest) (p.CheckResponse, error) {
			return p.CheckResponse{Inputs: checkedConfig(req.Inputs), Failures: checkConfig(req.Inputs)}, nil
		},
		DiffConfig: func(_ context.Context, req p.DiffRequest) (p.DiffResponse, error) {
			changes := diffConfig(decodeJSON(req.OldInputs), decodeJSON(req.Inputs))
			return p.DiffResponse{HasChanges: len(changes) > 0, DetailedDiff: changes}, nil
		},
		Configure: func(_ context.Context, req p.ConfigureRequest) error {
			r, err := resolve(req.Args)
			if err != nil {
				return err
			}
			configured.Store(newSession(r))
			return nil
		},
		Invoke: func(ctx context.Context, req p.InvokeRequest) (p.InvokeResponse, error) {
			f, ok := functions[string(req.Token)]
			if !ok {
				return p.InvokeResponse{}, fmt.Errorf("the stand-in for local AWS does not implement %s; "+
					"the official plugin does: make up PLUGINS=official", req.Token)
			}
			s := configured.Load()
			if s == nil {
				return p.InvokeResponse{}, errNotConfigured
			}
			return f.invoke(ctx, s, req.Args)
		},
		Check: func(_ context.Context, req p.CheckRequest) (p.CheckResponse, error) {
			h, s, err := find(req.Urn)
			if err != nil {
				return p.CheckResponse{}, err
			}
			return h.check(s, req)
		},
		Diff: func(_ context.Context, req p.DiffRequest) (p.DiffResponse, error) {
			h, _, err := find(req.Urn)
			if err != nil {
				return p.DiffResponse{}, err
			}
			return h.diff(req)
		},
		Create: func(ctx context.Context, req p.CreateRequest) (p.CreateResponse, error) {
			h, s, err := find(req.Urn)
			if err != nil {
				return p.CreateResponse{}, err
			}
			return h.handleCreate(ctx, s, req)
		},
		Read: func(ctx context.Context, req p.ReadRequest) (p.ReadResponse, error) {
			h, s, err := find(req.Urn)
			if err != nil {
				return p.ReadResponse{}, err
			}
			return h.handleRead(ctx, s, req)
		},
		Update: func(ctx context.Context, req p.UpdateRequest) (p.UpdateResponse, error) {
			h, s, err := find(req.Urn)
			if err != nil {
				return p.UpdateResponse{}, err
			}
			return h.handleUpdate(ctx, s, req)
		},
		Delete: func(ctx context.Context, req p.DeleteRequest) error {
			h, s, err := find(req.Urn)
			if err != nil {
				return err
			}
			return h.handleDelete(ctx, s, req)
		},
	}
}
