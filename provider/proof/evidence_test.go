package proof_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

const ownVPC = "vpc-0a1"

// evidence is about a table with everything that bears on a report.
func evidence(t *testing.T) proof.Evidence {
	t.Helper()
	endpoint, err := policy.EndpointPolicy(fixture.Account)
	require.NoError(t, err)
	return proof.Evidence{Table: &proof.TableEvidence{
		Intent: fixture.Special(), Table: fixture.Orders, Stream: fixture.Stream,
		Endpoints: []proof.Endpoint{
			{ID: "vpce-0a1", VPC: ownVPC}, {ID: "vpce-0a2", VPC: ownVPC, Streams: true, Unread: true},
		},
		EndpointPolicies: []iam.AttachedDocument{
			{Name: "endpoint policy", To: "vpce-0a1", Endpoint: iam.GatewayEndpoint, Document: endpoint},
		},
		GuardrailTargets: []string{fixture.Account}, Key: proof.CustomerKey, Deployer: fixture.Roles + "ci/deployer",
		Unknown: []string{"vpcId"},
	}}
}

func digest(t *testing.T, e proof.Evidence) string {
	t.Helper()
	made, err := e.Prove()
	require.NoError(t, err)
	digest, err := made.Digest()
	require.NoError(t, err)
	return digest
}

func TestEvidenceProvesTheSameReportAgain(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]proof.Evidence{
		"table":     evidence(t),
		"guardrail": {Guardrail: &proof.GuardrailEvidence{Guardrail: fixture.Guardrail(), Unknown: []string{"targets"}}},
		"network":   {Network: &proof.NetworkEvidence{EndpointPolicy: `{"Statement":[]}`, Account: fixture.Account}},
		"a policy that is not understood": {
			Network: &proof.NetworkEvidence{EndpointPolicy: `{"Statement":{}`, Account: fixture.Account},
		},
		"names": {Table: evidence(t).Table, Names: []string{ownVPC, "vpcId (not known yet)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := e.Encode()
			require.NoError(t, err)
			again, err := proof.DecodeEvidence(text)
			require.NoError(t, err)
			want := digest(t, e)
			made, err := again.ProveAgain(want)
			require.NoError(t, err)
			assert.NotEmpty(t, made.Report.Verdict)
			_, err = again.ProveAgain(strings.Repeat("0", len(want)))
			require.ErrorContains(t, err, "it was changed, or proven by another version of this package")
		})
	}
}

// An input that the evidence lost would leave the report as it is.
func TestReportDependsOnAllEvidence(t *testing.T) {
	t.Parallel()
	want := digest(t, evidence(t))
	for name, change := range map[string]func(*proof.TableEvidence){
		"intent":    func(e *proof.TableEvidence) { e.Intent.Exemptions = e.Intent.Exemptions[:2] },
		"stream":    func(e *proof.TableEvidence) { e.Stream = "" },
		"endpoints": func(e *proof.TableEvidence) { e.Endpoints[1].Unread = false },
		"policies":  func(e *proof.TableEvidence) { e.EndpointPolicies[0].Document.Statement = nil },
		"guardrail": func(e *proof.TableEvidence) { e.GuardrailTargets = nil },
		"key":       func(e *proof.TableEvidence) { e.Key = proof.ManagedKey },
		"deployer":  func(e *proof.TableEvidence) { e.Deployer = fixture.Roles + "somebody" },
		"unknown":   func(e *proof.TableEvidence) { e.Unknown = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := evidence(t)
			change(changed.Table)
			text, err := changed.Encode()
			require.NoError(t, err)
			again, err := proof.DecodeEvidence(text)
			require.NoError(t, err)
			assert.NotEqual(t, want, digest(t, again))
			assert.Equal(t, digest(t, changed), digest(t, again))
		})
	}
}

