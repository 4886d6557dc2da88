package duplicate_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/duplicate"
)

// grouped brings the groups up to date and gives those that a login sees.
func grouped(o *citytest.Office, login string) []duplicate.Group {
	o.T.Helper()
	ctx := context.Background()
	o.CatchUp()
	if _, err := o.Duplicates.Group(ctx); err != nil {
		o.T.Fatal(err)
	}
	var out []duplicate.Group
	for after := ""; ; {
		page, err := o.Duplicates.GroupsOf(ctx, o.Who[login], after, 2)
		if err != nil {
			o.T.Fatalf("%s: %v", login, err)
		}
		out = append(out, page.Groups...)
		if after = page.After; after == "" {
			return out
		}
	}
}

// told is a group as a text: the head, then its members ascending.
func told(g duplicate.Group) string {
	var ids []int64
	for _, m := range g.Members {
		ids = append(ids, m.ID)
	}
	slices.Sort(ids)
	return fmt.Sprint(g.Head.ID, ids)
}

func elsewhere(o *citytest.Office) {
	post := func(a ...area.Code) (out []org.Post) {
		for _, x := range a {
			out = append(out, org.Post{Kind: matter.Dispatcher, Area: x})
		}
		return out
	}
	o.ChangeOrg(&org.PersonSet{Login: "far-disp", Name: "外区受理", Posts: post(citytest.Other)},
		&org.PersonSet{Login: "two", Name: "两区受理", Posts: post(citytest.County, citytest.Other)},
		&org.PersonSet{Login: "top", Name: "市受理", Posts: post(citytest.City)})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
}

// TestGroups: what is of one thing stands together, the furthest at its head; it is merged and split in one step
// each; whoever may not merge there sees and merges nothing.
func TestGroups(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	elsewhere(o)
	ctx := context.Background()
	a := report(o, "中山北路与雁城路口地面塌陷一个大坑", 26.9, 112.6, "road.pothole")
	b := report(o, "中山北路雁城路口路面塌陷有大坑", 26.9001, 112.6, "road.pothole")
	c := report(o, "雁城路口塌了一个坑，中山北路这边", 26.9, 112.6001, "")
	report(o, "丽发新城搅拌站夜里噪音", 26.95, 112.65, "noise.life")
	o.Give("disp", b, &matter.List{Category: "road.pothole"})
	list := grouped(o, "disp")
	if len(list) != 1 || told(list[0]) != fmt.Sprint(b, []int64{a, c}) || list[0].Voices != 3 ||
		!list[0].Members[0].Close || len(list[0].Members[0].Reasons) == 0 {
		t.Fatalf("%+v", list)
	}
	for _, login := range []string{"clerk", "ver", ""} {
		if _, err := o.Duplicates.GroupsOf(ctx, o.Who[login], "", 5); fault.Code(err) != "not_allowed" {
			t.Errorf("%q: %v", login, err)
		}
	}
	if got := grouped(o, "far-disp"); len(got) != 0 {
		t.Errorf("another county's dispatcher sees %+v", got)
	}
	if _, err := o.Duplicates.Merge(ctx, o.Who["far-disp"], o.ID(), b,
		[]int64{a, c}); fault.Code(err) != "matter_missing" {
		t.Errorf("another county's dispatcher merges: %v", err)
	}
	if failed, err := o.Duplicates.Merge(ctx, o.Who["ver"], o.ID(), b, []int64{a}); err != nil ||
		fault.Code(failed[a]) != "not_allowed" {
		t.Errorf("a verifier merges: %v, %v", failed, err)
	}
	for login, want := range map[string]int{"two": 1, "top": 1} {
		if got := grouped(o, login); len(got) != want {
			t.Errorf("%s sees %d groups", login, len(got))
		}
	}
	id := o.ID()
	for range 2 { // given again it does nothing again
		if failed, err := o.Duplicates.Merge(ctx, o.Who["disp"], id, b, []int64{a, c}); err != nil || len(failed) > 0 {
			t.Fatal(failed, err)
		}
	}
	if m := o.Truth(b); len(m.Absorbed) != 2 || m.Voices() != 2 {
		t.Errorf("%+v", m.Absorbed)
	}
	if got := grouped(o, "disp"); len(got) != 0 {
		t.Errorf("merged and still proposed: %+v", got)
	}
	if failed, err := o.Duplicates.Split(ctx, o.Who["disp"], o.ID(), []int64{a, c}); err != nil || len(failed) > 0 {
		t.Fatal(failed, err)
	}
	if got := grouped(o, "disp"); len(got) != 1 || told(got[0]) != fmt.Sprint(b, []int64{a, c}) {
		t.Errorf("split, and not as before: %+v", got)
	}
	proved(t, o)
}

