package provider

import (
	"fmt"
	"runtime/debug"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// onOwnStack calls a constructor on a stack of its own. Pulumi writes the call stack of each registration into the
// state: of a constructor that is called the usual way, that is 2 kB for each resource, all of it about this plugin's
// server, and the state is written at every step.
func onOwnStack[A any, C pulumi.ComponentResource](construct infer.ComponentFn[A, C]) infer.ComponentFn[A, C] {
	return func(ctx *pulumi.Context, name string, args A, opts ...pulumi.ResourceOption) (component C, err error) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() {
				if cause := recover(); cause != nil {
					err = fmt.Errorf("construct %s: panic: %v\n%s", name, cause, debug.Stack())
				}
			}()
			component, err = construct(ctx, name, args, opts...)
		}()
		<-done
		return component, err
	}
}
