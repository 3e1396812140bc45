package main

import (
	"strings"
	"testing"
)

func TestLayout(t *testing.T) {
	t.Parallel()
	mask := func(m int) *int { return &m }
	two, three := []string{"a", "b"}, []string{"a", "b", "c"}
	fixed := spec{subnetType: isolated, mask: 20}
	tests := []struct {
		name, why string
		cidr      string
		zones     []string
		specs     []spec
		zoneMask  *int
		want      string
	}{
		{
			name: "two zones halve the network", why: "the default splits by the number of zones",
			cidr: "10.0.0.0/16", zones: two, specs: []spec{{subnetType: isolated}},
			want: "n-isolated-1=10.0.0.0/17 n-isolated-2=10.0.128.0/17",
		},
		{
			name: "three zones take quarters", why: "parts are powers of two",
			cidr: "10.1.0.0/22", zones: three, specs: []spec{{subnetType: isolated}},
			want: "n-isolated-1=10.1.0.0/24 n-isolated-2=10.1.1.0/24 n-isolated-3=10.1.2.0/24",
		},
		{
			name: "a fixed zone mask and size", why: "what a network passes so that a later zone moves no subnet",
			cidr: "10.0.0.0/16", zones: three, specs: []spec{fixed}, zoneMask: mask(18),
			want: "n-isolated-1=10.0.0.0/20 n-isolated-2=10.0.64.0/20 n-isolated-3=10.0.128.0/20",
		},
		{
			name: "public and private after it", why: "what comes later in the list moves nothing before it",
			cidr: "10.0.0.0/16", zones: two, zoneMask: mask(18),
			specs: []spec{fixed, {subnetType: public, mask: 24}, {subnetType: private, mask: 20}},
			want: "n-isolated-1=10.0.0.0/20 n-public-1=10.0.16.0/24 n-private-1=10.0.32.0/20 " +
				"n-isolated-2=10.0.64.0/20 n-public-2=10.0.80.0/24 n-private-2=10.0.96.0/20",
		},
		{
			name: "a name and a base inside the block", why: "the network's address is masked before it is cut",
			cidr: "10.0.3.7/16", zones: []string{"a"}, specs: []spec{{subnetType: isolated, name: "data"}},
			want: "n-data-1=10.0.0.0/16",
		},
		{
			name: "too large", why: "a subnet cannot be larger than its zone",
			cidr: "10.0.0.0/16", zones: two, specs: []spec{{subnetType: isolated, mask: 16}},
			want: "error: the subnets need 65536 addresses in each zone, which has 32768",
		},
		{
			name: "no room behind a gap", why: "a large block starts at a multiple of its size, here in the next zone",
			cidr: "10.0.0.0/16", zones: two,
			specs: []spec{{subnetType: public, mask: 24}, {subnetType: private, mask: 18}, {subnetType: isolated, mask: 19}},
			want:  "error: subnets n-isolated-1 (10.0.128.0/19) and n-public-2 (10.0.128.0/24) overlap",
		},
		{
			name: "not IPv4", why: "nothing else is laid out",
			cidr: "fd00::/56", zones: two, specs: []spec{fixed}, want: "error: cidrBlock must be an IPv4 block",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			subnets, err := layout("n", test.cidr, test.zones, test.specs, test.zoneMask)
			var got []string
			for _, s := range subnets {
				got = append(got, s.name+"="+s.block.String())
			}
			text := strings.Join(got, " ")
			if err != nil {
				text = "error: " + err.Error()
			}
			if text != test.want && (err == nil || !strings.HasPrefix(text, test.want)) {
				t.Errorf("%s\n got %s\nwant %s", test.why, text, test.want)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	specs, err := defaults("10.0.0.0/16", 3, nil)
	if err != nil || len(specs) != 2 || specs[0] != (spec{subnetType: private, mask: 19}) ||
		specs[1] != (spec{subnetType: public, mask: 20}) {
		t.Errorf("got %v, %v", specs, err)
	}
	if _, err := defaults("10.0.0.0/26", 2, nil); err == nil {
		t.Error("a /27 in each zone was found large enough")
	}
}
