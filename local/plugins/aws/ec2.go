package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// tagSpec tags a resource as it is created, so that it never exists untagged.
func tagSpec(resource types.ResourceType, tags map[string]string) []types.TagSpecification {
	if len(tags) == 0 {
		return nil
	}
	return []types.TagSpecification{{ResourceType: resource, Tags: ec2Tags(tags)}}
}

func ec2Tags(tags map[string]string) []types.Tag {
	var out []types.Tag
	for k, v := range tags {
		out = append(out, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return out
}

func tagMap(tags []types.Tag) tagged {
	all := map[string]string{}
	for _, t := range tags {
		if !isAWSTag(*t.Key) {
			all[*t.Key] = aws.ToString(t.Value)
		}
	}
	return tagged{TagsAll: all}
}

// retag changes the tags of an EC2 resource.
func (s *session) retag(ctx context.Context, kind, id string, now, want tagged) error {
	failed := "updating tags for EC2 (Elastic Compute Cloud) " + kind + " (" + id + "): %w"
	set, remove := tagChanges(now.TagsAll, want.TagsAll)
	if len(remove) > 0 {
		in := &ec2.DeleteTagsInput{Resources: []string{id}}
		for _, k := range remove {
			in.Tags = append(in.Tags, types.Tag{Key: aws.String(k)})
		}
		if _, err := s.ec2.DeleteTags(ctx, in); err != nil {
			return fmt.Errorf(failed, err)
		}
	}
	if len(set) > 0 {
		_, err := s.ec2.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{id}, Tags: ec2Tags(set)})
		if err != nil {
			return fmt.Errorf(failed, err)
		}
	}
	return nil
}

// filter returns one condition of a Describe call.
func filter(name string, values ...string) types.Filter {
	return types.Filter{Name: aws.String(name), Values: values}
}

// pollInterval is the shortest wait between two reads of a resource that is changing state.
const pollInterval = 100 * time.Millisecond

func differ[T comparable](a, b *T) bool {
	return contract.ValueOr(a, *new(T)) != contract.ValueOr(b, *new(T))
}
