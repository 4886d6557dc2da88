package matter

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// round is working time without a calendar: every minute works, so that the tests of the loop need no holidays.
type round struct{}

func (round) Add(start calendar.Instant, l calendar.Limit) calendar.Instant {
	return start.Plus((l.Minutes + l.Clock + int64(l.Days)*24*60) * 60e6)
}
func (round) AddMinutes(start calendar.Instant, n int64) calendar.Instant {
	return start.Plus(n * 60e6)
}
func (round) Between(a, b calendar.Instant) int64 { return max(0, b.Since(a)/60e6) }

const (
	township = area.Code(430405001000)
	village  = area.Code(430405001001)
	hour     = 3600 * 1_000_000
	t0       = calendar.Instant(1_790_000_000_000_000)
)

// Units of the tests: 10 is a township office with 11 and 12 below it, 20 is a bureau, 30 is abolished.
var unitTree = map[int64]UnitFact{
	10: {ID: 10, Area: township}, 11: {ID: 11, Area: village, Uppers: []int64{10}},
	12: {ID: 12, Area: village, Uppers: []int64{11, 10}},
	20: {ID: 20, Area: township}, 30: {ID: 30, Former: true},
}

func testTerms(Kind, string, Severity) Terms {
	return Terms{Dispatch: calendar.Limit{Minutes: 240}, Deadline: calendar.Limit{Days: 5},
		Verify: calendar.Limit{Days: 2}, Bounce: calendar.Limit{Days: 1},
		Extensions: 1, ExtensionMax: calendar.Limit{Days: 10}, SuspensionMax: calendar.Limit{Days: 90}, ReopenDays: 15,
		Fix: Evidence{Photos: 1, Note: true}}
}

func facts(now calendar.Instant, a Actor) *Facts {
	return &Facts{Now: now, Actor: a, Clock: round{}, Terms: testTerms, Number: func(Kind) (string, error) {
		return "P2026-000001", nil
	},
		Photos: []Photo{{ID: "aa", View: "bb", Thumb: "cc"}},
		Unit:   func(id int64) (UnitFact, bool) { u, ok := unitTree[id]; return u, ok },
		Names:  func(c string) bool { return c == "road" },
		Areas:  func(c area.Code) bool { return c == township || c == village }}
}

var (
	resident   = Actor{}
	dispatcher = Actor{Person: 1, Post: Dispatcher, Level: area.County}
	clerk      = Actor{Person: 2, Post: UnitClerk, Unit: 10, Units: []int64{10}, Level: area.Township}
	verifier   = Actor{Person: 3, Post: Verifier, Units: []int64{40}, Level: area.County}
	supervisor = Actor{Person: 4, Post: Supervisor, Level: area.City}
)

// world is several matters and the events that made them.
type world struct {
	t       testing.TB
	seq     int64
	now     calendar.Instant
	matters map[int64]*Matter
	history map[int64][]recorded
}

type recorded struct {
	Type  EventType
	Body  json.RawMessage
	Stamp Stamp
}

func newWorld(t testing.TB) *world {
	return &world{t: t, now: t0, matters: map[int64]*Matter{}, history: map[int64][]recorded{}}
}

// give gives a command as the desk would, through JSON and back.
func (w *world) give(id int64, c Command, a Actor, tweak ...func(*Facts)) (int64, error) {
	w.t.Helper()
	f := facts(w.now, a)
	if x, ok := c.(*Merge); ok {
		f.Target = w.matters[x.Into]
	}
	for _, t := range tweak {
		t(f)
	}
	before, _ := json.Marshal(w.matters[id])
	events, err := Decide(w.matters[id], c, f)
	if after, _ := json.Marshal(w.matters[id]); string(after) != string(before) {
		w.t.Fatalf("%s: Decide changed the matter", c.Name())
	}
	if err != nil {
		return 0, err
	}
	for _, e := range events {
		w.seq++
		subject := e.Subject
		if subject == 0 {
			if subject = id; id == 0 {
				subject = w.seq
				id = w.seq
			}
		}
		body, err := json.Marshal(e.Body)
		if err != nil {
			w.t.Fatal(err)
		}
		r := recorded{EventType(e.Body.Type()), body, Stamp{w.seq, w.now, a.Person}}
		w.history[subject] = append(w.history[subject], r)
		m := w.matters[subject]
		if m == nil {
			m = &Matter{}
			w.matters[subject] = m
		}
		if err := Apply(m, r.Type, r.Body, r.Stamp); err != nil {
			w.t.Fatal(err)
		}
	}
	return id, nil
}

