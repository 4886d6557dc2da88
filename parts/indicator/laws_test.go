package indicator_test

import (
	"database/sql"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
	"xiaohao/platform/store"
)

// locked are the sheets that are locked, whole.
func (o *town) locked() map[string]string {
	out := map[string]string{}
	err := store.Each(o.ctx, o.DB.Read(), func(rows *sql.Rows) error {
		var a, s, seq int64
		var body string
		err := rows.Scan(&a, &s, &seq, &body)
		out[fmt.Sprint(a, " ", s)] = fmt.Sprint(seq, " ", body)
		return err
	}, "SELECT area, span, seq, body FROM indicator_sheets WHERE city = 4304 AND state = 'locked'")
	o.must(err)
	return out
}

// TestReadingLaws: whatever is reported, corrected, reviewed, returned, closed and opened, and whichever village is
// succeeded on the way, the sums are those of a recount, a ratio is the ratio of the sums, and what is locked stays as
// it is until it is opened.
func TestReadingLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o := newTown(t)
		defer o.over()
		gone := false
		if rapid.Bool().Draw(r, "closed") { // a span that is whole, reviewed and locked
			for _, v := range []area.Code{V1, V2, V3} {
				o.must(o.report("desk", v, q2, figures(1, 51_234, 100), ""))
			}
			o.must(o.review("town", Town, q2))
			o.must(o.Close(o.ctx, o.Who["sup"], o.ID(), o.set, citytest.County, q2, ""))
		}
		for range rapid.IntRange(3, 14).Draw(r, "steps") {
			a, s := rapid.SampledFrom(villages).Draw(r, "area"), rapid.SampledFrom([]indicator.Span{q2, q3}).Draw(r,
				"span")
			was, unlocked := o.locked(), false
			switch rapid.IntRange(0, 7).Draw(r, "step") {
			case 0, 1, 2:
				v := figures(rapid.Int64Range(0, 50).Draw(r, "planted"), rapid.Int64Range(-10, 300_000).Draw(r,
					"income"),
					rapid.Int64Range(1, 900).Draw(r, "stand"))
				if rapid.Bool().Draw(r, "priced") {
					v["price"] = amount(rapid.Int64Range(0, 40).Draw(r, "price"))
				}
				login := "desk"
				if a == FarV {
					login = "fardesk"
				}
				_ = o.report(login, a, s, v, "更正")
			case 3, 4:
				_ = o.review("town", Town, s)
			case 5:
				_ = o.Close(o.ctx, o.Who["sup"], o.ID(), o.set, rapid.SampledFrom([]area.Code{citytest.County,
					citytest.City}).Draw(r, "closed"), s, "有缺")
			case 6:
				unlocked = o.Unlock(o.ctx, o.Who["sup"], o.ID(), o.set, citytest.County, s, "改错") == nil
			case 7:
				if !gone {
					gone = true
					o.succeed(V3, New, V1)
				}
			}
			now := o.locked()
			for k, v := range was {
				if now[k] != v && !unlocked {
					r.Fatalf("a locked sheet changed: %s, %s to %s", k, v, now[k])
				}
			}
			if err := indicator.Recount(o.ctx, o.DB.Read(), 4304, func(s string) { r.Error(s) }); err != nil {
				r.Fatal(err)
			}
		}
		for _, a := range append(slices.Clone(villages), New, Town, citytest.County, citytest.City) {
			o.ratioHolds(r, a)
			o.onePage(r, a)
		}
		if r.Failed() || rapid.IntRange(0, 9).Draw(r, "proof") > 0 {
			return // to fold all again takes long
		}
		if err := indicator.Check(o.ctx, o.DB.Read(), 4304, nil, func(s string) { r.Error(s) }); err != nil {
			r.Fatal(err)
		}
	})
}

