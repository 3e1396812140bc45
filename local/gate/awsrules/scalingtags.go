package awsrules

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// scalingTags are the tags of a table's scalable targets, by the target's ARN. moto has none, nor the operations on
// them. They are kept as a stream's policy is: under an ARN that ends in the table's name.
type scalingTags map[string]map[string]string

func scalingTagsARN(arn string) string {
	_, name := request.TableOf(arn)
	return arn + "/scaling-tags/" + name
}

// scalingRequest has the parameters of Application Auto Scaling that matter to tags.
type scalingRequest struct {
	ServiceNamespace, ResourceId, ScalableDimension string //nolint:revive // AWS's names
	ResourceARN                                     string
	Tags                                            map[string]string
	TagKeys                                         []string
}

// Scaling answers the requests to Application Auto Scaling that are about tags. ("ListTagsForResource", "TagResource",
// "UntagResource" and the Tags of "RegisterScalableTarget", Application Auto Scaling API Reference.)
func (e *Enforcer) Scaling(ctx context.Context, account, region, operation string, body []byte) (Plan, error) {
	var r scalingRequest
	if json.Unmarshal(body, &r) != nil {
		return Plan{}, nil // the emulator reports the error
	}
	home := request.Home{Region: region, Account: account}
	switch operation {
	case "RegisterScalableTarget":
		if r.ServiceNamespace != "dynamodb" || len(r.Tags) == 0 {
			return Plan{}, nil
		}
		return Plan{After: func(ctx context.Context) error {
			_, _, err := e.changeScalingTags(ctx, home, r, func(t awsstate.ScalableTarget) bool {
				return t.Resource == r.ResourceId && t.Dimension == r.ScalableDimension
			})
			return err
		}}, nil
	case "ListTagsForResource", "TagResource", "UntagResource":
		tags, found, err := e.changeScalingTags(ctx, home, r,
			func(t awsstate.ScalableTarget) bool { return t.ARN == r.ResourceARN })
		if err == nil && !found {
			err = &awserror.Error{
				Code: "ResourceNotFoundException", Message: "No scalable target found for resource ARN: " + r.ResourceARN,
			}
		}
		if operation != "ListTagsForResource" {
			return Plan{Reply: struct{}{}}, err
		}
		return Plan{Reply: struct{ Tags map[string]string }{tags}}, err
	default:
		return Plan{}, nil
	}
}

// changeScalingTags makes the change that a request asks for, and returns the tags of the target. It reports whether
// there is such a target.
func (e *Enforcer) changeScalingTags(
	ctx context.Context, home request.Home, r scalingRequest, is func(awsstate.ScalableTarget) bool,
) (map[string]string, bool, error) {
	e.change.Lock()
	defer e.change.Unlock()
	targets, err := e.State.ScalableTargets(ctx, home.Account, home.Region)
	at := slices.IndexFunc(targets, is)
	if err != nil || at < 0 {
		return nil, false, emulatorError(err)
	}
	target := targets[at]
	name, _, _ := strings.Cut(strings.TrimPrefix(target.Resource, "table/"), "/")
	arn := home.Table(name)
	all := scalingTags{}
	kept, err := e.State.Policy(ctx, scalingTagsARN(arn))
	if err != nil {
		return nil, false, err
	}
	if kept != nil {
		if err := json.Unmarshal([]byte(kept.Body), &all); err != nil {
			return nil, false, err
		}
	}
	tags := map[string]string{}
	maps.Copy(tags, all[target.ARN])
	maps.Copy(tags, r.Tags)
	for _, key := range r.TagKeys {
		delete(tags, key)
	}
	if maps.Equal(tags, all[target.ARN]) {
		return tags, true, nil
	}
	all[target.ARN] = tags
	body, err := json.Marshal(all)
	if err != nil {
		return nil, false, err
	}
	defer e.State.Invalidate()
	_, err = e.State.DynamoDB(arn).PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
		ResourceArn: aws.String(scalingTagsARN(arn)), Policy: aws.String(string(body)),
	})
	return tags, true, emulatorError(err)
}
