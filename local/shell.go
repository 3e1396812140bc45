package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// shell runs a command, or the user's shell, with AWS clients pointed at a door of the gate, as a role.
func (s session) shell(ctx context.Context, door, role string, command []string) error {
	running, found := gate.Running(ctx, s.Dir)
	if !found {
		return errors.New("local AWS is not running: start it with make up")
	}
	at, err := entrancesOf(ctx, running.Endpoint(), door)
	if err != nil {
		return err
	}
	arn, known := roles[role]
	if !known && strings.HasPrefix(role, "arn:") {
		arn, known = role, true
	}
	if !known {
		return fmt.Errorf("there is no role %q: give the ARN of one, or one of %s", role,
			strings.Join(slices.Sorted(maps.Keys(roles)), ", "))
	}
	if s.Caller, err = clients.Assume(ctx, running.Endpoint(), arn); err != nil {
		return err
	}
	table, err := s.table(ctx, running.Endpoint())
	if err != nil {
		return err
	}
	env := s.Env(running.Endpoint())
	env["AWS_ENDPOINT_URL_DYNAMODB"], env["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = at.tables, at.streams
	env["TABLE"] = table
	env["PATH"] = s.Bin() + string(os.PathListSeparator) + os.Getenv("PATH")
	interactive := len(command) == 0
	if interactive {
		command = []string{cmp.Or(os.Getenv("SHELL"), "sh")}
		s.report("This shell calls DynamoDB through the door %q as %s.", door, arn)
		s.report("The table is $TABLE. Leave the shell with exit. Try:")
		s.report("  aws dynamodb put-item --table-name $TABLE --item " +
			`'{"customer":{"S":"ada"},"placedAt":{"S":"2026-01-31"}}'`)
		s.report("  aws dynamodb get-item --table-name $TABLE --key " +
			`'{"customer":{"S":"ada"},"placedAt":{"S":"2026-01-31"}}'`)
	}
	process := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the user's own command
	process.Stdin, process.Stdout, process.Stderr = os.Stdin, s.out, os.Stderr
	process.Env = os.Environ()
	for key, value := range env {
		process.Env = append(process.Env, key+"="+value)
		if value == "" { // the AWS CLI reads an empty profile as a name
			process.Env = slices.DeleteFunc(process.Env, func(set string) bool { return strings.HasPrefix(set, key+"=") })
		}
	}
	err = process.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.Exited() {
		if interactive {
			return nil // a shell ends with the status of its last command, which the user has seen
		}
		return commandError(exit.ExitCode())
	}
	return err
}

// commandError is the status that the user's own command ended with. The command has said what is wrong.
type commandError int

func (s commandError) Error() string { return fmt.Sprintf("the command ended with status %d", int(s)) }

// table returns the name of the table that up deployed.
func (s session) table(ctx context.Context, endpoint string) (string, error) {
	stack, err := s.Open(ctx, s.project, endpoint)
	if err != nil {
		return "", err
	}
	outputs, err := stack.Outputs(ctx)
	if err != nil {
		return "", err
	}
	name, found := outputs["tableName"].Value.(string)
	if !found {
		return "", errors.New("no table is deployed: deploy it with make up")
	}
	return name, nil
}

// shellCommand is the command behind make shell.
func shellCommand(run func(func(session, context.Context) error) func(*cobra.Command, []string) error) *cobra.Command {
	var door, role string
	command := &cobra.Command{
		Use:   "shell [-- command]",
		Short: "Open a shell whose requests come in by a door of local AWS, or run a command there",
		RunE: func(cmd *cobra.Command, args []string) error {
			return run(func(s session, ctx context.Context) error { return s.shell(ctx, door, role, args) })(cmd, args)
		},
	}
	command.Flags().StringVar(&door, "door", vpcDoor,
		"the origin of the requests: vpc, internet, service, or the id of a VPC endpoint")
	command.Flags().StringVar(&role, "role", "app", "the caller: app, deployer, break-glass, or the ARN of a role")
	return command
}