// ratioHolds wants the ratio of an area to be that of its sums, in both spans.
func (o *town) ratioHolds(r *rapid.T, a area.Code) {
	page, err := o.Overview(o.ctx, org.Caller{System: true}, o.set, a, 6)
	if err != nil {
		r.Fatal(err)
	}
	m := page.Series
	income := map[indicator.Span]indicator.Amount{}
	for _, p := range m["income"] {
		income[p.Span] = p.Value
	}
	for i, p := range m["yield"] {
		over, under := float64(income[p.Span]), float64(m["stand"][i].Value)
		if got := float64(p.Value) / 10_000; got-over/under > 0.0001 || got-over/under < -0.0001 {
			r.Fatalf("%s %s: %v of %v and %v", a, p.Span, got, over, under)
		}
	}
}

// onePage wants what a page reads at once to be what is read one by one, and who lacks to be who lacks by hand.
func (o *town) onePage(r *rapid.T, a area.Code) {
	who := org.Caller{System: true}
	page, err := o.Overview(o.ctx, who, o.set, a, 3)
	if err != nil {
		r.Fatal(err)
	}
	same := func(what string, got, want any, err error) {
		if err != nil || !reflect.DeepEqual(got, want) {
			r.Fatalf("%s of %s: %+v on its page, %+v by itself, %v", what, a, got, want, err)
		}
	}
	list, err := o.Standing(o.ctx, who, o.set, a, nil)
	same("standing", page.Stands, list, err)
	progress, err := o.Progress(o.ctx, who, o.set, a, 3)
	same("progress", page.Progress, progress, err)
	gaps, err := o.Gaps(o.ctx, who, o.set, a)
	same("gaps", page.Gaps, gaps, err)
	in := map[area.Code]bool{}
	for _, b := range page.Below {
		in[b.Area] = true
		list, err = o.Standing(o.ctx, who, o.set, b.Area, nil)
		same("child "+b.Area.String(), b.Stands, list, err)
	}
	for _, v := range villages {
		if v.Parent() == a && !in[v] && !slices.Contains([]area.Code{V3}, v) { // which may have been succeeded
			r.Fatalf("%s is not below %s", v, a)
		}
	}
	for _, s := range []indicator.Span{q2, q3} {
		missing, open, err := o.Lacking(o.ctx, who, o.set, a, s)
		if err != nil {
			r.Fatal(err)
		}
		m, n, err := o.LackingByHand(o.ctx, o.set, a, s)
		same("missing", missing, m, err)
		same("open", open, n, nil)
	}
}

// succeed abolishes a village.
func (o *town) succeed(a area.Code, to ...area.Code) {
	o.Office.T.Helper()
	was, _ := o.Org().Tree().Get(a)
	change := []org.Change{&org.AreaSet{Area: New, Name: "新村"}, &org.AreaSet{Area: a, Name: was.Name, Former: true,
		Successors: to}}
	o.ChangeOrg(change...)
	if _, err := o.Follow(o.ctx); err != nil {
		o.Office.T.Fatal(err)
	}
}

