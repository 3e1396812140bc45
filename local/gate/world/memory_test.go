package world

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

func TestRemember(t *testing.T) {
	t.Parallel()
	w := New(Config{Patience: time.Second})
	reads := 0
	read := func() int {
		value, err := Remember(t.Context(), w, "key", func(context.Context) (int, error) {
			reads++
			return reads, nil
		})
		require.NoError(t, err)
		return value
	}
	assert.Equal(t, 1, read())
	assert.Equal(t, 1, read(), "a copy is believed for a moment")
	w.Forget()
	assert.Equal(t, 2, read(), "a change drops it")

	_, err := Remember(t.Context(), w, "other", func(context.Context) (int, error) { return 0, errors.New("down") })
	require.Error(t, err)
	value, err := Remember(t.Context(), w, "other", func(context.Context) (int, error) { return 7, nil })
	require.NoError(t, err, "an error is not kept")
	assert.Equal(t, 7, value)
}

// TestReadThatAChangeOvertakes: what a read saw before a change is neither kept, nor given to who asks after it.
func TestReadThatAChangeOvertakes(t *testing.T) {
	t.Parallel()
	w := New(Config{Patience: 10 * time.Second})
	began, goOn := make(chan struct{}), make(chan struct{})
	var old sync.WaitGroup
	old.Go(func() {
		value, err := Remember(t.Context(), w, "key", func(context.Context) (string, error) {
			close(began)
			<-goOn
			return "before", nil
		})
		assert.NoError(t, err)
		assert.Equal(t, "before", value)
	})
	<-began
	w.Forget()
	after := func(context.Context) (string, error) { return "after", nil }
	value, err := Remember(t.Context(), w, "key", after)
	require.NoError(t, err)
	assert.Equal(t, "after", value)
	close(goOn)
	old.Wait()
	value, err = Remember(t.Context(), w, "key", after)
	require.NoError(t, err)
	assert.Equal(t, "after", value)
}

// TestManyAskAtOnce: one read answers all who ask while it is under way, and the first one's leaving does not end it.
func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	w := New(Config{Patience: 10 * time.Second})
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
			value, err := Remember(ctx, w, "key", read)
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

func TestShelf(t *testing.T) {
	t.Parallel()
	const table = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
	assert.Equal(t, table, Shelf(table))
	assert.Equal(t, table+"/stream/2026-01-01T00:00:00.000/orders", Shelf(table+"/stream/2026-01-01T00:00:00.000"))
}
