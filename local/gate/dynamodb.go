package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/judge"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/promise"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// bodyLimit is more than any request to DynamoDB can have: a batch of 16 MB, written out.
const bodyLimit = 32 << 20

// serveDynamoDB decides a request, and forwards it where every authorisation that it needs is given.
func (s *Server) serveDynamoDB(door *Door, by signature, unsigned error, w http.ResponseWriter, r *http.Request) {
	q := &question{Server: s, door: door, signature: by, request: r}
	plan, err := q.decide(w, unsigned)
	if plan.Done != nil {
		defer plan.Done()
	}
	var refusal *answer.Error
	switch {
	case errors.As(err, &refusal):
		answer.Write(w, answer.DynamoDB, refusal)
	case errors.Is(err, errNotCarried):
		s.unreachable(door, r, err.Error())
	case err != nil:
		s.Log.Error("ask the emulator", "error", err.Error())
		answer.Write(w, answer.DynamoDB, unavailable())
	case plan.Reply != nil:
		reply(w, plan.Reply)
	default:
		q.forward(w, plan)
	}
}

// question is a request to DynamoDB on its way.
type question struct {
	*Server

	door      *Door
	signature signature
	request   *http.Request
	body      []byte
	home      call.Home
	call      call.Call
	asker     judge.Asker
}

var errNotCarried = errors.New("the endpoint carries another service, or another Region's")

func (q *question) decide(w http.ResponseWriter, unsigned error) (promise.Plan, error) {
	if err := q.read(w, unsigned); err != nil {
		return promise.Plan{}, err
	}
	if err := q.askCaller(); err != nil {
		return promise.Plan{}, err
	}
	q.home = call.Home{Region: q.signature.Region, Account: q.asker.Account}
	var err error
	if q.call, err = call.Read(q.request.Header.Get("X-Amz-Target"), q.body, q.home); err != nil {
		return promise.Plan{}, q.refuse(err)
	}
	if err := q.askPolicies(); err != nil {
		return promise.Plan{}, err
	}
	plan, err := q.promises.DynamoDB(q.request.Context(), q.asker, q.call, q.home)
	var refusal *call.RefusedError
	if errors.As(err, &refusal) {
		err = q.refuse(err)
	}
	return plan, err
}

// read takes the request in, if it has the one form that the gate and moto read alike.
func (q *question) read(w http.ResponseWriter, unsigned error) error {
	r := q.request
	switch {
	case errors.Is(unsigned, errUnsigned):
		return &answer.Error{Code: "MissingAuthenticationTokenException", Message: "Request is missing Authentication Token"}
	case unsigned != nil || q.signature.Service != "dynamodb":
		return &answer.Error{Code: "IncompleteSignatureException", Message: "The gate cannot read the signature of the " +
			"request: it takes AWS4-HMAC-SHA256 for the service dynamodb"}
	case r.Method != http.MethodPost || r.URL.Path != "/" || r.URL.RawQuery != "" ||
		len(r.Header.Values("X-Amz-Target")) != 1 || r.Header.Get("Content-Encoding") != "":
		return &answer.Error{Code: call.UnknownOperation, Message: "DynamoDB takes a POST to / with one X-Amz-Target"}
	}
	var err error
	if q.body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit)); err != nil {
		return &answer.Error{Code: call.Serialization, Message: "The request's body cannot be read: " + err.Error()}
	}
	return nil
}

// askCaller finds out who calls and through which endpoint.
func (q *question) askCaller() error {
	ctx := q.request.Context()
	caller, err := q.world.Caller(ctx, q.signature.Key)
	if errors.Is(err, world.ErrUnknownKey) {
		return q.refuse(&call.RefusedError{
			Code: "UnrecognizedClientException", Message: "The security token included in the request is invalid.",
		})
	}
	if err != nil {
		return err
	}
	q.asker = judge.Asker{Caller: caller, Region: q.signature.Region, UserAgent: q.request.UserAgent()}
	organization := ""
	if q.door.Endpoint != "" {
		if q.asker.Endpoint, organization, err = q.through(ctx); err != nil {
			return err
		}
	}
	q.asker.Origin = q.door.origin(organization)
	return nil
}

// through is the endpoint as it is now, and its owner's organization.
func (q *question) through(ctx context.Context) (*world.Endpoint, string, error) {
	endpoints, err := q.world.Endpoints(ctx, q.door.Account, q.door.Region)
	if err != nil {
		return nil, "", err
	}
	for i := range endpoints {
		if endpoints[i].ID != q.door.Endpoint {
			continue
		}
		organization, err := q.world.Organization(ctx, q.door.Account)
		if err != nil || organization == nil {
			return &endpoints[i], "", err
		}
		return &endpoints[i], organization.ID, nil
	}
	return nil, "", fmt.Errorf("%w: it is gone", errNotCarried)
}

// askPolicies has every authorisation decided. All are logged; the first refusal is the answer.
func (q *question) askPolicies() error {
	if e := q.asker.Endpoint; e != nil && (e.Service != q.call.Service || e.Region != q.signature.Region) {
		return errNotCarried
	}
	if q.call.Operation == "DescribeEndpoints" && q.asker.Endpoint == nil {
		return nil // "no permission is needed" at the public endpoint (Internetwork traffic privacy in DynamoDB)
	}
	var first error
	for _, need := range q.call.Needs {
		ruling, err := q.judge.Rule(q.request.Context(), q.asker, need)
		if err != nil {
			return err
		}
		q.log(ruling)
		if !ruling.Allowed() && first == nil {
			first = &answer.Error{Code: "AccessDeniedException", Message: ruling.Message(q.asker)}
		}
	}
	return first
}

// refuse turns a request that cannot be read into an answer, and says so in the log.
func (q *question) refuse(err error) error {
	var refusal *call.RefusedError
	if !errors.As(err, &refusal) {
		return err
	}
	q.Log.Info("refused", "origin", q.door.Name, "key", q.signature.Key,
		"target", q.request.Header.Get("X-Amz-Target"), "code", refusal.Code, "reason", refusal.Message)
	return &answer.Error{Code: refusal.Code, Message: refusal.Message}
}

// reply answers in the emulator's place.
func reply(w http.ResponseWriter, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		answer.Write(w, answer.DynamoDB, unavailable())
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	describeBody(w.Header(), body)
	_, _ = w.Write(body) // a client that has gone needs no answer
}

// describeBody sets the headers that must fit the body of an answer.
func describeBody(header http.Header, body []byte) {
	header.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
	header.Set("Content-Length", strconv.Itoa(len(body)))
}
