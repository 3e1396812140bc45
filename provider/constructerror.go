package provider

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
)

// stopped reports whether an error only says that the engine ended the run, as it does when another resource fails. It
// closes its connections then, and whatever is under way fails. An error of several lines has to say so in each: one
// that says anything else has to be shown.
func stopped(err error) bool {
	return !slices.ContainsFunc(strings.Split(strings.TrimSpace(err.Error()), "\n"), func(line string) bool {
		return !strings.Contains(line, "the client connection is closing") &&
			!strings.Contains(line, "code = Canceled") && !strings.Contains(line, context.Canceled.Error())
	})
}

// errStopped is the error of a component in such a run.
var errStopped = errors.New("is not finished, since the run was stopped: look for another error")

// awaiting is what Pulumi's SDK says before the error of an output.
var awaiting = regexp.MustCompile(`marshaling properties: awaiting input property "[^"]*": |^resolving options: `)

// plainErrors wraps a provider so that the error of a component is the problem alone, and not how Pulumi met it. A
// component in a run that was stopped says so, and not which connection closed.
func plainErrors(inner p.Provider) p.Provider {
	wrapped := inner
	wrapped.Construct = func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
		response, err := inner.Construct(ctx, req)
		if err != nil && stopped(err) {
			return p.ConstructResponse{}, errStopped
		}
		if err != nil && awaiting.MatchString(err.Error()) {
			return p.ConstructResponse{}, errors.New(awaiting.ReplaceAllLiteralString(err.Error(), ""))
		}
		return response, err
	}
	return wrapped
}
