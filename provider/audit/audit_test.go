package audit_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/audit"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// What the engine and AWS gave the table orders.
const (
	urn      = "urn:pulumi:prod::shop::private-dynamodb:index:PrivateTable"
	name     = "orders-1a2b3c4"
	tableARN = "arn:aws:dynamodb:us-east-1:" + fixture.Account + ":table/" + name
	stream   = tableARN + "/stream/2026-11-25T00:00:00.000"
)

type (
	resource map[string]any
	outputs  map[string]any
)

// stack is a stack with the table orders, in a network that was built for it. It was proven before any id was known.
func stack(t *testing.T) (table resource, children []resource) {
	t.Helper()
	symbols := &proof.Symbols{}
	vpc, endpoint, streams := symbols.VPC(), symbols.Endpoint(), symbols.Endpoint()
	intent := fixture.Plain()
	intent.Perimeter.IDs = []string{vpc}
	document, err := policy.EndpointPolicy(fixture.Account)
	require.NoError(t, err)
	attached := func(name, to string, kind iam.EndpointType) iam.AttachedDocument {
		return iam.AttachedDocument{Name: name, To: to, Document: document, Endpoint: kind}
	}
	placeholder := strings.TrimSuffix(fixture.Orders, "orders") + "orders-0000000"
	evidence := proof.Evidence{
		Table: &proof.TableEvidence{
			Intent: intent, Table: placeholder, Stream: symbols.Stream(placeholder),
			Endpoints: []proof.Endpoint{{ID: endpoint, VPC: vpc}, {ID: streams, VPC: vpc, Streams: true}},
			EndpointPolicies: []iam.AttachedDocument{
				attached("endpoint policy", endpoint, iam.GatewayEndpoint),
				attached("streams endpoint policy", streams, iam.InterfaceEndpoint),
			},
			GuardrailTargets: []string{fixture.Account},
		},
		Names: []string{vpc, "the VPC", endpoint, "the gateway endpoint", streams, "the streams endpoint"},
	}
	intent.Perimeter.IDs = []string{"vpc-0feed"}
	tablePolicy, err := intent.TablePolicy(tableARN)
	require.NoError(t, err)
	streamPolicy, err := intent.StreamPolicy(stream)
	require.NoError(t, err)
	guardrail, err := intent.TableGuardrail(tableARN)
	require.NoError(t, err)
	table = resource{"urn": urn + "::orders", "type": "private-dynamodb:index:PrivateTable", "outputs": outputs{
		"tableArn": tableARN, "streamArn": stream, "vpcId": "vpc-0feed", "vpcEndpointId": "vpce-0feed",
		"streamsEndpointId": "vpce-0fee5", "guardrailPolicyIds": []string{"p-0feed"}, "accessReport": kept(t, evidence),
	}}
	child := func(typ, name, id, input string, document iam.Document) resource {
		return resource{
			"urn": urn + "$" + typ + "::" + name, "type": typ, "custom": true, "id": id, "parent": urn + "::orders",
			"inputs": outputs{input: text(t, document)},
		}
	}
	return table, []resource{
		child("aws:dynamodb/resourcePolicy:ResourcePolicy", "orders-policy", tableARN, "policy", tablePolicy),
		child("aws:dynamodb/resourcePolicy:ResourcePolicy", "orders-stream-policy", stream, "policy", streamPolicy),
		child("aws:organizations/policy:Policy", "orders-guardrail", "p-0feed", "content", guardrail),
		child("aws:ec2/vpcEndpoint:VpcEndpoint", "orders-dynamodb", "vpce-0feed", "policy", document),
		child("aws:ec2/vpcEndpoint:VpcEndpoint", "orders-streams", "vpce-0fee5", "policy", document),
	}
}

// kept is what a component keeps of its report.
func kept(t *testing.T, evidence proof.Evidence) outputs {
	t.Helper()
	made, err := evidence.Prove()
	require.NoError(t, err)
	digest, err := made.Digest()
	require.NoError(t, err)
	encoded, err := evidence.Encode()
	require.NoError(t, err)
	return outputs{"evidence": encoded, "digest": digest}
}

func text(t *testing.T, document iam.Document) string {
	t.Helper()
	text, err := document.JSON()
	require.NoError(t, err)
	return text
}

// export is the output of pulumi stack export.
func export(t *testing.T, resources ...resource) *strings.Reader {
	t.Helper()
	text, err := json.Marshal(map[string]any{"version": 3, "deployment": map[string]any{"resources": resources}})
	require.NoError(t, err)
	return strings.NewReader(string(text))
}

func outcomes(report audit.Report) map[string]audit.Outcome {
	found := map[string]audit.Outcome{}
	for _, policy := range report.Policies {
		found[policy.Name] = policy.Outcome
	}
	return found
}

