package deadline_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/campaign"
	"xiaohao/parts/point"
)

const (
	east = area.Code(430405002000)
	west = area.Code(430405003000)
)

// settled lets the clock do all that a change of the organisation leads to.
func (o *office) settled() {
	o.T.Helper()
	o.Advance(time.Second)
	for range 20 {
		n, err := o.Tick(context.Background())
		if err != nil {
			o.T.Fatal(err)
		}
		if n == 0 {
			o.CatchUp()
			return
		}
		o.Advance(time.Second)
	}
	o.T.Fatal("the clock does not come to rest")
}

// box is a boundary.
func box(a area.Code, south, west, north, east float64) atlas.Boundary {
	five := func(f float64) int { return int(f * 1e5) }
	h, w := five(north)-five(south), five(east)-five(west)
	return atlas.Boundary{Area: a, Shape: atlas.Shape{{{five(south), five(west), h, 0, 0, w, -h, 0, 0, -w}}}}
}

func spot(lat, lng float64) (*float64, *float64) { return &lat, &lng }

// TestAreaSucceeded abolishes a subdistrict in favour of two, and its community in favour of one that lies elsewhere.
// What lay in it goes where the villages, the boundaries or the default say, whatever its state; the plate of its
// point reports into the new area; a campaign goes on there; the old code finds it all; who had a post in it sees it.
func TestAreaSucceeded(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newOffice(t)
	admin := o.Who["admin"]
	o.ChangeOrg(&org.AreaSet{Area: east, Name: "东街道"}, &org.AreaSet{Area: east + 1, Name: "东社区"},
		&org.AreaSet{Area: west, Name: "西街道"},
		&org.PersonSet{Login: "street", Name: "街道受理",
			Posts: []org.Post{{Kind: matter.Dispatcher, Area: citytest.Street}}})
	if err := o.Atlas.SetBoundaries(ctx, []atlas.Boundary{box(east, 26, 112, 27, 113),
		box(west, 26, 111, 27, 112)}); err != nil {
		t.Fatal(err)
	}
	closed, open := o.StruckOff(), o.Assigned()
	lat, lng := spot(26.5, 111.5)
	mapped := o.Give("", 0, &matter.Report{Area: citytest.Street, Text: "路灯不亮", Lat: lat, Lng: lng})
	plain := o.Give("", 0, &matter.Report{Area: citytest.Street, Text: "井盖松动"})
	at, err := o.Points.Add(ctx, o.Who["sup"], o.ID(), point.Details{Code: "D1", Name: "市场", Kind: "market",
		Area: citytest.Street, Unit: o.Units["she"], Place: &place.Place{Lat: 26.5, Lng: 111.5}})
	if err != nil {
		t.Fatal(err)
	}
	run, err := o.Campaign.Open(ctx, o.Who["sup"], o.ID(), campaign.Plan{Name: "自查", Scope: citytest.County,
		Categories: []string{"green.damage"}, Deadline: o.Now() + 20*24*3600e6, Text: "查"})
	if err != nil {
		t.Fatal(err)
	}
	before := o.figures(citytest.County)
	o.ChangeOrg(&org.AreaSet{Area: citytest.Village, Name: "市场社区", Former: true, Successors: []area.Code{east + 1}},
		&org.AreaSet{Area: citytest.Street, Name: "广东路街道", Former: true, Successors: []area.Code{east, west}})
	o.settled()
	for _, c := range []struct {
		id   int64
		want area.Code
	}{{closed, east + 1}, {open, east + 1}, {mapped, west}, {plain, east}} {
		if got := o.Truth(c.id).Area; got != c.want {
			t.Errorf("matter %d lies in %v, want %v", c.id, got, c.want)
		}
	}
	p, err := point.Get(ctx, o.DB.Read(), 4304, at)
	if err != nil || p.Area != west {
		t.Errorf("the point lies in %v, %v", p.Area, err)
	}
	again := o.Give("", 0, &matter.Report{Area: citytest.Street, Point: at, Text: "又不亮了", Lat: lat, Lng: lng})
	if got := o.Truth(again).Area; got != west {
		t.Errorf("a report by an old plate lies in %v", got)
	}
	if after := o.figures(citytest.County); after.Total != before.Total+1 || after.StruckOff != before.StruckOff {
		t.Errorf("the county had %+v, has %+v", before, after)
	}
	if got := o.found(citytest.Street); !slices.Equal(got, []int64{closed, open, mapped, plain, again}) {
		t.Errorf("the old code finds %v", got)
	}
	if f, err := o.FiguresBelow(ctx, o.Who["sup"], citytest.Street); err != nil || f[0].Total != 5 || len(f) != 3 {
		t.Errorf("the old code counts %+v, %v", f, err)
	}
	o.oldCode(run)
	who, _ := o.Org().PersonByLogin("street")
	for _, id := range []int64{mapped, plain} {
		if !o.Org().Sees(who.Caller(), o.Truth(id)) {
			t.Errorf("the dispatcher of the old area does not see matter %d", id)
		}
	}
	s, err := o.Campaign.Sheet(ctx, o.Who["sup"], run, 0)
	if err != nil || slices.ContainsFunc(s.Plan.Foot, func(a area.Code) bool { return citytest.Street.Contains(a) }) ||
		!slices.Contains(s.Plan.Foot, east+1) {
		t.Errorf("the campaign asks %v, %v", s.Plan.Foot, err)
	}
	o.proven()
	if _, err := o.Change(ctx, admin, o.ID(), []org.Change{&org.AreaSet{Area: east, Name: "东街道",
		Former: true}}); fault.Code(err) != "area_open" {
		t.Errorf("abolished without a word of what is open: %v", err)
	}
}

