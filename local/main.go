// Command local runs AWS on one machine and deploys an example to it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/quiet"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

func main() {
	quiet.Restore()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A terminal sends Ctrl-C to every process that it shows. Pulumi ends an update at once when it gets a second one, so
	// that it is not sent on. Only a SIGTERM, which is for this process alone, ends Pulumi too.
	engine, release := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer release()
	err := command(engine).ExecuteContext(ctx)
	if status := commandError(0); errors.As(err, &status) {
		os.Exit(int(status))
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "local: %s\n", err)
		os.Exit(1)
	}
}

func command(engine context.Context) *cobra.Command {
	var root, dir, project, choice string
	run := func(do func(session, context.Context) error) func(*cobra.Command, []string) error {
		return func(cmd *cobra.Command, _ []string) error {
			root, err := filepath.Abs(root)
			if err != nil {
				return err
			}
			plugins, err := workspace.ChoosePlugins(root, choice)
			if err != nil {
				return err
			}
			here := workspace.Workspace{Root: root, Dir: under(root, dir), Plugins: plugins}
			// The CLI is asked for its version before it is given the environment of a stack, and keeps logs of that.
			if err := os.Setenv("PULUMI_HOME", here.Home()); err != nil {
				return err
			}
			return do(session{
				Workspace: here,
				project:   under(root, project),
				engine:    engine,
				out:       cmd.OutOrStdout(),
			}, cmd.Context())
		}
	}

	command := &cobra.Command{
		Use:           "local",
		Short:         "AWS on one machine, and the feature team's example deployed to it",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	command.PersistentFlags().StringVar(&root, "root", ".", "the repository")
	command.PersistentFlags().StringVar(&dir, "dir", ".local", "the folder for state, logs and process records")
	command.PersistentFlags().StringVar(&project, "project", filepath.Join("examples", "yaml", "feature-team"),
		"the Pulumi project to deploy")
	command.PersistentFlags().StringVar(&choice, "plugins", "",
		"the folder of an aws or awsx plugin to use, or official to let Pulumi download both (default: those in .bin)")
	command.AddCommand(
		gateCommand(),
		shellCommand(run),
		&cobra.Command{
			Use:   "up",
			Short: "Start local AWS, deploy the example, and show what is deployed",
			Args:  cobra.NoArgs,
			RunE:  run(session.up),
		},
		&cobra.Command{
			Use:   "down",
			Short: "Destroy what up deployed, and stop what it started",
			Args:  cobra.NoArgs,
			RunE:  run(session.down),
		},
	)
	return command
}

// under resolves a path against the repository.
func under(root, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(root, path)
}