// TestTargetLaws: after any change, a succession among them, the targets of a sum add up at every level, or the gap is
// said, with the figures.
func TestTargetLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o := newTown(t)
		defer o.over()
		gone := false
		all := append(slices.Clone(villages), Town, FarTown, citytest.County, citytest.Other, citytest.City)
		if rapid.Bool().Draw(r, "split") { // every village has a target, also the one that goes and its heir
			o.must(o.Target(o.ctx, o.Who["sup"], o.ID(), o.set, indicator.Aim{Code: "planted", Span: 202600,
				Entries: []indicator.Entry{{Area: citytest.City, Value: 1000 * indicator.Amount(rapid.Int64Range(1,
					9_999).Draw(r, "whole"))}}}))
			for _, a := range []area.Code{citytest.City, citytest.County, citytest.Other, Town, FarTown} {
				o.must(o.Cut(o.ctx, o.Who["sup"], o.ID(), o.set, indicator.Cut{Area: a, Code: "planted", Span: 202600,
					How: indicator.ByEqual, Reason: "分解"}))
			}
		}
		for range rapid.IntRange(2, 12).Draw(r, "steps") {
			a := rapid.SampledFrom(all).Draw(r, "area")
			switch rapid.IntRange(0, 4).Draw(r, "step") {
			case 0, 1:
				_ = o.Target(o.ctx, o.Who["sup"], o.ID(), o.set, indicator.Aim{Code: "planted", Span: 202600,
					Reason: "调整",
					Entries: []indicator.Entry{{Area: a, Value: 1000 * indicator.Amount(rapid.Int64Range(0,
						9_999).Draw(r,
						"value"))}}})
			case 2, 3:
				_ = o.Cut(o.ctx, o.Who["sup"], o.ID(), o.set, indicator.Cut{Area: a, Code: "planted", Span: 202600,
					How: indicator.ByEqual, Reason: "分解"})
			case 4:
				if !gone {
					gone = true
					before := o.targets()
					o.succeed(V3, New, V1)
					if after := o.targets(); after[Town] != before[Town] || total(before) != total(after) {
						r.Fatalf("a succession changed the targets: %v, %v", before, after)
					}
				}
			}
			o.addsUp(r, all)
		}
	})
}

// targets are all that stand.
func (o *town) targets() map[area.Code]indicator.Amount {
	out := map[area.Code]indicator.Amount{}
	o.must(store.Each(o.ctx, o.DB.Read(), func(rows *sql.Rows) error {
		var a area.Code
		var v indicator.Amount
		err := rows.Scan(&a, &v)
		out[a] = v
		return err
	}, "SELECT area, value FROM indicator_targets WHERE city = 4304 AND code = 'planted' AND current = 1"))
	return out
}

func total(m map[area.Code]indicator.Amount) (sum indicator.Amount) {
	for a, v := range m {
		if a.Level() == area.Village {
			sum += v
		}
	}
	return sum
}

// addsUp wants each target to be the sum of those directly below, or a gap that says by how much it is not.
func (o *town) addsUp(r *rapid.T, all []area.Code) {
	m := o.targets()
	for _, a := range all {
		own, has := m[a]
		sum, n := indicator.Amount(0), 0
		for _, c := range slices.Sorted(maps.Keys(m)) {
			if c.Parent() == a {
				sum, n = sum+m[c], n+1
			}
		}
		list, err := o.Gaps(o.ctx, org.Caller{System: true}, o.set, a)
		if err != nil {
			r.Fatal(err)
		}
		switch {
		case !has || n == 0 || own == sum:
			if len(list) > 0 {
				r.Fatalf("%s: a gap where there is none: %+v", a, list)
			}
		case len(list) != 1 || list[0].Own != own || list[0].Below != sum:
			r.Fatalf("%s: %d and below it %d, said is %+v", a, own, sum, list)
		}
	}
}

// TestSplitLaws: the parts add up exactly, none differs from its share by a whole step, and all but one are whole
// steps.
func TestSplitLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := indicator.Amount(rapid.Int64Range(-1e15, 1e15).Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e9), 1, 40).Draw(t, "weights")
		step := rapid.SampledFrom([]indicator.Amount{1, 10, 100, 1000, 10_000}).Draw(t, "step")
		parts, sum, odd, all := indicator.Split(total, weights, step), indicator.Amount(0), 0, int64(0)
		for _, w := range weights {
			all += w
		}
		for i, p := range parts {
			sum += p
			if p%step != 0 {
				odd++
			}
			if all > 0 {
				share := float64(total) * float64(weights[i]) / float64(all)
				if d := float64(p) - share; d > float64(2*step) || d < -float64(2*step) {
					t.Fatalf("part %d of %d is %d, its share %f", i, total, p, share)
				}
			}
		}
		if sum != total || odd > 1 || len(parts) != len(weights) {
			t.Fatalf("%v of %d by %v", parts, total, weights)
		}
	})
}
