package indicator

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/platform/lang"
)

// Entry is where an area's figures of a span are reported.
type Entry struct {
	kit.Frame
	Name, Area, Span, State string
	Crumbs                  []kit.Link
	Spans                   []kit.Link
	Form                    *kit.Form // nil where nothing can be reported
	Facts                   []kit.Fact
	Asked                   []Told
	Files                   *Files // what proves them; nil for nothing
}

func (*Entry) Template() string { return "indicator-entry" }

// Told is a question with its answer.
type Told struct{ Question, Answer string }

func entry(c *kit.Call) error { return showEntryOf(c, "", nil, nil) }

// showEntryOf shows the page, after a refusal with what was wrong in one of its forms.
func showEntryOf(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	s, closed, err := indicatorsOf(c.House).Sheet(c.Ctx, c.Who.Caller, w.id, w.area, w.span)
	if err != nil {
		return err
	}
	p := &Entry{Frame: c.Overview("indicators"), Name: w.def.Name(c.Short()), Area: c.Succeeded(w.area),
		Span: spanName(c, w.span), Crumbs: w.crumbs(c, ""), Spans: spanLinks(c, w, "entry", w.area.Level())}
	p.Title = p.Name + " " + p.Span
	asked := w.def.Asked(w.area.Level(), w.span.Kind())
	p.State = c.T("indicator.due", "n", strconv.Itoa(len(asked)), "by", lang.Date(c.L, w.def.DueAt(w.span)-1))
	if s != nil {
		p.State = sheetState(c, s)
		for _, i := range asked {
			if v, ok := s.Values[i.Code]; ok {
				p.Facts = append(p.Facts, kit.Fact{Label: i.Name(c.Short()), Value: v.Text(i.Decimals) + " " +
					i.UnitIn(c.Short())})
			}
		}
		p.Asked = toldOf(c, w.def, s)
		if p.Files, err = filesOf(c, w); err != nil {
			return err
		}
	}
	if closed == 0 && w.may(c, "report") && len(asked) > 0 && c.Now >= w.span.From() {
		f := entryForm(c, w, asked, s)
		p.Form = &f
	}
	if f := p.Files.form(step); wrong != nil && f != nil {
		c.Wrong(&p.Frame, f, sent, wrong)
	} else if wrong != nil && step == "" && p.Form != nil {
		if err := askAgain(c, w, p.Form, s, sent); err != nil {
			return err
		}
		c.Wrong(&p.Frame, p.Form, sent, wrong)
	} else if wrong != nil {
		return wrong
	}
	return c.Render(p)
}

func sheetState(c *kit.Call, s *indicator.Sheet) string {
	who, _ := c.Org.Person(s.Person)
	return c.T("indicator.state."+s.State, "at", lang.DateTime(c.L, s.Entered), "who", who.Name)
}

func toldOf(c *kit.Call, d *indicator.Definition, s *indicator.Sheet) (out []Told) {
	if s.Back != "" {
		out = append(out, Told{c.T("indicator.returned_for"), s.Back})
	}
	for _, q := range s.Asked {
		out = append(out, Told{d.Say(c.L, q.Question), q.Answer})
	}
	if s.Reason != "" {
		out = append(out, Told{c.T("indicator.corrected"), s.Reason})
	}
	return out
}

