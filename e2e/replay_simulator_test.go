package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

const allowAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

// simulator asks iam-simulate about the documents that AWS has. The gate and the report share one evaluator; this is
// another one.
type simulator struct {
	callers  map[string]*caller
	origins  map[string]origin
	policies map[string]string // of tables and streams
}

// decide decides all authorizations in one process. It runs in another goroutine than the test, and so must not end it:
// where it fails, it returns nil.
func (s simulator) decide(t *testing.T, list []authorization) map[authorization]bool {
	t.Helper()
	dir, err := filepath.Abs("../tools/simulate")
	if !assert.NoError(t, err) || !assert.FileExists(t, filepath.Join(dir, "node_modules", ".package-lock.json"),
		"run this test with make e2e, which installs the IAM simulator") {
		return nil
	}
	var input bytes.Buffer
	encoder := json.NewEncoder(&input)
	for _, a := range list {
		if !assert.NoError(t, encoder.Encode(s.simulation(a))) {
			return nil
		}
	}
	command := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "simulate.mjs"))
	command.Stdin, command.Stderr = &input, os.Stderr
	output, err := command.Output()
	if !assert.NoError(t, err) {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
	if !assert.Len(t, lines, len(list)) {
		return nil
	}
	decisions := map[authorization]bool{}
	for i, line := range lines {
		var answer struct{ Result string }
		if err := json.Unmarshal([]byte(line), &answer); err != nil || answer.Result == "" {
			t.Errorf("the simulator cannot decide %v: %s", list[i], line)
		}
		decisions[list[i]] = answer.Result == "Allowed"
	}
	return decisions
}

// simulation is an authorization as the simulator reads it.
func (s simulator) simulation(a authorization) map[string]any {
	from, by := s.doorOf(a), s.callers[a.principal]
	principal := a.principal
	if parts := strings.Split(principal, "/"); strings.Contains(principal, ":role/") {
		principal = fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/local", by.accountID(), parts[len(parts)-1])
	}
	identity := by.identity
	if a.principal == root { // see pinned
		identity = []string{allowAll}
	}
	keys := contextOf(by, from)
	if a.resource != "*" {
		keys["aws:resourceaccount"] = []string{workspace.Account}
	}
	simulation := map[string]any{
		"request": map[string]any{
			"principal": principal, "action": a.action, "contextVariables": keys,
			"resource": map[string]any{"resource": a.resource, "accountId": workspace.Account},
		},
		"identityPolicies": namedDocuments(identity), "serviceControlPolicies": []any{}, "resourceControlPolicies": []any{},
	}
	holder, _, _ := strings.Cut(a.resource, "/index/")
	if document := s.policies[holder]; document != "" {
		simulation["resourcePolicy"] = pinned(a, json.RawMessage(document))
	}
	if from.policy != "" {
		simulation["vpcEndpointPolicies"] = namedDocuments([]string{from.policy})
	}
	return simulation
}

// doorOf is the door that the request for an authorization comes in by.
func (s simulator) doorOf(a authorization) originDoor {
	from := s.origins[a.origin]
	switch a.action {
	case "dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords":
		return from.streams
	}
	return from.tables
}

func namedDocuments(documents []string) []map[string]any {
	list := []map[string]any{}
	for i, document := range documents {
		list = append(list, map[string]any{"name": fmt.Sprint("policy ", i), "policy": json.RawMessage(document)})
	}
	return list
}

// contextOf returns the condition keys of a request. ("AWS global condition context keys", IAM User Guide.) It is an
// implementation of its own, beside that of the gate and that of the evaluator.
func contextOf(by *caller, from originDoor) map[string][]string {
	keys := map[string][]string{
		"aws:principalisawsservice": {fmt.Sprint(by.isService())}, "aws:viaawsservice": {fmt.Sprint(from.Via != "")},
		"aws:requestedregion": {workspace.Region},
		"aws:securetransport": {"true"},
	}
	set := func(key, value string) {
		if value != "" {
			keys[key] = []string{value}
		}
	}
	switch {
	case by.isService():
		set("aws:principalservicename", by.principal)
		set("aws:sourceaccount", workspace.Account) // the service acts for the account
		return keys                                 // from no network
	case by.principal == root:
		set("aws:principaltype", "Account")
	case strings.Contains(by.principal, ":user/"):
		set("aws:principaltype", "User")
		set("aws:username", by.principal[strings.LastIndexByte(by.principal, '/')+1:])
	default:
		set("aws:principaltype", "AssumedRole")
	}
	set("aws:principalarn", by.principal)
	set("aws:principalaccount", by.accountID())
	set("aws:sourcevpc", from.VPC)
	set("aws:sourcevpce", from.Endpoint)
	set("aws:vpceaccount", from.Account)
	for _, key := range []string{"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"} {
		set(key, from.Via)
	}
	if from.Endpoint == "" {
		set("aws:sourceip", "203.0.113.7")
	} else {
		set("aws:vpcsourceip", "10.0.0.7")
	}
	return keys
}

// pinned returns the document that the simulator reads in place of a table's or stream's policy. The simulator differs
// from AWS on the root user in two ways, which provider/iam/differential_pins_test.go pins.
//
// "By default, all requests are implicitly denied with the exception of the AWS account root user, which has full
// access." (IAM User Guide, How AWS enforcement code logic evaluates requests.) The simulator wants an identity policy,
// which root cannot have, so simulation gives it one.
//
// "the root principal in your AWS account can perform DeleteResourcePolicy requests, even if your resource-based policy
// explicitly denies the root principal's access" (Amazon DynamoDB API Reference, DeleteResourcePolicy). The simulator
// gets the policy without its Deny statements.
func pinned(a authorization, document json.RawMessage) any {
	if a.principal != root || a.action != "dynamodb:DeleteResourcePolicy" {
		return document
	}
	var parsed struct {
		Version   string
		Statement []map[string]any
	}
	if err := json.Unmarshal(document, &parsed); err != nil {
		return document
	}
	kept := parsed.Statement[:0]
	for _, statement := range parsed.Statement {
		if statement["Effect"] != "Deny" {
			kept = append(kept, statement)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return map[string]any{"Version": parsed.Version, "Statement": kept}
}
