package gate

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator/emulatortest"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
)

// breaker is a proxy between the gate and the emulator that can fail.
type breaker struct {
	*httptest.Server

	fault atomic.Value // func(http.ResponseWriter), a nil func for none
}

func newBreaker(t *testing.T) *breaker {
	t.Helper()
	moto, err := url.Parse(emulatortest.Endpoint(t))
	require.NoError(t, err)
	b := &breaker{}
	b.works()
	proxy := httputil.NewSingleHostReverseProxy(moto)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fault := b.fault.Load().(func(http.ResponseWriter)); fault != nil {
			fault(w)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *breaker) works() { b.fault.Store((func(http.ResponseWriter))(nil)) }

func TestFaults(t *testing.T) {
	t.Parallel()
	b := newBreaker(t)
	h := newHarness(t, Options{Moto: b.URL, Timeout: time.Second})
	table, _, _ := h.table()
	_, by := h.role("/", allowDynamoDB)
	_, stranger := h.role("/", "")
	require.NoError(t, h.get(h.gate.Internet(), by, table))
	faults := map[string]func(http.ResponseWriter){
		"down": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"slow": func(http.ResponseWriter) { time.Sleep(1200 * time.Millisecond) },
		"broken": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte("<html>no</html>"))
		},
	}
	for name, fault := range faults {
		b.fault.Store(fault)
		h.gate.state.Invalidate()
		// With the caller not yet cached, and cached.
		for _, caller := range []keys{by, stranger} {
			err := h.get(h.gate.Internet(), caller, table)
			require.Error(t, err, name)
			h.refused(err, "ServiceUnavailableException", "does not answer")
		}
		b.works()
		require.NoError(t, h.get(h.gate.Internet(), by, table), "after %s", name)
		b.fault.Store(fault)
		require.Error(t, h.get(h.gate.Internet(), by, table), name)
		_, err := h.ec2().DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
		require.Error(t, err, name)
		_, err = h.iam(bootstrap).ListRoles(t.Context(), &iam.ListRolesInput{})
		require.Error(t, err, name)
		if name != "broken" { // what moto itself answers is passed on
			h.refused(err, "ServiceUnavailableException", "")
		}
		b.works()
	}
	err := h.get(h.gate.Internet(), stranger, table)
	h.refused(err, "AccessDeniedException", "")
}

// TestEmulatorIsRestarted: nothing that an earlier emulator allowed is allowed by the next.
func TestEmulatorIsRestarted(t *testing.T) {
	t.Parallel()
	b := newBreaker(t)
	h := newHarness(t, Options{Moto: b.URL})
	table, _, _ := h.table()
	_, by := h.role("/", allowDynamoDB)
	require.NoError(t, h.get(h.gate.Internet(), by, table))
	b.fault.Store(func(w http.ResponseWriter) { // an emulator that knows nobody
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte(`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
			`<Arn>arn:aws:sts::123456789012:user/moto</Arn><UserId>AKIAIOSFODNN7EXAMPLE</UserId><Account>123456789012</Account>` +
			`</GetCallerIdentityResult></GetCallerIdentityResponse>`))
	})
	assert.Eventually(t, func() bool {
		err := h.get(h.gate.Internet(), by, table)
		return err != nil && assert.ObjectsAreEqual("UnrecognizedClientException", awsstate.CodeOf(err))
	}, 10*time.Second, 100*time.Millisecond, "a copy is believed for two seconds")
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, moto := range []string{"", "https://dynamodb.us-east-1.amazonaws.com", "http://192.0.2.1:5000", "http://localhost.example.com"} {
		_, err := Open(t.Context(), Options{Moto: moto, Log: slog.New(slog.DiscardHandler)})
		require.ErrorContains(t, err, "is not the URL of an emulator on this machine", moto)
	}
	_, err := Open(t.Context(), Options{Moto: "http://127.0.0.1:1", Log: slog.New(slog.DiscardHandler)})
	require.ErrorContains(t, err, "open gate: list VPC endpoints", "an emulator that does not answer")
}

func TestManyRequestsInFlight(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	table, tableARN, _ := h.table()
	vpc, _, inside := h.endpoint("dynamodb", true, "")
	require.NoError(t, h.put(tableARN, denyOutside("dynamodb:GetItem", tableARN, vpc), bootstrap))
	_, by := h.role("/", allowDynamoDB)
	clients := map[bool]*dynamodb.Client{true: h.tables(inside.URL, by), false: h.tables(h.gate.Internet(), by)}
	var group sync.WaitGroup
	for i := range 500 {
		group.Go(func() {
			allowed := i%2 == 0
			_, err := clients[allowed].GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key})
			if allowed {
				assert.NoError(t, err)
			} else {
				assert.Equal(t, "AccessDeniedException", awsstate.CodeOf(err))
			}
		})
	}
	group.Wait()
}
