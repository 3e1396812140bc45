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

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsrules"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// bodyLimit is larger than any request to DynamoDB can be: a batch of 16 MB, as JSON.
const bodyLimit = 32 << 20

// serveDynamoDB decides a request, and forwards it if every authorization that it needs is granted.
func (s *Server) serveDynamoDB(door *Door, by signature, unsigned error, w http.ResponseWriter, r *http.Request) {
	d := &dynamoDBRequest{Server: s, door: door, signature: by, incoming: r}
	plan, err := d.decide(w, unsigned)
	if plan.Done != nil {
		defer plan.Done()
	}
	var refusal *awserror.Error
	switch {
	case errors.As(err, &refusal):
		awserror.Write(w, awserror.DynamoDB, refusal)
	case errors.Is(err, errNotCarried):
		s.unreachable(door, r, err.Error())
	case err != nil:
		s.Log.Error("read the emulator", "error", err.Error())
		awserror.Write(w, awserror.DynamoDB, unavailable())
	case plan.Reply != nil:
		reply(w, awserror.DynamoDB, plan.Reply)
	default:
		d.forward(w, plan)
	}
}

// dynamoDBRequest is a request to DynamoDB that is being decided.
type dynamoDBRequest struct {
	*Server

	door      *Door
	signature signature
	incoming  *http.Request
	body      []byte
	home      request.Home
	request   request.Request
	caller    authorize.Caller
}

var errNotCarried = errors.New("the endpoint carries another service, or another Region's")

func (d *dynamoDBRequest) decide(w http.ResponseWriter, unsigned error) (awsrules.Plan, error) {
	if err := d.readBody(w, unsigned); err != nil {
		return awsrules.Plan{}, err
	}
	if err := d.identifyCaller(); err != nil {
		return awsrules.Plan{}, err
	}
	d.home = request.Home{Region: d.signature.Region, Account: d.caller.Account}
	var err error
	if d.request, err = request.Read(d.incoming.Header.Get("X-Amz-Target"), d.body, d.home); err != nil {
		return awsrules.Plan{}, d.refuse(err)
	}
	if err := d.authorize(); err != nil {
		return awsrules.Plan{}, err
	}
	plan, err := d.rules.DynamoDB(d.incoming.Context(), d.caller, d.request, d.home)
	var refusal *request.RefusedError
	if errors.As(err, &refusal) {
		err = d.refuse(err)
	}
	return plan, err
}

// readBody reads a request, if it has the one form that the gate and moto read alike.
func (d *dynamoDBRequest) readBody(w http.ResponseWriter, unsigned error) error {
	switch {
	case errors.Is(unsigned, errUnsigned):
		return checkSigned(unsigned)
	case unsigned != nil || d.signature.Service != "dynamodb":
		return &awserror.Error{Code: "IncompleteSignatureException", Message: "The gate cannot read the signature of the " +
			"request: it takes AWS4-HMAC-SHA256 for the service dynamodb"}
	case d.incoming.Method != http.MethodPost || d.incoming.URL.Path != "/" || d.incoming.URL.RawQuery != "" ||
		len(d.incoming.Header.Values("X-Amz-Target")) != 1 || d.incoming.Header.Get("Content-Encoding") != "":
		return &awserror.Error{Code: request.UnknownOperation, Message: "DynamoDB takes a POST to / with one X-Amz-Target"}
	}
	var err error
	if d.body, err = io.ReadAll(http.MaxBytesReader(w, d.incoming.Body, bodyLimit)); err != nil {
		return &awserror.Error{Code: request.Serialization, Message: "The request's body cannot be read: " + err.Error()}
	}
	return nil
}

// identifyCaller finds the caller, and the endpoint that the request came through.
func (d *dynamoDBRequest) identifyCaller() error {
	ctx := d.incoming.Context()
	caller, err := d.state.Caller(ctx, d.signature.Key)
	if errors.Is(err, awsstate.ErrUnknownKey) {
		return d.refuse(unknownKey())
	}
	if err != nil {
		return err
	}
	d.caller = authorize.Caller{Caller: caller, Region: d.signature.Region, UserAgent: d.incoming.UserAgent()}
	organization := ""
	if d.door.Endpoint != "" {
		if d.caller.Endpoint, organization, err = d.findEndpoint(ctx); err != nil {
			return err
		}
	}
	d.caller.Origin = d.door.origin(organization)
	return nil
}

// findEndpoint returns the door's endpoint as it is now, and its owner's organization.
func (d *dynamoDBRequest) findEndpoint(ctx context.Context) (*awsstate.Endpoint, string, error) {
	endpoints, err := d.state.Endpoints(ctx, d.door.Account, d.door.Region)
	if err != nil {
		return nil, "", err
	}
	for i := range endpoints {
		if endpoints[i].ID != d.door.Endpoint {
			continue
		}
		organization, err := d.state.Organization(ctx, d.door.Account)
		if err != nil || organization == nil {
			return &endpoints[i], "", err
		}
		return &endpoints[i], organization.ID, nil
	}
	return nil, "", fmt.Errorf("%w: it is gone", errNotCarried)
}

// authorize decides every authorization. All decisions are logged; the first refusal is the answer.
func (d *dynamoDBRequest) authorize() error {
	if e := d.caller.Endpoint; e != nil && (e.Service != d.request.Service || e.Region != d.signature.Region) {
		return errNotCarried
	}
	if d.request.Operation == "DescribeEndpoints" && d.caller.Endpoint == nil {
		return nil // at the public endpoint "no permission is needed" (Internetwork traffic privacy in DynamoDB)
	}
	var first error
	for _, authorization := range d.request.Authorizations {
		decision, err := d.authorizer.Authorize(d.incoming.Context(), d.caller, authorization)
		if err != nil {
			return err
		}
		d.log(d.incoming.Context(), d.caller, d.door, d.request.Operation, decision)
		if !decision.Allowed() && first == nil {
			first = &awserror.Error{Code: "AccessDeniedException", Message: decision.Message(d.caller)}
		}
	}
	return first
}

// refuse logs a request that cannot be read, and turns the error into an answer.
func (d *dynamoDBRequest) refuse(err error) error {
	var unread *request.RefusedError
	if errors.As(err, &unread) {
		err = &awserror.Error{Code: unread.Code, Message: unread.Message}
	}
	var refusal *awserror.Error
	if errors.As(err, &refusal) {
		d.Log.Info("refused", "origin", d.door.Name, "key", d.signature.Key,
			"target", d.incoming.Header.Get("X-Amz-Target"), "code", refusal.Code, "reason", refusal.Message)
	}
	return err
}

// reply answers in place of the emulator.
func reply(w http.ResponseWriter, protocol awserror.Protocol, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		awserror.Write(w, protocol, unavailable())
		return
	}
	w.Header().Set("Content-Type", protocol.ContentType())
	setBodyHeaders(w.Header(), body)
	_, _ = w.Write(body) // a client that is gone needs no response
}

// setBodyHeaders sets the headers that depend on the body of a response. The clients of DynamoDB verify the checksum.
func setBodyHeaders(header http.Header, body []byte) {
	header.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
	header.Set("Content-Length", strconv.Itoa(len(body)))
}
