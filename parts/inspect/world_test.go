package inspect_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/inspect"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
	"xiaohao/platform/store"
)

// world is a city with a small standard, points in two counties, and inspectors who belong to each of them and to none.
type world struct {
	*citytest.Office
	at    []int64          // the points
	kinds map[int64]string // by point
}

// rows are the standard: two dimensions, four items (one with two questions, one a veto), 10 points in all.
func rows() []standard.Line {
	var out []standard.Line
	add := func(cells map[string]string) { out = append(out, standard.Line{Number: len(out) + 1, Cells: cells}) }
	add(map[string]string{"layer": "version", "code": "2026-11-01", "zh": "样本", "en": "Sample"})
	add(map[string]string{"layer": "kind", "code": "market", "zh": "农贸市场", "en": "Market"})
	add(map[string]string{"layer": "kind", "code": "street", "zh": "主干道", "en": "Main street"})
	add(map[string]string{"layer": "dimension", "code": "1", "zh": "环境", "en": "Surroundings"})
	add(map[string]string{"layer": "item", "code": "1.1", "parent": "1", "zh": "地面干净", "en": "Clean ground",
		"method": "on_site", "full": "3", "way": "each", "off": "0.5", "floor": "0", "veto": "no",
		"category": "env.rubbish", "deadline": "2wh"})
	add(map[string]string{"layer": "item", "code": "1.2", "parent": "1", "zh": "摊位规范", "en": "Stalls in line",
		"method": "on_site", "full": "2", "way": "all", "veto": "no", "kinds": "market", "category": "env.stall"})
	add(map[string]string{"layer": "question", "code": "1.2.1", "parent": "1.2", "zh": "不出店经营",
		"en": "No stalls outside"})
	add(map[string]string{"layer": "question", "code": "1.2.2", "parent": "1.2", "zh": "通道不堵", "en": "Ways are free"})
	add(map[string]string{"layer": "dimension", "code": "2", "zh": "安全", "en": "Safety"})
	add(map[string]string{"layer": "item", "code": "2.1", "parent": "2", "zh": "消防通道畅通", "en": "Fire lane free",
		"method": "on_site", "full": "4", "way": "all", "veto": "yes", "category": "road.parking"})
	add(map[string]string{"layer": "item", "code": "2.2", "parent": "2", "zh": "灯亮", "en": "Lamps lit",
		"method": "on_site", "full": "1", "way": "all", "veto": "no", "category": "fac.lamp"})
	return out
}

func newWorld(t *testing.T, n int) *world {
	t.Helper()
	w := &world{Office: citytest.New(t), kinds: map[int64]string{}}
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	w.ChangeOrg(&org.AreaSet{Area: 430406001000, Name: "先锋街道"},
		&org.PersonSet{Login: "zhu", Name: "珠晖督查", Posts: post(matter.Inspector, citytest.County)},
		&org.PersonSet{Login: "yan", Name: "雁峰督查", Posts: post(matter.Inspector, citytest.Other)},
		&org.PersonSet{Login: "shi1", Name: "市督查一", Posts: post(matter.Inspector, citytest.City)},
		&org.PersonSet{Login: "shi2", Name: "市督查二",
			Posts: []org.Post{{Kind: matter.Inspector, Area: citytest.City},
				{Kind: matter.Verifier, Area: citytest.City}}})
	for _, p := range w.Org().People() {
		w.Who[p.Login] = p.Caller()
	}
	for i := range n {
		d := point.Details{Code: fmt.Sprintf("D%03d", i), Name: fmt.Sprintf("%d号点", i), Kind: "market",
			Area: citytest.Village, Unit: w.Units["she"],
			Place: &place.Place{Lat: 26.89 + float64(i)/1000, Lng: 112.61}}
		if i%2 == 1 {
			d.Area, d.Kind, d.Unit = 430406001000, "street", 0
		}
		id, err := w.Points.Add(context.Background(), w.Who["sup"], w.ID(), d)
		if err != nil {
			t.Fatal(err)
		}
		w.at, w.kinds[id] = append(w.at, id), d.Kind
	}
	if _, _, wrong, err := w.Standard.Publish(context.Background(), w.Who["sup"], standard.Read(rows())); err != nil {
		t.Fatalf("%v %v", err, wrong)
	}
	return w
}

