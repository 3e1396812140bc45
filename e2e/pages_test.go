package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// consoleBlock is what a page shows of a terminal: commands after "$ ", and what they print.
var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")

// consoleBlocks reads those of a page.
func consoleBlocks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	var blocks []string
	for _, found := range consoleBlock.FindAllStringSubmatch(string(text), -1) {
		blocks = append(blocks, found[1])
	}
	return blocks
}

// typed is one command of a block, and what it prints.
type typed struct{ command, output string }

func commandsOf(block string) []typed {
	var list []typed
	for line := range strings.SplitSeq(strings.TrimSuffix(block, "\n"), "\n") {
		if command, isCommand := strings.CutPrefix(line, "$ "); isCommand {
			list = append(list, typed{command: command})
		} else if more, continues := strings.CutPrefix(line, "> "); continues {
			list[len(list)-1].command += "\n" + more
		} else {
			list[len(list)-1].output += line + "\n"
		}
	}
	return list
}

// requirePrinted requires an output to be what a page shows. White space counts as one space, and "…" is anything.
func requirePrinted(t *testing.T, want, got, command string) {
	t.Helper()
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	parts := strings.Split(words(want), "…")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	require.Regexp(t, "^"+strings.Join(parts, ".*")+"$", words(got), command)
}

// TestPagesRun types what the pages show of a terminal, on local AWS with the feature team's example, and compares what
// is printed. make up and make shell are run as the Makefile runs them.
func TestPagesRun(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	require.NoError(t, err)
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	local := localCommand{dir: t.TempDir(), project: copyOf(t, examples+"yaml/feature-team")}
	t.Cleanup(func() { _, _ = gate.Stop(local.dir), emulator.Stop(local.dir) })
	local.run(t, "up")
	commands := 0
	for _, page := range pages {
		for _, block := range consoleBlocks(t, page) {
			var shell []string
			for _, line := range commandsOf(block) {
				words := strings.Fields(line.command)
				switch {
				case slices.Equal(words[:min(2, len(words))], []string{"make", "shell"}):
					shell = nil
					for _, variable := range words[2:] {
						name, value, _ := strings.Cut(variable, "=")
						shell = append(shell, "--"+strings.ToLower(name), value)
					}
				case line.command == "exit":
					shell = nil
				default:
					require.NotNil(t, shell, "%s: %s is outside of a shell", page, line.command)
					args := append([]string{
						"shell", "--root", root, "--dir", local.dir, "--project", local.project, "--plugins", string(plugins),
					}, shell...)
					command := exec.CommandContext(t.Context(), filepath.Join(root, ".bin", "local"), append(args, "--", "sh", "-c", line.command)...)
					command.Dir = root
					output, _ := command.CombinedOutput() // what it prints says whether it was refused
					text := exitNote.ReplaceAllString(string(output), "")
					requirePrinted(t, line.output, text, page+": "+line.command)
					commands++
				}
			}
		}
	}
	assert.GreaterOrEqual(t, commands, 8)
}

// exitNote is what the local command says of a command that fails.
var exitNote = regexp.MustCompile(`\nlocal: exit status \d+\n?$`)
