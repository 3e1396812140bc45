package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// check is one thing to verify.
type check struct {
	id       string
	question string
	expected string // what AWS documents, or what this project took from elsewhere
	needs    need
	alone    bool // it changes what other checks rest on, so it runs after them
	run      func(context.Context, *trial) error
}

// need is what a check takes beside a sandbox.
type need string

const (
	anOrganization need = "organization"
	accountHost    need = "host name of the account"
	rootUser       need = "root"
	management     need = "management account"
)

// checks are all checks, in the order in which a record has them.
func checks() []check {
	return slices.Concat(
		actionChecks(), perimeterChecks(), policyChecks(), timeChecks(), streamChecks(), backupChecks(), otherChecks())
}

// cannotTry returns why a check cannot be tried, or "".
func (s *sandbox) cannotTry(c check) string {
	switch c.needs {
	case anOrganization:
		if s.organization == "" {
			return "the account is in no organization"
		}
	case rootUser:
		return "the program is not to be run by a root user"
	case management:
		return "it takes the management account of an organization, which the program refuses"
	}
	return s.cannot(c.needs)
}

// verify builds the sandbox and runs all checks. Whatever happens, the caller cleans up.
func (s *sandbox) verify(ctx context.Context) (proof.Verification, error) {
	record := proof.Verification{On: s.name(), Date: time.Now().UTC().Format(time.DateOnly), Region: s.own.Region}
	if err := s.build(ctx); err != nil {
		return record, err
	}
	all := checks()
	s.say("running %d checks", len(all))
	record.Rows = make([]proof.VerificationRow, len(all))
	var abreast, alone []int
	for i, c := range all {
		if c.alone {
			alone = append(alone, i)
		} else {
			abreast = append(abreast, i)
		}
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range s.pace().abreast {
		workers.Go(func() {
			for i := range next {
				record.Rows[i] = s.try(ctx, all[i])
			}
		})
	}
	for _, i := range abreast {
		next <- i
	}
	close(next)
	workers.Wait()
	for _, i := range alone {
		record.Rows[i] = s.try(ctx, all[i])
	}
	if ctx.Err() != nil {
		return record, errInterrupted
	}
	return record, nil
}

// try runs a check.
func (s *sandbox) try(ctx context.Context, c check) proof.VerificationRow {
	t := &trial{sandbox: s, row: proof.VerificationRow{ID: c.id, Question: c.question, Expected: c.expected}}
	if ctx.Err() != nil {
		return t.row
	}
	started := time.Now()
	why := s.cannotTry(c)
	if why == "" {
		if err := c.run(ctx, t); err != nil && !errors.Is(err, errSettled) {
			why = s.redact(err.Error())
		}
	}
	t.row.Seconds = time.Since(started).Round(100 * time.Millisecond).Seconds()
	t.row.Outcome = proof.AsDocumented
	switch {
	case why != "":
		t.row.Outcome, t.row.Why = proof.NotTried, why
	case t.differs:
		t.row.Outcome = proof.Differs
	}
	if ctx.Err() == nil {
		s.say("%-18s %-26s %5.1f s  %s", t.row.Outcome, c.id, t.row.Seconds, t.row.Why)
	}
	return t.row
}

// errSettled ends a check that has its outcome before its end.
var errSettled = errors.New("the outcome is settled")

// trial is a check that is being tried. Its methods write down what is sent and what comes back.
type trial struct {
	*sandbox
	row     proof.VerificationRow
	differs bool
	tables  int
}

func (t *trial) sent(format string, args ...any) {
	t.row.Sent = append(t.row.Sent, t.redact(fmt.Sprintf(format, args...)))
}

func (t *trial) observed(format string, args ...any) {
	t.row.Observed = append(t.row.Observed, t.redact(fmt.Sprintf(format, args...)))
}

// require notes whether something is as expected.
func (t *trial) require(as bool, format string, args ...any) {
	t.observed(format, args...)
	t.differs = t.differs || !as
}

// anotherAccount is an account of AWS's documentation.
const anotherAccount = "111122223333"

// redact replaces what tells of the account.
func (s *sandbox) redact(text string) string {
	for _, secret := range []struct{ value, by string }{
		{s.organization, "ORGANIZATION"},
		{s.vpc, "VPC"},
		{s.endpoint, "ENDPOINT"},
		{s.subnet, "SUBNET"},
		{s.group, "GROUP"},
		{s.account, "ACCOUNT"},
		{s.run, "RUN"},
		{anotherAccount, "ANOTHER-ACCOUNT"},
	} {
		if secret.value != "" {
			text = strings.ReplaceAll(text, secret.value, secret.by)
		}
	}
	return text
}