// TestNoNeighboursArea says that an administrator gives himself nobody else's area by succession.
func TestNoNeighboursArea(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.ChangeOrg(&org.PersonSet{Login: "own", Name: "区管理", Posts: []org.Post{{Kind: matter.Administrator,
		Area: citytest.County}}})
	p, _ := o.Org().PersonByLogin("own")
	_, err := o.Change(context.Background(), p.Caller(), o.ID(), []org.Change{&org.AreaSet{Area: citytest.Street,
		Name: "街道", Former: true, Successors: []area.Code{citytest.Other}}})
	if fault.Code(err) != "not_allowed" {
		t.Errorf("the county's administrator names another county: %v", err)
	}
}

func (o *office) figures(a area.Code) views.Figures {
	o.T.Helper()
	o.CatchUp()
	f, err := o.FiguresBelow(context.Background(), org.Caller{System: true}, a)
	if err != nil {
		o.T.Fatal(err)
	}
	return f[0]
}

// found are the ids that the lists find under an area, in order.
func (o *office) found(a area.Code) (out []int64) {
	o.T.Helper()
	err := o.Each(context.Background(), org.Caller{System: true}, views.Filter{Area: a}, func(m *matter.Matter) error {
		out = append(out, m.ID)
		return nil
	})
	if err != nil {
		o.T.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// proven has every part prove its tables.
func (o *office) proven() {
	o.T.Helper()
	o.CatchUp()
	err := campaign.Check(context.Background(), o.DB.Read(), 4304, func(s string) { o.T.Error(s) })
	if err == nil {
		err = point.Check(context.Background(), o.DB.Read(), 4304, nil, func(s string) { o.T.Error(s) })
	}
	if err != nil {
		o.T.Fatal(err)
	}
}

// fate is one thing that happens to the organisation.
type fate struct{ kind, a, b, c int }

var fates = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) fate {
	n := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
	return fate{n("kind", 12), n("a", 99), n("b", 99), n("c", 99)}
}), 6, 14)

// TestSuccessions says of any sequence of successions that no open matter, point or plate is left without somebody to
// whom it is shown, that the sums over the living areas, by state and month, do not change, and that the successors of
// an old code add up to what it finds.
func TestSuccessions(t *testing.T) {
	t.Parallel()
	for seed := range 5 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newFates(t)
			for _, f := range fates.Example(seed) {
				w.happen(f)
				w.settled()
				w.holds()
			}
			w.proven()
		})
	}
}

// fatal is a city to which fates happen, with what is known of it beside the tables.
type fatal struct {
	*office
	areas   []area.Code
	units   []int64
	matters []int64
	points  []int64
	next    area.Code
}

func newFates(t *testing.T) *fatal {
	w := &fatal{office: newOffice(t), next: 430405010000}
	for i := range 3 {
		a := east + area.Code(i)*1000
		w.ChangeOrg(&org.AreaSet{Area: a, Name: fmt.Sprintf("%d街道", i)}, &org.AreaSet{Area: a + 1, Name: "村"},
			&org.UnitSet{Code: fmt.Sprintf("u%d", i), Zh: "单位", Area: a},
			&org.PersonSet{Login: fmt.Sprintf("d%d", i), Name: "受理",
				Posts: []org.Post{{Kind: matter.Dispatcher, Area: a}}})
		w.areas = append(w.areas, a, a+1)
	}
	w.areas = append(w.areas, citytest.Street, citytest.Village)
	for _, u := range w.Org().Units(0) {
		w.units = append(w.units, u.ID)
	}
	for i, a := range w.areas {
		w.report(a, i)
		w.report(a, i+1)
		id, err := w.Points.Add(context.Background(), w.Who["sup"], w.ID(), point.Details{Code: fmt.Sprintf("P%d", i),
			Name: "点", Kind: "market", Area: a, Unit: w.units[i%len(w.units)]})
		if err != nil {
			t.Fatal(err)
		}
		w.points = append(w.points, id)
	}
	return w
}

// report reports a matter into an area, in use or not, and takes it some way through the loop.
func (w *fatal) report(a area.Code, how int) {
	id := w.Give("", 0, &matter.Report{Area: a, Text: fmt.Sprintf("第%d件", len(w.matters))})
	w.matters = append(w.matters, id)
	if how%4 > 0 {
		w.Give("disp", id, &matter.List{Category: "green.damage"})
	}
	if u, _ := w.Org().Unit(w.units[how%len(w.units)]); how%4 > 1 && !u.Former {
		w.Give("disp", id, &matter.Assign{Lead: u.ID, Anyway: true})
	}
	if how%4 == 3 {
		w.Give("disp", w.Give("", 0, &matter.Report{Area: a, Text: "不归我们"}), &matter.Decline{Reason: "不属实"})
	}
}

