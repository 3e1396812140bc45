package awsstate

import (
	"context"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// maxAge bounds how long a copy is believed. Every change that passes the gate drops the copies at once, so this
// is for what is changed behind the gate's back.
const maxAge = 2 * time.Second

// cache holds copies of what was read, each for a moment.
type cache struct {
	mutex      sync.RWMutex
	generation uint64
	entries    map[string]entry
	flights    singleflight.Group
}

type entry struct {
	value any
	read  time.Time
}

// invalidate drops every copy. A read that is under way is not kept: it may have seen what was before.
func (c *cache) invalidate() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.generation++
	c.entries = nil
}

func (c *cache) get(key string) (value any, generation uint64, found bool) {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	e, found := c.entries[key]
	return e.value, c.generation, found && time.Since(e.read) < maxAge
}

func (c *cache) put(key string, generation uint64, e entry) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if generation != c.generation {
		return
	}
	if c.entries == nil {
		c.entries = map[string]entry{}
	}
	c.entries[key] = e
}

// Cached returns a copy, or reads one: once, however many ask at the same time. Errors are not kept.
func Cached[T any](ctx context.Context, s *State, key string, read func(context.Context) (T, error)) (T, error) {
	kept, generation, found := s.cache.get(key)
	if found {
		return kept.(T), nil
	}
	// Who asks after a change must not be given the answer of a read that began before it.
	flight := key + "\x00" + strconv.FormatUint(generation, 10)
	value, err, _ := s.cache.flights.Do(flight, func() (any, error) {
		// One read may have ended between the look above and here.
		if kept, now, found := s.cache.get(key); found && now == generation {
			return kept, nil
		}
		ctx, cancel := s.detached(ctx)
		defer cancel()
		began := time.Now()
		value, err := read(ctx)
		if err == nil {
			s.cache.put(key, generation, entry{value, began})
		}
		return value, err
	})
	if err != nil {
		var none T
		return none, err
	}
	return value.(T), nil
}
