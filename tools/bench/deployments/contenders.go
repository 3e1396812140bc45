package deployments

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// Contender is a way to declare the tables.
type Contender string

// The contenders.
const (
	Ours       Contender = "ours"
	InlineGo   Contender = "inline-go"
	TypeScript Contender = "inline-typescript"
	Bare       Contender = "bare-component"
)

// Contenders are all of them, in the order of the page.
var Contenders = []Contender{Ours, InlineGo, TypeScript, Bare}

// stack runs a command of the CLI on a stack of so many tables, and returns how long it took.
type stack interface {
	run(ctx context.Context, command string, count int) (time.Duration, error)
}

// stacks opens a stack for each contender.
func (l *Lab) stacks(ctx context.Context) (map[Contender]stack, error) {
	found := map[Contender]stack{}
	for contender, declare := range map[Contender]declaration{
		Ours: ours(l.network), InlineGo: inline(l.policy), Bare: bare(l.policy),
	} {
		opened, err := l.newStack(ctx, string(contender), declare)
		if err != nil {
			return nil, err
		}
		found[contender] = opened
	}
	opened, err := l.newNodeStack(string(TypeScript))
	found[TypeScript] = opened
	return found, errors.Join(err, l.installBare(ctx))
}

// barePlugin is the plugin of the bare component.
const barePlugin = "pulumi-resource-bare"

func (l *Lab) installBare(ctx context.Context) error {
	dir := filepath.Join(l.Home(), "plugins", "resource-bare-v"+BareVersion)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return Build(ctx, l.Root, "bare", filepath.Join(dir, barePlugin))
}
