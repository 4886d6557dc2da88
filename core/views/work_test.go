package views

import (
	"cmp"
	"context"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Work shows what waits for the holder of the posts, all of it, in the order of what is due, and never more than the
// scope.
func TestWork(t *testing.T) { // it changes the bounds, which all lists read: before those that run together
	w := newTown(t, 25)
	w.live(1200)
	asks := w.must(0, &matter.Report{Area: w.areas[6], Text: "路灯不亮"}) // the rarest, whatever life brought
	w.ids = append(w.ids, asks)
	w.must(asks, &matter.List{Category: "lamp"})
	w.must(asks, &matter.Assign{Lead: 11})
	w.must(asks, &matter.Sign{})
	w.must(asks, &matter.AskExtension{Until: calendar.Instant(w.now.Load() + 100*hourMicros), Reason: "等材料"})
	all := w.matters()
	seen, doubted := map[Why]bool{}, 0
	defer func(b bounds) { usual = b }(usual)
	draw := func(rt *rapid.T) {
		usual.sort = rapid.SampledFrom([]int{0, 20_000}).Draw(rt, "sort")
		usual.collect = rapid.SampledFrom([]int{0, 3, 4000}).Draw(rt, "collect")
		usual.work = rapid.SampledFrom([]int{20, 50_000}).Draw(rt, "work")
		var posts []org.Post
		for range rapid.IntRange(1, 3).Draw(rt, "posts") {
			posts = append(posts, org.Post{Kind: rapid.SampledFrom(matter.Posts()).Draw(rt, "post"),
				Area: rapid.SampledFrom(w.areas).Draw(rt, "area"),
				Unit: rapid.SampledFrom(w.units).Draw(rt, "unit")})
		}
		s := drawScope(rt, w)
		if rapid.Bool().Draw(rt, "sees all") {
			s.All = true
		}
		now := calendar.Instant(w.now.Load() + rapid.Int64Range(-200*hourMicros, 200*hourMicros).Draw(rt, "later"))
		f := Filter{Limit: rapid.IntRange(1, 40).Draw(rt, "limit"),
			Category: some(rt, "category", 6, []string{"road", "lamp"})}
		var want, doubts []Row
		for _, m := range all {
			r := rowOf(m)
			if r.Ask == AskDoubt && decidesOne(posts, &r) && inLists(s, m) && f.Match(m, now) {
				doubts = append(doubts, r)
			}
			if r.Why = WaitsFor(s.Member, posts, &r, now); r.Why != "" && inLists(s, m) && f.Match(m, now) {
				want = append(want, r)
				seen[r.Why] = true
			}
		}
		doubted += len(doubts)
		for what, list := range map[string]struct {
			read func(context.Context, store.Reader, int64, org.Scope, []org.Post, Filter,
				calendar.Instant) (Page, error)
			want []Row
		}{"work": {Work, want}, "doubted": {Doubted, doubts}} {
			slices.SortFunc(list.want, func(a, b Row) int {
				return cmp.Or(cmp.Compare(a.Next, b.Next), cmp.Compare(a.ID, b.ID))
			})
			var got []Row
			for f := f; ; {
				p, err := list.read(w.ctx, w.db.Read(), city, s, posts, f, now)
				if err != nil {
					rt.Fatal(err)
				}
				got = append(got, p.Rows...)
				if f.After = p.After; p.After == "" {
					break
				}
			}
			if d := gocmp.Diff(ids2(list.want), ids2(got)); d != "" {
				rt.Fatalf("%s of %+v:\n%s", what, posts, d)
			}
		}
	}
	every := []Why{ToDecideExtension, ToDecideSuspension, ToSign, ToFix, ToList, ToAssign, ToVerify, Overdue}
	missed := func() []Why { return slices.DeleteFunc(slices.Clone(every), func(y Why) bool { return seen[y] }) }
	for range 300 { // some draws may not come by the rarest reason
		if rapid.Check(t, draw); t.Failed() || len(missed()) == 0 && doubted > 0 {
			break
		}
	}
	if m := missed(); len(m) > 0 {
		t.Errorf("nothing ever waited for %q: this test shows nothing", m)
	}
	if doubted == 0 {
		t.Error("nothing was ever doubted: this test shows nothing")
	}
}

type idWhy struct {
	ID  int64
	Why Why
}

func ids2(rows []Row) []idWhy {
	out := []idWhy{}
	for _, r := range rows {
		out = append(out, idWhy{r.ID, r.Why})
	}
	return out
}

// The decider: a twice bounced matter waits only for a dispatcher high enough.
func TestDecider(t *testing.T) {
	t.Parallel()
	r := &Row{State: matter.Listed, Area: 430405101001, Decider: 3}
	for _, c := range []struct {
		post org.Post
		want Why
	}{
		{org.Post{Kind: matter.Dispatcher, Area: 430405101000}, ""},
		{org.Post{Kind: matter.Dispatcher, Area: 430405000000}, ToAssign},
		{org.Post{Kind: matter.Dispatcher, Area: 430400000000}, ToAssign},
		{org.Post{Kind: matter.Dispatcher, Area: 430408000000}, ""},
		{org.Post{Kind: matter.Leader, Area: 430400000000}, ""},
	} {
		if got := WaitsFor(0, []org.Post{c.post}, r, 0); got != c.want {
			t.Errorf("%+v: %q, want %q", c.post, got, c.want)
		}
	}
}

func TestReviews(t *testing.T) {
	t.Parallel()
	w := newTown(t, 8)
	id := w.must(0, &matter.Report{Area: w.areas[6], Text: "路灯不亮"})
	w.must(id, &matter.List{Category: "lamp"})
	w.must(id, &matter.Assign{Lead: 11})
	w.must(id, &matter.Sign{})
	until := calendar.Instant(w.now.Load() + 50*hourMicros)
	w.must(id, &matter.AskSuspension{Until: until, Reason: "等资金"})
	w.must(id, &matter.GrantSuspension{})
	for now, want := range map[calendar.Instant][]Review{until - 1: nil, until: {{id, until}}} {
		got, err := Reviews(w.ctx, w.db.Read(), city, now, 10)
		if d := gocmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("at %d: %v\n%s", now, err, d)
		}
	}
}
