package main

import (
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// These tests set the environment, so none of them is parallel.

func TestConfigureTalksToThisMachineOnly(t *testing.T) {
	tests := []struct {
		name, why string
		address   string
		endpoints any
		ok        bool
	}{
		{name: "nothing", why: "without an endpoint the SDK would call AWS"},
		{name: "loopback", why: "the emulator", address: "http://127.0.0.1:5000", ok: true},
		{name: "another loopback", why: "the gate listens on several", address: "http://127.0.0.7:5000", ok: true},
		{name: "IPv6 loopback", why: "is this machine too", address: "http://[::1]:5000", ok: true},
		{name: "localhost", why: "its address is checked when it is dialled", address: "http://localhost:5000", ok: true},
		{name: "AWS", why: "the one that must never pass", address: "https://dynamodb.us-east-1.amazonaws.com"},
		{name: "https", why: "no emulator of ours speaks it", address: "https://127.0.0.1:5000"},
		{name: "another machine", why: "may forward to AWS", address: "http://10.0.0.1:5000"},
		{name: "a name like loopback", why: "resolves to anything", address: "http://127.0.0.1.example.com"},
		{name: "user part", why: "the host is what comes after it", address: "http://127.0.0.1@example.com"},
		{name: "all interfaces", why: "is no loopback address", address: "http://0.0.0.0:5000"},
		{
			name: "endpoints instead", why: "the official way to name an emulator", ok: true,
			endpoints: []any{everyServiceAt("http://127.0.0.1:1")},
		},
		{
			name: "one service left out", why: "that one would go to AWS",
			endpoints: []any{with(everyServiceAt("http://127.0.0.1:1"), inputs{"dynamodb": nil})},
		},
		{
			name: "one service elsewhere", why: "one is enough", address: "http://127.0.0.1:5000",
			endpoints: []any{inputs{"dynamodb": "https://dynamodb.us-east-1.amazonaws.com"}},
		},
		{
			name: "encoded", why: "SDKs send lists as JSON", ok: true, address: "http://127.0.0.1:5000",
			endpoints: `[{"dynamodb":"http://127.0.0.1:2"}]`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("AWS_ENDPOINT_URL", test.address)
			config := inputs{"region": "us-east-1", "secretKey": "hunter2"}
			if test.endpoints != nil {
				config["endpoints"] = test.endpoints
			}
			err := serverOf(t).Configure(p.ConfigureRequest{Args: properties(config)})
			if (err == nil) != test.ok {
				t.Fatalf("%s: got %v", test.why, err)
			}
			if err == nil {
				return
			}
			for _, want := range []string{"stand-in", "make up PLUGINS=official"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the message does not say %q: %v", want, err)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("the message tells a secret")
			}
		})
	}
}

func TestConfigureWantsARegion(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:5000")
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	if err := serverOf(t).Configure(p.ConfigureRequest{}); err == nil {
		t.Error("configured without a region")
	}
	t.Setenv("AWS_REGION", "eu-west-1")
	if err := serverOf(t).Configure(p.ConfigureRequest{}); err != nil {
		t.Error(err)
	}
}

func TestNothingElseIsDialled(t *testing.T) {
	t.Parallel()
	_, err := localClient().Get("http://192.0.2.1/") // TEST-NET-1, refused before a packet leaves
	if err == nil || !strings.Contains(err.Error(), "stand-in") {
		t.Errorf("got %v", err)
	}
}

func TestCheckConfig(t *testing.T) {
	t.Parallel()
	unknown := property.New(property.Computed)
	tests := []struct {
		name, why string
		in        property.Map
		want      string
	}{
		{"what an emulator needs", "the official way to use one", properties(inputs{
			"region": "us-east-1", "accessKey": "a", "secretKey": "b", "skipCredentialsValidation": true,
			"skipMetadataApiCheck": "true", "skipRegionValidation": true, "skipRequestingAccountId": "true",
			"defaultTags": `{"tags":{"team":"a"}}`, "version": "6.83.4", "__internal": inputs{},
		}), ""},
		{"unknown values", "another resource makes them later", property.NewMap(map[string]property.Value{
			"region": unknown, "endpoints": unknown, "defaultTags": unknown,
		}), ""},
		{"not official", "a misspelling", properties(inputs{"regio": "x"}), "Invalid or unknown key"},
		{
			"not implemented", "must not be ignored", properties(inputs{"assumeRole": inputs{"roleArn": "x"}}),
			"does not implement assumeRole",
		},
		{
			"a service", "nothing here calls it", properties(inputs{"endpoints": []any{inputs{"s3": "http://127.0.0.1"}}}),
			"endpoints[0].s3",
		},
		{"wrong type", "a flag is true or false", properties(inputs{"skipMetadataApiCheck": "perhaps"}), "expected type boolean"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			resp, err := serverOf(t).CheckConfig(p.CheckRequest{Inputs: test.in})
			if err != nil {
				t.Fatal(err)
			}
			if got := reasons(resp.Failures); (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
				t.Errorf("%s: got %q, want %q in it", test.why, got, test.want)
			}
		})
	}
}

func reasons(failures []p.CheckFailure) string {
	var out []string
	for _, f := range failures {
		out = append(out, f.Property+": "+f.Reason)
	}
	return strings.Join(out, "\n")
}

// TestCheckConfigAdds: the official plugin adds a Region and two flags, and makes credentials secret.
func TestCheckConfigAdds(t *testing.T) {
	t.Setenv("AWS_REGION", "eu-west-1")
	server := serverOf(t)
	checked, err := server.CheckConfig(p.CheckRequest{Inputs: properties(inputs{
		"accessKey": "a", "secretKey": "hunter2", "token": "t", "skipCredentialsValidation": "true",
	})})
	if err != nil || len(checked.Failures) > 0 {
		t.Fatal(checked.Failures, err)
	}
	for name, want := range map[string]string{
		"region": "eu-west-1", "skipCredentialsValidation": "true", "skipRegionValidation": "true", "secretKey": "hunter2",
	} {
		if got := checked.Inputs.Get(name); got.AsString() != want {
			t.Errorf("%s is %v, not %s", name, got, want)
		}
	}
	for _, name := range []string{"accessKey", "secretKey", "token"} {
		if !checked.Inputs.Get(name).Secret() {
			t.Errorf("%s is open", name)
		}
	}
	if checked, err = server.CheckConfig(p.CheckRequest{}); err != nil || checked.Inputs.Get("skipCredentialsValidation").AsString() != "false" {
		t.Errorf("got %v %v", checked.Inputs, err)
	}
}

// TestAnotherRegionReplacesTheProvider, and so everything that it created. Nothing else does, nor does a Region where an
// old state has none.
func TestAnotherRegionReplacesTheProvider(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		old, wanted inputs
		want        p.DiffKind
		replaces    bool
	}{
		"region": {inputs{"region": "us-east-1"}, inputs{"region": "eu-west-1"}, p.UpdateReplace, true},
		"none":   {inputs{}, inputs{"region": "eu-west-1"}, p.Add, false},
		"keys":   {inputs{"region": "a", "accessKey": "a"}, inputs{"region": "a", "accessKey": "b"}, "", false},
	} {
		got, err := serverOf(t).DiffConfig(p.DiffRequest{OldInputs: properties(test.old), Inputs: properties(test.wanted)})
		if err != nil || got.DetailedDiff["region"].Kind != test.want || !got.HasChanges ||
			contract.Replaces(got.DetailedDiff) != test.replaces {
			t.Errorf("%s: got %+v %v", name, got, err)
		}
	}
}
