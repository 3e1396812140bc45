package promise

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
)

// ceilings are the most that an on-demand table, "", and its indexes, by name, may use. moto forgets them.
// (OnDemandThroughput, Amazon DynamoDB API Reference.) They are kept as streams' policies are: under an ARN that ends
// in the table's name.
type ceilings map[string]ceiling

type ceiling struct {
	MaxReadRequestUnits  int64 `json:",omitempty"`
	MaxWriteRequestUnits int64 `json:",omitempty"`
}

type limited struct {
	IndexName          string
	OnDemandThroughput ceiling
}

func ceilingsShelf(arn string) string {
	_, name := call.TableOf(arn)
	return arn + "/ceilings/" + name
}

// ask makes the change that CreateTable or UpdateTable asks for, and reports whether it does.
func (l ceilings) ask(fields call.Fields) (bool, error) {
	var in struct {
		OnDemandThroughput          ceiling
		GlobalSecondaryIndexes      []limited
		GlobalSecondaryIndexUpdates []struct{ Create, Update, Delete limited }
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return false, &call.RefusedError{Code: call.Serialization, Message: "OnDemandThroughput cannot be read"}
	}
	asked := append(in.GlobalSecondaryIndexes, limited{"", in.OnDemandThroughput})
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
		for kept, wish := range map[*int64]int64{
			&now.MaxReadRequestUnits: to.MaxReadRequestUnits, &now.MaxWriteRequestUnits: to.MaxWriteRequestUnits,
		} {
			if wish != 0 { // -1 takes a ceiling away
				*kept, changed = max(wish, 0), true
			}
		}
		l[a.IndexName] = now
	}
	return changed, nil
}

// ceilingsOf reads what is kept.
func (k *Keeper) ceilingsOf(ctx context.Context, arn string) (ceilings, error) {
	kept := ceilings{}
	found, err := k.World.Policy(ctx, ceilingsShelf(arn))
	if err != nil || found == nil {
		return kept, err
	}
	return kept, json.Unmarshal([]byte(found.Body), &kept)
}

func (k *Keeper) keepCeilings(ctx context.Context, arn string, l ceilings) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = k.World.DynamoDB(place(arn)).PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
		ResourceArn: aws.String(ceilingsShelf(arn)), Policy: aws.String(string(body)),
	})
	return fault(err)
}

// updateTable keeps the ceilings that a change of a table brings.
func (k *Keeper) updateTable(ctx context.Context, arn string, c call.Call) (Plan, error) {
	now, err := k.ceilingsOf(ctx, arn)
	if err != nil {
		return Plan{}, err
	}
	changed, err := now.ask(c.Fields)
	plan := Plan{Edit: k.showCeilings(arn)}
	if changed {
		plan.After = func(ctx context.Context) error {
			defer k.World.Forget()
			return k.keepCeilings(ctx, arn, now)
		}
	}
	return plan, err
}
