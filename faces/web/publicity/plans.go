package publicity

import (
	"net/url"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
	"xiaohao/platform/lang"
)

// Plans is what should hang where, what lacks first.
type Plans struct {
	kit.Frame
	Said  string // all of it in one sentence
	Bad   bool
	Rows  []PlanRow
	Chips []kit.Link
	Areas kit.Field
	New   string // address of a new plan; "" for who may not
	Mine  bool
	Lack  bool
}

func (*Plans) Template() string { return "publicity-plans" }

// PlanRow is a plan in the list.
type PlanRow struct {
	URL, Where, Content, Unit string
	Said                      string // "应有 12 处，已落实 9 处，缺 3 处"
	Light                     kit.Light
	Segments                  []kit.Segment
	Lack                      []string // the names of positions where nothing hangs, a few
	More                      string   // how many more lack
}

// lackShown is how many positions a row of the list names.
const lackShown = 4

func plans(c *kit.Call) error {
	a, err := inArea(c)
	if err != nil {
		return err
	}
	q := c.R.URL.Query()
	f := publicity.Filter{Area: a, Lack: q.Get("lack") == "1"}
	if q.Get("mine") == "1" {
		f.Mine = ownUnits(c)
	}
	list, err := publicityOf(c.House).Lines(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &Plans{Frame: c.Overview("publicity"), Mine: f.Mine != nil, Lack: f.Lack}
	p.Title = c.T("publicity.plans")
	should, up, lack, stale := 0, 0, 0, 0
	for i := range list {
		l := &list[i]
		should, up, lack, stale = should+l.Should, up+l.Up, lack+l.Missing, stale+l.Stale
		row, err := planRow(c, l)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	p.Said, p.Bad = c.T("publicity.sum", "n", strconv.Itoa(len(list)), "said", counted(c, should, up, lack, stale)),
		lack+stale > 0
	p.Chips = planChips(c, q)
	p.Areas = c.AreasField("area", false, a, 0)
	if publicityOf(c.House).MayPlanSomewhere(c.Who.Caller) {
		p.New = "/publicity/plans/new"
	}
	return c.Render(p)
}

// ownUnits are the units of the reader; where he has none, none.
func ownUnits(c *kit.Call) []int64 {
	out := []int64{}
	for _, o := range c.Who.Posts {
		if o.Unit != 0 {
			out = append(out, o.Unit)
		}
	}
	return out
}

// planChips narrow the list.
func planChips(c *kit.Call, q url.Values) (out []kit.Link) {
	for _, x := range []struct{ label, name string }{{"publicity.all_plans", ""}, {"publicity.lack_only", "lack"},
		{"publicity.mine_only", "mine"}} {
		v := url.Values{}
		if a := q.Get("area"); a != "" {
			v.Set("area", a)
		}
		current := q.Get(x.name) == "1"
		if x.name == "" {
			current = q.Get("lack") != "1" && q.Get("mine") != "1"
		} else {
			v.Set(x.name, "1")
		}
		to := "/publicity/plans"
		if len(v) > 0 {
			to += "?" + v.Encode()
		}
		out = append(out, kit.Link{Label: c.T(x.label), URL: to, Current: current})
	}
	return out
}

// counted says how a plan, or all of them, stands: "应有 12 处，已落实 9 处，缺 3 处，其中 2 处该更新".
func counted(c *kit.Call, should, up, lack, stale int) string {
	n := strconv.Itoa
	out := c.T("publicity.counted", "should", n(should), "up", n(up))
	if lack > 0 {
		out += c.T("publicity.counted_lack", "n", n(lack))
	}
	if stale > 0 {
		out += c.T("publicity.counted_stale", "n", n(stale))
	}
	if lack+stale == 0 {
		out += c.T("publicity.counted_well")
	}
	return out
}

func planRow(c *kit.Call, l *publicity.Line) (PlanRow, error) {
	r := PlanRow{URL: planURL(l.Plan.ID), Where: whereOf(c, &l.Plan), Content: l.Plan.Content,
		Unit: c.UnitName(l.Plan.Unit), Said: counted(c, l.Should, l.Up, l.Missing, l.Stale), Light: lightOf(c, l),
		Segments: kit.Bar(int64(l.Should), []string{"green", "wait", "red"},
			[]int64{int64(l.Up - l.Stale), int64(l.Stale),
				int64(l.Missing)})}
	for _, x := range l.Plan.Positions {
		if l.Plan.Hang(x, c.Now) != publicity.Missing || len(r.Lack) == lackShown {
			continue
		}
		name, err := nameOf(c, x.Point)
		if err != nil {
			return r, err
		}
		r.Lack = append(r.Lack, name)
	}
	if more := l.Missing - len(r.Lack); more > 0 {
		r.More = c.T("publicity.more_lack", "n", strconv.Itoa(more))
	}
	return r, nil
}

// nameOf is the name of a point.
func nameOf(c *kit.Call, id int64) (string, error) {
	p, err := point.Get(c.Ctx, pointsOf(c.House).DB.Read(), c.Desk.City(), id)
	if fault.Code(err) == "point_missing" {
		return "#" + strconv.FormatInt(id, 10), nil
	}
	if err != nil {
		return "", err
	}
	return p.Name, nil
}

// whereOf is where a plan hangs: the road, and the area.
func whereOf(c *kit.Call, p *publicity.Plan) string {
	if p.Road == "" {
		return c.AreaName(p.Area)
	}
	return p.Road + " · " + c.AreaName(p.Area)
}

// lightOf says how long the longest missing position is overdue.
func lightOf(c *kit.Call, l *publicity.Line) kit.Light {
	switch {
	case l.Missing > 0:
		return kit.Light{Code: "red", Left: c.T("publicity.missing_since", "ago", lang.Ago(c.L, c.Now, l.Since)),
			ISO: lang.ISO(l.Since)}
	case l.Stale > 0:
		return kit.Light{Code: "yellow", Left: c.T("publicity.stale_since", "ago", lang.Ago(c.L, c.Now, l.Since)),
			ISO: lang.ISO(l.Since)}
	case c.Now < l.Plan.From:
		return kit.Light{Code: "green", Left: c.T("publicity.until_from", "at", lang.Date(c.L, l.Plan.From))}
	}
	return kit.Light{Code: "green", Left: c.T("publicity.all_up")}
}

func planURL(id int64) string { return "/publicity/plans/" + strconv.FormatInt(id, 10) }

// NewPlan is where a plan is begun.
type NewPlan struct {
	kit.Frame
	Form  kit.Form
	Names []kit.Datalist
}

func (*NewPlan) Template() string { return "publicity-plan-new" }

func newPlan(c *kit.Call) error { return showNewPlan(c, nil, nil) }

func showNewPlan(c *kit.Call, s *kit.Sent, wrong error) error {
	if !publicityOf(c.House).MayPlanSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	form, err := planForm(c, "plan", "/publicity/plans/new", nil)
	if err != nil {
		return err
	}
	p := &NewPlan{Frame: c.Overview("publicity"), Form: form, Names: c.UnitNamesList(c.Org.FindUnits("", 0, 1000))}
	p.Title = c.T("publicity.new_plan")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

// planForm asks for all of a plan; was is the plan as it stands, nil for a new one.
func planForm(c *kit.Call, id, action string, was *publicity.Sheet) (kit.Form, error) {
	rule := c.Desk.Policy().Publicity
	content, road := c.Line("content", "publicity.field.content", 200, true),
		c.Line("road", "publicity.field.road", 60, false)
	road.Hint = c.T("publicity.hint.road")
	from := kit.Field{Kind: "date", Name: "from", Label: c.T("publicity.field.from"), Required: true}
	until := kit.Field{Kind: "date", Name: "until", Label: c.T("publicity.field.until"), Required: true}
	gap := kit.Field{Kind: "number", Name: "gap", Label: c.T("publicity.field.gap"), Value: strconv.Itoa(rule.Gap)}
	renew := kit.Field{Kind: "number", Name: "renew", Label: c.T("publicity.field.renew"),
		Value: strconv.Itoa(rule.Renew)}
	points := c.Words("points", "publicity.field.points", 12000, false)
	points.Hint = c.T("publicity.hint.points")
	text := c.Words("text", "publicity.field.text", 500, false)
	where, unit := c.AreasField("area", true, 0, 0), c.Pick("unit", "field.responsible", true, nil)
	kinds, err := kindField(c)
	if err != nil {
		return kit.Form{}, err
	}
	if was != nil {
		p := &was.Plan
		content.Value, road.Value, text.Value = p.Content, p.Road, p.Text
		from.Value, until.Value = lang.Input(p.From)[:10], lang.Input(p.Until - 1)[:10]
		gap.Value, renew.Value = strconv.Itoa(p.Gap), strconv.Itoa(p.Renew)
		where = c.AreasField("area", true, p.Area, p.Area)
		if u, ok := c.Org.Unit(p.Unit); ok {
			unit.Value = c.Typed(u)
		}
		points.Value = codesOf(was)
	}
	return kit.Form{ID: id, Action: action, Once: c.Once(), Title: c.T("publicity.do." + id),
		Submit: c.T("publicity.do." + id),
		Tone:   "primary", Fields: []kit.Field{content, where, road, unit, from, until, points, kinds,
			{Kind: "check", Name: "sort", Label: c.T("publicity.field.sort")}, gap, renew, text}}, nil
}

// codesOf are the codes of a plan's points, one a line.
func codesOf(s *publicity.Sheet) string {
	var out []string
	for _, x := range s.Plan.Positions {
		if p := s.Points[x.Point]; p != nil {
			out = append(out, p.Code)
		}
	}
	return strings.Join(out, "\n")
}

// kindField offers to take in all points of a kind in the area.
func kindField(c *kit.Call) (kit.Field, error) {
	f := kit.Choose("kind", c.T("publicity.field.kind"), false, nil)
	f.Hint = c.T("publicity.hint.kind")
	if pointsOf(c.House).Kinds == nil {
		return f, nil
	}
	kinds, err := pointsOf(c.House).Kinds(c.Ctx)
	for _, k := range kinds {
		f.Options = append(f.Options, kit.Option{Value: k.Code, Label: k.Name(c.Short())})
	}
	return f, err
}

func addPlan(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := begin(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNewPlan(c, s, err)
	}
	c.Flash("flash.publicity_planned", "")
	c.To(planURL(id))
	return nil
}

func begin(c *kit.Call, s *kit.Sent) (int64, error) {
	id, err := s.ID()
	if err != nil {
		return 0, err
	}
	p, err := planning(c, s)
	if err != nil {
		return 0, err
	}
	return publicityOf(c.House).Plan(c.Ctx, c.Who.Caller, id, p)
}

// planning reads the form of a plan.
func planning(c *kit.Call, s *kit.Sent) (publicity.Planning, error) {
	p := publicity.Planning{Content: s.Get("content"), Text: s.Text("text"), Road: s.Get("road"), Area: s.Area("area"),
		Unit: s.Unit(c.Org, "unit"), From: s.Instant("from"), Until: s.Instant("until"), Gap: int(s.Number("gap")),
		Renew: int(s.Number("renew"))}
	if s.Bad != nil {
		return p, s.Bad
	}
	if p.Until != 0 {
		p.Until += kit.Day // the last day counts whole
	}
	var err error
	if p.Points, err = pointsSent(c, s, p); err != nil || !s.Yes("sort") {
		return p, err
	}
	p.Points, err = publicityOf(c.House).Sorted(c.Ctx, p.Points)
	return p, err
}

// pointsSent are the points that a form names by code, and those of the kind that it names.
func pointsSent(c *kit.Call, s *kit.Sent, p publicity.Planning) (out []int64, err error) {
	r, seen := pointsOf(c.House).DB.Read(), map[int64]bool{}
	for _, code := range strings.FieldsFunc(s.Text("points"), func(x rune) bool {
		return strings.ContainsRune(" ,;，；、\t\n\u3000", x)
	}) {
		at, err := point.ByCode(c.Ctx, r, c.Desk.City(), code)
		if fault.Code(err) == "point_missing" {
			return nil, fault.New(fault.Invalid, "publicity_code", "code", code).On("points")
		}
		if err != nil {
			return nil, err
		}
		out, seen[at.ID] = append(out, at.ID), true
	}
	if s.Get("kind") == "" || p.Area == 0 {
		return out, nil
	}
	used := false
	err = point.Each(c.Ctx, r, c.Desk.City(), point.Filter{Area: p.Area, Kind: s.Get("kind"), Retired: &used},
		func(at *point.Point) error {
			if !seen[at.ID] {
				out = append(out, at.ID)
			}
			return nil
		})
	return out, err
}
