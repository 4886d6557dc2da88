package browser

import (
	"crypto/rand"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/indicator"
)

// The county of the plan's city, its township and the two villages there.
const (
	plansCounty = area.Code(430405000000)
	plansTown   = area.Code(430405100000)
	plansFirst  = area.Code(430405100200)
	plansOther  = area.Code(430405100201)
)

// planCity is a small city whose clock is set by hand: a county with a township of two villages, the set by which
// village economies are measured, its targets, and what the first village reported of the year before.
type planCity struct {
	*ownCity
	set int64
}

// planPeople are those who take a step with the plan, by their logins.
var planPeople = []string{"disp", "qu", "leader", "zhen", "cun"}

func newPlanCity(t *testing.T) *planCity {
	t.Helper()
	at := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	c := &planCity{ownCity: ownCityAt(t, time.Date(2026, 10, 28, 10, 0, 0, 0, calendar.China()), []org.Change{
		&org.AreaSet{Area: 430400000000, Name: "衡阳市"}, &org.AreaSet{Area: plansCounty, Name: "珠晖区"},
		&org.AreaSet{Area: plansTown, Name: "茶山坳镇"}, &org.AreaSet{Area: plansFirst, Name: "堰头村"},
		&org.AreaSet{Area: plansOther, Name: "金甲村"}, &org.UnitSet{Code: "nyj", Zh: "区农业农村局", Area: plansCounty},
		&org.UnitSet{Code: "zhen", Zh: "茶山坳镇政府", Area: plansTown},
		&org.UnitSet{Code: "cun", Zh: "堰头村委会", Area: plansFirst},
		&org.PersonSet{Login: "disp", Name: "受理甲", Posts: at(matter.Dispatcher, plansCounty)},
		&org.PersonSet{Login: "qu", Name: "区督查", Posts: at(matter.Supervisor, plansCounty)},
		&org.PersonSet{Login: "leader", Name: "区领导", Posts: at(matter.Leader, plansCounty)},
		&org.PersonSet{Login: "zhen", Name: "镇长", Posts: at(matter.UnitHead, 0), UnitCodes: []string{"zhen"}},
		&org.PersonSet{Login: "cun", Name: "村文书", Posts: at(matter.UnitClerk, 0), UnitCodes: []string{"cun"}}})}
	c.measured()
	return c
}

func (c *planCity) caller(login string) org.Caller {
	p, _ := c.Org().PersonByLogin(login)
	return p.Caller()
}

// unit is the id of a unit as it stands in a form.
func (c *planCity) unit(code string) string {
	u, _ := c.Org().UnitByCode(code)
	return strconv.FormatInt(u.ID, 10)
}

// measured begins the set, aims at 100,000 yuan for 2025 and 200,000 for 2026, and reports 2024 for the first village.
func (c *planCity) measured() {
	c.t.Helper()
	list, err := indicator.ShippedSets()
	if err != nil {
		c.t.Fatal(err)
	}
	x, ctx := part.Get[*indicator.Indicators](c.Values), c.t.Context()
	for _, s := range list {
		if s.Key != "village-economy" {
			continue
		}
		d := s.Definition
		d.Area, d.From, d.To = plansCounty, indicator.Span(202400).From(), indicator.Span(202600).To()
		if c.set, err = x.Define(ctx, c.caller("qu"), c.command(), d); err != nil {
			c.t.Fatal(err)
		}
	}
	for span, value := range map[indicator.Span]indicator.Amount{indicator.Base: 50_000, 202500: 100_000,
		202600: 200_000} {
		a := indicator.Aim{Code: "income", Span: span, Entries: []indicator.Entry{{Area: plansCounty,
			Value: value * indicator.One}}}
		if err := x.Target(ctx, c.caller("qu"), c.command(), c.set, a); err != nil {
			c.t.Fatal(err)
		}
	}
	r := indicator.Reporting{Area: plansFirst, Span: 202400, Answers: map[string]string{"late:": "补报"},
		Values: indicator.Values{"income": 520_005_000, "own_business": 520_005_000, "contracts": 0, "investments": 0,
			"other_business": 0}}
	if err := x.Report(ctx, c.caller("cun"), c.command(), c.set, r); err != nil {
		c.t.Fatal(err)
	}
}

// command is the id of a command.
func (c *planCity) command() ledger.ID {
	c.t.Helper()
	id, err := ledger.NewID(c.Now(), rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// numberIn is the number in an address: /plans/17/edit is 17.
func numberIn(path string) string {
	return strings.Trim(regexp.MustCompile(`/\d+`).FindString(path), "/")
}
