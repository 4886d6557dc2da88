package indicator_test

import (
	"context"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/indicator"
)

// The areas beside those of citytest.
const (
	Town    = area.Code(430405100000)
	V1      = area.Code(430405100200)
	V2      = area.Code(430405100201)
	V3      = area.Code(430405100202)
	New     = area.Code(430405100203)
	FarTown = area.Code(430406100000)
	FarV    = area.Code(430406100200)
)

var villages = []area.Code{V1, V2, V3, FarV}

// town is a city with its indicators and one set.
type town struct {
	*citytest.Office
	*indicator.Indicators
	ctx context.Context
	set int64
}

// amount is so many units.
func amount(n int64) indicator.Amount { return indicator.Amount(n) * indicator.One }

// plain is a set with an indicator of each rule.
func plain(at *citytest.Office) indicator.Definition {
	low, high := amount(50_000), amount(200_000)
	return indicator.Definition{Zh: "试验", En: "Trial", Area: citytest.City, Due: 10, Villages: "village",
		From: citytest.Instant(at.T, "2025-01-01 00:00"), To: citytest.Instant(at.T, "2028-01-01 00:00"),
		Indicators: []indicator.Indicator{
			{Code: "planted", Zh: "新造", En: "Planted", Unit: "亩", Rule: indicator.Sum, Level: "village",
				Every:    "quarter",
				Decimals: 1},
			{Code: "income", Zh: "经营性收入", En: "Income", Unit: "元", Rule: indicator.Last, Level: "village",
				Every: "quarter", Minus: true},
			{Code: "stand", Zh: "面积", En: "Area", Unit: "亩", Rule: indicator.Last, Level: "village", Every: "quarter"},
			{Code: "price", Zh: "单价", En: "Price", Unit: "元", Rule: indicator.Max, Level: "village", Every: "quarter",
				Optional: true},
			{Code: "yield", Zh: "亩产", En: "Yield", Unit: "元", Rule: indicator.Ratio, Over: "income", Under: "stand",
				Decimals: 2},
			{Code: "weak", Zh: "薄弱村", En: "Weak", Unit: "个", Rule: indicator.Band, Of: "income", Until: &low,
				Less: true},
			{Code: "rich", Zh: "富裕村", En: "Rich", Unit: "个", Rule: indicator.Band, Of: "income", From: &high},
		},
		Checks: []indicator.Between{{Text: "planted <= stand", Zh: "新造 ≤ 面积", En: "planted ≤ area"}}}
}

// over lets go of the town's connections: a law makes more towns than a server has.
func (o *town) over() {
	o.Office.Close()
	o.Office.DB.Close()
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*indicator.Indicators](o.Values)
	if !ok {
		t.Fatal("no indicators")
	}
	at := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	o.ChangeOrg(&org.AreaSet{Area: Town, Name: "茶山坳镇"}, &org.AreaSet{Area: V1, Name: "堰头村"},
		&org.AreaSet{Area: V2, Name: "金甲村"}, &org.AreaSet{Area: V3, Name: "增福村"},
		&org.AreaSet{Area: FarTown, Name: "岳屏镇"}, &org.AreaSet{Area: FarV, Name: "金甲村"},
		&org.UnitSet{Code: "v1", Zh: "堰头村委会", Area: V1}, &org.UnitSet{Code: "v2", Zh: "金甲村委会", Area: V2},
		&org.UnitSet{Code: "town", Zh: "茶山坳镇政府", Area: Town},
		&org.PersonSet{Login: "v1", Name: "文书甲", Posts: at(matter.UnitClerk, 0), UnitCodes: []string{"v1"}},
		&org.PersonSet{Login: "v2", Name: "文书乙", Posts: at(matter.UnitClerk, 0), UnitCodes: []string{"v2"}},
		&org.PersonSet{Login: "town", Name: "镇长丙", Posts: at(matter.UnitHead, 0), UnitCodes: []string{"town"}},
		&org.PersonSet{Login: "desk", Name: "镇里丁", Posts: at(matter.Dispatcher, Town)},
		&org.PersonSet{Login: "fardesk", Name: "岳屏戊", Posts: at(matter.Dispatcher, FarTown)},
		&org.PersonSet{Login: "county", Name: "区里己", Posts: at(matter.Supervisor, citytest.County)})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	w := &town{Office: o, Indicators: x, ctx: context.Background()}
	var err error
	if w.set, err = x.Define(w.ctx, o.Who["sup"], o.ID(), plain(o)); err != nil {
		t.Fatal(err)
	}
	return w
}

// figures are those of a village.
func figures(planted, income, stand int64) indicator.Values {
	return indicator.Values{"planted": amount(planted), "income": amount(income), "stand": amount(stand)}
}

// report reports as somebody, with an answer to whatever is asked.
func (o *town) report(login string, a area.Code, s indicator.Span, v indicator.Values, reason string) error {
	r := indicator.Reporting{Area: a, Span: s, Values: v, Reason: reason, Answers: map[string]string{}}
	list, err := o.Questions(o.ctx, org.Caller{System: true}, o.set, r)
	if err != nil {
		return err
	}
	for _, q := range list {
		r.Answers[q.Key()] = "核对过"
	}
	return o.Report(o.ctx, o.Who[login], o.ID(), o.set, r)
}

// review reviews what waits of a span in an area.
func (o *town) review(login string, a area.Code, s indicator.Span) error {
	list, err := o.ToReview(o.ctx, org.Caller{System: true}, o.set, a, s, 100)
	if err != nil || len(list) == 0 {
		return err
	}
	var seen []indicator.Judged
	for _, x := range list {
		seen = append(seen, indicator.Judged{Area: x.Area, Seq: x.Seq})
	}
	return o.Review(o.ctx, o.Who[login], o.ID(), o.set, s, seen)
}

// must wants no error.
func (o *town) must(err error) {
	o.Office.T.Helper()
	if err != nil {
		o.Office.T.Fatal(err)
	}
}

// refused wants a fault.
func (o *town) refused(err error, code string) {
	o.Office.T.Helper()
	if fault.Code(err) != code {
		o.Office.T.Fatalf("%v; want %s", err, code)
	}
}

// proven wants the tables to be what the events and the sheets say.
func (o *town) proven() {
	o.Office.T.Helper()
	if err := indicator.Check(o.ctx, o.DB.Read(), 4304, nil, func(s string) { o.Office.T.Error(s) }); err != nil {
		o.Office.T.Fatal(err)
	}
}

// stand is how an indicator stands in an area.
func (o *town) stand(a area.Code, code string) indicator.Stand {
	o.Office.T.Helper()
	list, err := o.Standing(o.ctx, org.Caller{System: true}, o.set, a, []string{code})
	if err != nil || len(list) != 1 {
		o.Office.T.Fatalf("%v, %v", list, err)
	}
	return list[0]
}
