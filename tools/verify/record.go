package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// write writes a record.
func write(file string, record proof.Verification) error {
	text, err := json.MarshalIndent(record, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append(text, '\n'), 0o644) //nolint:gosec // it is meant to be published
	}
	if err != nil {
		return fmt.Errorf("write the record: %w", err)
	}
	return nil
}

// summary counts the outcomes.
func summary(record proof.Verification) string {
	count := map[proof.VerificationOutcome]int{}
	for _, row := range record.Rows {
		count[row.Outcome]++
	}
	return fmt.Sprintf("on %s: %d as documented, %d differ, %d could not be tried", record.On,
		count[proof.AsDocumented], count[proof.Differs], count[proof.NotTried])
}
