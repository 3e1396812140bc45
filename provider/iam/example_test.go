package iam_test

import (
	"fmt"
	"log"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// A table's policy denies reads unless they come through the VPC. The request from the internet has no aws:SourceVpc at
// all, and StringNotEquals is true for an absent key.
func ExampleEvaluate() {
	const table = "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
	policy, err := iam.Parse(`{
		"Version": "2012-10-17",
		"Statement": [{
			"Sid": "DenyOutside",
			"Effect": "Deny",
			"Principal": "*",
			"Action": "dynamodb:GetItem",
			"Resource": "` + table + `",
			"Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-0a1"}}
		}]
	}`)
	if err != nil {
		log.Fatal(err)
	}
	role, err := iam.ParseCaller("arn:aws:iam::111122223333:role/app")
	if err != nil {
		log.Fatal(err)
	}
	documents := iam.Documents{
		Identity: []iam.NamedDocument{iam.Everything()},
		Resource: []iam.AttachedDocument{{Name: "table policy", To: table, Document: policy}},
	}
	for _, origin := range []iam.Origin{
		{}, // the internet
		{VPC: "vpc-0a1", Endpoint: "vpce-0a1"},
	} {
		request := iam.Request{Action: "dynamodb:GetItem", Resource: table, Caller: role, Origin: origin}
		decision, err := iam.Evaluate(request, documents)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(decision)
	}
	// Output:
	// explicitly denied by statement DenyOutside of resource policy "table policy"
	// allowed by statement [0] of identity policy "everything"
}
