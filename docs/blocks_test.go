package docs

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// TestBlocks holds each block of code to what its language can be held to here. No block is without a language.
func TestBlocks(t *testing.T) {
	t.Parallel()
	checks := map[string]func(*testing.T, page, block) error{
		"yaml":       func(t *testing.T, p page, b block) error { return checkYAML(readSchema(t), p, b) },
		"json":       func(_ *testing.T, p page, b block) error { return checkJSON(p, b) },
		"sh":         func(t *testing.T, _ page, b block) error { return checkShell(t, b.text) },
		"console":    func(t *testing.T, _ page, b block) error { return checkShell(t, commands(b.text)) },
		"text":       func(t *testing.T, _ page, b block) error { return checkQuote(t, b.text) },
		"go":         checkExcerpt,
		"js":         checkExcerpt,
		"python":     checkExcerpt,
		"typescript": checkExcerpt,
	}
	seen := map[string]int{}
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			check := checks[b.language]
			if assert.NotNil(t, check, "%s:%d: a block in the language %q", p.path, b.line, b.language) {
				seen[b.language]++
				assert.NoError(t, check(t, p, b), "%s:%d", p.path, b.line)
			}
		}
	}
	for language := range checks {
		if language != "console" {
			assert.Positive(t, seen[language], "no page has a block in %s", language)
		}
	}
}

// schema is what of schema.yaml names the properties of inputs.
type schema struct {
	Types     map[string]schemaType
	Resources map[string]struct {
		InputProperties map[string]property `yaml:"inputProperties"`
	}
}

type schemaType struct {
	Properties map[string]property
	Enum       []struct{ Value any }
}

type property struct {
	Ref   string `yaml:"$ref"`
	Type  string
	Items *property
}

func readSchema(t *testing.T) schema {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "schema.yaml"))
	require.NoError(t, err)
	var s schema
	require.NoError(t, yaml.Unmarshal(text, &s))
	return s
}

