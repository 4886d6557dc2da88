// Command load drives Xiaohao, PocketBase and Redmine by the same work, so that anyone can repeat the comparison of
// tools/bench/peers/README.md.
//
// It owns the work: the texts, which are the same for all, and the mix of operations. It never touches a target but
// by its HTTP interface; for the other two it can print SQL that fills their database quicker than their interface
// does.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// settings are the flags.
type settings struct {
	target, url, login, password, key string

	n, from, clients, runs int
	time                   time.Duration
	mix                    []string
	json                   string
	sql                    bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	s, err := parse(args, progress)
	if err != nil {
		return err
	}
	gen, err := newGenerator()
	if err != nil {
		return err
	}
	if s.sql {
		return writeSQL(out, gen, s)
	}
	t, err := newTarget(s, gen)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := t.open(ctx, s.n); err != nil {
		return fmt.Errorf("fill %s: %w", s.target, err)
	}
	fmt.Fprintf(progress, "%s holds at least %d matters, ready after %.1f s\n", s.target, s.n,
		time.Since(start).Seconds())
	w := &work{target: t, gen: gen, clients: s.clients, time: s.time}
	w.next.Store(int64(s.n))
	var all []Result
	for _, mix := range s.mix {
		rs, err := w.measure(ctx, mix, s.runs)
		if err != nil {
			return err
		}
		for i := range rs {
			rs[i].Target, rs[i].N, rs[i].Clients = s.target, s.n, s.clients
		}
		printRows(out, rs, len(all) == 0)
		all = append(all, rs...)
	}
	return writeJSON(out, s.json, all)
}

// writeSQL prints what fills a target's database.
func writeSQL(out io.Writer, gen *generator, s settings) error {
	switch s.target {
	case "pocketbase":
		return writePocketBaseSQL(out, gen, s.from, s.n)
	case "redmine":
		return writeRedmineSQL(out, gen, s.from, s.n)
	}
	return fmt.Errorf("-sql -target %s: want pocketbase or redmine", s.target)
}

// writeJSON writes the results behind the table, or into a file.
func writeJSON(out io.Writer, path string, all []Result) error {
	raw, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	if path != "" {
		return os.WriteFile(path, raw, 0o644)
	}
	_, err = out.Write(raw)
	return err
}

func parse(args []string, out io.Writer) (settings, error) {
	var s settings
	fs := flag.NewFlagSet("load", flag.ContinueOnError)
	fs.SetOutput(out)
	fs.StringVar(&s.target, "target", "xiaohao", "xiaohao, pocketbase or redmine")
	fs.StringVar(&s.url, "url", "", "where it answers (default: the address that README.md starts it on)")
	fs.StringVar(&s.login, "login", "", "who logs in (default: that of README.md)")
	fs.StringVar(&s.password, "password", "", "the password of -login")
	fs.StringVar(&s.key, "key", os.Getenv("REDMINE_KEY"), "Redmine's API key (default $REDMINE_KEY)")
	fs.IntVar(&s.n, "n", 20000, "matters to measure among; what is missing is made first")
	fs.IntVar(&s.clients, "clients", 64, "clients at a time")
	fs.IntVar(&s.runs, "runs", 3, "runs of each measure; the one of median speed is printed")
	seconds := fs.Float64("seconds", 10, "seconds a run")
	mix := fs.String("mix", "mixed", "what to measure, with commas: "+strings.Join(mixes(), ", "))
	fs.StringVar(&s.json, "json", "", "file for the results (default: behind the table)")
	fs.BoolVar(&s.sql, "sql", false, "print SQL that fills Redmine's PostgreSQL, or with -target pocketbase its "+
		"SQLite file, up to -n matters, and end")
	fs.IntVar(&s.from, "from", 0, "with -sql: so many matters are there already")
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	s.time, s.mix = time.Duration(*seconds*float64(time.Second)), strings.Split(*mix, ",")
	for _, m := range s.mix {
		if !slices.Contains(mixes(), m) {
			return s, fmt.Errorf("-mix %s: want %s", m, strings.Join(mixes(), ", "))
		}
	}
	if s.n < 1 || s.from < 0 || s.from >= s.n || s.clients < 1 || s.runs < 1 || s.time <= 0 || fs.NArg() > 0 {
		return s, errors.New("-n, -clients, -runs and -seconds are above 0, -from is below -n, and there is nothing " +
			"behind the flags")
	}
	return s, nil
}

// newTarget knows the targets, and where README.md starts them.
func newTarget(s settings, gen *generator) (target, error) {
	switch s.target {
	case "xiaohao":
		return newXiaohao(cmp.Or(s.url, "http://127.0.0.1:18080"), cmp.Or(s.login, "city"), s.password, s.clients, gen),
			nil
	case "pocketbase":
		return newPocketBase(cmp.Or(s.url, "http://127.0.0.1:8090"), cmp.Or(s.login, "staff@example.com"),
			cmp.Or(s.password, "bench bench bench"), s.clients, gen), nil
	case "redmine":
		return newRedmine(cmp.Or(s.url, "http://127.0.0.1:3000"), s.key, s.clients, gen), nil
	}
	return nil, fmt.Errorf("-target %s: want xiaohao, pocketbase or redmine", s.target)
}
