package patrol_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/track"
	"xiaohao/parts/patrol"
	"xiaohao/platform/store"
)

// town is a city with its patrols.
type town struct {
	*citytest.Office
	*patrol.Patrols
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	return &town{o, part.Get[*patrol.Patrols](o.Values), context.Background()}
}

func (o *town) head() patrol.Head {
	return patrol.Head{Key: o.ID().String(), Theme: "forest", Area: citytest.Street,
		Persons: []int64{o.Who["disp"].Person}}
}

// walk are fixes of some quarters of a minute from a time on.
func walk(from calendar.Instant, n int) []track.Fix {
	var out []track.Fix
	for i := range n {
		out = append(out, track.Fix{At: int64(from)/1000 + int64(i)*15000, Lat: 26.9 + float64(i%7)*0.0002,
			Lng: 112.6 + float64(i)*0.0001, Accuracy: 5})
	}
	return out
}

// piece is the n-th part of a patrol, an hour long.
func (o *town) piece(h patrol.Head, n int64, a area.Code, from calendar.Instant) patrol.Piece {
	return patrol.Piece{Patrol: h, N: n, Legs: []patrol.Walked{{Area: a, From: from, To: from.Plus(3600e6)}},
		Track: track.Pack(track.Simplify(track.Clean(walk(from, 240))))}
}

func (o *town) report(who string, a area.Code) int64 {
	o.T.Helper()
	r, err := o.Patrols.Desk.Do(o.ctx, o.Who[who], desk.Command{ID: o.ID(), Body: &matter.Report{
		Source: matter.FromSelfCheck, Area: a, Text: "林下堆放垃圾"}})
	if err != nil {
		o.T.Fatal(err)
	}
	return r.Matter
}

func (o *town) fatal(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) proven() {
	o.T.Helper()
	o.fatal(patrol.Check(o.ctx, o.Office.DB.Read(), 4304, nil, func(s string) { o.T.Error(s) }))
}

// faults lists what a check tells.
func (o *town) faults() (out []string) {
	o.T.Helper()
	o.fatal(patrol.Check(o.ctx, o.Office.DB.Read(), 4304, nil, func(s string) { out = append(out, s) }))
	return out
}

func (o *town) visits() (out []patrol.Visit) {
	o.T.Helper()
	out, _, err := o.Visits(o.ctx, o.Who["sup"], patrol.Filter{Limit: 100})
	o.fatal(err)
	return out
}

func (o *town) refused(err error, code string) {
	o.T.Helper()
	if got := fault.Code(err); got != code {
		o.T.Errorf("got %q (%v), want %s", got, err, code)
	}
}

// body of every event of the part, for what it must not say.
func (o *town) bodies() (out []string) {
	o.T.Helper()
	o.fatal(ledger.EachBetween(o.ctx, o.Office.DB.Read(), 4304, 1, 1<<40, nil, func(e ledger.Event) error {
		if strings.HasPrefix(string(e.Type), "patrol.") {
			out = append(out, string(e.Type)+" "+string(e.Body))
		}
		return nil
	}))
	return out
}

