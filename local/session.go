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

// session is one run of a command.
type session struct {
	workspace.Workspace

	project string
	config  auto.ConfigMap // besides that of the feature team's example
	out     io.Writer
	engine  context.Context // is that of Pulumi's operations: see main
}

// deployer is the role that the example names as its administrator.
const deployer = "arn:aws:iam::" + workspace.Account + ":role/ci/deployer"

// up starts the emulator, deploys the example and shows it. If an earlier run ended, it continues from there. If an
// earlier run was interrupted, it starts over: AWS may have what the state does not describe.
func (s session) up(ctx context.Context) error {
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()

	running, found := emulator.Running(ctx, s.Dir)
	if found && s.wasStopped() {
		s.report("an earlier run was interrupted: starting over with an empty AWS")
		if err := errors.Join(gate.Stop(s.Dir), emulator.Stop(s.Dir)); err != nil {
			return err
		}
		found = false
	}
	if found {
		s.report("moto is running at %s (process %d)", running.Endpoint(), running.Pid)
	} else {
		// An earlier emulator's resources are gone with it, so delete the state that describes them.
		if err := s.Forget(); err != nil {
			return err
		}
		s.report("starting moto, the AWS emulator")
		if running, err = emulator.Start(ctx, s.moto(), s.Dir); err != nil {
			return err
		}
		s.report("moto is running at %s (process %d)", running.Endpoint(), running.Pid)
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
	organization, err := makeOrganization(ctx, door.Endpoint())
	if err != nil {
		return err
	}
	workloads := "" // the endpoint of their VPC
	if s.isPlatformTeam() {
		if s.config, workloads, err = guardrailConfig(ctx, door.Endpoint(), organization); err != nil {
			return err
		}
	}

	s.report("deploying %s", s.relative(s.project))
	stack, result, err := s.deploy(ctx, door.Endpoint())
	if err != nil {
		return err
	}
	if err := show(ctx, s.out, running.Endpoint(), stack, result.Outputs); err != nil {
		return err
	}
	if s.isPlatformTeam() {
		if err := demonstrateGuardrail(ctx, s.out, s.Dir, door.Endpoint(), workloads, organization); err != nil {
			return err
		}
		s.report("\nlook around:  . %s  (then use any AWS client or pulumi command), for example", s.relative(env))
		s.report("  aws organizations list-accounts")
		s.report("  pulumi -C %s preview", s.relative(s.project))
		s.report("decisions:    %s", s.relative(filepath.Join(s.Dir, "gate.log")))
		s.report("stop:         make down EXAMPLE=%s", platformTeam)
		return nil
	}
	table, _ := result.Outputs["tableName"].Value.(string)
	endpoint, _ := result.Outputs["vpcEndpointId"].Value.(string)
	if err := demonstrate(ctx, s.out, s.Dir, door.Endpoint(), endpoint, table); err != nil {
		return err
	}
	s.report("\ntry it:       make shell DOOR=vpc ROLE=app (or DOOR=internet, ROLE=break-glass, ROLE=deployer)")
	s.report("look around:  . %s  (then use any AWS client or pulumi command), for example", s.relative(env))
	s.report("  aws dynamodb list-tables")
	s.report("  pulumi -C %s preview", s.relative(s.project))
	s.report("decisions:    %s", s.relative(filepath.Join(s.Dir, "gate.log")))
	s.report("stop:         make down")
	return nil
}

// openGate finds the gate in front of the emulator, or starts it.
func (s session) openGate(ctx context.Context, moto emulator.Emulator) (gate.Gate, error) {
	door, found := gate.Running(ctx, s.Dir)
	if !found {
		s.report("starting the gate, which enforces the policies")
		var err error
		if door, err = gate.Start(ctx, s.command(), gate.Options{Moto: moto.Endpoint(), Dir: s.Dir}); err != nil {
			return gate.Gate{}, err
		}
	}
	s.report("the gate is running at %s (process %d)", door.Endpoint(), door.Pid)
	return door, nil
}

// command is the path of this program, which is also the gate's.
func (s session) command() string { return filepath.Join(s.Bin(), "local") }

// deploy runs pulumi up. A file marks it as running, so that the next run knows whether this one ended.
func (s session) deploy(ctx context.Context, endpoint string) (auto.Stack, auto.UpResult, error) {
	if err := os.WriteFile(s.mark(), nil, 0o600); err != nil {
		return auto.Stack{}, auto.UpResult{}, err
	}
	stack, err := s.Open(ctx, s.project, endpoint)
	if err != nil {
		return auto.Stack{}, auto.UpResult{}, err
	}
	if err := errors.Join(configure(ctx, stack, true), stack.SetAllConfig(ctx, s.config)); err != nil {
		return auto.Stack{}, auto.UpResult{}, err
	}
	result, err := stack.Up(s.engine, optup.ProgressStreams(s.out), optup.ErrorProgressStreams(s.out))
	if ctx.Err() != nil {
		return auto.Stack{}, auto.UpResult{}, errors.New("interrupted: make up starts over, make down removes everything")
	}
	if err != nil {
		err = errors.New("pulumi up failed with the error above: make up tries again, make down removes everything")
	}
	return stack, result, errors.Join(err, os.Remove(s.mark()))
}

func (s session) mark() string { return filepath.Join(s.Dir, "deploying") }

func (s session) wasStopped() bool {
	_, err := os.Stat(s.mark())
	return err == nil
}

// down destroys the example as a user would, and stops the emulator. The emulator keeps everything in memory, so even
// if the destroy fails, stopping it leaves nothing behind.
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
			s.report("%s\nstopping local AWS anyway: it keeps everything in memory", err)
		}
		s.report("stopping the gate (process %d) and moto (process %d)", door.Pid, running.Pid)
	}
	if err := errors.Join(gate.Stop(s.Dir), emulator.Stop(s.Dir)); err != nil {
		return err
	}
	if err := errors.Join(s.Forget(), os.RemoveAll(s.mark())); err != nil {
		return err
	}
	s.report("local AWS is down")
	return nil
}

// destroy turns deletion protection off first, because a protected table cannot be destroyed.
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
		s.report("turning deletion protection off")
		if err := configure(ctx, stack, false); err != nil {
			return err
		}
		if _, err := stack.Up(s.engine, optup.ProgressStreams(s.out), optup.ErrorProgressStreams(s.out)); err != nil {
			return errors.New("pulumi up failed with the error above")
		}
	}
	s.report("destroying %s", s.relative(s.project))
	progress, errs := optdestroy.ProgressStreams(s.out), optdestroy.ErrorProgressStreams(s.out)
	if _, err := stack.Destroy(s.engine, progress, errs); err != nil {
		return errors.New("pulumi destroy failed with the error above")
	}
	return stack.Workspace().RemoveStack(ctx, stack.Name())
}

// configure sets the example's configuration.
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

// lock keeps two runs from using the same state.
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
		return nil, errors.New("another make up or make down is running here: wait until it ends")
	}
	return func() { _ = lock.Unlock() }, nil
}

func (s session) relative(path string) string {
	if short, err := filepath.Rel(s.Root, path); err == nil {
		return short
	}
	return path
}

func (s session) report(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }
