package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"xiaohao/city"
	"xiaohao/faces/gate"
	"xiaohao/platform/store"
	"xiaohao/tools/bench"
)

var _ = register(command{"bench",
	"[-n 100000,1000000] [-clients 1,8,64] [-db DSN] [-json] | public | opendata | duplicates | patterns DIR | " +
		"[-n whole] [-seed 1] decisions | [-n whole] [-seed 1] ground",
	runBench})

func runBench(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	dir := fs.String("data", "", "folder for the bench's cities (default: a temporary one, removed afterwards)")
	server := fs.String("db", "",
		"measure on PostgreSQL: a database in which the bench makes schemas of its own (default: files of SQLite)")
	keep := fs.Bool("keep", false,
		"leave the schemas on the server, so that another run with the same -data need not make the cities anew")
	sizes := fs.String("n", "100000", "matters in the city, several separated by commas; of decisions and ground: "+
		"whole (the default), small for a tenth of a year, or how many meetings, or persons in need, it has")
	clients := fs.String("clients", "1,8,64", "clients that give commands")
	bulk := fs.Int("bulk", 20_000, "fill cities of more matters than this with copies of a tenth as many that "+
		"commands made; 0: by commands alone")
	seconds := fs.Float64("seconds", 5, "time of each measure")
	seed := fs.Uint64("seed", 1,
		"of decisions and ground: what the year is made up from; another one gives another year")
	profile := fs.String("profile", "",
		"write a CPU profile of the whole run to this file, and one of allocations beside it (.mem)")
	asJSON := fs.Bool("json", false, "print one JSON object")
	words, err := parse(fs, args, 0, 2)
	if err != nil {
		return err
	}
	switch {
	case len(words) == 2 && words[0] == "patterns":
		return bench.Patterns(ctx, words[1], p.Out)
	case len(words) > 0 && (len(words) != 1 || !slices.Contains([]string{"duplicates", "public", "opendata",
		"decisions", "ground"}, words[0])):
		return usage{fmt.Errorf("bench public, bench opendata, bench duplicates, bench decisions, bench ground, " +
			"bench patterns DIR, or no words")}
	}
	c := bench.Config{Dir: *dir, DB: *server, Keep: *keep, Time: time.Duration(*seconds * float64(time.Second))}
	c.Seed = *seed
	if c.Sizes, err = sizesOf(fs, words, *sizes); err != nil {
		return usage{err}
	}
	if c.Clients, err = numbers(*clients); err != nil {
		return usage{err}
	}
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "xiaohao-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(c.Dir)
	}
	c.Self, _ = os.Executable()
	c.Clock, c.Bulk = &bench.Clock{Real: p.Now}, *bulk
	p.Now = c.Clock.Now
	c.Open = func(ctx context.Context, dir, dsn string) (*city.City, func() error, error) {
		if err := migrated(ctx, dsn); err != nil {
			return nil, nil, err
		}
		city, err := p.openCity(ctx, &place{dir: dir, dsn: dsn})
		if err != nil {
			return nil, nil, err
		}
		return city.City, city.Close, nil
	}
	c.Handler = func(d *city.City) (http.Handler, error) { return p.handler(d, gate.Options{TrustLoopback: true}) }
	c.Bar = func(what string) (func(done, total int64), func()) {
		b := p.bar(what)
		return b.at, b.end
	}
	done, err := profiled(*profile)
	if err != nil {
		return err
	}
	if len(words) == 1 && words[0] == "duplicates" {
		return errors.Join(bench.LookUp(ctx, c, p.Out), done())
	}
	measure := bench.Run
	if len(words) == 1 {
		measure = map[string]func(context.Context, bench.Config) (bench.Report, error){"public": bench.Public,
			"opendata": bench.OpenData, "decisions": bench.Decisions, "ground": bench.Ground}[words[0]]
	}
	rep, err := measure(ctx, c)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(p.Out).Encode(rep)
	}
	if len(rep.Years) > 0 {
		p.years(rep)
		return nil
	}
	p.table(rep)
	return nil
}

// sizesOf reads how large what is measured is to be.
func sizesOf(fs *flag.FlagSet, words []string, text string) ([]int, error) {
	if len(words) != 1 || words[0] != "decisions" && words[0] != "ground" {
		return numbers(text)
	}
	given := false
	fs.Visit(func(f *flag.Flag) { given = given || f.Name == "n" })
	if !given {
		text = "whole"
	}
	return bench.Years(words[0], text)
}

// profiled begins a CPU profile; done ends it and writes one of allocations.
func profiled(file string) (done func() error, err error) {
	if file == "" {
		return func() error { return nil }, nil
	}
	cpu, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return nil, errors.Join(err, cpu.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		mem, err := os.Create(file + ".mem")
		if err != nil {
			return errors.Join(err, cpu.Close())
		}
		return errors.Join(pprof.Lookup("allocs").WriteTo(mem, 0), mem.Close(), cpu.Close())
	}, nil
}

func migrated(ctx context.Context, dsn string) error {
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(bench.Migrate(ctx, db), db.Close())
}

func (p *Program) table(rep bench.Report) {
	w := tabwriter.NewWriter(p.Out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(p.Out, "%s, %d cores, %s\n\n", rep.Machine, rep.Cores, rep.Go)
	if len(rep.Snapshots) > 0 {
		fmt.Fprintln(w, "n\trows\tfiles\tMB\ts\tprocessor s\tpeak MB\t  engine\t")
		for _, s := range rep.Snapshots {
			fmt.Fprintf(w, "%d\t%d\t%d\t%.0f\t%.1f\t%.1f\t%.0f\t  %s\t\n", s.N, s.Rows, s.Files, mb(s.Bytes), s.Seconds,
				s.Processor, mb(s.Peak), s.Engine)
		}
		w.Flush()
		return
	}
	fmt.Fprintln(w, "n\tclients\tops/s\tp50 ms\tp95 ms\tp99 ms\tcpu µs/op\t  engine\t  name\t")
	for _, r := range rep.Results {
		fmt.Fprintf(w, "%d\t%d\t%.0f\t%.2f\t%.2f\t%.2f\t%.0f\t  %s\t  %s\t\n", r.N, r.Clients, r.Ops, r.P50, r.P95,
			r.P99, r.CPU, r.Engine, r.Name)
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w,
		"n\tdatabase MB\tbytes a matter\tstart ms\tidle MB\tcommands/s\tcopies/s\tsearch lag s\texport s\texport MB\t")
	for _, s := range rep.Sizes {
		fmt.Fprintf(w, "%d\t%.0f\t%d\t%.0f\t%.0f\t%.0f\t%.0f\t%.1f\t%.1f\t%.0f\t\n", s.N, mb(s.Database),
			s.Database/int64(max(s.Matters, 1)), s.Start, mb(s.Idle), s.FillRate, s.BulkRate, s.SearchLag, s.Export,
			mb(s.ExportPeak))
	}
	fmt.Fprintf(w, "\npeak of the bench itself: %.0f MB\t\n", mb(rep.Peak))
	w.Flush()
}

func mb(n int64) float64 { return float64(n) / (1 << 20) }

func numbers(s string) ([]int, error) {
	var out []int
	for _, f := range strings.Split(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(f))
		if err != nil || n <= 0 || n > 10_000_000 {
			return nil, fmt.Errorf("%q: want numbers from 1 to 10000000", s)
		}
		out = append(out, n)
	}
	return out, nil
}
