package policy

import "testing"

// BenchmarkProve measures what a preview of one table waits for: all questions, and the report.
func BenchmarkProve(b *testing.B) {
	overlapping := special()
	overlapping.Exemptions = append(overlapping.Exemptions,
		Exemption{Principals: []string{roles + "ci/*"}, Actions: []string{"CreateBackup"}, Reason: "backups from CI"},
		Exemption{Principals: []string{roles + "team-*/backup"}, Actions: []string{"CreateBackup"}, Reason: "other backups"})
	for _, bench := range []struct {
		name   string
		intent Intent
		stream string
	}{
		{"plain", plain(), ""},
		{"stream", special(), stream},
		{"overlaps", overlapping, stream}, // wildcards cost a search
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := Case{Intent: bench.intent, Table: orders, Stream: bench.stream}
			c.Documents = must(c.Intent.Documents(c.Table, c.Stream))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Prove(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
