package provider

import (
	"sync"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// mostProofs is how many proofs a run keeps: each is about 50 kB, and the tables of one program ask few questions.
const mostProofs = 64

// proofs are the proofs that a run has made. Tables ask the same question if they differ in their names alone.
type proofs struct {
	mutex sync.Mutex
	made  map[string]func() (proven, error) // by question
}

// proven is a proof, what it was asked of, and what a component keeps of it but for the evidence. Tables share all but
// the evidence, so nobody may change it.
type proven struct {
	proof.Proof

	evidence proof.Evidence
	kept     AccessSummary
}

// prove returns the proof of a question. Who asks while it is made waits for it.
func (p *proofs) prove(evidence proof.Evidence) (proven, error) {
	question, err := evidence.Question()
	if err != nil {
		return proven{}, err
	}
	p.mutex.Lock()
	made, found := p.made[question]
	if !found {
		if len(p.made) >= mostProofs || p.made == nil {
			p.made = map[string]func() (proven, error){}
		}
		made = sync.OnceValues(func() (proven, error) { return prove(evidence) })
		p.made[question] = made
	}
	p.mutex.Unlock()
	shared, err := made()
	shared.evidence = evidence
	return shared, err
}

func prove(evidence proof.Evidence) (proven, error) {
	made, err := evidence.Prove()
	if err != nil {
		return proven{}, err
	}
	digest, err := made.Digest()
	if err != nil {
		return proven{}, err
	}
	report := made.Report
	return proven{made, evidence, AccessSummary{
		Verdict: report.Verdict, Matrix: report.MatrixMarkdown(), Findings: made.Texts(),
		RowCount: len(report.Rows), LimitCount: len(report.Limits), Digest: digest,
	}}, nil
}

// summary is what a component keeps of a proof.
func (p proven) summary() (AccessSummary, error) {
	text, err := p.evidence.Encode()
	kept := p.kept
	kept.Evidence = text
	return kept, err
}
