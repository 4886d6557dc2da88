package score

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// month fills a ledger with the events of n matters of one month as they usually go.
func month(b *testing.B, n int) (*store.DB, int64) {
	b.Helper()
	db, err := store.Open(context.Background(), storetest.DSN(b), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if err := db.Migrate(b.Context(), slices.Concat(desk.CoreSteps(), Steps())); err != nil {
		b.Fatal(err)
	}
	seq := int64(0)
	err = db.Write(b.Context(), func(tx *store.Tx) error {
		put := func(subject int64, at calendar.Instant, x matter.Body) error {
			seq++
			if subject == 0 {
				subject = seq
			}
			body, err := json.Marshal(x)
			if err != nil {
				return err
			}
			var id ledger.ID
			binary.BigEndian.PutUint64(id[8:], uint64(seq))
			_, err = tx.Exec(b.Context(), "INSERT INTO events (city, seq, at, type, subject, actor, command, body, "+
				"hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
				cityNo, seq, at, x.Type(), subject, int64(7), id[:], string(body), make([]byte, 32))
			return err
		}
		photo := []matter.Photo{{ID: fmt.Sprintf("%064d", 1), View: fmt.Sprintf("%064d", 2),
			Thumb: fmt.Sprintf("%064d", 3), Type: "image/jpeg", Step: "fix", Width: 4000, Height: 3000,
			At: begin, By: 7}}
		for i := range n {
			at, first := begin.Plus(int64(i)*(30*24*hour/int64(n))), seq+1
			a := area.Code(430405101001 + i%12*1_000_000 + i%15*1000 + i%7)
			for _, x := range []matter.Body{
				&matter.WasReported{Kind: matter.Problem, Source: "resident", Area: a, Place: "解放路与蒸湘路口东北角公交站旁",
					Title: "路灯不亮，晚上行人看不清路", Text: "从上周三开始这一段三盏路灯都不亮，老人晚上走路很危险，请尽快修理。", Severity: matter.General,
					Next: at, Photos: photo},
				&matter.WasListed{Number: fmt.Sprintf("问〔2026〕%d", i), Kind: matter.Problem, Category: "fac.lamp",
					Severity: matter.General, Area: a, Title: "路灯不亮，晚上行人看不清路", Next: at},
				&matter.WasAssigned{Lead: int64(10 + i%200), Due: at.Plus(60 * hour), Warn: at, Level: 3, Limit: "5wd",
					Paper: &matter.Paper{Kind: "assign", Year: 2026, N: int64(i)}},
				&matter.WasSigned{Minutes: 60, Prompt: true},
				&matter.WasReminded{Step: "remind", To: []matter.Post{matter.UnitClerk}, Fire: at},
				&matter.WasFixed{Note: "已更换灯泡和整流器，三盏路灯恢复照明。", Next: at, Photos: photo},
				&matter.WasStruckOff{Note: "现场看过，已亮。", Photos: photo},
				&matter.WasRated{Fixed: true, Score: 5},
			} {
				id := first
				if first == seq+1 {
					id = 0
				}
				if err := put(id, at, x); err != nil {
					return err
				}
			}
		}
		_, err := tx.Exec(b.Context(), "INSERT INTO heads (city, seq, hash, at, scheme) VALUES ($1, $2, $3, $4, 'sm3')",
			cityNo, seq, make([]byte, 32), begin)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return db, seq
}

// BenchmarkRecount scores a month from its events; at least 200,000 events a second are asked for.
func BenchmarkRecount(b *testing.B) {
	db, seq := month(b, 50_000)
	p, _ := ParsePeriod("2026-09")
	b.ResetTimer()
	for b.Loop() {
		book, err := Recount(b.Context(), db.Read(), cityNo, seq, nil)
		if err != nil {
			b.Fatal(err)
		}
		if len(book.Lines(p)) == 0 {
			b.Fatal("nothing counted")
		}
	}
	b.ReportMetric(float64(seq)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkFollower is how fast the tables are kept.
func BenchmarkFollower(b *testing.B) {
	db, seq := month(b, 5_000)
	w := &follower{city: cityNo}
	for b.Loop() {
		err := ledger.Replay(b.Context(), db, db, ledger.Options{City: cityNo,
			Now:       func() calendar.Instant { return 0 },
			Followers: []ledger.Follower{w}}, nil)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(seq)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// large is the tables of a city of 10,000,000 matters as far as they matter: 200 townships and 300 bureaus over 36
// months, the last of them running, and the list of one of its months.
func large(b *testing.B) *town {
	b.Helper()
	w := &town{t: b, ctx: b.Context(), now: mustPeriod(b, "2026-09").Start().Plus(15*24*hour + hour), db: openDB(b)}
	w.areas = append(w.areas, 430400000000)
	for i := range 12 {
		w.areas = append(w.areas, area.Code(430401000000+i*1_000_000))
	}
	for i := range 200 {
		w.areas = append(w.areas, area.Code(430401000000+i%12*1_000_000+(1+i/12)*1000))
	}
	for i := range int64(300) {
		w.units = append(w.units, 1000+i)
	}
	w.load(nil)
	w.score = New(Config{City: cityNo, DB: w.db, Org: func() *org.Org { return w.org }, Policy: policy.Default,
		Now: func() calendar.Instant { return w.now }})
	err := w.db.Write(w.ctx, func(tx *store.Tx) error {
		if err := flushCounts(w.ctx, tx, cityNo, w.filled()); err != nil {
			return err
		}
		return w.listed(tx)
	})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// filled are the sums of 36 months of everybody.
func (w *town) filled() map[cell]*Counts {
	c := Counts{N: 900, Fixed: 850, OnTime: 800, Struck: 820, Checked: 840, Passed: 800, Reworked: 30, Rejects: 35,
		Late: 50, LateMinutes: 9000, Assigned: 890,
		Signed: 880, SignMinutes: 9000, Prompt: 870, Rated: 100, Solved: 90, Satisfied: 80, Self: 100, SelfMissed: 3}
	open := Counts{N: 20, Assigned: 20, Signed: 15, Prompt: 10}
	sums := map[cell]*Counts{}
	var scopes []Scope
	for _, a := range w.areas {
		scopes = append(scopes, Scope{Area: a})
	}
	for _, u := range w.units {
		scopes = append(scopes, Scope{Unit: u})
	}
	last := mustPeriod(w.t, "2026-09")
	for p := mustPeriod(w.t, "2023-10"); p != last.Next(); p = p.Next() {
		for _, s := range scopes {
			scope, id := s.key()
			sums[cell{scope, byMonth, 0, p.months()[0], id}] = &c
			sums[cell{scope, byMonth, 1, p.months()[0], id}] = &open
			for d := p.From(); d < p.To(); d++ {
				sums[cell{scope, byDay, 0, int64(d), id}] = &open
				if p == last {
					sums[cell{scope, byDay, 1, int64(d), id}] = &open
				}
			}
		}
	}
	return sums
}

// listed fills the city's list of the running month; one round in 10,000 was held to account.
func (w *town) listed(tx *store.Tx) error {
	from := mustPeriod(w.t, "2026-09").From()
	r := Round{Unit: 1000, Due: from.Start(), FixedAt: 1, StruckAt: 1}
	held := r
	held.Held = 1
	for i := range int64(280_000) {
		rare, flags := i%10_000 == 9999, r.flags()
		if rare {
			flags = held.flags()
		}
		if err := tx.Rows(w.ctx, putLists, thenLists, [][]any{{cityNo, int64(2), int64(w.areas[0]),
			int64(from) + i*15/280_000, i, int64(1), int64(w.areas[20]), flags}}); err != nil {
			return err
		}
		if i >= 50 && !rare {
			continue
		}
		doc, err := json.Marshal(&File{Kind: matter.Problem, Area: int64(w.areas[20]), Rounds: []Round{held}})
		if err != nil {
			return err
		}
		if err := tx.Rows(w.ctx, putFiles, thenFiles, [][]any{{cityNo, i, string(doc)}}); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkPages is what pages ask; 20 ms are allowed at 10,000,000 matters.
func BenchmarkPages(b *testing.B) {
	w := large(b)
	running, year := mustPeriod(b, "2026-09"), mustPeriod(b, "2026")
	run := func(name string, fn func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := fn(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	sheet := func(p Period) func() error {
		return func() error { _, err := w.score.Sheet(w.ctx, Scope{Area: w.areas[0]}, p); return err }
	}
	league := func(k LeagueKind, p Period) func() error {
		return func() error { _, err := w.score.League(w.ctx, k, 0, p); return err }
	}
	run("sheet month", sheet(running))
	run("sheet year", sheet(year))
	run("sheet week", sheet(PeriodOf(Week, running.From()+10)))
	run("counties month", league(Counties, running))
	run("townships month", league(Townships, running))
	run("townships year", league(Townships, year))
	run("bureaus month", league(Bureaus, running))
	run("chart", func() error { _, err := w.score.Months(w.ctx, Scope{Area: w.areas[0]}, running, 12); return err })
	run("common rounds", func() error {
		_, err := w.score.Rounds(w.ctx, Scope{Area: w.areas[0]}, running, OnTimeRate, Whole, "", 20)
		return err
	})
	run("rare rounds", func() error {
		_, err := w.score.Rounds(w.ctx, Scope{Area: w.areas[0]}, running, HeldRate, Counted, "", 100)
		return err
	})
}
