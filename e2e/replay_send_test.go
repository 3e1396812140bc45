package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// concurrency is how many requests are under way at once. The emulator answers them one after the other.
const concurrency = 16

var replayHTTP = bufferedHTTP{&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}}}

// bufferedHTTP reads the whole of a response before the SDK sees it. The SDK may close the request first, which now and
// then costs the connection.
type bufferedHTTP struct{ *http.Client }

func (b bufferedHTTP) Do(request *http.Request) (*http.Response, error) {
	response, err := b.Client.Do(request) //nolint:gosec // to a door of the test
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// replayConfig has no retries: the first answer counts.
func replayConfig(url string, by workspace.Caller) aws.Config {
	return aws.Config{
		BaseEndpoint: &url, Region: workspace.Region, HTTPClient: replayHTTP,
		Credentials: credentials.NewStaticCredentialsProvider(by.AccessKeyID, by.SecretAccessKey, by.SessionToken),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}
}

// clientsOf returns the clients of a caller at the doors of an origin.
func clientsOf(by *caller, from origin) clients.Clients {
	return clients.Clients{
		DynamoDB: dynamodb.NewFromConfig(replayConfig(from.tables.URL, by.keys)),
		Streams:  dynamodbstreams.NewFromConfig(replayConfig(from.streams.URL, by.keys)),
	}
}

// answer is what became of a request. A policy refused it, or it was let through to the emulator, which may have failed
// with a code.
type answer struct {
	refused bool
	code    string // "" of a success
	err     error
}

// toAnswer tells a refusal by a policy from all other errors, and reports whether there was an answer at all. A request
// that is let through may fail in the emulator, which lacks the operation, the index or the backup.
func toAnswer(err error) (answer, bool) {
	var api smithy.APIError
	var response *smithyhttp.ResponseError
	switch {
	case err == nil:
		return answer{}, true
	case errors.As(err, &api) && api.ErrorCode() == accessDenied:
		return answer{true, api.ErrorCode(), err}, strings.Contains(api.ErrorMessage(), " is not authorized to perform: ")
	case errors.As(err, &response) && response.HTTPStatusCode() == http.StatusServiceUnavailable:
		return answer{err: err}, false
	case errors.As(err, &api):
		return answer{code: api.ErrorCode(), err: err}, true
	case errors.As(err, &response) && response.HTTPStatusCode() != 0:
		return answer{code: "unreadable", err: err}, true
	default:
		return answer{err: err}, false
	}
}

// send sends the calls behind claims, and returns the answers in the same order.
func send(t *testing.T, claims []claim, callers map[string]*caller, origins map[string]origin) []answer {
	t.Helper()
	calls := make([]func(context.Context) error, len(claims))
	known := map[[2]string]clients.Clients{}
	for i, c := range claims {
		key := [2]string{c.principal, c.origin}
		if _, found := known[key]; !found {
			known[key] = clientsOf(callers[c.principal], origins[c.origin])
		}
		var err error
		calls[i], err = c.prepare(known[key], callers[c.principal])
		require.NoError(t, err)
	}
	answers := make([]answer, len(claims))
	next := make(chan int)
	var workers sync.WaitGroup
	for range concurrency {
		workers.Go(func() {
			for i := range next {
				var answered bool
				answers[i], answered = toAnswer(calls[i](context.WithoutCancel(t.Context())))
				if !answered {
					t.Errorf("no answer to %v: %v", claims[i].authorization, answers[i].err)
				}
			}
		})
	}
	for i := range claims {
		next <- i
	}
	close(next)
	workers.Wait()
	return answers
}

// gateDecisions reads the decisions from the gate's log. The origin of each is the name of a door.
func (d deployment) gateDecisions(t *testing.T) map[authorization]bool {
	t.Helper()
	log, err := os.Open(filepath.Join(d.dir, "gate.log"))
	require.NoError(t, err)
	defer func() { require.NoError(t, log.Close()) }()
	decisions := map[authorization]bool{}
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Msg, Principal, Action, Resource, Origin string
			Allowed                                  bool
		}
		if json.Unmarshal(lines.Bytes(), &line) != nil || line.Msg != "decision" {
			continue
		}
		decisions[authorization{line.Principal, line.Origin, line.Action, line.Resource}] = line.Allowed
	}
	require.NoError(t, lines.Err())
	return decisions
}

// asLogged is an authorization as the gate logs it.
func (s simulator) asLogged(a authorization) authorization {
	a.origin = s.doorOf(a).Name
	return a
}