// TestPoliciesAreCompared changes one policy of the state at a time.
func TestPoliciesAreCompared(t *testing.T) {
	t.Parallel()
	same := map[string]audit.Outcome{
		"table policy": audit.Same, "stream policy": audit.Same, "guardrail": audit.Same, "endpoint policy": audit.Same,
		"streams endpoint policy": audit.Same,
	}
	with := func(changed map[string]audit.Outcome) map[string]audit.Outcome {
		all := maps.Clone(same)
		maps.Copy(all, changed)
		return all
	}
	set := func(child int, input string, value any) func(resource, []resource) []resource {
		return func(_ resource, children []resource) []resource {
			children[child]["inputs"].(outputs)[input] = value
			return children
		}
	}
	const other = `{"Version":"2012-10-17","Statement":[]}`
	for name, test := range map[string]struct {
		change  func(resource, []resource) []resource
		want    map[string]audit.Outcome
		differs bool
	}{
		"as deployed": {func(_ resource, children []resource) []resource { return children }, same, false},
		"in another form": {func(_ resource, children []resource) []resource {
			for i, input := range []string{0: "policy", 2: "content", 4: "policy"} {
				if input != "" {
					children[i]["inputs"].(outputs)[input] = inAnotherForm(t, children[i]["inputs"].(outputs)[input].(string))
				}
			}
			return children
		}, same, false},
		"no document":    {set(0, "policy", "{"), with(map[string]audit.Outcome{"table policy": audit.Differs}), true},
		"table policy":   {set(0, "policy", other), with(map[string]audit.Outcome{"table policy": audit.Differs}), true},
		"stream policy":  {set(1, "policy", other), with(map[string]audit.Outcome{"stream policy": audit.Differs}), true},
		"guardrail":      {set(2, "content", other), with(map[string]audit.Outcome{"guardrail": audit.Differs}), true},
		"one endpoint":   {set(4, "policy", other), with(map[string]audit.Outcome{"streams endpoint policy": audit.Differs}), true},
		"a secret in it": {set(0, "policy", map[string]any{}), with(map[string]audit.Outcome{"table policy": audit.Open}), false},
		"nothing attached": {func(resource, []resource) []resource { return nil }, map[string]audit.Outcome{
			"table policy": audit.Absent, "stream policy": audit.Absent, "guardrail": audit.Absent, "endpoint policy": audit.Absent,
			"streams endpoint policy": audit.Absent,
		}, false},
		"one that is about to be deleted": {func(_ resource, children []resource) []resource {
			old := maps.Clone(children[0])
			old["delete"], old["inputs"] = true, outputs{"policy": other}
			return append(children, old)
		}, same, false},
		"of another component": {func(_ resource, children []resource) []resource {
			children[0]["parent"] = urn + "::carts"
			return children
		}, with(map[string]audit.Outcome{"table policy": audit.Absent}), false},
		"about another VPC": {func(table resource, children []resource) []resource {
			table["outputs"].(outputs)["vpcId"] = "vpc-0bad"
			return children
		}, with(map[string]audit.Outcome{
			"table policy": audit.Differs, "stream policy": audit.Differs, "guardrail": audit.Differs,
		}), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, children := stack(t)
			reports, err := audit.Read(export(t, append([]resource{table}, test.change(table, children)...)...))
			require.NoError(t, err)
			require.Len(t, reports, 1)
			assert.Equal(t, test.want, outcomes(reports[0]))
			assert.Equal(t, test.differs, reports[0].Differs())
		})
	}
}

// inAnotherForm is a document as a provider may keep it: with its keys sorted, and white space.
func inAnotherForm(t *testing.T, document string) string {
	t.Helper()
	var content any
	require.NoError(t, json.Unmarshal([]byte(document), &content))
	text, err := json.MarshalIndent(content, "", "  ")
	require.NoError(t, err)
	require.NotEqual(t, document, string(text))
	return string(text)
}

// A table that is named like a stream has a policy that is named like a stream's.
func TestAttachmentsAreTheComponentsOwn(t *testing.T) {
	t.Parallel()
	table, children := stack(t)
	rename := func(r resource, old, name string) {
		r["urn"] = strings.TrimSuffix(r["urn"].(string), old) + name
	}
	rename(table, "::orders", "::orders-stream")
	for _, child := range children {
		child["parent"] = urn + "::orders-stream"
	}
	rename(children[0], "orders-policy", "orders-stream-policy")
	rename(children[1], "orders-stream-policy", "orders-stream-stream-policy")
	reports, err := audit.Read(export(t, append([]resource{table}, children...)...))
	require.NoError(t, err)
	assert.Equal(t, audit.Same, outcomes(reports[0])["table policy"])
	assert.Equal(t, audit.Same, outcomes(reports[0])["stream policy"])
}

