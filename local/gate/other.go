package gate

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/promise"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// serveOther forwards a request to another service. No policy is asked; some of AWS's promises are kept. After
// anything that is not known to be a read, every copy of what the emulator holds is dropped.
func (s *Server) serveOther(by signature, w http.ResponseWriter, r *http.Request) {
	body, err := peek(r)
	if err != nil {
		http.Error(w, "the request's body cannot be read", http.StatusBadRequest)
		return
	}
	o := other{Server: s, signature: by}
	o.learn(r, body)
	plan, err := o.plan(r.Context(), body)
	if plan.Done != nil {
		defer plan.Done()
	}
	var refusal *answer.Error
	switch {
	case errors.As(err, &refusal):
		s.Log.Info("refused", "service", by.Service, "operation", o.operation, "key", by.Key, "code", refusal.Code,
			"reason", refusal.Message)
		answer.Write(w, o.protocol, refusal)
		return
	case err != nil:
		s.Log.Error("ask the emulator", "error", err.Error())
		answer.Write(w, o.protocol, unavailable())
		return
	}
	e := errand{protocol: o.protocol}
	if (o.operation != "" || r.Method != http.MethodGet) && !changesNothing(o.operation) {
		e.after = func(ctx context.Context, r *http.Response) error {
			s.world.Forget()
			if plan.After != nil && r.StatusCode == http.StatusOK {
				if err := plan.After(ctx); err != nil {
					return err
				}
			}
			return o.lookForEndpoints(ctx)
		}
	}
	s.forward.send(w, r, e)
}

// other is a request to another service than DynamoDB.
type other struct {
	*Server
	signature

	operation string
	form      url.Values
	protocol  answer.Protocol
}

// learn finds the operation: in X-Amz-Target, or in the parameter Action. A service that has neither speaks by
// method and path.
func (o *other) learn(r *http.Request, body []byte) {
	o.form = r.URL.Query()
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasPrefix(
		r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		for name, values := range form {
			o.form[name] = append(o.form[name], values...)
		}
	}
	o.operation = o.form.Get("Action")
	o.protocol = answer.Query
	if o.Service == "ec2" {
		o.protocol = answer.EC2
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		o.protocol = answer.JSON
		o.operation = target[strings.LastIndexByte(target, '.')+1:]
	}
}

func (o *other) plan(ctx context.Context, body []byte) (promise.Plan, error) {
	if o.Service != "ec2" && o.Service != "organizations" {
		return promise.Plan{}, nil
	}
	account, err := o.account(ctx)
	if err != nil {
		return promise.Plan{}, err
	}
	if o.Service == "organizations" {
		return o.promises.Organizations(ctx, account, o.operation, body)
	}
	o.doors.watch(account, o.Region)
	return o.promises.EC2(ctx, account, o.Region, o.form)
}

// account is where moto would do what is asked: the caller's, or its default for a key that it does not know.
func (o *other) account(ctx context.Context) (string, error) {
	caller, err := o.world.Caller(ctx, o.Key)
	if errors.Is(err, world.ErrUnknownKey) {
		return o.world.Account, nil
	}
	if err != nil {
		return "", err
	}
	return caller.Account, nil
}

// lookForEndpoints opens the door of an endpoint before its maker hears of it.
func (o *other) lookForEndpoints(ctx context.Context) error {
	if slices.Contains([]string{"iam", "sts", "organizations"}, o.Service) {
		return nil
	}
	return o.doors.sync(ctx)
}

// reads begin the names of operations that change no policy. Items are not policies, so an operation on items
// counts as one; and a session's key is not kept before it is used.
var reads = []string{
	"Get", "List", "Describe", "Query", "Scan", "Search", "BatchGet", "BatchWriteItem", "BatchExecute", "Transact",
	"ExecuteStatement", "ExecuteTransaction", "PutItem", "UpdateItem", "DeleteItem", "AssumeRole",
}

func changesNothing(operation string) bool {
	return slices.ContainsFunc(reads, func(prefix string) bool { return strings.HasPrefix(operation, prefix) })
}
