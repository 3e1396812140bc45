package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Texts lists the findings as a report shows them.
func (p Proof) Texts() []string {
	texts := make([]string, len(p.Findings))
	for i, finding := range p.Findings {
		texts[i] = finding.Error()
	}
	return texts
}

// Digest is the SHA-256 of all that a report says. Two reports with one digest are the same.
func (p Proof) Digest() (string, error) {
	text, err := json.Marshal(struct {
		Report   Report
		Findings []string
	}{p.Report, p.Texts()})
	if err != nil {
		return "", fmt.Errorf("digest a report: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// named returns the proof with names in the place of symbols, in whatever the inputs reach.
func (p Proof) named(names *strings.Replacer) Proof {
	all := func(texts []string) []string {
		named := make([]string, len(texts))
		for i, text := range texts {
			named[i] = names.Replace(text)
		}
		return named
	}
	report := &p.Report
	report.Verdict = names.Replace(report.Verdict)
	for i := range report.Matrix {
		report.Matrix[i].Callers = all(report.Matrix[i].Callers)
	}
	for i := range report.Rows {
		row := &report.Rows[i]
		row.Callers, row.Actions, row.Reason = all(row.Callers), all(row.Actions), names.Replace(row.Reason)
	}
	for i := range report.Limits {
		report.Limits[i].What = names.Replace(report.Limits[i].What)
	}
	for i := range p.Findings {
		p.Findings[i].Message = names.Replace(p.Findings[i].Message)
	}
	return p
}
