package world

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

// memory holds copies of what was read, each for a moment.
type memory struct {
	mutex      sync.RWMutex
	generation uint64
	entries    map[string]entry
	flights    singleflight.Group
}

type entry struct {
	value any
	read  time.Time
}

// forget drops every copy. A read that is under way is not kept: it may have seen what was before.
func (m *memory) forget() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.generation++
	m.entries = nil
}

func (m *memory) find(key string) (value any, generation uint64, found bool) {
	m.mutex.RLock()
	defer m.mutex.RUnlock()
	e, found := m.entries[key]
	return e.value, m.generation, found && time.Since(e.read) < maxAge
}

func (m *memory) keep(key string, generation uint64, e entry) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if generation != m.generation {
		return
	}
	if m.entries == nil {
		m.entries = map[string]entry{}
	}
	m.entries[key] = e
}

// Remember returns a copy, or reads one: once, however many ask at the same time. Errors are not kept.
func Remember[T any](ctx context.Context, w *World, key string, read func(context.Context) (T, error)) (T, error) {
	kept, generation, found := w.memory.find(key)
	if found {
		return kept.(T), nil
	}
	// Who asks after a change must not be given the answer of a read that began before it.
	flight := key + "\x00" + strconv.FormatUint(generation, 10)
	value, err, _ := w.memory.flights.Do(flight, func() (any, error) {
		// One read may have ended between the look above and here.
		if kept, now, found := w.memory.find(key); found && now == generation {
			return kept, nil
		}
		ctx, cancel := w.detached(ctx)
		defer cancel()
		began := time.Now()
		value, err := read(ctx)
		if err == nil {
			w.memory.keep(key, generation, entry{value, began})
		}
		return value, err
	})
	if err != nil {
		var none T
		return none, err
	}
	return value.(T), nil
}