// TestToldApart: what a dispatcher told apart is not proposed again, whatever happens to it, and also when all is
// looked for anew.
func TestToldApart(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	ctx := context.Background()
	var ids []int64
	for i := range 4 {
		ids = append(ids, report(o, "中山北路路灯坏了三盏，夜里看不见", 26.9, 112.6+float64(i)/1e5, "fac.lamp"))
	}
	if failed, err := o.Duplicates.Apart(ctx, o.Who["disp"], o.ID(), ids[3:], ids[:3]); err != nil || len(failed) > 0 {
		t.Fatal(failed, err)
	}
	want := fmt.Sprint(ids[0], ids[1:3])
	check := func(when string) {
		t.Helper()
		if got := grouped(o, "disp"); len(got) != 1 || told(got[0]) != want {
			t.Errorf("%s: %+v", when, got)
		}
	}
	check("told apart")
	o.Give("disp", ids[3], &matter.List{Category: "fac.lamp"})
	o.Give("disp", ids[1], &matter.Amend{Category: "fac.lamp", Reason: "核对"})
	o.Give("disp", ids[2], &matter.Merge{Into: ids[0]})
	o.Give("disp", ids[2], &matter.Split{})
	check("after other steps")
	for _, table := range []string{"pattern_pairs", "pattern_members", "pattern_groups", "pattern_pass"} {
		clean(o, table)
	}
	check("looked for anew")
	for _, from := range [][]int64{nil, {0}, {ids[0]}} {
		if err := try(o, "disp", ids[0], &matter.Apart{From: from}); fault.Code(err) != "apart_from" {
			t.Errorf("apart from %v: %v", from, err)
		}
	}
}

// TestApartThroughOthers: two that were told apart do not stand in one group because others are like both.
func TestApartThroughOthers(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	var ids []int64
	for i := range 5 {
		ids = append(ids, report(o, "中山北路路灯坏了三盏，夜里看不见", 26.9, 112.6+float64(i)/1e5, "fac.lamp"))
	}
	o.Give("disp", ids[4], &matter.Apart{From: ids[:1]})
	list := grouped(o, "disp")
	n := 0
	for _, g := range list {
		all := []int64{g.Head.ID}
		for _, m := range g.Members {
			all = append(all, m.ID)
		}
		if n += len(all); slices.Contains(all, ids[0]) && slices.Contains(all, ids[4]) {
			t.Errorf("%v stand together", all)
		}
	}
	if n < 4 {
		t.Errorf("%d of five stand in groups", n)
	}
}

func clean(o *citytest.Office, table string) {
	o.T.Helper()
	if err := o.DB.Write(context.Background(), deleteAll(table)); err != nil {
		o.T.Fatal(err)
	}
}

// TestAnotherKind: what was listed as another kind of thing is not merged in one step.
func TestAnotherKind(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	ctx := context.Background()
	text := "光华巷口小区门口垃圾堆放没人清理，臭气熏天"
	a, b := report(o, text, 26.9, 112.6, ""), report(o, text, 26.9, 112.6, "")
	o.Give("disp", a, &matter.List{Category: "env.rubbish"})
	o.Give("disp", b, &matter.List{Category: "fac.lamp"})
	for _, g := range grouped(o, "disp") {
		if g.Members[0].Bar != "category" {
			t.Errorf("%+v", g.Members[0])
		}
	}
	if failed, err := o.Duplicates.Merge(ctx, o.Who["disp"], o.ID(), a, []int64{b}); err != nil ||
		fault.Code(failed[b]) != "merge_category" {
		t.Error(failed, err)
	}
}

// TestMergeGroupThenSplit merges whole groups and splits them: every matter, follower and count is as it was, and so
// are the groups.
func TestMergeGroupThenSplit(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	ctx := context.Background()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		var ids []int64
		for i := range rapid.IntRange(2, 5).Draw(t, "matters") {
			id := report(o, fmt.Sprintf("第%d小学门口路灯坏了，中山北路", n), 26.9+float64(n)/50, 112.6+float64(i)/1e5, "fac.lamp")
			ids = append(ids, id)
			if rapid.Bool().Draw(t, "followed") {
				o.Give("disp", id, &matter.Follow{})
			}
			if rapid.Bool().Draw(t, "listed") {
				o.Give("disp", id, &matter.List{Category: "fac.lamp"})
			}
		}
		grouped(o, "disp")
		g, err := o.Duplicates.GroupOf(ctx, o.Who["disp"], ids[0])
		if err != nil || len(g.Members) != len(ids)-1 {
			t.Fatalf("%v: %+v", err, g)
		}
		before := kept(o, ids)
		var members []int64
		for _, m := range g.Members {
			members = append(members, m.ID)
		}
		if failed, err := o.Duplicates.Merge(ctx, o.Who["disp"], o.ID(), g.Head.ID, members); err != nil ||
			len(failed) > 0 {
			t.Fatal(failed, err)
		}
		grouped(o, "disp")
		if _, err := o.Duplicates.GroupOf(ctx, o.Who["disp"], g.Head.ID); fault.Code(err) != "group_missing" {
			t.Fatalf("merged and still a group: %v", err)
		}
		if failed, err := o.Duplicates.Split(ctx, o.Who["disp"], o.ID(), members); err != nil || len(failed) > 0 {
			t.Fatal(failed, err)
		}
		if after := kept(o, ids); before != after {
			t.Fatalf("before:\n%s\nafter:\n%s", before, after)
		}
		grouped(o, "disp")
		if again, err := o.Duplicates.GroupOf(ctx, o.Who["disp"], ids[0]); err != nil || told(again) != told(g) {
			t.Fatalf("%v: %s, not %s", err, told(again), told(g))
		}
	})
	proved(t, o)
}
