package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
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

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// atOnce is how many requests are under way. The emulator answers one after the other.
const atOnce = 16

var replayHTTP = whole{&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}}

// whole reads an answer before the SDK closes the request under it, which now and then costs the connection.
type whole struct{ *http.Client }

func (w whole) Do(request *http.Request) (*http.Response, error) {
	response, err := w.Client.Do(request) //nolint:gosec // to a door of the test
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

// replayConfig does not try again: the first answer counts.
func replayConfig(url string, by workspace.Caller) aws.Config {
	return aws.Config{
		BaseEndpoint: &url, Region: workspace.Region, HTTPClient: replayHTTP,
		Credentials: credentials.NewStaticCredentialsProvider(by.AccessKeyID, by.SecretAccessKey, by.SessionToken),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}
}

func apiOf(by *caller, from place) api {
	return api{
		tables:  dynamodb.NewFromConfig(replayConfig(from.tables.URL, by.keys)),
		streams: dynamodbstreams.NewFromConfig(replayConfig(from.streams.URL, by.keys)),
	}
}

// answer is what became of a request: refused by a policy, or let through, with whatever code the emulator then gave.
type answer struct {
	refused bool
	code    string // "" of a success
	err     error
}

// readBack tells a refusal by a policy from everything else. What is let through may fail in the emulator, for want of an
// operation, an index or a backup. No answer at all is neither.
func readBack(err error) (answer, bool) {
	var api smithy.APIError
	var response *smithyhttp.ResponseError
	switch {
	case err == nil:
		return answer{}, true
	case errors.As(err, &api) && api.ErrorCode() == "AccessDeniedException":
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

// send sends the requests behind claims, and returns the answers in their order.
func send(t *testing.T, claims []claim, callers map[string]*caller, places map[string]place) []answer {
	t.Helper()
	answers := make([]answer, len(claims))
	clients := map[[2]string]api{}
	for _, c := range claims {
		key := [2]string{c.principal, c.place}
		if _, found := clients[key]; !found {
			clients[key] = apiOf(callers[c.principal], places[c.place])
		}
	}
	operations := maps.Clone(controlOperations)
	maps.Copy(operations, dataOperations)
	turn := make(chan int)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for i := range turn {
				c := claims[i]
				by := clients[[2]string{c.principal, c.place}]
				var answered bool
				answers[i], answered = readBack(operations[c.name()](context.WithoutCancel(t.Context()), by, c.on.seenBy(callers[c.principal])))
				if !answered {
					t.Errorf("no answer to %v: %v", c.authorisation, answers[i].err)
				}
			}
		})
	}
	for i := range claims {
		turn <- i
	}
	close(turn)
	workers.Wait()
	return answers
}

// seenBy is a target as a caller names it: those of another account name a table by its ARN.
func (t target) seenBy(by *caller) target {
	if by.ofAccount() {
		return t
	}
	far := *t.subject
	far.name = far.arn
	t.subject = &far
	return t
}

// name is the action without its prefix.
func (c claim) name() string { return strings.TrimPrefix(c.action, "dynamodb:") }

// logged are the gate's decisions: the place of each is the name of the door.
func (d deployment) logged(t *testing.T) map[authorisation]bool {
	t.Helper()
	log, err := os.Open(filepath.Join(d.dir, "gate.log"))
	require.NoError(t, err)
	defer func() { require.NoError(t, log.Close()) }()
	decisions := map[authorisation]bool{}
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
		decisions[authorisation{line.Principal, line.Origin, line.Action, line.Resource}] = line.Allowed
	}
	require.NoError(t, lines.Err())
	return decisions
}

// seen is a question as the gate logs it.
func (s simulator) seen(q authorisation) authorisation {
	q.place = s.doorOf(q).Name
	return q
}