func (w *world) must(id int64, c Command, a Actor) int64 {
	w.t.Helper()
	id, err := w.give(id, c, a)
	if err != nil {
		w.t.Fatalf("%s: %v", c.Name(), err)
	}
	return id
}

func (w *world) refuses(id int64, c Command, a Actor, code string) {
	w.t.Helper()
	if _, err := w.give(id, c, a); fault.Code(err) != code {
		w.t.Errorf("%s in %s: got %v, want %s", c.Name(), w.matters[id].State, err, code)
	}
}

func (w *world) state(id int64, want State) {
	w.t.Helper()
	if got := w.matters[id].State; got != want {
		w.t.Fatalf("state %s, want %s", got, want)
	}
}

func report() *Report {
	return &Report{Area: village, Text: "路灯不亮，已经三天了。请修。"}
}

// inHand brings a new matter into the hands of unit 10.
func (w *world) inHand() int64 {
	id := w.must(0, report(), resident)
	w.must(id, &List{Category: "road"}, dispatcher)
	w.must(id, &Assign{Lead: 10, Co: []int64{20, 20, 10}}, dispatcher)
	w.must(id, &Sign{}, clerk)
	return id
}

func TestLoop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.inHand()
	m := w.matters[id]
	if m.Title != "路灯不亮，已经三天了" || m.Number != "P2026-000001" || m.Due != t0+5*24*hour || m.Light(t0) != Green {
		t.Errorf("%+v", m)
	}
	if want := []int64{20}; !slices.Equal(m.Co, want) {
		t.Errorf("co-units %v, want %v", m.Co, want)
	}
	w.refuses(id, &Fix{}, clerk, "text_missing")
	w.must(id, &Fix{Note: "换了灯泡"}, clerk)
	w.state(id, Fixed)
	w.refuses(id, &StrikeOff{}, clerk, "verify_fixer")
	w.refuses(id, &StrikeOff{}, Actor{Person: 9, Units: []int64{20}}, "verify_chain")
	w.refuses(id, &StrikeOff{}, Actor{Person: 9, Units: []int64{11, 10}}, "verify_chain")
	w.now = w.now.Plus(6 * 24 * hour)
	w.must(id, &Reject{Reason: "还是不亮"}, verifier)
	w.state(id, InHand)
	if m.Reworks != 1 || m.Due != t0+5*24*hour || m.Light(w.now) != Red {
		t.Errorf("rework must not move the deadline: %+v", m)
	}
	w.must(id, &Fix{Note: "换了线"}, clerk)
	w.must(id, &StrikeOff{}, verifier)
	w.state(id, StruckOff)
	w.must(id, &Rate{Fixed: false, Score: 1}, Actor{Reporter: true})
	w.now = w.now.Plus(16 * 24 * hour)
	if _, err := w.give(id, &Reopen{Reason: "又灭了"}, Actor{Reporter: true}); fault.Code(err) != "reopen_late" {
		t.Errorf("late reopen: %v", err)
	}
	w.must(id, &Reopen{Reason: "抽查又灭了"}, verifier)
	w.state(id, InHand)
	if m.Reopens != 1 || m.Due != w.now.Plus(5*24*hour) {
		t.Errorf("reopen: %+v", m)
	}
	w.refuses(id, &StrikeOff{}, verifier, "state_forbids")
}

