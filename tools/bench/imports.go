package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// language is a language in which an SDK is imported.
type language struct {
	name        string
	interpreter string
	flag        string // takes a program
	folder      string // the program runs in it, and finds the packages there
	program     string // prints how long the import of a package took, and whether it imported the SDK of aws
	pulumi, sdk string // packages
	limit       string // of the import
}

var importers = []language{
	{
		name: "TypeScript", interpreter: "node", flag: "-e", folder: "examples/typescript/feature-team",
		program: `const began = performance.now(); require(process.argv[1]); const took = performance.now() - began;
console.log(JSON.stringify({ seconds: took / 1000,
    aws: Object.keys(require.cache).some(path => path.includes("/@pulumi/aws/")) }));`,
		pulumi: "@pulumi/pulumi", sdk: "pulumi-private-dynamodb",
	},
	{
		name: "Python", interpreter: ".local/venv-pulumi/bin/python", flag: "-c", folder: ".",
		program: `import importlib, json, sys, time
began = time.perf_counter()
importlib.import_module(sys.argv[1])
print(json.dumps({"seconds": time.perf_counter() - began, "aws": "pulumi_aws" in sys.modules}))`,
		pulumi: "pulumi", sdk: "pulumi_private_dynamodb",
		limit: "half of what it adds is the `_utilities.py` that Pulumi's generator writes into every SDK, which reads the " +
			"version of the package with importlib.metadata and parver.",
	},
}

// imports are what every run of a program waits for, against the import of Pulumi's own SDK.
func imports(ctx context.Context, root repository) (outcome, error) {
	const turns = 15
	var all outcome
	for _, language := range importers {
		var aws bool
		importer := func(name string) func() (time.Duration, error) {
			return func() (took time.Duration, err error) {
				took, aws, err = language.load(ctx, root, name)
				return took, err
			}
		}
		alone, ours, err := byTurns(turns, importer(language.pulumi), importer(language.sdk))
		if err != nil {
			return outcome{}, fmt.Errorf("measure the import in %s: %w", language.name, err)
		}
		without := "without"
		if aws { // of the last import, which is ours
			without = "with"
		}
		measured := medianOf("import of the SDK ÷ Pulumi's alone, "+language.name, ours.over(alone), asLong, 1.1,
			fmt.Sprintf("%.0f ms ÷ %.0f ms, %d runs; %s the SDK of aws", ours.median()*1000, alone.median()*1000, turns,
				without))
		measured.limit = language.limit
		all.lines = append(all.lines, measured)
	}
	return all, nil
}

// load imports a package in a new process.
func (l language) load(ctx context.Context, root repository, name string) (took time.Duration, aws bool, err error) {
	interpreter := l.interpreter
	if filepath.Base(interpreter) != interpreter {
		if interpreter, err = filepath.Abs(filepath.Join(string(root), interpreter)); err != nil {
			return 0, false, err
		}
	}
	command := exec.CommandContext(ctx, interpreter, l.flag, l.program, name) //nolint:gosec // a program of this file
	command.Dir, command.Stderr = filepath.Join(string(root), l.folder), os.Stderr
	output, err := command.Output()
	if err != nil {
		return 0, false, fmt.Errorf("import %s: %w", name, err)
	}
	var result struct {
		Seconds float64
		AWS     bool
	}
	if err := json.Unmarshal(output, &result); err != nil {
		return 0, false, fmt.Errorf("import %s: %w", name, err)
	}
	return time.Duration(result.Seconds * float64(time.Second)), result.AWS, nil
}
