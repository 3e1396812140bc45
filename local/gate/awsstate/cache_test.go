package awsstate

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCached(t *testing.T) {
	t.Parallel()
	s := New(Config{Timeout: time.Second})
	reads := 0
	read := func() int {
		value, err := Cached(t.Context(), s, "key", func(context.Context) (int, error) {
			reads++
			return reads, nil
		})
		require.NoError(t, err)
		return value
	}
	assert.Equal(t, 1, read())
	assert.Equal(t, 1, read(), "a copy is believed for a moment")
	s.Invalidate()
	assert.Equal(t, 2, read(), "a change drops it")

	_, err := Cached(t.Context(), s, "other", func(context.Context) (int, error) { return 0, errors.New("down") })
	require.Error(t, err)
	value, err := Cached(t.Context(), s, "other", func(context.Context) (int, error) { return 7, nil })
	require.NoError(t, err, "an error is not kept")
	assert.Equal(t, 7, value)
}

// TestInvalidateDuringARead: what a read saw before a change is neither kept, nor given to who asks after it.
func TestInvalidateDuringARead(t *testing.T) {
	t.Parallel()
	s := New(Config{Timeout: 10 * time.Second})
	began, goOn := make(chan struct{}), make(chan struct{})
	var old sync.WaitGroup
	old.Go(func() {
		value, err := Cached(t.Context(), s, "key", func(context.Context) (string, error) {
			close(began)
			<-goOn
			return "before", nil
		})
		assert.NoError(t, err)
		assert.Equal(t, "before", value)
	})
	<-began
	s.Invalidate()
	after := func(context.Context) (string, error) { return "after", nil }
	value, err := Cached(t.Context(), s, "key", after)
	require.NoError(t, err)
	assert.Equal(t, "after", value)
	close(goOn)
	old.Wait()
	value, err = Cached(t.Context(), s, "key", after)
	require.NoError(t, err)
	assert.Equal(t, "after", value)
}

// TestConcurrentReadsShareOne: one read answers all who ask while it is under way, and the first one's leaving does not end it.
func TestConcurrentReadsShareOne(t *testing.T) {
	t.Parallel()
	s := New(Config{Timeout: 10 * time.Second})
	var reads atomic.Int32
	first, leave := context.WithCancel(t.Context())
	began, goOn := make(chan struct{}), make(chan struct{})
	read := func(ctx context.Context) (int32, error) {
		n := reads.Add(1)
		close(began)
		<-goOn
		return n, ctx.Err()
	}
	var all sync.WaitGroup
	ask := func(ctx context.Context) {
		all.Go(func() {
			value, err := Cached(ctx, s, "key", read)
			assert.NoError(t, err)
			assert.EqualValues(t, 1, value)
		})
	}
	ask(first)
	<-began
	for range 20 {
		ask(t.Context())
	}
	leave()
	close(goOn)
	all.Wait()
}
