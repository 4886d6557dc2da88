package tally

import (
	"strconv"
	"strings"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/cluster"
	"xiaohao/loop/fault"
	"xiaohao/parts/outreach"
	"xiaohao/parts/tally"
	"xiaohao/platform/lang"
)

// Survey is a survey: first whether it helped, then where is counted, then its sheets and its draw.
type Survey struct {
	kit.Frame
	Heading string
	Said    string
	Verdict kit.Light
	Next    string // what is to be done
	Notes   []string
	Found   []Found
	Places  []Place
	Spare   int     // places that nobody called
	Sheets  []Sheet // a page of them, the latest first
	Older   bool    // it is not the first page
	More    string  // address of the next one
	Facts   []kit.Fact
	Proof   []kit.Fact // of the draw
	Forms   []kit.Form
	Paper   string // the form to print; "" before the draw
	Export  string
}

func (*Survey) Template() string { return "tally" }

// Place is a place in words.
type Place struct {
	No     int
	Site   string
	Where  string
	Before TurnOf
	After  TurnOf
}

// TurnOf is how a place stands in a wave.
type TurnOf struct {
	Light kit.Light
	Said  string
	Type  string // where a sheet is typed in; "" where none is wanted
}

// sheetsShown is how many sheets a page has.
const sheetsShown = 60

// Sheet is a sheet in words.
type Sheet struct {
	URL   string
	Place string
	When  string
	Said  string // what became of it
	Bad   bool
}

func page(c *kit.Call) error { return show(c, "", nil, nil) }

