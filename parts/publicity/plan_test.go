package publicity_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/loop/area"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
)

// street registers points along a street, so many metres apart to the east; −1 for one that nobody measured.
func (o *town) street(in area.Code, metres ...float64) (ids []int64) {
	o.T.Helper()
	for i, m := range metres {
		d := point.Details{Name: fmt.Sprintf("解放路 %d", i+1), Kind: "main_street", Area: in}
		if m >= 0 {
			d.Place = &place.Place{Lat: 26.9, Lng: 112.6 + m/(111195*0.8918)}
		}
		id, err := o.points.Add(o.ctx, o.Who["sup"], o.ID(), d)
		if err != nil {
			o.T.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

// upload is a photo of somebody's.
func (o *town) upload(who string) []string {
	o.T.Helper()
	u, err := o.Upload(o.ctx, o.Who[who], o.Photo())
	if err != nil {
		o.T.Fatal(err)
	}
	return []string{u.Token}
}

func (o *town) planning(points ...int64) publicity.Planning {
	return publicity.Planning{Content: "讲文明树新风", Road: "解放路", Area: citytest.County, Unit: o.Units["she"],
		From: citytest.Instant(o.T, "2026-11-18 00:00"), Until: citytest.Instant(o.T, "2027-11-18 00:00"),
		Points: points}
}

func (o *town) plan(p publicity.Planning) int64 {
	o.T.Helper()
	id, err := o.Publicity.Plan(o.ctx, o.Who["sup"], o.ID(), p)
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o *town) sheet(id int64) *publicity.Sheet {
	o.T.Helper()
	s, err := o.Sheet(o.ctx, o.Who["clerk"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return s
}

// owed is how many positions wait for somebody's unit on his home page.
func (o *town) owed(who string) int {
	o.T.Helper()
	list, err := o.Waits(o.ctx, o.Who[who])
	if err != nil {
		o.T.Fatal(err)
	}
	for _, w := range list {
		if w.Key == "waits.publicity_positions" {
			return w.N
		}
	}
	return 0
}

func TestAPlanIsPutUp(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	p := o.street(citytest.Village, 0, 150, 300, 560)
	id := o.plan(o.planning(p...))
	if s := o.sheet(id); s.Should != 4 || s.Missing != 0 || s.Up != 0 || len(s.Planned) != 1 || s.Plan.Gap != 200 ||
		s.Planned[0].From != p[2] || s.Planned[0].Metres < 255 || s.Planned[0].Metres > 265 {
		t.Fatalf("%+v", s)
	}
	if n := o.owed("clerk"); n != 0 {
		t.Errorf("%d before it begins", n)
	}
	o.Set("2026-11-18 10:00")
	if s := o.sheet(id); s.Missing != 4 || o.owed("clerk") != 4 || o.owed("head") != 0 || o.owed("disp") != 0 {
		t.Errorf("%+v, %d", s, o.owed("clerk"))
	}
	up := func(who string, point int64, photos []string) error {
		return o.PutUp(o.ctx, o.Who[who], o.ID(), id, publicity.Ticked{Point: point, Photos: photos})
	}
	want(t, up("clerk", p[0], nil), "publicity_photo")
	want(t, up("clerk", p[0]+1000, o.upload("clerk")), "publicity_position")
	want(t, up("head", p[0], o.upload("head")), "not_allowed") // of another unit
	want(t, up("far", p[0], o.upload("far")), "not_allowed")
	for i, who := range []string{"clerk", "ver", "clerk"} {
		want(t, up(who, p[i*3/2], o.upload(who)), "") // 0, 1, 3
	}
	s := o.sheet(id)
	if s.Should != 4 || s.Up != 3 || s.Missing != 1 || s.Stale != 0 || o.owed("clerk") != 1 {
		t.Errorf("%+v", s.Line)
	}
	if len(s.Real) != 1 || s.Real[0].From != p[1] || s.Real[0].To != p[3] || s.Real[0].Metres < 405 {
		t.Errorf("%+v", s.Real)
	}
	want(t, o.Publicity.FoundGone(o.ctx, o.Who["ver"], o.ID(), id, publicity.Ticked{Point: p[0]}), "publicity_words")
	want(t, o.Publicity.FoundGone(o.ctx, o.Who["ver"], o.ID(), id, publicity.Ticked{Point: p[0], Note: "掉了"}), "")
	if s := o.sheet(id); s.Missing != 2 || !s.Plan.Positions[0].Gone || s.Plan.Positions[0].Photo != nil {
		t.Errorf("%+v", s.Line)
	}
	o.Advance(90 * 24 * time.Hour)
	if s := o.sheet(id); s.Missing != 2 || s.Stale != 2 || o.owed("clerk") != 4 {
		t.Errorf("%+v", s.Line)
	}
	o.Set("2027-11-18 00:00")
	if n := o.owed("clerk"); n != 0 {
		t.Errorf("%d after it is over", n)
	}
	want(t, up("clerk", p[0], o.upload("clerk")), "publicity_over")
	o.sound()
}

func TestReplan(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	p := o.street(citytest.Village, 0, 150, 300)
	id := o.plan(o.planning(p[0], p[1]))
	want(t, o.PutUp(o.ctx, o.Who["clerk"], o.ID(), id, publicity.Ticked{Point: p[1], Photos: o.upload("clerk")}), "")
	again := o.planning(p[2], p[1])
	again.Unit = o.Units["jie"]
	want(t, o.Replan(o.ctx, o.Who["clerk"], o.ID(), id, again), "not_allowed")
	want(t, o.Replan(o.ctx, o.Who["disp"], o.ID(), id, again), "")
	s := o.sheet(id)
	if len(s.Plan.Positions) != 2 || s.Plan.Positions[0].Point != p[2] || s.Plan.Positions[1].Up == 0 || s.Up != 1 {
		t.Errorf("%+v", s.Plan.Positions)
	}
	want(t, o.End(o.ctx, o.Who["disp"], o.ID(), id, "道路改造"), "")
	if list, err := o.Lines(o.ctx, o.Who["clerk"], publicity.Filter{}); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
	o.sound()
}

// TestPlanThatCannotBe: each mistake is told at its field.
func TestPlanThatCannotBe(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	p := o.street(citytest.Village, 0, 150)
	for code, spoil := range map[string]func(*publicity.Planning){
		"publicity_words":     func(x *publicity.Planning) { x.Content = " " },
		"publicity_period":    func(x *publicity.Planning) { x.Until = x.From },
		"publicity_points":    func(x *publicity.Planning) { x.Points = nil },
		"publicity_twice":     func(x *publicity.Planning) { x.Points = []int64{p[0], p[0]} },
		"point_missing":       func(x *publicity.Planning) { x.Points = []int64{99999} },
		"publicity_elsewhere": func(x *publicity.Planning) { x.Area = citytest.Other },
		"unit_unknown":        func(x *publicity.Planning) { x.Unit = 7000 },
		"area_unknown":        func(x *publicity.Planning) { x.Area = 430409000000 },
		"publicity_figure":    func(x *publicity.Planning) { x.Gap = -1 },
	} {
		x := o.planning(p...)
		spoil(&x)
		_, err := o.Publicity.Plan(o.ctx, o.Who["sup"], o.ID(), x)
		want(t, err, code)
	}
	for who, code := range map[string]string{"clerk": "not_allowed", "far": "not_allowed", "ver": "not_allowed"} {
		_, err := o.Publicity.Plan(o.ctx, o.Who[who], o.ID(), o.planning(p...))
		want(t, err, code)
	}
	o.sound()
}

// TestLines: what lacks most stands first, and a filter narrows.
func TestLines(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	p := o.street(citytest.Village, 0, 150, 300)
	few, many := o.plan(o.planning(p[0])), o.plan(o.planning(p...))
	o.Set("2026-11-18 10:00")
	lines := func(f publicity.Filter) (ids []int64) {
		list, err := o.Lines(o.ctx, o.Who["clerk"], f)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			ids = append(ids, l.Plan.ID)
		}
		return ids
	}
	if got := lines(publicity.Filter{}); !slices.Equal(got, []int64{many, few}) {
		t.Errorf("%v", got)
	}
	want(t, o.PutUp(o.ctx, o.Who["clerk"], o.ID(), few, publicity.Ticked{Point: p[0], Photos: o.upload("clerk")}), "")
	if got := lines(publicity.Filter{Lack: true}); !slices.Equal(got, []int64{many}) {
		t.Errorf("%v", got)
	}
	if got := lines(publicity.Filter{Area: citytest.Other}); got != nil {
		t.Errorf("%v", got)
	}
	if got := lines(publicity.Filter{Mine: []int64{o.Units["jie"]}}); got != nil {
		t.Errorf("%v", got)
	}
}
