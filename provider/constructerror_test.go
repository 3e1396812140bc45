package provider

import (
	"context"
	"errors"
	"fmt"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// TestARunThatWasStopped holds that the engine's closed connections are not reported as problems of a component.
func TestARunThatWasStopped(t *testing.T) {
	t.Parallel()
	closing := status.Error(codes.Canceled, "grpc: the client connection is closing")
	for name, test := range map[string]struct {
		err     error
		stopped bool
	}{
		"a closed connection":                   {closing, true},
		"one that is wrapped":                   {fmt.Errorf("look up the account: %w", closing), true},
		"one whose kind is lost":                {errors.New("invoke: rpc error: code = Canceled desc = grpc: the client connection is closing"), true},
		"a context that was cancelled":          {fmt.Errorf("register table: %w", context.Canceled), true},
		"closed connections of several outputs": {errors.Join(closing, fmt.Errorf("tableArn: %w", closing)), true},
		"a closed connection beside a problem":  {errors.Join(closing, errors.New("tableArn: AWS refuses")), false},
		"AWS refuses":                           {errors.New("not authorized to perform: ec2:DescribeSubnets"), false},
		"a plugin that does not answer":         {status.Error(codes.Unavailable, "connection refused"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inner := p.Provider{Construct: func(context.Context, p.ConstructRequest) (p.ConstructResponse, error) {
				return p.ConstructResponse{}, test.err
			}}
			_, err := plainErrors(inner).Construct(t.Context(), p.ConstructRequest{})
			warning := coverage{}.warning("vpc-0a1", test.err)
			if test.stopped {
				require.ErrorIs(t, err, errStopped)
				assert.Empty(t, warning)
			} else {
				require.ErrorIs(t, err, test.err)
				assert.Contains(t, warning, "is not known: ")
			}
		})
	}
}

// TestErrorsOfOutputs holds that a component says what is wrong, and not which of its outputs met it.
func TestErrorsOfOutputs(t *testing.T) {
	t.Parallel()
	for _, met := range []string{`marshaling properties: awaiting input property "accessReport": `, "resolving options: "} {
		inner := p.Provider{Construct: func(context.Context, p.ConstructRequest) (p.ConstructResponse, error) {
			return p.ConstructResponse{}, errors.New(met + "vpcId: is null")
		}}
		_, err := plainErrors(inner).Construct(t.Context(), p.ConstructRequest{})
		assert.EqualError(t, err, "vpcId: is null")
	}
}
