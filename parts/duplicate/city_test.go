package duplicate_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/duplicate"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

func float(f float64) *float64 { return &f }

func report(o *citytest.Office, text string, lat, lng float64, category string) int64 {
	r := &matter.Report{Area: citytest.Village, Text: text, Category: category}
	if lat != 0 {
		r.Lat, r.Lng = float(lat), float(lng)
	}
	return o.Give("", 0, r)
}

// proved runs the check, which must have nothing to say.
func proved(t interface {
	Helper()
	Fatalf(string, ...any)
}, o *citytest.Office) {
	t.Helper()
	err := o.DB.Snapshot(context.Background(), func(r store.Reader) error {
		return duplicate.Check(context.Background(), r, 4304, func(s string) { t.Fatalf("%s", s) })
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func like(o *citytest.Office, caller org.Caller, s duplicate.Said) []duplicate.Glance {
	o.T.Helper()
	o.CatchUp()
	list, err := o.Duplicates.Like(context.Background(), caller, s, 5)
	if err != nil {
		o.T.Fatal(err)
	}
	return list
}

// TestLikely: what is near or says the same is found, what is elsewhere or another thing is not; what was struck off
// stays for a while.
func TestLikely(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	hole := report(o, "中山北路与雁城路口地面塌陷一个大坑", 26.9, 112.6, "road.pothole")
	report(o, "路灯坏了三天没有人修", 26.92, 112.61, "fac.lamp")
	bare := report(o, "丽发新城小区旁建搅拌站，噪音灰尘扰民", 0, 0, "")
	for _, c := range []struct {
		name string
		said duplicate.Said
		want int64
	}{
		{"near and of one kind", duplicate.Said{Text: "路面有个洞", Lat: float(26.9002), Lng: float(112.6001),
			Category: "road.pothole"}, hole},
		{"the same words without a place", duplicate.Said{Text: "中山北路雁城路口地面塌陷"}, hole},
		{"words and blanks", duplicate.Said{Text: "投 诉 丽 发 新 城 附 近 搅 拌 站 彻 夜 施 工"}, bare},
		{"a device that knows no place", duplicate.Said{Text: "丽发新城搅拌站灰尘扰民", Lat: float(0), Lng: float(0)}, bare},
		{"elsewhere", duplicate.Said{Text: "路面有个洞", Lat: float(26.95), Lng: float(112.6), Category: "road.pothole"}, 0},
		{"nothing said", duplicate.Said{}, 0},
	} {
		got := like(o, org.Caller{}, c.said)
		if c.want == 0 && len(got) > 0 || c.want != 0 && (len(got) == 0 || got[0].Matter != c.want) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	again := duplicate.Said{Text: "路面塌陷大坑", Lat: float(26.9), Lng: float(112.6), Category: "road.pothole", Not: hole}
	if got := like(o, org.Caller{}, again); len(got) > 0 {
		t.Errorf("a matter is suggested for itself: %+v", got)
	}
	proved(t, o)
}

// TestLeaves: a matter that was struck off is suggested for policy's days, then no more; its rows go, and come back
// when it is reopened.
func TestLeaves(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	id := o.StruckOff()
	s := duplicate.Said{Text: "绿化带缺了一大片", Category: "green.damage"}
	if got := like(o, org.Caller{}, s); len(got) != 1 || got[0].Struck == 0 {
		t.Fatalf("%+v", got)
	}
	o.Advance(13 * 24 * time.Hour)
	s.At = o.Truth(id).ReportedAt // said the same day: only the strike-off is long ago
	if got := like(o, org.Caller{}, s); len(got) != 1 {
		t.Errorf("after 13 days: %+v", got)
	}
	o.Advance(2 * 24 * time.Hour)
	if got := like(o, org.Caller{}, s); len(got) != 0 {
		t.Errorf("after 15 days: %+v", got)
	}
	proved(t, o)
	o.Advance(50 * 24 * time.Hour)
	report(o, "别的事", 0, 0, "")
	o.CatchUp()
	if n := count(o, "pattern_matters"); n != 1 {
		t.Errorf("%d rows when its time is over", n)
	}
	proved(t, o)
	o.Give("disp", id, &matter.Reopen{Reason: "又缺了"})
	if got := like(o, org.Caller{}, s); len(got) != 1 || got[0].Struck != 0 {
		t.Errorf("reopened: %+v", got)
	}
	proved(t, o)
}

func count(o *citytest.Office, table string) (n int) {
	o.T.Helper()
	if err := o.DB.Read().QueryRow(context.Background(),
		"SELECT COUNT(*) FROM "+table+" WHERE city = $1", 4304).Scan(&n); err != nil {
		o.T.Fatal(err)
	}
	return n
}

// TestGlance: what others may know of a matter, by how far it has come and who asks.
func TestGlance(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	ctx := context.Background()
	id := report(o, "张三家门口垃圾成堆", 26.9, 112.6, "env.rubbish")
	look := func(login string) duplicate.Glance {
		g, err := o.Duplicates.Glance(ctx, o.Who[login], id)
		if err != nil {
			t.Fatalf("%q: %v", login, err)
		}
		return g
	}
	if g := look(""); g.Title != "" || g.Place != "" || g.Seen || g.Category != "env.rubbish" || g.Voices != 1 {
		t.Errorf("a resident is shown words that nobody has read: %+v", g)
	}
	if g := look("disp"); g.Title == "" || !g.Seen {
		t.Errorf("the dispatcher: %+v", g)
	}
	o.Give("disp", id, &matter.List{Category: "env.rubbish", Title: "垃圾成堆"})
	if g := look(""); g.Title != "" || g.Place != "" || g.Photo != "" || g.Seen || g.Area != citytest.Village {
		t.Errorf("listed, but nothing was let out: %+v", g)
	}
	letOut(o, id, "路边有垃圾")
	if g := look(""); g.Title != "路边有垃圾" || g.Photo != "" || g.Seen {
		t.Errorf("let out: %+v", g)
	}
	say := &matter.Withhold{}
	if _, err := o.Desk.Do(ctx, org.Caller{Matter: id}, desk.Command{ID: o.ID(), Matter: id, Body: say}); err != nil {
		t.Fatal(err)
	}
	if g, err := o.Duplicates.Glance(ctx, org.Caller{}, id); err == nil {
		t.Errorf("what its reporter withholds: %+v", g)
	}
	help := o.Give("", 0, &matter.Report{Kind: matter.Help, Area: citytest.Village, Text: "老人走失，求助"})
	if _, err := o.Duplicates.Glance(ctx, o.Who["disp"], help); err == nil {
		t.Error("a person's need is shown")
	}
	if got := like(o, o.Who["disp"], duplicate.Said{Text: "老人走失，求助"}); len(got) > 0 {
		t.Errorf("a person's need is suggested: %+v", got)
	}
	o.Give("disp", id, &matter.Merge{Into: o.Assigned()})
	if _, err := o.Duplicates.Glance(ctx, org.Caller{}, id); err == nil {
		t.Error("a merged matter is shown")
	}
}

// letOut releases a matter by two hands.
func letOut(o *citytest.Office, id int64, title string) {
	o.T.Helper()
	ctx, x := context.Background(), part.Get[*release.Releases](o.Values)
	if err := x.Draft(ctx, o.Who["disp"], o.ID(), id, release.Asking{Title: title}); err != nil {
		o.T.Fatal(err)
	}
	s, err := x.Of(ctx, o.Who["disp"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	if err := x.Pass(ctx, o.Who["sup"], o.ID(), id, s.Seq); err != nil {
		o.T.Fatal(err)
	}
	o.CatchUp()
}

// TestStrangersCannotProbe: whoever asks again and again learns neither where a complaint lies that would show a home,
// nor how far away anything is, nor how alike words are, while nothing was let out.
func TestStrangersCannotProbe(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	home := report(o, "楼上深夜装修噪音扰民睡不着觉", 26.9, 112.6, "noise.life")
	lamp := report(o, "路灯坏了三天没有人修", 26.92, 112.61, "fac.lamp")
	at := func(text string, lat, lng float64) duplicate.Said {
		return duplicate.Said{Text: text, Lat: float(lat), Lng: float(lng)}
	}
	near := like(o, org.Caller{}, at("楼上深夜装修噪音扰民", 26.9, 112.6))
	far := like(o, org.Caller{}, at("楼上深夜装修噪音扰民", 26.95, 112.65))
	if len(near) != 1 || near[0].Matter != home || !reflect.DeepEqual(near, far) {
		t.Errorf("a home is told by the place:\n%+v\n%+v", near, far)
	}
	if g := near[0]; g.Area != citytest.Village.Ancestor(area.Township) || g.At != 0 || g.Score != 0 || g.Metres >= 0 ||
		len(g.Reasons) != 0 {
		t.Errorf("of a home: %+v", g)
	}
	list := like(o, org.Caller{}, at("路灯坏了", 26.9201, 112.6101))
	if len(list) != 1 || list[0].Matter != lamp || list[0].Score != 0 || list[0].Metres >= 0 {
		t.Fatalf("a lamp: %+v", list)
	}
	for _, r := range list[0].Reasons {
		if r.Code != alike.SameKind && r.Code != alike.Soon {
			t.Errorf("a stranger is told %+v", r)
		}
	}
	if list = like(o, o.Who["disp"], at("路灯坏了", 26.9201, 112.6101)); len(list) != 1 || list[0].Metres < 0 ||
		list[0].Score == 0 {
		t.Errorf("the dispatcher: %+v", list)
	}
}

// TestFold: whatever happens to matters, the tables are what the events say, in slices of any size, and after a
// rebuild.
func TestFold(t *testing.T) {
	t.Parallel()
	o := citytest.New(t) // one city for all: what went before stays
	rapid.Check(t, func(t2 *rapid.T) {
		var ids []int64
		words := []string{"路灯坏了", "垃圾没有清理", "中山北路大坑", "丽发新城噪音", "公厕脏臭", "树倒了"}
		for i := range rapid.IntRange(3, 14).Draw(t2, "steps") {
			if len(ids) < 2 || rapid.IntRange(0, 2).Draw(t2, "what") == 0 {
				text := rapid.SampledFrom(words).Draw(t2, "a") + rapid.SampledFrom(words).Draw(t2, "b")
				ids = append(ids, report(o, text, 26.9+float64(i%3)/1000, 112.6, ""))
				continue
			}
			id, other := rapid.SampledFrom(ids).Draw(t2, "id"), rapid.SampledFrom(ids).Draw(t2, "other")
			step := rapid.SampledFrom([]matter.Command{&matter.List{Category: "road.pothole"},
				&matter.Amend{Category: "env.rubbish", Reason: "错"}, &matter.Decline{Reason: "无"},
				&matter.Merge{Into: other}, &matter.Split{}, &matter.Reopen{Reason: "又来"}}).Draw(t2, "step")
			_ = try(o, "disp", id, step)
			o.Advance(time.Duration(rapid.IntRange(0, 40*24).Draw(t2, "hours")) * time.Hour)
			if rapid.Bool().Draw(t2, "caught up") {
				o.CatchUp()
			}
		}
		o.CatchUp()
		proved(t2, o)
	})
}

// TestSlices folds one history in slices of one, of seven and in one piece: the same rows.
func TestSlices(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	for i := range 12 {
		id := report(o, fmt.Sprintf("第%d号路灯坏了，中山北路", i), 26.9, 112.6, "")
		switch i % 4 {
		case 1:
			o.Give("disp", id, &matter.Decline{Reason: "无"})
		case 2:
			o.Give("disp", id, &matter.List{Category: "fac.lamp"})
		}
	}
	o.StruckOff()
	o.Advance(61 * 24 * time.Hour)
	report(o, "最后一件", 0, 0, "")
	o.CatchUp()
	ctx := context.Background()
	events, err := o.Ledger().EventsFrom(ctx, o.DB.Read(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 7, len(events)} {
		f := o.Duplicates.Follower()
		err := o.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
			if err := f.Reset(ctx, tx); err != nil {
				return err
			}
			for at := 0; at < len(events); at += size {
				if err := f.Apply(ctx, tx, events[at:min(at+size, len(events))]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		proved(t, o)
	}
	if count(o, "pattern_words") == 0 {
		t.Error("no words")
	}
}

func try(o *citytest.Office, login string, id int64, b matter.Command) error {
	_, err := o.Do(context.Background(), o.Who[login], desk.Command{ID: o.ID(), Matter: id, Body: b})
	return err
}

func deleteAll(table string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return tx.Script(context.Background(), "DELETE FROM "+table) }
}