func TestBounceClimbs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.must(0, report(), resident)
	w.must(id, &List{Category: "road"}, dispatcher)
	w.must(id, &Assign{Lead: 20}, dispatcher)
	w.must(id, &Bounce{Reason: "不归我管"}, clerk)
	w.state(id, Listed)
	if m := w.matters[id]; m.Decider != 0 || m.Lead != 0 || m.Due != 0 || m.Bounces != 1 {
		t.Errorf("first bounce: %+v", m)
	}
	w.must(id, &Assign{Lead: 10}, dispatcher)
	w.now = w.now.Plus(25 * hour)
	w.refuses(id, &Bounce{Reason: "也不归我管"}, clerk, "bounce_late")
	w.now = w.now.Plus(-2 * hour)
	w.must(id, &Bounce{Reason: "也不归我管"}, clerk)
	if m := w.matters[id]; m.Decider != int(area.City) || m.Bounces != 2 {
		t.Errorf("the second bounce must be decided one level up: %+v", m)
	}
}

func TestDelegate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.inHand()
	due := w.matters[id].Due
	w.refuses(id, &Delegate{To: 20}, clerk, "delegate_below")
	w.refuses(id, &Delegate{To: 30}, clerk, "unit_former")
	w.refuses(id, &Delegate{To: 99}, clerk, "unit_unknown")
	w.must(id, &Delegate{To: 11}, clerk)
	w.state(id, Assigned)
	m := w.matters[id]
	if want := []int64{10, 11, 20}; !slices.Equal(m.Chain(), want) || m.Due != due {
		t.Errorf("chain %v, want %v; due moved by %d", m.Chain(), want, m.Due.Since(due))
	}
	w.must(id, &Bounce{Reason: "人手不够"}, Actor{Person: 6, Unit: 11, Units: []int64{11, 10}})
	w.state(id, InHand)
	if m.Lead != 10 || m.Due != due || m.Bounces != 1 {
		t.Errorf("a delegated matter goes back to the unit that delegated it: %+v", m)
	}
	w.must(id, &Delegate{To: 11}, clerk)
	w.must(id, &Sign{}, Actor{Person: 6, Unit: 11, Units: []int64{11, 10}})
	w.must(id, &Fix{Note: "好了"}, Actor{Person: 6, Unit: 11, Units: []int64{11, 10}})
	w.refuses(id, &StrikeOff{}, Actor{Person: 8, Units: []int64{10}}, "verify_chain")
	w.refuses(id, &StrikeOff{}, Actor{Person: 2, Units: []int64{40}}, "verify_fixer")
	w.must(id, &StrikeOff{}, verifier)
}

func TestExtension(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.inHand()
	due := w.matters[id].Due
	w.refuses(id, &GrantExtension{}, dispatcher, "extension_none")
	w.refuses(id, &AskExtension{Until: due, Reason: "下雨"}, clerk, "extension_range")
	w.refuses(id, &AskExtension{Until: due.Plus(11 * 24 * hour), Reason: "下雨"}, clerk, "extension_range")
	w.must(id, &AskExtension{Until: due.Plus(48 * hour), Reason: "下雨"}, clerk)
	w.refuses(id, &AskSuspension{Until: due.Plus(hour), Reason: "等资金"}, clerk, "ask_pending")
	w.refuses(id, &GrantExtension{Until: due.Plus(72 * hour)}, dispatcher, "extension_less")
	w.must(id, &GrantExtension{Until: due.Plus(24 * hour)}, dispatcher)
	if m := w.matters[id]; m.Due != due.Plus(24*hour) || m.Next != m.Due || m.Extension != nil {
		t.Errorf("%+v", m)
	}
	w.refuses(id, &AskExtension{Until: due.Plus(49 * hour), Reason: "再下雨"}, clerk, "extension_used")
	late := w.inHand()
	w.now = w.matters[late].Due + 1
	w.refuses(late, &AskExtension{Until: w.now.Plus(hour), Reason: "下雨"}, clerk, "extension_late")
}