func (w *world) plan(p inspect.Plan) int64 {
	w.T.Helper()
	for _, l := range []string{"zhu", "yan", "shi1", "shi2"} {
		if len(p.Inspectors) < 4 {
			p.Inspectors = append(p.Inspectors, w.Who[l].Person)
		}
	}
	p.Name, p.Areas, p.From, p.Until = "十一月第一轮", []area.Code{citytest.City}, w.Now(), w.Now()+7*24*3600e6
	id, err := w.Inspect.Plan(context.Background(), w.Who["sup"], w.ID(), p)
	if err != nil {
		w.T.Fatal(err)
	}
	return id
}

func (w *world) open(round int64) *inspect.RoundSheet {
	w.T.Helper()
	if err := w.Inspect.Open(context.Background(), w.Who["sup"], w.ID(), round); err != nil {
		w.T.Fatal(err)
	}
	s, err := w.Inspect.Sheet(context.Background(), w.Who["sup"], round)
	if err != nil {
		w.T.Fatal(err)
	}
	return s
}

// sent finds whose a point is in a round.
func (w *world) sent(s *inspect.RoundSheet, point int64) org.Caller {
	w.T.Helper()
	for _, t := range s.Opened.Teams {
		if slices.Contains(t.Points, point) {
			p, _ := w.Org().Person(t.Members[0])
			return p.Caller()
		}
	}
	w.T.Fatalf("nobody has point %d", point)
	return org.Caller{}
}

// photo is an upload's token.
func (w *world) photo(c org.Caller) string {
	w.T.Helper()
	u, err := w.Upload(context.Background(), c, w.Photo())
	if err != nil {
		w.T.Fatal(err)
	}
	return u.Token
}

// all answers every question of a point's kind, failing some.
func (w *world) all(c org.Caller, point int64, fail ...string) []inspect.Answer {
	codes := []string{"1.1", "1.2.1", "1.2.2", "2.1", "2.2"}
	if w.kinds[point] == "street" {
		codes = []string{"1.1", "2.1", "2.2"}
	}
	var out []inspect.Answer
	for _, code := range codes {
		a := inspect.Answer{Item: code, Result: inspect.Pass}
		if slices.Contains(fail, code) {
			a.Result, a.Note, a.Photos = inspect.Fail, "不行："+code, []string{w.photo(c)}
		}
		out = append(out, a)
	}
	return out
}

func (w *world) visit(round, point int64, answers []inspect.Answer) inspect.Visit {
	return inspect.Visit{Point: point, Round: round, Answers: answers, At: w.Now() - 60e6, Sent: w.Now()}
}

func (w *world) make(c org.Caller, id ledger.ID, v inspect.Visit) *inspect.Receipt {
	w.T.Helper()
	r, err := w.Inspect.Make(context.Background(), c, id, v)
	if err != nil {
		w.T.Fatalf("%+v: %v", v, err)
	}
	return r
}

func (w *world) check() (found []string) {
	w.T.Helper()
	w.CatchUp()
	err := w.DB.Snapshot(context.Background(), func(r store.Reader) error {
		return inspect.Check(context.Background(), r, 4304, nil, func(s string) { found = append(found, s) })
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return found
}

// struckOff takes a matter through the loop.
func (w *world) struckOff(id int64) {
	w.T.Helper()
	m := w.Truth(id)
	w.Give("disp", id, &matter.List{Category: m.Category})
	w.Give("disp", id, &matter.Assign{Lead: w.Units["she"]})
	w.Give("clerk", id, &matter.Sign{})
	w.Advance(time.Minute)
	w.Fix(id)
	w.Give("ver", id, &matter.StrikeOff{Note: "看过"})
}
