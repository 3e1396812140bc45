package awsrules

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// onDemandLimits are the maximum throughput of an on-demand table, under the name "", and of its indexes, by name. moto
// forgets them. (OnDemandThroughput, Amazon DynamoDB API Reference.) They are kept as a stream's policy is: under an
// ARN that ends in the table's name.
type onDemandLimits map[string]onDemandLimit

type onDemandLimit struct {
	MaxReadRequestUnits  int64 `json:",omitempty"`
	MaxWriteRequestUnits int64 `json:",omitempty"`
}

type limitedResource struct {
	IndexName          string
	OnDemandThroughput onDemandLimit
}

func onDemandLimitsARN(arn string) string {
	_, name := request.TableOf(arn)
	return arn + "/on-demand-limits/" + name
}

// apply applies the limits that CreateTable or UpdateTable sets, and reports whether the request sets any.
func (l onDemandLimits) apply(fields request.Fields) (bool, error) {
	var in struct {
		OnDemandThroughput          onDemandLimit
		GlobalSecondaryIndexes      []limitedResource
		GlobalSecondaryIndexUpdates []struct{ Create, Update, Delete limitedResource }
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return false, &request.RefusedError{Code: request.Serialization, Message: "OnDemandThroughput cannot be read"}
	}
	asked := append(in.GlobalSecondaryIndexes, limitedResource{"", in.OnDemandThroughput})
	changed := false
	for _, u := range in.GlobalSecondaryIndexUpdates {
		asked = append(asked, u.Create, u.Update)
		if _, found := l[u.Delete.IndexName]; found && u.Delete.IndexName != "" {
			delete(l, u.Delete.IndexName)
			changed = true
		}
	}
	for _, a := range asked {
		now, to := l[a.IndexName], a.OnDemandThroughput
		for kept, wanted := range map[*int64]int64{
			&now.MaxReadRequestUnits: to.MaxReadRequestUnits, &now.MaxWriteRequestUnits: to.MaxWriteRequestUnits,
		} {
			if wanted != 0 { // -1 removes a limit
				*kept, changed = max(wanted, 0), true
			}
		}
		l[a.IndexName] = now
	}
	return changed, nil
}

// readOnDemandLimits reads the limits that are kept for a table.
func (e *Enforcer) readOnDemandLimits(ctx context.Context, arn string) (onDemandLimits, error) {
	kept := onDemandLimits{}
	found, err := e.State.Policy(ctx, onDemandLimitsARN(arn))
	if err != nil || found == nil {
		return kept, err
	}
	return kept, json.Unmarshal([]byte(found.Body), &kept)
}

func (e *Enforcer) storeOnDemandLimits(ctx context.Context, arn string, l onDemandLimits) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = e.State.DynamoDB(arn).PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
		ResourceArn: aws.String(onDemandLimitsARN(arn)), Policy: aws.String(string(body)),
	})
	return emulatorError(err)
}

// updateTable keeps the limits and the settings that UpdateTable sets, and the streams that it switches on and off.
func (e *Enforcer) updateTable(ctx context.Context, arn string, req request.Request) (Plan, error) {
	now, err := e.readOnDemandLimits(ctx, arn)
	if err != nil {
		return Plan{}, err
	}
	changed, err := now.apply(req.Fields)
	if err != nil {
		return Plan{}, err
	}
	body, switched, err := e.switchStream(ctx, arn, req.Fields)
	if err != nil {
		return Plan{}, err
	}
	settled, err := e.keepTableSettings(ctx, arn, req.Fields, true)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{Body: body, Edit: e.describeTable(arn)}
	if changed || switched != nil || settled != nil {
		plan.After = func(ctx context.Context) error {
			defer e.State.Invalidate()
			for _, keep := range []func(context.Context) error{switched, settled} {
				if keep == nil {
					continue
				}
				if err := keep(ctx); err != nil {
					return err
				}
			}
			if !changed {
				return nil
			}
			return e.storeOnDemandLimits(ctx, arn, now)
		}
	}
	return plan, nil
}
