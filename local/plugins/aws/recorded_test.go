package main

import (
	"context"
	"encoding/json"
	"flag"
	"hash/fnv"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator/emulatortest"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

var (
	pluginFlag = flag.String("plugin", "", "a plugin to ask instead of the stand-in")
	recordFlag = flag.String("record", "", "write its answers to testdata/recorded, with this as their source")
)

// recording is one file of testdata/recorded: what the real provider answered for a resource type. A case is written by
// hand up to its answers, which a run with -plugin and -record writes. In a program ${vpc} is the id of something that
// the case needs.
type recording struct {
	Token  string          `json:"token"`
	Source string          `json:"source"`
	Cases  []*recordedCase `json:"cases"`
}

type recordedCase struct {
	Name string `json:"name"`
	// Why says what would go wrong without the case.
	Why string `json:"why"`
	// Differs says why the stand-in answers otherwise. The case is not replayed then.
	Differs string          `json:"differs,omitempty"`
	Steps   []*recordedStep `json:"steps"`
}

type recordedStep struct {
	// Do is a call of the engine: check, preview, create, diff, update, read, import or delete. Or it is a change outside
	// Pulumi, which has a name in the test.
	Do string `json:"do"`
	// Program has the inputs of a step that deploys. A step that has none uses those of the step before.
	Program map[string]any `json:"program,omitempty"`
	Ignore  []string       `json:"ignoreChanges,omitempty"`
	// Refuse is the operation of AWS that is refused once in this step.
	Refuse string  `json:"refuse,omitempty"`
	ID     string  `json:"id,omitempty"` // of an import
	Answer *answer `json:"answer,omitempty"`
}

// answer is what a plugin answers, without what differs in each run.
type answer struct {
	ID       string            `json:"id,omitempty"`
	Inputs   map[string]any    `json:"inputs,omitempty"`
	State    map[string]any    `json:"state,omitempty"`
	Failures map[string]string `json:"failures,omitempty"`
	Diff     map[string]string `json:"diff,omitempty"`
	Replaces []string          `json:"replaces,omitempty"`
	// DeleteFirst means that the old resource is deleted before the new one is created.
	DeleteFirst bool   `json:"deleteBeforeReplace,omitempty"`
	Error       string `json:"error,omitempty"`
	// Partial means that the engine stores the state although the step failed.
	Partial bool `json:"partial,omitempty"`
	// Calls are the operations that changed AWS, or were to.
	Calls []string `json:"calls,omitempty"`
}

// TestRecorded replays what the real provider was asked, and expects what it answered, in every property that the
// stand-in implements. With -plugin it asks another plugin, and with -record it writes the answers:
//
//	go test -run TestRecorded ./plugins/aws -plugin PATH -record "its name and version"
func TestRecorded(t *testing.T) {
	t.Parallel()
	emulatortest.Endpoint(t) // so that nothing is recorded where there is none
	files, err := filepath.Glob("testdata/recorded/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var r recording
			if err := json.Unmarshal(text, &r); err != nil {
				t.Fatal(err)
			}
			t.Run("cases", func(t *testing.T) {
				for _, c := range r.Cases {
					t.Run(c.Name, func(t *testing.T) {
						t.Parallel()
						newPlayer(t, r.Token, c).play()
					})
				}
			})
			if *recordFlag == "" || t.Failed() {
				return
			}
			r.Source = *recordFlag
			if text, err = json.MarshalIndent(r, "", "\t"); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, append(text, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// player plays one case.
type player struct {
	*harness

	*recordedCase
	asked pulumirpc.ResourceProviderServer
	proxy *refuser
	names *names
	token string

	program property.Map
	id      string
	deleted bool
	inputs  *structpb.Struct
	state   *structpb.Struct
}

func newPlayer(t *testing.T, token string, c *recordedCase) *player {
	t.Helper()
	if c.Differs != "" && *pluginFlag == "" {
		t.Skip("the stand-in differs: " + c.Differs)
	}
	proxy, config := newRefuser(t)
	p := &player{harness: newHarness(t, config), recordedCase: c, proxy: proxy, names: newNames(), token: token}
	p.asked = askedPlugin(t)
	args := config.Set("region", property.New("us-east-1"))
	for _, flag := range []string{"skipCredentialsValidation", "skipRequestingAccountId", "skipMetadataApiCheck"} {
		args = args.Set(flag, property.New(false))
	}
	for _, key := range []string{"accessKey", "secretKey"} {
		args = args.Set(key, property.New("local"))
	}
	encoded, err := encodeConfig(args)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.asked.Configure(t.Context(), &pulumirpc.ConfigureRequest{
		AcceptSecrets: true, AcceptResources: true, SendsOldInputs: true, SendsOldInputsToDelete: true, Args: encoded,
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *player) play() {
	t := p.t
	t.Cleanup(func() {
		if p.id != "" && !p.deleted {
			_, _ = p.asked.Delete(context.WithoutCancel(t.Context()), p.deletion())
		}
	})
	for i, step := range p.Steps {
		if step.Program != nil {
			p.program = properties(p.names.fill(p.harness, step.Program))
		}
		p.proxy.next(step.Refuse)
		got := p.take(step)
		if _, isOutside := outside[step.Do]; isOutside {
			continue
		}
		if changed := p.proxy.changed(); changed != "" {
			got.Calls = strings.Fields(changed)
		}
		p.names.hide(got)
		if *recordFlag != "" {
			step.Answer = got
			continue
		}
		if step.Answer == nil {
			t.Fatalf("step %d, %s, has no recorded answer", i, step.Do)
		}
		p.compare(i, step, got)
	}
}

// take takes one step.
func (p *player) take(step *recordedStep) *answer {
	p.t.Helper()
	ctx, got := p.t.Context(), &answer{}
	urn := string(resource.NewURN("stack", "project", "", tokens.Type(p.token), "it"))
	switch step.Do {
	case "read", "import":
		req := &pulumirpc.ReadRequest{Id: p.id, Urn: urn, Properties: p.state, Inputs: p.inputs}
		if step.Do == "import" {
			req.Id = p.names.filled(p.harness, step.ID)
			if step.ID == "" {
				req.Id = p.id
			}
			req.Properties, req.Inputs = nil, nil
		}
		resp, err := p.asked.Read(ctx, req)
		got.fail(err)
		got.ID, got.State, got.Inputs = resp.GetId(), plain(resp.GetProperties()), plain(resp.GetInputs())
		if err == nil && step.Do == "read" && !p.deleted {
			p.id, p.state, p.inputs = resp.GetId(), resp.GetProperties(), resp.GetInputs()
		}
		return got
	case "delete":
		_, err := p.asked.Delete(ctx, p.deletion())
		got.fail(err)
		p.deleted = p.deleted || err == nil
		return got
	case "check", "preview", "create", "diff", "update":
	default:
		change, ok := outside[step.Do]
		if !ok {
			p.t.Fatalf("there is no step %s", step.Do)
		}
		if err := change(ctx, p.session, p.id); err != nil {
			p.t.Fatal(err)
		}
		return got
	}
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(p.Name))
	news := marshal(p.t, p.program)
	checked, err := p.asked.Check(ctx, &pulumirpc.CheckRequest{
		Urn: urn, Olds: p.inputs, News: news, RandomSeed: slices.Repeat(seed.Sum(nil), 4),
	})
	if got.fail(err); err != nil {
		return got
	}
	got.addFailures(checked.GetFailures())
	if step.Do == "check" {
		got.Inputs = plain(checked.GetInputs())
	}
	if len(got.Failures) > 0 {
		return got
	}
	switch step.Do {
	case "preview", "create":
		resp, err := p.asked.Create(ctx,
			&pulumirpc.CreateRequest{Urn: urn, Properties: checked.GetInputs(), Preview: step.Do == "preview"})
		id, state := resp.GetId(), resp.GetProperties()
		if partial := got.fail(err); partial != nil {
			id, state = partial.GetId(), partial.GetProperties()
		}
		got.ID, got.State = id, plain(state)
		if step.Do == "create" && (err == nil || got.Partial) {
			p.id, p.inputs, p.state = id, checked.GetInputs(), state
		}
	case "diff":
		resp, err := p.asked.Diff(ctx, &pulumirpc.DiffRequest{
			Id: p.id, Urn: urn, Olds: p.state, News: checked.GetInputs(), OldInputs: p.inputs, IgnoreChanges: step.Ignore,
		})
		got.fail(err)
		got.diff(resp)
	case "update":
		resp, err := p.asked.Update(ctx, &pulumirpc.UpdateRequest{
			Id: p.id, Urn: urn, Olds: p.state, News: checked.GetInputs(), OldInputs: p.inputs, IgnoreChanges: step.Ignore,
		})
		state := resp.GetProperties()
		if partial := got.fail(err); partial != nil {
			state = partial.GetProperties()
		}
		got.State = plain(state)
		if err == nil || got.Partial {
			p.inputs, p.state = checked.GetInputs(), state
		}
	}
	return got
}

func (p *player) deletion() *pulumirpc.DeleteRequest {
	urn := string(resource.NewURN("stack", "project", "", tokens.Type(p.token), "it"))
	return &pulumirpc.DeleteRequest{Id: p.id, Urn: urn, Properties: p.state, OldInputs: p.inputs}
}

// fail stores an error, and returns the resource that exists nevertheless.
func (a *answer) fail(err error) *pulumirpc.ErrorResourceInitFailed {
	if err == nil {
		return nil
	}
	s, _ := status.FromError(err)
	a.Error = s.Message()
	if s.Code() == codes.Unknown || s.Code() == codes.OK {
		for _, detail := range s.Details() {
			if partial, ok := detail.(*pulumirpc.ErrorResourceInitFailed); ok {
				a.Partial, a.Error = true, strings.Join(partial.GetReasons(), "\n")
				return partial
			}
		}
	}
	return nil
}

// addFailures stores the reasons of failures, in any order, by the property that they name.
func (a *answer) addFailures(failures []*pulumirpc.CheckFailure) {
	slices.SortFunc(failures, func(a, b *pulumirpc.CheckFailure) int { return strings.Compare(a.GetReason(), b.GetReason()) })
	for _, f := range failures {
		if a.Failures == nil {
			a.Failures = map[string]string{}
		}
		a.Failures[f.GetProperty()] += f.GetReason() + "\n"
	}
}

func (a *answer) diff(resp *pulumirpc.DiffResponse) {
	if resp.GetChanges() == pulumirpc.DiffResponse_DIFF_NONE {
		return
	}
	a.Diff = map[string]string{}
	for path, d := range resp.GetDetailedDiff() {
		a.Diff[path] = strings.ToLower(d.GetKind().String())
	}
	a.Replaces = slices.Compact(slices.Sorted(slices.Values(resp.GetReplaces())))
	a.DeleteFirst = resp.GetDeleteBeforeReplace()
}

func marshal(t *testing.T, in property.Map) *structpb.Struct {
	t.Helper()
	out, err := plugin.MarshalProperties(resource.ToResourcePropertyMap(in),
		plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// plain returns properties as JSON has them, without secretness, nulls, and what the Terraform bridge keeps for itself.
// An unknown value is "<unknown>".
func plain(s *structpb.Struct) map[string]any {
	if s == nil {
		return nil
	}
	out, _ := plainValue(s.AsMap()).(map[string]any)
	return out
}

func plainValue(x any) any {
	switch x := x.(type) {
	case map[string]any:
		if value, isSecret := x["value"]; isSecret && x[resource.SigKey] == resource.SecretSig {
			return plainValue(value)
		}
		out := map[string]any{}
		for k, v := range x {
			if v = plainValue(v); v != nil && !strings.HasPrefix(k, "__") {
				out[k] = v
			}
		}
		return out
	case []any:
		out := []any{}
		for _, v := range x {
			out = append(out, plainValue(v))
		}
		return out
	case string:
		if isUnknown(x) {
			return "<unknown>"
		}
		return x
	default:
		return x
	}
}

func isUnknown(s string) bool {
	return slices.Contains([]string{
		plugin.UnknownBoolValue, plugin.UnknownNumberValue, plugin.UnknownStringValue, plugin.UnknownArrayValue,
		plugin.UnknownObjectValue, plugin.UnknownAssetValue, plugin.UnknownArchiveValue,
	}, s)
}

// compare compares the answers in what the stand-in implements.
func (p *player) compare(i int, step *recordedStep, got *answer) {
	t := p.t
	t.Helper()
	want := *step.Answer
	p.names.hide(&want)
	h := resources[p.token]
	_, implemented := h.describe()
	for _, a := range []*answer{got, &want} {
		a.Inputs, a.State = p.comparable(h, implemented, a.Inputs), p.comparable(h, implemented, a.State)
		if len(a.Replaces) > 0 && a.Diff["__meta"] != "" {
			a.Replaces = []string{"__meta"} // the framework's bridge names the properties as well
		}
		a.Calls = slices.Compact(a.Calls) // the real provider repeats more calls than the stand-in
	}
	for name, pair := range map[string][2]any{
		"id": {got.ID, want.ID}, "failures": {got.Failures, want.Failures}, "diff": {got.Diff, want.Diff},
		"replaces": {got.Replaces, want.Replaces}, "deleteBeforeReplace": {got.DeleteFirst, want.DeleteFirst},
		"error": {got.Error, want.Error}, "partial": {got.Partial, want.Partial}, "calls": {got.Calls, want.Calls},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("step %d, %s: %s is\n     %v\nnot  %v", i, step.Do, name, pair[0], pair[1])
		}
	}
	for name, pair := range map[string][2]map[string]any{"inputs": {got.Inputs, want.Inputs}, "state": {got.State, want.State}} {
		for _, key := range slices.Sorted(unionOfKeys(pair[0], pair[1])) {
			if !reflect.DeepEqual(pair[0][key], pair[1][key]) {
				t.Errorf("step %d, %s: %s.%s is %v, not %v", i, step.Do, name, key, pair[0][key], pair[1][key])
			}
		}
	}
}

// comparable returns properties that the stand-in implements, each set in one order.
func (p *player) comparable(h handler, implemented contract.Type, in map[string]any) map[string]any {
	if in == nil {
		return nil
	}
	out := only(implemented, in)
	if id, ok := in["id"]; ok {
		out["id"] = id
	}
	for name, v := range out {
		v = withoutZeros(v)
		out[name] = v
		if v := reflect.ValueOf(v); v.Kind() == reflect.Map && v.Len() == 0 || v.Kind() == reflect.Slice && v.Len() == 0 {
			delete(out, name) // to the engine it is the same as none
		}
		if list, ok := v.([]any); ok && h.traitsOf()[name].Set {
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(text(a), text(b)) })
		}
	}
	return out
}

// withoutZeros leaves out zero values inside of objects, of which a list without an order has every one in the state.
func withoutZeros(x any) any {
	switch x := x.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, v := range x {
			if v = withoutZeros(v); v != nil && !reflect.ValueOf(v).IsZero() && text(v) != "[]" && text(v) != "{}" {
				out[k] = v
			}
		}
		return out
	case []any:
		out := []any{}
		for _, v := range x {
			out = append(out, withoutZeros(v))
		}
		return out
	default:
		return x
	}
}

func text(x any) string {
	out, err := json.Marshal(x)
	if err != nil {
		return err.Error()
	}
	return string(out)
}

func unionOfKeys(a, b map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		seen := map[string]bool{}
		for _, m := range []map[string]any{a, b} {
			for k := range m {
				if !seen[k] && !yield(k) {
					return
				}
				seen[k] = true
			}
		}
	}
}

// only leaves out the properties that the stand-in does not implement, at every depth.
func only(typ contract.Type, in map[string]any) map[string]any {
	if in == nil {
		return nil
	}
	out := map[string]any{}
	for _, f := range typ.Fields {
		if v, ok := in[f.Name]; ok {
			out[f.Name] = onlyValue(f.Type, v)
		}
	}
	return out
}

func onlyValue(typ contract.Type, v any) any {
	switch x := v.(type) {
	case map[string]any:
		if typ.Kind == contract.Object {
			return only(typ, x)
		}
	case []any:
		if typ.Kind == contract.List {
			out := []any{}
			for _, e := range x {
				out = append(out, onlyValue(*typ.Elem, e))
			}
			return out
		}
	}
	return v
}
