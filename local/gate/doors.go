package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/background"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// The doors that are always open. A VPC endpoint's door has the endpoint's id as its name.
const (
	Internet = "internet"
	Service  = "service"
)

// Door is a listener that stands for the origin of the requests it receives.
type Door struct {
	Name string `json:"name"`
	URL  string `json:"url"`
	// Via is the service that acts for the caller, at the door named "service".
	Via string `json:"via,omitempty"`
	// Of a VPC endpoint's door: the endpoint, its VPC, owner and Region, and the one service that it carries.
	Endpoint string `json:"endpoint,omitempty"`
	VPC      string `json:"vpc,omitempty"`
	Account  string `json:"account,omitempty"`
	Region   string `json:"region,omitempty"`
	Carries  string `json:"carries,omitempty"`
	Gateway  bool   `json:"gateway,omitempty"`

	server *http.Server
}

// The addresses of callers, from the ranges for documentation and for private networks. (RFC 5737, RFC 1918.)
const (
	outsideIP = "203.0.113.7"
	insideIP  = "10.0.0.7"
)

// origin is where AWS would see a request come from.
func (d *Door) origin(organization string) iam.Origin {
	switch {
	case d.Endpoint != "":
		return iam.Origin{
			VPC: d.VPC, Endpoint: d.Endpoint, EndpointAccount: d.Account, EndpointOrg: organization, IP: insideIP,
		}
	case d.Via != "":
		return iam.Origin{Via: []string{d.Via}, IP: outsideIP}
	default:
		return iam.Origin{IP: outsideIP}
	}
}

// doors are the open doors of one gate.
type doors struct {
	gate *Server
	dir  string

	mutex     sync.Mutex
	open      map[string]*Door
	locations map[location]bool // that may have endpoints
}

// location is an account's part of a Region.
type location struct{ account, region string }

func newDoors(gate *Server, dir string) *doors {
	home := location{gate.state.Account, gate.state.Region}
	return &doors{gate: gate, dir: dir, open: map[string]*Door{}, locations: map[location]bool{home: true}}
}

func (d *doors) openFixed(ctx context.Context, port int) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return errors.Join(
		d.add(ctx, &Door{Name: Internet}, port),
		d.add(ctx, &Door{Name: Service, Via: "athena.amazonaws.com"}, 0),
	)
}

// watch adds a location to look for endpoints in.
func (d *doors) watch(account, region string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.locations[location{account, region}] = true
}

// sync opens a door for each endpoint that has none, and closes the doors of endpoints that are gone.
func (d *doors) sync(ctx context.Context) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	existing := map[string]awsstate.Endpoint{}
	for l := range d.locations {
		endpoints, err := d.gate.state.Endpoints(ctx, l.account, l.region)
		if err != nil {
			return err
		}
		for _, e := range endpoints {
			existing[e.ID] = e
		}
	}
	var errs []error
	for name, door := range d.open {
		if _, found := existing[name]; !found && door.Endpoint != "" {
			delete(d.open, name)
			errs = append(errs, door.server.Close())
		}
	}
	for id, e := range existing {
		if d.open[id] == nil {
			errs = append(errs, d.add(ctx, &Door{
				Name: id, Endpoint: id, VPC: e.VPC, Account: e.Account, Region: e.Region, Carries: e.Service, Gateway: e.Gateway,
			}, 0))
		}
	}
	return errors.Join(append(errs, d.write())...)
}

// add opens a door. The caller holds the mutex.
func (d *doors) add(ctx context.Context, door *Door, port int) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(background.Host, strconv.Itoa(port)))
	if err != nil {
		return fmt.Errorf("open the door of %s: %w", door.Name, err)
	}
	door.URL = "http://" + listener.Addr().String()
	door.server = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.gate.serve(door, w, r) }),
		ReadHeaderTimeout: 10 * time.Second,
	}
	d.open[door.Name] = door
	go func() { _ = door.server.Serve(listener) }() // ends when the door is closed
	return nil
}

func (d *doors) list() []Door {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.sorted()
}

func (d *doors) sorted() []Door {
	rank := map[string]int{Internet: -2, Service: -1}
	list := make([]Door, 0, len(d.open))
	for _, door := range d.open {
		list = append(list, *door)
	}
	slices.SortFunc(list, func(a, b Door) int {
		if by := rank[a.Name] - rank[b.Name]; by != 0 {
			return by
		}
		return strings.Compare(a.Name, b.Name)
	})
	return list
}

// DoorsFile is the list of doors in the runtime folder.
const DoorsFile = "doors.json"

// write writes the list to the runtime folder. It replaces the file in one step, so that a reader never sees half of
// it.
func (d *doors) write() error {
	if d.dir == "" {
		return nil
	}
	data, err := json.MarshalIndent(d.sorted(), "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(d.dir, DoorsFile)
	if err := os.WriteFile(path+".new", append(data, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func (d *doors) closeAll() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	var errs []error
	for _, door := range d.open {
		errs = append(errs, door.server.Close())
	}
	if d.dir != "" {
		if err := os.Remove(filepath.Join(d.dir, DoorsFile)); !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
