package indicator

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/platform/lang"
)

// Sets are the sets that the reader sees something of, with what he is to report and to review first.
type Sets struct {
	kit.Frame
	Dues    []DueRow
	Reviews []ReviewRow
	Rows    []SetRow
	New     string // where one is begun; "" for who may not
}

func (*Sets) Template() string { return "indicator-sets" }

// DueRow is a sheet that the reader has to report.
type DueRow struct{ URL, Set, Area, Span, Said, Light, By string }

// ReviewRow is a set with sheets that wait for the reader's review.
type ReviewRow struct{ URL, Set, Area, Span, Said string }

// SetRow is a set, and how it stands where the reader looks at it.
type SetRow struct {
	URL, Name, Area, Years, Said string
	Light                        kit.Light
}

// mostSaid is of how many sets the page says how they stand.
const mostSaid = 10

func sets(c *kit.Call) error {
	x := indicatorsOf(c.House)
	list, err := x.Sets(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	p := &Sets{Frame: c.Overview("indicators")}
	if x.Org().MayActSomewhere(c.Who.Caller, indicator.DefinedType) {
		p.New = "/indicators/new"
	}
	names := map[int64]*indicator.Set{}
	for i := range list {
		s := &list[i]
		names[s.ID] = s
		r := SetRow{URL: setURL(s.ID, "", 0, 0), Name: s.Name(c.Short()), Area: c.AreaName(s.Area),
			Years: years(c, &s.Definition)}
		if i < mostSaid {
			if err := r.stand(c, s); err != nil {
				return err
			}
		}
		p.Rows = append(p.Rows, r)
	}
	dues, err := x.Dues(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	for _, d := range dues {
		if s := names[d.Set]; s != nil {
			p.Dues = append(p.Dues, dueRow(c, s, d))
		}
	}
	p.Reviews, err = reviewRows(c, list)
	if err != nil {
		return err
	}
	return c.Render(p)
}

// stand says how a set stands in its area, or in the reader's own where he sees no more.
func (r *SetRow) stand(c *kit.Call, s *indicator.Set) error {
	x, a := indicatorsOf(c.House), s.Area
	if !x.Sees(c.Who.Caller, a) {
		own := x.Own(c.Who.Caller, &s.Definition)
		if len(own) == 0 {
			return nil
		}
		a = own[0]
	}
	list, err := x.Standing(c.Ctx, c.Who.Caller, s.ID, a, nil)
	if err != nil {
		return err
	}
	red, yellow, green := lights(list)
	if red+yellow+green == 0 {
		r.Said = c.T("indicator.set_stands", "area", c.AreaName(a), "said", c.T("indicator.none_judged"))
		return nil
	}
	r.Said = c.T("indicator.set_stands", "area", c.AreaName(a), "said", standsSaid(c, list))
	switch {
	case red > 0:
		r.Light = light(c, indicator.Red)
	case yellow > 0:
		r.Light = light(c, indicator.Yellow)
	case green > 0:
		r.Light = light(c, indicator.Green)
	}
	return nil
}

func dueRow(c *kit.Call, s *indicator.Set, d indicator.Due) DueRow {
	r := DueRow{URL: setURL(s.ID, "entry", d.Area, d.Span), Set: s.Name(c.Short()), Area: c.AreaName(d.Area),
		Span: spanName(c, d.Span), Light: "green", By: lang.Date(c.L, d.By-1)}
	r.Said = c.T("indicator.due", "n", strconv.Itoa(d.Cells), "by", r.By)
	if c.Now >= d.By {
		r.Light, r.Said = "red", c.T("indicator.due_late", "n", strconv.Itoa(d.Cells), "by", r.By)
	} else if d.By-c.Now < 3*kit.Day {
		r.Light = "yellow"
	}
	return r
}

// reviewRows are the spans with sheets that wait for the reader, of the newest few spans of each set.
func reviewRows(c *kit.Call, list []indicator.Set) (out []ReviewRow, err error) {
	x := indicatorsOf(c.House)
	for i := range list {
		s := &list[i]
		for _, a := range x.Own(c.Who.Caller, &s.Definition) {
			if a.Level() >= area.Village || !x.May(c.Who.Caller, a, "review") {
				continue
			}
			prog, err := x.Progress(c.Ctx, c.Who.Caller, s.ID, a, 8)
			if err != nil {
				return nil, err
			}
			for _, g := range prog {
				if g.In <= g.Reviewed {
					continue
				}
				n, err := x.WaitingOf(c.Ctx, s.ID, a, g.Span)
				if err != nil {
					return nil, err
				}
				if n > 0 {
					out = append(out, ReviewRow{setURL(s.ID, "review", a, g.Span), s.Name(c.Short()), c.AreaName(a),
						spanName(c, g.Span), c.T("indicator.to_review", "n", strconv.Itoa(n))})
				}
			}
		}
	}
	return out, nil
}

// setURL is the address of a set, or of one of its pages.
func setURL(id int64, page string, a area.Code, s indicator.Span) string {
	out := "/indicators/" + strconv.FormatInt(id, 10)
	if page != "" {
		out += "/" + page
	}
	sep := "?"
	if a != 0 {
		out, sep = out+sep+"area="+a.String(), "&"
	}
	if s != 0 {
		out += sep + "span=" + s.String()
	}
	return out
}

// years are the set's years in words.
func years(c *kit.Call, d *indicator.Definition) string {
	return c.T("indicator.years", "from", lang.Date(c.L, d.From), "to", lang.Date(c.L, d.To-1))
}

// spanName is a span in words.
func spanName(c *kit.Call, s indicator.Span) string {
	kind := s.Kind()
	if kind == "" {
		return c.T("indicator.span." + s.String())
	}
	nth := int(s)%100 - map[string]int{indicator.Half: 20, indicator.Quarter: 40}[kind]
	return c.T("indicator.span."+kind, "year", strconv.Itoa(int(s)/100), "n", strconv.Itoa(nth))
}

// NewSet is where a set is begun from one that is shipped.
type NewSet struct {
	kit.Frame
	Form kit.Form
}

func (*NewSet) Template() string { return "indicator-new" }

func newSet(c *kit.Call) error { return showNewSet(c, nil, nil) }

func showNewSet(c *kit.Call, s *kit.Sent, wrong error) error {
	x := indicatorsOf(c.House)
	if !x.Org().MayActSomewhere(c.Who.Caller, indicator.DefinedType) {
		return fault.New(fault.Denied, "not_allowed")
	}
	list, err := indicator.ShippedSets()
	if err != nil {
		return err
	}
	var options, firsts []kit.Option
	for _, k := range list {
		options = append(options, kit.Option{Value: k.Key, Label: k.Name(c.Short())})
	}
	now := int(c.Now.Time().Year())
	for y := now - 6; y <= now+3; y++ {
		firsts = append(firsts, kit.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y), Selected: y == now})
	}
	p := &NewSet{Frame: c.Overview("indicators"), Form: kit.Form{ID: "set", Action: "/indicators/new", Once: c.Once(),
		Submit: c.T("indicator.begin"), Tone: "primary", Fields: []kit.Field{
			kit.Choose("set", c.T("indicator.field.set"), true, options), c.AnyAreaField("area", true, 0, 0),
			kit.Choose("first", c.T("indicator.field.first"), true, firsts),
			{Kind: "number", Name: "years", Label: c.T("indicator.field.years"), Value: "3", Required: true}}}}
	p.Title = c.T("indicator.new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

func addSet(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := beginSet(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNewSet(c, s, err)
	}
	c.Flash("flash.indicator_begun", "")
	c.To(setURL(id, "", 0, 0))
	return nil
}

func beginSet(c *kit.Call, s *kit.Sent) (int64, error) {
	command, err := s.ID()
	if err != nil {
		return 0, err
	}
	list, err := indicator.ShippedSets()
	if err != nil {
		return 0, err
	}
	first, n := s.Number("first"), s.Number("years")
	at := s.Area("area")
	if s.Bad != nil {
		return 0, s.Bad
	}
	if first < 2000 || first > 2100 || n < 1 || n > 10 {
		return 0, fault.New(fault.Invalid, "indicator_period").On("years")
	}
	for _, k := range list {
		if k.Key == s.Get("set") {
			d := k.Definition
			d.Area, d.From, d.To = at, indicator.Span(first*100).From(), indicator.Span((first+n-1)*100).To()
			return indicatorsOf(c.House).Define(c.Ctx, c.Who.Caller, command, d)
		}
	}
	return 0, fault.New(fault.Invalid, "indicator_words").On("set")
}

// at is what a page is about: the set, the area, the span.
type at struct {
	id   int64
	area area.Code
	span indicator.Span
	def  *indicator.Definition
}

// where reads it from the address. Without an area it is the reader's own; without a span the last one that is over.
func where(c *kit.Call) (w at, err error) {
	if w.id, err = c.PathID(); err != nil {
		return w, err
	}
	q := c.R.URL.Query()
	x := indicatorsOf(c.House)
	if text := q.Get("area"); text != "" {
		if w.area, err = area.Parse(text); err != nil {
			return w, fault.New(fault.Invalid, "area_unknown", "code", text).On("area")
		}
	} else if w.area, err = ownArea(c, w.id); err != nil {
		return w, err
	}
	if w.def, err = x.Set(c.Ctx, c.Who.Caller, w.id, w.area); err != nil {
		return w, err
	}
	if text := q.Get("span"); text != "" {
		s, ok := indicator.ParseSpan(text)
		if !ok {
			return w, fault.New(fault.Invalid, "indicator_span").On("span")
		}
		w.span = s
		return w, nil
	}
	for _, kind := range w.def.Kinds(levelOf(w)) {
		for _, s := range w.def.Spans(kind) {
			if w.span == 0 || s.To() <= c.Now && s.To() >= w.span.To() {
				w.span = s
			}
		}
	}
	return w, nil
}

// levelOf is the level whose spans a page shows: the area's own where it reports, else any.
func levelOf(w at) area.Level {
	if len(w.def.Kinds(w.area.Level())) > 0 {
		return w.area.Level()
	}
	return area.NoLevel
}

// ownArea is the first of the reader's areas in a set.
func ownArea(c *kit.Call, id int64) (area.Code, error) {
	x := indicatorsOf(c.House)
	list, err := x.Sets(c.Ctx, c.Who.Caller)
	if err != nil {
		return 0, err
	}
	for i := range list {
		if list[i].ID == id {
			if own := x.Own(c.Who.Caller, &list[i].Definition); len(own) > 0 {
				return own[0], nil
			}
		}
	}
	return 0, fault.New(fault.Missing, "indicator_missing")
}

// may says whether the caller may do something about the area of a page.
func (w at) may(c *kit.Call, what ...string) bool {
	return indicatorsOf(c.House).May(c.Who.Caller, w.area, what...)
}

// crumbs lead from the set's area down to the page's, as far as the reader sees them.
func (w at) crumbs(c *kit.Call, page string) (out []kit.Link) {
	x := indicatorsOf(c.House)
	for a := w.area; a != 0 && w.def.Area.Contains(a); a = a.Parent() {
		if x.Sees(c.Who.Caller, a) {
			out = append([]kit.Link{{Label: c.AreaName(a), URL: setURL(w.id, page, a, 0), Current: a == w.area}},
				out...)
		}
	}
	return out
}
