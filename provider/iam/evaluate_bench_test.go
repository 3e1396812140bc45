package iam

import "testing"

// BenchmarkEvaluate evaluates requests under a table policy, an endpoint policy, an SCP and an identity policy.
// tools/simulate/bench.mjs measures the simulator with the same requests and documents.
func BenchmarkEvaluate(b *testing.B) {
	set := must(Compile(Documents{
		Identity: []NamedDocument{{"everything", allowAll}},
		Resource: []AttachedDocument{{Name: "table policy", To: homeTable, Document: reference("table")}},
		Endpoint: []AttachedDocument{{Name: "endpoint policy", To: "vpce-0a1", Document: reference("endpoint")}},
		SCP:      []Level{{"root", []string{home}, []NamedDocument{{"FullAWSAccess", allowAll}}}},
	}))
	role := must(ParseCaller("arn:aws:iam::" + home + ":role/app"))
	inside := Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"}
	for _, bench := range []struct {
		name    string
		request Request
		want    Effect
	}{
		{"inside", Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: role, Origin: inside}, Allowed},
		{"outside", Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: role}, ExplicitDeny},
		{"index", Request{Action: "dynamodb:Query", Resource: homeIndex, Caller: role, Origin: inside}, Allowed},
		{"not governed", Request{Action: "dynamodb:DescribeTable", Resource: homeTable, Caller: role}, Allowed},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				decision, err := set.Evaluate(bench.request)
				if err != nil || decision.Effect != bench.want {
					b.Fatal(decision, err)
				}
			}
		})
	}
}