func TestSuspension(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.inHand()
	w.now = w.now.Plus(24 * hour)
	review := w.now.Plus(30 * 24 * hour)
	w.refuses(id, &AskSuspension{Until: w.now, Reason: "等资金"}, clerk, "suspension_range")
	w.must(id, &AskSuspension{Until: review, Reason: "等资金"}, clerk)
	w.must(id, &GrantSuspension{}, supervisor)
	w.state(id, Suspended)
	m := w.matters[id]
	if m.Light(m.Due+1) != Grey || m.Next != review || m.Left != 4*24*60 {
		t.Errorf("%+v", m)
	}
	if _, err := w.give(id, &Resume{}, Actor{Clock: true}); fault.Code(err) != "resume_early" {
		t.Errorf("early: %v", err)
	}
	w.now = review
	w.must(id, &Resume{}, Actor{Clock: true})
	if m.State != InHand || m.Due != review.Plus(4*24*hour) || m.Suspension != nil {
		t.Errorf("what was left of the deadline must be left: %+v", m)
	}
}

func TestMergeSplit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.must(0, report(), resident), w.must(0, report(), resident)
	w.must(b, &MeToo{Voice: "x"}, resident)
	before := *w.matters[b]
	w.refuses(b, &Merge{Into: b}, dispatcher, "merge_self")
	w.refuses(b, &Merge{Into: 99}, dispatcher, "merge_unknown")
	w.must(b, &Merge{Into: a}, dispatcher)
	if n := w.matters[a].Voices(); n != 2 {
		t.Errorf("%d voices, want 2: the merged report and its +1", n)
	}
	w.must(b, &MeToo{Voice: "y"}, resident)
	if n := w.matters[a].Voices(); n != 3 {
		t.Errorf("%d voices after a +1 on the merged matter, want 3", n)
	}
	w.must(b, &Split{}, dispatcher)
	if n := w.matters[a].Voices(); n != 0 || w.matters[a].Absorbed != nil {
		t.Errorf("%d voices left after the split", n)
	}
	got := *w.matters[b]
	before.Votes, before.UpdatedAt, before.Next = got.Votes, got.UpdatedAt, got.Next
	if d := cmp.Diff(before, got); d != "" {
		t.Errorf("a split must restore the matter:\n%s", d)
	}
	if got.Votes != 2 {
		t.Errorf("%d votes, want 2", got.Votes)
	}
}

