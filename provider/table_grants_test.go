package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestZeroETLIsProven deploys the grant and the exemption that a zero-ETL integration needs, as docs/policies.md has
// them. Everything is proven: the verdict names the service.
func TestZeroETLIsProven(t *testing.T) {
	t.Parallel()
	for service, source := range map[string]string{
		"glue.amazonaws.com":     "arn:aws:glue:us-east-1:111122223333:integration:*",
		"redshift.amazonaws.com": "arn:aws:redshift:us-east-1:111122223333:integration:*",
	} {
		cloud := newCloud()
		response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
			"grants": property.New([]property.Value{object(values{
				"services": list(service), "sourceAccountIds": list("111122223333"), "sourceArns": list(source),
				"actions": list("dynamodb:ExportTableToPointInTime", "dynamodb:DescribeTable", "dynamodb:DescribeExport"),
				"reason":  str("zero-ETL"),
			})}),
			"exemptServices": property.New([]property.Value{object(values{
				"services": list(service), "access": list("movement"), "reason": str("zero-ETL"),
			})}),
		}), false)
		require.NoError(t, err, service)
		document := cloud.child(t, policyType).Inputs.Get("policy").AsString()
		assert.Contains(t, document, `"Resource":"arn:aws:dynamodb:us-east-1:111122223333:table/orders-1a2b3c4/export/*"`)
		assert.Contains(t, document, source)
		assert.NotEmpty(t, response.State.Get("accessReport").AsMap().Get("verdict").AsString())
	}
}
