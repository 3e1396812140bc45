package provider

import (
	"fmt"
	"testing"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// BenchmarkGuardrails measures what an update waits for that gives each account of an organization a guardrail with a VPC
// of its own. Every policy is proven before and after its inputs are known, rendered and held to the size limit, and its
// report is kept. They share their exempt roles.
func BenchmarkGuardrails(b *testing.B) {
	for _, accounts := range []int{1, 1000} {
		b.Run(fmt.Sprint(accounts), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var made proofs
				for i := range accounts {
					g := fixture.Guardrail()
					g.Account = fmt.Sprintf("%012d", 100000000000+i)
					g.VPCs = map[string][]string{"us-east-1": {fmt.Sprintf("vpc-%08x", i)}}
					evidence := proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: g}}
					for range 2 {
						if proven, err := made.prove(evidence); err != nil || proven.Err() != nil {
							b.Fatal(err, proven.Err())
						} else if _, err := proven.summary(); err != nil {
							b.Fatal(err)
						}
					}
					if _, err := policyTexts(g, 1); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