// checkYAML holds a block to a file that is linked above it, or to the schema: a program, some of its resources, or some
// inputs of one component.
func checkYAML(s schema, p page, b block) error {
	if linked(b) != "" {
		return checkExcerpt(nil, p, b)
	}
	var content map[string]any
	if err := yaml.Unmarshal([]byte(b.text), &content); err != nil {
		return err
	}
	resources, isProgram := content["resources"].(map[string]any)
	if !isProgram {
		resources = map[string]any{}
		for name, value := range content {
			if resource, ok := value.(map[string]any); ok && (resource["properties"] != nil || resource["options"] != nil) {
				resources[name] = resource
			}
		}
	}
	if len(resources) > 0 {
		return s.checkResources(resources)
	}
	if options, ok := content["options"].(map[string]any); ok && options["refresh"] != nil {
		return nil // of Pulumi.yaml
	}
	var errs []error
	for _, component := range s.Resources {
		err := s.checkProperties("", component.InputProperties, content)
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	if s.checkProperties("", s.checkAccess(), content) == nil {
		return nil
	}
	return fmt.Errorf("it is neither a program nor the inputs of a component: %w", errors.Join(errs...))
}

// checkAccess are the policies that the function takes beside a request.
func (s schema) checkAccess() map[string]property {
	level := property{Ref: "#/types/private-dynamodb:index:ServiceControlPolicyLevel"}
	return map[string]property{"serviceControlPolicyLevels": {Items: &level}}
}

func (s schema) checkResources(resources map[string]any) error {
	var errs []error
	for name, value := range resources {
		resource, _ := value.(map[string]any)
		kind, _ := resource["type"].(string)
		component, ours := s.Resources[strings.Replace(kind, "private-dynamodb:", "private-dynamodb:index:", 1)]
		switch inputs, _ := resource["properties"].(map[string]any); {
		case ours:
			errs = append(errs, s.checkProperties(name, component.InputProperties, inputs))
		case !strings.HasPrefix(kind, "aws:"):
			errs = append(errs, fmt.Errorf("%s has the type %q", name, kind))
		}
	}
	return errors.Join(errs...)
}

func (s schema) checkProperties(path string, known map[string]property, given map[string]any) error {
	var errs []error
	for name, value := range given {
		at := strings.TrimPrefix(path+"."+name, ".")
		if p, found := known[name]; found {
			errs = append(errs, s.checkValue(at, p, value))
		} else {
			errs = append(errs, fmt.Errorf("%s: no input has this name", at))
		}
	}
	return errors.Join(errs...)
}

func (s schema) checkValue(path string, p property, value any) error {
	switch given := value.(type) {
	case []any:
		if p.Items == nil {
			return fmt.Errorf("%s: the input is no list", path)
		}
		var errs []error
		for i, item := range given {
			errs = append(errs, s.checkValue(fmt.Sprintf("%s[%d]", path, i), *p.Items, item))
		}
		return errors.Join(errs...)
	case map[string]any:
		if p.Ref == "" {
			return nil // a map, such as tags
		}
		return s.checkProperties(path, s.Types[strings.TrimPrefix(p.Ref, "#/types/")].Properties, given)
	default:
		enum := s.Types[strings.TrimPrefix(p.Ref, "#/types/")].Enum
		if text, isText := value.(string); len(enum) == 0 || isText && strings.HasPrefix(text, "${") {
			return nil
		}
		if !slices.ContainsFunc(enum, func(e struct{ Value any }) bool { return e.Value == value }) {
			return fmt.Errorf("%s: %v is none of its values", path, value)
		}
		return nil
	}
}

// checkJSON reads a block, as a policy where it is one.
func checkJSON(p page, b block) error {
	if linked(b) != "" {
		return checkExcerpt(nil, p, b)
	}
	var content map[string]any
	if err := json.Unmarshal([]byte(b.text), &content); err != nil || content["Statement"] == nil {
		return err
	}
	_, err := iam.Parse(b.text)
	return err
}

var targetLine = regexp.MustCompile(`(?m)^([a-z0-9-]+):(?:[^=].*)?$`)

// checkShell lets a shell parse the commands, and looks for the targets that make is given. Elsewhere the commands are
// run, or listed with the reason why they are not.
func checkShell(t *testing.T, text string) error {
	t.Helper()
	if output, err := exec.CommandContext(t.Context(), "sh", "-n", "-c", text).CombinedOutput(); err != nil {
		return fmt.Errorf("the shell does not take it: %s", output)
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	var targets []string
	for _, found := range targetLine.FindAllStringSubmatch(string(makefile), -1) {
		targets = append(targets, found[1])
	}
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "make" {
			continue
		}
		if !slices.Contains(targets, words[1]) {
			return fmt.Errorf("make has no target %s", words[1])
		}
		for _, word := range words[2:] {
			name, _, isVariable := strings.Cut(word, "=")
			if word == "#" {
				break
			}
			if !isVariable || !strings.Contains(string(makefile), "$("+name+")") {
				return fmt.Errorf("make %s does not know %s", words[1], word)
			}
		}
	}
	return nil
}

// commands are the lines of a console block that are typed. The rest is what they print.
func commands(text string) string {
	var typed []string
	for line := range strings.SplitSeq(text, "\n") {
		if command, isCommand := strings.CutPrefix(line, "$ "); isCommand {
			typed = append(typed, command)
		} else if command, isCommand := strings.CutPrefix(line, "> "); isCommand {
			typed = append(typed, command)
		}
	}
	return strings.Join(typed, "\n")
}

var fileLink = regexp.MustCompile(`(?m)^(?:\[[^\]]*/[^\]]*\]\(([^)#:]+\.\w+)\)|<!-- (\S+/\S+) -->$)`)

// linked is the file whose text a block is: a line above the block begins with a link to it, under its path. In a page of
// the registry, which has no such links, a comment names it. It is empty if there is none.
func linked(b block) string {
	found := fileLink.FindAllStringSubmatch(b.above, -1)
	if len(found) == 0 {
		return ""
	}
	last := found[len(found)-1]
	return cmp.Or(last[1], "../"+last[2])
}

// checkExcerpt compares a block with the file that is linked above it: the block is the file or some lines of it. The
// tests deploy or compile these files.
func checkExcerpt(_ *testing.T, p page, b block) error {
	file := linked(b)
	if file == "" {
		return errors.New("no file is linked above it, whose text it is")
	}
	opened, err := os.Open(filepath.Join(root, filepath.Dir(p.path), file))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(opened)
	if err = errors.Join(err, opened.Close()); err != nil {
		return err
	}
	want := strings.Split(strings.TrimRight(b.text, "\n"), "\n")
	lines := strings.Split(string(text), "\n")
	for i := 0; i+len(want) <= len(lines); i++ {
		if unindent(strings.Join(lines[i:i+len(want)], "\n")) == strings.Join(want, "\n") {
			return nil
		}
	}
	return fmt.Errorf("%s has no such lines", file)
}

// TestPipelinePolicies holds the files of pipeline.md to what a managed policy may be, and the page's table to them. ("The
// size of each managed policy cannot exceed 6,144 characters", and "IAM does not count white space": "IAM and AWS STS
// quotas".)
func TestPipelinePolicies(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("pipeline.md")
	require.NoError(t, err)
	for _, file := range []string{"pipeline.json", "pipeline-guardrail.json"} {
		document, err := os.ReadFile(file)
		require.NoError(t, err)
		parsed, err := iam.Parse(string(document))
		require.NoError(t, err)
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, document))
		assert.LessOrEqual(t, compact.Len(), 6144, file)
		for _, statement := range parsed.Statement {
			assert.True(t, slices.IsSorted(statement.Action), statement.Sid)
			if file == "pipeline.json" {
				assert.Contains(t, string(text), "`"+statement.Sid+"`", "the page says what the statement is for")
			}
		}
	}
}

