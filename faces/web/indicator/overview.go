package indicator

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// Overview is how a set stands in an area.
type Overview struct {
	kit.Frame
	Name, Area, Years string
	Crumbs            []kit.Link
	Said              string // how many are red, yellow, green
	Bad               bool
	Progress          []ProgressRow
	Doors             []kit.Link // what the reader may do here
	Groups            []GroupRow
	Children          []ChildRow
	Gaps              []string
	Export            string
}

func (*Overview) Template() string { return "indicator-overview" }

// GroupRow is a heading with its indicators.
type GroupRow struct {
	Name string
	Rows []StandRow
}

// StandRow is an indicator in words.
type StandRow struct {
	Name, Said, Gap, Next string
	Light                 kit.Light
	Missing               string
	Bars                  []Bar
	BarsSaid              string
	Targets               string // where its targets are
}

// Bar is a span's figure in a small chart.
type Bar struct {
	X, Y, H int
	Now     bool
}

// ProgressRow is a span: who is in, in time, reviewed.
type ProgressRow struct {
	Span, Said, URL string
	Light           kit.Light
	Segments        []kit.Segment
}

// ChildRow is an area below: its lights, and the band it is in.
type ChildRow struct {
	Name, Code, URL    string
	Red, Yellow, Green int
	Bands              []Mark
	Missing            string
}

// Mark is a band with its colour.
type Mark struct{ Name, Tone string }

func overview(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	read, err := indicatorsOf(c.House).Overview(c.Ctx, c.Who.Caller, w.id, w.area, progressShown)
	if err != nil {
		return err
	}
	list := read.Stands
	p := &Overview{Frame: c.Overview("indicators"), Name: w.def.Name(c.Short()), Area: c.Succeeded(w.area),
		Years: years(c, w.def), Crumbs: w.crumbs(c, ""), Export: setURL(w.id, "export.xlsx", w.area, 0)}
	p.Title = p.Name + " " + c.AreaName(w.area)
	red, _, _ := lights(list)
	p.Bad, p.Said = red > 0, standsSaid(c, list)
	p.Groups = groups(c, w, list, read.Series)
	p.Progress, p.Children, p.Gaps = progress(c, w, read.Progress), children(c, w, read.Below), gaps(c, w, read.Gaps)
	p.Doors, err = doors(c, w)
	if err != nil {
		return err
	}
	return c.Render(p)
}

// standsSaid says how indicators stand by their lights, in a sentence.
func standsSaid(c *kit.Call, list []indicator.Stand) string {
	red, yellow, green := lights(list)
	return c.T("indicator.stands", "red", strconv.Itoa(red), "yellow", strconv.Itoa(yellow), "green",
		strconv.Itoa(green), "none", strconv.Itoa(len(list)-red-yellow-green))
}

func lights(list []indicator.Stand) (red, yellow, green int) {
	for _, s := range list {
		switch s.Light {
		case indicator.Red:
			red++
		case indicator.Yellow:
			yellow++
		case indicator.Green:
			green++
		}
	}
	return red, yellow, green
}

// groups are the indicators under their headings; those without one stand under none.
func groups(c *kit.Call, w at, list []indicator.Stand, series map[string][]indicator.Point) (out []GroupRow) {
	all := append([]indicator.Group{}, w.def.Groups...)
	for _, g := range append(all, indicator.Group{}) {
		r := GroupRow{Name: g.Zh}
		if c.Short() == "en" {
			r.Name = g.En
		}
		for _, s := range list {
			if x, ok := w.def.Get(s.Indicator); ok && x.Group == g.Code {
				r.Rows = append(r.Rows, standRow(c, w, x, s, series[x.Code]))
			}
		}
		if len(r.Rows) > 0 {
			out = append(out, r)
		}
	}
	return out
}

