package deployments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// Try runs operations on a stack of this package's tables and on one of inline tables, some times by turns. It prints
// what each took. With a folder, it runs the plugin with a profiler, and keeps the profiles of the last run of each
// operation there.
func (l *Lab) Try(ctx context.Context, out io.Writer, count, runs int, deploy bool, profiles string) error {
	operations := lifecycle[:1]
	if deploy {
		operations = lifecycle
	}
	component, err := l.newStack(ctx, "ours", ours(l.network))
	if err != nil {
		return err
	}
	inline, err := l.newStack(ctx, "inline", inline(l.policy))
	if err != nil {
		return err
	}
	if profiles != "" {
		if err := l.installProfiled(ctx); err != nil {
			return err
		}
	}
	for range runs {
		var took [2][]time.Duration
		for contender, stack := range []goStack{component, inline} {
			for at, operation := range operations {
				one, err := stack.run(ctx, operation.command, count)
				if err != nil {
					return err
				}
				took[contender] = append(took[contender], one)
				if profiles != "" && contender == 0 {
					if err := l.keepProfiles(profiles, fmt.Sprintf("%d-%s", at+1, operation.command)); err != nil {
						return err
					}
				}
			}
		}
		for at, operation := range operations {
			component, inline := took[0][at], took[1][at]
			_, _ = fmt.Fprintf(out, "%-14s of %d: %6.2f s, inline %6.2f s, %.2f times as long\n", operation.Name, count,
				component.Seconds(), inline.Seconds(), component.Seconds()/inline.Seconds())
		}
	}
	return nil
}

// installed is the folder in the Pulumi home that this repository's plugin is in.
func (l *Lab) installed() string {
	return filepath.Join(l.Home(), "plugins", "resource-private-dynamodb-v"+versions.PrivateDynamoDB)
}

// installProfiled puts the plugin with the profiler in the place of the plugin.
func (l *Lab) installProfiled(ctx context.Context) error {
	program := filepath.Join(l.installed(), "pulumi-resource-private-dynamodb")
	if err := os.Remove(program); err != nil {
		return err
	}
	return Build(ctx, l.Root, "profiled", program)
}

// keepProfiles moves what the plugin wrote at its end to a folder.
func (l *Lab) keepProfiles(folder, operation string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	var errs []error
	for _, kind := range []string{"cpu", "allocs"} {
		errs = append(errs, os.Rename(filepath.Join(l.installed(), kind+".pprof"),
			filepath.Join(folder, operation+"."+kind+".pprof")))
	}
	return errors.Join(errs...)
}
