package views

import (
	"cmp"
	"net/url"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// drawScope is a random scope as package org makes them: sorted units, and cases for who holds a post.
func drawScope(rt *rapid.T, w *town) org.Scope {
	s := org.Scope{All: rapid.IntRange(0, 5).Draw(rt, "all") == 0}
	for _, a := range w.areas {
		if rapid.IntRange(0, 4).Draw(rt, "area") == 0 {
			s.Areas = append(s.Areas, a)
		}
	}
	for _, u := range w.units {
		if rapid.IntRange(0, 5).Draw(rt, "unit") == 0 {
			s.Units = append(s.Units, u)
		}
	}
	if rapid.IntRange(0, 3).Draw(rt, "person") == 0 {
		s.Person = rapid.Int64Range(90, 94).Draw(rt, "who")
		if rapid.IntRange(0, 3).Draw(rt, "holds a post") > 0 {
			s.Member = s.Person
		}
	}
	if s.Person != 0 && rapid.IntRange(0, 1).Draw(rt, "watches") == 0 {
		s.Watches = append(s.Watches, org.Watch{Area: rapid.SampledFrom(w.areas).Draw(rt, "watched"),
			Categories: []string{"lamp", "road"}})
	}
	if rapid.IntRange(0, 5).Draw(rt, "receipt") == 0 {
		s.Matter = rapid.SampledFrom(w.ids).Draw(rt, "matter")
	}
	return s
}

func some[T any](rt *rapid.T, label string, odds int, list []T) (v T) {
	if rapid.IntRange(0, odds).Draw(rt, label) == 0 {
		return rapid.SampledFrom(list).Draw(rt, label)
	}
	return v
}

func drawFilter(rt *rapid.T, w *town) Filter {
	f := Filter{
		List:     some(rt, "list", 3, []string{ProblemList, TaskList, ResponsibilityList}),
		Area:     some(rt, "within", 3, w.areas),
		Unit:     some(rt, "lead", 6, w.units),
		Category: some(rt, "category", 6, []string{"road", "lamp", "noise"}),
		Severity: some(rt, "severity", 6, matter.Severities()),
		Light:    some(rt, "light", 5, []matter.Light{matter.Green, matter.Yellow, matter.Red, matter.Grey}),
		Source:   some(rt, "source", 8, matter.Plain(matter.Sources())),
		Sort:     some(rt, "sort", 1, []string{SortNext, SortNew, SortNumber, SortUnit}),
		Mine:     some(rt, "mine", 6, []string{MineReported, MineFollowed}),
		Limit:    rapid.IntRange(1, 40).Draw(rt, "limit"),
	}
	if k := some(rt, "kind", 4, matter.Kinds()); k != 0 {
		f.Kinds = []matter.Kind{k}
	}
	if rapid.IntRange(0, 4).Draw(rt, "states") == 0 {
		f.States = slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.SampledFrom(matter.States()), 1,
			4).Draw(rt, "which"))))
	}
	if rapid.IntRange(0, 3).Draw(rt, "open?") == 0 {
		open := rapid.Bool().Draw(rt, "open")
		f.Open = &open
	}
	today := DayOf(calendar.Instant(w.now.Load()))
	if rapid.IntRange(0, 4).Draw(rt, "days") == 0 {
		f.From = today - Day(rapid.IntRange(0, 60).Draw(rt, "from"))
		f.To = f.From + Day(rapid.IntRange(0, 30).Draw(rt, "to"))
	}
	f.Text = some(rt, "text", 6, []string{"路灯", "编号1", "解放路 street", "ABC小区", "东风", "噪音 广场"})
	return f
}

