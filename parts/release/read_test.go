package release_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/release"
)

// kinds are categories of the town; the second one would show a home.
var kinds = []string{"fac.lamp", "home.property", "env.rubbish"}

// filled is a town in which some matters of each kind, area and state are public.
func filled(t *testing.T) (o *town, ids []int64) {
	o = newTown(t)
	rnd := rand.New(rand.NewPCG(7, 9))
	for i := range 36 {
		lat, lng := 26.85+rnd.Float64()/50, 112.55+rnd.Float64()/50
		r := &matter.Report{Area: []area.Code{citytest.Village, citytest.Street, citytest.Other}[i%3],
			Text: fmt.Sprintf("第 %d 处", i), Lat: &lat, Lng: &lng}
		if i%7 == 0 {
			r.Lat, r.Lng = nil, nil
		}
		id := o.Give("", 0, r)
		who := map[bool]string{true: "sup", false: "disp"}[i%3 == 2]
		o.giveAs(who, id, &matter.List{Category: kinds[i%len(kinds)]})
		ids = append(ids, id)
		o.Advance(time.Duration(rnd.IntN(400)) * time.Minute)
		if i%3 == 2 {
			continue // the other county has no dispatcher
		}
		ask := release.Asking{Title: "路灯" + string(rune('甲'+i%5)), Text: fmt.Sprintf("东风路第 %d 号杆", i), Place: "东风路"}
		if err := o.Releases.Pass(context.Background(), o.Who["sup"], o.ID(), id, o.draft(id, ask)); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
		}
		if i%4 == 0 {
			o.Give("clerk", id, &matter.Sign{})
			o.Fix(id)
		}
		if i%8 == 0 {
			o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
		}
		if i%11 == 10 {
			if err := o.Withdraw(context.Background(), o.Who["sup"], o.ID(), id, "撤"); err != nil {
				t.Fatal(err)
			}
		}
	}
	o.Office.CatchUp()
	return o, ids
}

// giveAs lists what the other county's matters need somebody of the city for.
func (o *town) giveAs(who string, id int64, c matter.Command) {
	if who == "disp" {
		o.Give(who, id, c)
	}
}

// wanted are the public matters that a filter wants, one by one through the gate.
func (o *town) wanted(ids []int64, f release.Filter) (out []org.Public) {
	o.T.Helper()
	for _, id := range ids {
		p, err := o.One(context.Background(), id)
		if err != nil {
			if fault.Code(err) != "matter_missing" {
				o.T.Fatal(err)
			}
			continue
		}
		if (f.Area == 0 || f.Area.Contains(p.Area)) && (f.Category == "" || f.Category == p.Category) &&
			(f.Plain == "" || f.Plain == p.State) && !(f.Open && p.State == org.PlainStruck) {
			out = append(out, p)
		}
	}
	return out
}

func numbers(list []org.Public) []int64 {
	out := make([]int64, len(list))
	for i, p := range list {
		out[i] = p.Matter
	}
	return slices.Sorted(slices.Values(out))
}

// filters are some of all that can be asked for, drawn by a seed that never changes.
func filters() (out []release.Filter) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, a := range []area.Code{0, citytest.County, citytest.Street, citytest.Other} {
		for _, c := range append([]string{"", "nothing.such", "\" OR x*"}, kinds...) {
			out = append(out, release.Filter{Area: a, Category: c}, release.Filter{Area: a, Category: c, Open: true},
				release.Filter{Area: a, Category: c, Plain: append(org.Plains(), "other")[rnd.IntN(6)]})
		}
	}
	return out
}

// TestReading compares every way of reading, filter by filter, with the matters one by one.
func TestReading(t *testing.T) {
	t.Parallel()
	o, ids := filled(t)
	o.agrees(ids)
	o.sound()
	o.Advance(20 * 24 * time.Hour) // deadlines run out, weeks pass
	for _, a := range []area.Code{0, citytest.County, citytest.Street} {
		o.progressAgrees(ids, a)
	}
}

