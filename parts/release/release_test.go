package release_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// town is a city with its releases.
type town struct {
	*citytest.Office
	*release.Releases
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*release.Releases](o.Values)
	if !ok {
		t.Fatal("no releases")
	}
	return &town{o, x}
}

// listed is a matter on the list.
func (o *town) listed(category string) int64 {
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: "东风路 12 号", Text: "路灯不亮，晚上看不见路"})
	o.Give("disp", id, &matter.List{Category: category})
	return id
}

// draft asks to let a matter out and gives the draft's seq.
func (o *town) draft(id int64, a release.Asking) int64 {
	o.T.Helper()
	if err := o.Releases.Draft(context.Background(), o.Who["disp"], o.ID(), id, a); err != nil {
		o.T.Fatal(err)
	}
	s, err := o.Of(context.Background(), o.Who["disp"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return s.Seq
}

// seen says whether everybody sees the matter.
func (o *town) seen(id int64) (org.Public, bool) {
	o.T.Helper()
	o.Office.CatchUp()
	p, err := o.One(context.Background(), id)
	if err != nil && fault.Code(err) != "matter_missing" {
		o.T.Fatal(err)
	}
	page, listErr := o.List(context.Background(), release.Filter{}, 50)
	if listErr != nil {
		o.T.Fatal(listErr)
	}
	listed := false
	for _, m := range page.Matters {
		listed = listed || m.Matter == id
	}
	if listed != (err == nil) {
		o.T.Errorf("matter %d: its page and the list disagree", id)
	}
	return p, err == nil
}

// TestStory lets a matter out by two hands, refused once, and takes it back.
func TestStory(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: "东风路 12 号", Text: "路灯不亮"})
	ask := release.Asking{Title: "东风路路灯不亮", Text: "电话 13812345678", Place: "东风路"}
	if err := o.Releases.Draft(ctx, o.Who["disp"], o.ID(), id, ask); fault.Code(err) != "release_state" {
		t.Errorf("before it is on the list: %v", err)
	}
	o.Give("disp", id, &matter.List{Category: "fac.lamp"})
	if err := o.Releases.Draft(ctx, o.Who["clerk"], o.ID(), id, ask); err == nil {
		t.Error("a clerk drafts")
	}
	first := o.draft(id, ask)
	if _, ok := o.seen(id); ok {
		t.Error("a draft is out")
	}
	if err := o.Releases.Pass(ctx, o.Who["disp"], o.ID(), id, first); fault.Code(err) != "release_hands" {
		t.Errorf("both steps by one hand: %v", err)
	}
	if err := o.Releases.Refuse(ctx, o.Who["sup"], o.ID(), id, first, "说清哪一段"); err != nil {
		t.Fatal(err)
	}
	if err := o.Releases.Pass(ctx, o.Who["sup"], o.ID(), id, first); fault.Code(err) != "release_none" {
		t.Errorf("what was refused is passed: %v", err)
	}
	second := o.draft(id, ask)
	if err := o.Releases.Pass(ctx, o.Who["sup"], o.ID(), id, second); err != nil {
		t.Fatal(err)
	}
	p, ok := o.seen(id)
	if !ok || p.Title != ask.Title || p.Place != "东风路" || strings.Contains(p.Text, "138") ||
		p.State != org.PlainListed {
		t.Errorf("out: %+v", p)
	}
	o.Give("disp", id, &matter.Assign{Lead: o.Units["jie"]})
	if p, _ = o.seen(id); p.State != org.PlainAssigned || p.Unit != o.Units["jie"] || len(p.Steps) != 2 {
		t.Errorf("it goes on: %+v", p)
	}
	if err := o.Releases.Withdraw(ctx, o.Who["sup"], o.ID(), id, "有人认出了自己"); err != nil {
		t.Fatal(err)
	}
	if _, ok := o.seen(id); ok {
		t.Error("what was withdrawn is still seen")
	}
	o.sound()
}

// sound wants the proof to find nothing.
func (o *town) sound() {
	o.T.Helper()
	o.Office.CatchUp()
	if err := release.Check(context.Background(), o.Releases.DB.Read(), o.Releases.City,
		func(s string) { o.T.Error(s) }); err != nil {
		o.T.Fatal(err)
	}
}

