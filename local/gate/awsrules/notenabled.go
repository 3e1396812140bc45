package awsrules

import (
	"context"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// notEnabled describes what moto does not have and nobody can therefore have enabled: Contributor Insights, and Kinesis
// data streams as a destination. AWS describes both as off. ("DescribeContributorInsights" and
// "DescribeKinesisStreamingDestination", Amazon DynamoDB API Reference.)
func (e *Enforcer) notEnabled(ctx context.Context, req request.Request) (Plan, error) {
	table, name := request.TableOf(req.Authorizations[0].Resource)
	there, err := e.State.HasTable(ctx, table)
	if err != nil {
		return Plan{}, err
	}
	if !there {
		return Plan{}, missing("Table: " + name + " not found")
	}
	if req.Operation == "DescribeKinesisStreamingDestination" {
		return Plan{Reply: struct {
			TableName                     string
			KinesisDataStreamDestinations []struct{}
		}{name, []struct{}{}}}, nil
	}
	index, err := req.Fields.String("IndexName")
	return Plan{Reply: struct {
		TableName                 string
		IndexName                 string `json:",omitempty"`
		ContributorInsightsStatus string
	}{name, index, "DISABLED"}}, err
}
