package main

import (
	"context"
	"strings"
	"time"
)

// answer is what a call is expected to be answered with: an error code, or "" for success.
type answer string

const (
	allowed answer = ""
	refused answer = "AccessDeniedException"
	invalid answer = "ValidationException"
)

// byPolicy is in the message of a refusal that a resource policy's Deny made. A refusal without it is one of the
// caller's own rights, and tells nothing.
const byPolicy = "explicit deny in a resource-based policy"

// call is one request.
type call func(context.Context, clients) error

// step is a request of a check, and the answer that is expected.
type step struct {
	what     string
	where    from
	role     string
	want     answer
	send     call
	message  string        // what the message of an error has to contain
	patience time.Duration // how long the answer may be another one; default: what AWS does in seconds
	changes  bool          // the request changes something, so it is not sent again once it is answered as expected
}

// ask is a request that can be sent any number of times. A refusal has to come from a resource policy.
func ask(what string, where from, role string, want answer, send call) step {
	s := step{what: what, where: where, role: role, want: want, send: send}
	if want == refused {
		s.message = byPolicy
	}
	return s
}

// change is a request that changes something.
func change(what string, where from, role string, want answer, send call) step {
	s := ask(what, where, role, want, send)
	s.changes = true
	return s
}

func (s step) within(patience time.Duration) step {
	s.patience = patience
	return s
}

func (s step) saying(message string) step {
	s.message = message
	return s
}

// is reports whether an answer is the expected one.
func (s step) is(err error) bool {
	if s.want == allowed {
		return err == nil
	}
	return codeOf(err) == string(s.want) && strings.Contains(messageOf(err), s.message)
}

// expect sends requests one after another. Each is sent until it is answered as expected, some times in a row, or until
// the patience ends. It notes the last answer, and how long it took until the answer was that.
func (t *trial) expect(ctx context.Context, steps ...step) error {
	for _, s := range steps {
		if err := t.take(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) take(ctx context.Context, s step) error {
	patience, enough := t.pace().first, t.pace().stable
	if s.patience > 0 {
		patience = s.patience
	}
	if s.changes {
		enough = 1
	}
	client := t.client(s.where, s.role)
	started := time.Now()
	for since, row := started, 0; ; {
		asked := time.Now()
		err := s.send(ctx, client)
		if ctx.Err() != nil {
			return errInterrupted
		}
		as := s.is(err)
		if !as {
			row = 0
		}
		if row == 0 {
			since = asked
		}
		if as {
			row++
		}
		if row >= enough || !as && asked.Sub(started) > patience {
			t.require(as, "%s (%s): %s, after %.1f s", s.what, describeRole(s.where, s.role), answerOf(err),
				since.Sub(started).Seconds())
			return nil
		}
		if err := t.pause(ctx); err != nil {
			return err
		}
	}
}