// TestRestrictedIsGone: what turns into somebody's need, or is merged, is gone at once, and the ledger says so.
func TestRestrictedIsGone(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.listed("fac.lamp")
	if err := o.Releases.Pass(ctx, o.Who["sup"], o.ID(), id, o.draft(id, release.Asking{Title: "路灯"})); err != nil {
		t.Fatal(err)
	}
	if _, ok := o.seen(id); !ok {
		t.Fatal("it is not out")
	}
	other := o.listed("fac.lamp")
	o.Give("disp", id, &matter.Merge{Into: other})
	if _, ok := o.seen(id); ok {
		t.Error("what was merged is still seen")
	}
	o.GoOn(other) // however far the round has come
	if n, err := o.Releases.Tick(ctx); n != 1 || err != nil {
		t.Errorf("%d were taken back, %v", n, err)
	}
	o.Office.CatchUp()
	if n, err := o.Releases.Tick(ctx); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	o.sound()
}

// TestNothingLeaks plants a secret in every field that a matter and its people have, lets it out, and looks through
// what everybody may see: nothing of it is there.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	secrets := []string{}
	plant := func(what string) string {
		s := fmt.Sprintf("秘%s密", what)
		secrets = append(secrets, s)
		return s
	}
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: plant("地点"), Text: plant("正文"),
		Title: plant("标题"), SourceNo: "S-" + plant("编号")})
	o.Give("disp", id, &matter.List{Category: "home.property"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["jie"], Goal: plant("目标")})
	o.Give("disp", id, &matter.Comment{Text: plant("意见")})
	if err := o.Releases.Pass(ctx, o.Who["sup"], o.ID(), id,
		o.draft(id, release.Asking{Title: "小区物业", Text: "说明", Place: plant("公开地点")})); err != nil {
		t.Fatal(err)
	}
	p, ok := o.seen(id)
	if !ok || !p.Near || p.Area != citytest.Street {
		t.Fatalf("%+v", p)
	}
	all, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		if strings.Contains(string(all), s) {
			t.Errorf("%s is to be read: %s", s, all)
		}
	}
	if p.Due != 0 || p.Steps[0].At != 0 {
		t.Errorf("days are told of a home: %+v", p)
	}
}

// TestNobodyIsNamed: words that still name whom they complain about do not go out, whatever was ticked; written so that
// nobody is named they do.
func TestNobodyIsNamed(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.listed("fac.lamp")
	for _, a := range []release.Asking{
		{Title: "路灯不亮", Text: "鑫达搅拌站的车撞坏了路灯"},
		{Title: "鑫源超市占道", Text: "路灯被挡住"},
		{Title: "路灯不亮", Text: "路灯不亮", Named: true},
	} {
		if err := o.Releases.Draft(ctx, o.Who["disp"], o.ID(), id, a); fault.Code(err) != "release_named" {
			t.Errorf("%+v: %v", a, err)
		}
	}
	o.draft(id, release.Asking{Title: "路灯不亮", Text: "路灯被一家超市的招牌挡住", Place: "鑫源超市门口"})
}

// TestReporterWithholds: at the reporter's word what is out is gone at once and cannot be let out again; when he takes
// it back the office may let it out anew. The word said with the report counts as well.
func TestReporterWithholds(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.listed("fac.lamp")
	ask := release.Asking{Title: "路灯不亮"}
	out := func() {
		t.Helper()
		if err := o.Releases.Pass(ctx, o.Who["sup"], o.ID(), id, o.draft(id, ask)); err != nil {
			t.Fatal(err)
		}
		if _, ok := o.seen(id); !ok {
			t.Fatal("it is not out")
		}
	}
	out()
	reporter := org.Caller{Matter: id}
	say := func(w matter.Withhold) {
		t.Helper()
		if _, err := o.Releases.Desk.Do(ctx, reporter,
			desk.Command{ID: o.ID(), Matter: id, Body: &w, Said: w}); err != nil {
			t.Fatal(err)
		}
	}
	say(matter.Withhold{})
	if _, ok := o.seen(id); ok {
		t.Error("what its reporter withholds is still seen")
	}
	if err := o.Releases.Draft(ctx, o.Who["disp"], o.ID(), id, ask); fault.Code(err) != "release_asked" {
		t.Errorf("it is drafted again: %v", err)
	}
	if n, err := o.Releases.Tick(ctx); n != 1 || err != nil {
		t.Errorf("%d were taken back, %v", n, err)
	}
	o.sound()
	if s, err := o.Of(ctx, o.Who["disp"], id); err != nil || s.State != release.Taken || s.Reason != ".asked" {
		t.Errorf("it stands %+v, %v", s, err)
	}
	say(matter.Withhold{Off: true})
	out()

	early := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "路灯不亮", Withhold: true})
	o.Give("disp", early, &matter.List{Category: "fac.lamp"})
	if err := o.Releases.Draft(ctx, o.Who["disp"], o.ID(), early, ask); fault.Code(err) != "release_asked" {
		t.Errorf("withheld from the beginning: %v", err)
	}
	for _, name := range []string{"disp", "sup", "clerk"} {
		_, err := o.Releases.Desk.Do(ctx, o.Who[name], desk.Command{ID: o.ID(), Matter: id, Body: &matter.Withhold{}})
		if err == nil {
			t.Errorf("%s withholds for the reporter", name)
		}
	}
	o.sound()
}

