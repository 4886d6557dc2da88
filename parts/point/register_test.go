package point_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

var ctx = context.Background()

func at(t testing.TB, lat, lng float64, d place.Datum) *place.Place {
	t.Helper()
	p, err := place.From(lat, lng, d)
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

func market(code string) point.Details {
	return point.Details{Code: code, Name: "东门农贸市场", Kind: "market", Area: citytest.Village, Address: "东门 12 号"}
}

func get(o *citytest.Office, id int64) *point.Point {
	o.T.Helper()
	p, err := point.Get(ctx, o.DB.Read(), 4304, id)
	if err != nil {
		o.T.Fatal(err)
	}
	return p
}

func check(o *citytest.Office) (found []string) {
	o.T.Helper()
	err := o.DB.Snapshot(ctx, func(r store.Reader) error {
		return point.Check(ctx, r, 4304, nil, func(s string) { found = append(found, s) })
	})
	if err != nil {
		o.T.Fatal(err)
	}
	return found
}

// TestLife registers a point, corrects it, moves it and retires it; its plates tell of it, and the tables are made
// again from the ledger alone.
func TestLife(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	d := market("SC-1")
	d.Unit, d.Place = o.Units["she"], at(t, 26.889, 112.577, place.GCJ02)
	cmd := o.ID()
	id, err := o.Points.Add(ctx, o.Who["disp"], cmd, d)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := o.Points.Add(ctx, o.Who["disp"], cmd, d); err != nil || again != id {
		t.Errorf("the same command gave %d, then %d, %v", id, again, err)
	}
	p := get(o, id)
	if p.Name != d.Name || p.Place.Datum != place.GCJ02 ||
		place.Distance(p.Place.Lat, p.Place.Lng, d.Place.Lat, d.Place.Lng) > 0.1 || p.Retired {
		t.Errorf("%+v", p)
	}
	first := p.Plate
	steps := []struct {
		what string
		do   func() error
		want func(p *point.Point) bool
	}{
		{"correct", func() error { d.Name = "东门市场"; return o.Points.Change(ctx, o.Who["disp"], o.ID(), id, d) },
			func(p *point.Point) bool { return p.Name == "东门市场" && p.MovedAt == 0 && p.Plate == first }},
		{"move", func() error {
			return o.Points.Move(ctx, o.Who["disp"], o.ID(), id,
				point.Moving{Details: point.Details{Area: citytest.Street, Address: "西门",
					Place: at(t, 26.9, 112.6, place.WGS84)}})
		}, func(p *point.Point) bool {
			return p.Area == citytest.Street && p.Address == "西门" && p.MovedAt == o.Now() && p.Plate != first &&
				p.Place.Datum == place.WGS84
		}},
		{"plate", func() error { return o.Points.Replate(ctx, o.Who["admin"], o.ID(), id, "被盗") },
			func(p *point.Point) bool { return p.Plate != first }},
		{"retire", func() error { return o.Points.Retire(ctx, o.Who["sup"], o.ID(), id, "拆除") },
			func(p *point.Point) bool { return p.Retired }},
		{"restore", func() error { return o.Points.Restore(ctx, o.Who["sup"], o.ID(), id, "") },
			func(p *point.Point) bool { return !p.Retired }},
	}
	for _, s := range steps {
		o.Advance(time.Hour)
		if err := s.do(); err != nil {
			t.Fatalf("%s: %v", s.what, err)
		}
		if p := get(o, id); !s.want(p) {
			t.Errorf("%s: %+v", s.what, p)
		}
	}
	b, _, err := point.ByPlate(ctx, o.DB.Read(), 4304, first)
	if err != nil || b.Standing != point.Left || b.Until == 0 || b.Point != id {
		t.Errorf("the plate that stayed behind: %+v %v", b, err)
	}
	if h, err := point.History(ctx, o.DB.Read(), 4304, id); err != nil || len(h) != 6 || h[2].Type != point.MovedType {
		t.Errorf("history: %v %v", h, err)
	}
	rebuilt(o)
	if err := o.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE points SET unit = 0 WHERE city = $1", 4304)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := check(o); len(got) != 1 {
		t.Errorf("a row that was changed behind the ledger: %q", got)
	}
}