// TestAPatrol from its first part to the day on which its track is destroyed.
func TestAPatrol(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	me, h := o.Who["head"], o.head()
	start := citytest.Instant(t, "2026-11-15 14:00")
	r, err := o.TakePart(o.ctx, me, o.piece(h, 1, citytest.Street, start), o.Now())
	o.fatal(err)
	if !r.Kept {
		t.Error("the part was not kept")
	}
	found := o.report("head", citytest.Street)
	o.fatal(o.Found(o.ctx, me, h, found))
	o.fatal(o.Found(o.ctx, me, h, found))
	_, err = o.TakePart(o.ctx, me, o.piece(h, 2, citytest.Village, o.Now().Plus(-3600e6)), o.Now())
	o.fatal(err)
	f := patrol.Finish{Patrol: h, Parts: 3, How: patrol.ByHour, Legs: []patrol.Walked{
		{Area: citytest.Street, From: start, To: start.Plus(3600e6)},
		{Area: citytest.Village, From: o.Now().Plus(-3600e6), To: o.Now()}}}
	id := o.ID()
	_, err = o.Patrols.End(o.ctx, me, id, f, o.Now())
	o.fatal(err)
	_, err = o.Patrols.End(o.ctx, me, id, f, o.Now()) // told twice
	o.fatal(err)
	_, err = o.Patrols.End(o.ctx, me, o.ID(), f, o.Now())
	o.refused(err, "patrol_over")

	s, err := o.Sheet(o.ctx, o.Who["disp"], r.Patrol)
	o.fatal(err)
	if s.Ended != patrol.ByHour || len(s.Legs) != 2 || len(s.Found) != 1 || s.Found[0].ID != found || !s.May ||
		!slices.Equal(s.Persons, []int64{me.Person, o.Who["disp"].Person}) {
		t.Errorf("%+v", s)
	}
	if _, err := o.Sheet(o.ctx, o.Who["far"], r.Patrol); fault.Code(err) != "patrol_missing" {
		t.Errorf("who has nothing to do with it: %v", err)
	}
	if v := o.visits(); len(v) != 2 || v[0].Day.String() != "2026-11-16" || v[1].Day.String() != "2026-11-15" {
		t.Errorf("%+v", v)
	}

	// It opens from the finding alone, to who sees it, for a reason that is kept.
	_, err = o.Open(o.ctx, o.Who["sup"], o.ID(), o.report("head", citytest.Street), "核对位置")
	o.refused(err, "patrol_none")
	_, err = o.Open(o.ctx, o.Who["far"], o.ID(), found, "核对位置")
	o.refused(err, "matter_missing")
	_, err = o.Open(o.ctx, o.Who["ver"], o.ID(), found, "  ")
	o.refused(err, "patrol_words")
	way, err := o.Open(o.ctx, o.Who["ver"], o.ID(), found, "核对垃圾位置")
	o.fatal(err)
	if len(way.Lines) != 2 || way.Missing != 1 || len(way.Lines[0]) < 2 {
		t.Errorf("%+v", way)
	}
	s, err = o.Sheet(o.ctx, me, r.Patrol)
	o.fatal(err)
	if len(s.Opened) != 1 || s.Opened[0].Person != o.Who["ver"].Person || s.Opened[0].Reason != "核对垃圾位置" {
		t.Errorf("%+v", s.Opened)
	}
	o.proven()

	// It is destroyed after policy's days, and nothing brings it back.
	o.Advance(29 * 24 * time.Hour)
	if n, err := o.Destroy(o.ctx); n != 0 || err != nil {
		t.Errorf("%d destroyed too early, %v", n, err)
	}
	o.Advance(25 * time.Hour)
	if n, err := o.Destroy(o.ctx); n != 1 || err != nil {
		t.Errorf("%d destroyed, %v", n, err)
	}
	_, err = o.Open(o.ctx, o.Who["ver"], o.ID(), found, "再看一次")
	o.refused(err, "patrol_gone")
	r, err = o.TakePart(o.ctx, me, o.piece(h, 3, citytest.Village, o.Now().Plus(-3600e6)), o.Now())
	if err != nil || r.Kept {
		t.Errorf("a part that comes too late: %+v, %v", r, err)
	}
	for _, table := range []string{"patrol_keys", "patrol_parts"} {
		var n int
		o.fatal(o.Office.DB.Read().QueryRow(o.ctx, "SELECT COUNT(*) FROM "+table+" WHERE city = $1", 4304).Scan(&n))
		if n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	if s, err = o.Sheet(o.ctx, me, r.Patrol); err != nil || !s.Gone || len(s.Legs) != 3 {
		t.Errorf("%+v, %v", s, err)
	}
	o.proven()
}

// TestNothingFiner: no event of a patrol says more than area and day: no place, no hour, no way, no length, and nothing
// by which people could be ranked.
func TestNothingFiner(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	me, h := o.Who["head"], o.head()
	_, err := o.TakePart(o.ctx, me, o.piece(h, 1, citytest.Street, o.Now().Plus(-2*3600e6)), o.Now())
	o.fatal(err)
	_, err = o.Patrols.End(o.ctx, me, o.ID(), patrol.Finish{Patrol: h, Parts: 1, How: patrol.ByPerson}, o.Now())
	o.fatal(err)
	list := o.bodies()
	if len(list) != 3 {
		t.Fatalf("%v", list)
	}
	allowed := []string{"theme", "area", "day", "persons", "source", "patrol", "how", "parts", "place"}
	for _, b := range list {
		typ, body, _ := strings.Cut(b, " ")
		var m map[string]json.RawMessage
		o.fatal(json.Unmarshal([]byte(body), &m))
		for k, v := range m {
			if !slices.Contains(allowed, k) {
				t.Errorf("%s says %s: %s", typ, k, v)
			}
			if k == "day" && len(v) != len(`"2026-11-16"`) {
				t.Errorf("%s says more than a day: %s", typ, v)
			}
		}
	}
	var plain int
	o.fatal(o.Office.DB.Read().QueryRow(o.ctx, "SELECT COUNT(*) FROM patrol_parts WHERE city = $1 AND sealed = $2",
		4304, o.piece(h, 1, citytest.Street, o.Now().Plus(-2*3600e6)).Track).Scan(&plain))
	if plain != 0 {
		t.Error("a track lies open in its table")
	}
}

// TestOrder: whatever order pieces come in, and however often, the same is there.
func TestOrder(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	me := o.Who["head"]
	type piece func(h patrol.Head, finding int64, end ledger.ID) error
	start := o.Now().Plus(-30 * 3600e6)
	legs := []patrol.Walked{{Area: citytest.Street, From: start, To: start.Plus(20 * 3600e6)},
		{Area: citytest.Village, From: start.Plus(24 * 3600e6), To: start.Plus(29 * 3600e6)}}
	pieces := []piece{
		func(h patrol.Head, _ int64, _ ledger.ID) error {
			_, err := o.TakePart(o.ctx, me, o.piece(h, 1, citytest.Street, start), o.Now())
			return err
		}, func(h patrol.Head, _ int64, _ ledger.ID) error {
			_, err := o.TakePart(o.ctx, me, o.piece(h, 2, citytest.Street, start.Plus(19*3600e6)), o.Now())
			return err
		}, func(h patrol.Head, _ int64, _ ledger.ID) error {
			_, err := o.TakePart(o.ctx, me, o.piece(h, 3, citytest.Village, start.Plus(25*3600e6)), o.Now())
			return err
		}, func(h patrol.Head, finding int64, _ ledger.ID) error { return o.Found(o.ctx, me, h, finding) },
		func(h patrol.Head, _ int64, end ledger.ID) error {
			_, err := o.Patrols.End(o.ctx, me, end, patrol.Finish{Patrol: h, Legs: legs, Parts: 3,
				How: patrol.ByPerson}, o.Now())
			return err
		}}
	var first string
	rapid.Check(t, func(t *rapid.T) {
		h, end, finding := o.head(), o.ID(), o.report("head", citytest.Street)
		order := rapid.SliceOfN(rapid.IntRange(0, len(pieces)-1), 0, 8).Draw(t, "order")
		rest := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Perm(len(pieces))
		for _, i := range append(order, rest...) {
			if err := pieces[i](h, finding, end); err != nil {
				t.Fatal(err)
			}
		}
		id, err := o.Of(o.ctx, finding)
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.Sheet(o.ctx, me, id)
		if err != nil {
			t.Fatal(err)
		}
		way, err := o.Open(o.ctx, o.Who["ver"], o.ID(), finding, "核对")
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(s.Theme, s.Area, s.Persons, s.Legs, s.Ended, s.Parts, len(s.Found), way)
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("%s\nbut before\n%s", got, first)
		}
	})
	o.proven()
}