// TestMergedReporterWithholds: of what the reporter of a merged matter sent nothing is left on the page of the one that
// lives on, which itself stays, in whatever order he said so and was merged.
func TestMergedReporterWithholds(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	for _, before := range []bool{false, true} {
		id, gone := o.listed("fac.lamp"), o.listed("fac.lamp")
		ask := release.Asking{Title: "路灯"}
		if err := o.Releases.Pass(ctx, o.Who["sup"], o.ID(), id, o.draft(id, ask)); err != nil {
			t.Fatal(err)
		}
		reporter := org.Caller{Matter: gone}
		say := func(c matter.Command) {
			t.Helper()
			if _, err := o.Releases.Desk.Do(ctx, reporter,
				desk.Command{ID: o.ID(), Matter: gone, Body: c, Said: c}); err != nil {
				t.Fatal(err)
			}
		}
		if before {
			say(&matter.Withhold{})
		}
		o.Give("disp", gone, &matter.Merge{Into: id})
		say(&matter.Comment{Text: "我每天都经过那里"})
		var word org.ReleasedWord
		err := ledger.EachOf(ctx, o.Releases.DB.Read(), o.Releases.City, id, ledger.ToEnd,
			[]event.Type{event.Type(matter.TypeCommented)}, func(e ledger.Event) error {
				word = org.ReleasedWord{Seq: e.Seq, At: e.At, Text: "我每天都经过那里"}
				return nil
			})
		if err != nil {
			t.Fatal(err)
		}
		if !before {
			say(&matter.Withhold{})
		}
		if p, ok := o.seen(id); !ok || p.State != org.PlainListed {
			t.Errorf("the matter that lives on: %+v, %v", p, ok)
		}
		var text string
		if err := o.Releases.DB.Read().QueryRow(ctx, "SELECT bare FROM public_matters WHERE city = $1 AND matter = $2",
			o.Releases.City, id).Scan(&text); err != nil {
			t.Fatal(err)
		}
		var bare org.Bare
		if err := json.Unmarshal([]byte(text), &bare); err != nil {
			t.Fatal(err)
		}
		r := org.Release{Title: "路灯", Category: "fac.lamp", Words: []org.ReleasedWord{word, {Seq: 1, Text: "谢谢"}}}
		p, why := org.Publish(o.Releases.Policy().Release, bare, &r, o.Releases.Now())
		if why != "" || len(p.Words) != 1 || p.Words[0].Seq != 1 {
			t.Errorf("%v, %q", p.Words, why)
		}
	}
	o.sound()
}

// TestCallerAgreed: what came by the hotline is public only where the caller agreed, when he called or when he was
// asked for the release.
func TestCallerAgreed(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	for _, x := range []struct {
		report, release bool
		want            string
	}{{false, false, "release_agreed"}, {true, false, ""}, {false, true, ""}, {true, true, ""}} {
		id := o.Give("disp", 0, &matter.Report{Area: citytest.Village, Text: "路灯不亮", Source: matter.FromHotline,
			Agreed: x.report})
		o.Give("disp", id, &matter.List{Category: "fac.lamp"})
		err := o.Releases.Draft(ctx, o.Who["disp"], o.ID(), id, release.Asking{Title: "路灯", Agreed: x.release})
		if fault.Code(err) != x.want {
			t.Errorf("%+v: %v", x, err)
		}
	}
}
