// Command verify tries on an AWS account what the documentation of AWS does not say, or what this project could only
// read there. See docs/verify-aws.md.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program, and what is left is for --clean
	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "verify: %s\n", err)
		os.Exit(1)
	}
}

// options are what the command is given.
type options struct {
	account, region, record, local string
	clean                          bool
}

func command() *cobra.Command {
	var o options
	command := &cobra.Command{
		Use:           "verify --account ID",
		Short:         "Try on a sandbox account of AWS what the policies of this repository rest on",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	flags := command.Flags()
	flags.StringVar(&o.account, "account", "", "the id of the account to use; credentials of any other are refused")
	flags.StringVar(&o.region, "region", "", "the Region to use; default: the environment's")
	flags.StringVar(&o.record, "record", "", "the file to write; default: verified-DATE.json")
	flags.BoolVar(&o.clean, "clean", false, "only delete what interrupted runs have left in the Region")
	flags.StringVar(&o.local, "local", "", "the `URL` of the gate of local AWS, to try the program itself")
	return command
}

func (o options) run(cmd *cobra.Command) error {
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	if !isAccount(o.account) {
		return errors.New("name the account to use, as 12 digits: make verify-aws ACCOUNT=111122223333")
	}
	var where venue = &onAWS{region: o.region}
	if o.local != "" {
		where = &onLocal{url: o.local, region: o.region}
	}
	config, err := where.config(ctx)
	if err != nil {
		return err
	}
	organization, err := admit(ctx, config, o.account)
	if err != nil {
		return err
	}
	s := newSandbox(out, where, config, o.account, organization)
	if o.clean {
		return s.cleanAll(ctx)
	}
	file := cmp.Or(o.record, "verified-"+time.Now().UTC().Format(time.DateOnly)+".json")
	return s.verifyAndCleanUp(ctx, file)
}

// verifyAndCleanUp runs the checks, writes what they found, and then deletes the sandbox, whatever happened before.
func (s *sandbox) verifyAndCleanUp(ctx context.Context, file string) (err error) {
	s.say("%s", s.announcement())
	defer func() {
		if ctx.Err() != nil {
			err = errInterrupted
			s.say("interrupted; interrupt again to leave what there is to make verify-aws CLEAN=1")
		}
		err = errors.Join(err, s.cleanUp(context.WithoutCancel(ctx), s.run))
	}()
	started := time.Now()
	record, err := s.verify(ctx)
	if err != nil {
		return err
	}
	if err := write(file, record); err != nil {
		return err
	}
	s.say("%s after %s; it is in %s", summary(record), time.Since(started).Round(time.Second), file)
	return nil
}
