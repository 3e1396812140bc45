package proof

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// BenchmarkProve measures what a preview of one table waits for: all questions and the report.
func BenchmarkProve(b *testing.B) {
	overlapping := fixture.Special()
	overlapping.Exemptions = append(overlapping.Exemptions,
		policy.Exemption{Principals: []string{fixture.Roles + "ci/*"}, Actions: []string{"CreateBackup"}, Reason: "backups from CI"},
		policy.Exemption{Principals: []string{fixture.Roles + "team-*/backup"}, Actions: []string{"CreateBackup"}, Reason: "other backups"})
	for _, bench := range []struct {
		name   string
		intent policy.Intent
		stream string
	}{
		{"plain", fixture.Plain(), ""},
		{"stream", fixture.Special(), fixture.Stream},
		{"overlaps", overlapping, fixture.Stream}, // wildcards need a search
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := Case{Intent: bench.intent, Table: fixture.Orders, Stream: bench.stream}
			var err error
			c.Documents, err = c.Intent.Documents(c.Table, c.Stream)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Prove(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
