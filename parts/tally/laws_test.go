package tally_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/tally"
	"xiaohao/platform/store/storetest"
)

// TestLaws lets people count, send again, correct and miss in any order: no sheet is ever lost, a place has one at most
// that counts in a wave, nothing counts that is of another time, the numbers add up; and the tables hold.
func TestLaws(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	check := func(t *rapid.T) {
		id := o.drawn()
		all := map[int64]tally.Sheet{} // what must be there, by its number, with its last numbers
		type sent struct {
			command ledger.ID
			sheet   tally.Sheet
			id      int64
		}
		var done []sent
		start := o.of(id).Plan.Before.From
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			w := tally.Waves()[rapid.IntRange(0, 1).Draw(t, "wave")]
			no := rapid.IntRange(1, 12).Draw(t, "place")
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				_ = o.Miss(o.ctx, o.Who["ins"], o.ID(), id, w, no, "雨")
			case 1: // sent again
				if len(done) > 0 {
					d := done[rapid.IntRange(0, len(done)-1).Draw(t, "which")]
					r, err := o.Count(o.ctx, o.Who["disp"], d.command, id, d.sheet)
					if err != nil || !r.Repeated || r.ID != d.id {
						t.Fatalf("sent again it is %+v, %v", r, err)
					}
				}
			case 2:
				if len(all) > 0 {
					ids := slices.Sorted(maps.Keys(all))
					old := ids[rapid.IntRange(0, len(ids)-1).Draw(t, "sheet")]
					c := map[tally.Cell]int64{"ebike.rider.off": rapid.Int64Range(1, 50).Draw(t, "n")}
					if err := o.Correct(o.ctx, o.Who["disp"], o.ID(), id, old, c, "看错"); err != nil {
						t.Fatal(err)
					}
					list := o.sheets(id)
					last := list[len(list)-1]
					s := all[old]
					s.Counts = c
					delete(all, old)
					all[last.ID] = s
				}
			default:
				p := o.of(id).Places[no-1]
				begun := start.Add(time.Duration(rapid.IntRange(0, 13*24).Draw(t, "hour")) * time.Hour)
				if turn := p.Turn(w); turn != nil && rapid.Bool().Draw(t, "in time") {
					begun = turn.At
				}
				begun = min(begun, o.Office.Now())
				s := tally.Sheet{Wave: w, Place: no, Person: o.Who["ins"].Person, Begun: begun, Ended: begun + 60e6,
					Counts: map[tally.Cell]int64{"ebike.rider.on": rapid.Int64Range(1, 50).Draw(t, "n")}}
				command := o.ID()
				r, err := o.Count(o.ctx, o.Who["disp"], command, id, s)
				if err != nil {
					t.Fatal(err)
				}
				all[r.ID] = s
				done = append(done, sent{command, s, r.ID})
			}
		}
		o.hold(t, id, all)
	}
	o.Set("2026-12-20 20:00") // both waves have come
	rapid.Check(t, check)
	o.proven()
}

// hold looks at a survey's sheets.
func (o *town) hold(t *rapid.T, id int64, all map[int64]tally.Sheet) {
	w, list := o.of(id), o.sheets(id)
	type place struct {
		tally.Wave
		no int
	}
	live := map[place]int{}
	var sum, want int64
	for i := range list {
		e := &list[i]
		if e.Gone {
			continue
		}
		s, ok := all[e.ID]
		if !ok || !maps.Equal(s.Counts, e.Counts) || s.Begun != e.Begun || s.Place != e.Place || s.Wave != e.Wave {
			t.Fatalf("sheet %d is %+v, want %+v", e.ID, e, s)
		}
		delete(all, e.ID)
		if !e.Valid() {
			continue
		}
		live[place{e.Wave, e.Place}]++
		slot := w.Slots[w.Places[e.Place-1].Slot]
		at := e.Begun.Time().In(calendar.China())
		if (int(at.Weekday())+6)%7+1 != slot.Weekday || at.Hour() != slot.Hour {
			t.Fatalf("%v is counted for %+v", at, slot)
		}
		for _, n := range e.Counts {
			want += n
		}
	}
	if len(all) > 0 {
		t.Fatalf("lost: %v", all)
	}
	for p, n := range live {
		if n > 1 {
			t.Fatalf("%v has %d sheets that count", p, n)
		}
	}
	pairs := w.Pairs
	for i := range w.Places {
		for _, e := range []*tally.Entry{pairs.Before[i], pairs.After[i]} {
			if e != nil {
				for _, n := range e.Counts {
					sum += n
				}
			}
		}
	}
	if sum != want {
		t.Fatalf("the pairs add up to %d, the sheets to %d", sum, want)
	}
}

