# The default target lists the others. Every tool that is used is built from a version pinned in tools/ or
# installed into .local/; nothing on the machine is changed.

MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

BIN     := .bin
PLUGINS_DIR := $(BIN)/plugins
SDK     := $(BIN)/sdk

# Python's packages are in two virtual environments: what local AWS runs on, which make up needs, and what the Python
# SDK is built and run with, which is large and needed by the tests alone.
VENV_MOTO   := .local/venv-moto
VENV_PULUMI := .local/venv-pulumi

TYPESCRIPT := examples/typescript/feature-team
PYTHON     := examples/python/feature-team
CLIENTS    := e2e/testdata/clients

# The aws and awsx plugins that up, down, shell and e2e use: those of a folder, with PLUGINS=FOLDER, or those that Pulumi
# downloads, with PLUGINS=official. Without it, and where the folder lacks one, it is the stand-in that is built here.
PLUGINS ?=

# The Go modules of this repository that have unit tests, and with them those whose code is kept in house style.
MODULES        := . local tools/generate tools/bench tools/verify
STYLED_MODULES := $(MODULES) e2e examples/go/feature-team

GO_FILES       = $(shell git ls-files -co --exclude-standard -- '$(1)*.go' '$(1)go.mod' '$(1)go.sum')
SDK_FILES      = $(wildcard $(shell git ls-files -co --exclude-standard -- 'sdk/$(1)/'))
PROVIDER_FILES = $(call GO_FILES,provider/) provider/version/VERSION $(wildcard provider/audit/*.tmpl) main.go command.go go.mod go.sum
LOCAL_FILES    = $(call GO_FILES,local/) $(PROVIDER_FILES)

# The Pulumi CLI writes logs into its home, which is otherwise in the user's.
export PULUMI_HOME := $(CURDIR)/.local/pulumi

NPM_CI := npm ci --loglevel error --ignore-scripts >/dev/null

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: up
up: build-local ## Start local AWS, deploy an example to it, show what is there; EXAMPLE=platform-team (default: feature-team)
	@$(BIN)/local up $(LOCAL_FLAGS)

.PHONY: down
down: build-local ## Destroy what up deployed, stop what it started
	@$(BIN)/local down $(LOCAL_FLAGS)

DOOR ?= vpc
ROLE ?= app

.PHONY: shell
shell: build-local ## Open a shell at a door of local AWS: DOOR=vpc|internet|service ROLE=app|deployer|break-glass
	@$(BIN)/local shell --door $(DOOR) --role $(ROLE) $(LOCAL_FLAGS)

EXAMPLE ?= feature-team
LOCAL_FLAGS := --project 'examples/yaml/$(EXAMPLE)' $(if $(PLUGINS),--plugins '$(PLUGINS)')

.PHONY: test
test: needs-sdks unit fuzz check lint workflows simulate e2e ## Everything: unit tests, fuzzing, drift, style, the simulator, end to end

.PHONY: unit
unit: ## Unit tests: no CLI, no emulator
	@for module in $(MODULES); do (cd $$module && go test ./...) || exit 1; done

# How many inputs each fuzz target is given, or for how long with FUZZTIME=1m: where a run ends by the clock, Go now and
# then takes the end for a failure ("context deadline exceeded"), so a count is the default. An input that fails is
# written to testdata/fuzz and is a unit test from then on. Each run starts from the seeds: to ask again all that
# earlier ones found interesting takes longer than the run.
FUZZTIME ?=
CORPUS   := .local/fuzz

.PHONY: fuzz
fuzz: ## Fuzz each fuzz target, with a number of inputs or for FUZZTIME
	@for package in "./provider/iam 2000x" "./provider/policy 2000x" "./provider/proof 2000x" "./provider 100x"; do set -- $$package; \
		targets=$$(go test -list '^Fuzz' $$1 | grep '^Fuzz') && for target in $$targets; do \
		echo "$$target" && rm -rf $(CORPUS) && go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(or $(FUZZTIME),$$2) \
		-fuzzminimizetime 100x $$1 -args -test.fuzzcachedir=$(CURDIR)/$(CORPUS) || exit 1; done || exit 1; done

.PHONY: simulate
simulate: tools/simulate/node_modules/.package-lock.json ## Hold the evaluator to a simulator, and verdicts to an oracle
	SIMULATOR=$(CURDIR)/tools/simulate go test -count=1 -timeout 20m -run 'Differential|Pins' -v ./provider/iam
	go test -count=1 -timeout 30m -run NoWayIsLeftOut -v ./provider/proof -oracle 50000

# What a Node program in tools/ runs on.
tools/%/node_modules/.package-lock.json: tools/%/package-lock.json
	@echo "installing the packages of tools/$*"
	@cd tools/$* && $(NPM_CI)
	@touch $@

.PHONY: bench
bench: build-local build-examples tools/simulate/node_modules/.package-lock.json ## Measure against the budgets, into docs/performance.md
	@cd tools/bench && go build -o ../../$(BIN)/bench .
	@$(BIN)/bench .

.PHONY: e2e
e2e: build-local build-examples tools/simulate/node_modules/.package-lock.json ## End-to-end tests: deploy programs to local AWS; with other plugins: PLUGINS=FOLDER|official
	cd local && MOTO_SERVER=$(CURDIR)/$(VENV_MOTO)/bin/moto_server go test -count=1 ./plugins/aws ./gate
	cd e2e && PLUGINS='$(PLUGINS)' go test -count=1 -timeout 30m -v ./...

FAULT_SEED ?= 14

.PHONY: faults
faults: build-local ## Fault suite: fail calls of AWS, kill processes, change AWS by hand; writes docs/faults.md; FAULT_SEED=N, PLUGINS=…
	cd e2e && PLUGINS='$(PLUGINS)' go test -count=1 -timeout 2h -v -run '^TestFaults$$' . \
		-fault-seed $(FAULT_SEED) -fault-table ../docs/faults.md

# The arguments are environment variables of the recipe, so that the shell reads none of them as words of its own.
verify-aws: export VERIFY_ACCOUNT := $(ACCOUNT)
verify-aws: export VERIFY_REGION := $(REGION)
.PHONY: verify-aws
verify-aws: ## Try on AWS what is assumed: ACCOUNT=111122223333, a sandbox; REGION, CLEAN=1 (docs/verify-aws.md)
	@cd tools/verify && go build -o ../../$(BIN)/verify .
	@$(BIN)/verify --account "$$VERIFY_ACCOUNT" --region "$$VERIFY_REGION" $(if $(CLEAN),--clean)

.PHONY: build
build: $(PLUGINS_DIR)/pulumi-resource-private-dynamodb ## Build the plugin

$(PLUGINS_DIR)/pulumi-resource-private-dynamodb: $(PROVIDER_FILES)
	@echo "building the private-dynamodb plugin"
	@go build -o $@ .

# What local AWS runs on.
.PHONY: build-local
build-local: needs build $(PLUGINS_DIR)/pulumi-resource-aws $(PLUGINS_DIR)/pulumi-resource-awsx \
	$(BIN)/local $(BIN)/pulumi $(VENV_MOTO)/installed $(BIN)/aws

$(PLUGINS_DIR)/pulumi-resource-aws: $(LOCAL_FILES)
	@echo "building the stand-in aws plugin"
	@cd local && go build -o ../$@ ./plugins/aws

$(PLUGINS_DIR)/pulumi-resource-awsx: $(LOCAL_FILES)
	@echo "building the stand-in awsx plugin"
	@cd local && go build -o ../$@ ./plugins/awsx

$(BIN)/local: $(LOCAL_FILES)
	@cd local && go build -o ../$@ .

$(BIN)/pulumi: tools/pulumi/go.mod tools/pulumi/go.sum tools/pulumi/install.sh
	@tools/pulumi/install.sh $(BIN)
	@touch $@

$(VENV_MOTO)/installed: local/requirements.txt
	@echo "installing moto and the AWS CLI into $(VENV_MOTO)"
	@python3 -m venv $(VENV_MOTO)
	@$(VENV_MOTO)/bin/pip install --quiet --disable-pip-version-check --requirement local/requirements.txt
	@mkdir -p $(BIN)
	@touch $@

$(BIN)/aws: local/aws.sh
	@mkdir -p $(BIN) && rm -f $@ && cp local/aws.sh $@

# What make does not install is looked for first, all at once.
.PHONY: needs needs-sdks
needs:
	@tools/needs.sh go python

needs-sdks:
	@tools/needs.sh go python node

# The packages of the SDKs, as the registries would hold them. Go needs none: a module is its source.
.PHONY: sdk
sdk: needs-sdks $(SDK)/pulumi-private-dynamodb.tgz $(SDK)/python/built ## Build the Node and Python packages into .bin/sdk

$(SDK)/nodejs/node_modules/.package-lock.json: sdk/nodejs/package-lock.json
	@echo "installing what the Node SDK is built with"
	@mkdir -p $(SDK)/nodejs && cp sdk/nodejs/package.json sdk/nodejs/package-lock.json $(SDK)/nodejs
	@cd $(SDK)/nodejs && $(NPM_CI)
	@touch $@

$(SDK)/pulumi-private-dynamodb.tgz: $(SDK)/nodejs/node_modules/.package-lock.json $(call SDK_FILES,nodejs)
	@echo "packing the Node SDK"
	@rm -rf $(SDK)/nodejs/bin && cp -R sdk/nodejs/. $(SDK)/nodejs
	@cd $(SDK)/nodejs && npm run --silent build && cp package.json README.md LICENSE bin
	@cd $(SDK)/nodejs/bin && npm pack --loglevel error >/dev/null && mv pulumi-private-dynamodb-*.tgz $(CURDIR)/$@

$(VENV_PULUMI)/installed: tools/python/requirements.txt
	@echo "installing Pulumi for Python into $(VENV_PULUMI)"
	@python3 -m venv $(VENV_PULUMI)
	@$(VENV_PULUMI)/bin/pip install --quiet --disable-pip-version-check --requirement tools/python/requirements.txt
	@touch $@

# The wheel, and the source distribution that PyPI keeps beside it.
$(SDK)/python/built: $(VENV_PULUMI)/installed $(call SDK_FILES,python)
	@echo "building the Python SDK's wheel and source distribution"
	@rm -rf $(SDK)/python $(SDK)/*.whl $(SDK)/pulumi_private_dynamodb-*.tar.gz && mkdir -p $(SDK) && cp -R sdk/python $(SDK)/python
	@$(VENV_PULUMI)/bin/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--wheel-dir $(SDK) $(SDK)/python
	@cd $(SDK)/python && $(CURDIR)/$(VENV_PULUMI)/bin/python -c \
		"import setuptools.build_meta as build; build.build_sdist('..')" >/dev/null 2>&1
	@touch $@

# The examples that are not in Go or YAML, each with the packages that its own manifest names. The lock file
# holds no checksum of our own package, which differs with every build, and a new build of it is unpacked
# without asking npm again.
.PHONY: build-examples
build-examples: needs-sdks $(TYPESCRIPT)/bin/index.js $(VENV_PULUMI)/example $(CLIENTS)/node_modules/.package-lock.json

$(TYPESCRIPT)/node_modules/.package-lock.json: $(TYPESCRIPT)/package-lock.json | $(SDK)/pulumi-private-dynamodb.tgz
	@echo "installing the TypeScript example's packages"
	@cd $(TYPESCRIPT) && $(NPM_CI)
	@touch $@

$(TYPESCRIPT)/bin/index.js: $(TYPESCRIPT)/node_modules/.package-lock.json $(SDK)/pulumi-private-dynamodb.tgz \
	$(TYPESCRIPT)/index.ts $(TYPESCRIPT)/tsconfig.json
	@echo "compiling the TypeScript example"
	@cd $(TYPESCRIPT)/node_modules && rm -rf pulumi-private-dynamodb && mkdir pulumi-private-dynamodb && \
		tar -xzf $(CURDIR)/$(SDK)/pulumi-private-dynamodb.tgz --strip-components 1 -C pulumi-private-dynamodb
	@cd $(TYPESCRIPT) && npm run --silent build

$(VENV_PULUMI)/example: $(SDK)/python/built $(PYTHON)/requirements.txt
	@echo "installing the Python example's packages"
	@$(VENV_PULUMI)/bin/pip uninstall -qq --yes pulumi-private-dynamodb
	@cd $(PYTHON) && $(CURDIR)/$(VENV_PULUMI)/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

# An ordinary client needs the AWS SDK for JavaScript; boto3 comes with moto.
$(CLIENTS)/node_modules/.package-lock.json: $(CLIENTS)/package-lock.json
	@echo "installing the AWS SDK for JavaScript"
	@cd $(CLIENTS) && $(NPM_CI)
	@touch $@

.PHONY: generate
generate: ## Write the schema and the SDKs from the Go types, and the version where it is named
	@cd tools/generate && go run . ../..

# Not part of generate, and so not of check: AWS adds actions while nobody changes anything here. That the classes, the
# reference and the SDKs' operations name the same actions, a unit test says, and check runs it.
.PHONY: reference
reference: tools/reference/node_modules/.package-lock.json ## Read the DynamoDB actions from AWS's reference and newest SDK
	@node tools/reference/reference.mjs provider/policy/reference_data.go
	@python3 -m venv .local/venv-reference
	@.local/venv-reference/bin/pip install --quiet --disable-pip-version-check --upgrade botocore
	@.local/venv-reference/bin/python tools/reference/operations.py provider/policy/operations_data_test.go

# Not part of generate: d2 takes a minute to build. check compares each picture with its source instead.
DIAGRAMS := $(wildcard docs/*.d2)

.PHONY: diagrams
diagrams: ## Render the pictures of docs/ from their text
	@for source in $(DIAGRAMS); do \
		(cd tools/diagrams && go tool d2 --layout dagre --theme 0 --pad 16 ../../$$source ../../$${source%.d2}.svg) && \
		printf '\n<!-- sha256 of the source: %s -->\n' $$(sha256sum <$$source | cut -c1-64) >>$${source%.d2}.svg || exit 1; done

.PHONY: check
check: generate ## Fail when a generated file differs from what is committed
	@for source in $(DIAGRAMS); do grep -q $$(sha256sum <$$source | cut -c1-64) $${source%.d2}.svg || \
		{ echo "$${source%.d2}.svg is older than its source: run make diagrams"; exit 1; }; done
	@go test -run 'TestEvery(Action|Operation)' ./provider/policy >/dev/null || \
		{ echo "lists of actions differ: run go test ./provider/policy"; exit 1; }
	@cd sdk/go/privatedynamodb && go vet ./... # with the oldest Pulumi SDK that it names
	@git diff --exit-code --stat -- schema.yaml schema.json sdk 'examples/*/*/package-lock.json' 'examples/*/*/requirements.txt' && \
	untracked=$$(git ls-files --others --exclude-standard -- schema.yaml schema.json sdk) && \
	{ test -z "$$untracked" || { echo "not committed: $$untracked"; exit 1; }; } || \
	{ echo "generated files differ: run make generate and commit the result"; exit 1; }

# What is tried in a copy of the repository with another version: everything that is generated, built and tested with it,
# and the states that this version left. The emulator and the CLI are those of this folder.
TRY_VERSION ?= $(shell awk -F . '{ print $$1 "." $$2 + 1 ".0" }' provider/version/VERSION)
ANOTHER     := .local/another-version

.PHONY: try-version
try-version: build-local ## Generate, build and test a copy with another version: TRY_VERSION=X.Y.Z
	@rm -rf $(ANOTHER) && mkdir -p $(ANOTHER)/.bin $(ANOTHER)/.local
	@git ls-files -co --exclude-standard -z | xargs -0 cp --preserve=timestamps --parents -t $(ANOTHER)
	@cd $(ANOTHER) && git init --quiet && echo $(TRY_VERSION) >provider/version/VERSION && $(MAKE) generate && git add --all
	@ln -s $(CURDIR)/$(BIN)/pulumi $(CURDIR)/$(BIN)/pulumi-language-yaml $(ANOTHER)/.bin
	@ln -s $(CURDIR)/$(VENV_MOTO) $(ANOTHER)/.local
	@cd $(ANOTHER) && $(MAKE) generate unit build-local build-examples && git diff --exit-code --stat
	@cd $(ANOTHER)/e2e && go test -count=1 -v -run 'TestFourLanguages|TestUpgrade|TestSDKs|TestLockFiles|TestDocs' .

OLD ?= HEAD

.PHONY: compare-schema
compare-schema: ## Name what in schema.json breaks programs, since a commit or a file: OLD=vX.Y.Z
	@mkdir -p .local
	@if [ -f '$(OLD)' ]; then cp '$(OLD)' .local/earlier.json; else git show '$(OLD):schema.json' >.local/earlier.json; fi
	@cd tools/generate && go run . compare ../../.local/earlier.json ../../schema.json

$(BIN)/actionlint: tools/actionlint/go.mod tools/actionlint/go.sum
	@cd tools/actionlint && go build -o ../../$@ github.com/rhysd/actionlint/cmd/actionlint

.PHONY: workflows
workflows: $(BIN)/actionlint ## Check the workflows of GitHub
	@$(BIN)/actionlint

# The version's section of the changelog. It fails if there is none.
.PHONY: release-notes
release-notes: ## Print what CHANGELOG.md says of the version
	@awk -v version="$$(cat provider/version/VERSION)" '/^## / { on = $$2 == version } \
		on && !/^## / { print; found = found || /[a-z]/ } END { if (!found) exit 1 }' CHANGELOG.md || \
		{ echo "CHANGELOG.md has no section of the version" >&2; exit 1; }

# Not part of test: the release tool takes minutes to build.
$(BIN)/goreleaser: tools/goreleaser/go.mod tools/goreleaser/go.sum
	@echo "building goreleaser from source, once; this takes minutes"
	@cd tools/goreleaser && go build -o ../../$@ github.com/goreleaser/goreleaser/v2

ARCHIVE = dist/pulumi-resource-private-dynamodb-v$$(cat provider/version/VERSION)

.PHONY: snapshot
snapshot: $(BIN)/goreleaser ## Build the plugin's archives for all systems into dist/, as a release does, and publish nothing
	@$(BIN)/goreleaser check
	@$(BIN)/goreleaser release --snapshot --clean --skip sbom
	@for target in darwin-amd64 darwin-arm64 linux-amd64 linux-arm64 windows-amd64 windows-arm64; do \
		tar -tzf $(ARCHIVE)-$$target.tar.gz | grep -q '^pulumi-resource-private-dynamodb\(\.exe\)\{0,1\}$$' || \
		{ echo "there is no archive of $$target with the plugin in it"; exit 1; }; done

.PHONY: release
release: $(BIN)/goreleaser ## What the workflow runs on a tag: archives, checksums, SBOM, and the release on GitHub
	@$(BIN)/goreleaser release --clean --release-notes '$(RELEASE_NOTES)'

.PHONY: lint
lint: $(BIN)/golangci-lint ## Report what is not in house style; changes nothing
	@for module in $(STYLED_MODULES); do (cd $$module && $(CURDIR)/$(BIN)/golangci-lint run ./...) || exit 1; done

.PHONY: fmt
fmt: $(BIN)/golangci-lint ## Format the Go code
	@for module in $(STYLED_MODULES); do (cd $$module && $(CURDIR)/$(BIN)/golangci-lint fmt ./...) || exit 1; done

$(BIN)/golangci-lint: tools/lint/go.mod tools/lint/go.sum
	@echo "building golangci-lint from source, once; this takes a few minutes"
	@cd tools/lint && go build -o ../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.PHONY: clean
clean: ## Remove what was built; run make down first
	@rm -rf $(BIN) .local $(TYPESCRIPT)/bin $(TYPESCRIPT)/node_modules $(CLIENTS)/node_modules tools/*/node_modules
