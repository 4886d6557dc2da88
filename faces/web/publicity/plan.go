package publicity

import (
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/publicity"
	"xiaohao/platform/lang"
)

// PlanPage is a plan: what lacks, where the distances are too long, and each position.
type PlanPage struct {
	kit.Frame
	Heading, Where string
	Said           string
	Light          kit.Light
	Segments       []kit.Segment
	Lack           []string // the names of positions where nothing hangs
	Facts          []kit.Fact
	Gaps           []string // as it is planned
	Real           []string // as it hangs
	Measured       string   // that every distance is short enough, or how many points were never measured
	Positions      []PositionRow
	Forms          []kit.Form
	Names          []kit.Datalist
}

func (*PlanPage) Template() string { return "publicity-plan" }

// PositionRow is a position on the page of its plan.
type PositionRow struct {
	Nth             int
	Name, Code, URL string
	Light           kit.Light
	Note, Who       string
	Photo, Thumb    string
	Tick            string // where it is ticked; "" for who may not
}

func planPage(c *kit.Call) error { return showPlan(c, "", nil, nil) }

func showPlan(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := publicityOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &PlanPage{Frame: c.Overview("publicity"), Heading: s.Plan.Content, Where: whereOf(c, &s.Plan),
		Said: counted(c, s.Should, s.Up, s.Missing, s.Stale), Light: lightOf(c, &s.Line), Facts: planFacts(c, s),
		Segments: kit.Bar(int64(s.Should), []string{"green", "wait", "red"},
			[]int64{int64(s.Up - s.Stale), int64(s.Stale),
				int64(s.Missing)})}
	p.Title = p.Heading
	p.Gaps, p.Real, p.Measured = gaps(c, s)
	may := publicityOf(c.House).MayTick(c.Who.Caller, &s.Plan) && !s.Plan.Over(c.Now)
	for i, x := range s.Plan.Positions {
		row := position(c, s, i, x, may)
		if s.Plan.Hang(x, c.Now) == publicity.Missing {
			p.Lack = append(p.Lack, row.Name)
		}
		p.Positions = append(p.Positions, row)
	}
	if p.Forms, err = planForms(c, s, may); err != nil {
		return err
	}
	if len(p.Forms) > 0 {
		p.Names = c.UnitNamesList(c.Org.FindUnits("", 0, 1000))
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

func planFacts(c *kit.Call, s *publicity.Sheet) []kit.Fact {
	p := &s.Plan
	out := []kit.Fact{{Label: c.T("field.responsible"), Value: c.UnitName(p.Unit)},
		{Label: c.T("publicity.period"), Value: c.T("publicity.week", "from", lang.Date(c.L, p.From), "to",
			lang.Date(c.L, p.Until-1))},
		{Label: c.T("publicity.most"), Value: c.T("publicity.metres", "n", strconv.Itoa(p.Gap))},
		{Label: c.T("publicity.cycle"), Value: c.T("publicity.days", "n", strconv.Itoa(p.Renew))}}
	if p.Text != "" {
		out = append(out, kit.Fact{Label: c.T("publicity.field.text"), Value: p.Text})
	}
	if p.Ended != 0 {
		out = append(out, kit.Fact{Label: c.T("publicity.ended"), Value: lang.Date(c.L, p.Ended) + " · " + p.Reason})
	}
	return out
}

// gaps say where the next position is too far: as planned, and as it hangs where that is longer.
func gaps(c *kit.Call, s *publicity.Sheet) (planned, real []string, measured string) {
	name := func(id int64) string {
		if p := s.Points[id]; p != nil {
			return p.Name
		}
		return "#" + strconv.FormatInt(id, 10)
	}
	known := map[publicity.Gap]bool{}
	say := func(g publicity.Gap) string {
		return c.T("publicity.gap", "from", name(g.From), "to", name(g.To), "n", strconv.Itoa(g.Metres))
	}
	for _, g := range s.Planned {
		known[g] = true
		planned = append(planned, say(g))
	}
	for _, g := range s.Real {
		if !known[g] {
			real = append(real, say(g))
		}
	}
	switch {
	case s.Unknown > 0:
		measured = c.T("publicity.unmeasured", "n", strconv.Itoa(s.Unknown))
	case len(planned)+len(real) == 0 && len(s.Plan.Positions) > 1:
		measured = c.T("publicity.gaps_well", "n", strconv.Itoa(s.Plan.Gap))
	}
	return planned, real, measured
}

// position is a position in words.
func position(c *kit.Call, s *publicity.Sheet, i int, x publicity.Position, may bool) PositionRow {
	r := PositionRow{Nth: i + 1, Name: "#" + strconv.FormatInt(x.Point, 10), Note: x.Note}
	if p := s.Points[x.Point]; p != nil {
		r.Name, r.Code, r.URL = p.Name, p.Code, kit.PointURL(p.ID)
		if p.Retired {
			r.Note = c.T("publicity.point_retired")
		}
	}
	due := s.Plan.Due(x)
	switch h := s.Plan.Hang(x, c.Now); h {
	case publicity.Missing:
		key := "publicity.hang.missing"
		if x.Gone {
			key = "publicity.hang.gone"
		}
		r.Light = kit.Light{Code: "red", Left: c.T(key, "ago", lang.Ago(c.L, c.Now, due)), ISO: lang.ISO(due)}
	case publicity.Stale:
		r.Light = kit.Light{Code: "yellow", Left: c.T("publicity.hang.stale", "at", lang.Date(c.L, x.Up)),
			ISO: lang.ISO(due)}
	case publicity.Coming:
		r.Light = kit.Light{Code: "grey", Left: c.T("publicity.hang.coming", "at", lang.Date(c.L, s.Plan.From))}
	default:
		r.Light = kit.Light{Code: "green", Left: c.T("publicity.hang.hangs", "at", lang.Date(c.L, x.Up))}
	}
	if who, ok := c.Org.Person(x.By); ok {
		r.Who = who.Name
	}
	if x.Photo != nil {
		r.Photo = planURL(s.Plan.ID) + "/photos/" + strconv.FormatInt(x.Point, 10)
		r.Thumb = r.Photo + "?size=thumb"
	}
	if may {
		r.Tick = planURL(s.Plan.ID) + "?point=" + strconv.FormatInt(x.Point, 10) + "#up"
	}
	return r
}

// planForms are what the caller may do: tick a position, say that it is gone, plan anew, end it.
func planForms(c *kit.Call, s *publicity.Sheet, may bool) (out []kit.Form, err error) {
	base := planURL(s.Plan.ID) + "/"
	asked := c.R.URL.Query().Get("point")
	if may {
		up := kit.Form{ID: "up", Action: base + "up", Once: c.Once(), Title: c.T("publicity.do.up"),
			Submit: c.T("publicity.do.up"),
			Tone:   "primary", Files: true, Open: asked != "" || s.Missing+s.Stale > 0,
			Fields: []kit.Field{pointField(c, s, asked),
				c.Pictures(true), c.Words("note", "field.note", matter.MaxNote, false)}}
		gone := kit.Form{ID: "gone", Action: base + "gone", Once: c.Once(), Title: c.T("publicity.do.gone"),
			Submit: c.T("publicity.do.gone"), Tone: "danger", Files: true, Fields: []kit.Field{pointField(c, s, asked),
				c.Words("note", "publicity.field.wrong", matter.MaxNote, true), c.Pictures(false)}}
		out = append(out, up, gone)
	}
	if publicityOf(c.House).MayPlan(c.Who.Caller, s.Plan.Area) && !s.Plan.Over(c.Now) {
		edit, err := planForm(c, "replan", base+"replan", s)
		if err != nil {
			return nil, err
		}
		edit.Tone = ""
		out = append(out, edit, kit.Form{ID: "end", Action: base + "end", Once: c.Once(),
			Title:  c.T("publicity.do.end"),
			Submit: c.T("publicity.do.end"), Tone: "danger", Fields: []kit.Field{c.Reason()}})
	}
	return out, nil
}

// pointField offers the positions, what lacks first.
func pointField(c *kit.Call, s *publicity.Sheet, asked string) kit.Field {
	f := kit.Choose("point", c.T("publicity.field.point"), true, nil)
	for _, group := range []publicity.Hang{publicity.Missing, publicity.Stale, publicity.Coming, publicity.Hangs} {
		for i, x := range s.Plan.Positions {
			if s.Plan.Hang(x, c.Now) != group {
				continue
			}
			value, name := strconv.FormatInt(x.Point, 10), "#"
			if p := s.Points[x.Point]; p != nil {
				name = p.Name
			}
			f.Options = append(f.Options, kit.Option{Value: value, Label: strconv.Itoa(i+1) + " · " + name,
				Group: c.T("publicity.group." + string(group)), Selected: value == asked})
		}
	}
	return f
}

// planStep takes one step with a plan.
func planStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	if err := takePlanStep(c, id, step, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showPlan(c, step, s, err)
	}
	c.Flash("flash.publicity_"+step, "")
	c.To(planURL(id))
	return nil
}

func takePlanStep(c *kit.Call, id int64, step string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, t := publicityOf(c.House), publicity.Ticked{Point: s.Number("point"), Note: s.Text("note"), Photos: s.Photos()}
	switch step {
	case "up":
		return x.PutUp(c.Ctx, c.Who.Caller, command, id, t)
	case "gone":
		return x.FoundGone(c.Ctx, c.Who.Caller, command, id, t)
	case "end":
		return x.End(c.Ctx, c.Who.Caller, command, id, s.Text("reason"))
	case "replan":
		p, err := planning(c, s)
		if err != nil {
			return err
		}
		return x.Replan(c.Ctx, c.Who.Caller, command, id, p)
	}
	return c.Nowhere()
}

// planPhoto is the last photo of a position, for who may see the plan.
func planPhoto(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := publicityOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	for _, x := range s.Plan.Positions {
		if strconv.FormatInt(x.Point, 10) != c.R.PathValue("point") || x.Photo == nil {
			continue
		}
		f, err := c.Desk.OpenPhoto(c.Who.Caller, *x.Photo, c.R.URL.Query().Get("size"))
		if err != nil {
			return err
		}
		defer f.Close()
		gate.ServePhoto(c.W, c.R, f)
		return nil
	}
	return fault.New(fault.Missing, "photo_missing")
}