func TestWhatIsNoEvidenceIsRefused(t *testing.T) {
	t.Parallel()
	compressed := func(text string) string {
		var buffer bytes.Buffer
		writer, err := flate.NewWriter(&buffer, flate.BestSpeed)
		require.NoError(t, err)
		_, err = writer.Write([]byte(text))
		require.NoError(t, err)
		require.NoError(t, writer.Close())
		return base64.RawStdEncoding.EncodeToString(buffer.Bytes())
	}
	for name, test := range map[string]struct{ text, want string }{
		"nothing":            {"", "decode evidence: "},
		"no base64":          {"{}", "illegal base64 data"},
		"not compressed":     {base64.RawStdEncoding.EncodeToString([]byte("{}")), "decode evidence: "},
		"another field":      {compressed(`{"tables":{}}`), "unknown field"},
		"too much":           {compressed(`{"names":["` + strings.Repeat("a", 2<<20) + `"]}`), "unexpected EOF"},
		"a lone symbol":      {compressed(`{"network":{"endpointPolicy":"","account":""},"names":["a"]}`), "a symbol has no name"},
		"about nothing":      {compressed(`{}`), "there is nothing to prove"},
		"about no table":     {compressed(`{"table":{"intent":{},"table":"x","endpoints":[],"endpointPolicies":[]}}`), "x"},
		"an invalid policy":  {compressed(`{"guardrail":{"guardrail":{}}}`), "render guardrail"},
		"only a part of one": {compressed(`{"table":`), "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := proof.DecodeEvidence(test.text)
			if err == nil {
				_, err = e.ProveAgain("")
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestEvidenceNamesItsPolicies(t *testing.T) {
	t.Parallel()
	e := evidence(t)
	e.Names = []string{ownVPC, "the VPC"}
	documents, err := e.Documents()
	require.NoError(t, err)
	texts := map[string]string{}
	for _, d := range documents {
		texts[d.Name] = d.Text
		assert.NotContains(t, d.Text, ownVPC, "it is made up")
	}
	assert.Contains(t, texts["table policy"], `"aws:SourceVpc":"the VPC"`)
	assert.Contains(t, texts["stream policy"], fixture.Stream)
	assert.Contains(t, texts["guardrail"], fixture.Orders)
	assert.Contains(t, texts["endpoint policy"], fixture.Account)

	resolved, err := e.Resolve([]string{ownVPC, "vpc-0fee"})
	require.NoError(t, err)
	documents, err = resolved.Documents()
	require.NoError(t, err)
	assert.Contains(t, documents[0].Text, `"aws:SourceVpc":"vpc-0fee"`)
	assert.Empty(t, resolved.Names)
}

// TestOneQuestionHasOneProof holds that tables may share a proof: it proves random intents under two names.
func TestOneQuestionHasOneProof(t *testing.T) {
	t.Parallel()
	random := rand.NewChaCha8([32]byte{13}) // the same intents each time
	bytes := make([]byte, 64)
	shared := 0
	for range 40 {
		_, _ = random.Read(bytes) // it never fails
		intent := fixture.RandomIntent(bytes, "x")
		one := proof.Evidence{Table: &proof.TableEvidence{Intent: intent, Table: fixture.Orders, Stream: fixture.Stream}}
		if _, err := one.Prove(); err != nil {
			continue // it is invalid under any name
		}
		other := proof.Evidence{Table: &proof.TableEvidence{
			Intent: intent,
			Table:  strings.Replace(fixture.Orders, "/orders", "/sredro", 1),
			Stream: strings.Replace(fixture.Stream, "/orders", "/sredro", 1),
		}}
		if question(t, one) != question(t, other) {
			continue // the intent names tables
		}
		shared++
		require.Equal(t, digest(t, one), digest(t, other), "%v", intent)
	}
	assert.Greater(t, shared, 15)
}

func question(t *testing.T, e proof.Evidence) string {
	t.Helper()
	question, err := e.Question()
	require.NoError(t, err)
	return question
}

// Guardrails that leave other accounts alone, and as many, may share a proof.
func TestOneQuestionForWhatIsLeftAlone(t *testing.T) {
	t.Parallel()
	about := func(breakGlass string, excluded ...string) proof.Evidence {
		g := fixture.Guardrail()
		g.Exemptions[0], g.Excluded = policy.BreakGlass([]string{breakGlass}), excluded
		return proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: g}}
	}
	const all, unit = "arn:aws:iam::*:role/break-glass", "ou-ab12-11111111"
	one, other := about(all, "100000000001", unit), about(all, "100000000002", "ou-ab12-22222222")
	assert.Equal(t, question(t, one), question(t, other))
	assert.Equal(t, digest(t, one), digest(t, other))
	for why, different := range map[string]proof.Evidence{
		"it leaves more":                   about(all, "100000000001", "100000000002", unit),
		"it leaves two accounts":           about(all, "100000000001", "100000000002"),
		"a principal of what it leaves":    about("arn:aws:iam::100000000001:role/break-glass", "100000000001", unit),
		"a principal of what it leaves, 2": about("arn:aws:iam::100000000002:role/break-glass", "100000000002", unit),
	} {
		assert.NotEqual(t, question(t, one), question(t, different), why)
	}
}

func TestQuestionsThatDependOnTheName(t *testing.T) {
	t.Parallel()
	about := func(name string, change func(*proof.TableEvidence)) string {
		table := strings.TrimSuffix(fixture.Orders, "orders") + name
		e := &proof.TableEvidence{Intent: fixture.Plain(), Table: table, Stream: table + "/stream/2026-01-01T00:00:00.000"}
		if change != nil {
			change(e)
		}
		return question(t, proof.Evidence{Table: e})
	}
	policyOf := func(s iam.Statement) func(*proof.TableEvidence) {
		return func(e *proof.TableEvidence) {
			e.EndpointPolicies = []iam.AttachedDocument{{Document: iam.Document{Statement: []iam.Statement{s}}}}
		}
	}
	onTables := policyOf(iam.Statement{Resource: iam.Values{strings.TrimSuffix(fixture.Orders, "orders") + "ord*"}})
	notOnTables := policyOf(iam.Statement{NotResource: iam.Values{"*"}})
	forTable := func(e *proof.TableEvidence) {
		e.Intent.Grants = []policy.Grant{{SourceARNs: []string{fixture.Orders + "/export/1", fixture.Orders + "s"}}}
	}
	applying := func(e *proof.TableEvidence) { e.Applying = true }
	assert.Equal(t, about("orders", nil), about("sredro", nil))
	assert.Equal(t, about("orders", policyOf(iam.Statement{Resource: iam.Values{"*"}})),
		about("sredro", policyOf(iam.Statement{Resource: iam.Values{"*"}})))
	assert.NotEqual(t, about("orders", nil), about("order", nil), "documents are shorter")
	assert.NotEqual(t, about("orders", onTables), about("sredro", onTables), "an endpoint's policy matches one")
	assert.NotEqual(t, about("orders", notOnTables), about("sredro", notOnTables))
	assert.NotEqual(t, about("orders", forTable), about("sredro", forTable), "a grant is for what one does")
	assert.NotEqual(t, about("orders", nil), about("orders", applying), "a deployer's finding is an error then")
}

// TestGuardrailsOfOneQuestionHaveOneProof proves random guardrails in another account, with other VPCs.
func TestGuardrailsOfOneQuestionHaveOneProof(t *testing.T) {
	t.Parallel()
	random := rand.NewChaCha8([32]byte{16}) // the same guardrails each time
	bytes := make([]byte, 64)
	shared := 0
	for range 60 {
		_, _ = random.Read(bytes) // it never fails
		g := fixture.RandomGuardrail(bytes, "x")
		g.Account = fixture.Account
		one := proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: g}}
		if _, err := one.Prove(); err != nil {
			continue // it is invalid anywhere
		}
		other := g
		other.Account, other.VPCs = "777766665555", map[string][]string{}
		for region, ids := range g.VPCs {
			for _, id := range ids {
				other.VPCs[region] = append(other.VPCs[region], strings.NewReplacer("vpc-0a1", "vpc-0f3", "vpc-0b2", "vpc-0a1").Replace(id))
			}
		}
		if elsewhere := (proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: other}}); question(t, one) == question(t, elsewhere) {
			shared++
			require.Equal(t, digest(t, one), digest(t, elsewhere), "%v", g)
		}
	}
	assert.Greater(t, shared, 2)
}

