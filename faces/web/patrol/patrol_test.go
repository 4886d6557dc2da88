package patrol_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/loop/track"
	"xiaohao/parts/atlas"
	"xiaohao/parts/patrol"
)

func who(t testing.TB, o *webtest.Town, login string) org.Caller {
	t.Helper()
	p, ok := o.Org().PersonByLogin(login)
	if !ok {
		t.Fatalf("nobody is called %s", login)
	}
	return p.Caller()
}

// TestAPatrolIsLookedAt: its page says where on which day and what was found; the track opens from the finding, for a
// reason, and the look stands there; no page tells a length, an hour or a rank.
func TestAPatrolIsLookedAt(t *testing.T) {
	t.Parallel()
	o, ctx := webtest.New(t), context.Background()
	x, me := part.Get[*patrol.Patrols](o.Values), who(t, o, "sup")
	if err := o.Atlas.SetBoundaries(ctx, []atlas.Boundary{{Area: webtest.Township,
		Shape: atlas.Shape{{{2700000, 11300000, 0, 9000, 9000, 0, 0, -9000}}}}}); err != nil {
		t.Fatal(err)
	}
	h := patrol.Head{Key: desk.Once("test", 1).String(), Theme: "forest", Area: webtest.Township}
	from := o.Now().Plus(-3600e6)
	legs := []patrol.Walked{{Area: webtest.Township, From: from, To: o.Now()}}
	var fixes []track.Fix
	for i := range int64(20) {
		fixes = append(fixes, track.Fix{At: int64(from)/1000 + i*15000, Lat: 26.9, Lng: 112.6 + float64(i)*0.0002,
			Accuracy: 5})
	}
	r, err := x.TakePart(ctx, me, patrol.Piece{Patrol: h, N: 1, Legs: legs, Track: track.Pack(fixes)}, o.Now())
	if err != nil {
		t.Fatal(err)
	}
	m, err := o.Desk.Do(ctx, me, desk.Command{ID: desk.Once("test", 2), Body: &matter.Report{
		Source: matter.FromSelfCheck, Area: webtest.Township, Text: "林下堆放垃圾"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Found(ctx, me, h, m.Matter); err != nil {
		t.Fatal(err)
	}
	if _, err := x.End(ctx, me, desk.Once("test", 3), patrol.Finish{Patrol: h, Legs: legs, Parts: 1,
		How: patrol.ByHour}, o.Now()); err != nil {
		t.Fatal(err)
	}
	at, sup := fmt.Sprintf("/patrols/%d", r.Patrol), o.As("sup")
	for l, words := range map[string][]string{"zh-CN": {"没有一个定位在这个区划", "到点自动结束，发现 1 个问题", "林下堆放垃圾", "加密保存"},
		"en": {"no position of this patrol lies in the area", "Ended by itself at its hour; problems found: 1",
			"sealed"}} {
		sup.Lang = l
		sup.Get("/patrols?place=apart", 200).Wants(at, words[0]).Get("/patrols", 200).Wants(at, words[0])
		sup.Get(at, 200).Wants(words...)
	}
	sup.Lang = "zh-CN"
	sup.Get(at, 200).Send("open", 422, "matter", strconv.FormatInt(m.Matter, 10), "reason", "").Wants("要填写")
	way := sup.Get(at, 200).Send("open", 200, "matter", strconv.FormatInt(m.Matter, 10), "reason", "核对垃圾位置")
	way.Wants("<svg class=\"way\"", "您看过已经记下")
	sup.Get(at, 200).Wants("核对垃圾位置").Lacks("<svg class=\"way\"")
	for _, path := range []string{"/patrols", at} {
		sup.Get(path, 200).Lacks("公里：", "时长：", "名次")
	}
	o.Visitor().Get(at, 200).Lacks("林下堆放垃圾") // asked to log in
	sup.Get("/patrols", 200).Send("note", 422, "theme", "river", "area", webtest.Township.String(), "day", "2030-01-01",
		"text", "看了河道").Wants("不能是以后")
	sup.Get("/patrols", 200).Send("note", 200, "theme", "river", "area", webtest.Township.String(), "day",
		patrol.DayOf(o.Now()).String(), "text", "看了河道，无异常").Wants("看了河道，无异常", "本人说明")
	sup.Get("/patrols?theme=forest", 200).Lacks("看了河道，无异常")
	sup.Get("/patrols?theme=river&place=apart", 200).Lacks("看了河道，无异常", at)
}

// TestAPatchIsLookedAtTwice through the pages, by two people.
func TestAPatchIsLookedAtTwice(t *testing.T) {
	t.Parallel()
	o, ctx := webtest.New(t), context.Background()
	x := part.Get[*patrol.Patrols](o.Values)
	s, err := patch.Read("Polygon", json.RawMessage("[[[112.6,26.9],[112.601,26.9],[112.601,26.901],[112.6,26.9]]]"),
		place.WGS84, 200)
	if err != nil {
		t.Fatal(err)
	}
	in := patrol.PatchIn{No: "T-31", Kind: "felling", Area: webtest.Township, Shape: s}
	if err := x.TakePatch(ctx, who(t, o, "sup"), in); err != nil {
		t.Fatal(err)
	}
	list, _, err := x.Patches(ctx, who(t, o, "sup"), patrol.PatchFilter{Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	at, sup, ver := fmt.Sprintf("/patches/%d", list[0].ID), o.As("sup"), o.As("ver")
	sup.Get("/patches", 200).Wants("T-31", "等内业核查", at).Get("/patches?state=field", 200).Lacks("T-31")
	sup.Get(at, 200).Wants("<svg class=\"way\"", "内业核查").Send("look", 422, "yes", "0").Wants("要填写")
	sup.Get(at, 200).Send("look", 200, "yes", "1").Wants("再到现场核查，由另一个人看", "内业核查：是问题")
	sup.Get(at, 200).Lacks(`id="form-look"`, `id="look"`)
	ver.Get(at, 200).Send("look", 200, "yes", "1", "note", "现场有伐根").Wants("两次核查都认为是问题", "现场有伐根")
	if strings.Contains(ver.At, "/look") {
		t.Error(ver.At)
	}
}
