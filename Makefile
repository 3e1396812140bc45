# The default target lists the others. Every tool that is used is built from a version pinned in tools/ or
# installed into .local/; nothing on the machine is changed.

MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

BIN     := .bin
PLUGINS_DIR := $(BIN)/plugins

# PLUGINS=official lets Pulumi download the official aws and awsx plugins instead of using the stand-ins.
PLUGINS ?= stand-in

# The Go modules of this repository that have tests.
MODULES := . local tools/generate

GO_FILES       = $(shell git ls-files -co --exclude-standard -- '$(1)*.go' '$(1)go.mod' '$(1)go.sum')
PROVIDER_FILES = $(call GO_FILES,provider/) main.go go.mod go.sum
LOCAL_FILES    = $(call GO_FILES,local/)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: up
up: build-local ## Start local AWS, deploy the feature team's example to it, show what is there
	@$(BIN)/local up $(LOCAL_FLAGS)

.PHONY: down
down: build-local ## Destroy what up deployed, stop what it started
	@$(BIN)/local down $(LOCAL_FLAGS)

LOCAL_FLAGS := $(if $(filter official,$(PLUGINS)),--official-plugins)

.PHONY: test
test: unit check e2e ## Everything: unit tests, drift of generated files, end to end on local AWS

.PHONY: unit
unit: ## Unit tests: no CLI, no emulator
	@for module in $(MODULES); do (cd $$module && go test ./...) || exit 1; done

.PHONY: e2e
e2e: build-local ## Deploy the examples to a local AWS of their own
	cd examples && go test -count=1 -timeout 30m -v ./...

.PHONY: build
build: $(PLUGINS_DIR)/pulumi-resource-private-dynamodb ## Build the plugin

$(PLUGINS_DIR)/pulumi-resource-private-dynamodb: $(PROVIDER_FILES)
	@echo "building the private-dynamodb plugin"
	@go build -o $@ .

# What local AWS runs on.
.PHONY: build-local
build-local: build $(PLUGINS_DIR)/pulumi-resource-aws $(PLUGINS_DIR)/pulumi-resource-awsx \
	$(BIN)/local $(BIN)/pulumi .local/venv/installed

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

.local/venv/installed: local/requirements.txt
	@echo "installing moto and the AWS CLI into .local/venv"
	@python3 -m venv .local/venv
	@.local/venv/bin/pip install --quiet --disable-pip-version-check --requirement local/requirements.txt
	@mkdir -p $(BIN) && ln -sf ../.local/venv/bin/aws $(BIN)/aws
	@touch $@

.PHONY: generate
generate: ## Write schema.yaml and the SDKs from the Go types
	@cd tools/generate && go run . ../..

.PHONY: check
check: generate ## Fail when a generated file differs from what is committed
	@git diff --exit-code --stat -- schema.yaml sdk && \
	untracked=$$(git ls-files --others --exclude-standard -- schema.yaml sdk) && \
	{ test -z "$$untracked" || { echo "not committed: $$untracked"; exit 1; }; } || \
	{ echo "generated files differ: run make generate and commit the result"; exit 1; }

.PHONY: lint
lint: $(BIN)/golangci-lint ## Report what is not in house style; changes nothing
	@for module in $(MODULES) examples; do (cd $$module && $(CURDIR)/$(BIN)/golangci-lint run ./...) || exit 1; done

.PHONY: fmt
fmt: $(BIN)/golangci-lint ## Format the Go code
	@for module in $(MODULES) examples; do (cd $$module && $(CURDIR)/$(BIN)/golangci-lint fmt ./...) || exit 1; done

$(BIN)/golangci-lint: tools/lint/go.mod tools/lint/go.sum
	@echo "building golangci-lint from source, once; this takes a few minutes"
	@cd tools/lint && go build -o ../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.PHONY: clean
clean: ## Remove what was built; run make down first
	@rm -rf $(BIN) .local