// TestClocks: a phone that is two days off gives the right day; one that says nonsense is refused.
func TestClocks(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	const twoDays = 2 * 86400e6
	for _, off := range []int64{-twoDays, 0, twoDays} {
		h := o.head()
		phone := o.Now().Plus(off)
		_, err := o.TakePart(o.ctx, o.Who["head"], o.piece(h, 1, citytest.Street, phone.Plus(-3600e6)), phone)
		o.fatal(err)
	}
	for _, v := range o.visits() {
		if v.Day.String() != "2026-11-16" {
			t.Errorf("%+v", v)
		}
	}
	for name, w := range map[string]patrol.Walked{"backwards": {From: o.Now(), To: o.Now().Plus(-1)},
		"for a year": {From: o.Now().Plus(-365 * 86400e6), To: o.Now()}, "never": {}} {
		p := o.piece(o.head(), 1, citytest.Street, o.Now())
		w.Area = citytest.Street
		p.Legs = []patrol.Walked{w}
		if _, err := o.TakePart(o.ctx, o.Who["head"], p, o.Now()); fault.Code(err) != "patrol_times" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBadPieces are refused in words, and leave nothing.
func TestBadPieces(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	good := o.piece(o.head(), 1, citytest.Street, o.Now().Plus(-3600e6))
	for code, spoil := range map[string]func(*patrol.Piece){
		"patrol_key":     func(p *patrol.Piece) { p.Patrol.Key = "x" },
		"theme_unknown":  func(p *patrol.Piece) { p.Patrol.Theme = "sea" },
		"patrol_persons": func(p *patrol.Piece) { p.Patrol.Persons = []int64{o.Who["far"].Person} },
		"patrol_track":   func(p *patrol.Piece) { p.Track = []byte{1, 2} },
		"not_allowed":    func(p *patrol.Piece) { p.Patrol.Area, p.Patrol.Persons = citytest.Other, nil },
	} {
		p := good
		p.Patrol.Key = o.ID().String()
		spoil(&p)
		if _, err := o.TakePart(o.ctx, o.Who["head"], p, o.Now()); fault.Code(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if v := o.visits(); len(v) != 0 {
		t.Errorf("%+v", v)
	}
	if _, err := o.TakePart(o.ctx, org.Caller{}, good, o.Now()); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	_, err := o.TakePart(o.ctx, o.Who["head"], good, o.Now())
	o.fatal(err)
	other := good
	other.Track = track.Pack(walk(o.Now(), 2))
	_, err = o.TakePart(o.ctx, o.Who["head"], other, o.Now())
	o.refused(err, "patrol_part_other")
}

// TestTampering: what somebody alters behind the program's back is found, and a part put elsewhere does not open.
func TestTampering(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	me := o.Who["head"]
	var found []int64
	for range 2 {
		h := o.head()
		_, err := o.TakePart(o.ctx, me, o.piece(h, 1, citytest.Street, o.Now().Plus(-3600e6)), o.Now())
		o.fatal(err)
		id := o.report("head", citytest.Street)
		o.fatal(o.Found(o.ctx, me, h, id))
		found = append(found, id)
	}
	a, err := o.Of(o.ctx, found[0])
	o.fatal(err)
	b, err := o.Of(o.ctx, found[1])
	o.fatal(err)
	o.proven()
	exec := func(text string, args ...any) {
		t.Helper()
		o.fatal(o.Patrols.Desk.Ledger().Exclusive(o.ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.Later(ctx, text, args...)
		}))
	}
	exec("UPDATE patrol_visits SET day = 20261101 WHERE city = $1 AND patrol = $2", 4304, a)
	if f := o.faults(); len(f) == 0 {
		t.Error("an altered day was not found")
	}
	exec("UPDATE patrol_visits SET day = 20261116 WHERE city = $1 AND patrol = $2", 4304, a)
	o.proven()
	exec("DELETE FROM patrol_found WHERE city = $1 AND patrol = $2", 4304, b)
	if f := o.faults(); len(f) == 0 {
		t.Error("a finding that is gone was not found")
	}
	exec(`UPDATE patrol_parts SET sealed = (SELECT sealed FROM patrol_parts WHERE city = $1 AND patrol = $3)
		WHERE city = $1 AND patrol = $2`, 4304, a, b)
	exec(`UPDATE patrol_keys SET sealed = (SELECT sealed FROM patrol_keys WHERE city = $1 AND patrol = $3)
		WHERE city = $1 AND patrol = $2`, 4304, a, b)
	_, err = o.Open(o.ctx, o.Who["ver"], o.ID(), found[0], "核对")
	o.refused(err, "patrol_broken")
}

// TestNotes: somebody's word counts, with a day that can be.
func TestNotes(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	n := patrol.Note{Theme: "river", Area: citytest.Street, Day: 20261114, Text: "沿河看了排污口，无异常"}
	o.fatal(o.Noted(o.ctx, o.Who["head"], o.ID(), n, nil))
	for code, spoil := range map[string]func(*patrol.Note){
		"patrol_day": func(n *patrol.Note) { n.Day = 20261117 }, "patrol_words": func(n *patrol.Note) { n.Text = " " },
		"theme_unknown": func(n *patrol.Note) { n.Theme = "" },
		"not_allowed":   func(n *patrol.Note) { n.Area = citytest.Other },
		"patrol_secret": func(n *patrol.Note) { n.Text = "机密★3年" },
	} {
		bad := n
		spoil(&bad)
		if err := o.Noted(o.ctx, o.Who["head"], o.ID(), bad, nil); fault.Code(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	o.refused(o.Noted(o.ctx, o.Who["admin"], o.ID(), n, nil), "not_allowed")
	if v := o.visits(); len(v) != 1 || v[0].Source != patrol.ByNote || v[0].Note != n.Text {
		t.Errorf("%+v", v)
	}
	o.proven()
}

// TestRecords: a record is there once; its number with other content is told apart.
func TestRecords(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	sup := o.Who["sup"]
	r := patrol.Record{No: "XL-1", Theme: "forest", Area: citytest.Village, Day: 20261110,
		Person: o.Who["head"].Person}
	bare := r
	bare.No = ""
	o.fatal(o.Take(o.ctx, sup, o.ID(), []patrol.Record{r, bare, bare, r}))
	o.fatal(o.Take(o.ctx, sup, o.ID(), []patrol.Record{bare, r}))
	if v := o.visits(); len(v) != 2 || v[0].Source != patrol.ByRecord {
		t.Errorf("%+v", v)
	}
	other := r
	other.Day = 20261111
	for want, x := range map[patrol.Fate]patrol.Record{patrol.Same: r, patrol.Other: other,
		patrol.Fresh: {Theme: "forest", Area: citytest.Village, Day: 20261112, Person: r.Person}} {
		if got, err := o.Weigh(o.ctx, sup, x); got != want || err != nil {
			t.Errorf("%+v: %v, %v", x, got, err)
		}
	}
	_, err := o.Weigh(o.ctx, o.Who["head"], r)
	o.refused(err, "not_allowed")
	o.proven()
}

// TestPagesOfVisits: pages one after another show what one page shows, also where only some visits are asked for.
func TestPagesOfVisits(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for i := range 40 {
		n := patrol.Note{Theme: []string{"forest", "river"}[i%2], Area: citytest.Street, Text: "在场",
			Day: patrol.DayOf(o.Now().Plus(-int64(i%7) * 24 * 3600e6))}
		if i%5 == 0 {
			n.Area = citytest.Village
		}
		o.fatal(o.Noted(o.ctx, o.Who["head"], o.ID(), n, nil))
	}
	for _, f := range []patrol.Filter{{}, {Area: citytest.Village}, {Theme: "river"}} {
		f.Limit = 100
		whole, next, err := o.Visits(o.ctx, o.Who["sup"], f)
		o.fatal(err)
		if len(whole) == 0 || next != (patrol.Place{}) {
			t.Fatalf("%+v: %d, %v", f, len(whole), next)
		}
		var paged []patrol.Visit
		for f.Limit = 3; ; {
			page, next, err := o.Visits(o.ctx, o.Who["sup"], f)
			o.fatal(err)
			if paged = append(paged, page...); len(page) > 3 || len(paged) > len(whole) {
				t.Fatalf("%+v: a page of %d, %d in all", f, len(page), len(paged))
			}
			if f.Behind = next; next == (patrol.Place{}) {
				break
			}
		}
		if !slices.EqualFunc(paged, whole, func(a, b patrol.Visit) bool { return a.ID == b.ID }) {
			t.Errorf("%+v: %d by pages, %d at once", f, len(paged), len(whole))
		}
	}
}
