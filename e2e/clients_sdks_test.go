package e2e

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// request is one call of an AWS SDK: who calls, at which door, and with which input in the form of the API.
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

// reply is what an SDK made of the answer. A call that succeeded has no code. An error counts only if it is of the
// class that the SDK has for a service's errors. DynamoDB's API models no AccessDeniedException, so no SDK has a class
// of that name, and programs look at the code.
type reply struct {
	ID      int    `json:"id"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// sdk is an AWS SDK that sends requests, one after the other.
type sdk struct {
	name string
	send func(t *testing.T, requests []request) []reply
}

// sdks are those that most programs use.
var sdks = []sdk{
	{"go", sendWithGo},
	{"boto3", sendWith("../.local/venv-moto/bin/python", "testdata/clients/clients.py")},
	{"javascript", sendWith("node", "testdata/clients/clients.js")},
}

// sendWith hands the requests to a program in another language.
func sendWith(interpreter, program string) func(*testing.T, []request) []reply {
	return func(t *testing.T, requests []request) []reply {
		t.Helper()
		text, err := json.Marshal(requests) //nolint:gosec // keys of an emulator that ends with the test
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "requests.json")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		command := exec.CommandContext(t.Context(), interpreter, program, file)
		// The user's AWS configuration is out of reach: each request has its own door and keys.
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

func sendWithGo(t *testing.T, requests []request) []reply {
	t.Helper()
	known := map[string]clients.Clients{}
	replies := make([]reply, len(requests))
	for i, r := range requests {
		name := r.URL + " " + r.Key
		if _, found := known[name]; !found {
			known[name] = withoutRetries(clients.For(r.URL, workspace.Caller{
				AccessKeyID: r.Key, SecretAccessKey: r.Secret, SessionToken: r.Token,
			}))
		}
		replies[i] = reply{ID: r.ID}
		call, err := prepare(known[name], r.Operation, string(r.Input))
		require.NoError(t, err)
		err = call(t.Context())
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

// withoutRetries returns the same clients without retries: the first answer counts.
func withoutRetries(by clients.Clients) clients.Clients {
	tables, streams := by.DynamoDB.Options(), by.Streams.Options()
	tables.Retryer, streams.Retryer = aws.NopRetryer{}, aws.NopRetryer{}
	return clients.Clients{DynamoDB: dynamodb.New(tables), Streams: dynamodbstreams.New(streams)}
}
