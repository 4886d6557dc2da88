package tally

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/tally"
	"xiaohao/platform/lang"
)

// Typing is where a sheet is typed in, or one is looked at and corrected.
type Typing struct {
	kit.Frame
	Heading string
	Back    kit.Link
	Lead    string
	Facts   []kit.Fact
	Form    *kit.Form // nil for who may not, and for what was corrected already
}

func (*Typing) Template() string { return "tally-typing" }

// cellOf names a cell: "电动自行车 骑车人 戴头盔".
func cellOf(c *kit.Call, k tally.Kind, cell tally.Cell) string {
	v, s, wears := cell.Parts()
	use := "off"
	if wears {
		use = "on"
	}
	return c.T("tally.of."+string(v)) + " " + c.T("tally.of."+string(s)) + " " + c.T("tally.of."+string(k)+"_"+use)
}

// cellFields ask for the numbers of a sheet.
func cellFields(c *kit.Call, k tally.Kind, was map[tally.Cell]int64) (out []kit.Field) {
	for _, cell := range k.Cells() {
		f := kit.Field{Kind: "number", Name: string(cell), Label: cellOf(c, k, cell)}
		if was != nil {
			f.Value = number(was[cell])
		}
		out = append(out, f)
	}
	return out
}

// numbers reads them; an empty one is none.
func numbers(s *kit.Sent, k tally.Kind) map[tally.Cell]int64 {
	out := map[tally.Cell]int64{}
	for _, cell := range k.Cells() {
		out[cell] = s.Number(string(cell))
	}
	return out
}

// whole is the survey that the address names.
func whole(c *kit.Call) (*tally.Whole, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return talliesOf(c.House).Of(c.Ctx, c.Who.Caller, id)
}

func typing(c *kit.Call) error {
	q := c.R.URL.Query()
	no, _ := strconv.Atoi(q.Get("place"))
	return showTyping(c, tally.Wave(q.Get("wave")), no, nil, nil)
}

func showTyping(c *kit.Call, wave tally.Wave, no int, s *kit.Sent, wrong error) error {
	w, err := whole(c)
	if err != nil {
		return err
	}
	place, ok := w.Place(no)
	if !ok || wave != tally.Before && wave != tally.After {
		return c.Nowhere()
	}
	if !w.Count {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &Typing{Frame: c.Overview("tallies"), Heading: c.T("tally.typing", "wave", c.T("tally.wave."+string(wave)),
		"place", placeOf(c, &w.Stand, no)), Lead: c.T("tally.typing_lead"), Back: kit.Link{Label: w.Title,
		URL: surveyURL(w.ID)}}
	p.Title = p.Heading
	who := kit.Choose("person", c.T("tally.who"), true, nil)
	turn := place.Turn(wave)
	for _, id := range w.Counters {
		if id == c.Who.Person || w.May {
			who.Options = append(who.Options, kit.Option{Value: number(id), Label: personOf(c, id),
				Selected: id == c.Who.Person || turn != nil && turn.Person == id && w.May})
		}
	}
	begun := kit.Field{Kind: "datetime", Name: "begun", Label: c.T("tally.begun"), Required: true,
		Hint: c.T("tally.begun_hint", "slot", slotOf(c, w.Slots[place.Slot]))}
	if turn != nil {
		begun.Value = lang.Input(turn.At)
	}
	minutes := kit.Field{Kind: "number", Name: "minutes", Label: c.T("tally.minutes"), Required: true,
		Value: strconv.Itoa(w.Minutes)}
	p.Form = &kit.Form{ID: "type", Action: surveyURL(w.ID) + "/type/" + string(wave) + "/" + strconv.Itoa(no),
		Once: c.Once(), Submit: c.T("tally.do.type"), Tone: "primary",
		Fields: append([]kit.Field{who, begun, minutes}, cellFields(c, w.Kind, nil)...)}
	if wrong != nil {
		c.Wrong(&p.Frame, p.Form, s, wrong)
	}
	return c.Render(p)
}

func typed(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	wave := tally.Wave(c.R.PathValue("wave"))
	no, _ := strconv.Atoi(c.R.PathValue("place"))
	r, err := typeIn(c, id, wave, no, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showTyping(c, wave, no, s, err)
	}
	if len(r.Marks) > 0 {
		c.Flash("flash.tally_marked", "")
	} else {
		c.Flash("flash.tally_typed", "")
	}
	c.To(surveyURL(id))
	return nil
}

func typeIn(c *kit.Call, id int64, wave tally.Wave, no int, s *kit.Sent) (r tally.Receipt, err error) {
	command, err := s.ID()
	if err != nil {
		return r, err
	}
	w, err := whole(c)
	if err != nil {
		return r, err
	}
	sheet := tally.Sheet{Wave: wave, Place: no, Person: s.Number("person"), Begun: s.Instant("begun"), Paper: true,
		Counts: numbers(s, w.Kind)}
	sheet.Ended = sheet.Begun.Plus(s.Number("minutes") * 60_000_000)
	if s.Bad != nil {
		return r, s.Bad
	}
	return talliesOf(c.House).Count(c.Ctx, c.Who.Caller, command, id, sheet)
}

func look(c *kit.Call) error { return showSheet(c, nil, nil) }

func showSheet(c *kit.Call, s *kit.Sent, wrong error) error {
	w, err := whole(c)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(c.R.PathValue("sheet"), 10, 64)
	e, err := talliesOf(c.House).Sheet(c.Ctx, c.Who.Caller, w.ID, id)
	if err != nil {
		return err
	}
	p := &Typing{Frame: c.Overview("tallies"), Heading: c.T("tally.wave."+string(e.Wave)) + " · " + placeOf(c, &w.Stand,
		e.Place), Lead: standing(c, e), Back: kit.Link{Label: w.Title, URL: surveyURL(w.ID)}}
	p.Title = p.Heading
	p.Facts = []kit.Fact{{Label: c.T("tally.begun"), Value: when(c, e)}, {Label: c.T("tally.who"), Value: personOf(c,
		e.Person)}}
	if e.By != e.Person {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("tally.typed_by"), Value: personOf(c, e.By)})
	}
	if e.Instead != 0 {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("tally.instead"), Value: e.Reason,
			URL: surveyURL(w.ID) + "/sheets/" + number(e.Instead)})
	}
	for _, cell := range w.Kind.Cells() {
		p.Facts = append(p.Facts, kit.Fact{Label: cellOf(c, w.Kind, cell), Value: number(e.Counts[cell])})
	}
	if !e.Gone && w.Ended == 0 && (w.May || e.Person == c.Who.Person || e.By == c.Who.Person) {
		p.Form = &kit.Form{ID: "correct", Action: surveyURL(w.ID) + "/sheets/" + number(e.ID), Once: c.Once(),
			Title: c.T("tally.do.correct"), Submit: c.T("tally.do.correct"), Tone: "primary",
			Fields: append(cellFields(c, w.Kind, e.Counts), c.Words("reason", "field.reason", tally.LongReason, true))}
	}
	if wrong != nil && p.Form != nil {
		c.Wrong(&p.Frame, p.Form, s, wrong)
	} else if wrong != nil {
		return wrong
	}
	return c.Render(p)
}

