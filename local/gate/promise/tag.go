package promise

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/judge"
)

// tag takes away the tags that TagResource overwrites, of which moto keeps both: once there are more of one key than
// fit on a page of ListTagsOfResource, that page leads to itself, and nothing that asks for tags gets an answer. ("Each
// DynamoDB table can have only one tag with the same key. If you try to add an existing tag (same key), the existing
// tag value is updated to the new value", Tagging restrictions in DynamoDB.)
func (k *Keeper) tag(ctx context.Context, _ judge.Asker, c call.Call) (Plan, error) {
	need := c.Needs[0]
	if strings.Contains(need.Resource, "/stream/") {
		return Plan{}, nil // of which moto knows no tags
	}
	table, err := k.World.Table(ctx, need.Resource)
	if err != nil {
		return Plan{}, err
	}
	var overwritten []string
	for _, key := range need.Keys["aws:TagKeys"] {
		if _, found := table.Tags[key]; found {
			overwritten = append(overwritten, key)
		}
	}
	if len(overwritten) == 0 {
		return Plan{}, nil
	}
	_, err = k.World.DynamoDB(place(need.Resource)).UntagResource(ctx,
		&dynamodb.UntagResourceInput{ResourceArn: &need.Resource, TagKeys: overwritten})
	return Plan{}, fault(err)
}
