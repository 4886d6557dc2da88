package score

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

var errSpoiled = errors.New("taken back")

// publish publishes a month once it is over and gives the event.
func (w *town) publish(month string) int64 {
	w.t.Helper()
	p, err := ParsePeriod(month)
	if err != nil {
		w.t.Fatal(err)
	}
	w.now = max(w.now, p.End())
	w.settle()
	parts, err := w.score.Publication(w.ctx, p)
	if err != nil {
		w.t.Fatal(err)
	}
	var seq int64
	for _, x := range parts {
		seq = w.record(ledger.None, 0, PublishedType, x)
	}
	w.settle()
	return seq
}

func (w *town) sheet(scope Scope, period string) Sheet {
	w.t.Helper()
	p, err := ParsePeriod(period)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := w.score.Sheet(w.ctx, scope, p)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// A published month stays as it was, whatever comes late, and the events give it again to the last digit.
func TestPublishedIsFrozen(t *testing.T) {
	t.Parallel()
	w := newTown(t, 8)
	w.pace = 2
	w.live(1200)
	city := Scope{Area: w.areas[0]}
	month := mustPeriod(t, "2026-09")
	w.settle()
	seq := w.publish("2026-09")
	before := w.sheet(city, "2026-09")
	if len(before.Frozen) != 1 || before.Frozen[0].Seq != seq || before.Result.Sample == 0 {
		t.Fatalf("%+v", before)
	}
	unitBefore := w.sheet(Scope{Unit: w.units[0]}, "2026-09")
	w.live(1500) // among them late answers about September
	w.settle()
	if d := cmp.Diff(before, w.sheet(city, "2026-09")); d != "" {
		t.Errorf("a published month changed:\n%s", d)
	}
	if d := cmp.Diff(unitBefore, w.sheet(Scope{Unit: w.units[0]}, "2026-09")); d != "" {
		t.Errorf("a published month changed:\n%s", d)
	}
	live, err := w.score.lines(w.ctx, w.db.Read(), month)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range live {
		if l.Scope == 2 && l.Counts[N] == before.Result.Sample && l.Counts[Struck] == before.Figures[2].Num {
			t.Error("nothing came late: this test shows nothing")
		}
	}
	for _, r := range []store.Reader{w.db.Read()} {
		differences, err := w.score.Reproduce(w.ctx, r, seq, nil)
		if err != nil || len(differences) > 0 {
			t.Errorf("%v %q", err, differences)
		}
	}
	again := w.publish("2026-09")
	if s := w.sheet(city, "2026-09"); s.Frozen[0].Seq != again || cmp.Equal(s.Figures, before.Figures) {
		t.Errorf("the second publication does not count: %+v", s)
	}
	if d, err := w.score.Reproduce(w.ctx, w.db.Read(), seq, nil); err != nil || len(d) > 0 {
		t.Errorf("the first publication: %v %q", err, d)
	}
}

// A publication that is not what the events say is found out.
func TestReproduceFindsLies(t *testing.T) {
	t.Parallel()
	w := newTown(t, 9)
	w.pace = 2
	w.live(800)
	p := mustPeriod(t, "2026-09")
	w.now = max(w.now, p.End())
	w.settle()
	parts, err := w.score.Publication(w.ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	for name, lie := range map[string]func(*Published){
		"a count":      func(x *Published) { x.Rows[3].Counts[OnTime]++ },
		"a score":      func(x *Published) { x.Rows[0].Score += 100 },
		"a row gone":   func(x *Published) { x.Rows = x.Rows[1:] },
		"a row more":   func(x *Published) { x.Rows = append(x.Rows, Line{Scope: 3, ID: 1, Counts: Counts{1}}) },
		"other policy": func(x *Published) { x.Digest = "0" },
	} {
		x := parts[0]
		x.Rows = append([]Line(nil), x.Rows...)
		lie(&x)
		seq := w.record(ledger.None, 0, PublishedType, x)
		w.settle()
		if d, err := w.score.Reproduce(w.ctx, w.db.Read(), seq, nil); err != nil || len(d) == 0 {
			t.Errorf("%s: %v %q", name, err, d)
		}
	}
}

// A large city's publication comes in parts and counts once all are there.
func TestPublishedInParts(t *testing.T) {
	t.Parallel()
	w := newTown(t, 10)
	w.pace = 2
	w.live(800)
	p := mustPeriod(t, "2026-09")
	w.now = max(w.now, p.End())
	w.settle()
	parts, err := w.score.Publication(w.ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	a, b := parts[0], parts[0]
	a.Parts, b.Parts, b.Part = 2, 2, 2
	a.Rows, b.Rows = a.Rows[:4], b.Rows[4:]
	w.record(ledger.None, 0, PublishedType, a)
	mixed := b
	mixed.Through--
	w.record(ledger.None, 0, PublishedType, mixed)
	w.settle()
	if s := w.sheet(Scope{Area: w.areas[0]}, "2026-09"); len(s.Frozen) > 0 {
		t.Error("parts of two publications make one")
	}
	first := w.record(ledger.None, 0, PublishedType, a)
	w.settle()
	if s := w.sheet(Scope{Area: w.areas[0]}, "2026-09"); len(s.Frozen) > 0 {
		t.Error("half a publication counts")
	}
	if _, err := w.score.Reproduce(w.ctx, w.db.Read(), first, nil); kindOf(err) != fault.Missing {
		t.Errorf("half a publication: %v", err)
	}
	seq := w.record(ledger.None, 0, PublishedType, b)
	w.settle()
	if s := w.sheet(Scope{Area: w.areas[0]}, "2026-09"); len(s.Frozen) != 1 {
		t.Error("the whole publication does not count")
	}
	if d, err := w.score.Reproduce(w.ctx, w.db.Read(), seq, nil); err != nil || len(d) > 0 {
		t.Errorf("%v %q", err, d)
	}
	if told := check(t, w); len(told) > 0 {
		t.Errorf("%q", told)
	}
	a.Parts = 1 // a shorter one: what it does not name is gone
	w.record(ledger.None, 0, PublishedType, a)
	w.settle()
	if told := check(t, w); len(told) > 0 {
		t.Errorf("%q", told)
	}
}

func TestPublicationRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	w.live(50)
	w.settle()
	for period, kind := range map[string]fault.Kind{"2026-Q3": fault.Invalid, "2026-W36": fault.Invalid,
		"2026-09": fault.Conflict} {
		if _, err := w.score.Publication(w.ctx, mustPeriod(t, period)); kindOf(err) != kind {
			t.Errorf("%s: %v", period, err)
		}
	}
	if _, err := w.score.Reproduce(w.ctx, w.db.Read(), 1, nil); kindOf(err) != fault.Missing {
		t.Errorf("an event that publishes nothing: %v", err)
	}
}

// A line is written as a short list and read again.
func TestLine(t *testing.T) {
	t.Parallel()
	l := Line{Scope: 3, ID: 430405000000, Score: 8123, Counts: Counts{N: 9, Struck: 4}}
	b, err := json.Marshal(l)
	if err != nil || string(b) != "[3,430405000000,8123,9,0,0,4]" {
		t.Errorf("%s %v", b, err)
	}
	var back Line
	if err := json.Unmarshal(b, &back); err != nil || back != l {
		t.Errorf("%+v %v", back, err)
	}
	for _, bad := range []string{"[]", "[1,2]", `"x"`, "[1,2,3" + strings.Repeat(",1", counts+1) + "]"} {
		if json.Unmarshal([]byte(bad), &back) == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func mustPeriod(t testing.TB, s string) Period {
	t.Helper()
	p, err := ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
