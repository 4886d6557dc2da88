package tally

import (
	"net/url"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/tally"
	"xiaohao/platform/lang"
)

// List is the surveys, the latest first.
type List struct {
	kit.Frame
	Turns []Turn // what the reader counts next
	Chips []kit.Link
	Areas kit.Field
	Keep  []kit.Field
	Rows  []Row
	File  string
	Roll  string // the roll-up per area
	New   string // "" for who may not
	Pager kit.Pager
}

func (*List) Template() string { return "tallies" }

// Row is a survey in the list.
type Row struct {
	Title, URL, Area string
	Verdict          kit.Light
	Said, When       string
}

// Turn is an appointment of the reader's.
type Turn struct {
	Site, URL, When, Title string
}

const (
	rowsShown   = 20
	rowsInFile  = 200
	rowsInSheet = 5000
	turnsShown  = 5
)

// asked is the filter of an address.
func asked(c *kit.Call) (tally.Filter, error) {
	q := c.R.URL.Query()
	f := tally.Filter{Over: q.Get("over") == "1", Limit: rowsShown}
	f.Behind, _ = strconv.ParseInt(q.Get("from"), 10, 64)
	if s := q.Get("area"); s != "" {
		a, err := area.Parse(s)
		if err != nil {
			return f, err
		}
		f.Area = a
	}
	return f, nil
}

// address is the list under a filter.
func address(path string, f tally.Filter) string {
	v := url.Values{}
	if f.Over {
		v.Set("over", "1")
	}
	if f.Area != 0 {
		v.Set("area", f.Area.String())
	}
	if f.Behind != 0 {
		v.Set("from", number(f.Behind))
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
	x := talliesOf(c.House)
	all, next, err := x.List(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("tallies"), Areas: c.AnyAreaField("area", false, f.Area, f.Area)}
	for i := range all {
		r, err := rowOf(c, &all[i])
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, r)
	}
	if err := p.turns(c); err != nil {
		return err
	}
	plain := f
	plain.Behind = 0
	for _, over := range []bool{false, true} {
		to := plain
		to.Over = over
		key := map[bool]string{false: "tally.running", true: "tally.ended"}[over]
		p.Chips = append(p.Chips, kit.Link{Label: c.T(key), URL: address("/tallies", to), Current: f.Over == over})
	}
	if f.Over {
		p.Keep = []kit.Field{{Kind: "hidden", Name: "over", Value: "1"}}
	}
	p.File, p.Roll = address("/tallies/list.xlsx", plain), address("/tallies/areas.xlsx", plain)
	if x.MayKeepSomewhere(c.Who.Caller) {
		p.New = "/tallies/new"
	}
	if f.Behind != 0 {
		p.Pager.First = address("/tallies", plain)
	}
	if next != 0 {
		plain.Behind = next
		p.Pager.Next = address("/tallies", plain)
	}
	return c.Render(p)
}

// turns are the reader's next appointments that have no sheet.
func (p *List) turns(c *kit.Call) error {
	due, err := talliesOf(c.House).DueFor(c.Ctx, c.Who.Caller, c.Now)
	if err != nil {
		return err
	}
	for _, d := range due {
		if d.Turn.Person == c.Who.Person && !d.Counts && len(p.Turns) < turnsShown {
			p.Turns = append(p.Turns, Turn{Site: d.Site.Name, Title: d.Title, When: lang.DateTime(c.L, d.Turn.At),
				URL: typeURL(d.Tally, d.Wave, d.No)})
		}
	}
	return nil
}

// rowOf is a survey with what it found of everybody.
func rowOf(c *kit.Call, s *tally.Stand) (Row, error) {
	r := Row{Title: s.Title, URL: surveyURL(s.ID), Area: c.AreaName(s.Area), Verdict: kit.Light{Code: "none"},
		When: spanOf(c, s.Plan.Before) + " / " + spanOf(c, s.Plan.After)}
	if s.Drawn == 0 {
		r.Said = c.T("tally.undrawn")
		return r, nil
	}
	p, err := talliesOf(c.House).Pairs(c.Ctx, s)
	if err != nil {
		return r, err
	}
	f := p.Find(tally.Stratum{})
	r.Verdict, r.Said = verdict(c, &f), said(c, &f)
	return r, nil
}

// spanOf is a span in words; its end is the day before.
func spanOf(c *kit.Call, s tally.Span) string {
	return c.T("tally.span", "from", lang.Date(c.L, s.From), "until", lang.Date(c.L, s.Until-1))
}

func surveyURL(id int64) string { return "/tallies/" + number(id) }

func typeURL(id int64, w tally.Wave, place int) string {
	return surveyURL(id) + "/type?wave=" + string(w) + "&place=" + strconv.Itoa(place)
}
