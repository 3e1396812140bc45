package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestPartitionOf(t *testing.T) {
	t.Parallel()
	tests := []struct{ region, want string }{
		{"us-east-1", "aws"},
		{"cn-north-1", "aws-cn"},
		{"eusc-de-east-1", "aws-eusc"},
		{"us-iso-west-1", "aws-iso"},
		{"us-isob-east-1", "aws-iso-b"},
		{"eu-isoe-west-1", "aws-iso-e"},
		{"us-isof-south-1", "aws-iso-f"},
		{"us-gov-east-1", "aws-us-gov"},
		{"us-east-9", ""},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, policy.PartitionOf(test.region), test.region)
	}
}

func TestCheckARNRegion(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, arn, want string }{
		{"a table", "its Region is of its partition", fixture.Orders, ""},
		{"a table in GovCloud", "its Region is of its partition", "arn:aws-us-gov:dynamodb:us-gov-west-1:111122223333:table/orders", ""},
		{"a role", "IAM has no Region", fixture.Ordinary, ""},
		{"a table that is not known yet", "its Region may be of any", "arn:aws-cn:dynamodb:xx-unknown-1:111122223333:table/orders", ""},
		{"no ARN", "another check refuses it", "orders", ""},
		{"a Region of GovCloud", "the slip is in the partition", "arn:aws:dynamodb:us-gov-west-1:111122223333:table/orders", "us-gov-west-1 is of aws-us-gov"},
		{"a Region of China", "the slip is in the partition", "arn:aws:kms:cn-north-1:111122223333:key/1", "cn-north-1 is of aws-cn"},
		{"a commercial Region", "the slip is in the Region", "arn:aws-eusc:dynamodb:eu-west-1:111122223333:table/orders", "eu-west-1 is of aws"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := policy.CheckARNRegion(test.arn)
			if test.want == "" {
				assert.NoError(t, err, test.why)
			} else {
				require.ErrorContains(t, err, test.want, test.why)
			}
		})
	}
}

// A principal of another partition than the resource's matches nobody there, whatever its account.
func TestDocumentsRejectAnotherPartition(t *testing.T) {
	t.Parallel()
	inChina := func(arn string) string { return strings.Replace(arn, "arn:aws:", "arn:aws-cn:", 1) }
	tests := []struct {
		name, why string
		change    func(*policy.Intent)
		want      string
	}{
		{
			"break-glass", "the glass would break for nobody",
			func(i *policy.Intent) {
				i.Exemptions = append(i.Exemptions, policy.BreakGlass([]string{inChina(fixture.BreakGlass)}))
			},
			"break-glass principal must be of the partition aws, got",
		},
		{
			"an administrator", "nobody could change the policy",
			func(i *policy.Intent) { i.Exemptions[0] = policy.Administrators([]string{inChina(fixture.Deployer)}) },
			"administrator principal must be of the partition aws, got",
		},
		{
			"an exemption", "it would open nothing",
			func(i *policy.Intent) {
				i.Exemptions = append(i.Exemptions, policy.Exemption{
					Principals: []string{inChina(fixture.BackupRole)}, Access: []policy.Class{policy.ClassMovement}, Reason: "backups",
				})
			},
			"backups principal must be of the partition aws, got",
		},
		{
			"a grant", "AWS rejects a principal that it does not know",
			func(i *policy.Intent) {
				i.Grants = []policy.Grant{{
					Principals: []string{"arn:aws-cn:iam::999900000001:role/partner"}, Actions: []string{"GetItem"}, Reason: "partner",
				}}
			},
			`grant "partner" principal must be of the partition aws, got`,
		},
		{
			"the source of a grant", "no service acts for it here",
			func(i *policy.Intent) {
				i.Grants = []policy.Grant{{
					Services: []string{"glue.amazonaws.com"}, Actions: []string{"DescribeTable"}, Reason: "zero-ETL",
					SourceARNs: []string{"arn:aws-cn:glue:cn-north-1:111122223333:integration:abc"},
				}}
			},
			`grant "zero-ETL" source ARN must be of the partition aws, got`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			intent := fixture.Plain()
			test.change(&intent)
			_, err := intent.TablePolicy(fixture.Orders)
			require.ErrorContains(t, err, test.want, test.why)
			if len(intent.Grants) == 0 { // a service control policy grants nothing, and a stream has no items
				_, err = intent.TableGuardrail(fixture.Orders)
				require.ErrorContains(t, err, test.want, test.why)
				_, err = intent.StreamPolicy(fixture.Orders + "/stream/2026-01-01T00:00:00.000")
				require.ErrorContains(t, err, test.want, test.why)
			}
		})
	}
}

func TestDocumentsOfAnotherPartition(t *testing.T) {
	t.Parallel()
	intent := fixture.Plain()
	intent.Exemptions = []policy.Exemption{policy.Administrators([]string{"arn:aws-eusc:iam::111122223333:role/ci"})}
	_, err := intent.TablePolicy("arn:aws-eusc:dynamodb:eusc-de-east-1:111122223333:table/orders")
	require.NoError(t, err)
	require.Error(t, policy.CheckTableARN("arn:awsx:dynamodb:us-east-1:111122223333:table/orders"), "AWS has no such partition")
}