// TestQuotasPage counts how many break-glass roles fit into a table's policy, which quotas.md says.
func TestQuotasPage(t *testing.T) {
	t.Parallel()
	render := func(roles int) error {
		exempt := make([]string, roles)
		for i := range exempt {
			exempt[i] = fmt.Sprintf("arn:aws:iam::111122223333:role/teams/analytics-%03d", i)
		}
		_, err := policy.Intent{
			Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1b2c3d4e5f67890"}},
			Enforcement: policy.EnforceData,
			Exemptions: []policy.Exemption{
				policy.Administrators([]string{"arn:aws:iam::111122223333:role/ci/deployer"}), policy.BreakGlass(exempt),
			},
		}.TablePolicy("arn:aws:dynamodb:eu-west-1:111122223333:table/orders")
		return err
	}
	require.NoError(t, render(100))
	require.ErrorContains(t, render(110), "list fewer principals")
}

// TestChecksFind gives each check what it has to refuse.
func TestChecksFind(t *testing.T) {
	t.Parallel()
	s, p := readSchema(t), page{path: "docs/a.md"}
	above := "[examples/yaml](../examples/yaml/feature-team/Pulumi.yaml)"
	for name, err := range map[string]error{
		"an input that does not exist":   checkYAML(s, p, block{text: "streamView: KEYS_ONLY\n"}),
		"one inside a list":              checkYAML(s, p, block{text: "exemptions: [{arns: []}]\n"}),
		"a value that an enum lacks":     checkYAML(s, p, block{text: "enforcement: maybe\n"}),
		"a resource of another package":  checkYAML(s, p, block{text: "a: {type: gcp:x:Y, properties: {b: 1}}\n"}),
		"a program that changed":         checkYAML(s, p, block{above: above, text: "runtime: nodejs\n"}),
		"a policy with a slip":           checkJSON(p, block{text: `{"Version": "2012-10-17", "Statement": [{"Efect": "Deny"}]}`}),
		"an unclosed quote":              checkShell(t, "aws 'x"),
		"a target that does not exist":   checkShell(t, "make updown"),
		"a variable that does not exist": checkShell(t, "make shell GATE=vpc"),
		"a program in no file":           checkExcerpt(t, p, block{text: "a\n"}),
		"a message that nothing prints":  checkQuote(t, "the table is on fire"),
	} {
		assert.Error(t, err, name)
	}
	require.NoError(t, checkYAML(s, p, block{above: above, text: "tags:\n  team: orders\n"}))
	assert.Equal(t, "aws x \\\n  --y", commands("$ aws x \\\n>   --y\nprinted\n"))
}
