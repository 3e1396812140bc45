package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// venue is where a run takes place: AWS, or local AWS.
type venue interface {
	// name is "aws" or "local".
	name() string
	// config has the credentials of whoever runs the program.
	config(context.Context) (aws.Config, error)
	// inside opens a way to send requests to DynamoDB from inside the sandbox's network. The returned configuration has
	// no credentials yet.
	inside(context.Context, *sandbox) (aws.Config, error)
	// closeInside deletes what inside created, in this run or, if run is "", in any.
	closeInside(ctx context.Context, s *sandbox, run string) error
	// cannot returns why a need of a check cannot be met here, or "".
	cannot(need need) string
	pace() pace
}

// pace is how long things take.
type pace struct {
	poll    time.Duration // between two looks at the same thing
	first   time.Duration // how long to wait for what AWS does in seconds
	later   time.Duration // how long to wait for what AWS does in minutes
	clean   time.Duration // how long to wait until something can be deleted
	stable  int           // how often in a row an answer must be the same to count
	abreast int           // how many checks run at once
}
