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

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsrules"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
)

// maxConnections bounds the connections to moto. It handles one request at a time however many there are, and its
// backlog is short: the gate lets requests wait, so that moto refuses no connection.
const maxConnections = 64

// forwarder sends requests on to the emulator.
type forwarder struct {
	proxy   *httputil.ReverseProxy
	timeout time.Duration
	log     *slog.Logger
}

// forwardOptions says what to do with the response to a forwarded request.
type forwardOptions struct {
	protocol awserror.Protocol
	// service and operation are what was asked for.
	service, operation string
	// after is called with the response to a change, before the client has it. Nil for a read.
	after func(context.Context, *http.Response) error
	// edit changes the response to a request that succeeded. Nil changes nothing.
	edit func(context.Context, []byte) ([]byte, error)
}

type forwardOptionsKey struct{}

// newForwarder returns a forwarder. It calls lost when the emulator does not answer: the emulator may have been
// restarted, or have made a change and not said so.
func newForwarder(moto *url.URL, timeout time.Duration, log *slog.Logger, lost func()) *forwarder {
	f := &forwarder{timeout: timeout, log: log}
	f.proxy = &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(moto)
			p.Out.Host = p.In.Host // moto puts it into URLs, which then lead back here
		},
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext, DisableCompression: true,
			MaxConnsPerHost: maxConnections, MaxIdleConnsPerHost: maxConnections, ResponseHeaderTimeout: timeout,
		},
		BufferPool: &buffers{},
		ErrorLog:   slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ModifyResponse: func(r *http.Response) error {
			options, _ := r.Request.Context().Value(forwardOptionsKey{}).(forwardOptions)
			if options.after != nil {
				if err := options.after(r.Request.Context(), r); err != nil {
					return err
				}
			}
			if err := f.shapeError(r, options); err != nil {
				return err
			}
			if options.edit == nil || r.StatusCode != http.StatusOK {
				return nil
			}
			return editBody(r, options.edit)
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			lost()
			log.Error("forward", "error", err.Error())
			options, _ := r.Context().Value(forwardOptionsKey{}).(forwardOptions)
			awserror.Write(w, options.protocol, unavailable())
		},
	}
	return f
}

// unavailable is the answer while the emulator is down, slow or broken. Clients retry after a 503.
func unavailable() *awserror.Error {
	return &awserror.Error{
		Status: http.StatusServiceUnavailable, Code: "ServiceUnavailableException",
		Message: "The emulator behind the gate does not answer. Please try again.",
	}
}

// send forwards a request. A change is completed even if its client is gone: the emulator may have made it, and what
// follows is part of it.
func (f *forwarder) send(w http.ResponseWriter, r *http.Request, options forwardOptions) {
	ctx := context.WithValue(r.Context(), forwardOptionsKey{}, options)
	if options.after != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 2*f.timeout)
		defer cancel()
	}
	f.proxy.ServeHTTP(w, r.WithContext(ctx))
}

// forward sends an allowed request to the account of its resources. It builds a new request from what was decided and
// nothing else, because moto reads the account and the Region from headers that the gate did not check.
func (d *dynamoDBRequest) forward(w http.ResponseWriter, plan awsrules.Plan) {
	body := d.body
	if plan.Body != nil {
		body = plan.Body
	}
	out, err := http.NewRequestWithContext(d.incoming.Context(), http.MethodPost, "/", bytes.NewReader(body))
	if err != nil {
		awserror.Write(w, awserror.DynamoDB, unavailable())
		return
	}
	by := d.signature
	scope := strings.Join([]string{by.Key, by.Date, by.Region, by.Service, "aws4_request"}, "/")
	out.Header = http.Header{
		"Authorization":        {"AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=host, Signature=0"},
		"Content-Type":         {"application/x-amz-json-1.0"},
		"X-Amz-Target":         d.incoming.Header["X-Amz-Target"],
		"User-Agent":           {"gate"},
		awsstate.AccountHeader: {d.request.Account(d.home)},
	}
	options := forwardOptions{
		protocol: awserror.DynamoDB, service: d.request.Service, operation: d.request.Operation, edit: plan.Edit,
	}
	if !changesNoPolicy(d.request.Operation) {
		options.after = func(ctx context.Context, r *http.Response) error {
			defer d.state.Invalidate()
			if plan.After != nil && r.StatusCode == http.StatusOK {
				return plan.After(ctx)
			}
			return nil
		}
	}
	d.forwarder.send(w, out, options)
}

// editBody changes the body of a response, and the headers that depend on it.
func editBody(r *http.Response, edit func(context.Context, []byte) ([]byte, error)) error {
	body, err := io.ReadAll(r.Body)
	if err = errors.Join(err, r.Body.Close()); err != nil {
		return err
	}
	if body, err = edit(r.Request.Context(), body); err != nil {
		return err
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	setBodyHeaders(r.Header, body)
	return nil
}

// buffers is a pool of buffers.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() []byte {
	if kept, ok := b.pool.Get().(*[]byte); ok {
		return *kept
	}
	return make([]byte, 32<<10)
}

func (b *buffers) Put(buffer []byte) { b.pool.Put(&buffer) }

// peek reads a body that is small enough, and puts it back.
func peek(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.ContentLength < 0 || r.ContentLength > 1<<20 {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}
