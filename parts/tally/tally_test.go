package tally_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/tally"
	"xiaohao/platform/store"
)

// town is a city with its surveys, and an inspector who counts with the clerk.
type town struct {
	*citytest.Office
	*tally.Tallies
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	o.ChangeOrg(&org.PersonSet{Login: "ins", Name: "督查壬", Posts: []org.Post{{Kind: matter.Inspector,
		Area: citytest.County}}})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	return &town{o, part.Get[*tally.Tallies](o.Values), context.Background()}
}

// helmets is a survey of the county: two sites on city roads, one on an ordinary one, in two weeks before and two
// after a week of giving out helmets.
func (o *town) helmets() tally.Plan {
	day := func(s string) calendar.Instant { return citytest.Instant(o.T, s+" 00:00") }
	return tally.Plan{Title: "送头盔", Kind: tally.Helmet, Area: citytest.County, Activity: 77, Sites: []tally.Site{
		{Name: "解放大道路口", Area: citytest.Village, Road: tally.CityRoad},
		{Name: "蒸阳路口", Road: tally.CityRoad},
		{Name: "107 国道", Area: citytest.Street, Road: tally.OrdinaryRoad}},
		Slots: []tally.Slot{{Weekday: 5, Hour: 17}, {Weekday: 2, Hour: 7}, {Weekday: 2, Hour: 8},
			{Weekday: 4, Hour: 7}},
		Wanted: map[tally.Road]int{tally.CityRoad: 4, tally.OrdinaryRoad: 2}, People: 40, Minutes: 30,
		Before:   tally.Span{From: day("2026-11-16"), Until: day("2026-11-30")},
		After:    tally.Span{From: day("2026-12-07"), Until: day("2026-12-21")},
		Counters: []int64{o.Who["ins"].Person, o.Who["clerk"].Person}}
}

