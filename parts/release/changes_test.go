package release_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// out lets a matter out by two hands.
func (o *town) out(id int64, a release.Asking) {
	o.T.Helper()
	if err := o.Releases.Pass(context.Background(), o.Who["sup"], o.ID(), id, o.draft(id, a)); err != nil {
		o.T.Fatal(err)
	}
}

// TestWhatChangesLater: each thing that may become of a matter after it was public, whether everybody still sees it,
// and what the ledger says of it once the clock came by.
func TestWhatChangesLater(t *testing.T) {
	t.Parallel()
	amend := func(category string) func(*town, int64) {
		return func(o *town, id int64) { o.Give("disp", id, &matter.Amend{Category: category, Reason: "改正"}) }
	}
	for name, x := range map[string]struct {
		do    func(*town, int64)
		seen  bool
		state string // of the release, after the clock
	}{
		"nothing":             {func(*town, int64) {}, true, release.Out},
		"it needs help":       {amend("help.person"), false, release.Taken},
		"another category":    {amend("road.manhole"), false, release.Taken},
		"one that shows home": {amend("home.property"), false, release.Taken},
		"merged": {func(o *town, id int64) {
			o.Give("disp", id, &matter.Merge{Into: o.listed("fac.lamp")})
		}, false, release.Taken},
		"another one joins it": {func(o *town, id int64) {
			o.Give("disp", o.listed("fac.lamp"), &matter.Merge{Into: id})
		}, true, release.Out},
		"assigned": {func(o *town, id int64) { o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]}) }, true,
			release.Out},
		"struck off": {(*town).fixed, true, release.Out},
		"reopened": {func(o *town, id int64) {
			o.fixed(id)
			o.Give("sup", id, &matter.Reopen{Reason: "又不亮了"})
		}, true, release.Out},
		"bounced": {func(o *town, id int64) {
			o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
			o.Give("clerk", id, &matter.Bounce{Reason: "不归我们管"})
		}, true, release.Out},
		"drafted anew": {func(o *town, id int64) { o.draft(id, release.Asking{Title: "路灯二"}) }, true, release.Waits},
		"withdrawn": {func(o *town, id int64) {
			if err := o.Releases.Withdraw(context.Background(), o.Who["sup"], o.ID(), id, "认出了人"); err != nil {
				o.T.Fatal(err)
			}
		}, false, release.Taken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newTown(t)
			id := o.listed("fac.lamp")
			o.out(id, release.Asking{Title: "路灯"})
			x.do(o, id)
			if _, ok := o.seen(id); ok != x.seen {
				t.Errorf("everybody sees it: %v", ok)
			}
			if _, err := o.Releases.Tick(context.Background()); err != nil {
				t.Fatal(err)
			}
			s, err := o.Of(context.Background(), o.Who["sup"], id)
			if err != nil || s.State != x.state {
				t.Errorf("it stands at %q, want %q (%v)", s.State, x.state, err)
			}
			o.sound()
		})
	}
}

// fixed takes a listed matter through the loop, with photos.
func (o *town) fixed(id int64) {
	o.T.Helper()
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", id, &matter.Sign{})
	o.Fix(id)
	o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
}

// TestOnePhotoIsTakenBack: the rest stays; who may do it, and that the draft loses it too.
func TestOnePhotoIsTakenBack(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.listed("fac.lamp")
	o.fixed(id)
	for range 2 {
		u, err := o.Upload(ctx, o.Who["sup"], o.Photo())
		if err != nil {
			t.Fatal(err)
		}
		o.Give("sup", id, &matter.Reopen{Reason: "又坏", Photos: []string{u.Token}})
		o.Fix(id)
		o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	}
	var ask release.Asking
	ask.Title = "路灯"
	for _, p := range o.Truth(id).Photos {
		ask.Photos = append(ask.Photos, release.Photo{ID: p.ID, Boxes: []org.Box{{W: 500, H: 500}}})
	}
	o.out(id, ask)
	p, _ := o.seen(id)
	if len(p.Photos) < 3 {
		t.Fatalf("%d photos are out", len(p.Photos))
	}
	var files []string
	err := ledger.EachType(ctx, o.Releases.DB.Read(), o.Releases.City, 0, 0, []event.Type{release.DraftedType},
		func(e ledger.Event) error {
			names, err := release.Files(e)
			files = append(files, names...)
			return err
		})
	if err != nil || !slices.Contains(files, p.Photos[0].Copy) || !slices.Contains(files, p.Photos[0].Thumb) {
		t.Errorf("verify is told of %d files, %v", len(files), err)
	}
	o.draft(id, ask)
	first := p.Photos[0]
	take := func(login, original string) error {
		return o.WithdrawPhoto(ctx, o.Who[login], o.ID(), id, original, "车牌看得清")
	}
	for login, want := range map[string]string{"clerk": "not_allowed", "ver": "not_allowed"} {
		if err := take(login, first.Original); fault.Code(err) != want && fault.Code(err) != "matter_missing" {
			t.Errorf("%s: %v", login, err)
		}
	}
	if err := take("disp", strings.Repeat("a", 64)); fault.Code(err) != "release_none" {
		t.Errorf("a photo that is not out: %v", err)
	}
	if err := take("disp", first.Original); err != nil {
		t.Fatal(err)
	}
	p, ok := o.seen(id)
	if !ok || len(p.Photos) != len(ask.Photos)-1 || slices.ContainsFunc(p.Photos, func(x org.ReleasedPhoto) bool {
		return x.Original == first.Original
	}) {
		t.Errorf("%v %+v", ok, p.Photos)
	}
	if f, err := o.Copy(ctx, id, first.Copy, "view"); err == nil {
		f.Close()
		t.Error("the copy is still served")
	}
	s, err := o.Of(ctx, o.Who["disp"], id)
	if err != nil || len(s.Draft.Photos) != len(ask.Photos)-1 || s.State != release.Waits {
		t.Errorf("the draft: %+v %v", s.Draft, err)
	}
	o.sound()
}