// agrees compares every way of reading with the matters one by one.
func (o *town) agrees(ids []int64) {
	o.T.Helper()
	ctx := context.Background()
	for _, f := range filters() {
		want := numbers(o.wanted(ids, f))
		for _, size := range []int{2, 100} {
			o.same(fmt.Sprintf("list %+v by %d", f, size), want,
				o.pages(f, size, func(f release.Filter) (release.Page, error) {
					return o.List(ctx, f, size)
				}))
		}
		for _, words := range []string{"东风路 杆", "路灯甲", "灯"} {
			var hits []org.Public
			for _, p := range o.wanted(ids, f) {
				all := p.Title + " " + p.Text + " " + p.Place
				if !slices.ContainsFunc(strings.Fields(words),
					func(w string) bool { return !strings.Contains(all, w) }) {
					hits = append(hits, p)
				}
			}
			o.same(fmt.Sprintf("search %s %+v", words, f), numbers(hits),
				o.pages(f, 3, func(f release.Filter) (release.Page,
					error) {
					return o.Search(ctx, words, f, 3)
				}))
		}
		o.nearAgrees(ids, f)
		o.dotsAgree(ids, f)
	}
	for _, a := range []area.Code{0, citytest.City, citytest.County, citytest.Street, citytest.Other} {
		o.progressAgrees(ids, a)
	}
}

func (o *town) same(what string, want, got []int64) {
	o.T.Helper()
	if !slices.Equal(want, got) {
		o.T.Errorf("%s: %v, want %v", what, got, want)
	}
}

// pages reads page after page.
func (o *town) pages(f release.Filter, size int, read func(release.Filter) (release.Page, error)) []int64 {
	o.T.Helper()
	var all []org.Public
	for range 200 {
		page, err := read(f)
		if err != nil || len(page.Matters) > size {
			o.T.Fatalf("%+v: %d of %d, %v", f, len(page.Matters), size, err)
		}
		all = append(all, page.Matters...)
		if f.Behind = release.ParsePlace(page.Next.String()); f.Behind.Matter == 0 {
			return numbers(all)
		}
	}
	o.T.Fatal("the pages have no end")
	return nil
}

func (o *town) nearAgrees(ids []int64, f release.Filter) {
	o.T.Helper()
	const lat, lng = 26.86, 112.56
	f.Area = 0
	want := o.wanted(ids, f)
	want = slices.DeleteFunc(want, func(p org.Public) bool {
		return p.Lat == nil || place.Distance(lat, lng, *p.Lat, *p.Lng) > 5000
	})
	for _, limit := range []int{3, 100} {
		got, err := o.Near(context.Background(), lat, lng, f, limit)
		if err != nil || len(got) != min(limit, len(want)) ||
			!slices.IsSortedFunc(got, func(a, b release.Nearby) int { return cmp.Compare(a.Metres, b.Metres) }) {
			o.T.Fatalf("near %+v: %d of %d, %v", f, len(got), len(want), err)
		}
		for _, p := range want {
			d := place.Distance(lat, lng, *p.Lat, *p.Lng)
			if len(got) == limit && int(d)+1 < got[limit-1].Metres &&
				!slices.ContainsFunc(got, func(n release.Nearby) bool {
					return n.Matter == p.Matter
				}) {
				o.T.Errorf("near %+v: %d at %f m is left out", f, p.Matter, d)
			}
		}
	}
}

func (o *town) dotsAgree(ids []int64, f release.Filter) {
	o.T.Helper()
	f.Area = 0
	for _, side := range []float64{0.001, 0.1, 10} {
		b := release.Bounds{South: 26.86 - side, West: 112.56 - side, North: 26.86 + side, East: 112.56 + side}
		for _, limit := range []int{5, 400} {
			dots, err := o.Dots(context.Background(), b, f, limit)
			if err != nil || len(dots) > limit {
				o.T.Fatalf("dots %v: %d, %v", b, len(dots), err)
			}
			inside, got := 0, 0
			for _, p := range o.wanted(ids, f) {
				if p.Lat != nil && b.Contains(*p.Lat, *p.Lng) {
					inside++
				}
			}
			for _, d := range dots {
				if got += d.N; (d.N == 1) != (d.Matter != 0) {
					o.T.Errorf("dot %+v", d)
				}
			}
			if got < inside || side < 0.003 && got != inside || side >= 0.1 && got != inside {
				o.T.Errorf("dots %+v of %f by %d: %d, want %d", f, side, limit, got, inside)
			}
		}
	}
}