// living are the areas in use.
func (w *fatal) living() (out []area.Code) {
	for _, a := range w.areas {
		if x, _ := w.Org().Tree().Get(a); !x.Former {
			out = append(out, a)
		}
	}
	return out
}

// happen does what can be done; what is refused by a rule leaves everything as it was.
func (w *fatal) happen(f fate) {
	w.T.Helper()
	w.Advance(26 * time.Hour)
	before := w.sums()
	a, in := w.areas[f.a%len(w.areas)], w.living()
	var change []org.Change
	switch f.kind {
	case 0, 1, 2, 3: // abolished in favour of one or two
		to := []area.Code{in[f.b%len(in)]}
		if x := in[f.c%len(in)]; x != to[0] && f.kind > 1 {
			to = append(to, x)
		}
		change = []org.Change{&org.AreaSet{Area: a, Name: "旧", Former: true, Successors: to}}
	case 4: // into a new one that is made with it
		w.next += 1000
		change = []org.Change{&org.AreaSet{Area: w.next, Name: "新"},
			&org.AreaSet{Area: a, Name: "旧", Former: true, Successors: []area.Code{w.next}}}
		w.areas = append(w.areas, w.next)
	case 5:
		change = []org.Change{&org.AreaSet{Area: a, Name: "旧", Former: true, Anyway: true}}
	case 6: // it comes back
		change = []org.Change{&org.AreaSet{Area: a, Name: "又"}}
	case 7, 8:
		u, _ := w.Org().Unit(w.units[f.b%len(w.units)])
		to := w.units[f.c%len(w.units)]
		change = []org.Change{&org.UnitSet{ID: u.ID, Code: u.Code, Zh: u.Zh, Area: u.Area, Parent: u.Parent,
			Former: u.ID != to, Successor: to}}
		if u.ID == to {
			change[0].(*org.UnitSet).Successor = 0
		}
	case 10, 11: // abolished, and nobody succeeds it; or its people go
		change = w.alone(f)
	default:
		w.report(a, f.b)
		return
	}
	if _, err := w.Change(context.Background(), org.Caller{System: true}, w.ID(), change); err != nil &&
		fault.Of(err).Kind != fault.Invalid {
		w.T.Fatalf("%+v: %v", f, err)
	}
	w.settled()
	if after := w.sums(); !maps.Equal(before, after) {
		w.T.Fatalf("%+v changes the sums from %v to %v", f, before, after)
	}
}

// sums counts the matters of the whole city by state and month, from the lists of the areas that have any.
func (w *fatal) sums() map[string]int {
	out := map[string]int{}
	seen := map[int64]bool{}
	for _, a := range append(w.areas, citytest.City, citytest.County) {
		for _, id := range w.found(a) {
			if m := w.Truth(id); !seen[id] {
				seen[id] = true
				out[fmt.Sprint(m.State, m.ReportedAt.Time().In(calendar.China()).Format("2006-01"))]++
			}
		}
	}
	return out
}

// holds checks what must hold at any time.
func (w *fatal) holds() {
	w.T.Helper()
	o, t := w.Org(), w.Org().Tree()
	for _, id := range w.matters {
		m := w.Truth(id)
		if len(t.Heirs(m.Area)) > 0 {
			w.T.Fatalf("matter %d was left in %v", id, m.Area)
		}
		if _, ok := o.Successor(m.Lead); ok && m.Open() {
			w.T.Fatalf("matter %d was left with the unit %d", id, m.Lead)
		}
		w.minded(m)
		if !o.Sees(w.Who["disp"], m) {
			w.T.Fatalf("matter %d in %v is shown to no dispatcher", id, m.Area)
		}
	}
	for _, id := range w.points {
		p, err := point.Get(context.Background(), w.DB.Read(), 4304, id)
		if err != nil {
			w.T.Fatal(err)
		}
		if _, ok := o.Successor(p.Unit); ok || len(t.Heirs(p.Area)) > 0 {
			w.T.Fatalf("point %d was left in %v with %d", id, p.Area, p.Unit)
		}
		if _, _, err := point.ByPlate(context.Background(), w.DB.Read(), 4304, p.Plate); err != nil {
			w.T.Fatalf("plate %s: %v", p.Plate, err)
		}
	}
	for _, a := range w.areas {
		w.counted(a)
		f, err := w.FiguresBelow(context.Background(), org.Caller{System: true}, a)
		if err != nil {
			w.T.Fatal(err)
		}
		if now := t.Now(a); len(now) > 1 {
			each, err := w.Figures(context.Background(), org.Caller{System: true}, now)
			if err != nil {
				w.T.Fatal(err)
			}
			sum := int64(0)
			for _, x := range each {
				sum += x.Total
			}
			if n := int64(len(w.found(a))); f[0].Total != sum || n != sum {
				w.T.Fatalf("%v finds %d and counts %d, its successors have %d", a, n, f[0].Total, sum)
			}
		}
	}
}