func standRow(c *kit.Call, w at, x *indicator.Indicator, s indicator.Stand, points []indicator.Point) StandRow {
	unit := x.UnitIn(c.Short())
	text := func(v *indicator.Amount) string { return v.Text(x.Decimals) + " " + unit }
	r := StandRow{Name: x.Name(c.Short()), Light: lightOf(c, s), Targets: setURL(w.id, "targets", w.area, 0) +
		"&code=" + x.Code}
	switch {
	case s.Actual == nil:
		r.Said = c.T("indicator.nothing")
	default:
		r.Said = c.T("indicator.is", "value", text(s.Actual), "at", lang.Date(c.L, s.To-1))
	}
	if s.Target != nil {
		r.Said += c.T("indicator.target_is", "target", text(s.Target))
	}
	if s.Line != nil && s.Actual != nil {
		behind := *s.Line - *s.Actual
		if x.Less {
			behind = -behind
		}
		if behind > 0 {
			r.Gap = c.T("indicator.behind", "line", text(s.Line), "gap", text(&behind))
		} else {
			r.Gap = c.T("indicator.ahead", "line", text(s.Line))
		}
	}
	if s.Forecast != nil {
		r.Next = c.T("indicator.forecast", "value", text(s.Forecast), "error", text(s.Error))
	}
	if s.In < s.Asked {
		r.Missing = c.T("indicator.in_of", "in", strconv.Itoa(s.In), "asked", strconv.Itoa(s.Asked))
	}
	r.Bars = bars(points)
	if n := len(points); n > 0 {
		r.BarsSaid = c.T("indicator.bars", "from", spanName(c, points[0].Span), "first",
			points[0].Value.Text(x.Decimals), "to", spanName(c, points[n-1].Span), "last",
			points[n-1].Value.Text(x.Decimals),
			"unit", unit)
	}
	return r
}

// mostBars is how many spans a small chart shows.
const mostBars = 12

// bars draw the last spans, the largest as high as the chart; what lies below zero has no bar.
func bars(list []indicator.Point) (out []Bar) {
	list = list[max(0, len(list)-mostBars):]
	most := indicator.Amount(1)
	for _, p := range list {
		most = max(most, p.Value)
	}
	if len(list) < 2 {
		return nil
	}
	for i, p := range list {
		h := int(float64(max(p.Value, 0)) / float64(most) * 38)
		out = append(out, Bar{X: i*8 + 1, Y: 40 - h - 1, H: h + 1, Now: i == len(list)-1})
	}
	return out
}

func light(c *kit.Call, code string) kit.Light {
	return kit.Light{Code: code, Left: c.T("indicator.light." + code)}
}

// lightOf is how a figure stands against its line; one without a line says what is missing.
func lightOf(c *kit.Call, s indicator.Stand) kit.Light {
	switch {
	case s.Light != indicator.None:
		return light(c, s.Light)
	case s.Target == nil:
		return kit.Light{Code: "none", Left: c.T("indicator.no_target")}
	case s.Actual != nil && s.Line == nil:
		return kit.Light{Code: "none", Left: c.T("indicator.no_line")}
	}
	return kit.Light{}
}

// progressShown is how many spans the overview has.
const progressShown = 6

func progress(c *kit.Call, w at, list []indicator.Progress) (out []ProgressRow) {
	for _, g := range list {
		n := strconv.Itoa
		r := ProgressRow{Span: spanName(c, g.Span), URL: setURL(w.id, "period", w.area, g.Span), Light: light(c,
			indicator.Green), Segments: kit.Bar(int64(g.Asked), []string{"green", "wait", "grey"},
			[]int64{int64(g.Reviewed), int64(g.In - g.Reviewed), int64(g.Asked - g.In)})}
		r.Said = c.T("indicator.progress", "asked", n(g.Asked), "in", n(g.In), "share", n(indicator.Share(g.In,
			g.Asked)),
			"time", n(indicator.Share(g.InTime, g.Asked)), "reviewed", n(g.Reviewed))
		switch {
		case g.Closed != 0:
			r.Light.Left = c.T("indicator.is_closed")
		case g.In < g.Asked && c.Now >= g.By:
			r.Light = kit.Light{Code: "red", Left: c.T("indicator.lacks", "n", n(g.Asked-g.In))}
		case g.In < g.Asked || g.Reviewed < g.In:
			r.Light = kit.Light{Code: "yellow", Left: c.T("indicator.under_way", "by", lang.Date(c.L, g.By-1))}
		default:
			r.Light.Left = c.T("indicator.all_in")
		}
		out = append(out, r)
	}
	return out
}

// children are the areas below, by code.
func children(c *kit.Call, w at, list []indicator.Below) (out []ChildRow) {
	for _, b := range list {
		r := ChildRow{Name: c.AreaName(b.Area), Code: b.Area.String(), URL: setURL(w.id, "", b.Area, 0)}
		r.Red, r.Yellow, r.Green = lights(b.Stands)
		missing := 0
		for _, s := range b.Stands {
			x, ok := w.def.Get(s.Indicator)
			if !ok {
				continue
			}
			if x.Typed() {
				missing = max(missing, s.Asked-s.In)
			}
			if x.Rule != indicator.Band || s.Actual == nil || *s.Actual == 0 || x.Tone == "" {
				continue
			}
			m := Mark{x.Name(c.Short()), x.Tone}
			if b.Area.Level() < area.Village {
				m.Name += " " + s.Actual.Text(0)
			}
			r.Bands = append(r.Bands, m)
		}
		if missing > 0 {
			r.Missing = c.T("indicator.lacks", "n", strconv.Itoa(missing))
		}
		out = append(out, r)
	}
	return out
}

