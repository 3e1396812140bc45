// Package quiet keeps a library from asking the terminal for its colours.
//
// Pulumi's SDK imports bubbletea, whose init sends OSC 11 to the terminal and waits up to five seconds for an answer,
// which some terminals never give. Nothing here shows colours by it. The library does not ask a terminal named "dumb",
// so that TERM says so until [Restore] is called.
//
// Go initializes packages that are ready in the order of their paths, and bubbletea needs packages of golang.org/x,
// whose paths come after this one's. This package imports nothing but os for that reason. A test asks the whole
// program.
package quiet

import "os"

const variable = "TERM"

var terminal, isSet = os.LookupEnv(variable)

func init() { _ = os.Setenv(variable, "dumb") }

// Restore gives TERM its value again, for this process and those that it starts.
func Restore() {
	if isSet {
		_ = os.Setenv(variable, terminal)
		return
	}
	_ = os.Unsetenv(variable)
}
