package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/audit"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

var formats = map[string]func([]audit.Report) (string, error){
	"text": audit.Text, "markdown": audit.Markdown, "html": audit.HTML,
}

// command is what a person runs. The engine runs the program without it.
func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "pulumi-resource-" + provider.Name,
		Short:         "The Pulumi plugin " + provider.Name + ", and the access reports of its components",
		Version:       version.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(reportCommand())
	return root
}

func reportCommand() *cobra.Command {
	var format string
	var names []string
	report := &cobra.Command{
		Use:   "report [FILE]",
		Short: "Print the access reports of a stack, from the output of pulumi stack export",
		Long: "Prints who reaches what from where, for every component in the output of `pulumi stack export`.\n" +
			"It proves each report again. It fails if a report is not the one that was deployed, and if the state has\n" +
			"another policy than the report is about. It calls neither Pulumi nor AWS.",
		Example: "  pulumi stack export | pulumi-resource-private-dynamodb report --format html > access.html",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			render, known := formats[format]
			if !known {
				return fmt.Errorf("--format %s is unknown: give one of %s", format,
					strings.Join(slices.Sorted(maps.Keys(formats)), ", "))
			}
			in := cmd.InOrStdin()
			if len(args) == 1 {
				file, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer file.Close() //nolint:errcheck // it is only read
				in = file
			}
			return printReports(cmd.OutOrStdout(), in, render, names)
		},
	}
	report.Flags().StringVar(&format, "format", "text",
		"text, which is the first screen of each report; markdown or html, which are all of it")
	report.Flags().StringSliceVar(&names, "component", nil, "the names of the components (default all)")
	return report
}

func printReports(out io.Writer, in io.Reader, render func([]audit.Report) (string, error), names []string) error {
	reports, err := audit.Read(in)
	if err != nil {
		return err
	}
	if len(names) > 0 {
		reports = slices.DeleteFunc(reports, func(r audit.Report) bool { return !slices.Contains(names, r.Name()) })
	}
	if len(reports) == 0 {
		return fmt.Errorf("the stack has no such component of %s", provider.Name)
	}
	text, err := render(reports)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, text); err != nil {
		return err
	}
	for _, r := range reports {
		if r.Differs() {
			return fmt.Errorf("%s: the state has another policy than the report is about: deploy it again", r.Component)
		}
	}
	return nil
}