// An input that is a secret is a name in the evidence, so a document that holds it cannot be rendered again.
func TestSecretsAreNotCompared(t *testing.T) {
	t.Parallel()
	table, children := stack(t)
	encoded := table["outputs"].(outputs)["accessReport"].(outputs)["evidence"].(string)
	evidence, err := proof.DecodeEvidence(encoded)
	require.NoError(t, err)
	evidence.Names = append(evidence.Names, fixture.BreakGlass, "breakGlassPrincipalArns[0] (a secret)")
	table["outputs"].(outputs)["accessReport"] = kept(t, evidence)
	reports, err := audit.Read(export(t, append([]resource{table}, children...)...))
	require.NoError(t, err)
	assert.Equal(t, audit.Open, outcomes(reports[0])["table policy"])
	assert.Equal(t, audit.Same, outcomes(reports[0])["endpoint policy"], "it does not hold the secret")
}

// A guardrail has a report for each target.
func TestGuardrailHasAReportForEachTarget(t *testing.T) {
	t.Parallel()
	one := fixture.Guardrail()
	other := one
	other.VPCs = map[string][]string{"us-east-1": {"vpc-0c1"}}
	var reports []any
	var children []resource
	ids := []string{"p-one", "p-other"}
	const guardrail = "urn:pulumi:prod::shop::private-dynamodb:index:OrgGuardrail::org"
	for _, g := range []policy.Guardrail{one, other} {
		reports = append(reports, kept(t, proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: g}}))
		document, err := g.SCP()
		require.NoError(t, err)
		children = append(children, resource{
			"urn": guardrail + "-scp", "type": "aws:organizations/policy:Policy", "custom": true, "parent": guardrail,
			"id":     ids[len(children)],
			"inputs": outputs{"content": text(t, document)},
		})
	}
	component := resource{
		"urn": guardrail, "type": "private-dynamodb:index:OrgGuardrail", "outputs": outputs{"accessReports": reports, "policyIds": ids},
	}
	found, err := audit.Read(export(t, append([]resource{component}, children...)...))
	require.NoError(t, err)
	require.Len(t, found, 2)
	for i, report := range found {
		assert.Equal(t, []string{"org, targets[0]", "org, targets[1]"}[i], report.Component)
		assert.Equal(t, "org", report.Name())
		assert.Equal(t, map[string]audit.Outcome{"guardrail": audit.Same}, outcomes(report))
	}

	component["outputs"].(outputs)["policyIds"] = []string{"p-other", "p-one"}
	found, err = audit.Read(export(t, append([]resource{component}, children...)...))
	require.NoError(t, err)
	for _, report := range found {
		assert.True(t, report.Differs(), "each target has the policy of the other")
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	change := func(field string, value any) resource {
		table, _ := stack(t)
		table["outputs"].(outputs)["accessReport"].(outputs)[field] = value
		return table
	}
	secret, _ := stack(t)
	secret["outputs"].(outputs)["accessReport"] = outputs{"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
	for name, test := range map[string]struct {
		table resource
		want  string
	}{
		"another digest": {change("digest", "0"), "PrivateTable orders: the evidence proves a report with the digest "},
		"no evidence":    {change("evidence", "x"), "PrivateTable orders: decode evidence"},
		"a secret":       {secret, "export the stack with --show-secrets"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := audit.Read(export(t, test.table))
			require.ErrorContains(t, err, test.want)
		})
	}
}

// TestFormats holds what each format shows.
func TestFormats(t *testing.T) {
	t.Parallel()
	table, children := stack(t)
	children[1]["inputs"].(outputs)["policy"] = "{}"
	reports, err := audit.Read(export(t, append([]resource{table}, children...)...))
	require.NoError(t, err)
	verdict := reports[0].Proof.Report.Verdict
	for name, test := range map[string]struct {
		render       func([]audit.Report) (string, error)
		want, absent []string
	}{
		"text": {
			audit.Text,
			[]string{"PrivateTable orders\n" + verdict, "\ncaller ", "! stream policy: differs\n", "digest " + reports[0].Digest[:12]},
			[]string{" \n", "statement"},
		},
		"Markdown": {
			audit.Markdown,
			[]string{
				"# PrivateTable orders\n\n**" + verdict, "| caller | from | read |", "- stream policy: differs", "- table policy: as reported",
				reports[0].Digest, "What these policies cannot stop",
			},
			nil,
		},
		"HTML": {
			audit.HTML,
			[]string{
				"<h2>PrivateTable orders</h2>", "<summary>stream policy: differs</summary>", reports[0].Digest,
				"&#34;aws:SourceVpc&#34;:&#34;vpc-0feed&#34;", "What these policies cannot stop",
			},
			[]string{"<script", "http://", "https://"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := test.render(append(reports, reports[0]))
			require.NoError(t, err)
			for _, text := range test.want {
				assert.Contains(t, page, text)
			}
			for _, text := range test.absent {
				assert.NotContains(t, page, text)
			}
			assert.Equal(t, 2, strings.Count(page, "PrivateTable orders"))
		})
	}
}
