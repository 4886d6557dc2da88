package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// target is a program under measure. All but open are called by many clients at once; each call is one operation as
// its user sees it.
type target interface {
	// open logs in, makes what is missing of n matters, and learns what the operations need.
	open(ctx context.Context, n int) error
	create(ctx context.Context, r report) error
	// advance takes some matter one step on.
	advance(ctx context.Context, r *rand.Rand) error
	// list reads fifty in a state: the newest, or in the order in which the program itself lists.
	list(ctx context.Context, r *rand.Rand, newest bool) error
	one(ctx context.Context, r *rand.Rand) error
	// search reads up to fifty matters that hold a word of two characters.
	search(ctx context.Context, word string) error
	// counters reads how many matters are in each state.
	counters(ctx context.Context) error
}

// wire calls a JSON interface.
type wire struct {
	http   *http.Client
	base   string
	header http.Header // sent with every request
}

func newWire(base string, clients int) *wire {
	t := &http.Transport{MaxIdleConnsPerHost: clients + 1, DisableCompression: true}
	return &wire{http: &http.Client{Transport: t}, base: strings.TrimSuffix(base, "/"),
		header: http.Header{"Content-Type": {"application/json"}}}
}

// call sends a body, nil for none, and reads the whole answer into out, nil to drop it. A status other than 2xx is an
// error.
func (w *wire) call(ctx context.Context, method, path string, body, out any) error {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, w.base+path, in)
	if err != nil {
		return err
	}
	r.Header = w.header.Clone()
	res, err := w.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode/100 != 2:
		return fmt.Errorf("%s %s: %d %.300s", method, path, res.StatusCode, raw)
	case out == nil:
		return nil
	}
	return json.Unmarshal(raw, out)
}

// each runs do for from ≤ i < to with so many workers and ends at the first error.
func each(ctx context.Context, from, to, workers int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wait sync.WaitGroup
	next.Store(int64(from))
	for range workers {
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1) - 1)
				if i >= to {
					return
				}
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}
