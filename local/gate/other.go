package gate

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsrules"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
)

// serveOther forwards a request to another service. No policy is evaluated unless the gate decides all requests.
// Package awsrules checks some of them.
// After any request that may have changed a policy, every copy of the emulator's state is dropped.
func (s *Server) serveOther(door *Door, by signature, w http.ResponseWriter, r *http.Request) {
	body, err := peek(r)
	if err != nil {
		http.Error(w, "the request's body cannot be read", http.StatusBadRequest)
		return
	}
	o := otherRequest{Server: s, signature: by}
	o.detectOperation(r, body)
	var plan awsrules.Plan
	if s.DecideAll {
		err = o.decide(r.Context(), door, r.UserAgent(), body)
	}
	if err == nil {
		plan, err = o.plan(r.Context(), body)
	}
	if plan.Done != nil {
		defer plan.Done()
	}
	var refusal *awserror.Error
	switch {
	case errors.As(err, &refusal):
		s.Log.Info("refused", "service", by.Service, "operation", o.operation, "key", by.Key, "code", refusal.Code,
			"reason", refusal.Message)
		awserror.Write(w, o.protocol, refusal)
		return
	case err != nil:
		s.Log.Error("read the emulator", "error", err.Error())
		awserror.Write(w, o.protocol, unavailable())
		return
	case plan.Reply != nil:
		reply(w, o.protocol, plan.Reply)
		return
	}
	options := forwardOptions{protocol: o.protocol, service: by.Service, operation: o.operation, edit: plan.Edit}
	if (o.operation != "" || r.Method != http.MethodGet) && !changesNoPolicy(o.operation) {
		options.after = func(ctx context.Context, r *http.Response) error {
			s.state.Invalidate()
			if plan.After != nil && r.StatusCode == http.StatusOK {
				if err := plan.After(ctx); err != nil {
					return err
				}
			}
			return o.syncDoors(ctx)
		}
	}
	s.forwarder.send(w, r, options)
}

// otherRequest is a request to a service other than DynamoDB.
type otherRequest struct {
	*Server
	signature

	operation string
	form      url.Values
	protocol  awserror.Protocol
}

// detectOperation finds the operation in X-Amz-Target or in the parameter Action. A service that has neither goes by
// method and path.
func (o *otherRequest) detectOperation(r *http.Request, body []byte) {
	o.form = r.URL.Query()
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasPrefix(
		r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		for name, values := range form {
			o.form[name] = append(o.form[name], values...)
		}
	}
	o.operation = o.form.Get("Action")
	o.protocol = awserror.Query
	if o.Service == "ec2" {
		o.protocol = awserror.EC2
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		o.protocol = awserror.JSON
		o.operation = target[strings.LastIndexByte(target, '.')+1:]
	}
}

func (o *otherRequest) plan(ctx context.Context, body []byte) (awsrules.Plan, error) {
	if o.Service != "ec2" && o.Service != "organizations" && o.Service != "application-autoscaling" {
		return awsrules.Plan{}, nil
	}
	account, err := o.account(ctx)
	if err != nil {
		return awsrules.Plan{}, err
	}
	switch o.Service {
	case "organizations":
		return o.rules.Organizations(ctx, account, o.operation, body)
	case "application-autoscaling":
		return o.rules.Scaling(ctx, account, o.Region, o.operation, body)
	}
	o.doors.watch(account, o.Region)
	return o.rules.EC2(ctx, account, o.Region, o.form)
}

// account is the account that moto acts in: the caller's, or the default account for a key that moto does not know.
func (o *otherRequest) account(ctx context.Context) (string, error) {
	caller, err := o.state.Caller(ctx, o.Key)
	if errors.Is(err, awsstate.ErrUnknownKey) {
		return o.state.Account, nil
	}
	if err != nil {
		return "", err
	}
	return caller.Account, nil
}

// syncDoors opens the door of a new endpoint before the endpoint's creator has the response.
func (o *otherRequest) syncDoors(ctx context.Context) error {
	if slices.Contains([]string{"iam", "sts", "organizations"}, o.Service) {
		return nil
	}
	return o.doors.sync(ctx)
}

// policyNeutralOperations are the first words of operations that change no policy. Operations on items count: an item
// is no policy. So does AssumeRole: nothing is cached for a session's key before it is used.
var policyNeutralOperations = []string{
	"Get", "List", "Describe", "Query", "Scan", "Search", "BatchGet", "BatchWriteItem", "BatchExecute", "Transact",
	"ExecuteStatement", "ExecuteTransaction", "PutItem", "UpdateItem", "DeleteItem", "AssumeRole",
}

func changesNoPolicy(operation string) bool {
	return slices.ContainsFunc(policyNeutralOperations, func(prefix string) bool {
		return strings.HasPrefix(operation, prefix)
	})
}
