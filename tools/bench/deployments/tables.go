package deployments

import (
	"fmt"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Administrator is the role that deploys all tables, and the administrator of those that have a component.
const Administrator = "arn:aws:iam::" + workspace.Account + ":role/ci/deployer"

// Placeholder stands in a policy for the ARN of the table.
const Placeholder = "arn:aws:dynamodb:" + workspace.Region + ":" + workspace.Account + ":table/TABLE"

// network is the VPC that all tables are restricted to.
type network struct{ vpc, endpoint string }

// policy is the text that the component attaches to a table which has an administrator and sets nothing else.
func (n network) policy() (string, error) {
	document, err := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{n.vpc}},
		Enforcement: policy.EnforceData,
		Exemptions:  []policy.Exemption{policy.Administrators([]string{Administrator})},
	}.TablePolicy(Placeholder)
	if err != nil {
		return "", fmt.Errorf("render the policy of the tables: %w", err)
	}
	return document.JSON()
}

// tableName is the name of a table in a program.
func tableName(number int) string { return fmt.Sprintf("table-%d", number) }

// policyOf puts the ARN of a table into its policy.
func policyOf(text, table string) string { return strings.ReplaceAll(text, Placeholder, table) }
