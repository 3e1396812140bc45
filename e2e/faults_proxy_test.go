package e2e

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
)

// awsCall is one call of AWS that a run of the CLI made.
type awsCall struct {
	Service, Operation string
	Number             int // the how manieth of this operation in the run, from 1
	Status             int // of the answer, 0 where there was none
}

func (c awsCall) name() string { return c.Service + " " + c.Operation }

// changes reports whether the call may change something in AWS.
func (c awsCall) changes() bool {
	return c.Service != "sts" && !slices.ContainsFunc([]string{"Describe", "Get", "List", "Search", "BatchGet"},
		func(prefix string) bool { return strings.HasPrefix(c.Operation, prefix) })
}

// fault is what happens to one call, or to it and all later ones of its operation in the same run.
type fault struct {
	kind      faultKind
	operation string // as awsCall.name says it
	number    int
	// act is called at the call: before it is made, or, with the kind afterwards, once AWS has made it.
	act func()
}

// faultKind says what happens to a call. It is printed in the table.
type faultKind string

const (
	refused       faultKind = "refused"
	throttled     faultKind = "throttled once"
	throttledOn   faultKind = "throttled on"
	broken        faultKind = "500 once"
	brokenOn      faultKind = "500 on"
	slow          faultKind = "slow"
	lost          faultKind = "answer lost"
	dropped       faultKind = "request lost"
	actBefore     faultKind = "act before"
	actAfterwards faultKind = "act afterwards"
	meanwhile     faultKind = "act meanwhile" // and then the call is made
)

// slowness is how much later than AWS a slow call is answered.
const slowness = 3 * time.Second

func (f *fault) hits(call awsCall) bool {
	if f == nil || f.operation != call.name() {
		return false
	}
	if f.kind == throttledOn || f.kind == brokenOn {
		return call.Number >= f.number
	}
	return call.Number == f.number
}

// faultProxy stands between the plugins and the gate. It sees every call, keeps a journal of them, and lets one fail.
// It leaves the request as it is signed: with its Host header.
type faultProxy struct {
	*httptest.Server

	gate atomic.Pointer[url.URL]

	mutex   sync.Mutex
	journal []awsCall
	counts  map[string]int
	armed   *fault
	hits    int
	open    int // calls that are being answered
	latest  time.Time
}

func newFaultProxy() *faultProxy {
	p := &faultProxy{counts: map[string]int{}}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(p.gate.Load())
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(forward, w, r) }))
	return p
}

// start empties the journal and arms the proxy for one run.
func (p *faultProxy) start(armed *fault) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.journal, p.counts, p.armed, p.hits = nil, map[string]int{}, armed, 0
}

// stop disarms the proxy, and returns the calls since start and how many of them the fault hit.
func (p *faultProxy) stop() ([]awsCall, int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.armed = nil
	return slices.Clone(p.journal), p.hits
}

// quiet waits until no call was made or answered for a while.
func (p *faultProxy) quiet(within time.Duration) {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		p.mutex.Lock()
		still := p.open == 0 && time.Since(p.latest) > time.Second
		p.mutex.Unlock()
		if still {
			return
		}
	}
}

func (p *faultProxy) serve(forward http.Handler, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	call, at, hit := p.note(r, body)
	recorder := httptest.NewRecorder()
	defer func() { p.answered(at, recorder.Code) }()
	send := func() { forward.ServeHTTP(recorder, r) }
	abort := func() {
		recorder.Code = 0
		panic(http.ErrAbortHandler)
	}
	if hit == nil {
		send()
	} else {
		switch hit.kind {
		case refused, throttled, throttledOn, broken, brokenOn:
			answerWithFault(recorder, call, hit.kind)
		case slow:
			send()
			time.Sleep(slowness)
		case lost:
			send()
			abort()
		case dropped:
			abort()
		case meanwhile:
			hit.act()
			send()
		case actBefore:
			hit.act()
			abort()
		case actAfterwards:
			send()
			hit.act()
			abort()
		}
	}
	maps.Copy(w.Header(), recorder.Header())
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes()) // a client that is gone needs no answer
}

var credentialScope = regexp.MustCompile(`Credential=[^/]+/[0-9]+/[^/]+/([^/]+)/aws4_request`)

// note writes a call into the journal, and returns its place there and the fault that hits it.
func (p *faultProxy) note(r *http.Request, body []byte) (awsCall, int, *fault) {
	call := awsCall{Operation: r.Method}
	if scope := credentialScope.FindStringSubmatch(r.Header.Get("Authorization")); scope != nil {
		call.Service = scope[1]
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		call.Operation = target[strings.LastIndexByte(target, '.')+1:]
	} else if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") != "" {
		call.Operation = form.Get("Action")
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.counts[call.name()]++
	call.Number = p.counts[call.name()]
	p.journal = append(p.journal, call)
	p.open++
	var hit *fault
	if p.armed.hits(call) {
		hit = p.armed
		p.hits++
	}
	return call, len(p.journal) - 1, hit
}

func (p *faultProxy) answered(at, status int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.open--
	p.latest = time.Now()
	if at < len(p.journal) { // otherwise another run has begun
		p.journal[at].Status = status
	}
}

// answerWithFault answers as the service does. The codes are those of the services' lists of common errors. ("Error
// codes for the Amazon EC2 API", "Error handling with DynamoDB", and "Common Errors" of the other API references.)
func answerWithFault(w http.ResponseWriter, call awsCall, kind faultKind) {
	protocol := awserror.JSON
	switch call.Service {
	case "dynamodb":
		protocol = awserror.DynamoDB
	case "ec2":
		protocol = awserror.EC2
	case "iam", "sts":
		protocol = awserror.Query
	}
	var answer awserror.Error
	switch kind {
	case refused:
		answer = awserror.Error{
			Code: "AccessDeniedException", Message: "User is not authorized to perform: " + call.Service + ":" + call.Operation,
		}
		if protocol == awserror.EC2 {
			answer.Status, answer.Code = http.StatusForbidden, "UnauthorizedOperation"
			answer.Message = "You are not authorized to perform this operation."
		}
	case throttled, throttledOn:
		answer = awserror.Error{Code: "ThrottlingException", Message: "Rate exceeded"}
		switch {
		case protocol == awserror.EC2:
			answer.Status, answer.Code = http.StatusServiceUnavailable, "RequestLimitExceeded"
			answer.Message = "Request limit exceeded."
		case call.Service == "organizations":
			answer.Code = "TooManyRequestsException"
		}
	default:
		answer = awserror.Error{
			Status: http.StatusInternalServerError, Code: "InternalServerError", Message: "Internal server error",
		}
		switch {
		case protocol == awserror.EC2:
			answer.Code, answer.Message = "InternalError", "An internal error has occurred"
		case call.Service == "organizations":
			answer.Code = "ServiceException"
		case protocol == awserror.JSON:
			answer.Code = "InternalServiceException"
		}
	}
	awserror.Write(w, protocol, &answer)
}
