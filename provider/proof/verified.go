package proof

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"
)

// Verification is what one run of `make verify-aws` found. A run on AWS is kept in the folder verified, under its date.
type Verification struct {
	On     string            `json:"on"`   // OnAWS, or anything else for what is not AWS
	Date   string            `json:"date"` // such as 2026-12-31
	Region string            `json:"region"`
	Rows   []VerificationRow `json:"rows"`
}

// OnAWS is where a run has to take place for its record to count.
const OnAWS = "aws"

// VerificationRow is one thing that was tried.
type VerificationRow struct {
	ID       string              `json:"id"`
	Question string              `json:"question"`
	Sent     []string            `json:"sent,omitempty"`
	Expected string              `json:"expected"`
	Observed []string            `json:"observed,omitempty"`
	Outcome  VerificationOutcome `json:"outcome"`
	Why      string              `json:"why,omitempty"` // it could not be tried
	Seconds  float64             `json:"seconds"`
}

// VerificationOutcome is what became of something that was tried.
type VerificationOutcome string

// The outcomes.
const (
	AsDocumented VerificationOutcome = "as documented"
	Differs      VerificationOutcome = "differs"
	NotTried     VerificationOutcome = "could not be tried"
)

// The rows of a [Verification] that reports rest on. What one of them says is assumed until it was seen on AWS.
const (
	// ClaimPatterns is that a resource policy takes patterns of action names.
	ClaimPatterns = "action-patterns"
	// ClaimInferred is that a table's policy takes the actions that are [policy.Inferred].
	ClaimInferred = "inferred-actions"
	// ClaimUnknown is that a table's policy takes none of the actions that are [policy.Unknown].
	ClaimUnknown = "unknown-actions"
	// ClaimChangeTime is that AWS enforces the change of a policy within minutes.
	ClaimChangeTime = "closing-time"
)

// verifiedFiles are the records of runs on AWS. README.md says how one gets there.
//
//go:embed verified
var verifiedFiles embed.FS

// claims has the date on which each claim was seen to hold on AWS.
type claims map[string]string

// seen reports whether each of some claims was seen to hold, and what a reason says of it: the oldest of the dates.
func (c claims) seen(some ...string) (remark string, verified bool) {
	oldest := ""
	for _, claim := range some {
		date, found := c[claim]
		if !found {
			return "", false
		}
		if oldest == "" || date < oldest {
			oldest = date
		}
	}
	return " (as AWS did on " + oldest + ")", true
}

// verifiedClaims are the claims of the records of this version.
var verifiedClaims = sync.OnceValue(func() claims {
	read, err := readClaims(verifiedFiles)
	if err != nil {
		panic(err) // a test reads the same files
	}
	return read
})

// readClaims reads the records in the folder verified. The newest record that tried a claim decides; a record that is
// not of AWS counts for nothing.
func readClaims(files fs.FS) (claims, error) {
	names, err := fs.Glob(files, "verified/*.json")
	if err != nil {
		return nil, err
	}
	var records []Verification
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var record Verification
		if err := json.Unmarshal(text, &record); err != nil {
			return nil, fmt.Errorf("read %s: %w", path.Base(name), err)
		}
		if record.On == OnAWS {
			records = append(records, record)
		}
	}
	slices.SortStableFunc(records, func(a, b Verification) int { return cmp.Compare(a.Date, b.Date) })
	found := claims{}
	for _, record := range records {
		for _, row := range record.Rows {
			switch row.Outcome {
			case AsDocumented:
				found[row.ID] = record.Date
			case Differs:
				delete(found, row.ID)
			}
		}
	}
	return found, nil
}
