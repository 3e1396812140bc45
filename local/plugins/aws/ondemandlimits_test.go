package main

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestOnDemandLimits(t *testing.T) {
	t.Parallel()
	both := func(read, write int) *onDemandLimits { return &onDemandLimits{aws.Int(read), aws.Int(write)} }
	tests := []struct {
		name, billing string
		now, want     *onDemandLimits
		ask           string
	}{
		{"none", onDemand, nil, nil, "nothing"},
		{"new", onDemand, nil, both(10, 5), "10 5"},
		{"one of them", onDemand, nil, &onDemandLimits{MaxReadRequestUnits: aws.Int(10)}, "10 nil"},
		{"the same", onDemand, both(10, 5), both(10, 5), "nothing"},
		{"one changes", onDemand, both(10, 5), both(10, 6), "nil 6"},
		{"taken away", onDemand, both(10, 5), nil, "-1 -1"},
		{"said to be none", onDemand, nil, both(noLimit, noLimit), "nothing"},
		{"provisioned", provisioned, both(10, 5), nil, "nothing"},
	}
	text := func(of *int64) string {
		if of == nil {
			return "nil"
		}
		return fmt.Sprint(*of)
	}
	for _, test := range tests {
		got := "nothing"
		if asked := test.want.changesFrom(test.billing, test.now); asked != nil {
			got = text(asked.MaxReadRequestUnits) + " " + text(asked.MaxWriteRequestUnits)
		}
		if got != test.ask {
			t.Errorf("%s: asks for %s, not for %s", test.name, got, test.ask)
		}
	}
	for _, none := range []*types.OnDemandThroughput{
		nil, {}, {MaxReadRequestUnits: aws.Int64(noLimit), MaxWriteRequestUnits: aws.Int64(noLimit)},
	} {
		if got := onDemandLimitsOf(none); got != nil {
			t.Errorf("%v reads as %v", none, got)
		}
	}
}