// TestResidentsWords: what residents said is out only after it was chosen, as the office wrote it; nothing that nobody
// said, and nothing that names somebody.
func TestResidentsWords(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.listed("fac.lamp")
	o.fixed(id)
	owner := org.Caller{Matter: id, Voice: "r1"}
	say := func(c matter.Command) {
		t.Helper()
		if _, err := o.Do(ctx, owner, desk.Command{ID: o.ID(), Matter: id, Body: c}); err != nil {
			t.Fatal(err)
		}
	}
	say(&matter.Rate{Fixed: true, Score: 5, Text: "修得很快，我的电话是13812345678"})
	say(&matter.Comment{Text: "谢谢各位"})
	o.Give("sup", id, &matter.Comment{Text: "内部：此人常投诉"})
	list, err := o.Said(ctx, o.Who["disp"], id)
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v %v", list, err)
	}
	o.out(id, release.Asking{Title: "路灯"})
	if p, _ := o.seen(id); len(p.Words) != 0 {
		t.Errorf("nobody chose a word: %+v", p.Words)
	}
	for want, w := range map[string]release.Word{"release_said": {Seq: list[1].Seq + 1, Text: "好"},
		"release_words": {Seq: list[0].Seq}, "release_said_named": {Seq: list[0].Seq, Text: "鑫达搅拌站又来这里倒垃圾"},
		"release_long": {Seq: list[0].Seq, Text: strings.Repeat("好", 400)}} {
		a := release.Asking{Title: "路灯", Words: []release.Word{w}}
		if err := o.Releases.Draft(ctx, o.Who["disp"], o.ID(), id, a); fault.Code(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	o.out(id, release.Asking{Title: "路灯", Words: []release.Word{{Seq: list[0].Seq, Text: list[0].Text}}})
	if p, _ := o.seen(id); len(p.Words) != 1 || strings.Contains(p.Words[0].Text, "138") ||
		!strings.HasPrefix(p.Words[0].Text, "修得很快") || p.Words[0].At != list[0].At {
		t.Errorf("%+v", p.Words)
	}
	o.sound()
}

// TestAtOnce: the rule lets out what is plain and listed under it, and nothing else.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	before := o.listed("fac.lamp")
	o.atOnce("fac.lamp", "home.property")
	o.Advance(time.Minute)
	report := func(text, category string, source matter.Source) int64 {
		t.Helper()
		id := o.Give("", 0, &matter.Report{Area: o.Truth(before).Area, Place: "东风路 12 号", Text: text})
		if source != matter.FromResident {
			id = o.Give("disp", 0, &matter.Report{Area: o.Truth(before).Area, Text: text, Source: source})
		}
		o.Give("disp", id, &matter.List{Category: category})
		return id
	}
	cases := map[string]struct {
		id   int64
		seen bool
	}{
		"plain":                  {report("路灯不亮，电话13812345678", "fac.lamp", matter.FromResident), true},
		"listed before":          {before, false},
		"another category":       {report("井盖破了", "road.manhole", matter.FromResident), false},
		"near a home":            {report("物业不管", "home.property", matter.FromResident), false},
		"about a named firm":     {report("鑫达搅拌站的车撞坏了路灯", "fac.lamp", matter.FromResident), false},
		"a caller was not asked": {report("路灯不亮", "fac.lamp", matter.FromHotline), false},
	}
	for range 3 {
		if _, err := o.Releases.AtOnce(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for name, x := range cases {
		if p, ok := o.seen(x.id); ok != x.seen || strings.Contains(p.Text, "138") {
			t.Errorf("%s: %v %+v", name, ok, p)
		}
	}
	o.atOnce()
	id := report("路灯不亮", "fac.lamp", matter.FromResident)
	for range 2 {
		if _, err := o.Releases.AtOnce(ctx); err != nil {
			t.Fatal(err)
		}
	}
	o.atOnce("fac.lamp")
	if _, err := o.Releases.AtOnce(ctx); err != nil {
		t.Fatal(err)
	}
	if _, ok := o.seen(id); ok {
		t.Error("what was listed while there was no rule is out")
	}
	o.sound()
}

// atOnce has policy name the plain categories.
func (o *town) atOnce(categories ...string) {
	o.T.Helper()
	src := strings.Replace(string(policy.Default().Source()), "  at_once: []\n",
		"  at_once: ["+strings.Join(categories, ", ")+"]\n", 1)
	if err := o.SetPolicy(context.Background(), o.Who["admin"], o.ID(), []byte(src)); err != nil {
		o.T.Fatal(err)
	}
}