func show(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	w, err := talliesOf(c.House).Of(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Survey{Frame: c.Overview("tallies"), Heading: w.Title, Verdict: kit.Light{Code: "none"},
		Facts: factsOf(c, &w.Stand)}
	p.Title = p.Heading
	p.Proof = []kit.Fact{{Label: c.T("tally.key"), Value: w.Key}, {Label: c.T("tally.commitment"), Value: w.Commitment}}
	if w.Drawn == 0 {
		p.Said, p.Next = c.T("tally.undrawn"), c.T("tally.undrawn_next")
	} else if err := p.drawn(c, w); err != nil {
		return err
	}
	p.forms(c, w)
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// drawn is what there is to say once places are drawn.
func (p *Survey) drawn(c *kit.Call, w *tally.Whole) error {
	pairs := w.Pairs
	result := pairs.Result()
	p.Said, p.Verdict = said(c, &result[0]), verdict(c, &result[0])
	for i := range result {
		p.Found = append(p.Found, foundOf(c, &result[i]))
	}
	called := 0
	for i := range w.Places {
		if w.Places[i].Before == nil {
			p.Spare++
			continue
		}
		called++
		p.Places = append(p.Places, p.place(c, w, pairs, i))
	}
	_, before, after := pairs.Both()
	missed := map[tally.Wave]int{}
	for _, m := range w.Missed {
		missed[m.Wave]++
	}
	key := "tally.progress"
	if w.Ended != 0 {
		key = "tally.progress_ended"
	}
	p.Next = c.T(key, "of", strconv.Itoa(called-missed[tally.Before]), "before", strconv.Itoa(before), "after",
		strconv.Itoa(after))
	shares := result[0].Before
	if !shares.Sure {
		shares = result[0].Lone
	}
	for _, note := range []string{design(c, shares), c.T("tally.caution"), c.T("tally.many")} {
		if note != "" {
			p.Notes = append(p.Notes, note)
		}
	}
	behind, _ := strconv.ParseInt(c.R.URL.Query().Get("sheets"), 10, 64)
	sheets, next, err := talliesOf(c.House).Sheets(c.Ctx, c.Who.Caller, w.ID, behind, sheetsShown)
	if err != nil {
		return err
	}
	if next != 0 {
		p.More = surveyURL(w.ID) + "?sheets=" + number(next) + "#sheets"
	}
	p.Older = behind != 0
	for i := range sheets {
		e := &sheets[i]
		p.Sheets = append(p.Sheets, Sheet{URL: surveyURL(w.ID) + "/sheets/" + number(e.ID),
			Place: c.T("tally.wave."+string(e.Wave)) + " · " + placeOf(c, &w.Stand, e.Place),
			When:  when(c, e) + " · " + personOf(c, e.Person), Said: standing(c, e), Bad: !e.Valid() && !e.Gone})
	}
	p.Proof = append(p.Proof, kit.Fact{Label: c.T("tally.seed"), Value: w.Seed})
	p.Paper, p.Export = surveyURL(w.ID)+"/form", surveyURL(w.ID)+"/result.xlsx"
	return nil
}

// place is a place with how it stands in both waves.
func (p *Survey) place(c *kit.Call, w *tally.Whole, pairs tally.Pairs, i int) Place {
	place := &w.Places[i]
	site := w.Sites[place.Site]
	out := Place{No: i + 1, Site: site.Name, Where: c.T("tally.road."+string(site.Road)) + " · " +
		slotOf(c, w.Slots[place.Slot]) + " · " + c.AreaName(site.Area)}
	for _, wave := range tally.Waves() {
		of, e := &out.Before, pairs.Before[i]
		if wave == tally.After {
			of, e = &out.After, pairs.After[i]
		}
		*of = p.turn(c, w, place, i+1, wave, e)
	}
	return out
}

func (p *Survey) turn(c *kit.Call, w *tally.Whole, place *tally.Place, no int, wave tally.Wave, e *tally.Entry) TurnOf {
	name := c.T("tally.wave." + string(wave))
	if e != nil {
		n := int64(0)
		for _, k := range e.Counts {
			n += k
		}
		return TurnOf{Light: kit.Light{Code: "green", Left: name}, Said: c.T("tally.turn.counted", "n", number(n),
			"when", when(c, e))}
	}
	m, gone := w.MissedIn(wave, no), w.MissedIn(tally.Before, no)
	switch {
	case m != nil && m.Next != 0:
		return TurnOf{Light: kit.Light{Code: "grey", Left: name}, Said: c.T("tally.turn.replaced", "reason", m.Reason,
			"next", strconv.Itoa(m.Next))}
	case m != nil:
		return TurnOf{Light: kit.Light{Code: "grey", Left: name}, Said: c.T("tally.turn.missed", "reason", m.Reason)}
	case gone != nil:
		return TurnOf{Light: kit.Light{Code: "grey", Left: name}, Said: c.T("tally.turn.unpaired")}
	}
	turn := place.Turn(wave)
	out := TurnOf{Light: kit.Light{Code: "yellow", Left: name}, Said: c.T("tally.turn.waits", "when",
		lang.DateTime(c.L, turn.At), "who", personOf(c, turn.Person))}
	if c.Now > w.Span(wave).Until {
		out.Light.Code = "red"
	}
	if w.Count && w.Ended == 0 {
		out.Type = typeURL(w.ID, wave, no)
	}
	return out
}

// forms are what the reader may do.
func (p *Survey) forms(c *kit.Call, w *tally.Whole) {
	if w.Ended != 0 {
		return
	}
	at := surveyURL(w.ID)
	if w.May && w.Drawn == 0 {
		p.Forms = append(p.Forms, kit.Form{ID: "draw", Action: at + "/draw", Once: c.Once(),
			Title: c.T("tally.do.draw"), Hint: c.T("tally.draw_hint"), Submit: c.T("tally.do.draw"), Tone: "primary",
			Open: true})
	}
	if w.Count && w.Drawn != 0 {
		which := kit.Choose("which", c.T("tally.place"), true, nil)
		for i := range w.Places {
			for _, wave := range tally.Waves() {
				if w.Places[i].Turn(wave) != nil && w.MissedIn(wave, i+1) == nil {
					which.Options = append(which.Options, kit.Option{Value: string(wave) + "." + strconv.Itoa(i+1),
						Label: c.T("tally.wave."+string(wave)) + " · " + placeOf(c, &w.Stand, i+1)})
				}
			}
		}
		p.Forms = append(p.Forms, kit.Form{ID: "miss", Action: at + "/miss", Once: c.Once(),
			Title: c.T("tally.do.miss"), Hint: c.T("tally.miss_hint"), Submit: c.T("tally.do.miss"),
			Fields: []kit.Field{which, c.Words("reason", "field.reason", tally.LongReason, true)}})
	}
	if w.May {
		p.Forms = append(p.Forms, kit.Form{ID: "end", Action: at + "/end", Once: c.Once(), Title: c.T("tally.do.end"),
			Submit: c.T("tally.do.end"), Tone: "danger", Fields: []kit.Field{c.Words("reason", "field.reason",
				tally.LongReason, true)}})
	}
}

func factsOf(c *kit.Call, s *tally.Stand) []kit.Fact {
	n := strconv.Itoa
	need := needOf(&s.Plan, 0.5)
	all := 0
	for _, k := range s.Wanted {
		all += k
	}
	out := []kit.Fact{{Label: c.T("tally.kind"), Value: c.T("tally.kind." + string(s.Kind))},
		{Label: c.T("field.area"), Value: c.AreaName(s.Area)},
		{Label: c.T("tally.wave.before"), Value: spanOf(c, s.Plan.Before)},
		{Label: c.T("tally.wave.after"), Value: spanOf(c, s.Plan.After)},
		{Label: c.T("tally.listed"), Value: c.T("tally.listed_is", "sites", n(len(s.Sites)), "slots", n(len(s.Slots)))},
		{Label: c.T("tally.wanted"), Value: c.T("tally.wanted_is", "city", n(s.Wanted[tally.CityRoad]), "ordinary",
			n(s.Wanted[tally.OrdinaryRoad]))},
		{Label: c.T("tally.minutes"), Value: c.T("tally.minutes_is", "n", n(s.Minutes))},
		{Label: c.T("tally.expected"), Value: c.T("tally.expected_is", "n", n(s.People), "half",
			decimal(100*need.Reach(all)))}}
	var who []string
	for _, p := range s.Counters {
		who = append(who, personOf(c, p))
	}
	out = append(out, kit.Fact{Label: c.T("tally.counters"), Value: strings.Join(who, c.T("word.and"))})
	if s.Activity != 0 {
		f := kit.Fact{Label: c.T("tally.activity"), Value: number(s.Activity)}
		x := part.Get[*outreach.Outreach](c.House.Values)
		if a, err := x.Get(c.Ctx, c.Who.Caller, s.Activity); err == nil {
			f.Value, f.URL = a.Name, "/outreach/"+number(a.ID)
		}
		out = append(out, f)
	}
	if s.Ended != 0 {
		out = append(out, kit.Fact{Label: c.T("tally.ended"), Value: lang.Date(c.L, s.Ended) + " · " + s.Reason})
	}
	return out
}

// needOf is what a plan's numbers reach, where nothing is known but the usual.
func needOf(p *tally.Plan, rate float64) cluster.Need {
	return cluster.Need{Rate: rate, Likeness: cluster.Usual, People: float64(p.People)}
}

// placeOf names a place: "3 号 解放大道路口 周二 7 时".
func placeOf(c *kit.Call, s *tally.Stand, no int) string {
	p, ok := s.Place(no)
	if !ok {
		return strconv.Itoa(no)
	}
	return c.T("tally.place_is", "no", strconv.Itoa(no), "site", s.Sites[p.Site].Name, "slot",
		slotOf(c, s.Slots[p.Slot]))
}

func when(c *kit.Call, e *tally.Entry) string { return lang.DateTime(c.L, e.Begun) }

// standing says what became of a sheet.
func standing(c *kit.Call, e *tally.Entry) string {
	switch {
	case e.Gone:
		return c.T("tally.sheet.gone")
	case len(e.Marks) > 0:
		var why []string
		for _, m := range e.Marks {
			why = append(why, c.T("tally.mark."+string(m)))
		}
		return c.T("tally.sheet.marked", "why", strings.Join(why, c.T("word.and")))
	case e.Instead != 0:
		return c.T("tally.sheet.corrected", "reason", e.Reason)
	}
	return c.T("tally.sheet.counts")
}

func personOf(c *kit.Call, id int64) string {
	if p, ok := c.Org.Person(id); ok {
		return p.Name
	}
	return c.T("tally.nobody_yet")
}

// step draws, says that a place was missed, or ends a survey.
func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	what := c.R.PathValue("step")
	if err := takeStep(c, id, what, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return show(c, what, s, err)
	}
	c.Flash("flash.tally_"+what, "")
	c.To(surveyURL(id))
	return nil
}

func takeStep(c *kit.Call, id int64, what string, s *kit.Sent) error {
	x, who := talliesOf(c.House), c.Who.Caller
	command, err := s.ID()
	if err != nil {
		return err
	}
	switch what {
	case "draw":
		return x.Draw(c.Ctx, who, command, id)
	case "end":
		return x.End(c.Ctx, who, command, id, s.Text("reason"))
	case "miss":
		wave, no, _ := strings.Cut(s.Get("which"), ".")
		n, _ := strconv.Atoi(no)
		if n == 0 {
			return fault.New(fault.Invalid, "tally_place").On("which")
		}
		return x.Miss(c.Ctx, who, command, id, tally.Wave(wave), n, s.Text("reason"))
	}
	return c.Nowhere()
}
