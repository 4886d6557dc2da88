package inspect

import (
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/platform/lang"
)

// inspection is one inspection, item by item.
func inspection(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	i, err := inspectOf(c.House).Inspection(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	names, err := inspectOf(c.House).Spots(c.Ctx, []int64{i.Point})
	if err != nil {
		return err
	}
	p := &InspectionPage{Frame: c.Overview("rounds"), Heading: names[i.Point].Name, Note: i.Made.Note,
		Crumbs: []kit.Link{{Label: c.T("tab.rounds"), URL: "/rounds", Current: false},
			{Label: names[i.Point].Name, URL: kit.InspectionsURL(i.Point), Current: false},
			{Label: lang.DateTime(c.L, i.Found), URL: inspectionURL(id), Current: true}}}
	p.Title = p.Heading
	p.Said = []string{inspectOf(c.House).KindName(c.Ctx, c.L, i.Kind) + " · " + c.AreaName(i.Area),
		c.T("looks.made", "who", personName(c, i.Person), "at", lang.DateTime(c.L, i.Found),
			"version", versionName(c, i.Made.Version))}
	if w := why(c, i.Brief); w != "" {
		p.Said = append(p.Said, w)
	}
	if x := i.Made.Place; x != nil {
		p.Said = append(p.Said, placeWords(c, x))
	}
	if i.Made.Off != 0 {
		p.Warn = lang.ClockOff(c.L, i.Made.Off) + " " +
			c.T("looks.clocks", "phone", lang.DateTime(c.L, i.Made.Phone), "server", lang.DateTime(c.L, i.Found))
	}
	p.Score, p.Full = inspect.Points(i.Full-i.Lost), inspect.Points(i.Full)
	if i.LostAfter != i.Lost {
		p.After = c.T("rounds.after", "score", inspect.Points(i.Full-i.LostAfter))
	}
	p.Sums = sums(c, i)
	for _, f := range i.Lines {
		p.Rows = append(p.Rows, lineRow(c, i, f))
	}
	return c.Render(p)
}

// placeWords is where the inspector stood, in WGS-84 and as the phone gave it.
func placeWords(c *kit.Call, x *inspect.Stood) string {
	deg := func(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }
	s := c.T("looks.place", "lat", deg(x.Lat), "lng", deg(x.Lng))
	if x.Given != nil {
		s += c.T("looks.given", "datum", x.Given.Datum, "lat", deg(x.Given.Lat), "lng", deg(x.Given.Lng))
	}
	if x.Accuracy > 0 {
		s += c.T("looks.accuracy", "n", strconv.Itoa(x.Accuracy))
	}
	return s
}

// sums explain a score: what could be had, what each item lost, what is left.
func sums(c *kit.Call, i *inspect.Inspection) []string {
	out := []string{c.T("looks.full", "full", inspect.Points(i.Full), "n", strconv.Itoa(asked(i)))}
	for _, f := range i.Lines {
		if f.Lost > 0 {
			out = append(out, c.T("looks.lost", "item", f.Item, "lost", inspect.Points(f.Lost)))
		}
	}
	if i.Made.Vetoed > 0 {
		out = append(out, c.T("looks.vetoed", "lost", inspect.Points(i.Made.Vetoed)))
	}
	out = append(out, c.T("looks.got", "got", inspect.Points(i.Full-i.Lost)))
	if i.LostAfter != i.Lost {
		for _, f := range i.Lines {
			if f.Again != 0 && f.LostAfter < f.Lost {
				out = append(out, c.T("looks.back", "item", f.Item, "back", inspect.Points(f.Lost-f.LostAfter)))
			}
		}
		out = append(out, c.T("looks.got_after", "got", inspect.Points(i.Full-i.LostAfter)))
	}
	return out
}

func asked(i *inspect.Inspection) (n int) {
	for _, f := range i.Lines {
		if f.Result != inspect.NA {
			n++
		}
	}
	return n
}

var resultTones = map[inspect.Result]string{inspect.Pass: "green", inspect.Fail: "red", inspect.NA: "grey"}

func lineRow(c *kit.Call, i *inspect.Inspection, f inspect.Found) LineRow {
	row := LineRow{Code: f.Item, Text: inspectOf(c.House).ItemText(c.Ctx, c.L, i.Made.Version, f.Item),
		Result: c.T("result." + string(f.Result)), Tone: resultTones[f.Result]}
	switch f.Result {
	case inspect.Pass:
		row.Said = append(row.Said, c.T("looks.item_full", "full", inspect.Points(f.Full)))
	case inspect.Fail:
		row.Said = append(row.Said, c.T("looks.item_lost", "lost", inspect.Points(f.Lost),
			"full", inspect.Points(f.Full), "rule", inspectOf(c.House).RuleWords(c.Ctx, c.L, i.Made.Version, f.Item)))
	}
	if f.Again != 0 {
		row.Said = append(row.Said, c.T("looks.item_again", "lost", inspect.Points(f.LostAfter)))
	}
	for _, l := range f.Answers {
		row.Answers = append(row.Answers, answerRow(c, i, l))
	}
	if f.Matter != 0 {
		label := c.T("looks.matter")
		if f.Joined {
			label = c.T("looks.joined")
		}
		row.Matter = &kit.Link{Label: label, URL: kit.MatterURL(f.Matter)}
	}
	if f.State != nil {
		row.MatterState = c.T("state." + f.State.String())
		if *f.State == matter.StruckOff && f.LostAfter == f.Lost && f.Lost > 0 {
			row.MatterState += " · " + c.T("looks.due_again")
		}
	}
	return row
}

// answerRow is the answer to one question; an item that has none is its own, and its text stands above.
func answerRow(c *kit.Call, i *inspect.Inspection, l inspect.Line) AnswerRow {
	a := AnswerRow{Result: c.T("result." + string(l.Result)), Tone: resultTones[l.Result], Note: l.Note}
	if l.Code != l.Item {
		a.Text = inspectOf(c.House).ItemText(c.Ctx, c.L, i.Made.Version, l.Code)
	}
	base := inspectionURL(i.ID)
	for _, p := range l.Photos {
		a.Photos = append(a.Photos, c.Shot(p, base))
	}
	if l.Fixed != nil {
		a.FixedNote = l.Fixed.Note
		for _, p := range l.Fixed.Photos {
			a.Fixed = append(a.Fixed, c.Shot(p, base))
		}
	}
	return a
}

// inspectionPhoto is a photo of an inspection, for who may see the inspection.
func inspectionPhoto(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	i, err := inspectOf(c.House).Inspection(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p, ok := i.Photo(c.R.PathValue("photo"))
	if !ok {
		return fault.New(fault.Missing, "photo_missing")
	}
	f, err := c.Desk.OpenPhoto(c.Who.Caller, p, c.R.URL.Query().Get("size"))
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.W, c.R, f)
	return nil
}
