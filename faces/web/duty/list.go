package duty

import (
	"net/url"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/duty"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// List is the standing duties, what is due next first.
type List struct {
	kit.Frame
	Said  string // what is late, else what comes next, in a sentence
	Bad   bool   // something is late
	Late  []Late // the longest overdue first
	Chips []kit.Link
	Areas kit.Field
	Keep  []kit.Field // what the filter of areas keeps
	Rows  []Row
	File  string
	New   string // "" for who may not
	Pager kit.Pager
}

func (*List) Template() string { return "duties" }

// Row is a duty in the list.
type Row struct {
	Title, URL, Unit, Area string
	When                   string // how often
	Next                   string // what is due next
	Light                  kit.Light
	Task                   *kit.Link // the task that went out last
}

// Late is a report that did not come in time.
type Late struct {
	Title, URL string // of its task: there it is reported, or urged
	Unit       string
	Light      kit.Light
}

const (
	lateShown  = 5
	rowsShown  = 30
	rowsInFile = 2000
)

// asked is the filter of an address.
func asked(c *kit.Call) (duty.Filter, error) {
	q := c.R.URL.Query()
	f := duty.Filter{Mine: q.Get("mine") == "1", Over: q.Get("over") == "1", Limit: rowsShown,
		Behind: duty.ParsePlace(q.Get("from"))}
	if s := q.Get("area"); s != "" {
		a, err := area.Parse(s)
		if err != nil {
			return f, err
		}
		f.Area = a
	}
	f.Unit, _ = strconv.ParseInt(q.Get("unit"), 10, 64)
	return f, nil
}

// address is the list under a filter.
func address(path string, f duty.Filter) string {
	v := url.Values{}
	for name, on := range map[string]bool{"mine": f.Mine, "over": f.Over} {
		if on {
			v.Set(name, "1")
		}
	}
	if f.Area != 0 {
		v.Set("area", f.Area.String())
	}
	if f.Unit != 0 {
		v.Set("unit", strconv.FormatInt(f.Unit, 10))
	}
	if s := f.Behind.String(); s != "" {
		v.Set("from", s)
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func list(c *kit.Call) error {
	f, err := asked(c)
	if err != nil {
		return err
	}
	lines, next, err := dutiesOf(c.House).List(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("duty"), Areas: c.AnyAreaField("area", false, f.Area, f.Area)}
	for i := range lines {
		p.Rows = append(p.Rows, rowOf(c, &lines[i]))
	}
	plain := f
	plain.Behind = duty.Place{}
	for _, x := range []struct {
		key        string
		mine, over bool
	}{{"duty.all", false, false}, {"duty.mine", true, false}, {"duty.over", false, true}} {
		to := plain
		to.Mine, to.Over = x.mine, x.over
		p.Chips = append(p.Chips, kit.Link{Label: c.T(x.key), URL: address("/duties", to),
			Current: f.Mine == x.mine && f.Over == x.over})
	}
	for name, on := range map[string]bool{"mine": f.Mine, "over": f.Over} {
		if on {
			p.Keep = append(p.Keep, kit.Field{Kind: "hidden", Name: name, Value: "1"})
		}
	}
	if err := p.say(c, f, lines); err != nil {
		return err
	}
	p.File = address("/duties/list.xlsx", plain)
	if dutiesOf(c.House).MayKeepSomewhere(c.Who.Caller) {
		p.New = "/duties/new"
	}
	if f.Behind != (duty.Place{}) {
		p.Pager.First = address("/duties", plain)
	}
	if next != (duty.Place{}) {
		plain.Behind = next
		p.Pager.Next = address("/duties", plain)
	}
	return c.Render(p)
}

// say says first what is late, and where nothing is what comes next.
func (p *List) say(c *kit.Call, f duty.Filter, lines []duty.Line) error {
	p.Said = c.T("duty.none_next")
	if len(lines) > 0 && lines[0].Next != nil && !f.Over {
		p.Said = c.T("duty.first_next", "title", lines[0].Title, "due", lang.Due(c.L, c.Now, lines[0].Next.Due))
	}
	f.Limit = lateShown
	list, more, err := dutiesOf(c.House).Late(c.Ctx, c.Who.Caller, f)
	if err != nil || len(list) == 0 {
		return err
	}
	for i := range list {
		m := list[i].Task
		p.Late = append(p.Late, Late{Title: m.Title, URL: kit.MatterURL(m.ID), Unit: c.UnitName(m.Lead),
			Light: c.CardOf(m).Light})
	}
	key := "duty.late"
	if more {
		key = "duty.late_more"
	}
	p.Bad, p.Said = true, c.T(key, "n", strconv.Itoa(len(list)), "title", p.Late[0].Title, "left",
		p.Late[0].Light.Left)
	return nil
}

func rowOf(c *kit.Call, l *duty.Line) Row {
	r := Row{Title: l.Title, URL: dutyURL(l.ID), Unit: c.UnitName(l.Lead), Area: c.AreaName(l.Area),
		When: rhythm(c, &l.Schedule), Next: nextOf(c, &l.Stand), Light: kit.Light{Code: "none"}}
	if l.Task != nil {
		r.Light, r.Task = lightOf(c, l.Task), &kit.Link{Label: l.Task.Title, URL: kit.MatterURL(l.Task.ID)}
	}
	return r
}

// lightOf says how a period's report stands: what is open has its task's light, the rest whether it came in time.
func lightOf(c *kit.Call, m *matter.Matter) kit.Light {
	switch {
	case m.State == matter.StruckOff || m.State == matter.Fixed:
		if duty.Late(m) {
			return kit.Light{Code: "yellow", Left: c.T("duty.came_late", "at", lang.Date(c.L, m.FixedAt))}
		}
		return kit.Light{Code: "green", Left: c.T("duty.came", "at", lang.Date(c.L, m.FixedAt))}
	case !m.State.Open():
		return kit.Light{Code: "grey", Left: c.T("state." + m.State.String())}
	}
	return c.CardOf(m).Light
}

// nextOf says what comes next.
func nextOf(c *kit.Call, s *duty.Stand) string {
	switch {
	case s.Ended != 0:
		return c.T("duty.ended", "at", lang.Date(c.L, s.Ended))
	case s.Next == nil:
		return c.T("duty.no_more")
	}
	return c.T("duty.next", "due", lang.Date(c.L, s.Next.Due), "opens", lang.Date(c.L, s.Next.Opens))
}

// rhythm is a schedule in words: "每月 28 日 · 4 月 1 日至 9 月 30 日".
func rhythm(c *kit.Call, s *duty.Schedule) string {
	n := strconv.Itoa
	var out string
	switch s.Rhythm {
	case duty.Weekly:
		out = c.T("duty.each.week", "day", c.T("duty.weekday."+n(s.Day)))
	case duty.Quarterly:
		out = c.T("duty.each.quarter", "month", n(s.Month), "day", n(s.Day))
	case duty.Yearly:
		out = c.T("duty.each.year", "month", n(s.Month), "day", n(s.Day))
	default:
		out = c.T("duty.each.month", "day", n(s.Day))
	}
	if s.Season != (duty.Season{}) {
		out += " · " + c.T("duty.in_season", "from", dayOf(s.Season.From), "to", dayOf(s.Season.To))
	}
	return out
}

// dayOf is a day of every year as forms have it: "4-1".
func dayOf(m duty.MonthDay) string {
	if m == 0 {
		return ""
	}
	return strconv.Itoa(int(m)/100) + "-" + strconv.Itoa(int(m)%100)
}

// listFile is the list as a spreadsheet, all of it.
func listFile(c *kit.Call) error {
	f, err := asked(c)
	if err != nil {
		return err
	}
	f.Behind, f.Limit = duty.Place{}, 200
	g := sheet.Grid{Title: c.T("tab.duty"), Heads: []string{c.T("duty.title"), c.T("duty.text"), c.T("field.area"),
		c.T("field.lead"), c.T("field.co"), c.T("duty.rhythm"), c.T("duty.coming"), c.T("duty.latest"),
		c.T("duty.state")}}
	for len(g.Rows) < rowsInFile {
		lines, next, err := dutiesOf(c.House).List(c.Ctx, c.Who.Caller, f)
		if err != nil {
			return err
		}
		for i := range lines {
			r, task, state := rowOf(c, &lines[i]), "", ""
			if r.Task != nil {
				task, state = r.Task.Label, c.T("light."+r.Light.Code)+" "+r.Light.Left
			}
			g.Rows = append(g.Rows, []any{r.Title, lines[i].Text, r.Area, r.Unit, c.UnitNames(lines[i].Co), r.When,
				r.Next, task, state})
		}
		if next == (duty.Place{}) {
			break
		}
		f.Behind = next
	}
	return g.Write(c.File("xlsx"))
}

func dutyURL(id int64) string { return "/duties/" + strconv.FormatInt(id, 10) }
