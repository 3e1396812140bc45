package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator/emulatortest"
)

func (h *harness) hasPolicy(arn string) bool {
	_, err := h.dynamodb.GetResourcePolicy(h.t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: aws.String(arn)})
	return err == nil
}

// TestTableTakesItsPolicyAlong: AWS deletes a table's policy with the table, and keeps it where deletion protection
// keeps the table.
func TestTableTakesItsPolicyAlong(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	name, err := resource.NewUniqueHex("ghost-", 8, 0)
	if err != nil {
		t.Fatal(err)
	}
	program := with(simpleTable, inputs{"name": name, "deletionProtectionEnabled": true})
	table := h.up("aws:dynamodb/table:Table", "ghost", program)
	arn := table.out("arn")
	if _, err := h.dynamodb.PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: aws.String(arn), Policy: aws.String(denyAll)}); err != nil {
		t.Fatal(err)
	}
	err = table.delete()
	if err == nil || !strings.Contains(err.Error(), "ValidationException") {
		t.Errorf("deletion protection does not refuse: %v", err)
	}
	if !h.hasPolicy(arn) {
		t.Error("a table that stays has lost its policy")
	}
	program = with(program, inputs{"deletionProtectionEnabled": false})
	if err := table.update(program); err != nil {
		t.Fatal(err)
	}
	if err := table.delete(); err != nil {
		t.Fatal(err)
	}
	again := h.up("aws:dynamodb/table:Table", "ghost", program)
	if again.out("arn") != arn || h.hasPolicy(arn) {
		t.Error("a new table of the same name has the old one's policy")
	}
}

// TestTableInUseIsDeletedLater: AWS does not delete a table that is in use, as it is soon after a change.
func TestTableInUseIsDeletedLater(t *testing.T) {
	t.Parallel()
	moto, err := url.Parse(emulatortest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(moto)
	var asked atomic.Int32
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DeleteTable") || asked.Add(1) > 2 {
			forward.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"__type":"com.amazonaws.dynamodb.v20120810#ResourceInUseException","message":"in use"}`))
	}))
	t.Cleanup(busy.Close) // after the table's own
	h := newHarness(t, properties(map[string]any{"endpoints": []any{everyServiceAt(busy.URL)}}))
	table := h.up("aws:dynamodb/table:Table", "busy", simpleTable)
	if err := table.delete(); err != nil || asked.Load() != 3 {
		t.Errorf("asked %d times: %v", asked.Load(), err)
	}
}

// TestTableChanges updates one table to one program after another. After each, AWS has what the program says, and
// nothing is left to do.
func TestTableChanges(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	index := inputs{"name": "g", "hashKey": "pk", "projectionType": "ALL"}
	steps := []struct {
		name, why string
		set       inputs
	}{
		{"stream", "it gets an ARN", inputs{"streamEnabled": true, "streamViewType": "KEYS_ONLY"}},
		{"stream off", "said by leaving it out; this emulator never turns it on again", nil},
		{"time to live", "an attribute", inputs{"ttl": inputs{"attributeName": "a", "enabled": true}}},
		{"another attribute", "AWS wants it off in between", inputs{"ttl": inputs{"attributeName": "b", "enabled": true}}},
		{"time to live off", "said outright, with the name", inputs{"ttl": inputs{"attributeName": "b", "enabled": false}}},
		{"index", "one call each", inputs{"globalSecondaryIndexes": []any{index}}},
		{
			"another projection", "is another index",
			inputs{"globalSecondaryIndexes": []any{with(index, inputs{"projectionType": "KEYS_ONLY"})}},
		},
		{
			"provisioned", "capacity comes with it",
			inputs{"billingMode": "PROVISIONED", "readCapacity": 3, "writeCapacity": 2},
		},
		{"on demand, with capacity", "which is no one's concern then", inputs{"readCapacity": 3, "writeCapacity": 2}},
		{"recovery", "with a period", inputs{"pointInTimeRecovery": inputs{"enabled": true, "recoveryPeriodInDays": 7}}},
		{"recovery off", "said by leaving it out", nil},
	}
	d := h.table("walk", nil)
	for _, step := range steps {
		program := with(simpleTable, step.set)
		if err := d.update(program); err != nil {
			t.Fatalf("%s (%s): %v", step.name, step.why, err)
		}
		lifecycle{}.requireStable(d, program, step.name)
	}
}

// TestIgnoredCapacityIsLeftToTheScaler: a scaler changes capacity outside Pulumi. Where the resource ignores changes of a
// capacity, a deployment leaves it alone, before a refresh and after it. It sets every other capacity.
func TestIgnoredCapacityIsLeftToTheScaler(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	index := func(name string) inputs {
		return inputs{
			"name": name, "hashKey": "pk", "projectionType": "ALL", "readCapacity": 1, "writeCapacity": 1,
		}
	}
	program := with(simpleTable, inputs{
		"billingMode": "PROVISIONED", "readCapacity": 2, "writeCapacity": 1,
		"globalSecondaryIndexes": []any{index("g"), index("h")},
	})
	d := h.up("aws:dynamodb/table:Table", "scaled", program)
	d.ignore = []string{"readCapacity", "globalSecondaryIndexes[0].readCapacity"}
	if _, err := h.dynamodb.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: aws.String(d.id), ProvisionedThroughput: throughput(provisioned, aws.Int(40), aws.Int(30)),
		GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{Update: &types.UpdateGlobalSecondaryIndexAction{
			IndexName: aws.String("g"), ProvisionedThroughput: throughput(provisioned, aws.Int(20), aws.Int(1)),
		}}},
	}); err != nil {
		t.Fatal(err)
	}
	capacities := func() string {
		t.Helper()
		found, err := readTable(t.Context(), h.session, d.id, &table{})
		if err != nil {
			t.Fatal(err)
		}
		out := fmt.Sprint(*found.ReadCapacity, *found.WriteCapacity)
		for _, i := range found.GlobalSecondaryIndexes {
			out += fmt.Sprint(" ", i.Name, *i.ReadCapacity, *i.WriteCapacity)
		}
		return out
	}
	for _, step := range []struct {
		name, want string
		set        inputs
	}{
		{"not refreshed", "40 30 g20 1 h1 1", inputs{"ttl": inputs{"attributeName": "until", "enabled": true}}},
		{"refreshed", "40 1 g20 1 h1 1", inputs{"tags": inputs{"team": "a"}}},
	} {
		if step.name == "refreshed" {
			d.refresh()
		}
		program = with(program, step.set)
		if err := d.update(program); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := capacities(); got != step.want {
			t.Errorf("%s: capacity is %s, not %s", step.name, got, step.want)
		}
		if got := d.changes(program); step.name == "refreshed" && len(got) > 0 {
			t.Errorf("%s: the difference is %v", step.name, got)
		}
	}
}
