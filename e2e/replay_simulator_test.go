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

// simulator asks iam-simulate what the documents that were read back from AWS mean. The gate and the report share one
// evaluator; this is another.
type simulator struct {
	callers  map[string]*caller
	places   map[string]place
	policies map[string]string // of tables and streams
}

// decide has one process answer all questions. It runs beside the test, which alone may end itself: nil is a failure.
func (s simulator) decide(t *testing.T, questions []authorisation) map[authorisation]bool {
	t.Helper()
	dir, err := filepath.Abs("../tools/simulate")
	if !assert.NoError(t, err) || !assert.FileExists(t, filepath.Join(dir, "node_modules", ".package-lock.json"),
		"run this test with make e2e, which installs the IAM simulator") {
		return nil
	}
	var input bytes.Buffer
	encoder := json.NewEncoder(&input)
	for _, q := range questions {
		if !assert.NoError(t, encoder.Encode(s.simulation(q))) {
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
	if !assert.Len(t, lines, len(questions)) {
		return nil
	}
	answers := map[authorisation]bool{}
	for i, line := range lines {
		var answer struct{ Result string }
		if err := json.Unmarshal([]byte(line), &answer); err != nil || answer.Result == "" {
			t.Errorf("the simulator refuses %v: %s", questions[i], line)
		}
		answers[questions[i]] = answer.Result == "Allowed"
	}
	return answers
}

// simulation is a question as the simulator takes it.
func (s simulator) simulation(q authorisation) map[string]any {
	from, by := s.doorOf(q), s.callers[q.principal]
	principal := q.principal
	if parts := strings.Split(principal, "/"); strings.Contains(principal, ":role/") {
		principal = fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/local", by.accountID(), parts[len(parts)-1])
	}
	identity := by.identity
	if q.principal == root { // pinned below
		identity = []string{allowAll}
	}
	keys := contextOf(by, from)
	if q.resource != "*" {
		keys["aws:resourceaccount"] = []string{workspace.Account}
	}
	simulation := map[string]any{
		"request": map[string]any{
			"principal": principal, "action": q.action, "contextVariables": keys,
			"resource": map[string]any{"resource": q.resource, "accountId": workspace.Account},
		},
		"identityPolicies": namedDocuments(identity), "serviceControlPolicies": []any{}, "resourceControlPolicies": []any{},
	}
	holder, _, _ := strings.Cut(q.resource, "/index/")
	if document := s.policies[holder]; document != "" {
		simulation["resourcePolicy"] = pinned(q, json.RawMessage(document))
	}
	if from.policy != "" {
		simulation["vpcEndpointPolicies"] = namedDocuments([]string{from.policy})
	}
	return simulation
}

// doorOf is the door that a question's request comes in by.
func (s simulator) doorOf(q authorisation) door {
	from := s.places[q.place]
	switch q.action {
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

// contextOf are the condition keys of a request. ("AWS global condition context keys", IAM User Guide.) This reads
// that page anew: neither the gate's reading of it nor the evaluator's is used.
func contextOf(by *caller, from door) map[string][]string {
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
		return keys                                 // and from no network
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

// Known differences from the pinned simulator, which provider/policy/differential_pins_test.go holds to being ones.
//
// "By default, all requests are implicitly denied with the exception of the AWS account root user, which has full
// access." (IAM User Guide, How AWS enforcement code logic evaluates requests.) The simulator wants an identity policy,
// which root cannot have.
//
// "the root principal in your AWS account can perform DeleteResourcePolicy requests, even if your resource-based policy
// explicitly denies the root principal's access" (Amazon DynamoDB API Reference, DeleteResourcePolicy).
func pinned(q authorisation, document json.RawMessage) any {
	if q.principal != root || q.action != "dynamodb:DeleteResourcePolicy" {
		return document
	}
	var without struct {
		Version   string
		Statement []map[string]any
	}
	if err := json.Unmarshal(document, &without); err != nil {
		return document
	}
	kept := without.Statement[:0]
	for _, statement := range without.Statement {
		if statement["Effect"] != "Deny" {
			kept = append(kept, statement)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return map[string]any{"Version": without.Version, "Statement": kept}
}
