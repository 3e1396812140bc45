package policy_test

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// A team trusts one VPC and names its deployer. Outside that VPC the policy denies data to every principal, and changes
// of the policy and of the table to every principal but the deployer.
func ExampleIntent_TablePolicy() {
	intent := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1b2c3d"}},
		Enforcement: policy.EnforceData,
		ActionStyle: policy.ActionNames,
		Exemptions:  []policy.Exemption{policy.Administrators([]string{"arn:aws:iam::111122223333:role/ci/deployer"})},
	}
	document, err := intent.TablePolicy("arn:aws:dynamodb:eu-west-1:111122223333:table/orders")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := document.JSON()
	if err != nil {
		fmt.Println(err)
		return
	}
	var indented bytes.Buffer
	_ = json.Indent(&indented, []byte(text), "", "  ")
	fmt.Println(indented.String())
	// Output:
	// {
	//   "Version": "2012-10-17",
	//   "Statement": [
	//     {
	//       "Sid": "DenyDataAndMovementOutside",
	//       "Effect": "Deny",
	//       "Principal": "*",
	//       "Action": [
	//         "dynamodb:AssociateTableReplica",
	//         "dynamodb:BatchGetItem",
	//         "dynamodb:BatchWriteItem",
	//         "dynamodb:ConditionCheckItem",
	//         "dynamodb:CreateBackup",
	//         "dynamodb:DeleteItem",
	//         "dynamodb:EnableKinesisStreamingDestination",
	//         "dynamodb:ExportTableToPointInTime",
	//         "dynamodb:GetItem",
	//         "dynamodb:PartiQLDelete",
	//         "dynamodb:PartiQLInsert",
	//         "dynamodb:PartiQLSelect",
	//         "dynamodb:PartiQLUpdate",
	//         "dynamodb:PutItem",
	//         "dynamodb:Query",
	//         "dynamodb:ReadDataForReplication",
	//         "dynamodb:ReplicateSettings",
	//         "dynamodb:RestoreTableToPointInTime",
	//         "dynamodb:Scan",
	//         "dynamodb:UpdateContributorInsights",
	//         "dynamodb:UpdateItem",
	//         "dynamodb:UpdateKinesisStreamingDestination",
	//         "dynamodb:WriteDataForReplication"
	//       ],
	//       "Resource": [
	//         "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
	//         "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*"
	//       ],
	//       "Condition": {
	//         "StringNotEquals": {
	//           "aws:SourceVpc": "vpc-0a1b2c3d"
	//         }
	//       }
	//     },
	//     {
	//       "Sid": "DenyPolicyAndShapeOutside",
	//       "Effect": "Deny",
	//       "Principal": "*",
	//       "Action": [
	//         "dynamodb:DeleteResourcePolicy",
	//         "dynamodb:DeleteTable",
	//         "dynamodb:DisableKinesisStreamingDestination",
	//         "dynamodb:PutResourcePolicy",
	//         "dynamodb:TagResource",
	//         "dynamodb:UntagResource",
	//         "dynamodb:UpdateContinuousBackups",
	//         "dynamodb:UpdateTable",
	//         "dynamodb:UpdateTableReplicaAutoScaling",
	//         "dynamodb:UpdateTimeToLive"
	//       ],
	//       "Resource": [
	//         "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
	//         "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*"
	//       ],
	//       "Condition": {
	//         "ArnNotLike": {
	//           "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci/deployer"
	//         },
	//         "StringNotEquals": {
	//           "aws:SourceVpc": "vpc-0a1b2c3d"
	//         }
	//       }
	//     }
	//   ]
	// }
}
