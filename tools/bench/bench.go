// Package bench measures a city on this machine, beside the raw engine: reports through HTTP with durable commit, the
// pages people wait for, the memory and the start. It owns nothing but the measuring; the city it makes is a real
// one, by real commands, in a folder of its own.
package bench

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"

	"xiaohao/city"
)

// Config says what to measure and how to open a city.
type Config struct {
	Dir     string        // a folder for the bench alone
	DB      string        // a database of PostgreSQL, in which each size gets a schema; "" for files in Dir
	Keep    bool          // leave the schemas, for another run
	Sizes   []int         // matters in the city, rising
	Clients []int         // for commands
	Time    time.Duration // of each measure
	Self    string        // the program, to start it as a server; empty: that measure is left out
	Clock   *Clock        // of the cities
	Seed    uint64        // of what a year is made up from
	Bulk    int           // cities of more matters than this are filled with copies; 0: all are filled by commands
	Open    func(ctx context.Context, dir, dsn string) (*city.City, func() error, error)
	Handler func(*city.City) (http.Handler, error)
	Bar     func(what string) (at func(done, total int64), end func())
}

// Result is one measure.
type Result struct {
	Name    string  `json:"name"`
	Engine  string  `json:"engine"` // "xiaohao-sqlite", "xiaohao-postgresql", or "raw-…" for the engine alone
	N       int     `json:"n"`      // matters in the city
	Clients int     `json:"clients"`
	Ops     float64 `json:"ops_per_s"`
	P50     float64 `json:"p50_ms"`
	P95     float64 `json:"p95_ms"`
	P99     float64 `json:"p99_ms"`
	CPU     float64 `json:"cpu_us_per_op"` // of all that answers, its clients included

	Within50 Interval `json:"p50_within_ms"` // where the median lies with 95 %, as far as the measured ones are alike
	Within95 Interval `json:"p95_within_ms"`
	Aim      float64  `json:"aim_ms,omitempty"` // of the median; 0 where none is set
}

// Interval is from where to where a figure lies.
type Interval [2]float64

// Size is what a city of n matters takes.
type Size struct {
	N         int     `json:"n"`
	Matters   int     `json:"matters"` // at the end
	Database  int64   `json:"database_bytes"`
	Start     float64 `json:"start_ms"`       // until the first answer
	Idle      int64   `json:"idle_rss_bytes"` // of a server that has answered one page
	FillRate  float64 `json:"fill_per_s"`     // commands a second while it was made by commands, in process
	BulkRate  float64 `json:"bulk_per_s"`     // matters a second while it was made by copies
	SearchLag float64 `json:"search_lag_s"`   // until the text index had caught up

	Export     float64 `json:"export_s"`         // all matters as .xlsx
	ExportPeak int64   `json:"export_rss_bytes"` // of the program that does it
}

// Report is everything that was measured.
type Report struct {
	Machine string   `json:"machine"`
	Go      string   `json:"go"`
	Cores   int      `json:"cores"`
	Peak    int64    `json:"peak_rss_bytes"` // of the bench itself: server, clients and maker of the city
	Results []Result `json:"results"`
	Sizes   []Size   `json:"sizes"`

	Snapshots []Snapshot `json:"snapshots,omitempty"` // of the open data
	Years     []Year     `json:"years,omitempty"`     // that were simulated
}

// Run measures. It may be interrupted; the folder is then left as it is.
func Run(ctx context.Context, c Config) (Report, error) {
	rep := Report{Machine: machine(), Go: runtime.Version(), Cores: runtime.NumCPU()}
	for i, n := range c.Sizes {
		b := &run{Config: c, n: n, rep: &rep, dir: filepath.Join(c.Dir, fmt.Sprint("city-", n))}
		if err := b.measure(ctx, i == 0); err != nil {
			return rep, fmt.Errorf("at %d matters: %w", n, err)
		}
	}
	rep.Peak = peak()
	return rep, nil
}