func corrected(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	if err := correct(c, id, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showSheet(c, s, err)
	}
	c.Flash("flash.tally_corrected", "")
	c.To(surveyURL(id))
	return nil
}

func correct(c *kit.Call, id int64, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	w, err := whole(c)
	if err != nil {
		return err
	}
	no, _ := strconv.ParseInt(c.R.PathValue("sheet"), 10, 64)
	counts := numbers(s, w.Kind)
	if s.Bad != nil {
		return s.Bad
	}
	return talliesOf(c.House).Correct(c.Ctx, c.Who.Caller, command, id, no, counts, s.Text("reason"))
}

// Paper are the forms of a wave to print, one a place.
type Paper struct {
	kit.Frame
	Back   kit.Link
	Chips  []kit.Link
	Sheets []PaperSheet
}

func (*Paper) Template() string { return "tally-paper" }

// PaperSheet is the form of a place.
type PaperSheet struct {
	Title, Place, Where, When, Who string
	Rows                           []PaperRow
	On, Off                        string
}

// PaperRow is a row of strokes: a vehicle and a seat.
type PaperRow struct{ Vehicle, Seat string }

func form(c *kit.Call) error {
	w, err := whole(c)
	if err != nil {
		return err
	}
	if w.Drawn == 0 {
		return fault.New(fault.Conflict, "tally_undrawn")
	}
	wave := tally.Before
	if c.R.URL.Query().Get("wave") == string(tally.After) {
		wave = tally.After
	}
	p := &Paper{Frame: c.Overview("tallies"), Back: kit.Link{Label: w.Title, URL: surveyURL(w.ID)}}
	p.Title = c.T("tally.paper")
	for _, x := range tally.Waves() {
		p.Chips = append(p.Chips, kit.Link{Label: c.T("tally.wave." + string(x)), Current: x == wave,
			URL: surveyURL(w.ID) + "/form?wave=" + string(x)})
	}
	for i := range w.Places {
		turn := w.Places[i].Turn(wave)
		if turn == nil || w.MissedIn(wave, i+1) != nil || w.MissedIn(tally.Before, i+1) != nil {
			continue
		}
		site := w.Sites[w.Places[i].Site]
		s := PaperSheet{Title: w.Title + " · " + c.T("tally.wave."+string(wave)), Place: placeOf(c, &w.Stand, i+1),
			Where: c.T("tally.road."+string(site.Road)) + " · " + c.AreaName(site.Area),
			When:  lang.DateTime(c.L, turn.At), Who: personOf(c, turn.Person),
			On: c.T("tally.of." + string(w.Kind) + "_on"), Off: c.T("tally.of." + string(w.Kind) + "_off")}
		for _, v := range w.Kind.Vehicles() {
			for _, seat := range w.Kind.Seats(v) {
				s.Rows = append(s.Rows, PaperRow{c.T("tally.of." + string(v)), c.T("tally.of." + string(seat))})
			}
		}
		p.Sheets = append(p.Sheets, s)
	}
	return c.Render(p)
}
