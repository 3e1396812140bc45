package awsrules

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// tagResource removes the tags that TagResource overwrites. moto would keep both. Once a key has more tags than fit on
// a page of ListTagsOfResource, that page leads to itself, and no one who lists the tags gets an end. ("Each DynamoDB
// table can have only one tag with the same key. If you try to add an existing tag (same key), the existing tag value
// is updated to the new value", Tagging restrictions in DynamoDB.)
func (e *Enforcer) tagResource(ctx context.Context, _ authorize.Caller, req request.Request) (Plan, error) {
	authorization := req.Authorizations[0]
	if strings.Contains(authorization.Resource, "/stream/") {
		return Plan{}, nil // moto has no tags of streams
	}
	table, err := e.State.Table(ctx, authorization.Resource)
	if err != nil {
		return Plan{}, err
	}
	var overwritten []string
	for _, key := range authorization.Keys["aws:TagKeys"] {
		if _, found := table.Tags[key]; found {
			overwritten = append(overwritten, key)
		}
	}
	if len(overwritten) == 0 {
		return Plan{}, nil
	}
	_, err = e.State.DynamoDB(authorization.Resource).UntagResource(ctx,
		&dynamodb.UntagResourceInput{ResourceArn: &authorization.Resource, TagKeys: overwritten})
	return Plan{}, emulatorError(err)
}
