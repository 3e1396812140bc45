package awsstate

import (
	"context"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// maxAge bounds how long a copy is used. Every change that passes through the gate drops the copies at once, so this
// bound is for changes that do not.
const maxAge = 2 * time.Second

// cache holds what was read, each copy for a moment.
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

// invalidate drops every copy. What a read in progress returns is not kept: it may be from before the change.
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

// Cached returns the copy kept under a key, or reads one. Concurrent callers share one read. Errors are not kept.
func Cached[T any](ctx context.Context, s *State, key string, read func(context.Context) (T, error)) (T, error) {
	copied, generation, found := s.cache.get(key)
	if found {
		return copied.(T), nil
	}
	// A caller that comes after a change must not share a read that began before it.
	flight := key + "\x00" + strconv.FormatUint(generation, 10)
	value, err, _ := s.cache.flights.Do(flight, func() (any, error) {
		// A read may have ended since the lookup above.
		if copied, now, found := s.cache.get(key); found && now == generation {
			return copied, nil
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
