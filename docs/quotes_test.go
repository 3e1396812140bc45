package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quotes are the texts that the plugin and the local commands can print, and those that tests require them to print.
// White space counts as one space.
var quotes = sync.OnceValues(func() ([]string, error) {
	var list []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if slices.Contains([]string{".git", ".bin", ".local", "node_modules", "sdk", "docs", "corpus"}, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		case filepath.Ext(path) == ".go":
			texts, err := literals(path)
			list = append(list, texts...)
			return err
		case strings.Contains(path, "testdata") && slices.Contains([]string{".txtar", ".md", ".txt"}, filepath.Ext(path)):
			text, err := os.ReadFile(path)
			list = append(list, oneSpace(string(text)))
			return err
		default:
			return nil
		}
	})
	return append(list, protectedWords), err
})

// protectedWords are Pulumi's own, of a protected resource that is to go. (pulumi/pkg, resource/deploy/step_generator.go.)
const protectedWords = `error: resource "urn:pulumi:…::orders" cannot be deleted because it is protected. To unprotect the resource, either ` +
	"remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command: " +
	"`pulumi state unprotect '…'`"

// literals are the texts in a Go file. Texts that are added to each other are one, and what is not known before the
// program runs is "…", as is what a verb of fmt stands for.
func literals(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var list []string
	ast.Inspect(file, func(node ast.Node) bool {
		expression, isExpression := node.(ast.Expr)
		if !isExpression {
			return true
		}
		text, known := fold(expression)
		if known {
			list = append(list, oneSpace(verb.ReplaceAllString(text, "…")))
		}
		return !known
	})
	return list, nil
}

// fold evaluates a sum of texts. It reports whether any part is a text.
func fold(expression ast.Expr) (string, bool) {
	switch e := expression.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			left, leftKnown := fold(e.X)
			right, rightKnown := fold(e.Y)
			return left + right, leftKnown || rightKnown
		}
	case *ast.ParenExpr:
		return fold(e.X)
	}
	return "…", false
}

var (
	verb = regexp.MustCompile(`%[-+# 0-9.]*(\[\d+\])?[a-zA-Z]`)
	// engine is what Pulumi's engine puts before our words.
	engine = regexp.MustCompile(`^([\w.[\]]+ with value '\{.*?\}'|\w+ resource '[^']*') has a problem: `)
	spaces = regexp.MustCompile(`\s+`)
)

func oneSpace(text string) string { return strings.TrimSpace(spaces.ReplaceAllString(text, " ")) }

// checkQuote looks for a text that a page quotes: as a whole, or line by line. "…" stands for what differs from one
// occasion to another.
func checkQuote(t *testing.T, text string) error {
	t.Helper()
	if isQuoted(t, text) {
		return nil
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if !isQuoted(t, line) {
			return fmt.Errorf("nothing prints %q, and no test requires it: write … for what differs", oneSpace(line))
		}
	}
	return nil
}

// isQuoted reports whether each part of a text between "…" is in one of the texts of the code, or made of several.
func isQuoted(t *testing.T, text string) bool {
	t.Helper()
	known, err := quotes()
	require.NoError(t, err)
	for part := range strings.SplitSeq(engine.ReplaceAllString(oneSpace(text), ""), "…") {
		if !isComposed(known, strings.TrimSpace(part)) {
			return false
		}
	}
	return true
}

// isComposed reports whether a text is in one of the known ones, or is two such texts around ": " or "; ", with which
// messages are joined.
func isComposed(known []string, text string) bool {
	if slices.ContainsFunc(known, func(quote string) bool { return strings.Contains(quote, text) }) {
		return true
	}
	for i := range text {
		if joint := text[i:min(i+2, len(text))]; joint == ": " || joint == "; " {
			if isComposed(known, text[:i]) && isComposed(known, text[i+2:]) {
				return true
			}
		}
	}
	return false
}

// TestTroubleshootingQuotes looks for each message in the first column of the page's tables.
func TestTroubleshootingQuotes(t *testing.T) {
	t.Parallel()
	var messages int
	for _, p := range pages(t) {
		if p.path != "docs/troubleshooting.md" {
			continue
		}
		for line := range strings.SplitSeq(p.prose, "\n") {
			message, isRow := strings.CutPrefix(line, "| `")
			if !isRow {
				continue
			}
			message, _, _ = strings.Cut(message, "`")
			messages++
			assert.True(t, isQuoted(t, message), "nothing prints %q", message)
		}
	}
	assert.Positive(t, messages)
}

// TestLiterals shows what counts as one text.
func TestLiterals(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.go")
	require.NoError(t, os.WriteFile(path, []byte(`package a
const a = "one " + b + `+"`two\n  three`"+` + c("four %[2]s five")
`), 0o600))
	texts, err := literals(path)
	require.NoError(t, err)
	assert.Equal(t, []string{"one …two three…"}, texts)
}