func TestQuestionsOfGuardrails(t *testing.T) {
	t.Parallel()
	about := func(change func(*policy.Guardrail)) string {
		g := fixture.Guardrail()
		g.Account = fixture.Account
		g.VPCs = map[string][]string{"us-east-1": {"vpc-0a1"}, "eu-west-1": {"vpc-0b2"}}
		if change != nil {
			change(&g)
		}
		return question(t, proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: g}})
	}
	own := func(g *policy.Guardrail) {
		g.Exemptions = append(g.Exemptions, policy.Exemption{Principals: []string{fixture.Ordinary}})
	}
	assert.Equal(t, about(nil), about(func(g *policy.Guardrail) {
		g.Account, g.VPCs = fixture.OtherAccount, map[string][]string{"us-east-1": {"vpc-0c1"}, "eu-west-1": {"vpc-0c2"}}
	}))
	assert.NotEqual(t, about(nil), about(func(g *policy.Guardrail) {
		g.VPCs = map[string][]string{"us-east-1": {"vpc-0a1"}, "eu-west-1": {"vpc-0a1"}}
	}), "one VPC is another's namesake")
	assert.NotEqual(t, about(nil), about(func(g *policy.Guardrail) { g.VPCs["us-east-1"] = []string{"vpc-0a1b"} }), "it is longer")
	assert.NotEqual(t, about(nil), about(func(g *policy.Guardrail) { g.Account = "" }))
	assert.NotEqual(t, about(own), about(func(g *policy.Guardrail) {
		own(g)
		g.Account = fixture.OtherAccount
	}), "an exemption is of one of the accounts")
}
