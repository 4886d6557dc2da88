package chief_test

import (
	"context"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/chief"
	"xiaohao/parts/patrol"
	"xiaohao/platform/store"
)

const (
	city    = citytest.City
	county  = citytest.County
	street  = citytest.Street
	village = citytest.Village
)

// town is a city with chiefs: sup keeps posts, and vc, tc, cc, mc hold posts in the village, township, county and city,
// vc2 and tc2 come after the first two.
type town struct {
	*citytest.Office
	*chief.Chiefs
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	unit := func(login, name string) *org.PersonSet {
		return &org.PersonSet{Login: login, Name: name, Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"she"}}
	}
	o.ChangeOrg(unit("vc", "村长一"), unit("vc2", "村长二"), unit("tc", "镇长一"), unit("tc2", "镇长二"), unit("cc", "县长一"),
		unit("mc", "市长一"))
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	return &town{o, part.Get[*chief.Chiefs](o.Values), context.Background()}
}

func (o *town) person(login string) int64 {
	o.T.Helper()
	p, ok := o.Org().PersonByLogin(login)
	if !ok {
		o.T.Fatalf("nobody is called %s", login)
	}
	return p.ID
}

// give gives a post of the forest theme, which must be taken.
func (o *town) give(post string, a area.Code, login string, since chief.Day) int64 {
	o.T.Helper()
	g := chief.Giving{Theme: "forest", Post: post, Area: a, Since: since}
	if g.Name = login; o.known(login) {
		g.Person, g.Name = o.person(login), ""
	}
	id, err := o.Appoint(o.ctx, o.Who["sup"], o.ID(), g)
	if err != nil {
		o.T.Fatalf("%s: %v", login, err)
	}
	return id
}

func (o *town) known(login string) bool { _, ok := o.Org().PersonByLogin(login); return ok }

// chain gives the chiefs of all four levels.
func (o *town) chain() (vc, tc, cc, mc int64) {
	o.T.Helper()
	return o.give("chief", village, "vc", "2026-01-01"), o.give("chief", street, "tc", "2026-01-01"),
		o.give("chief", county, "cc", "2026-01-01"), o.give("chief", city, "mc", "2026-01-01")
}

// visit appends what package patrol says of a leg.
func (o *town) visit(a area.Code, day string, persons ...int64) {
	o.T.Helper()
	_, err := o.Ledger().Append(o.ctx, ledger.Request{ID: o.ID(), Decide: func(context.Context, *store.Tx,
		calendar.Instant) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: patrol.VisitedType, Subject: ledger.New, Body: patrol.Visited{Theme: "forest",
			Area: a, Day: day, Persons: persons, Source: patrol.ByPatrol}}}, nil
	}})
	if err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) duty(id int64) chief.Duty {
	o.T.Helper()
	s, err := o.Sheet(o.ctx, o.Who["sup"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return *s.Duty
}

func (o *town) mine(login string) chief.Mine {
	o.T.Helper()
	list, err := o.Mine(o.ctx, o.Who[login])
	if err != nil || len(list) != 1 {
		o.T.Fatal(len(list), err)
	}
	return list[0]
}

// proven checks the tables.
func (o *town) proven() {
	o.T.Helper()
	o.CatchUp()
	for _, s := range o.faults() {
		o.T.Error(s)
	}
}

func (o *town) faults() (out []string) {
	o.T.Helper()
	err := chief.Check(o.ctx, o.Office.DB.Read(), 4304, nil, func(s string) { out = append(out, s) })
	if err != nil {
		o.T.Fatal(err)
	}
	return out
}

// refused demands a fault.
func (o *town) refused(code string, err error) {
	o.T.Helper()
	if fault.Code(err) != code {
		o.T.Errorf("got %v, want %s", err, code)
	}
}