// spanLinks lead to the spans that are over or run, the newest first, a few.
func spanLinks(c *kit.Call, w at, page string, l area.Level) (out []kit.Link) {
	var list []indicator.Span
	for _, kind := range w.def.Kinds(l) {
		for _, s := range w.def.Spans(kind) {
			if s.From() <= c.Now {
				list = append(list, s)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b indicator.Span) int { return cmp.Compare(b.To(), a.To()) })
	for _, s := range list[:min(len(list), 12)] {
		out = append(out, kit.Link{Label: spanName(c, s), URL: setURL(w.id, page, w.area, s), Current: s == w.span})
	}
	return out
}

func entryForm(c *kit.Call, w at, asked []*indicator.Indicator, s *indicator.Sheet) kit.Form {
	f := kit.Form{ID: "entry", Action: setURL(w.id, "entry", w.area, w.span), Once: c.Once(), Tone: "primary",
		Submit: c.T("indicator.do.report"), Open: true}
	for _, i := range asked {
		if i.System != asked[0].System {
			f.Hint = "" // not all come from one system: each says its own
			break
		}
		f.Hint = systemHint(c, i)
	}
	for _, i := range asked {
		x := kit.Field{Kind: "text", Name: "v." + i.Code, Label: c.T("indicator.labelled", "name", i.Name(c.Short()),
			"unit", i.UnitIn(c.Short())), Required: !i.Optional}
		if f.Hint == "" {
			x.Hint = systemHint(c, i)
		}
		if s != nil {
			if v, ok := s.Values[i.Code]; ok {
				x.Value = v.Plain(i.Decimals)
			}
		}
		f.Fields = append(f.Fields, x)
	}
	if s != nil {
		r := c.Words("reason", "indicator.field.correct", 500, s.State != "returned")
		f.Fields = append(f.Fields, r)
		f.Submit, f.Title = c.T("indicator.do.correct"), c.T("indicator.do.correct")
		f.Open = s.State == "returned"
	}
	return f
}

// systemHint says which system has a figure; "" for none.
func systemHint(c *kit.Call, i *indicator.Indicator) string {
	if i.System == "" {
		return ""
	}
	return c.T("indicator.from_system", "system", i.System)
}

// reporting reads the form.
func reporting(c *kit.Call, w at, s *kit.Sent) (r indicator.Reporting, err error) {
	r = indicator.Reporting{Area: w.area, Span: w.span, Values: indicator.Values{}, Answers: map[string]string{},
		Reason: s.Text("reason")}
	for _, i := range w.def.Asked(w.area.Level(), w.span.Kind()) {
		text := s.Get("v." + i.Code)
		if text == "" {
			continue
		}
		v, ok := indicator.ParseAmount(text)
		if !ok {
			return r, fault.New(fault.Invalid, "indicator_value", "name", i.Name(c.Short()), "decimals",
				i.Decimals).On("v." + i.Code)
		}
		r.Values[i.Code] = v
	}
	for name := range s.Values {
		if key, ok := strings.CutPrefix(name, "answer."); ok {
			r.Answers[key] = s.Text(name)
		}
	}
	return r, nil
}

// askAgain puts the questions into the form, each with room for an answer. What was answered before about the same
// figure of a sheet that came back stands there already.
func askAgain(c *kit.Call, w at, f *kit.Form, s *indicator.Sheet, sent *kit.Sent) error {
	r, err := reporting(c, w, sent)
	if err != nil {
		return nil // the mistake itself is shown
	}
	list, err := indicatorsOf(c.House).Questions(c.Ctx, c.Who.Caller, w.id, r)
	for _, q := range list {
		x := kit.Field{Kind: "area", Name: "answer." + q.Key(), Label: w.def.Say(c.L, q), Max: 500, Required: true}
		if !sent.Has(x.Name) {
			sent.Set(x.Name, answered(s, q))
		}
		f.Fields = append(f.Fields, x)
	}
	return err
}

// answered is what was said to a question about the same figure before; "" where it was never asked.
func answered(s *indicator.Sheet, q indicator.Question) string {
	if s == nil {
		return ""
	}
	for _, was := range s.Asked {
		if was.Question == q {
			return was.Answer
		}
	}
	return ""
}

func postEntry(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	r, err := reporting(c, w, s)
	if err == nil {
		err = indicatorsOf(c.House).Report(c.Ctx, c.Who.Caller, command, w.id, r)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showEntryOf(c, "", s, err)
	}
	c.Flash("flash.indicator_reported", "")
	c.To(setURL(w.id, "entry", w.area, w.span))
	return nil
}

// Review is what waits to be reviewed of a span in an area, what has most questions first.
type Review struct {
	kit.Frame
	Name, Area, Span, Said string
	Crumbs                 []kit.Link
	Spans                  []kit.Link
	Rows                   []SheetRow
	Once                   string
	Action                 string
	Wrong                  string
	Missing                []string
	More                   string
}

func (*Review) Template() string { return "indicator-review" }

// SheetRow is a sheet that waits.
type SheetRow struct {
	Value, Name, URL, Who string
	Facts                 []kit.Fact
	Asked                 []Told
	Mine                  bool // the reader typed it himself
	Return                kit.Form
}

// reviewShown is how many sheets a page has.
const reviewShown = 50

func review(c *kit.Call) error { return showReview(c, nil) }

func showReview(c *kit.Call, wrong error) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	x := indicatorsOf(c.House)
	if !w.may(c, "review") {
		return fault.New(fault.Denied, "not_allowed")
	}
	list, err := x.ToReview(c.Ctx, c.Who.Caller, w.id, w.area, w.span, reviewShown+1)
	if err != nil {
		return err
	}
	missing, _, err := x.Lacking(c.Ctx, c.Who.Caller, w.id, w.area, w.span)
	if err != nil {
		return err
	}
	p := &Review{Frame: c.Overview("indicators"), Name: w.def.Name(c.Short()), Area: c.AreaName(w.area),
		Span: spanName(c, w.span), Crumbs: w.crumbs(c, ""), Spans: spanLinks(c, w, "review", area.NoLevel),
		Once:   c.Once(),
		Action: setURL(w.id, "review", w.area, w.span)}
	p.Title, p.Missing = p.Name+" "+p.Span, names(c, missing)
	p.Said = c.T("indicator.review_said", "n", strconv.Itoa(len(list)), "missing", strconv.Itoa(len(missing)))
	if len(list) > reviewShown {
		list, p.More = list[:reviewShown], c.T("indicator.more_wait")
	}
	for _, s := range list {
		p.Rows = append(p.Rows, sheetRow(c, w, s))
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status, p.Wrong = fault.Of(wrong).Kind.Status(), lang.Error(c.L, fault.Of(wrong))
	}
	return c.Render(p)
}