// run is the measuring of one size.
type run struct {
	Config
	n    int
	dir  string
	rep  *Report
	desk *city.City
	size Size
	town *town
	url  string
	http *http.Client
	pid  int // of the program that serves, where its processor time counts too; 0 for none
}

func (b *run) measure(ctx context.Context, commands bool) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	if b.Bulk > 0 && b.n > b.Bulk {
		if err := b.bulk(ctx); err != nil {
			return err
		}
	}
	d, done, err := b.Open(ctx, b.dir, b.dsn())
	if err != nil {
		return err
	}
	b.desk, b.size.N = d, b.n
	if err := b.fill(ctx); err != nil {
		return cmp.Or(err, done())
	}
	answers, err := b.Handler(d)
	if err != nil {
		return cmp.Or(err, done())
	}
	srv := httptest.NewServer(answers)
	b.url = srv.URL
	b.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}
	err = b.reads(ctx)
	if err == nil && commands {
		err = b.commands(ctx)
	}
	if err == nil {
		err = b.mixed(ctx)
	}
	if err == nil {
		err = b.ticks(ctx) // last: it moves the clock, and sessions end
	}
	b.http.CloseIdleConnections()
	srv.Close()
	if err = cmp.Or(err, done()); err != nil {
		return err
	}
	if commands {
		if err := b.raw(ctx); err != nil {
			return err
		}
	}
	if err := b.serving(ctx); err != nil {
		return err
	}
	return b.finish(ctx)
}

// timed runs op with so many clients for the time of a measure, each once at least, and keeps what came out.
func (b *run) timed(ctx context.Context, name string, clients int,
	op func(ctx context.Context, client, i int) error) error {
	type share struct {
		took []time.Duration
		err  error
	}
	shares := make(chan share, clients)
	runtime.GC()
	cpu, start := b.used(), time.Now()
	end := start.Add(b.Time)
	for c := range clients {
		go func() {
			var s share
			for i := 0; s.err == nil && ctx.Err() == nil && (i == 0 || time.Now().Before(end)); i++ {
				t := time.Now()
				s.err = op(ctx, c, i)
				s.took = append(s.took, time.Since(t))
			}
			shares <- s
		}()
	}
	var all []time.Duration
	var failed error
	for range clients {
		s := <-shares
		all = append(all, s.took...)
		failed = cmp.Or(failed, s.err)
	}
	if failed = cmp.Or(failed, ctx.Err()); failed != nil {
		return fmt.Errorf("%s: %w", name, failed)
	}
	b.keep(name, "xiaohao-"+b.engine(), clients, all, time.Since(start), b.used()-cpu)
	return nil
}

func (b *run) keep(name, engine string, clients int, took []time.Duration, wall, cpu time.Duration) {
	slices.Sort(took)
	rank := func(at float64) float64 {
		if len(took) == 0 {
			return 0
		}
		return float64(took[min(max(int(at), 0), len(took)-1)]) / float64(time.Millisecond)
	}
	at := func(q float64) float64 { return rank(q * float64(len(took)-1)) }
	n := float64(max(len(took), 1))
	within := func(q float64) Interval { // how many of n lie below the quantile is binomial
		off := 1.96 * math.Sqrt(n*q*(1-q))
		return Interval{rank(math.Floor(n*q - off)), rank(math.Ceil(n*q + off))}
	}
	b.rep.Results = append(b.rep.Results, Result{Name: name, Engine: engine, N: b.n, Clients: clients,
		Ops: n / wall.Seconds(), P50: at(.5), P95: at(.95), P99: at(.99), CPU: float64(cpu.Microseconds()) / n,
		Within50: within(.5), Within95: within(.95)})
}

// used is what was used of the processor so far, in this process and in the one that serves.
func (b *run) used() time.Duration {
	if b.pid == 0 {
		return cpuTime()
	}
	return cpuTime() + ticksOf(b.pid)
}

// cpuTime is what the process has used so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
