package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// root is the repository, from this package.
const root = ".."

// page is one Markdown file.
type page struct {
	path     string // from the root, with slashes
	headings []string
	prose    string // the text without its blocks
	blocks   []block
}

// block is a fenced block of code.
type block struct {
	language, text string
	line           int
	above          string // the prose between the block before it, or the heading, and the block
}

// notPages are folders of what is installed or built, and of what a test compares with a run.
var notPages = []string{".git", ".bin", ".local", "node_modules", "testdata"}

// pages reads every page of the repository.
func pages(t *testing.T) []page {
	t.Helper()
	var list []page
	files := os.DirFS(root)
	require.NoError(t, fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(notPages, entry.Name()):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".md":
			return nil
		}
		text, err := fs.ReadFile(files, path)
		list = append(list, parse(path, string(text)))
		return err
	}))
	return list
}

var fence = regexp.MustCompile("^ *(```+)([\\w-]*) *$")

// parse splits a page into prose and blocks.
func parse(path, text string) page {
	p := page{path: path}
	var open *block
	var prose, above strings.Builder
	for i, line := range strings.Split(text, "\n") {
		marker := fence.FindStringSubmatch(line)
		switch {
		case open == nil && marker != nil:
			open = &block{language: marker[2], line: i + 1, above: above.String()}
		case open != nil && marker != nil:
			open.text = unindent(open.text)
			p.blocks, open = append(p.blocks, *open), nil
			above.Reset()
		case open != nil:
			open.text += line + "\n"
		default:
			prose.WriteString(line + "\n")
			above.WriteString(line + "\n")
			if heading := strings.TrimLeft(line, "#"); heading != line && strings.HasPrefix(heading, " ") {
				p.headings = append(p.headings, strings.TrimSpace(heading))
				above.Reset()
			}
		}
	}
	if open != nil {
		p.blocks = append(p.blocks, *open)
	}
	p.prose = prose.String()
	return p
}

// unindent removes what all lines of a block begin with, as in a block that belongs to a list.
func unindent(text string) string {
	lines := strings.Split(text, "\n")
	least := -1
	for _, line := range lines {
		if indent := len(line) - len(strings.TrimLeft(line, " \t")); strings.TrimSpace(line) != "" && (least < 0 || indent < least) {
			least = indent
		}
	}
	for i, line := range lines {
		lines[i] = line[min(max(least, 0), len(line)):]
	}
	return strings.Join(lines, "\n")
}

// anchors are the fragments that GitHub gives the headings of a page.
func (p page) anchors() []string {
	var list []string
	for _, heading := range p.headings {
		var slug strings.Builder
		for _, r := range strings.ToLower(linkText.ReplaceAllString(heading, "$1")) {
			switch {
			case r == ' ':
				slug.WriteRune('-')
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				slug.WriteRune(r)
			}
		}
		list = append(list, slug.String())
	}
	return list
}

