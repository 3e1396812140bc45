package proof

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Evidence is all that a report is proven from. It is small, since documents of ours are rendered again, so a component
// keeps it in the place of a report. Exactly one of Table, Guardrail and Network is set.
type Evidence struct {
	Table     *TableEvidence     `json:"table,omitempty"`
	Guardrail *GuardrailEvidence `json:"guardrail,omitempty"`
	Network   *NetworkEvidence   `json:"network,omitempty"`
	// Names has each of the [Symbols], followed by what a report says in its place.
	Names []string `json:"names,omitempty"`
}

// TableEvidence is what the report about a table is proven from.
type TableEvidence struct {
	Intent    policy.Intent `json:"intent"`
	Table     string        `json:"table"`            // the table's ARN
	Stream    string        `json:"stream,omitempty"` // the stream's ARN; empty if the stream is off
	Endpoints []Endpoint    `json:"endpoints"`
	// EndpointPolicies are the policies of the endpoints that are not unread.
	EndpointPolicies []iam.AttachedDocument `json:"endpointPolicies"`
	// GuardrailTargets are the targets of the table's guardrail. Without one they are empty.
	GuardrailTargets []string `json:"guardrailTargets,omitempty"`
	Key              Key      `json:"key,omitempty"`
	Deployer         string   `json:"deployer,omitempty"` // as in the [Case], as are the following
	Applying         bool     `json:"-"`                  // an update that it stops leaves no report
	Unknown          []string `json:"unknown,omitempty"`
}

// GuardrailEvidence is what the report about a guardrail is proven from.
type GuardrailEvidence struct {
	Guardrail policy.Guardrail `json:"guardrail"`
	Unknown   []string         `json:"unknown,omitempty"` // the inputs whose values are symbols
}

// NetworkEvidence is what the report about a network is proven from.
type NetworkEvidence struct {
	EndpointPolicy string `json:"endpointPolicy"`
	Account        string `json:"account"`
	Organization   string `json:"organization,omitempty"`
}

// Prove proves the report, with a name in the place of each symbol.
func (e Evidence) Prove() (Proof, error) {
	var proven Proof
	var err error
	switch {
	case e.Table != nil:
		proven, err = e.Table.Prove()
	case e.Guardrail != nil:
		proven, err = ProveGuardrail(e.Guardrail.Guardrail, e.Guardrail.Unknown)
	case e.Network != nil:
		proven.Report = e.Network.Report()
	default:
		err = errors.New("there is nothing to prove")
	}
	if err != nil {
		return Proof{}, err
	}
	return proven.named(strings.NewReplacer(e.Names...)), nil
}

// ProveAgain proves the report that has a digest. It is an error if the evidence proves another report.
func (e Evidence) ProveAgain(digest string) (Proof, error) {
	proven, err := e.Prove()
	if err != nil {
		return Proof{}, err
	}
	found, err := proven.Digest()
	if err == nil && found != digest {
		err = fmt.Errorf("the evidence proves a report with the digest %s, not %s: it was changed, or proven by another "+
			"version of this package; use that version, or deploy again", found, digest)
	}
	return proven, err
}

// Resolve returns the evidence with values in the place of symbols. Each symbol is followed by its value.
func (e Evidence) Resolve(values []string) (Evidence, error) {
	named := Evidence{}
	replacer := strings.NewReplacer(values...)
	for i := 0; i < len(e.Names); i += 2 {
		if !slices.Contains(values, e.Names[i]) {
			named.Names = append(named.Names, e.Names[i], e.Names[i+1])
		}
	}
	e.Names = nil
	text, err := json.Marshal(e)
	if err != nil {
		return Evidence{}, fmt.Errorf("resolve evidence: %w", err)
	}
	resolved := Evidence{}
	if err := json.Unmarshal([]byte(replacer.Replace(string(text))), &resolved); err != nil {
		return Evidence{}, fmt.Errorf("resolve evidence: %w", err)
	}
	resolved.Names = named.Names
	return resolved, nil
}

// PolicyText is a policy that a report is about.
type PolicyText struct {
	Name string
	To   string // the table, stream or endpoint that it is attached to; empty where the evidence does not know
	Text string
}

