package patrol

import (
	"net/url"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/loop/track"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// List is the visits, the latest first.
type List struct {
	kit.Frame
	Said  string // what goes on now, else what was last
	Under []kit.Link
	Chips []kit.Link
	Areas kit.Field
	Keep  []kit.Field // what the filter of areas keeps
	Rows  []Row
	Walk  bool // the reader may walk somewhere
	Note  *kit.Form
	Pager kit.Pager
}

func (*List) Template() string { return "patrols" }

// Row is a visit.
type Row struct {
	Area, Day, Theme, Who string
	Source                string // how it is known
	Where                 string // of a patrol: whether positions agree
	Apart                 bool   // they do not
	URL                   string // of its patrol; "" for none
	Note                  string
}

const (
	rowsShown = 30
	mineShown = 20
)

// asked is the filter of an address.
func asked(c *kit.Call) (patrol.Filter, error) {
	q := c.R.URL.Query()
	f := patrol.Filter{Theme: q.Get("theme"), Apart: q.Get("place") == "apart", Limit: rowsShown}
	if s := q.Get("area"); s != "" {
		a, err := area.Parse(s)
		if err != nil {
			return f, err
		}
		f.Area = a
	}
	day, id, _ := strings.Cut(q.Get("from"), ".")
	n, err := strconv.Atoi(day)
	m, wrong := strconv.ParseInt(id, 10, 64)
	if err == nil && wrong == nil {
		f.Behind = patrol.Place{Day: patrol.Day(n), ID: m}
	}
	return f, nil
}

func address(f patrol.Filter) string {
	v := url.Values{}
	if f.Theme != "" {
		v.Set("theme", f.Theme)
	}
	if f.Area != 0 {
		v.Set("area", f.Area.String())
	}
	if f.Apart {
		v.Set("place", "apart")
	}
	if f.Behind != (patrol.Place{}) {
		v.Set("from", strconv.Itoa(int(f.Behind.Day))+"."+strconv.FormatInt(f.Behind.ID, 10))
	}
	if len(v) == 0 {
		return "/patrols"
	}
	return "/patrols?" + v.Encode()
}

func list(c *kit.Call) error { return showList(c, nil, nil) }

func showList(c *kit.Call, sent *kit.Sent, wrong error) error {
	x := patrolsOf(c.House)
	f, err := asked(c)
	if err != nil {
		return err
	}
	visits, next, err := x.Visits(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("patrol"), Areas: c.AnyAreaField("area", false, f.Area, f.Area),
		Walk: x.MayWalkSomewhere(c.Who.Caller)}
	for _, v := range visits {
		p.Rows = append(p.Rows, rowOf(c, v))
	}
	plain := f
	plain.Behind = patrol.Place{}
	p.chips(c, plain)
	if f.Behind != (patrol.Place{}) {
		p.Pager.First = address(plain)
	}
	if next != (patrol.Place{}) {
		plain.Behind = next
		p.Pager.Next = address(plain)
	}
	if err := p.say(c); err != nil {
		return err
	}
	if p.Walk {
		p.Note = noteForm(c)
	}
	if wrong != nil && p.Note != nil {
		c.Wrong(&p.Frame, p.Note, sent, wrong)
	}
	return c.Render(p)
}

// chips are the themes, and those patrols of which no position came near; Keep is what the filter of areas keeps.
func (p *List) chips(c *kit.Call, f patrol.Filter) {
	to := f
	to.Theme = ""
	p.Chips = append(p.Chips, kit.Link{Label: c.T("patrol.all"), URL: address(to), Current: f.Theme == ""})
	for _, t := range c.Desk.Policy().Chiefs.Themes {
		to.Theme = t.Code
		p.Chips = append(p.Chips, kit.Link{Label: t.In(c.L), URL: address(to), Current: f.Theme == t.Code})
	}
	to = f
	to.Apart = !f.Apart
	p.Chips = append(p.Chips, kit.Link{Label: c.T("patrol.apart"), URL: address(to), Current: f.Apart})
	if f.Theme != "" {
		p.Keep = append(p.Keep, kit.Field{Kind: "hidden", Name: "theme", Value: f.Theme})
	}
	if f.Apart {
		p.Keep = append(p.Keep, kit.Field{Kind: "hidden", Name: "place", Value: "apart"})
	}
}

// say says first what the reader has under way, else what was last.
func (p *List) say(c *kit.Call) error {
	mine, err := patrolsOf(c.House).Mine(c.Ctx, c.Who.Caller, mineShown)
	if err != nil {
		return err
	}
	for _, s := range mine {
		if s.Ended == "" {
			p.Under = append(p.Under, kit.Link{Label: themeOf(c, s.Theme) + " · " + c.AreaName(s.Area),
				URL: patrolURL(s.ID)})
		}
	}
	switch {
	case len(p.Under) > 0:
		p.Said = c.T("patrol.under", "n", strconv.Itoa(len(p.Under)))
	case len(p.Rows) > 0:
		p.Said = c.T("patrol.last", "area", p.Rows[0].Area, "day", p.Rows[0].Day)
	default:
		p.Said = c.T("patrol.none")
	}
	return nil
}

func rowOf(c *kit.Call, v patrol.Visit) Row {
	r := Row{Area: c.AreaName(v.Area), Day: lang.Date(c.L, v.Day.Instant()), Theme: themeOf(c, v.Theme),
		Who: c.PeopleNames(v.Persons), Source: c.T("patrol.source." + string(v.Source)), Note: v.Note}
	if v.Post != 0 {
		r.URL = "/chiefs/" + strconv.FormatInt(v.Post, 10)
	}
	if len(v.Persons) == 0 {
		r.Who = c.T("patrol.nobody")
	}
	if v.Patrol != 0 {
		r.URL, r.Where, r.Apart = patrolURL(v.Patrol), whereOf(c, v.Where), v.Where == track.Apart
	}
	return r
}

// whereOf says whether positions agree with what the person says.
func whereOf(c *kit.Call, w track.Where) string {
	if w == track.Unjudged {
		w = "none"
	}
	return c.T("patrol.where." + string(w))
}

// themeOf is the name of a theme; its code where policy has it no more.
func themeOf(c *kit.Call, code string) string {
	if t, ok := c.Desk.Policy().Chiefs.Theme(code); ok {
		return t.In(c.L)
	}
	return code
}

func noteForm(c *kit.Call) *kit.Form {
	themes := kit.Choose("theme", c.T("patrol.theme"), true, nil)
	for _, t := range c.Desk.Policy().Chiefs.Themes {
		themes.Options = append(themes.Options, kit.Option{Value: t.Code, Label: t.In(c.L)})
	}
	return &kit.Form{ID: "note", Action: "/patrols/note", Once: c.Once(), Title: c.T("patrol.do.note"),
		Hint: c.T("patrol.note_hint"), Submit: c.T("patrol.do.note"), Fields: []kit.Field{themes,
			c.AnyAreaField("area", true, c.OwnArea(), c.OwnArea()),
			{Kind: "date", Name: "day", Label: c.T("patrol.day"), Required: true,
				Value: patrol.DayOf(c.Now).String()},
			c.Words("text", "patrol.note", matter.MaxNote, true)}}
}

func noted(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	if err := noteSent(c, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showList(c, s, err)
	}
	c.Flash("flash.patrol_noted", "")
	c.To("/patrols")
	return nil
}

func noteSent(c *kit.Call, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	n := patrol.Note{Theme: s.Get("theme"), Area: s.Area("area"), Day: patrol.ParseDay(s.Get("day")),
		Text: s.Text("text")}
	if s.Bad != nil {
		return s.Bad
	}
	return patrolsOf(c.House).Noted(c.Ctx, c.Who.Caller, command, n, nil)
}

func patrolURL(id int64) string { return "/patrols/" + strconv.FormatInt(id, 10) }
