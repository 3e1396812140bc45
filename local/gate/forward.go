package gate

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/promise"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// connections to moto at once. It answers one request after the other whatever there are, and its backlog is
// short: the gate lets requests wait instead of having connections refused.
const connections = 64

// forwarder sends requests on to the emulator.
type forwarder struct {
	proxy    *httputil.ReverseProxy
	patience time.Duration
}

// errand is what a forwarded request carries with it.
type errand struct {
	protocol answer.Protocol
	// after is called with the emulator's answer to a change, and before the client hears of it; nil for a read.
	after func(context.Context, *http.Response) error
	// edit changes the emulator's answer to what succeeded; nil leaves it.
	edit func(context.Context, []byte) ([]byte, error)
}

type errandKey struct{}

// newForwarder makes a forwarder. It calls lost where the emulator did not answer: it may have been started anew, or
// have made a change without saying so.
func newForwarder(moto *url.URL, patience time.Duration, log *slog.Logger, lost func()) *forwarder {
	f := &forwarder{patience: patience}
	f.proxy = &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(moto)
			p.Out.Host = p.In.Host // moto writes it into URLs, which then lead back here
		},
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext, DisableCompression: true,
			MaxConnsPerHost: connections, MaxIdleConnsPerHost: connections, ResponseHeaderTimeout: patience,
		},
		BufferPool: &buffers{},
		ErrorLog:   slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ModifyResponse: func(r *http.Response) error {
			e, _ := r.Request.Context().Value(errandKey{}).(errand)
			if e.after != nil {
				if err := e.after(r.Request.Context(), r); err != nil {
					return err
				}
			}
			if e.edit == nil || r.StatusCode != http.StatusOK {
				return nil
			}
			return rewrite(r, e.edit)
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			lost()
			log.Error("forward", "error", err.Error())
			e, _ := r.Context().Value(errandKey{}).(errand)
			answer.Write(w, e.protocol, unavailable())
		},
	}
	return f
}

// unavailable is what a client is told while the emulator is down, slow or broken. Clients try again after a 503.
func unavailable() *answer.Error {
	return &answer.Error{
		Status: http.StatusServiceUnavailable, Code: "ServiceUnavailableException",
		Message: "The emulator behind the gate does not answer. Please try again.",
	}
}

// send forwards. A change is seen through even where its client has gone: the emulator may have made it, and what
// comes after belongs to it.
func (f *forwarder) send(w http.ResponseWriter, r *http.Request, e errand) {
	ctx := context.WithValue(r.Context(), errandKey{}, e)
	if e.after != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 2*f.patience)
		defer cancel()
	}
	f.proxy.ServeHTTP(w, r.WithContext(ctx))
}

// forward sends a decided request to the account of its resources. The request is written anew with what was
// decided and nothing else: moto reads account and Region from headers that the gate did not look at.
func (q *question) forward(w http.ResponseWriter, plan promise.Plan) {
	body := q.body
	if plan.Body != nil {
		body = plan.Body
	}
	out, err := http.NewRequestWithContext(q.request.Context(), http.MethodPost, "/", bytes.NewReader(body))
	if err != nil {
		answer.Write(w, answer.DynamoDB, unavailable())
		return
	}
	by := q.signature
	scope := strings.Join([]string{by.Key, by.Date, by.Region, by.Service, "aws4_request"}, "/")
	out.Header = http.Header{
		"Authorization":     {"AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=host, Signature=0"},
		"Content-Type":      {"application/x-amz-json-1.0"},
		"X-Amz-Target":      q.request.Header["X-Amz-Target"],
		"User-Agent":        {"gate"},
		world.AccountHeader: {q.call.Account(q.home)},
	}
	e := errand{protocol: answer.DynamoDB, edit: plan.Edit}
	if !changesNothing(q.call.Operation) {
		e.after = func(ctx context.Context, r *http.Response) error {
			defer q.world.Forget()
			if plan.After != nil && r.StatusCode == http.StatusOK {
				return plan.After(ctx)
			}
			return nil
		}
	}
	q.Server.forward.send(w, out, e)
}

// rewrite changes an answer's body, and what the headers say of it.
func rewrite(r *http.Response, edit func(context.Context, []byte) ([]byte, error)) error {
	body, err := io.ReadAll(r.Body)
	if err = errors.Join(err, r.Body.Close()); err != nil {
		return err
	}
	if body, err = edit(r.Request.Context(), body); err != nil {
		return err
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	describeBody(r.Header, body)
	return nil
}

// buffers are used again.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte {
	if kept, ok := b.pool.Get().(*[]byte); ok {
		return *kept
	}
	return make([]byte, 32<<10)
}

func (b *buffers) Put(buffer []byte) { b.pool.Put(&buffer) }

// peek reads a body that is small enough to look at, and puts it back.
func peek(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.ContentLength < 0 || r.ContentLength > 1<<20 {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}
