package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

func (w *world) hasPolicy(arn string) bool {
	_, err := w.dynamodb.GetResourcePolicy(w.t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: aws.String(arn)})
	return err == nil
}

// AWS deletes a table's policy with the table, and keeps it where deletion protection refuses the deletion.
func TestTableTakesItsPolicyAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	name, err := resource.NewUniqueHex("ghost-", 8, 0)
	if err != nil {
		t.Fatal(err)
	}
	program := with(simpleTable, inputs{"name": name, "deletionProtectionEnabled": true})
	table := w.up("aws:dynamodb/table:Table", "ghost", program)
	arn := table.out("arn")
	if _, err := w.dynamodb.PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: aws.String(arn), Policy: aws.String(denyAll)}); err != nil {
		t.Fatal(err)
	}
	err = table.delete()
	if err == nil || !strings.Contains(err.Error(), "ValidationException") {
		t.Errorf("deletion protection does not refuse: %v", err)
	}
	if !w.hasPolicy(arn) {
		t.Error("a table that stays has lost its policy")
	}
	program = with(program, inputs{"deletionProtectionEnabled": false})
	if err := table.update(program); err != nil {
		t.Fatal(err)
	}
	if err := table.delete(); err != nil {
		t.Fatal(err)
	}
	again := w.up("aws:dynamodb/table:Table", "ghost", program)
	if again.out("arn") != arn || w.hasPolicy(arn) {
		t.Error("a new table of the same name has the old one's policy")
	}
}

// One table walks from program to program; after each, AWS has what the program says and nothing is left to do.
func TestTableChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
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
	l := w.table("walk", nil)
	for _, step := range steps {
		program := with(simpleTable, step.set)
		if err := l.update(program); err != nil {
			t.Fatalf("%s (%s): %v", step.name, step.why, err)
		}
		life{}.settled(l, program, step.name)
	}
}

func TestForgottenInputIsAnError(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.at("aws:dynamodb/table:Table", "class")
	in := l.check(with(simpleTable, inputs{"tableClass": "STANDARD_INFREQUENT_ACCESS"}))
	resp, err := w.server.Create(p.CreateRequest{Urn: l.urn, Properties: in})
	if err == nil {
		t.Skip("this emulator keeps the table class")
	}
	if !strings.Contains(err.Error(), "did not keep tableClass") || resp.ID == "" || resp.PartialState == nil {
		t.Errorf("got %+v, %v", resp, err)
	}
	l.id, l.state = resp.ID, resp.Properties
	if err := l.delete(); err != nil {
		t.Error(err)
	}
}