func (o *town) progressAgrees(ids []int64, a area.Code) {
	o.T.Helper()
	p, err := o.Progress(context.Background(), a)
	if err != nil {
		o.T.Fatal(err)
	}
	monday := o.Office.Now()
	for _, f := range append([]release.Figures{p.Figures}, p.Below...) {
		want := release.Figures{Area: f.Area}
		for _, id := range ids {
			x, err := o.One(context.Background(), id)
			if err != nil || f.Area != 0 && !f.Area.Contains(x.Area) {
				continue
			}
			want.All++
			want.States[slices.Index(org.Plains(), x.State)]++
			if x.Late && x.State != org.PlainFixed && x.State != org.PlainStruck {
				want.Late++
			}
			if struck := o.Truth(id).StruckAt; x.State == org.PlainStruck && day(int64(monday))-day(int64(struck)) < 7 {
				want.Week++
			}
		}
		if f != want {
			o.T.Errorf("progress of %s: %+v, want %+v", a, f, want)
		}
	}
}

// day counts days in China.
func day(at int64) int64 { return (at + 8*3600e6) / (24 * 3600e6) }

// TestStruck: what was struck off this week, the latest first, without complaints near a home.
func TestStruck(t *testing.T) {
	t.Parallel()
	o, ids := filled(t)
	since := o.Office.Now() - 4*24*3600*1_000_000
	page, err := o.Struck(context.Background(), release.Filter{Area: citytest.County}, since, 50)
	if err != nil || len(page.Matters) == 0 {
		t.Fatal(page, err)
	}
	var want []int64
	for _, p := range o.wanted(ids, release.Filter{Plain: org.PlainStruck}) {
		if !p.Near && p.Struck >= since {
			want = append(want, p.Matter)
		}
	}
	o.same("struck", want, numbers(page.Matters))
	if !slices.IsSortedFunc(page.Matters, func(a, b org.Public) int { return cmp.Compare(b.Struck, a.Struck) }) {
		t.Error("not the latest first")
	}
}

// TestPolicyShuts: what a new policy forbids is gone from every page, count, dot and search at once, not only when the
// clock has taken it back.
func TestPolicyShuts(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"category":   {"never: [civic.manners]", "never: [civic.manners, fac.lamp]"},
		"source":     {"sources: [resident, inspector, self_check, hotline]", "sources: [hotline]"},
		"not agreed": {"ask: [hotline]", "ask: [hotline, resident]"},
		"home":       {"home: [home.*,", "home: [home.*, fac.*,"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			o, ids := filled(t)
			before, err := o.Version(ctx)
			if err != nil {
				t.Fatal(err)
			}
			src := bytes.Replace(policy.Default().Source(), []byte(change[0]), []byte(change[1]), 1)
			if bytes.Equal(src, policy.Default().Source()) {
				t.Fatal("the policy has no such line")
			}
			all := len(o.wanted(ids, release.Filter{}))
			if err := o.SetPolicy(ctx, org.Caller{System: true}, o.ID(), src); err != nil {
				t.Fatal(err)
			}
			if after, err := o.Version(ctx); err != nil || after == before {
				t.Errorf("the version stays %s, %v", after, err)
			}
			if n := len(o.wanted(ids, release.Filter{})); n >= all && name != "home" {
				t.Errorf("%d of %d are seen", n, all)
			}
			f := release.Filter{}
			o.same("list", numbers(o.wanted(ids, f)), o.pages(f, 5, func(f release.Filter) (release.Page, error) {
				return o.List(ctx, f, 5)
			}))
			o.same("search", numbers(o.wanted(ids, f)), o.pages(f, 5, func(f release.Filter) (release.Page, error) {
				return o.Search(ctx, "路灯", f, 5)
			}))
			o.nearAgrees(ids, f)
			o.progressAgrees(ids, 0)
			o.progressAgrees(ids, citytest.County)
			dots, err := o.Dots(ctx, release.Bounds{South: 26, West: 112, North: 27, East: 113}, f, 400)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range dots {
				if d.N != 1 {
					continue
				}
				if p, err := o.One(ctx, d.Matter); err != nil || *p.Lat != d.Lat || *p.Lng != d.Lng {
					t.Errorf("dot %+v, %+v, %v", d, p, err)
				}
			}
			for range 3 {
				if _, err := o.Releases.Tick(ctx); err != nil {
					t.Fatal(err)
				}
				o.Office.CatchUp()
			}
			o.progressAgrees(ids, 0)
			o.sound()
		})
	}
}

// TestSearchSays what it cannot look for.
func TestSearchSays(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for _, words := range []string{"", " ", "，。", strings.Repeat("，", 300)} {
		if _, err := o.Search(context.Background(), words, release.Filter{}, 5); fault.Code(err) != "search_short" {
			t.Errorf("%q: %v", words, err)
		}
	}
}