// Documents renders the policies that the report is about, with a name in the place of each symbol.
func (e Evidence) Documents() ([]PolicyText, error) {
	var documents []iam.AttachedDocument
	switch {
	case e.Table != nil:
		c, err := e.Table.Case()
		if err != nil {
			return nil, err
		}
		documents = slices.Concat(c.Documents.Resource, c.Documents.Endpoint)
		for _, level := range c.Documents.SCP {
			for _, d := range level.Documents {
				documents = append(documents, iam.AttachedDocument{Name: d.Name, Document: d.Document})
			}
		}
	case e.Guardrail != nil:
		policies, err := e.Guardrail.Guardrail.Policies()
		if err != nil {
			return nil, err
		}
		for _, d := range named(policies) {
			documents = append(documents, iam.AttachedDocument{Name: d.Name, Document: d.Document})
		}
	case e.Network != nil:
		return []PolicyText{{Name: "endpoint policy", Text: e.Network.EndpointPolicy}}, nil
	}
	names, texts := strings.NewReplacer(e.Names...), make([]PolicyText, len(documents))
	for i, d := range documents {
		text, err := d.Document.JSON()
		if err != nil {
			return nil, err
		}
		texts[i] = PolicyText{d.Name, d.To, names.Replace(text)}
	}
	return texts, nil
}

// Prove proves the report about a table.
func (e *TableEvidence) Prove() (Proof, error) {
	c, err := e.Case()
	if err != nil {
		return Proof{}, err
	}
	return Prove(c)
}

// Case renders the documents.
func (e *TableEvidence) Case() (Case, error) {
	c := Case{
		Intent: e.Intent, Table: e.Table, Stream: e.Stream, Endpoints: e.Endpoints,
		Key: e.Key, Deployer: e.Deployer, Applying: e.Applying, Unknown: e.Unknown,
	}
	var err error
	if c.Documents, err = e.Intent.Documents(e.Table, e.Stream); err != nil {
		return Case{}, err
	}
	c.Documents.Endpoint = e.EndpointPolicies
	if len(e.GuardrailTargets) > 0 {
		document, err := e.Intent.TableGuardrail(e.Table)
		if err != nil {
			return Case{}, err
		}
		table, _ := iam.ParseARN(e.Table)
		level, assumed := TableGuardrail(document, table.Account, e.GuardrailTargets)
		c.Documents.SCP, c.AssumedGuardrail = []iam.Level{level}, assumed
	}
	return c, nil
}

// Report reports what the policy of a gateway endpoint lets through. One that is not understood is a verdict.
func (e *NetworkEvidence) Report() Report {
	document, err := iam.Parse(e.EndpointPolicy)
	if err == nil {
		var report Report
		if report, err = EndpointReport(document, e.Account, e.Organization); err == nil {
			return report
		}
	}
	return Report{Verdict: fmt.Sprintf("UNKNOWN: the endpoint's policy is not understood: %v", err)}
}

// compressors are reused, since each takes 800 kB.
var compressors = sync.Pool{New: func() any {
	writer, err := flate.NewWriter(nil, flate.BestCompression)
	if err != nil {
		panic(err) // only of an unknown level
	}
	return writer
}}

// Encode returns the evidence as compressed text.
func (e Evidence) Encode() (string, error) {
	var compressed bytes.Buffer
	writer := compressors.Get().(*flate.Writer)
	defer compressors.Put(writer)
	writer.Reset(&compressed)
	if err := errors.Join(json.NewEncoder(writer).Encode(e), writer.Close()); err != nil {
		return "", fmt.Errorf("encode evidence: %w", err)
	}
	return base64.RawStdEncoding.EncodeToString(compressed.Bytes()), nil
}

// mostEvidence bounds what a text is decompressed to, in bytes. AWS bounds the policies that evidence holds to a tenth.
const mostEvidence = 1 << 20

// DecodeEvidence reads what [Evidence.Encode] wrote.
func DecodeEvidence(text string) (Evidence, error) {
	compressed, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return Evidence{}, fmt.Errorf("decode evidence: %w", err)
	}
	decoder := json.NewDecoder(io.LimitReader(flate.NewReader(bytes.NewReader(compressed)), mostEvidence))
	decoder.DisallowUnknownFields()
	var e Evidence
	if err := decoder.Decode(&e); err != nil {
		return Evidence{}, fmt.Errorf("decode evidence: %w", err)
	}
	if len(e.Names)%2 != 0 {
		return Evidence{}, errors.New("decode evidence: a symbol has no name")
	}
	return e, nil
}
