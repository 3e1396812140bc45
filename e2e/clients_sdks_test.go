package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// request is one call of an AWS SDK: who calls, at which door, and what for. Its input has the form of the API, which
// every SDK takes.
type request struct {
	ID        int             `json:"id"`
	URL       string          `json:"url"`
	Key       string          `json:"key"`
	Secret    string          `json:"secret"`
	Token     string          `json:"token"`
	Service   string          `json:"service"`
	Operation string          `json:"operation"`
	Input     json.RawMessage `json:"input"`
}

// reply is what an SDK made of the answer: no code where the call went through. An error counts only if it is the
// class that the SDK has for a service's errors. DynamoDB's API models no AccessDeniedException, so none of the SDKs
// has a class of that name; its users go by the code.
type reply struct {
	ID      int    `json:"id"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// sdk is an AWS SDK that requests are sent with.
type sdk struct {
	name string
	send func(t *testing.T, requests []request) []reply
}

// sdks are those that most programs use. Each sends the requests one after the other.
var sdks = []sdk{
	{"go", withGo},
	{"boto3", withProgram("../.local/venv-moto/bin/python", "testdata/clients/clients.py")},
	{"javascript", withProgram("node", "testdata/clients/clients.js")},
}

// withProgram hands the requests to a program in another language.
func withProgram(interpreter, program string) func(*testing.T, []request) []reply {
	return func(t *testing.T, requests []request) []reply {
		t.Helper()
		text, err := json.Marshal(requests) //nolint:gosec // keys of an emulator that ends with the test
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "requests.json")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		command := exec.CommandContext(t.Context(), interpreter, program, file)
		// Whatever the user has set up for AWS is out of reach; each request brings its own door and keys.
		command.Env = []string{
			"PATH=" + os.Getenv("PATH"), "AWS_REGION=" + workspace.Region, "AWS_EC2_METADATA_DISABLED=true",
			"AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		}
		var replies []reply
		decoder := json.NewDecoder(strings.NewReader(run(t, command)))
		for decoder.More() {
			var one reply
			require.NoError(t, decoder.Decode(&one))
			replies = append(replies, one)
		}
		return replies
	}
}

func withGo(t *testing.T, requests []request) []reply {
	t.Helper()
	known := map[string]clients.Clients{}
	replies := make([]reply, len(requests))
	for i, r := range requests {
		name := r.URL + " " + r.Key
		if _, found := known[name]; !found {
			known[name] = once(clients.For(r.URL, workspace.Caller{
				AccessKeyID: r.Key, SecretAccessKey: r.Secret, SessionToken: r.Token,
			}))
		}
		replies[i] = reply{ID: r.ID}
		err := call(t, known[name], r)
		var api smithy.APIError
		switch {
		case errors.As(err, &api):
			replies[i].Code, replies[i].Message = api.ErrorCode(), api.ErrorMessage()
		case err != nil:
			replies[i].Code, replies[i].Message = noAnswer, err.Error()
		}
	}
	return replies
}

// once are the same clients, but that they ask once: an answer is what is looked at.
func once(by clients.Clients) clients.Clients {
	tables, streams := by.DynamoDB.Options(), by.Streams.Options()
	tables.Retryer, streams.Retryer = aws.NopRetryer{}, aws.NopRetryer{}
	return clients.Clients{DynamoDB: dynamodb.New(tables), Streams: dynamodbstreams.New(streams)}
}

// call finds the method of an operation's name, and its input's type.
func call(t *testing.T, by clients.Clients, r request) error {
	t.Helper()
	client := reflect.ValueOf(by.DynamoDB)
	if r.Service == streamsService {
		client = reflect.ValueOf(by.Streams)
	}
	method := client.MethodByName(r.Operation)
	require.True(t, method.IsValid(), r.Operation)
	input := reflect.New(method.Type().In(1).Elem())
	var fields any
	require.NoError(t, json.Unmarshal(r.Input, &fields))
	require.NoError(t, fill(input.Elem(), fields), "%s %s", r.Operation, r.Input)
	results := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), input})
	err, _ := reflect.TypeAssert[error](results[1])
	return err
}

// fill writes JSON in the API's form into a type of the SDK, which itself reads none: an attribute's value is an
// interface there.
func fill(to reflect.Value, from any) error {
	switch from := from.(type) {
	case map[string]any:
		switch to.Kind() {
		case reflect.Interface:
			text, is := from["S"].(string)
			if !is {
				return fmt.Errorf("%v is not a string's value, which is all that these requests have", from)
			}
			to.Set(reflect.ValueOf(&types.AttributeValueMemberS{Value: text}))
			return nil
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
		return fmt.Errorf("%v is no %s", from, to.Type())
	}
	to.Set(value.Convert(to.Type()))
	return nil
}

// TestRequestsCanBeFilled holds the Go client's reading of requests to errors: a field that is left out in silence
// would be a request that was never asked.
func TestRequestsCanBeFilled(t *testing.T) {
	var key types.Get
	require.NoError(t, fill(reflect.ValueOf(&key).Elem(), map[string]any{
		"TableName": "orders", "Key": map[string]any{"pk": map[string]any{"S": "a"}},
	}))
	assert.Equal(t, "orders", *key.TableName)
	assert.Equal(t, &types.AttributeValueMemberS{Value: "a"}, key.Key["pk"])
	for why, wrong := range map[string]map[string]any{
		"an unknown field":     {"Tablename": "orders"},
		"a value of no string": {"Key": map[string]any{"pk": map[string]any{"N": "1"}}},
		"a wrong type":         {"TableName": true},
	} {
		require.Error(t, fill(reflect.ValueOf(&key).Elem(), wrong), why)
	}
}