// gaps say where the targets do not add up, and by how much.
func gaps(c *kit.Call, w at, list []indicator.Gap) (out []string) {
	for _, g := range list {
		x, ok := w.def.Get(g.Code)
		if !ok {
			continue
		}
		rest := g.Own - g.Below
		key := "indicator.gap_" + string(x.Rule)
		if x.Adds() {
			key = "indicator.gap"
		}
		out = append(out, c.T(key, "name", x.Name(c.Short()), "span", spanName(c, g.Span), "own",
			g.Own.Text(x.Decimals), "below", g.Below.Text(x.Decimals), "rest", rest.Text(x.Decimals), "unit",
			x.UnitIn(c.Short())))
	}
	return out
}

// doors are what the reader may do in the area.
func doors(c *kit.Call, w at) (out []kit.Link, err error) {
	add := func(ok bool, key, page string) {
		if ok {
			out = append(out, kit.Link{Label: c.T("indicator.door." + key), URL: setURL(w.id, page, w.area, w.span)})
		}
	}
	reports, err := indicatorsOf(c.House).Reports(c.Ctx, w.id, w.area)
	add(reports && w.may(c, "report"), "entry", "entry")
	add(w.area.Level() < area.Village && w.may(c, "review"), "review", "review")
	add(w.may(c, "close"), "close", "period")
	add(w.may(c, "target"), "targets", "targets")
	add(w.may(c, "bring") && w.area.Level() < area.Village, "import", "import")
	return out, err
}

// export is what the overview shows, as a spreadsheet.
func export(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	out, err := grid(c, w)
	if err != nil {
		return err
	}
	f := c.File("xlsx")
	return f.Finish(out.Write(f))
}

func grid(c *kit.Call, w at) (*sheet.Grid, error) {
	read, err := indicatorsOf(c.House).Overview(c.Ctx, c.Who.Caller, w.id, w.area, 0)
	if err != nil {
		return nil, err
	}
	out := &sheet.Grid{Title: w.def.Name(c.Short()) + " " + c.AreaName(w.area), Notes: []string{years(c, w.def)},
		Heads: []string{c.T("field.code"), c.T("field.area"), c.T("indicator.name"), c.T("indicator.unit"),
			c.T("indicator.actual"), c.T("indicator.target"), c.T("indicator.line"), c.T("indicator.light"),
			c.T("indicator.forecast_at_end"), c.T("indicator.error"), c.T("indicator.in"), c.T("indicator.asked")}}
	for _, b := range append([]indicator.Below{{Area: w.area, Stands: read.Stands}}, read.Below...) {
		for _, s := range b.Stands {
			i, ok := w.def.Get(s.Indicator)
			if !ok {
				continue
			}
			text := func(v *indicator.Amount) any {
				if v == nil {
					return ""
				}
				return sheet.Hundredths(*v / (indicator.One / 100))
			}
			out.Rows = append(out.Rows, []any{b.Area.String(), c.AreaName(b.Area), i.Name(c.Short()),
				i.UnitIn(c.Short()),
				text(s.Actual), text(s.Target), text(s.Line), lightOf(c, s).Left, text(s.Forecast), text(s.Error),
				int64(s.In), int64(s.Asked)})
		}
	}
	return out, nil
}

// template is a list of all that reports in an area, to be filled in.
func template(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	out := &sheet.Grid{Title: w.def.Name(c.Short()) + " " + spanName(c, w.span),
		Notes: []string{c.T("indicator.fill_in")},
		Heads: []string{c.T("indicator.head.code"), c.T("indicator.head.path")}}
	var deepest area.Level
	for _, l := range w.def.Levels() {
		for _, i := range w.def.Asked(l, w.span.Kind()) {
			out.Heads = append(out.Heads, i.Name(c.Short())+"（"+i.UnitIn(c.Short())+"）")
			deepest = l
		}
	}
	out.Heads = append(out.Heads, c.T("indicator.head.note"))
	missing, open, err := indicatorsOf(c.House).Lacking(c.Ctx, c.Who.Caller, w.id, w.area, w.span)
	if err != nil {
		return err
	}
	for _, a := range append(missing, open...) {
		if a.Level() <= deepest {
			out.Rows = append(out.Rows, []any{a.String(), c.Org.Tree().FullName(a)})
		}
	}
	f := c.File("xlsx")
	return f.Finish(out.Write(f))
}
