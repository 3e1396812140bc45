package gate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsrules"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// Options configure a gate.
type Options struct {
	Moto string // its URL
	Dir  string // for the list of doors; none is written if empty
	Port int    // of the internet's door; a free one if 0
	// RootKey is the access key id of the account's root user. Default: "local".
	RootKey string
	// Clock is how many times faster than AWS changes of policies take effect. With 0 they take effect at once.
	Clock float64
	// DecideAll makes the gate decide requests to the other services too, by identity policies. It then asks the emulator
	// for the caller's policies after each change. Without it they are forwarded.
	DecideAll bool
	// Timeout bounds how long the emulator may take to answer. Default: 30 seconds.
	Timeout time.Duration
	Log     *slog.Logger // slog's default one if nil
}

// Server is a gate.
type Server struct {
	Options

	state      *awsstate.State
	authorizer *authorize.Authorizer
	rules      *awsrules.Enforcer
	doors      *doors
	forwarder  *forwarder
}

// Open opens the doors of a gate.
func Open(ctx context.Context, options Options) (*Server, error) {
	if options.RootKey == "" {
		options.RootKey = "local"
	}
	if options.Timeout == 0 {
		options.Timeout = 30 * time.Second
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	moto, err := url.Parse(options.Moto)
	if err != nil {
		return nil, fmt.Errorf("open gate: %w", err)
	}
	if ip := net.ParseIP(moto.Hostname()); moto.Scheme != "http" || ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("open gate: %q is not the URL of an emulator on this machine", options.Moto)
	}
	s := &Server{Options: options}
	s.state = awsstate.New(awsstate.Config{
		Endpoint: options.Moto, Account: workspace.Account, Region: workspace.Region, RootKey: options.RootKey,
		Timeout: options.Timeout,
	})
	clock := awsrules.NewClock(options.Clock)
	s.authorizer = &authorize.Authorizer{State: s.state, Enforced: clock.Enforced}
	s.rules = &awsrules.Enforcer{State: s.state, Authorizer: s.authorizer, Clock: clock}
	s.forwarder = newForwarder(moto, options.Timeout, options.Log, s.state.Invalidate)
	s.doors = newDoors(s, options.Dir)
	if err := s.doors.openFixed(ctx, options.Port); err != nil {
		return nil, errors.Join(fmt.Errorf("open gate: %w", err), s.Close())
	}
	if err := s.doors.sync(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open gate: %w", err), s.Close())
	}
	return s, nil
}

// Close closes every door.
func (s *Server) Close() error { return s.doors.closeAll() }

// Doors lists the open doors, the internet's first.
func (s *Server) Doors() []Door { return s.doors.list() }

// serve answers a request that came in by a door.
func (s *Server) serve(door *Door, w http.ResponseWriter, r *http.Request) {
	signed, err := identify(r)
	switch {
	case door.Name == Internet && r.URL.Path == doorsPath && r.Header.Get("Authorization") == "":
		s.showDoors(w, r)
	case isMotoPage(r.URL.Path):
		http.NotFound(w, r)
	case isDynamoDB(r):
		s.serveDynamoDB(door, signed, err, w, r)
	case door.Endpoint != "":
		s.unreachable(door, r, "the endpoint carries another service")
	case isCloudControl(r):
		s.serveCloudControl(door, signed, err, w, r)
	default:
		s.serveOther(door, signed, w, r)
	}
}

// unreachable closes the connection without an answer, like a host that the caller cannot reach.
func (s *Server) unreachable(door *Door, r *http.Request, why string) {
	s.Log.Info("unreachable", "origin", door.Name, "target", r.Header.Get("X-Amz-Target"), "reason", why)
	panic(http.ErrAbortHandler)
}
