package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Result is one row of the table.
type Result struct {
	Target  string  `json:"target"`
	Name    string  `json:"name"` // a mix, or an operation within one: "mixed: list"
	N       int     `json:"n"`    // matters there were at least
	Clients int     `json:"clients"`
	Ops     float64 `json:"ops_per_s"` // answered with success
	P50     float64 `json:"p50_ms"`
	P95     float64 `json:"p95_ms"`
	P99     float64 `json:"p99_ms"`
	Failed  int     `json:"failed"`
	Error   string  `json:"error,omitempty"` // the first that failed
}

// work drives one target.
type work struct {
	target  target
	gen     *generator
	clients int
	time    time.Duration
	next    atomic.Int64 // number of the next report
}

// operation is one thing that clients do; weight is its share of a mixed workload in per cent.
type operation struct {
	name   string
	weight int
	do     func(w *work, ctx context.Context, r *rand.Rand) error
}

// operations of the mixed workload: 70 % reads, 20 % transitions, 10 % reports. The newest are read by themselves only.
var operations = []operation{
	{"list", 25, func(w *work, ctx context.Context, r *rand.Rand) error { return w.target.list(ctx, r, false) }},
	{"newest", 0, func(w *work, ctx context.Context, r *rand.Rand) error { return w.target.list(ctx, r, true) }},
	{"one", 25, func(w *work, ctx context.Context, r *rand.Rand) error { return w.target.one(ctx, r) }},
	{"search", 5, func(w *work, ctx context.Context, r *rand.Rand) error { return w.target.search(ctx, common(r)) }},
	{"rare", 5, func(w *work, ctx context.Context, r *rand.Rand) error { return w.target.search(ctx, seldom(r)) }},
	{"counters", 10, func(w *work, ctx context.Context, _ *rand.Rand) error { return w.target.counters(ctx) }},
	{"transition", 20, func(w *work, ctx context.Context, r *rand.Rand) error { return w.target.advance(ctx, r) }},
	{"create", 10, func(w *work, ctx context.Context, _ *rand.Rand) error {
		return w.target.create(ctx, w.gen.report(int(w.next.Add(1))))
	}},
}

// mixed is the workload of all operations by their weights.
const mixed = "mixed"

func mixes() []string {
	names := []string{mixed}
	for _, o := range operations {
		names = append(names, o.name)
	}
	return names
}

// pick draws an operation of a mix, as an index of operations.
func pick(mix string, r *rand.Rand) int {
	if mix != mixed {
		return slices.IndexFunc(operations, func(o operation) bool { return o.name == mix })
	}
	at := r.IntN(100)
	for i, o := range operations {
		if at -= o.weight; at < 0 {
			return i
		}
	}
	panic("the weights of the operations do not add up to 100")
}

// share is what one client saw.
type share struct {
	took   [][]time.Duration // by operation
	failed int
	err    error // the first
}

// measure runs a mix several times and gives the rows of the run whose speed is the median.
func (w *work) measure(ctx context.Context, mix string, runs int) ([]Result, error) {
	var all [][]Result
	for i := range runs {
		rows := w.once(ctx, mix, uint64(i))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if rows[0].Ops == 0 {
			return nil, fmt.Errorf("%s: nothing succeeded: %s", mix, rows[0].Error)
		}
		all = append(all, rows)
	}
	slices.SortFunc(all, func(a, b []Result) int { return cmp.Compare(a[0].Ops, b[0].Ops) })
	return all[(len(all)-1)/2], nil
}

// once runs a mix for the time of a run. An operation under way when time is up is waited for and counted, and so is
// the time it takes.
func (w *work) once(ctx context.Context, mix string, seed uint64) []Result {
	shares := make([]share, w.clients)
	var wait sync.WaitGroup
	start := time.Now()
	end := start.Add(w.time)
	for c := range shares {
		wait.Go(func() {
			s := share{took: make([][]time.Duration, len(operations))}
			r := rand.New(rand.NewPCG(uint64(c), seed))
			for ctx.Err() == nil && time.Now().Before(end) {
				o, t := pick(mix, r), time.Now()
				if err := operations[o].do(w, ctx, r); err != nil {
					s.failed++
					s.err = cmp.Or(s.err, err)
					continue
				}
				s.took[o] = append(s.took[o], time.Since(t))
			}
			shares[c] = s
		})
	}
	wait.Wait()
	return rows(mix, shares, time.Since(start))
}

// rows makes the row of a mix, and behind it, where it has several, those of its operations.
func rows(mix string, shares []share, wall time.Duration) []Result {
	took := make([][]time.Duration, len(operations))
	var all []time.Duration
	total := Result{Name: mix}
	for _, s := range shares {
		for o := range s.took {
			took[o] = append(took[o], s.took[o]...)
			all = append(all, s.took[o]...)
		}
		total.Failed += s.failed
		if s.err != nil && total.Error == "" {
			total.Error = s.err.Error()
		}
	}
	out := []Result{total.times(all, wall)}
	for o := range took {
		if mix == mixed && len(took[o]) > 0 {
			out = append(out, Result{Name: mix + ": " + operations[o].name}.times(took[o], wall))
		}
	}
	return out
}

func (r Result) times(took []time.Duration, wall time.Duration) Result {
	slices.Sort(took)
	r.Ops = float64(len(took)) / wall.Seconds()
	r.P50, r.P95, r.P99 = percentile(took, 50), percentile(took, 95), percentile(took, 99)
	return r
}

// percentile is the smallest of the sorted times that p per cent do not exceed, in milliseconds; 0 of none.
func percentile(sorted []time.Duration, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return float64(sorted[max(at, 0)]) / float64(time.Millisecond)
}

func printRows(out io.Writer, rs []Result, head bool) {
	if head {
		fmt.Fprintf(out, "%-12s %-18s %9s %8s %10s %9s %9s %9s %7s\n", "target", "what", "n", "clients", "ops/s",
			"p50 ms", "p95 ms", "p99 ms", "failed")
	}
	for _, r := range rs {
		fmt.Fprintf(out, "%-12s %-18s %9d %8d %10.1f %9.2f %9.2f %9.2f %7d\n", r.Target, r.Name, r.N, r.Clients, r.Ops,
			r.P50, r.P95, r.P99, r.Failed)
		if r.Error != "" {
			fmt.Fprintln(out, "    first failure:", r.Error)
		}
	}
}
