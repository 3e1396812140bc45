package gate

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator/emulatortest"
)

// BenchmarkGetItem measures the cost of the gate: a GetItem through a VPC endpoint's door under a table policy, and one
// to moto directly. It alternates them, so that both run on the same machine under the same load, and reports the ratio
// of the medians.
func BenchmarkGetItem(b *testing.B) {
	h := newHarness(b, Options{})
	table, tableARN, _ := h.table()
	vpc, _, door := h.endpoint("dynamodb", true, "")
	require.NoError(b, h.put(tableARN, denyOutside("dynamodb:GetItem", tableARN, vpc), bootstrap))
	_, by := h.role("/", allowDynamoDB)
	direct, gate := h.tables(emulatortest.Endpoint(b), by), h.tables(door.URL, by)
	get := func(client *dynamodb.Client) (time.Duration, error) {
		began := time.Now()
		_, err := client.GetItem(b.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key})
		return time.Since(began), err
	}
	var past, through []time.Duration
	for b.Loop() {
		took, err := get(direct)
		require.NoError(b, err)
		past = append(past, took)
		took, err = get(gate)
		require.NoError(b, err)
		through = append(through, took)
	}
	median := func(list []time.Duration) float64 {
		slices.Sort(list)
		return float64(list[len(list)/2].Microseconds())
	}
	b.ReportMetric(median(past), "µs-direct")
	b.ReportMetric(median(through), "µs-gate")
	b.ReportMetric(median(through)/median(past), "ratio")
}
