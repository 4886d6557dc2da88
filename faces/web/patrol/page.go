package patrol

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/track"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// Sheet is a patrol: where on which days, what was found, who opened its track.
type Sheet struct {
	kit.Frame
	Heading string
	Said    string // how it stands
	Facts   []kit.Fact
	Legs    []Row
	Found   []Finding
	Hidden  string // that there are findings that the reader does not see
	Track   string // what is with the track
	Opened  []string
	Forms   []kit.Form
}

func (*Sheet) Template() string { return "patrol" }

// Finding is a problem that was found on the way.
type Finding struct {
	kit.Link
	Light kit.Light
}

func page(c *kit.Call) error { return show(c, nil, nil) }

func show(c *kit.Call, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := patrolsOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Sheet{Frame: c.Overview("patrol"), Heading: themeOf(c, s.Theme) + " · " + c.AreaName(s.Area),
		Facts: []kit.Fact{{Label: c.T("patrol.who"), Value: c.PeopleNames(s.Persons)}}}
	p.Title = p.Heading
	p.Said = c.T("patrol.going_on")
	if s.Ended != "" {
		p.Said = c.T("patrol.ended."+string(s.Ended), "n", strconv.Itoa(len(s.Found)+s.Hidden))
	}
	for _, l := range s.Legs {
		p.Legs = append(p.Legs, Row{Area: c.AreaName(l.Area), Day: lang.Date(c.L, l.Day.Instant()),
			Where: whereOf(c, l.Where), Apart: l.Where == track.Apart})
	}
	for _, m := range s.Found {
		p.Found = append(p.Found, Finding{kit.Link{Label: m.Title, URL: kit.MatterURL(m.ID)}, c.CardOf(m).Light})
	}
	if s.Hidden > 0 {
		p.Hidden = c.T("patrol.hidden", "n", strconv.Itoa(s.Hidden))
	}
	p.Track = c.T(trackKey(s), "days", strconv.Itoa(c.Desk.Policy().Patrol.TrackDays))
	for _, o := range s.Opened {
		p.Opened = append(p.Opened, c.T("patrol.opened_by", "at", lang.DateTime(c.L, o.At), "who",
			c.PeopleNames([]int64{o.Person}), "matter", c.NumberOf(o.Matter), "reason", o.Reason))
	}
	if s.May {
		p.Forms = []kit.Form{openForm(c, s)}
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, "open", sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

func trackKey(s *patrol.Sheet) string {
	switch {
	case s.Gone:
		return "patrol.track_gone"
	case !s.Received:
		return "patrol.track_none"
	case len(s.Found)+s.Hidden == 0:
		return "patrol.track_shut"
	}
	return "patrol.track"
}

// openForm asks because of which finding, and why.
func openForm(c *kit.Call, s *patrol.Sheet) kit.Form {
	f := kit.Choose("matter", c.T("patrol.finding"), true, nil)
	for _, m := range s.Found {
		f.Options = append(f.Options, kit.Option{Value: strconv.FormatInt(m.ID, 10), Label: m.Title,
			Selected: len(s.Found) == 1})
	}
	return kit.Form{ID: "open", Action: patrolURL(s.ID) + "/open", Once: c.Once(), Title: c.T("patrol.do.open"),
		Hint: c.T("patrol.open_hint"), Submit: c.T("patrol.do.open"), Fields: []kit.Field{f, c.Reason()}}
}

// Way is a track that was opened. It stands in the answer alone: no address leads to it.
type Way struct {
	kit.Frame
	Heading string
	Said    string
	Back    string
	Drawing Drawing
}

func (*Way) Template() string { return "patrol-way" }

func opened(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	w, err := wayOf(c, id, s)
	if err != nil {
		if !kit.Refused(err) && fault.Code(err) != "patrol_gone" {
			return err
		}
		return show(c, s, err)
	}
	return c.Render(w)
}

func wayOf(c *kit.Call, id int64, s *kit.Sent) (*Way, error) {
	command, err := s.ID()
	if err != nil {
		return nil, err
	}
	finding := s.Number("matter")
	if s.Bad != nil {
		return nil, s.Bad
	}
	x := patrolsOf(c.House)
	if of, err := x.Of(c.Ctx, finding); err != nil || of != id {
		return nil, fault.New(fault.Invalid, "patrol_none").On("matter")
	}
	t, err := x.Open(c.Ctx, c.Who.Caller, command, finding, s.Text("reason"))
	if err != nil {
		return nil, err
	}
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, finding)
	if err != nil {
		return nil, err
	}
	w := &Way{Frame: c.Overview("patrol"), Heading: c.T("patrol.way_of", "title", m.Title), Back: patrolURL(id),
		Said: c.T("patrol.way_said")}
	if t.Missing > 0 {
		w.Said += c.T("patrol.way_missing", "n", strconv.Itoa(t.Missing))
	}
	w.Title = w.Heading
	var lines [][][2]float64
	for _, l := range t.Lines {
		var line [][2]float64
		for _, spot := range l {
			lat, lng := spot.Degrees()
			line = append(line, [2]float64{lat, lng})
		}
		lines = append(lines, line)
	}
	var mark *[2]float64
	if m.Lat != nil && m.Lng != nil {
		mark = &[2]float64{*m.Lat, *m.Lng}
	}
	w.Drawing = draw(lines, mark, false)
	return w, nil
}
