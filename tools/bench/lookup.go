package bench

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/parts/duplicate"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

// LookUp measures how long it takes to find what a new report may repeat, among so many open matters that the
// follower would have put there. The matters lie around 200 centres, as thick as a city is, twenty thousand a day,
// none of them ever closed; every second question repeats one of the last ten days, partly in other words, some
// metres beside.
func LookUp(ctx context.Context, c Config, out io.Writer) error {
	for _, n := range c.Sizes {
		b := &run{Config: c, n: n, rep: &Report{}, dir: filepath.Join(c.Dir, fmt.Sprint("look-", n))}
		if err := b.lookUp(ctx, out); err != nil {
			return fmt.Errorf("at %d matters: %w", n, err)
		}
	}
	return nil
}

const lookCity = 4304

func (b *run) lookUp(ctx context.Context, out io.Writer) error {
	if err := cmp.Or(os.MkdirAll(b.dir, 0o700), b.prepare(ctx)); err != nil {
		return err
	}
	db, err := store.Open(ctx, b.dsn(), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	t := newSuburbs()
	made, err := b.spread(ctx, db, t)
	if err != nil {
		return err
	}
	bytes, err := db.Size(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d matters on %s: made in %.0f s, %.1f GB\n", b.n, b.engine(), made.Seconds(), float64(bytes)/1e9)
	pol, now := policy.Default(), calendar.Instant(lookNow)
	p := duplicate.New(part.Base{City: lookCity, DB: db, Policy: func() *policy.Policy { return pol },
		Now: func() calendar.Instant {
			return now
		}})
	for _, how := range []struct {
		name           string
		placed, worded bool
	}{{"place and words", true, true}, {"words alone", false, true}, {"place alone", true, false}} {
		if err := b.ask(ctx, p, t, out, how.name, how.placed, how.worded); err != nil {
			return err
		}
	}
	return b.finish(ctx)
}

// spread makes the matters, or finds those of an earlier run.
func (b *run) spread(ctx context.Context, db *store.DB, t *suburbs) (time.Duration, error) {
	began := time.Now()
	if err := Migrate(ctx, db); err != nil {
		return 0, err
	}
	var have int
	if err := db.Read().QueryRow(ctx, "SELECT COUNT(*) FROM pattern_counts").Scan(&have); err != nil || have > 0 {
		return 0, err
	}
	bulk, err := duplicate.NewBulk(ctx, db.Read(), lookCity)
	if err != nil {
		return 0, err
	}
	at, end := b.Bar(fmt.Sprint("make ", b.n))
	defer end()
	made := make(chan []duplicate.Reported, 2)
	go func() { // on the other core
		defer close(made)
		for from := 0; from < b.n && ctx.Err() == nil; from += 20_000 {
			var part []duplicate.Reported
			for i := from; i < min(from+20_000, b.n); i++ {
				part = append(part, t.matter(i, b.n))
			}
			made <- part
		}
	}()
	done := int64(0)
	for part := range made {
		for _, r := range part {
			bulk.Add(r)
		}
		if err == nil {
			err = db.Write(store.Patient(ctx), func(tx *store.Tx) error { return bulk.PutRows(ctx, tx) })
		}
		done += int64(len(part))
		at(done, int64(b.n))
	}
	if err = cmp.Or(err, ctx.Err()); err != nil {
		return 0, err
	}
	if err := db.Write(store.Patient(ctx), func(tx *store.Tx) error { return bulk.PutIndexes(ctx, tx) }); err != nil {
		return 0, err
	}
	return time.Since(began), db.Settle(ctx)
}

// ask asks one question after the other for the time of a measure, after some that only warm up.
func (b *run) ask(ctx context.Context, p *duplicate.Duplicates, t *suburbs, out io.Writer, name string,
	placed, worded bool) error {
	var took []time.Duration
	var repeats, found, among, shown, fresh int
	wall := time.Duration(0)
	cpu := cpuTime()
	for i := 0; wall < b.Time && ctx.Err() == nil; i++ {
		r := mathrand.New(mathrand.NewPCG(uint64(i), 11))
		of := -1
		if i%2 == 0 {
			of = b.n - 1 - r.IntN(min(b.n, 10*lookDay))
		}
		said := t.said(r, of)
		if !placed {
			said.Lat, said.Lng = nil, nil
		}
		if !worded {
			said.Text, said.Place = "", ""
		}
		start := time.Now()
		list, err := p.Likely(ctx, said, 5)
		one := time.Since(start)
		if err != nil {
			return err
		}
		if i < 1000 { // a server that has answered for a while holds the upper pages
			continue
		}
		took, wall = append(took, one), wall+one
		if of < 0 {
			fresh++
			shown += min(1, len(list))
			continue
		}
		repeats++
		if at := slices.IndexFunc(list, func(l duplicate.Likely) bool { return l.Matter == int64(of+1) }); at >= 0 {
			among++
			if at == 0 {
				found++
			}
		}
	}
	b.keep(name, b.engine(), 1, took, wall, cpuTime()-cpu)
	x := b.rep.Results[len(b.rep.Results)-1]
	share := func(n, of int) float64 { return float64(n) / float64(max(1, of)) }
	fmt.Fprintf(out,
		"  %-16s p50 %.2f ms, p95 %.2f, p99 %.2f; repeated: first %.2f, among five %.2f; shown for others %.2f\n", name,
		x.P50, x.P95, x.P99, share(found, repeats), share(among, repeats), share(shown, fresh))
	return ctx.Err()
}

const (
	lookNow = 1_795_000_000_000_000 // µs
	lookDay = 20_000                // matters reported a day
)

// suburbs are names of streets and estates around some centres.
type suburbs struct {
	centres [][2]float64
	names   [][]string
}

func newSuburbs() *suburbs {
	t := &suburbs{}
	r := mathrand.New(mathrand.NewPCG(3, 5))
	syllable := func() rune { return rune(0x4e00 + 7*r.IntN(700)) }
	for range 200 {
		t.centres = append(t.centres, [2]float64{26.9 + (r.Float64()-0.5)*1.2, 112.6 + (r.Float64()-0.5)*1.2})
		var names []string
		for i := range 60 {
			if i%3 == 0 {
				names = append(names, string([]rune{syllable(), syllable(), '路'}))
			} else {
				names = append(names, string([]rune{syllable(), syllable(), syllable(), '小', '区'}))
			}
		}
		t.names = append(t.names, names)
	}
	return t
}

// spot is what one matter is about, the same whenever it is asked for.
func (t *suburbs) spot(r *mathrand.Rand) (lat, lng float64, name string, house, thing int) {
	c := r.IntN(len(t.centres))
	away := func() float64 {
		return 0.0135 * math.Sqrt(-2*math.Log(1-r.Float64())) * math.Cos(2*math.Pi*r.Float64())
	} // 1.5 km
	return t.centres[c][0] + away(), t.centres[c][1] + away(), t.names[c][r.IntN(len(t.names[c]))], 1 + r.IntN(400),
		r.IntN(len(phrases))
}

// matter is number i of n.
func (t *suburbs) matter(i, n int) duplicate.Reported {
	r := mathrand.New(mathrand.NewPCG(uint64(i), 13))
	lat, lng, name, house, thing := t.spot(r)
	m := duplicate.Reported{Matter: int64(i + 1), At: calendar.Instant(lookNow - int64(n-1-i)*(86400e6/lookDay)),
		Category: fmt.Sprint("k", thing), Lat: &lat, Lng: &lng}
	m.Text = alike.Read(fmt.Sprint(name, house, "号"), "", told3(r, fmt.Sprint(name, house, "号"), thing))
	return m
}

// told3 says a thing and two more in one report.
func told3(r *mathrand.Rand, where string, thing int) string {
	return where + phrases[thing] + "，" + phrases[r.IntN(len(phrases))] + "，" + phrases[r.IntN(len(phrases))] + "。"
}

// said is a report of matter number of again, or of a new thing where of is -1.
func (t *suburbs) said(r *mathrand.Rand, of int) duplicate.Said {
	from := r
	if of >= 0 {
		from = mathrand.New(mathrand.NewPCG(uint64(of), 13))
	}
	lat, lng, name, house, thing := t.spot(from)
	if of >= 0 {
		lat, lng = lat+(r.Float64()-0.5)*6e-4, lng+(r.Float64()-0.5)*6e-4
	}
	where := fmt.Sprint(name, house, "号")
	return duplicate.Said{Place: where, Text: told3(r, where, thing), Category: fmt.Sprint("k", thing),
		Lat: &lat, Lng: &lng}
}
