package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
)

// oneTable reads a table by its name.
// Source: terraform-provider-aws, internal/service/dynamodb/table_data_source.go, dataSourceTable.
var oneTable = newFunction("aws:dynamodb/getTable:getTable",
	func(ctx context.Context, s *session, args sdk.LookupTableArgs) (*sdk.LookupTableResult, error) {
		t, err := readTable(ctx, s, args.Name, &table{})
		if err != nil {
			return nil, fmt.Errorf("reading Dynamodb Table (%s): %w", args.Name, err)
		}
		out := &sdk.LookupTableResult{
			Arn: *t.ARN, Attributes: []sdk.GetTableAttribute{}, BillingMode: *t.BillingMode,
			DeletionProtectionEnabled: *t.DeletionProtectionEnabled,
			GlobalSecondaryIndexes:    []sdk.GetTableGlobalSecondaryIndex{}, HashKey: *t.HashKey, Id: *t.Name,
			LocalSecondaryIndexes: []sdk.GetTableLocalSecondaryIndex{}, Name: *t.Name,
			OnDemandThroughputs: []sdk.GetTableOnDemandThroughput{},
			PointInTimeRecovery: sdk.GetTablePointInTimeRecovery{
				Enabled:              t.PointInTimeRecovery.Enabled,
				RecoveryPeriodInDays: int(aws.ToInt32(t.PointInTimeRecovery.RecoveryPeriodInDays)),
			},
			RangeKey: aws.ToString(t.RangeKey), ReadCapacity: *t.ReadCapacity, Replicas: []sdk.GetTableReplicaType{},
			StreamArn: *t.StreamARN, StreamEnabled: *t.StreamEnabled, StreamLabel: *t.StreamLabel,
			StreamViewType: *t.StreamViewType, TableClass: *t.TableClass, Tags: t.TagsAll,
			Ttl: sdk.GetTableTtl{
				AttributeName: aws.ToString(t.TTL.AttributeName), Enabled: aws.ToBool(t.TTL.Enabled),
			},
			WriteCapacity: *t.WriteCapacity,
		}
		if e := t.ServerSideEncryption; e != nil {
			out.ServerSideEncryption = sdk.GetTableServerSideEncryption{
				Enabled: e.Enabled, KmsKeyArn: aws.ToString(e.KmsKeyArn),
			}
		}
		for _, a := range t.Attributes {
			out.Attributes = append(out.Attributes, sdk.GetTableAttribute(a))
		}
		if l := t.OnDemandThroughput; l != nil {
			out.OnDemandThroughputs = append(out.OnDemandThroughputs, sdk.GetTableOnDemandThroughput{
				MaxReadRequestUnits: aws.ToInt(l.MaxReadRequestUnits), MaxWriteRequestUnits: aws.ToInt(l.MaxWriteRequestUnits),
			})
		}
		for _, i := range t.LocalSecondaryIndexes {
			out.LocalSecondaryIndexes = append(out.LocalSecondaryIndexes, sdk.GetTableLocalSecondaryIndex{
				Name: i.Name, NonKeyAttributes: orEmpty(i.NonKeyAttributes), ProjectionType: i.ProjectionType,
				RangeKey: i.RangeKey,
			})
		}
		for _, i := range t.GlobalSecondaryIndexes {
			out.GlobalSecondaryIndexes = append(out.GlobalSecondaryIndexes, i.found())
		}
		return out, nil
	}, "serverSideEncryption", "tags")

func (i globalIndex) found() sdk.GetTableGlobalSecondaryIndex {
	out := sdk.GetTableGlobalSecondaryIndex{
		HashKey: i.HashKey, Name: i.Name, NonKeyAttributes: orEmpty(i.NonKeyAttributes),
		OnDemandThroughputs: []sdk.GetTableGlobalSecondaryIndexOnDemandThroughput{},
		ProjectionType:      i.ProjectionType, RangeKey: aws.ToString(i.RangeKey), ReadCapacity: aws.ToInt(i.ReadCapacity),
		WriteCapacity: aws.ToInt(i.WriteCapacity),
	}
	if l := i.OnDemandThroughput; l != nil {
		out.OnDemandThroughputs = append(out.OnDemandThroughputs, sdk.GetTableGlobalSecondaryIndexOnDemandThroughput{
			MaxReadRequestUnits: aws.ToInt(l.MaxReadRequestUnits), MaxWriteRequestUnits: aws.ToInt(l.MaxWriteRequestUnits),
		})
	}
	return out
}
