package score

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// stored reads score_counts and score_lists as they stand.
func (w *town) stored() (map[cell]Counts, map[entry]shown) {
	w.t.Helper()
	sums, lists := map[cell]Counts{}, map[entry]shown{}
	err := store.Each(w.ctx, w.db.Read(), func(rows *sql.Rows) error {
		var k cell
		var c Counts
		var packed []byte
		if err := rows.Scan(&k.scope, &k.grain, &k.waiting, &k.period, &k.id, &packed); err != nil {
			return err
		}
		err := c.unpack(packed)
		sums[k] = c
		return err
	}, "SELECT scope, grain, waiting, period, id, sums FROM score_counts WHERE city = $1 AND grain < 3", cityNo)
	if err == nil {
		err = store.Each(w.ctx, w.db.Read(), func(rows *sql.Rows) error {
			var e entry
			var s shown
			err := rows.Scan(&e.scope, &e.id, &e.day, &e.matter, &e.round, &s.area, &s.flags)
			lists[e] = s
			return err
		}, "SELECT scope, id, day, matter, round, area, flags FROM score_lists WHERE city = $1", cityNo)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return sums, lists
}

// The tables that the follower keeps, a recount from the ledger, and a naive count from the whole matters agree for
// random histories, with appeals, reorganisations, reopened and bounced matters, and what comes late.
func TestMaintainedIsRecounted(t *testing.T) {
	few(t, storetest.Drawn(15, 5, 2))
	rapid.Check(t, func(rt *rapid.T) {
		w := newTown(t, rapid.Uint64().Draw(rt, "seed"))
		defer w.led.Close()
		for range rapid.IntRange(1, 4).Draw(rt, "slices") {
			w.live(rapid.IntRange(1, 250).Draw(rt, "events"))
			w.settle()
		}
		wantSums, wantLists := w.oracle()
		sums, lists := w.stored()
		if d := cmp.Diff(wantSums, sums, cmp.AllowUnexported(cell{})); d != "" {
			rt.Fatalf("counters:\n%s", d)
		}
		gotLists := map[entry]bool{}
		for e := range lists {
			gotLists[e] = true
		}
		if d := cmp.Diff(wantLists, gotLists, cmp.AllowUnexported(entry{})); d != "" {
			rt.Fatalf("lists:\n%s", d)
		}
		book, err := Recount(w.ctx, w.db.Read(), cityNo, w.led.Head().Seq, nil)
		if err != nil {
			rt.Fatal(err)
		}
		for k, c := range wantSums {
			if k.grain == byMonth && c != (Counts{}) {
				checkLines(rt, book, k, wantSums)
			}
		}
		again := openDB(t)
		defer again.Close()
		if err := ledger.Replay(w.ctx, w.db, again,
			ledger.Options{City: cityNo, Now: func() calendar.Instant { return 0 },
				Followers: []ledger.Follower{w.score.Follower()}}, nil); err != nil {
			rt.Fatal(err)
		}
		for table, columns := range map[string]string{"score_files": "matter || doc",
			"score_counts": "scope || ' ' || period || ' ' || id || ' ' || hex(sums)",
			"burden":       "month || ' ' || area || what || n"} {
			if d := cmp.Diff(dump(t, w.db.Read(), table, storetest.Words(w.db.Engine(), columns)),
				dump(t, again.Read(), table, storetest.Words(again.Engine(), columns))); d != "" {
				rt.Fatalf("%s, live and rebuilt:\n%s", table, d)
			}
		}
	})
}

// checkLines compares a recounted month of one scope and id with the sums.
func checkLines(rt *rapid.T, book *Book, k cell, want map[cell]Counts) {
	settled, waiting := k, k
	settled.waiting, waiting.waiting = 0, 1
	sum, open := want[settled], want[waiting]
	sum.add(&open, 1)
	for _, l := range book.Lines(PeriodOf(Month, day(monthStart(k.period)))) {
		if l.Scope == k.scope && l.ID == k.id {
			if l.Counts != sum {
				rt.Fatalf("recount of %v: %v, want %v", k, l.Counts, sum)
			}
			return
		}
	}
	if sum != (Counts{}) {
		rt.Fatalf("the recount does not know %v", k)
	}
}

// What is read of a body without decoding it is what decoding it gives.
func TestReadIsDecode(t *testing.T) {
	t.Parallel()
	w := newTown(t, 3)
	w.live(8000)
	var all Counts
	seen := map[step]bool{}
	for _, id := range w.ids {
		a := File{}
		for _, x := range w.told[id] {
			st := stepOf[event.Type(x.body.Type())]
			if st == other {
				continue
			}
			seen[st] = true
			f, err := read(st, body(t, w, x.at.Seq))
			if err != nil {
				t.Fatal(err)
			}
			f.seq, f.at, f.actor = x.at.Seq, x.at.At, x.at.Actor
			a.apply(&f)
		}
		if a.Kind != w.matters[id].Kind || a.Area != int64(w.matters[id].Area) {
			t.Errorf("matter %d: %+v", id, a)
		}
		for i := range a.Rounds {
			c := a.Rounds[i].Counts()
			all.add(&c, 1)
		}
	}
	for i, n := range all {
		if n == 0 {
			t.Errorf("no history has %s: the property test shows nothing of it", countNames[i])
		}
	}
	for s := reported; s < steps; s++ {
		if !seen[s] {
			t.Errorf("no %s was read", types[s])
		}
		if _, err := matter.Decode(types[s], []byte("{}")); err != nil {
			t.Errorf("%s is no event of package matter", types[s])
		}
	}
}
