package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// kind is a kind of year: how many things a whole one has, and how it is lived. All else is in proportion to them.
type kind struct {
	name   string // of its folder, beside the number
	things string // that -n counts
	whole  int
	least  int // things with which all happens that is counted
	begin  func(*year) life
}

// life is how a kind of year is lived, in the order of the methods.
type life interface {
	crew(areas []area.Area) []org.Change // its people, beside those of the offices
	begin(ctx context.Context) error     // the people are there
	ahead()                              // what is known of the year from the beginning
	tick(ctx context.Context) (int, error)
	close(ctx context.Context) error // counts what came out, and measures what needs no server
	readers() map[string]string      // who reads the pages, by login
	pages(ctx context.Context) error // measures them
}

// kinds are the kinds of years, by the command line's word.
var kinds = map[string]kind{
	"decisions": {"year", "meetings", 240, 1, func(y *year) life { return newDecided(y) }},
	"ground":    {"ground", "persons in need", 2000, 20, func(y *year) life { return newGrounded(y) }},
}

// Years reads how large a year of a kind is to be: "whole", "small" for a tenth, or how many things it has.
func Years(word, s string) ([]int, error) {
	k := kinds[word]
	switch s {
	case "whole":
		return []int{k.whole}, nil
	case "small":
		return []int{k.whole / 10}, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < k.least || n > 100*k.whole {
		return nil, fmt.Errorf("%q: want whole, small, or how many %s a year has, %d to %d", s, k.things, k.least,
			100*k.whole)
	}
	return []int{n}, nil
}

// lived simulates years of a kind, by the commands that people and the clock give, and measures the pages that are read
// at their end. What did not come out as it was asked for is an error, as is a city that cannot be proven, folded anew
// and backed up.
func lived(ctx context.Context, c Config, word string) (Report, error) {
	rep, k := Report{Machine: machine(), Go: runtime.Version(), Cores: runtime.NumCPU()}, kinds[word]
	for _, n := range c.Sizes {
		b := &run{Config: c, n: n, rep: &rep, dir: filepath.Join(c.Dir, fmt.Sprint(k.name, "-", n))}
		err := b.live(ctx, k)
		if f := (*fault.Error)(nil); errors.As(err, &f) {
			err = errors.New(err.Error()) // a program would say its sentence alone, and not where it was
		}
		if err != nil {
			return rep, fmt.Errorf("in a year of %d %s: %w", n, k.things, err)
		}
	}
	rep.Peak = peak()
	return rep, nil
}

func (b *run) live(ctx context.Context, k kind) error {
	if err := cmp.Or(os.MkdirAll(b.dir, 0o700), b.prepare(ctx)); err != nil {
		return err
	}
	y := newYear(b, k, b.Clock.Now())
	y.life = k.begin(y)
	b.Clock.Stand(y.at(0))
	defer b.Clock.Freeze(false)
	d, done, err := b.Open(ctx, b.dir, b.dsn())
	if err != nil {
		return err
	}
	b.desk = d
	inside := []deed{y.pass, y.enter, y.ends}
	outside := []deed{func(ctx context.Context) error { return b.program(ctx, y) },
		func(ctx context.Context) error { return b.prove(ctx, y) }}
	if b.Self == "" {
		inside, outside = append(inside, func(ctx context.Context) error { return b.served(ctx, y) }), nil
	}
	if err = cmp.Or(each(ctx, inside), done()); err != nil {
		return err
	}
	if err := each(ctx, outside); err != nil {
		return err
	}
	b.rep.Years = append(b.rep.Years, y.Year)
	return b.finish(ctx)
}

// deed is something that is done.
type deed func(context.Context) error

// each takes one step after another, until one fails.
func each(ctx context.Context, steps []deed) error {
	for _, s := range steps {
		if err := s(ctx); err != nil {
			return err
		}
	}
	return nil
}

// program measures the pages on the real program.
func (b *run) program(ctx context.Context, y *year) error {
	p, err := b.start(ctx)
	if err != nil {
		return err
	}
	defer p.stop()
	b.url, b.pid = p.url, p.cmd.Process.Pid
	defer func() { b.pid = 0 }()
	b.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true},
		CheckRedirect: stay}
	defer b.http.CloseIdleConnections()
	return y.life.pages(ctx)
}

// served measures them in this process.
func (b *run) served(ctx context.Context, y *year) error {
	answers, err := b.Handler(b.desk)
	if err != nil {
		return err
	}
	srv := httptest.NewServer(answers)
	defer srv.Close()
	b.url = srv.URL
	b.http = &http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: stay}
	defer b.http.CloseIdleConnections()
	return y.life.pages(ctx)
}

// stay takes an answer that leads on for what it is.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Year is what a simulated year held, counted from the city at its end, and what it took.
type Year struct {
	N      int    `json:"n"`
	Engine string `json:"engine"`
	Seed   uint64 `json:"seed"`

	Counts   []Counted `json:"counts"`      // what was asked for
	Also     []Also    `json:"also"`        // what came of it, asked for by nobody
	Areas    int64     `json:"areas"`       // villages and communities
	Events   int64     `json:"events"`      // of the ledger
	Database int64     `json:"bytes"`       // of the database
	BackedUp int64     `json:"backup"`      // bytes of the backup
	Made     Took      `json:"made"`        // simulating it
	Verified Took      `json:"verify"`      // proving it
	Rebuilt  Took      `json:"rebuild"`     // folding it anew
	Saved    Took      `json:"backup_took"` // backing it up
}

// Took is how long something took, in seconds.
type Took float64

// Tally is how many were asked for, and how many came out.
type Tally struct {
	Asked int64 `json:"asked"`
	Out   int64 `json:"out"`
}

// Counted is a tally of something.
type Counted struct {
	What string `json:"what"`
	Tally
}

// Also is how many there are of something.
type Also struct {
	What string `json:"what"`
	N    int64  `json:"n"`
}

// whole says what did not come out as it was asked for; nothing asked for is wrong too.
func (y *Year) whole() error {
	for _, t := range y.Counts {
		if t.Asked != t.Out || t.Asked == 0 {
			return fmt.Errorf("%s: %d were asked for, %d came out", t.What, t.Asked, t.Out)
		}
	}
	return nil
}
