package publicity_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
	"xiaohao/parts/release"
)

// town is a city with its papers and plans.
type town struct {
	*citytest.Office
	*publicity.Publicity
	points *point.Register
	ctx    context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*publicity.Publicity](o.Values)
	p, there := part.Find[*point.Register](o.Values)
	if !ok || !there {
		t.Fatal("no publicity")
	}
	return &town{o, x, p, context.Background()}
}

// public is a matter on the list that everybody sees.
func (o *town) public(title string) int64 {
	o.T.Helper()
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: "市场东门", Text: "绿化带缺了一大片"})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	o.release(id, title)
	o.Office.CatchUp()
	return id
}

// inHand is one that a unit has.
func (o *town) inHand(title string) int64 {
	o.T.Helper()
	id := o.public(title)
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", id, &matter.Sign{})
	o.Office.CatchUp()
	return id
}

func (o *town) release(id int64, title string) {
	o.T.Helper()
	if err := o.Releases.Draft(o.ctx, o.Who["disp"], o.ID(), id,
		release.Asking{Title: title, Text: "已补种"}); err != nil {
		o.T.Fatal(err)
	}
	s, err := o.Releases.Of(o.ctx, o.Who["sup"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	if err := o.Releases.Pass(o.ctx, o.Who["sup"], o.ID(), id, s.Seq); err != nil {
		o.T.Fatal(err)
	}
}

// struck is a public matter that was struck off.
func (o *town) struck(title string) int64 {
	o.T.Helper()
	id := o.inHand(title)
	o.Fix(id)
	o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	o.Office.CatchUp()
	return id
}

// weekly drafts what is due.
func (o *town) weekly() int {
	o.T.Helper()
	n, err := o.Weekly(o.ctx)
	if err != nil {
		o.T.Fatal(err)
	}
	o.Office.CatchUp()
	return n
}

// of is the newest paper of an area.
func (o *town) of(a area.Code) publicity.Issue {
	o.T.Helper()
	list, err := o.Issues(o.ctx, o.Who["sup"], 10)
	if err != nil {
		o.T.Fatal(err)
	}
	for _, s := range list {
		if s.Area == a {
			return s
		}
	}
	o.T.Fatalf("no paper of %v", a)
	return publicity.Issue{}
}

// publish has two people let a paper out.
func (o *town) publish(id int64, p publicity.Paper) {
	o.T.Helper()
	if err := o.Publicity.Draft(o.ctx, o.Who["disp"], o.ID(), id, p); err != nil {
		o.T.Fatal(err)
	}
	s, err := o.Issue(o.ctx, o.Who["sup"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	if err := o.Publicity.Pass(o.ctx, o.Who["sup"], o.ID(), id, s.Seq); err != nil {
		o.T.Fatal(err)
	}
	o.Office.CatchUp()
}

func (o *town) sound() {
	o.T.Helper()
	o.Office.CatchUp()
	err := publicity.Check(o.ctx, o.DB.Read(), o.Publicity.City, nil, func(s string) { o.T.Error(s) })
	if err != nil {
		o.T.Fatal(err)
	}
}

func want(t testing.TB, err error, code string) {
	t.Helper()
	if got := fault.Code(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

func TestAWeekIsTold(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	if n := o.weekly(); n != 0 {
		t.Fatalf("%d papers of a city with nothing to say", n)
	}
	first, open := o.struck("东门绿化补种"), o.inHand("西门绿化缺株")
	o.Set("2026-11-20 08:59")
	if n := o.weekly(); n != 0 {
		t.Errorf("%d papers before the hour", n)
	}
	o.Set("2026-11-20 09:00")
	if n := o.weekly(); n != 2 { // the city and its county; the other county has nothing to say
		t.Fatalf("%d papers", n)
	}
	if n := o.weekly(); n != 0 {
		t.Errorf("again: %d", n)
	}
	s := o.of(citytest.County)
	if s.State != publicity.Fresh || !slices.Equal(s.Draft.Fixed, []int64{first}) || !slices.Equal(s.Draft.Doing,
		[]int64{open}) || s.Figures.Struck != 1 || s.Figures.Open != 1 || s.Figures.Late != 0 {
		t.Fatalf("%+v %+v", s, s.Draft)
	}
	if !strings.Contains(s.Draft.Lead.Zh, "销号 1 件，比上周多 1 件") || !strings.Contains(s.Draft.Lead.En, "1 public") {
		t.Errorf("%+v", s.Draft.Lead)
	}
	o.Advance(7 * 24 * time.Hour)
	if n := o.weekly(); n != 2 {
		t.Fatalf("the week after: %d papers", n)
	}
	s = o.of(citytest.County)
	if s.Figures.Struck != 0 || s.Figures.StruckBefore != 1 || s.Figures.OpenBefore == nil || s.Figures.Late != 1 {
		t.Errorf("%+v", s.Figures)
	}
	if !strings.Contains(s.Draft.Lead.Zh, "1 件超过了期限") {
		t.Error(s.Draft.Lead.Zh)
	}
	o.sound()
}

func TestThreeHands(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.struck("东门绿化补种")
	o.Set("2026-11-20 09:00")
	o.weekly()
	s := o.of(citytest.County)
	paper := publicity.Paper{Title: publicity.Words{Zh: "珠晖这一周"}, Lead: publicity.Words{Zh: "谢谢大家"}, Fixed: []int64{id}}
	_, err := o.Read(o.ctx, s.ID)
	want(t, err, "publicity_missing")
	for who, code := range map[string]string{"sup": "not_allowed", "ver": "not_allowed", "far": "not_allowed",
		"clerk": "not_allowed", "": "not_allowed"} {
		want(t, o.Publicity.Draft(o.ctx, o.Who[who], o.ID(), s.ID, paper), code)
	}
	if err := o.Publicity.Draft(o.ctx, o.Who["disp"], o.ID(), s.ID, paper); err != nil {
		t.Fatal(err)
	}
	seq := o.of(citytest.County).Seq
	want(t, o.Publicity.Pass(o.ctx, o.Who["disp"], o.ID(), s.ID, seq), "release_hands")
	want(t, o.Publicity.Pass(o.ctx, o.Who["sup"], o.ID(), s.ID, seq+1), "publicity_none")
	want(t, o.Publicity.Refuse(o.ctx, o.Who["sup"], o.ID(), s.ID, seq, " "), "publicity_words")
	if err := o.Publicity.Refuse(o.ctx, o.Who["sup"], o.ID(), s.ID, seq, "写上超期的"); err != nil {
		t.Fatal(err)
	}
	if s = o.of(citytest.County); s.State != publicity.Back || s.Reason != "写上超期的" {
		t.Errorf("%+v", s)
	}
	want(t, o.Publicity.Pass(o.ctx, o.Who["sup"], o.ID(), s.ID, seq), "publicity_none")
	o.publish(s.ID, paper)
	p, err := o.Read(o.ctx, s.ID)
	if err != nil || len(p.Fixed) != 1 || p.Title.In("en") != "珠晖这一周" {
		t.Fatalf("%+v %v", p, err)
	}
	if list, _, err := o.Out(o.ctx, citytest.County, release.Place{}, 10); err != nil || len(list) != 1 {
		t.Errorf("%v %v", list, err)
	}
	want(t, o.Publicity.Withdraw(o.ctx, o.Who["ver"], o.ID(), s.ID, "错了"), "not_allowed")
	if err := o.Publicity.Withdraw(o.ctx, o.Who["sup"], o.ID(), s.ID, "错了"); err != nil {
		t.Fatal(err)
	}
	_, err = o.Read(o.ctx, s.ID)
	want(t, err, "publicity_missing")
	s = o.of(citytest.County)
	o.publish(s.ID, s.Last())
	o.sound()
}

// TestTakenBack: what is withdrawn or restricted after the paper is out is gone from it at once, and nothing says what
// it was.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	one, two, three := o.struck("第一件"), o.struck("第二件"), o.public("第三件")
	o.Set("2026-11-20 09:00")
	o.weekly()
	s := o.of(citytest.County)
	o.publish(s.ID, *s.Draft)
	if p, _ := o.Read(o.ctx, s.ID); len(p.Fixed) != 2 || len(p.Doing) != 1 || p.Gone != 0 {
		t.Fatalf("%+v", p)
	}
	if err := o.Releases.Withdraw(o.ctx, o.Who["sup"], o.ID(), one, "有人不愿意"); err != nil {
		t.Fatal(err)
	}
	other := o.public("第四件")
	o.Give("disp", three, &matter.Merge{Into: other})
	o.Office.CatchUp()
	p, err := o.Read(o.ctx, s.ID)
	if err != nil || len(p.Fixed) != 1 || p.Fixed[0].Matter != two || p.Gone != 2 || len(p.Doing) != 0 {
		t.Fatalf("%+v %v", p, err)
	}
	if all := fmt.Sprintf("%+v", p); strings.Contains(all, "第一件") || strings.Contains(all, "第三件") {
		t.Error(all)
	}
	o.sound()
}

func TestWordsOfAPaper(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id, open := o.struck("东门绿化补种"), o.public("西门")
	o.Set("2026-11-20 09:00")
	o.weekly()
	s := o.of(citytest.County)
	hidden := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "没有公开的"})
	w := func(s string) publicity.Words { return publicity.Words{Zh: s} }
	for _, x := range []struct {
		p    publicity.Paper
		code string
	}{
		{publicity.Paper{Title: w(""), Lead: w("好"), Fixed: []int64{id}}, "publicity_words"},
		{publicity.Paper{Title: w(strings.Repeat("长", 61)), Lead: w("好"), Fixed: []int64{id}}, "publicity_long"},
		{publicity.Paper{Title: w("好"), Lead: w("好")}, "publicity_empty"},
		{publicity.Paper{Title: w("好"), Lead: w("好"), Fixed: []int64{hidden}}, "publicity_matter"},
		{publicity.Paper{Title: w("好"), Lead: w("好"), Fixed: []int64{open}}, "publicity_matter"},
		{publicity.Paper{Title: w("好"), Lead: w("好"), Doing: []int64{id}}, "publicity_matter"},
		{publicity.Paper{Title: w("好"), Lead: w("宏发搅拌站太吵"), Fixed: []int64{id}}, "publicity_named"},
		{publicity.Paper{Title: w("好"), Lead: w("珠晖区谢谢大家"), Fixed: []int64{id}}, ""},
		{publicity.Paper{Title: w("好"), Lead: w("有事打13973401234"), Fixed: []int64{id, id}}, ""},
	} {
		want(t, o.Publicity.Draft(o.ctx, o.Who["disp"], o.ID(), s.ID, x.p), x.code)
	}
	got := o.of(citytest.County)
	if strings.Contains(got.Draft.Lead.Zh, "1397340") || len(got.Draft.Fixed) != 1 {
		t.Errorf("%+v", got.Draft)
	}
	o.sound()
}

// TestHomePage: a paper waits for whoever takes its next step, and for nobody else.
func TestHomePage(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.struck("东门绿化补种")
	o.Set("2026-11-20 09:00")
	o.weekly()
	s := o.of(citytest.County)
	count := func(who string) int {
		list, err := o.Waiting(o.ctx, o.Who[who], 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if a, b := count("disp"), count("sup"); a != 1 || b != 0 {
		t.Errorf("proposed: %d for the drafter, %d for the reviewer", a, b)
	}
	if err := o.Publicity.Draft(o.ctx, o.Who["disp"], o.ID(), s.ID, *s.Draft); err != nil {
		t.Fatal(err)
	}
	if a, b := count("disp"), count("sup"); a != 0 || b != 1 {
		t.Errorf("drafted: %d for the drafter, %d for the reviewer", a, b)
	}
}

// TestEarly: the office has this week's paper drafted before its day, once, and the clock drafts no second one.
func TestEarly(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.Set("2026-11-20 09:00")
	early := func(who string, code string) int64 {
		t.Helper()
		id, err := o.Early(o.ctx, o.Who[who], o.ID(), citytest.County)
		want(t, err, code)
		return id
	}
	early("disp", "publicity_nothing")
	first := o.struck("东门绿化补种")
	for _, who := range []string{"sup", "ver", "far", "clerk", ""} {
		early(who, "publicity_area")
	}
	id := early("disp", "")
	early("disp", "publicity_there")
	s := o.of(citytest.County)
	if s.ID != id || s.State != publicity.Fresh || !slices.Equal(s.Draft.Fixed, []int64{first}) {
		t.Fatalf("%+v", s)
	}
	if list, err := o.Waiting(o.ctx, o.Who["disp"], 10); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
	second := o.struck("西门绿化补种") // after the drafting, in the same week
	fixed, _, err := o.Choices(o.ctx, &s)
	if err != nil || len(fixed) != 2 || fixed[1].Matter != second {
		t.Errorf("%v, %v", fixed, err)
	}
	o.publish(id, publicity.Paper{Title: s.Draft.Title, Lead: s.Draft.Lead, Fixed: []int64{first, second}})
	o.Set("2026-11-27 09:00")
	if n := o.weekly(); n != 1 { // the city's
		t.Errorf("%d papers", n)
	}
	o.sound()
}