func TestBadReports(t *testing.T) {
	t.Parallel()
	nan, far := 0.0, 91.0
	nan /= nan
	for code, r := range map[string]*Report{
		"text_missing":      {Area: village},
		"area_unknown":      {Area: 430405009009, Text: "x"},
		"coordinates_half":  {Area: village, Text: "x", Lat: &far},
		"coordinates_range": {Area: village, Text: "x", Lat: &far, Lng: &far},
		"source_unknown":    {Area: village, Text: "x", Source: "rumour"},
		"found_future":      {Area: village, Text: "x", FoundAt: t0 + 24*hour},
		"category_unknown":  {Area: village, Text: "x", Category: "no"},
		"task_staff":        {Area: village, Text: "x", Kind: Task},
		"text_long": {Area: village, Text: string(make([]rune, MaxText+1)) +
			string(slices.Repeat([]rune{'长'}, MaxText+1))},
	} {
		if _, err := Decide(nil, r, facts(t0, resident)); fault.Code(err) != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	if _, err := Decide(nil, &Report{Area: village, Text: "x", Lat: &nan, Lng: &nan},
		facts(t0, resident)); fault.Code(err) != "coordinates_range" {
		t.Errorf("NaN: %v", err)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" a\x00b\r\nc ": "ab\nc", "x\u202Egnp.exe": "xgnp.exe", "坏\xff字": "坏�字", "😀 ok": "😀 ok", "\uFEFF题": "题",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestTable holds the code to the design's transition table: in any other state a command is refused for that reason
// alone.
func TestTable(t *testing.T) {
	t.Parallel()
	for _, name := range CommandNames() {
		r, ok := RuleOf(name)
		if !ok {
			t.Errorf("%s has no row in the table", name)
			continue
		}
		for _, s := range append(States(), None) {
			c, _ := NewCommand(name)
			_, err := Decide(&Matter{ID: 1, State: s, Kind: Problem}, c, facts(t0, dispatcher))
			if refused := fault.Code(err) == "state_forbids"; refused == slices.Contains(r.From, s) {
				t.Errorf("%s in %s: refused by state = %v", name, s, refused)
			}
		}
	}
	for _, r := range Rules() {
		if _, ok := NewCommand(r.Command); !ok {
			t.Errorf("the table names %s, which is no command", r.Command)
		}
	}
}

// TestRandomWalks drives random commands by random actors and holds what must always hold.
func TestRandomWalks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.must(0, report(), resident)
		w.must(0, report(), resident)
		names := CommandNames()
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			w.now = w.now.Plus(rapid.Int64Range(0, 40*hour).Draw(rt, "wait"))
			walk(rt, w, names)
		}
		for id, m := range w.matters {
			again := &Matter{}
			for _, r := range w.history[id] {
				if err := Apply(again, r.Type, r.Body, r.Stamp); err != nil {
					rt.Fatal(err)
				}
			}
			if d := cmp.Diff(m, again); d != "" {
				rt.Fatalf("replay differs:\n%s", d)
			}
		}
	})
}

func walk(rt *rapid.T, w *world, names []CommandName) {
	name := rapid.SampledFrom(names).Draw(rt, "command")
	ids := make([]int64, 0, len(w.matters))
	for id := range w.matters {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	id := rapid.SampledFrom(ids).Draw(rt, "matter")
	units := []int64{10, 11, 12, 20, 30, 40}
	a := Actor{Person: rapid.Int64Range(0, 8).Draw(rt, "person"), Unit: rapid.SampledFrom(units).Draw(rt, "unit"),
		Level: area.Level(rapid.IntRange(2, 5).Draw(rt, "level"))}
	a.Units = append([]int64{a.Unit}, unitTree[a.Unit].Uppers...)
	c, _ := NewCommand(name)
	fill(rt, c, w, units, ids)
	if name == "report" {
		id = 0
	}
	old := Matter{}
	if id != 0 {
		old = *w.matters[id]
	}
	if _, err := w.give(id, c, a); err != nil || id == 0 {
		return
	}
	r, _ := RuleOf(name)
	m := w.matters[id]
	if !slices.Contains(r.From, old.State) {
		rt.Fatalf("%s was allowed in %s", name, old.State)
	}
	if r.To == "same" && m.State != old.State {
		rt.Fatalf("%s moved %s to %s", name, old.State, m.State)
	}
	if r.Verifies && (slices.Contains(old.Fixers, a.Person) || slices.ContainsFunc(a.Units, func(u int64) bool {
		return slices.Contains(old.FixedBy, u)
	})) {
		rt.Fatalf("%s by person %d of units %v, fixed by %v / %v", name, a.Person, a.Units, old.Fixers, old.FixedBy)
	}
	if name == "reject" && m.Due != old.Due {
		rt.Fatal("rework moved the deadline")
	}
	if (m.State == Assigned || m.State == InHand) && (m.Due == 0 || m.Warn > m.Due || m.Lead == 0) {
		rt.Fatalf("%s without deadline or lead: %+v", m.State, m)
	}
	if m.Open() && m.Next == 0 {
		rt.Fatalf("an open matter nobody will see again: %+v", m)
	}
}
