package chief

import (
	"slices"
	"strconv"

	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/chief"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// MinePage is what the reader's own posts ask of him.
type MinePage struct {
	kit.Frame
	Said  string // what is overdue, else what comes next, in a sentence
	Edge  string // the colour of its light; "" for none
	Posts []MyPost
	Signs []kit.Link // hand-overs that wait for his signature
}

func (*MinePage) Template() string { return "chief-mine" }

// MyPost is one of his posts.
type MyPost struct {
	Title, URL string
	Area       kit.Link
	Light      kit.Light
	Next       string // what is to be done, by when
	Rule       string // how often policy asks for it
	Last       string
	Problems   kit.Link
	Apart      *kit.Link // patrols of which no position came near the area; nil for none
	Cover      string
	Below      []BelowRow
	Empty      []kit.Link // areas below without a chief
	Stands     []kit.Fact
	Note       *kit.Form // nil where nothing is asked for
}

// BelowRow is a post one step below that is overdue.
type BelowRow struct {
	Title, URL, Name, Area string
	Light                  kit.Light
}

func mine(c *kit.Call) error {
	list, err := chiefsOf(c.House).Mine(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	p := &MinePage{Frame: c.Overview("chief"), Said: c.T("chief.none_mine")}
	for i := range list {
		m := mineOf(c, &list[i])
		if m.Apart, err = apartOf(c, &list[i]); err != nil {
			return err
		}
		p.Posts = append(p.Posts, m)
	}
	if i := worst(list); i >= 0 {
		p.Said, p.Edge = p.Posts[i].Next, p.Posts[i].Light.Code
	}
	papers, err := chiefsOf(c.House).Unsigned(c.Ctx, c.Who.Caller, signsShown)
	if err != nil {
		return err
	}
	for _, x := range papers {
		p.Signs = append(p.Signs, kit.Link{Label: c.T("chief.sign_one", "post", titleOf(c, &x.Post.Holding), "area",
			c.AreaName(x.Post.Area)), URL: handoverURL(x.ID)})
	}
	return c.Render(p)
}

// worst is the post that asks first: the first that is overdue, else that is soon due, else the first; -1 for none.
func worst(list []chief.Mine) int {
	for _, s := range []chief.State{chief.Overdue, chief.Soon} {
		if i := slices.IndexFunc(list, func(m chief.Mine) bool { return m.Duty.State == s }); i >= 0 {
			return i
		}
	}
	return min(len(list), 1) - 1
}

// signsShown is how many hand-overs to sign a page names.
const signsShown = 20

func mineOf(c *kit.Call, m *chief.Mine) MyPost {
	p := MyPost{Title: m.Title.In(c.Short()), URL: postURL(m.ID), Light: lightOf(c, &m.Duty),
		Area: kit.Link{Label: c.AreaName(m.Area), URL: areaURL(m.Area, m.Stand.Theme)},
		Next: nextOf(c, &m.Duty, m.Area),
		Rule: ruleOf(c, &m.Duty), Last: lastOf(c, m.Duty.Last), Cover: coverOf(c, &m.Cover)}
	key := "chief.open"
	if m.More {
		key = "chief.open_more"
	}
	p.Problems = kit.Link{Label: c.T(key, "n", strconv.Itoa(m.Open)), URL: problemsURL(m.Area)}
	for _, b := range m.Below {
		p.Below = append(p.Below, BelowRow{Title: b.Title.In(c.Short()), URL: postURL(b.ID), Name: b.Name,
			Area: c.AreaName(b.Area), Light: lightOf(c, &b.Duty)})
	}
	for _, a := range m.Empty {
		p.Empty = append(p.Empty, kit.Link{Label: c.ShortName(a), URL: areaURL(a, m.Stand.Theme)})
	}
	for _, s := range m.Stands {
		p.Stands = append(p.Stands, standOf(c, &s))
	}
	if m.Duty.State != chief.Free {
		f := noteForm(c, m.ID, &m.Holding)
		p.Note = &f
	}
	return p
}

// apartShown and apartDays are how many visits are counted, of how many days.
const (
	apartShown = 20
	apartDays  = 62
)

// apartOf leads to the patrols in his areas of which no position came near the area that was chosen.
func apartOf(c *kit.Call, m *chief.Mine) (*kit.Link, error) {
	f := patrol.Filter{Theme: m.Stand.Theme, Area: m.Area, Apart: true, Limit: apartShown,
		Since: patrol.ParseDay(string(chief.Today(c.Now).Plus(-apartDays)))}
	list, next, err := part.Get[*patrol.Patrols](c.House.Values).Visits(c.Ctx, c.Who.Caller, f)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	key := "patrol.apart_n"
	if next != (patrol.Place{}) {
		key = "patrol.apart_more"
	}
	return &kit.Link{Label: c.T(key, "n", strconv.Itoa(len(list)), "days", strconv.Itoa(apartDays)),
		URL: "/patrols?place=apart&theme=" + m.Stand.Theme + "&area=" + m.Area.String()}, nil
}

// standOf is an indicator in a line.
func standOf(c *kit.Call, s *chief.Figure) kit.Fact {
	f := kit.Fact{Label: policy.Name{Zh: s.Zh, En: s.En}.In(c.Short()), Tone: s.Light, Value: c.T("chief.no_figure")}
	unit := s.Unit
	if s.UnitEn != "" && c.L == lang.En {
		unit = " " + s.UnitEn
	}
	if s.Actual != nil {
		f.Value = s.Actual.Text(s.Decimals) + unit
	}
	if s.Target != nil {
		f.Value += c.T("chief.target", "target", s.Target.Text(s.Decimals)+unit)
	}
	return f
}

// noteForm asks for a day in the area.
func noteForm(c *kit.Call, id int64, h *chief.Holding) kit.Form {
	n := strconv.FormatInt(id, 10)
	text := c.Words("text", "chief.note_text", chief.LongText, true)
	return kit.Form{ID: "note-" + n, Action: postURL(id) + "/note", Once: c.Once(), Title: c.T("chief.do.note"),
		Submit: c.T("chief.do.note"), Hint: c.T("chief.note_hint"), Fields: []kit.Field{{Kind: "date", Name: "day",
			Label: c.T("chief.day"), Value: string(chief.Today(c.Now)), Required: true}, text,
			below(c, "area", h.Area)}}
}

// below offers an area and those directly below it.
func below(c *kit.Call, name string, a area.Code) kit.Field {
	f := kit.Choose(name, c.T("field.area"), true, []kit.Option{{Value: a.String(), Label: c.AreaName(a),
		Selected: true}})
	for _, x := range c.Org.Tree().Children(a) {
		if !x.Former {
			f.Options = append(f.Options, kit.Option{Value: x.Code.String(), Label: x.Name})
		}
	}
	return f
}

// lightOf says how a duty stands, in a colour and words.
func lightOf(c *kit.Call, d *chief.Duty) kit.Light {
	code := map[chief.State]string{chief.Met: "green", chief.Open: "green", chief.Soon: "yellow",
		chief.Overdue: "red"}[d.State]
	if code == "" {
		return kit.Light{Code: "none"}
	}
	return kit.Light{Code: code, Left: c.T("chief.state."+string(d.State), "each", c.T("chief.each."+d.Each)),
		Due: c.T("chief.by", "day", lang.Date(c.L, d.Due.Instant())), ISO: string(d.Due)}
}

// nextOf says what is to be done.
func nextOf(c *kit.Call, d *chief.Duty, a area.Code) string {
	return c.T("chief.next."+string(d.State), "area", c.ShortName(a), "n", strconv.Itoa(d.Left), "due",
		lang.Date(c.L, d.Due.Instant()))
}

// ruleOf says how often policy asks for a day.
func ruleOf(c *kit.Call, d *chief.Duty) string {
	if d.Need == 0 {
		return c.T("chief.rule_none")
	}
	return c.T("chief.rule", "n", strconv.Itoa(d.Need), "each", c.T("chief.each."+d.Each))
}

func lastOf(c *kit.Call, d chief.Day) string {
	if d == "" {
		return c.T("chief.last_never")
	}
	return c.T("chief.last", "day", lang.Date(c.L, d.Instant()))
}

// coverOf says how long ago somebody was in an area.
func coverOf(c *kit.Call, x *chief.Cover) string {
	n := strconv.Itoa
	if x.Areas > 1 {
		return c.T("chief.cover", "n", n(x.Areas), "green", n(x.Green), "yellow", n(x.Yellow), "red", n(x.Red))
	}
	if x.Age < 0 {
		return visited(c, x)
	}
	return c.T("chief.cover_one", "when", visited(c, x))
}

// visited says how long ago the last visit was.
func visited(c *kit.Call, x *chief.Cover) string {
	switch x.Age {
	case -1:
		return c.T("chief.never_visited")
	case 0:
		return c.T("chief.visited_today")
	}
	return c.T("chief.visited", "n", strconv.Itoa(x.Age), "day", lang.Date(c.L, x.Last.Instant()))
}

// titleOf is what a post is called.
func titleOf(c *kit.Call, h *chief.Holding) string {
	t, _ := c.Desk.Policy().Chiefs.Theme(h.Theme)
	if p, ok := t.Post(h.Post); ok {
		return p.In(c.Short())
	}
	return h.Post
}

func postURL(id int64) string { return "/chiefs/" + strconv.FormatInt(id, 10) }

func handoverURL(id int64) string { return "/chiefs/handovers/" + strconv.FormatInt(id, 10) }

func areaURL(a area.Code, theme string) string {
	return "/chiefs/areas/" + a.String() + "?theme=" + theme
}

func problemsURL(a area.Code) string { return "/lists/problem?open=1&area=" + a.String() }
