package awsrules

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// newTable deletes the policy that moto keeps of an earlier table of the same name, and attaches the policy in
// CreateTable, which moto ignores. ("If you delete a table, its resource-based policy is deleted" and "attach a
// resource-based policy while creating a table", Amazon DynamoDB Developer Guide.) It does the same with the on-demand
// limits, the streams, and the settings. No request for the table is decided in between: the gate's client has no
// response yet, and the state is invalidated afterwards.
func (e *Enforcer) newTable(ctx context.Context, req request.Request, arn string) (Plan, error) {
	body, asked, limited := "", onDemandLimits{}, false
	var sent []byte
	var streamed, settled func(context.Context) error
	if req.Operation == "CreateTable" {
		var err error
		if sent, streamed, err = e.firstStream(arn, req.Fields); err != nil {
			return Plan{}, err
		}
		if limited, err = asked.apply(req.Fields); err != nil {
			return Plan{}, err
		}
		if settled, err = e.keepTableSettings(ctx, arn, req.Fields, false); err != nil {
			return Plan{}, err
		}
		if body, err = req.Fields.String("ResourcePolicy"); err != nil {
			return Plan{}, err
		}
	}
	if body != "" {
		if err := e.checkDocument(ctx, arn, body); err != nil {
			return Plan{}, err
		}
	}
	return Plan{Body: sent, Edit: e.describeTable(arn), After: func(ctx context.Context) error {
		defer e.State.Invalidate()
		e.Clock.reset(arn)
		client := e.State.DynamoDB(arn)
		for _, kept := range []string{
			arn, onDemandLimitsARN(arn), streamsARN(arn), scalingTagsARN(arn), tableSettingsARN(arn),
		} {
			_, err := client.DeleteResourcePolicy(ctx, &dynamodb.DeleteResourcePolicyInput{ResourceArn: &kept})
			if err != nil && awsstate.CodeOf(err) != "ResourceNotFoundException" {
				return emulatorError(err)
			}
		}
		if limited {
			if err := e.storeOnDemandLimits(ctx, arn, asked); err != nil {
				return err
			}
		}
		for _, keep := range []func(context.Context) error{streamed, settled} {
			if keep == nil {
				continue
			}
			if err := keep(ctx); err != nil {
				return err
			}
		}
		if body == "" {
			return nil
		}
		_, err := client.PutResourcePolicy(ctx,
			&dynamodb.PutResourcePolicyInput{ResourceArn: &arn, Policy: aws.String(body)})
		return emulatorError(err)
	}}, nil
}
