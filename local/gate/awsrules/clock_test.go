package awsrules

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
)

func TestClockDelaysWhatIsEnforced(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := NewClock(10)
	clock.Now = func() time.Time { return now }
	w := awsstate.New(awsstate.Config{})
	one, two := &awsstate.Policy{Body: "one"}, &awsstate.Policy{Body: "two"}
	at := func(passed time.Duration, attached, want *awsstate.Policy, why string) {
		t.Helper()
		now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(passed)
		assert.Equal(t, want, clock.Enforced(table, attached), why)
	}

	clock.recordChange(w, table, nil, one)
	at(0, one, nil, "a first policy takes two seconds, a tenth of them here")
	at(200*time.Millisecond, one, one, "and is enforced then")
	clock.recordChange(w, table, one, two)
	at(time.Second, two, one, "a later one takes minutes, whatever GetResourcePolicy says")
	at(24*time.Second, two, two, "and is enforced then")
	clock.recordChange(w, table, two, nil)
	at(40*time.Second, nil, two, "a policy that was taken away is enforced for minutes")
	at(48*time.Second, nil, nil, "and no longer")
	assert.Equal(t, one, clock.Enforced(stream, one), "another resource has its own policy")

	clock.recordChange(w, table, nil, one)
	clock.reset(table)
	at(48*time.Second, two, two, "a table that was made anew has no past")
}

func TestClockCoolsDown(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	now := start
	clock := NewClock(1)
	clock.Now = func() time.Time { return now }
	require.NoError(t, clock.checkCoolDown(table), "nothing was changed yet")
	clock.recordChange(awsstate.New(awsstate.Config{}), table, nil, &awsstate.Policy{})
	tests := []struct {
		passed     time.Duration
		code, text string
	}{
		{0, "ResourceInUseException", "Table is pending previous resource-based policy update: orders"},
		{3 * time.Second, "ThrottlingException", "Resource-based policy for table orders modified within the previous 15000 " +
			"milliseconds. Please try again after 2026-01-01T00:00:15.000Z."},
		{15 * time.Second, "", ""},
	}
	for _, test := range tests {
		now = start.Add(test.passed)
		err := clock.checkCoolDown(table)
		var refusal *awserror.Error
		if !errors.As(err, &refusal) {
			require.Empty(t, test.code)
			continue
		}
		assert.Equal(t, test.code, refusal.Code)
		assert.Contains(t, refusal.Message, test.text)
	}
	require.NoError(t, clock.checkCoolDown(stream), "a stream cools down by itself")
}

func TestNoClock(t *testing.T) {
	t.Parallel()
	clock := NewClock(0)
	assert.Nil(t, clock)
	one := &awsstate.Policy{Body: "one"}
	clock.recordChange(nil, table, nil, one)
	clock.reset(table)
	require.NoError(t, clock.checkCoolDown(table))
	assert.Equal(t, one, clock.Enforced(table, one), "every change takes effect at once")
}
