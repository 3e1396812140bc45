package promise

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// newTable takes away the policy that moto keeps of an earlier table of the same name, and attaches the one that
// CreateTable brings, which moto passes over. ("If you delete a table, its resource-based policy is deleted" and
// "attach a resource-based policy while creating a table", Amazon DynamoDB Developer Guide.) So it does with the most
// that the table may use. Nobody can ask for the table in between under a decision of the gate: it is told of the table
// only afterwards.
func (k *Keeper) newTable(ctx context.Context, c call.Call, arn string) (Plan, error) {
	body, asked, limited := "", ceilings{}, false
	if c.Operation == "CreateTable" {
		var err error
		if limited, err = asked.ask(c.Fields); err != nil {
			return Plan{}, err
		}
		if body, err = c.Fields.String("ResourcePolicy"); err != nil {
			return Plan{}, err
		}
	}
	if body != "" {
		if err := k.checkDocument(ctx, arn, body); err != nil {
			return Plan{}, err
		}
	}
	return Plan{Edit: k.showCeilings(arn), After: func(ctx context.Context) error {
		defer k.World.Forget()
		k.Clock.reset(arn)
		client := k.World.DynamoDB(place(arn))
		for _, kept := range []string{arn, ceilingsShelf(arn)} {
			_, err := client.DeleteResourcePolicy(ctx, &dynamodb.DeleteResourcePolicyInput{ResourceArn: &kept})
			if err != nil && world.CodeOf(err) != "ResourceNotFoundException" {
				return fault(err)
			}
		}
		if limited {
			if err := k.keepCeilings(ctx, arn, asked); err != nil {
				return err
			}
		}
		if body == "" {
			return nil
		}
		_, err := client.PutResourcePolicy(ctx,
			&dynamodb.PutResourcePolicyInput{ResourceArn: &arn, Policy: aws.String(body)})
		return fault(err)
	}}, nil
}