func sheetRow(c *kit.Call, w at, s *indicator.Sheet) SheetRow {
	who, _ := c.Org.Person(s.Person)
	r := SheetRow{Value: s.Area.String() + " " + strconv.FormatInt(s.Seq, 10), Name: c.AreaName(s.Area),
		URL: setURL(w.id, "entry", s.Area, s.Span), Asked: toldOf(c, w.def, s), Who: who.Name,
		Mine: s.Person == c.Who.Person && s.Person != 0}
	if s.File != "" {
		r.Who += " · " + s.File
	}
	for _, i := range w.def.Asked(s.Area.Level(), s.Span.Kind()) {
		if v, ok := s.Values[i.Code]; ok {
			r.Facts = append(r.Facts, kit.Fact{Label: i.Name(c.Short()), Value: v.Text(i.Decimals) + " " +
				i.UnitIn(c.Short())})
		}
	}
	r.Return = kit.Form{ID: "return-" + s.Area.String(), Action: setURL(w.id, "review", w.area, w.span), Once: c.Once(),
		Title: c.T("indicator.do.return"), Submit: c.T("indicator.do.return"), Tone: "danger", Fields: []kit.Field{
			{Kind: "hidden", Name: "return", Value: r.Value}, c.Reason()}}
	return r
}

// namesShown is how many areas a page names.
const namesShown = 60

// names are areas by name, the rest as a number.
func names(c *kit.Call, list []area.Code) (out []string) {
	for _, a := range list[:min(len(list), namesShown)] {
		out = append(out, c.AreaName(a))
	}
	if more := len(list) - namesShown; more > 0 {
		out = append(out, c.T("indicator.more_names", "n", strconv.Itoa(more)))
	}
	return out
}

// judged reads "AREA SEQ".
func judged(text string) (j indicator.Judged, err error) {
	a, seq, _ := strings.Cut(text, " ")
	if j.Area, err = area.Parse(a); err == nil {
		j.Seq, err = strconv.ParseInt(seq, 10, 64)
	}
	if err != nil {
		err = fault.New(fault.Invalid, "indicator_choose", "max", reviewShown).On("sheet")
	}
	return j, err
}

func postReview(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	if err := reviewed(c, w, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showReview(c, err)
	}
	c.Flash("flash.indicator_reviewed", "")
	c.To(setURL(w.id, "review", w.area, w.span))
	return nil
}

func reviewed(c *kit.Call, w at, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x := indicatorsOf(c.House)
	if text := s.Get("return"); text != "" {
		j, err := judged(text)
		if err != nil {
			return err
		}
		return x.Return(c.Ctx, c.Who.Caller, command, w.id, w.span, j, s.Text("reason"))
	}
	var list []indicator.Judged
	for _, text := range s.Values["sheet"] {
		j, err := judged(text)
		if err != nil {
			return err
		}
		list = append(list, j)
	}
	return x.Review(c.Ctx, c.Who.Caller, command, w.id, w.span, list)
}
