package web

import (
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/platform/lang"
)

// inspection is one inspection, item by item.
func (c *call) inspection() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	i, err := c.all.Inspect.Inspection(c.ctx, c.who.Caller, id)
	if err != nil {
		return err
	}
	names, err := c.all.Inspect.Spots(c.ctx, []int64{i.Point})
	if err != nil {
		return err
	}
	p := &InspectionPage{Frame: c.overview("rounds"), Heading: names[i.Point].Name, Note: i.Made.Note,
		Crumbs: []Link{{c.t("tab.rounds"), "/rounds", false}, {names[i.Point].Name, looksURL(i.Point), false},
			{lang.DateTime(c.l, i.Found), inspectionURL(id), true}}}
	p.Title = p.Heading
	p.Said = []string{c.all.Inspect.KindName(c.ctx, c.l, i.Kind) + " · " + c.areaName(i.Area),
		c.t("looks.made", "who", c.personName(i.Person), "at", lang.DateTime(c.l, i.Found),
			"version", c.versionName(i.Made.Version))}
	if w := c.why(i.Look); w != "" {
		p.Said = append(p.Said, w)
	}
	if x := i.Made.Place; x != nil {
		p.Said = append(p.Said, c.placeWords(x))
	}
	if i.Made.Off != 0 {
		p.Warn = inspect.OffWords(c.l, i.Made.Off) + " " +
			c.t("looks.clocks", "phone", lang.DateTime(c.l, i.Made.Phone), "server", lang.DateTime(c.l, i.Found))
	}
	p.Score, p.Full = inspect.Points(i.Full-i.Lost), inspect.Points(i.Full)
	if i.LostAfter != i.Lost {
		p.After = c.t("rounds.after", "score", inspect.Points(i.Full-i.LostAfter))
	}
	p.Sums = c.sums(i)
	for _, f := range i.Lines {
		p.Rows = append(p.Rows, c.lineRow(i, f))
	}
	return c.render(p)
}

// placeWords is where the inspector stood, in WGS-84 and as the phone gave it.
func (c *call) placeWords(x *inspect.Stood) string {
	deg := func(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }
	s := c.t("looks.place", "lat", deg(x.Lat), "lng", deg(x.Lng))
	if x.Given != nil {
		s += c.t("looks.given", "datum", x.Given.Datum, "lat", deg(x.Given.Lat), "lng", deg(x.Given.Lng))
	}
	if x.Accuracy > 0 {
		s += c.t("looks.accuracy", "n", strconv.Itoa(x.Accuracy))
	}
	return s
}

// sums explain a score: what could be had, what each item lost, what is left.
func (c *call) sums(i *inspect.Inspection) []string {
	out := []string{c.t("looks.full", "full", inspect.Points(i.Full), "n", strconv.Itoa(asked(i)))}
	for _, f := range i.Lines {
		if f.Lost > 0 {
			out = append(out, c.t("looks.lost", "item", f.Item, "lost", inspect.Points(f.Lost)))
		}
	}
	if i.Made.Vetoed > 0 {
		out = append(out, c.t("looks.vetoed", "lost", inspect.Points(i.Made.Vetoed)))
	}
	out = append(out, c.t("looks.got", "got", inspect.Points(i.Full-i.Lost)))
	if i.LostAfter != i.Lost {
		for _, f := range i.Lines {
			if f.Again != 0 && f.LostAfter < f.Lost {
				out = append(out, c.t("looks.back", "item", f.Item, "back", inspect.Points(f.Lost-f.LostAfter)))
			}
		}
		out = append(out, c.t("looks.got_after", "got", inspect.Points(i.Full-i.LostAfter)))
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

func (c *call) lineRow(i *inspect.Inspection, f inspect.Found) LineRow {
	row := LineRow{Code: f.Item, Text: c.all.Inspect.ItemText(c.ctx, c.l, i.Made.Version, f.Item),
		Result: c.t("result." + string(f.Result)), Tone: resultTones[f.Result]}
	switch f.Result {
	case inspect.Pass:
		row.Said = append(row.Said, c.t("looks.item_full", "full", inspect.Points(f.Full)))
	case inspect.Fail:
		row.Said = append(row.Said, c.t("looks.item_lost", "lost", inspect.Points(f.Lost),
			"full", inspect.Points(f.Full), "rule", c.all.Inspect.RuleWords(c.ctx, c.l, i.Made.Version, f.Item)))
	}
	if f.Again != 0 {
		row.Said = append(row.Said, c.t("looks.item_again", "lost", inspect.Points(f.LostAfter)))
	}
	for _, l := range f.Answers {
		row.Answers = append(row.Answers, c.answerRow(i, l))
	}
	if f.Matter != 0 {
		label := c.t("looks.matter")
		if f.Joined {
			label = c.t("looks.joined")
		}
		row.Matter = &Link{Label: label, URL: matterURL(f.Matter)}
	}
	if f.State != nil {
		row.MatterState = c.t("state." + f.State.String())
		if *f.State == matter.StruckOff && f.LostAfter == f.Lost && f.Lost > 0 {
			row.MatterState += " · " + c.t("looks.due_again")
		}
	}
	return row
}

// answerRow is the answer to one question; an item that has none is its own, and its text stands above.
func (c *call) answerRow(i *inspect.Inspection, l inspect.Line) AnswerRow {
	a := AnswerRow{Result: c.t("result." + string(l.Result)), Tone: resultTones[l.Result], Note: l.Note}
	if l.Code != l.Item {
		a.Text = c.all.Inspect.ItemText(c.ctx, c.l, i.Made.Version, l.Code)
	}
	base := inspectionURL(i.ID)
	for _, p := range l.Photos {
		a.Photos = append(a.Photos, c.shot(p, base))
	}
	if l.Fixed != nil {
		a.FixedNote = l.Fixed.Note
		for _, p := range l.Fixed.Photos {
			a.Fixed = append(a.Fixed, c.shot(p, base))
		}
	}
	return a
}

// inspectionPhoto is a photo of an inspection, for who may see the inspection.
func (c *call) inspectionPhoto() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	i, err := c.all.Inspect.Inspection(c.ctx, c.who.Caller, id)
	if err != nil {
		return err
	}
	p, ok := i.Photo(c.r.PathValue("photo"))
	if !ok {
		return fault.New(fault.Missing, "photo_missing")
	}
	f, err := c.desk.OpenPhoto(c.who.Caller, p, c.r.URL.Query().Get("size"))
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.w, c.r, f)
	return nil
}
