package provider

import (
	"context"
	"errors"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// stopped reports whether an error only says that the engine ended the run, as it does when another resource fails. It
// closes its connections then, and whatever is under way fails.
func stopped(err error) bool {
	return errors.Is(err, context.Canceled) || status.Code(err) == codes.Canceled ||
		strings.Contains(err.Error(), "the client connection is closing")
}

// errStopped is the error of a component in such a run.
var errStopped = errors.New("is not finished, since the run was stopped: look for another error")

// reportingStops wraps a provider so that a component in a run that was stopped says so, and not which connection
// closed.
func reportingStops(inner p.Provider) p.Provider {
	wrapped := inner
	wrapped.Construct = func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
		response, err := inner.Construct(ctx, req)
		if err != nil && stopped(err) {
			return p.ConstructResponse{}, errStopped
		}
		return response, err
	}
	return wrapped
}