func (o *town) plan(p tally.Plan) int64 {
	o.T.Helper()
	id, err := o.Tallies.Plan(o.ctx, o.Who["disp"], o.ID(), p)
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o *town) drawn() int64 {
	o.T.Helper()
	id := o.plan(o.helmets())
	if err := o.Draw(o.ctx, o.Who["disp"], o.ID(), id); err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o *town) of(id int64) *tally.Whole {
	o.T.Helper()
	w, err := o.Of(o.ctx, o.Who["disp"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return w
}

// sheets are those of a survey in the order in which they came.
func (o *town) sheets(id int64) (out []tally.Entry) {
	o.T.Helper()
	for behind := int64(0); ; {
		page, next, err := o.Sheets(o.ctx, o.Who["disp"], id, behind, 3)
		if err != nil {
			o.T.Fatal(err)
		}
		out = append(out, page...)
		if behind = next; next == 0 {
			slices.Reverse(out)
			return out
		}
	}
}

// sheet is one of a place at its turn, with so many riders of e-bikes of whom so many wear helmets.
func (o *town) sheet(id int64, w tally.Wave, no int, n, k int64) tally.Sheet {
	o.T.Helper()
	p, _ := o.of(id).Place(no)
	turn := p.Turn(w)
	if turn == nil {
		o.T.Fatalf("place %d has no turn", no)
	}
	return tally.Sheet{Wave: w, Place: no, Person: turn.Person, Begun: turn.At, Ended: turn.At.Add(30 * time.Minute),
		Counts: map[tally.Cell]int64{"ebike.rider.on": k, "ebike.rider.off": n - k, "courier.rider.on": 0}}
}

func (o *town) count(id int64, s tally.Sheet) tally.Receipt {
	o.T.Helper()
	if now := o.Office.Now(); now < s.Ended {
		o.Advance(time.Duration(s.Ended-now) * time.Microsecond)
	}
	r, err := o.Count(o.ctx, o.Who["disp"], o.ID(), id, s)
	if err != nil {
		o.T.Fatal(err)
	}
	return r
}

// miss says in the first wave that a place is not counted.
func (o *town) miss(id int64, no int, why string) error {
	return o.Miss(o.ctx, o.Who["ins"], o.ID(), id, tally.Before, no, why)
}

func wants(t testing.TB, what string, err error, code string) {
	t.Helper()
	switch {
	case err == nil && code != "":
		t.Errorf("%s is taken", what)
	case err != nil && fault.Of(err).Code != code:
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func (o *town) told() (out []string) {
	o.T.Helper()
	err := tally.Check(o.ctx, o.Office.DB.Read(), 4304, nil, func(s string) { out = append(out, s) })
	if err != nil {
		o.T.Fatal(err)
	}
	return out
}

// rows are all rows of the part.
func (o *town) rows() (out []string) {
	o.T.Helper()
	for _, q := range []string{"SELECT 'tally', id, area, over, body FROM tally_surveys WHERE city = $1 ORDER BY id",
		"SELECT 'counter', tally, person, over, '' FROM tally_counters WHERE city = $1 ORDER BY tally, person",
		"SELECT 'sheet', id, place, counts, body FROM tally_sheets WHERE city = $1 ORDER BY tally, id"} {
		err := store.Each(o.ctx, o.Office.DB.Read(), func(rows *sql.Rows) error {
			var what, body string
			var a, b, c int64
			err := rows.Scan(&what, &a, &b, &c, &body)
			out = append(out, fmt.Sprint(what, a, b, c, body))
			return err
		}, q, 4304)
		if err != nil {
			o.T.Fatal(err)
		}
	}
	return out
}

// proven wants the tables to hold, and to come out the same when they are made anew.
func (o *town) proven() {
	o.T.Helper()
	for _, what := range o.told() {
		o.T.Error(what)
	}
	before := o.rows()
	o.Close()
	if err := ledger.Rebuild(o.ctx, o.Office.DB, citytest.LedgerOptions(o.T, 4304, ledger.SM3, o.Office.Now),
		nil); err != nil {
		o.T.Fatal(err)
	}
	if after := o.rows(); !slices.Equal(before, after) || len(after) == 0 {
		o.T.Errorf("rebuilt to other rows:\n%q\n%q", before, after)
	}
}

// TestASurvey from its plan to its result: six places drawn by a seed that was committed to, one missed in the rain and
// replaced by the next of the list, all counted twice.
func TestASurvey(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.plan(o.helmets())
	s := o.of(id)
	if s.Seed != "" || len(s.Places) != 0 || len(s.Commitment) != 64 {
		t.Fatalf("before the draw: %+v", s.Stand)
	}
	_, err := o.Count(o.ctx, o.Who["ins"], o.ID(), id, tally.Sheet{Wave: tally.Before, Place: 1})
	wants(t, "a sheet before the draw", err, "tally_undrawn")
	wants(t, "the draw", o.Draw(o.ctx, o.Who["disp"], o.ID(), id), "")
	wants(t, "a second draw", o.Draw(o.ctx, o.Who["disp"], o.ID(), id), "tally_drawn")
	s = o.of(id)
	raw, err := hex.DecodeString(s.Seed)
	if err != nil || tally.Commitment([32]byte(raw), s.Key) != s.Commitment {
		t.Fatalf("the seed %s is not what was committed to: %v", s.Seed, err)
	}
	again := tally.Draw(&s.Plan, [32]byte(raw), s.Key)
	if len(again) != len(s.Places) || len(again) != 12 {
		t.Fatalf("%d places, drawn again %d", len(s.Places), len(again))
	}
	for i, p := range again {
		if p.Site != s.Places[i].Site || p.Slot != s.Places[i].Slot {
			t.Errorf("place %d is %+v, drawn again %+v", i+1, s.Places[i], p)
		}
	}
	wants(t, "missing one without a reason", o.miss(id, 2, " "), "tally_words")
	wants(t, "missing one", o.miss(id, 2, "大雨"), "")
	wants(t, "missing it again", o.miss(id, 2, "大雨"), "tally_missed")
	s = o.of(id)
	if len(s.Missed) != 1 || s.Missed[0].Next != 5 || s.Places[4].Before == nil || s.Places[4].After == nil {
		t.Fatalf("missed %+v, the next %+v", s.Missed, s.Places[4])
	}
	places := []int{1, 3, 4, 5, 9, 10}
	for i, no := range places {
		if r := o.count(id, o.sheet(id, tally.Before, no, 40, 20+int64(i%2))); len(r.Marks) > 0 {
			t.Errorf("place %d: %v", no, r.Marks)
		}
	}
	wants(t, "missing one that was counted", o.miss(id, 3, "雨"), "tally_counted")
	for i, no := range places {
		o.count(id, o.sheet(id, tally.After, no, 50, 39+int64(i%2)))
	}
	w := o.of(id)
	result := w.Pairs.Result()
	all := result[0]
	if all.Before.N != 240 || all.Before.K != 123 || all.After.N != 300 || all.After.K != 237 || all.Helped() != 1 ||
		math.Abs(all.Rate-(237.0/300-123.0/240)) > 1e-9 {
		t.Errorf("%+v", all)
	}
	if n := len(result); n != 1+2*(3+3+1) {
		t.Errorf("%d strata", n)
	}
	few := tally.Stratum{Road: tally.OrdinaryRoad, Vehicle: tally.Ebike, Seat: tally.Rider}
	for _, f := range result {
		switch {
		case f.Vehicle == tally.Courier && (f.Sure || f.Before.N != 0):
			t.Errorf("no couriers were counted: %+v", f)
		case f.Stratum == few &&
			(f.Sure || f.Before.N != 80):
			t.Errorf("two places are too few: %+v", f)
		}
	}
	wants(t, "an end", o.End(o.ctx, o.Who["disp"], o.ID(), id, "完成"), "")
	if list, _, err := o.List(o.ctx, o.Who["disp"], tally.Filter{Over: true, Limit: 5}); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
	o.proven()
}

// TestSentTwice: a sheet that comes again is the same sheet; under the same id with other numbers it is refused; a
// correction is a new entry beside the old one.
func TestSentTwice(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.drawn()
	s := o.sheet(id, tally.Before, 1, 40, 20)
	o.Set("2026-11-29 10:00")
	who, command := o.Who["clerk"], o.ID()
	s.Person = 0 // whoever sends it
	first, err := o.Count(o.ctx, who, command, id, s)
	if err != nil || first.Repeated {
		t.Fatal(first, err)
	}
	for range 3 {
		again, err := o.Count(o.ctx, who, command, id, s)
		if err != nil || !again.Repeated || again.ID != first.ID || len(again.Marks) != 0 {
			t.Fatalf("%+v, %v", again, err)
		}
	}
	other := s
	other.Counts = map[tally.Cell]int64{"ebike.rider.on": 1}
	if _, err := o.Count(o.ctx, who, command, id, other); fault.Of(err).Kind != fault.Conflict {
		t.Errorf("other numbers under the same id: %v", err)
	}
	if list := o.sheets(id); len(list) != 1 || list[0].Person != who.Person {
		t.Fatalf("%+v", list)
	}
	twice := o.count(id, o.sheet(id, tally.Before, 1, 30, 10))
	if !slices.Equal(twice.Marks, []tally.Mark{tally.Twice}) {
		t.Errorf("another sheet of the same place: %v", twice.Marks)
	}
	counts := map[tally.Cell]int64{"ebike.rider.on": 21, "ebike.rider.off": 19}
	correct := func(login string, sheet int64, c map[tally.Cell]int64, why string) error {
		return o.Correct(o.ctx, o.Who[login], o.ID(), id, sheet, c, why)
	}
	wants(t, "a correction without a reason", correct("clerk", first.ID, counts, ""), "tally_words")
	wants(t, "another counter's correction", correct("ins", first.ID, counts, "看错"), "not_allowed")
	wants(t, "numbers of no cell", correct("clerk", first.ID, map[tally.Cell]int64{"plate": 1}, "看错"), "tally_cells")
	wants(t, "no sheet", correct("clerk", 3, counts, "看错"), "tally_sheet")
	wants(t, "a correction", correct("clerk", first.ID, counts, "看错一辆"), "")
	wants(t, "a second one of the same", correct("clerk", first.ID, counts, "看错一辆"), "tally_gone")
	list := o.sheets(id)
	if e := o.of(id).Pairs.Before[0]; len(list) != 3 || !list[0].Gone || e == nil || e.Instead != first.ID ||
		e.Counts["ebike.rider.on"] != 21 || e.Reason != "看错一辆" {
		t.Errorf("%+v", list)
	}
	o.proven()
}

// TestMarks: what is of another day, hour or place is kept, marked and not counted.
func TestMarks(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.drawn()
	o.Set("2026-11-29 10:00")
	wants(t, "missing one", o.miss(id, 2, "大雨"), "")
	if m := o.of(id).Missed[0]; m.Next != 0 {
		t.Errorf("all days are over, and %d is called", m.Next)
	}
	good := o.sheet(id, tally.Before, 1, 40, 20)
	for what, c := range map[string]struct {
		alter func(*tally.Sheet)
		want  tally.Mark
	}{
		"a day late":   {func(s *tally.Sheet) { s.Begun += 86400e6; s.Ended += 86400e6 }, tally.OtherDay},
		"hours late":   {func(s *tally.Sheet) { s.Begun += 3 * 3600e6; s.Ended += 3 * 3600e6 }, tally.OtherHour},
		"too early":    {func(s *tally.Sheet) { s.Wave = tally.After }, tally.OtherDay},
		"a spare one":  {func(s *tally.Sheet) { s.Place = 12; s.Begun, s.Ended = o.hour(id, 12) }, tally.Uncalled},
		"a missed one": {func(s *tally.Sheet) { s.Place = 2; s.Begun, s.Ended = o.hour(id, 2) }, tally.WasMissed},
	} {
		s := good
		s.Counts = maps.Clone(good.Counts)
		c.alter(&s)
		if r := o.count(id, s); !slices.Equal(r.Marks, []tally.Mark{c.want}) {
			t.Errorf("%s: %v, want %v", what, r.Marks, c.want)
		}
	}
	list := o.sheets(id)
	if both, before, after := o.of(id).Pairs.Both(); len(list) != 5 || both+before+after != 0 {
		t.Errorf("%d sheets are kept, %d %d %d counted", len(list), both, before, after)
	}
	wants(t, "an end", o.End(o.ctx, o.Who["disp"], o.ID(), id, "停止"), "")
	if r := o.count(id, good); !slices.Equal(r.Marks, []tally.Mark{tally.TooLate}) {
		t.Errorf("after the end: %v", r.Marks)
	}
	for what, alter := range map[string]func(*tally.Sheet){
		"tally_place":   func(s *tally.Sheet) { s.Place = 99 },
		"tally_times":   func(s *tally.Sheet) { s.Ended = s.Begun - 1 },
		"tally_cells":   func(s *tally.Sheet) { s.Counts = map[tally.Cell]int64{"car.driver.on": 1} },
		"tally_cells ":  func(s *tally.Sheet) { s.Counts = map[tally.Cell]int64{"ebike.rider.on": -1} },
		"tally_who":     func(s *tally.Sheet) { s.Person = o.Who["far"].Person },
		"tally_times  ": func(s *tally.Sheet) { s.Begun = o.Office.Now() + 3600e6; s.Ended = s.Begun },
	} {
		s := good
		alter(&s)
		_, err := o.Count(o.ctx, o.Who["disp"], o.ID(), id, s)
		wants(t, what, err, strings.TrimSpace(what))
	}
	o.proven()
}

// hour is the first hour of a place in the first wave, also of a spare one.
func (o *town) hour(id int64, no int) (from, to calendar.Instant) {
	s := o.of(id)
	slot := s.Slots[s.Places[no-1].Slot]
	at := citytest.Instant(o.T, "2026-11-16 00:00").Add(time.Duration((slot.Weekday-1)*24+slot.Hour) * time.Hour)
	return at, at.Add(20 * time.Minute)
}

// TestWhoMay: nobody but dispatchers and supervisors of the area plans; nobody but the counters counts; who has nothing
// to do with a survey learns nothing of it.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.drawn()
	o.Set("2026-11-29 10:00")
	s := o.sheet(id, tally.Before, 1, 40, 20)
	s.Person = 0
	for _, login := range []string{"ins", "clerk", "head", "ver", "far", "lead", "admin"} {
		_, err := o.Tallies.Plan(o.ctx, o.Who[login], o.ID(), o.helmets())
		wants(t, login+" plans", err, "not_allowed")
		if err := o.End(o.ctx, o.Who[login], o.ID(), id, "x"); err == nil {
			t.Errorf("%s ends it", login)
		}
	}
	for login, code := range map[string]string{"ins": "", "clerk": "", "ver": "not_allowed", "lead": "not_allowed",
		"far": "tally_missing", "head": "tally_missing", "admin": "not_allowed"} {
		_, err := o.Count(o.ctx, o.Who[login], o.ID(), id, s)
		wants(t, login+" counts", err, code)
		_, err = o.Of(o.ctx, o.Who[login], id)
		if code != "tally_missing" {
			code = ""
		}
		wants(t, login+" looks", err, code)
		list, _, err := o.List(o.ctx, o.Who[login], tally.Filter{Limit: 5})
		if err != nil || (len(list) == 1) != (code == "") {
			t.Errorf("%s has %d surveys in the list: %v", login, len(list), err)
		}
	}
	for _, who := range []org.Caller{{}, {Clock: true}, {Matter: 3}} {
		_, err := o.Count(o.ctx, who, o.ID(), id, s)
		wants(t, "nobody counts", err, "tally_missing")
	}
	theirs := s
	theirs.Person = o.Who["ins"].Person
	_, err := o.Count(o.ctx, o.Who["clerk"], o.ID(), id, theirs)
	wants(t, "the clerk counts in the inspector's name", err, "tally_who")
	_, err = o.Of(o.ctx, o.Who["disp"], 12345)
	wants(t, "no survey", err, "tally_missing")
}

// TestDue: who counts finds his turns, and that they wait, until the sheet is there.
func TestDue(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.drawn()
	due, err := o.DueFor(o.ctx, o.Who["ins"], o.Office.Now())
	if err != nil || len(due) != 12 {
		t.Fatalf("%d due: %v", len(due), err)
	}
	if !slices.IsSortedFunc(due, func(a, b tally.Due) int { return int(a.Turn.At - b.Turn.At) }) {
		t.Error("not by their time")
	}
	mine := due[slices.IndexFunc(due, func(d tally.Due) bool { return d.Turn.Person == o.Who["ins"].Person })]
	waits := func() int {
		list, err := o.Waits(o.ctx, o.Who["ins"])
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return 0
		}
		return list[0].N
	}
	o.Set("2026-11-29 10:00")
	was := waits()
	o.count(id, o.sheet(id, mine.Wave, mine.No, 40, 20))
	if now := waits(); was == 0 || now != was-1 {
		t.Errorf("%d waited, and %d when one is counted", was, now)
	}
	o.Set("2027-01-05 10:00")
	if due, err := o.DueFor(o.ctx, o.Who["ins"], o.Office.Now()); err != nil || len(due) != 0 {
		t.Errorf("%d due after both waves: %v", len(due), err)
	}
}