// rebuilt makes the tables anew and says whether they are as they were.
func rebuilt(o *citytest.Office) {
	o.T.Helper()
	if got := check(o); got != nil {
		o.T.Errorf("an honest register: %q", got)
	}
	dump := func() []string {
		var all []string
		for _, table := range []string{"points", "point_plates"} {
			rows, err := storetest.Dump(ctx, o.DB.Read(), table)
			if err != nil {
				o.T.Fatal(err)
			}
			all = append(all, rows...)
		}
		slices.Sort(all)
		return all
	}
	before := dump()
	o.Close()
	if err := ledger.Rebuild(ctx, o.DB, citytest.LedgerOptions(o.T, 4304, "sm3", func() calendar.Instant { return 1 }),
		nil); err != nil {
		o.T.Fatal(err)
	}
	if after := dump(); !slices.Equal(before, after) {
		o.T.Errorf("rebuilt:\n%s\nbefore:\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
}

// TestRefused says what a register does not take, and from whom.
func TestRefused(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	o.Points.Kinds = func(context.Context) ([]point.Kind, error) {
		return []point.Kind{{Code: "market", Zh: "农贸市场"}}, nil
	}
	id, err := o.Points.Add(ctx, o.Who["disp"], o.ID(), market("SC-1"))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(*point.Details)) point.Details { d := market("SC-2"); change(&d); return d }
	for _, c := range []struct {
		who  string
		d    point.Details
		code string
	}{
		{"disp", market("SC-1"), "point_code_taken"},
		{"disp", with(func(d *point.Details) { d.Code = "=1+1" }), "point_code"},
		{"disp", with(func(d *point.Details) { d.Name = " " }), "name_length"},
		{"disp", with(func(d *point.Details) { d.Kind = "casino" }), "kind_of_point"},
		{"disp", with(func(d *point.Details) { d.Area = 430405999000 }), "area_unknown"},
		{"disp", with(func(d *point.Details) { d.Unit = 1 << 40 }), "unit_unknown"},
		{"disp", with(func(d *point.Details) { d.Address = strings.Repeat("长", 201) }), "text_long"},
		{"disp", with(func(d *point.Details) { d.Place = &place.Place{Lat: 40.7, Lng: -74} }), "coordinates_abroad"},
		{"disp", with(func(d *point.Details) { d.Place = &place.Place{Lat: 112.5, Lng: 26.9} }), "coordinates_swapped"},
		{"disp", with(func(d *point.Details) { d.Area = citytest.Other }), "not_allowed"},
		{"clerk", market("SC-2"), "not_allowed"},
		{"ver", market("SC-2"), "not_allowed"},
		{"", market("SC-2"), "not_allowed"},
		{"disp", with(func(d *point.Details) { d.Place = &place.Place{} }), ""},
	} {
		if _, err := o.Points.Add(ctx, o.Who[c.who], o.ID(), c.d); fault.Code(err) != c.code {
			t.Errorf("%s: %+v: %v, want %q", c.who, c.d, err, c.code)
		}
	}
	elsewhere := point.Moving{Details: point.Details{Area: citytest.Other}}
	for what, c := range map[string]struct {
		err  error
		code string
	}{
		"move out of one's area":   {o.Points.Move(ctx, o.Who["disp"], o.ID(), id, elsewhere), "not_allowed"},
		"retire without a reason":  {o.Points.Retire(ctx, o.Who["disp"], o.ID(), id, ""), "text_missing"},
		"restore what is in use":   {o.Points.Restore(ctx, o.Who["disp"], o.ID(), id, ""), "point_in_use"},
		"a point that is not":      {o.Points.Retire(ctx, o.Who["disp"], o.ID(), 99999, "x"), "point_missing"},
		"a clerk":                  {o.Points.Replate(ctx, o.Who["clerk"], o.ID(), id, ""), "not_allowed"},
		"without an id":            {o.Points.Retire(ctx, o.Who["disp"], ledger.ID{}, id, "x"), "command_id"},
		"change to what it is now": {o.Points.Change(ctx, o.Who["disp"], o.ID(), id, market("SC-1")), ""},
	} {
		if fault.Code(c.err) != c.code {
			t.Errorf("%s: %v, want %q", what, c.err, c.code)
		}
	}
	if h, _ := point.History(ctx, o.DB.Read(), 4304, id); len(h) != 1 {
		t.Errorf("%d events for one registration", len(h))
	}
}

// TestNextCode says that a point without a code gets its township's next one, also between two that came at once.
func TestNextCode(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	var got []string
	for i := range 4 {
		d := market("")
		if i == 2 {
			d.Code = "430405001-0007"
		}
		id, err := o.Points.Add(ctx, o.Who["disp"], o.ID(), d)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, get(o, id).Code)
	}
	if s := strings.Join(got, " "); s != "430405001-0001 430405001-0002 430405001-0007 430405001-0008" {
		t.Error(s)
	}
}

// TestImport brings a list in twice: the second time only what differs is changed, and what the list does not say
// stays.
func TestImport(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	system := org.Caller{System: true}
	list := []point.Details{market("A"), market("B"), market("C")}
	list[0].Unit, list[0].Place = o.Units["she"], at(t, 26.9, 112.6, place.BD09)
	count := func(made, changed, same int, err error) string {
		if err != nil {
			return fault.Code(err)
		}
		return strings.Trim(strings.Join(strings.Fields(strings.Repeat("m", made)+" "+strings.Repeat("c", changed)+
			" "+strings.Repeat("s", same)), " "), " ")
	}
	if got := count(o.Points.Import(ctx, system, o.ID(), list)); got != "mmm" {
		t.Error(got)
	}
	list[0].Unit, list[0].Place, list[0].Address = 0, nil, ""
	list[1].Name = "新名字"
	if got := count(o.Points.Import(ctx, system, o.ID(), list)); got != "c ss" {
		t.Error(got)
	}
	p, err := point.ByCode(ctx, o.DB.Read(), 4304, "A")
	if err != nil || p.Unit == 0 || !p.Place.Known() || p.Address == "" {
		t.Errorf("%+v %v", p, err)
	}
	if got := count(o.Points.Import(ctx, system, o.ID(), append(list, market("A")))); got != "point_code_twice" {
		t.Error(got)
	}
	bad := market("E")
	bad.Area = 1
	if got := count(o.Points.Import(ctx, system, o.ID(), []point.Details{market("D"), bad})); got != "area_unknown" {
		t.Error(got)
	}
	if _, err := point.ByCode(ctx, o.DB.Read(), 4304, "D"); fault.Code(err) != "point_missing" {
		t.Errorf("half an import: %v", err)
	}
	rebuilt(o)
}

// TestReportAtAPoint says that a matter carries its point, and that there is no matter at a point that is not.
func TestReportAtAPoint(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	id, err := o.Points.Add(ctx, o.Who["disp"], o.ID(), market("A"))
	if err != nil {
		t.Fatal(err)
	}
	m := o.Truth(o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "地上有水", Point: id}))
	if m.Point != id {
		t.Errorf("%+v", m)
	}
}