var (
	linkText   = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	link       = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	inlineCode = regexp.MustCompile("`([^`\n]+)`")
	sourceFile = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)+\.(go|md|json|ya?ml|ts|js|py|sh|d2|svg|tmpl|mjs)$`)
)

// TestLinksLeadSomewhere follows every link inside the repository, and looks for every file that is named.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	all := pages(t)
	require.Greater(t, len(all), 25)
	anchors, links := map[string][]string{}, 0
	for _, p := range all {
		anchors[p.path] = p.anchors()
	}
	for _, p := range all {
		prose := inlineCode.ReplaceAllString(p.prose, "")
		for _, found := range link.FindAllStringSubmatch(prose, -1) {
			target, anchor, _ := strings.Cut(found[1], "#")
			if file, ours := strings.CutPrefix(target, onGitHub); ours {
				assert.FileExists(t, filepath.Join(root, file), "%s: %s", p.path, found[1])
				if anchor != "" {
					assert.Contains(t, anchors[file], anchor, "%s: %s", p.path, found[1])
				}
				continue
			}
			if strings.Contains(target, ":") {
				assert.True(t, strings.HasPrefix(target, "https://"), "%s: %s", p.path, target)
				continue
			}
			links++
			file := p.path
			if target != "" {
				file = filepath.ToSlash(filepath.Join(filepath.Dir(p.path), target))
			}
			if !assert.False(t, strings.HasPrefix(file, ".."), "%s: %s leaves the repository", p.path, target) {
				continue
			}
			_, err := os.Stat(filepath.Join(root, file))
			assert.NoError(t, err, "%s: %s", p.path, found[1])
			if anchor != "" {
				assert.Contains(t, anchors[file], anchor, "%s: %s", p.path, found[1])
			}
		}
		for _, found := range inlineCode.FindAllStringSubmatch(p.prose, -1) {
			if sourceFile.MatchString(found[1]) {
				assert.True(t, existsFrom(p.path, found[1]), "%s names %s, which does not exist", p.path, found[1])
			}
		}
	}
	assert.Greater(t, links, 80)
}

// existsFrom reports whether a file exists, named from the root or from a folder on the way to a page.
func existsFrom(page, file string) bool {
	if strings.HasPrefix(file, ".bin/") || strings.HasPrefix(file, ".local/") {
		return true // built, so not in the repository
	}
	for dir := filepath.Dir(page); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(root, dir, file)); err == nil {
			return true
		}
		if dir == "." {
			return false
		}
	}
}

// TestEveryPageIsLinked requires a way from the README to each page of docs/.
func TestEveryPageIsLinked(t *testing.T) {
	t.Parallel()
	links := map[string][]string{}
	for _, p := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(p.prose, -1) {
			target, _, _ := strings.Cut(found[1], "#")
			links[p.path] = append(links[p.path], filepath.ToSlash(filepath.Join(filepath.Dir(p.path), target)))
		}
	}
	reached, next := map[string]bool{}, []string{"README.md"}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		if reached[at] {
			continue
		}
		reached[at] = true
		next = append(next, links[at]...)
	}
	for _, p := range pages(t) {
		if strings.HasPrefix(p.path, "docs/") && !strings.HasPrefix(p.path, "docs/decisions/") &&
			!slices.Contains(registryPages, p.path) {
			assert.True(t, reached[p.path], "%s: no page leads there from the README", p.path)
		}
	}
}

// onGitHub begins a link to a file of the repository from elsewhere.
const onGitHub = "https://github.com/private-dynamodb/pulumi-private-dynamodb/blob/main/"

// registryPages are those that the Pulumi Registry looks for by name. ("Publishing to the Pulumi Registry".)
var registryPages = []string{"docs/_index.md", "docs/installation-configuration.md"}

// TestRegistryPages holds the pages to what the registry makes of them: front matter, no links that lead beside the page,
// and for each chooser one block in each language, opened and closed.
func TestRegistryPages(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, p := range pages(t) {
		if !slices.Contains(registryPages, p.path) {
			continue
		}
		seen++
		assert.Regexp(t, "^---\ntitle: .+\nmeta_desc: .{50,160}\nlayout: package\n---\n", p.prose, p.path)
		for _, found := range link.FindAllStringSubmatch(p.prose, -1) {
			assert.True(t, strings.HasPrefix(found[1], "https://"), "%s: %s", p.path, found[1])
		}
		choosers := strings.Count(p.prose, `{{< chooser language "typescript,python,go,yaml" >}}`)
		assert.Positive(t, choosers, p.path)
		assert.Equal(t, choosers, strings.Count(p.prose, "{{< /chooser >}}"), p.path)
		for _, language := range []string{"typescript", "python", "go", "yaml"} {
			assert.Equal(t, choosers, strings.Count(p.prose, "{{% choosable language "+language+" %}}"), p.path)
			assert.True(t, slices.ContainsFunc(p.blocks, func(b block) bool { return b.language == language }), "%s: %s", p.path, language)
		}
		assert.Equal(t, 4*choosers, strings.Count(p.prose, "{{% /choosable %}}"), p.path)
	}
	assert.Equal(t, len(registryPages), seen)
}

// TestParse shows what the tests above and beside rest on.
func TestParse(t *testing.T) {
	t.Parallel()
	p := parse("a.md", "# One `two`, [three](x.md)!\ntext\n\n- list:\n\n  ```sh\n  ls\n    x\n  ```\n\nmore\n\n```yaml\na: 1\n```\n")
	assert.Equal(t, []string{"one-two-three"}, p.anchors())
	require.Len(t, p.blocks, 2)
	assert.Equal(t, block{language: "sh", text: "ls\n  x\n", line: 6, above: "text\n\n- list:\n\n"}, p.blocks[0])
	assert.Equal(t, block{language: "yaml", text: "a: 1\n", line: 13, above: "\nmore\n\n"}, p.blocks[1])
	assert.NotContains(t, p.prose, "ls")
}