// expected is what a list must show, found by looking at every matter.
func expected(w *town, all []*matter.Matter, s org.Scope, f Filter) []int64 {
	q, _ := ask(f.Text)
	var rows []Row
	for _, m := range all {
		follows, err := Follows(w.ctx, w.db.Read(), city, s.Person, m.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		switch {
		case !inLists(s, m), !f.Match(m, calendar.Instant(w.now.Load())):
		case f.Text != "" && !q.in(searched(m)...):
		case f.Mine == MineReported && (s.Person == 0 || m.Reporter != s.Person), f.Mine == MineFollowed && !follows:
		default:
			rows = append(rows, rowOf(m))
		}
	}
	sort := f.plan().Sort
	if f.Text != "" {
		sort = SortNew
	}
	slices.SortFunc(rows, func(a, b Row) int {
		switch sort {
		case SortNew:
			return cmp.Compare(b.ID, a.ID)
		case SortNumber:
			return cmp.Or(cmp.Compare(b.Number, a.Number), cmp.Compare(b.ID, a.ID))
		case SortUnit:
			return cmp.Or(cmp.Compare(bit(a.Lead == 0), bit(b.Lead == 0)), cmp.Compare(a.Lead, b.Lead),
				cmp.Compare(a.Next, b.Next), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(a.Next, b.Next), cmp.Compare(a.ID, b.ID))
	})
	out := []int64{}
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

// turn reads all pages of a list.
func turn(t interface{ Fatal(...any) }, w *town, s org.Scope, f Filter) []int64 {
	got := []int64{}
	for range 10_000 {
		p, err := w.set.Page(w.ctx, w.db.Read(), s, f, calendar.Instant(w.now.Load()))
		if err != nil {
			t.Fatal(err)
		}
		limit := f.plan().Limit
		if len(p.Rows) > limit || len(p.Rows) < limit && p.After != "" && !p.Early {
			t.Fatal("page of ", len(p.Rows), " rows, after ", p.After)
		}
		for _, r := range p.Rows {
			got = append(got, r.ID)
		}
		if p.After == "" {
			return got
		}
		f.After = p.After
	}
	t.Fatal("the list does not end")
	return nil
}

// No list leaks what is out of scope, and none leaves out what is in it; export and count agree with the pages.
func TestListsShowTheScope(t *testing.T) { // it changes the bounds, which all lists read
	w := newTown(t, 11)
	w.live(1500)
	all := w.matters()
	defer func(b bounds) { usual = b }(usual)
	rapid.Check(t, func(rt *rapid.T) {
		usual = bounds{near: rapid.SampledFrom([]int{0, 2000}).Draw(rt, "near"),
			leaves:  rapid.SampledFrom([]int{0, 2, 40}).Draw(rt, "leaves"),
			sort:    rapid.SampledFrom([]int{0, 20_000}).Draw(rt, "sort"),
			collect: rapid.SampledFrom([]int{0, 5, 4000}).Draw(rt, "collect"),
			units:   rapid.SampledFrom([]int{1, 60}).Draw(rt, "units"),
			work:    rapid.SampledFrom([]int{15, 300, 50_000}).Draw(rt, "work"),
			first:   rapid.SampledFrom([]int{1, 3, 64}).Draw(rt, "first"), last: 64,
			own: rapid.SampledFrom([]int{0, 1000}).Draw(rt, "own")}
		s, f := drawScope(rt, w), drawFilter(rt, w)
		want := expected(w, all, s, f)
		if d := gocmp.Diff(want, turn(rt, w, s, f)); d != "" {
			rt.Fatalf("pages of %+v for %+v:\n%s", f, s, d)
		}
		export := []int64{}
		err := w.set.Each(w.ctx, w.db.Read(), s, f, calendar.Instant(w.now.Load()), func(m *matter.Matter) error {
			export = append(export, m.ID)
			return nil
		})
		if d := gocmp.Diff(want, export); d != "" || err != nil {
			rt.Fatalf("export: %v\n%s", err, d)
		}
		usual.work = 50_000
		most := rapid.IntRange(0, 300).Draw(rt, "max")
		n, more, err := w.set.Count(w.ctx, w.db.Read(), s, f, calendar.Instant(w.now.Load()), most)
		if exact := n == len(want) && !more; err != nil ||
			!exact && (n != min(most, len(want)) || more != (len(want) > most)) {
			rt.Fatalf("count: %d more %v of %d, %v", n, more, len(want), err)
		}
	})
}

// Figures are the length of the list under the same filter.
func TestFiguresAgreeWithLists(t *testing.T) {
	t.Parallel()
	w := newTown(t, 5)
	w.live(1200)
	all := w.matters()
	everything := org.Scope{All: true}
	rapid.Check(t, func(rt *rapid.T) {
		now := calendar.Instant(w.now.Load() + rapid.Int64Range(-300*hourMicros, 300*hourMicros).Draw(rt, "later"))
		if rapid.Bool().Draw(rt, "edge") {
			m := rapid.SampledFrom(all).Draw(rt, "whose")
			now = rapid.SampledFrom([]calendar.Instant{m.Due, m.Due + 1, m.Warn, m.Warn - 1, m.Next}).Draw(rt, "edge")
		}
		kinds := rapid.SampledFrom([][]matter.Kind{PublicKinds(), matter.Kinds(), {matter.Help}}).Draw(rt, "kinds")
		areas := rapid.SliceOfDistinct(rapid.SampledFrom(w.areas),
			func(a area.Code) area.Code { return a }).Draw(rt, "areas")
		got, err := Lights(w.ctx, w.db.Read(), city, kinds, areas, now)
		if err != nil {
			rt.Fatal(err)
		}
		count := func(f Filter) int64 {
			f.Kinds = kinds
			return int64(len(slices.DeleteFunc(slices.Clone(all), func(m *matter.Matter) bool {
				return !everything.Match(m) || !f.Match(m, now)
			})))
		}
		for i, a := range areas {
			want := Figures{Area: a, Green: count(Filter{Area: a, Light: matter.Green}),
				Yellow: count(Filter{Area: a, Light: matter.Yellow}), Red: count(Filter{Area: a, Light: matter.Red})}
			for _, s := range matter.States() {
				want.add(s, count(Filter{Area: a, States: []matter.State{s}}))
			}
			if d := gocmp.Diff(want, got[i]); d != "" {
				rt.Fatalf("%s at %d:\n%s", a, now, d)
			}
		}
	})
	a := area.Code(430405000000)
	byCategory, err := ByCategory(w.ctx, w.db.Read(), city, PublicKinds(), a)
	if err != nil || len(byCategory) < 4 {
		t.Fatal(byCategory, err)
	}
	for _, f := range byCategory {
		got := turn(t, w, everything, Filter{Area: a, Category: f.Category, Kinds: PublicKinds()})
		if f.Category == "" { // a filter cannot ask for none
			got = slices.DeleteFunc(got, func(id int64) bool {
				m, _ := w.set.Get(w.ctx, w.db.Read(), id)
				return m.Category != ""
			})
		}
		if int64(len(got)) != f.Total || f.Total == 0 {
			t.Errorf("category %s: %d on the list, %d counted", f.Category, len(got), f.Total)
		}
	}
	byUnit, err := ByUnit(w.ctx, w.db.Read(), city, matter.Kinds(), w.units)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range byUnit {
		open := true
		if got := turn(t, w, everything, Filter{Unit: f.Unit, Open: &open}); int64(len(got)) != f.Open || f.Total == 0 {
			t.Errorf("unit %d: %d open on the list, %d counted of %d", f.Unit, len(got), f.Open, f.Total)
		}
	}
	today := DayOf(calendar.Instant(w.now.Load()))
	byDay, err := ByDay(w.ctx, w.db.Read(), city, matter.Kinds(), a, today-30, today)
	if err != nil || len(byDay) < 10 {
		t.Fatal(len(byDay), err)
	}
	for _, f := range byDay {
		if got := turn(t, w, everything, Filter{Area: a, From: f.Day, To: f.Day}); int64(len(got)) != f.Total {
			t.Errorf("day %s: %d on the list, %d counted", f.Day, len(got), f.Total)
		}
	}
}

func TestFilterRoundTrip(t *testing.T) {
	t.Parallel()
	w := &town{areas: []area.Code{430400000000, 430405101001}, units: []int64{11, 12}}
	w.now.Store(1_790_000_000_000_000)
	rapid.Check(t, func(rt *rapid.T) {
		f := drawFilter(rt, w)
		f.After = some(rt, "after", 3, []string{"bmV4dCAwIDAgMCA"})
		back, err := ParseFilter(f.Values())
		if err != nil {
			rt.Fatal(err)
		}
		if d := gocmp.Diff(f, back); d != "" {
			rt.Fatalf("%s:\n%s", f.Values().Encode(), d)
		}
	})
}

func TestParseFilterRefuses(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"list=all", "kind=ticket", "kind=problem,,x", "state=closed", "open=yes", "area=1",
		"area=430405000001", "unit=-1", "unit=x", "severity=3",
		"severity=general,urgent", "light=blue", "light=none", "source=web", "from=2026-13-01", "to=yesterday",
		"sort=due", "mine=all", "limit=201", "limit=-1",
		"q=%00", "q=" + string(make([]byte, 0)) + "a%E2%80%AEb"} {
		v, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseFilter(v); fault.Code(err) != "filter_value" {
			t.Errorf("%s: %v", q, err)
		}
	}
	for _, after := range []string{"x", "bmV4dA", "!!"} {
		_, err := List(t.Context(), nil, city, org.Scope{}, Filter{After: after}, 0)
		if fault.Code(err) != "cursor_bad" {
			t.Errorf("cursor %q: %v", after, err)
		}
	}
	if _, err := List(t.Context(), nil, city, org.Scope{},
		Filter{Text: "3 a ?"}, 0); fault.Code(err) != "search_short" {
		t.Error(err)
	}
}

// inLists is the scope as lists see it: somebody who was drawn for a second look finds that matter on its own page,
// not in lists.
func inLists(s org.Scope, m *matter.Matter) bool {
	r := rowOf(m)
	return s.Match(r.partial())
}
