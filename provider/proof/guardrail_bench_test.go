package proof

import (
	"fmt"
	"testing"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// BenchmarkProveGuardrails measures what a preview waits for that gives each account of an organization a guardrail
// with its own VPC: every policy is rendered, held to the size limit and proven. They share their exempt roles.
func BenchmarkProveGuardrails(b *testing.B) {
	for _, accounts := range []int{1, 1000} {
		guardrails := make([]policy.Guardrail, accounts)
		for i := range guardrails {
			guardrails[i] = fixture.Guardrail()
			guardrails[i].Account = fmt.Sprintf("%012d", 100000000000+i)
			guardrails[i].VPCs = map[string][]string{"us-east-1": {fmt.Sprintf("vpc-%08x", i)}}
		}
		b.Run(fmt.Sprint(accounts), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, g := range guardrails {
					if proven, err := ProveGuardrail(g, nil); err != nil || proven.Err() != nil {
						b.Fatal(err, proven.Err())
					}
				}
			}
		})
	}
}
