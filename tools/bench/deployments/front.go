package deployments

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"time"
)

// front stands before the emulator and counts what it is asked. It opens few connections, and each for one request: an
// emulator that is busy refuses connections and closes idle ones, and the AWS SDK would ask again, and be told that the
// table exists already.
type front struct {
	server *http.Server
	url    string
	asked  atomic.Int64
}

// openFront serves on a port of the loopback interface.
func openFront(emulator string) (*front, error) {
	target, err := url.Parse(emulator)
	if err != nil {
		return nil, fmt.Errorf("serve the emulator: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the emulator: %w", err)
	}
	f := &front{url: "http://" + listener.Addr().String()}
	f.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			f.asked.Add(1)
			r.SetURL(target)
		},
		Transport: &http.Transport{MaxConnsPerHost: 8, DisableKeepAlives: true},
	}}
	go func() { _ = f.server.Serve(listener) }() // until it is closed
	return f, nil
}

func (f *front) close() error {
	if f == nil {
		return nil
	}
	if err := f.server.Close(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