// TestOneOfTwo: two phones send the same place at once; both sheets are kept, one counts.
func TestOneOfTwo(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.drawn()
	o.Set("2026-11-29 10:00")
	s := o.sheet(id, tally.Before, 1, 40, 20)
	s.Person = 0
	errs := make(chan error, 8)
	for i := range cap(errs) {
		who, command := o.Who[[]string{"ins", "clerk"}[i%2]], o.ID()
		go func() {
			_, err := o.Count(o.ctx, who, command, id, s)
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(fault.Of(err))
		}
	}
	list, n := o.sheets(id), 0
	for i := range list {
		if list[i].Valid() {
			n++
		}
	}
	if len(list) != 8 || n != 1 {
		t.Errorf("%d sheets, %d count", len(list), n)
	}
	o.proven()
}

// TestIndexes asks SQLite how it answers what pages and phones ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT body FROM tally_surveys WHERE city = 1 AND over = 0 AND id < 3 ORDER BY id DESC LIMIT 9": "" +
			"tally_surveys_over (city=? AND over=? AND id<?)",
		"SELECT t.body FROM tally_counters c JOIN tally_surveys t ON t.city = c.city AND t.id = c.tally WHERE " +
			"c.city = 1 AND t.city = 1 AND c.person = 2 AND c.over = 0 ORDER BY c.tally DESC LIMIT 3": "" +
			"tally_counters_person (city=? AND person=? AND over=?)",
		"SELECT id, body FROM tally_surveys WHERE city = 1 AND id > 2 ORDER BY id LIMIT 100": "(city=? AND id>?)",
		"SELECT body FROM tally_surveys WHERE city = 1 ORDER BY id DESC LIMIT 200":           "(city=?)",
		"SELECT body FROM tally_sheets WHERE city = 1 AND tally = 2 AND id < 3 ORDER BY id DESC LIMIT 9": "" +
			"(city=? AND tally=? AND id<?)",
		"SELECT body FROM tally_sheets WHERE city = 1 AND tally = 2 AND counts = 1": "tally_sheets_place",
		"SELECT count(*) FROM tally_sheets WHERE city = 1 AND tally = 2 AND after = 0 AND place = 4 " +
			"AND counts = 1": "tally_sheets_place (city=? AND tally=? AND after=? AND place=?)",
		"SELECT after, place FROM tally_sheets WHERE city = 1 AND tally = 2 AND counts = 1": "tally_sheets_place",
	} {
		storetest.Along(t, o.Office.DB.Read(), text, want)
	}
}

// TestTold: counters hear that places were drawn and that nothing is left to count; whose turn a spare place is hears
// of it, and nobody where none is called.
func TestTold(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.drawn()
	for _, no := range []int{2, 3} {
		wants(t, "missing one", o.miss(id, no, "大雨"), "")
	}
	o.Set("2026-11-29 10:00")
	wants(t, "missing one when all hours are over", o.miss(id, 4, "大雨"), "")
	wants(t, "an end", o.End(o.ctx, o.Who["disp"], o.ID(), id, "停止"), "")
	s := o.of(id)
	called := []int64{s.Places[s.Missed[0].Next-1].Before.Person, s.Places[s.Missed[1].Next-1].Before.Person}
	both := []int64{o.Who["clerk"].Person, o.Who["ins"].Person}
	want := map[string][][]int64{"tally_drawn": {both}, "tally_called": {called[:1], called[1:]}, "tally_ended": {both}}
	got := map[string][][]int64{}
	made, err := tally.Part.Make(o.Base)
	if err != nil {
		t.Fatal(err)
	}
	for _, tell := range made.Tells {
		err := ledger.EachType(o.ctx, o.Office.DB.Read(), 4304, 0, 0, tell.Types, func(e ledger.Event) error {
			list, err := tell.Tell(o.ctx, o.Office.DB.Read(), e)
			for _, m := range list {
				got[m.Kind] = append(got[m.Kind], m.People)
				if m.Title != "送头盔" || m.Path == "" || (m.Kind == "tally_called") != (m.Due > 0) {
					t.Errorf("%+v", m)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !maps.EqualFunc(got, want, func(a, b [][]int64) bool { return slices.EqualFunc(a, b, slices.Equal) }) {
		t.Errorf("told %v, want %v", got, want)
	}
}
