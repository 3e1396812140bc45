package provider

import (
	"context"
	"fmt"
	"slices"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// run is what the components of one run of Pulumi share, if they have the same aws provider: the answers of AWS, and
// proofs. Nothing is shared between runs.
type run struct {
	slots   *semaphore.Weighted
	answers sync.Map // by question
	asked   singleflight.Group
	proofs  proofs
	said    sync.Map // by subject
}

// How many components are constructed at once, at the least. A program may ask for a thousand, and each that is under
// way takes half a megabyte. None waits for another: the engine asks for one when its inputs are known. In an update
// there are more, since a file backend writes the whole state with each resource: what is registered early, while there
// is little state, costs little.
const (
	previewedAtOnce = 32
	updatedAtOnce   = 256
)

// newRun returns a run in which the engine works on so many resources at once. There are more components under way, so
// that it always has one to work on.
func newRun(parallel int32, preview bool) *run {
	least := int64(updatedAtOnce)
	if preview {
		least = previewedAtOnce
	}
	return &run{slots: semaphore.NewWeighted(max(least, 2*int64(parallel)))}
}

// runKey tells runs and aws providers apart. Each run has a monitor of its own.
type runKey struct {
	monitor     string
	preview     bool
	awsProvider p.ProviderReference
}

// member is a component of a run.
type member struct {
	*run

	dependencies []urn.URN // of the component itself
	urns         []urn.URN // of the component itself, and its aliases
}

type memberKey struct{}

// sharing wraps a provider so that the components of a run share what they find out.
func sharing(inner p.Provider) p.Provider {
	wrapped, runs := inner, &sync.Map{}
	wrapped.Construct = func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
		key := runKey{req.MonitorEndpoint, req.DryRun, req.Providers["aws"]}
		found, _ := runs.LoadOrStore(key, newRun(req.Parallel, req.DryRun))
		shared := found.(*run)
		if err := shared.slots.Acquire(ctx, 1); err != nil {
			return p.ConstructResponse{}, err
		}
		defer shared.slots.Release(1)
		urns := append([]urn.URN{urnOf(req)}, req.Aliases...)
		return inner.Construct(context.WithValue(ctx, memberKey{}, member{shared, req.Dependencies, urns}), req)
	}
	return wrapped
}

// urnOf returns the URN of a component. That of the request has no parent but the last.
func urnOf(req p.ConstructRequest) urn.URN {
	parent := req.Parent
	if parent != "" && parent.QualifiedType() == resource.RootStackType {
		parent = ""
	}
	return resource.CreateURN(req.Urn.Name(), string(req.Urn.Type()), parent, string(req.Urn.Project()),
		string(req.Urn.Stack()))
}

// memberOf returns the component that is constructed, and its run. Outside of one it returns a new run.
func memberOf(ctx context.Context) member {
	if m, found := ctx.Value(memberKey{}).(member); found {
		return m
	}
	return member{run: newRun(0, false)}
}

// first reports whether a subject is new in this run, so that what several components would say is said once. The next
// run says it again, also where one process of the plugin serves both.
func (r *run) first(subject string) bool {
	_, known := r.said.LoadOrStore(subject, true)
	return !known
}

// lookUp asks AWS a question once in a run, whoever asks it. Those who ask at the same time wait for one answer, and
// share it, so nobody may change it. An error is not remembered: who asks next asks AWS.
func lookUp[T any](ctx *pulumi.Context, question string, ask func() (T, error)) (T, error) {
	r := memberOf(ctx.Context()).run
	answer, err, _ := r.asked.Do(question, func() (any, error) {
		if known, found := r.answers.Load(question); found {
			return known, nil
		}
		answer, err := ask()
		if err == nil {
			r.answers.Store(question, answer)
		}
		return answer, err
	})
	if err != nil {
		var none T
		return none, err
	}
	return answer.(T), nil
}

// after completes a question about what the program itself may change in this run: an answer from before the change is
// another one. Who asks has waited for the resources that the component, and the values of some inputs, depend on.
func after(ctx *pulumi.Context, question string, paths ...string) string {
	waited := slices.Clone(memberOf(ctx.Context()).dependencies)
	for _, path := range paths {
		waited = append(waited, inputs.From(ctx.Context()).Find(path).Value.Dependencies()...)
	}
	slices.Sort(waited)
	return fmt.Sprint(question, " after ", slices.Compact(waited))
}
