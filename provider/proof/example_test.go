package proof_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// The documents rendered from an intent do what it says. Without one of their statements, the proof finds what is open
// and shows a request that gets through.
func ExampleProve() {
	const table = "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
	intent := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		Enforcement: policy.EnforceData,
		Exemptions: []policy.Exemption{
			policy.Administrators([]string{"arn:aws:iam::111122223333:role/ci/deployer"}),
			policy.BreakGlass([]string{"arn:aws:iam::111122223333:role/break-glass"}),
		},
	}
	documents, err := intent.Documents(table, "")
	if err != nil {
		fmt.Println(err)
		return
	}

	sound, err := proof.Prove(proof.Case{Intent: intent, Table: table, Documents: documents})
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict, _, _ := strings.Cut(sound.Report.Verdict, ",")
	fmt.Println(verdict)

	broken := &documents.Resource[0].Document
	broken.Statement = slices.DeleteFunc(broken.Statement, func(s iam.Statement) bool {
		return s.Sid == "DenyDataAndMovementOutside"
	})
	leaking, err := proof.Prove(proof.Case{Intent: intent, Table: table, Documents: documents})
	if err != nil {
		fmt.Println(err)
		return
	}
	finding := leaking.Findings[0]
	fmt.Printf("%s, question %d: %s?\n", finding.Severity, finding.Question, finding.Question)
	fmt.Println(finding.Message)
	fmt.Println(finding.Request.Action, "by", finding.Request.Caller)

	// Output:
	// SEALED but for administrators and root (by two calls)
	// error, question 4: do administrators reach data?
	// deny dynamodb:BatchGetItem and 3 more on the table to arn:aws:iam::111122223333:role/ci/deployer (administrator) from another VPC: no statement does
	// dynamodb:BatchGetItem by arn:aws:iam::111122223333:role/ci/deployer
}
