package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gofrs/flock"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// session is one run of up or down.
type session struct {
	workspace.Workspace

	project string
	out     io.Writer
}

// deployer is the role that the example names as its administrator.
const deployer = "arn:aws:iam::" + workspace.Account + ":role/ci/deployer"

// up starts the emulator, deploys the example and shows it. After an earlier run that ended, it takes up what is
// there. After one that was stopped half-way, it starts over: what AWS then holds, no state need know of.
func (s session) up(ctx context.Context) error {
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()

	running, found := emulator.Running(ctx, s.Dir)
	if found && s.wasStopped() {
		s.say("an earlier run was stopped half-way: starting over with an empty AWS")
		if err := errors.Join(gate.Stop(s.Dir), emulator.Stop(s.Dir)); err != nil {
			return err
		}
		found = false
	}
	if found {
		s.say("moto is running at %s (process %d)", running.Endpoint(), running.Pid)
	} else {
		// What an earlier emulator held is gone with it, and so must be the state that describes it.
		if err := s.Forget(); err != nil {
			return err
		}
		s.say("starting moto, the AWS emulator")
		if running, err = emulator.Start(ctx, s.moto(), s.Dir); err != nil {
			return err
		}
		s.say("moto is running at %s (process %d)", running.Endpoint(), running.Pid)
	}
	door, err := s.openGate(ctx, running)
	if err != nil {
		return err
	}
	if s.Caller, err = clients.Assume(ctx, door.Endpoint(), deployer); err != nil {
		return err
	}
	env, err := s.WriteEnv(door.Endpoint())
	if err != nil {
		return err
	}

	s.say("deploying %s", s.relative(s.project))
	result, err := s.deploy(ctx, door.Endpoint())
	if err != nil {
		return err
	}
	if err := show(ctx, s.out, running.Endpoint(), result.Outputs); err != nil {
		return err
	}
	table, _ := result.Outputs["tableName"].Value.(string)
	if err := demonstrate(ctx, s.out, s.Dir, door.Endpoint(), table); err != nil {
		return err
	}
	s.say("\ntry it:       make shell DOOR=vpc ROLE=app  or DOOR=internet, ROLE=break-glass, ROLE=deployer")
	s.say("look around:  . %s  and then any AWS client or pulumi command, for example", s.relative(env))
	s.say("  aws dynamodb list-tables")
	s.say("  pulumi -C %s preview", s.relative(s.project))
	s.say("decisions:    %s", s.relative(filepath.Join(s.Dir, "gate.log")))
	s.say("end it:       make down")
	return nil
}

// openGate finds the gate in front of the emulator, or starts it.
func (s session) openGate(ctx context.Context, moto emulator.Emulator) (gate.Gate, error) {
	door, found := gate.Running(ctx, s.Dir)
	if !found {
		s.say("starting the gate, which answers as the policies say")
		var err error
		if door, err = gate.Start(ctx, s.command(), gate.Options{Moto: moto.Endpoint(), Dir: s.Dir}); err != nil {
			return gate.Gate{}, err
		}
	}
	s.say("the gate is running at %s (process %d)", door.Endpoint(), door.Pid)
	return door, nil
}

// command is this program, which a gate's process runs.
func (s session) command() string { return filepath.Join(s.Bin(), "local") }

// deploy runs pulumi up between two marks, so that the next run knows whether this one came to its end.
func (s session) deploy(ctx context.Context, endpoint string) (auto.UpResult, error) {
	if err := os.WriteFile(s.mark(), nil, 0o600); err != nil {
		return auto.UpResult{}, err
	}
	stack, err := s.Open(ctx, s.project, endpoint)
	if err != nil {
		return auto.UpResult{}, err
	}
	if err := configure(ctx, stack, true); err != nil {
		return auto.UpResult{}, err
	}
	result, err := stack.Up(ctx, optup.ProgressStreams(s.out), optup.ErrorProgressStreams(s.out))
	if ctx.Err() != nil {
		return auto.UpResult{}, errors.New("stopped half-way; make up starts over, make down gives up")
	}
	if err != nil {
		err = errors.New("pulumi up ended with an error, printed above; make up tries again, make down gives up")
	}
	return result, errors.Join(err, os.Remove(s.mark()))
}

func (s session) mark() string { return filepath.Join(s.Dir, "deploying") }

func (s session) wasStopped() bool {
	_, err := os.Stat(s.mark())
	return err == nil
}

// down destroys the example as a user would, and stops the emulator. The emulator holds everything in
// memory, so where destroying fails, stopping it still leaves nothing behind.
func (s session) down(ctx context.Context) error {
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()

	if running, found := emulator.Running(ctx, s.Dir); found {
		door, err := s.openGate(ctx, running)
		if err != nil {
			return err
		}
		if err := s.destroy(ctx, door.Endpoint()); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s.say("%s\nstopping local AWS all the same: it holds everything in memory", err)
		}
		s.say("stopping the gate (process %d) and moto (process %d)", door.Pid, running.Pid)
	}
	if err := errors.Join(gate.Stop(s.Dir), emulator.Stop(s.Dir)); err != nil {
		return err
	}
	if err := errors.Join(s.Forget(), os.RemoveAll(s.mark())); err != nil {
		return err
	}
	s.say("local AWS is down")
	return nil
}

// destroy switches deletion protection off first, since nothing that is protected can be destroyed.
func (s session) destroy(ctx context.Context, endpoint string) (err error) {
	if s.Caller, err = clients.Assume(ctx, endpoint, deployer); err != nil {
		return err
	}
	stack, err := s.Open(ctx, s.project, endpoint)
	if err != nil {
		return err
	}
	info, err := stack.Info(ctx)
	if err != nil {
		return err
	}
	if info.ResourceCount != nil && *info.ResourceCount > 0 {
		s.say("switching deletion protection off")
		if err := configure(ctx, stack, false); err != nil {
			return err
		}
		if _, err := stack.Up(ctx, optup.ProgressStreams(s.out), optup.ErrorProgressStreams(s.out)); err != nil {
			return errors.New("pulumi up ended with an error, printed above")
		}
	}
	s.say("destroying %s", s.relative(s.project))
	progress, errs := optdestroy.ProgressStreams(s.out), optdestroy.ErrorProgressStreams(s.out)
	if _, err := stack.Destroy(ctx, progress, errs); err != nil {
		return errors.New("pulumi destroy ended with an error, printed above")
	}
	return stack.Workspace().RemoveStack(ctx, stack.Name())
}

// configure sets what the example asks for.
func configure(ctx context.Context, stack auto.Stack, deletionProtection bool) error {
	return stack.SetAllConfig(ctx, auto.ConfigMap{
		"administratorRoleArn": auto.ConfigValue{Value: deployer},
		"breakGlassRoleArn":    auto.ConfigValue{Value: roles["break-glass"]},
		"deletionProtection":   auto.ConfigValue{Value: strconv.FormatBool(deletionProtection)},
	})
}

// moto is the server in the virtual environment that make builds.
func (s session) moto() string {
	return filepath.Join(s.Root, ".local", "venv-moto", "bin", "moto_server")
}

// lock keeps two runs from working on the same state.
func (s session) lock() (func(), error) {
	if err := os.MkdirAll(s.Dir, 0o750); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(s.Dir, "lock"))
	held, err := lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !held {
		return nil, errors.New("another make up or make down is at work here; wait for it to end")
	}
	return func() { _ = lock.Unlock() }, nil
}

func (s session) relative(path string) string {
	if short, err := filepath.Rel(s.Root, path); err == nil {
		return short
	}
	return path
}

func (s session) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }
