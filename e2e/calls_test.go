package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
)

// The kinds of resource that an action is authorized on, as the access report names them.
const (
	onTable  = "table"
	onIndex  = "index"
	onStream = "stream"
)

// apiCall is one call of DynamoDB's API. Its input is JSON in the form of the API, which every AWS SDK takes. Words in
// capitals stand for what differs from table to table.
type apiCall struct {
	operation string
	action    string // the action that IAM decides
	kind      string // the kind of resource that the action is authorized on
	input     string
}

// deployedTable is what a call may name of a table and its stream.
type deployedTable struct{ name, arn, stream, shard, iterator string }

// replacer replaces the words in capitals of a call's input: those for the table, and more, in pairs.
func (d deployedTable) replacer(more ...string) *strings.Replacer {
	return strings.NewReplacer(append(more, "TABLE", d.name, "ARN", d.arn, "STREAM", d.stream, "SHARD", d.shard,
		"ITERATOR", d.iterator)...)
}

// prepare returns a function that performs an operation with an input. Operations are found by their name among the
// methods of the SDK for Go.
func prepare(by clients.Clients, operation, input string) (func(context.Context) error, error) {
	method := reflect.ValueOf(by.DynamoDB).MethodByName(operation)
	if !method.IsValid() {
		method = reflect.ValueOf(by.Streams).MethodByName(operation)
	}
	if !method.IsValid() {
		return nil, fmt.Errorf("the SDK has no operation %s", operation)
	}
	var fields any
	if err := json.Unmarshal([]byte(input), &fields); err != nil {
		return nil, fmt.Errorf("parse %s: %w", input, err)
	}
	params := reflect.New(method.Type().In(1).Elem())
	if err := fill(params.Elem(), fields); err != nil {
		return nil, fmt.Errorf("fill %s with %s: %w", params.Type(), input, err)
	}
	return func(ctx context.Context) error {
		results := method.Call([]reflect.Value{reflect.ValueOf(ctx), params})
		err, _ := reflect.TypeAssert[error](results[1])
		return err
	}, nil
}

// fill sets a value of the SDK from JSON in the form of the API. The SDK itself has no such function.
func fill(to reflect.Value, from any) error {
	switch from := from.(type) {
	case map[string]any:
		switch to.Kind() {
		case reflect.Interface:
			return fillAttribute(to, from)
		case reflect.Map:
			to.Set(reflect.MakeMap(to.Type()))
			for name, value := range from {
				element := reflect.New(to.Type().Elem()).Elem()
				if err := fill(element, value); err != nil {
					return err
				}
				to.SetMapIndex(reflect.ValueOf(name), element)
			}
			return nil
		case reflect.Struct:
			for name, value := range from {
				field := to.FieldByName(name)
				if !field.IsValid() {
					return fmt.Errorf("%s has no %s", to.Type(), name)
				}
				if err := fill(field, value); err != nil {
					return err
				}
			}
			return nil
		}
	case []any:
		to.Set(reflect.MakeSlice(to.Type(), len(from), len(from)))
		for i := range from {
			if err := fill(to.Index(i), from[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		return fill(to.Elem(), from)
	}
	value := reflect.ValueOf(from)
	if !value.CanConvert(to.Type()) {
		return fmt.Errorf("%v is not a %s", from, to.Type())
	}
	to.Set(value.Convert(to.Type()))
	return nil
}

// fillAttribute sets an attribute's value. The calls have strings and numbers alone.
func fillAttribute(to reflect.Value, from map[string]any) error {
	if text, ok := from["S"].(string); ok {
		to.Set(reflect.ValueOf(&types.AttributeValueMemberS{Value: text}))
		return nil
	}
	if text, ok := from["N"].(string); ok {
		to.Set(reflect.ValueOf(&types.AttributeValueMemberN{Value: text}))
		return nil
	}
	return fmt.Errorf("%v is neither a string nor a number", from)
}

// TestFill fills an input, and refuses what does not fit. A field that is left out in silence would leave a call out.
func TestFill(t *testing.T) {
	var key types.Get
	require.NoError(t, fill(reflect.ValueOf(&key).Elem(), map[string]any{
		"TableName": "orders",
		"Key":       map[string]any{"pk": map[string]any{"S": "a"}, "n": map[string]any{"N": "1"}},
	}))
	assert.Equal(t, "orders", *key.TableName)
	assert.Equal(t, map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "a"}, "n": &types.AttributeValueMemberN{Value: "1"},
	}, key.Key)
	for why, wrong := range map[string]map[string]any{
		"an unknown field":     {"Tablename": "orders"},
		"an unknown attribute": {"Key": map[string]any{"pk": map[string]any{"BOOL": true}}},
		"a wrong type":         {"TableName": true},
	} {
		require.Error(t, fill(reflect.ValueOf(&key).Elem(), wrong), why)
	}
}
