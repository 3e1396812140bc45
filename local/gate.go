package main

import (
	"github.com/spf13/cobra"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// gateCommand is the command of the gate's own process. Users start it with up.
func gateCommand() *cobra.Command {
	var options gate.Options
	command := &cobra.Command{
		Use:    "gate",
		Short:  "Run the gate: forward the requests to moto that the deployed policies allow",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if options.Dir, err = cmd.Flags().GetString("dir"); err != nil {
				return err
			}
			return gate.Run(cmd.Context(), options)
		},
	}
	command.Flags().StringVar(&options.Moto, "moto", "", "the emulator's URL")
	command.Flags().IntVar(&options.Port, "port", 0, "the port of the internet's door; a free one if 0")
	command.Flags().Float64Var(&options.Clock, "clock", 0,
		"how many times faster than on AWS policy changes take effect; at once if 0")
	command.Flags().BoolVar(&options.DecideAll, "decide-all", false,
		"decide requests to the other services too, by identity policies")
	_ = command.MarkFlagRequired("moto") // fails only for an unknown flag
	return command
}
