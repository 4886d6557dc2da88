package indicator

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/platform/lang"
)

// Period is an area's span: who is in, who is missing, and the form that closes it or opens it again.
type Period struct {
	kit.Frame
	Name, Area, Span, Said string
	Bad                    bool
	Crumbs, Spans          []kit.Link
	Missing, Open          []string
	Forms                  []kit.Form
	History                []Told
	Frozen                 []kit.Fact // the figures of the last closing, as they were then
}

func (*Period) Template() string { return "indicator-period" }

func period(c *kit.Call) error { return showPeriod(c, "", nil, nil) }

func showPeriod(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	x := indicatorsOf(c.House)
	missing, open, err := x.Lacking(c.Ctx, c.Who.Caller, w.id, w.area, w.span)
	if err != nil {
		return err
	}
	closed, err := x.Closed(c.Ctx, w.id, w.def, w.area, w.span)
	if err != nil {
		return err
	}
	history, err := x.Closings(c.Ctx, c.Who.Caller, w.id, w.area, w.span)
	if err != nil {
		return err
	}
	n := strconv.Itoa
	p := &Period{Frame: c.Overview("indicators"), Name: w.def.Name(c.Short()), Area: c.AreaName(w.area),
		Span: spanName(c, w.span), Crumbs: w.crumbs(c, "period"), Spans: spanLinks(c, w, "period", area.NoLevel),
		Missing: names(c, missing), Open: names(c, open), Bad: len(missing)+len(open) > 0}
	p.Title = p.Name + " " + p.Span
	switch {
	case closed != 0:
		p.Said, p.Bad = c.T("indicator.closed_by", "area", c.AreaName(closed)), false
	case p.Bad:
		p.Said = c.T("indicator.period_lacks", "missing", n(len(missing)), "open", n(len(open)))
	default:
		p.Said = c.T("indicator.period_whole")
	}
	p.Forms = periodForms(c, w, closed, p.Bad)
	told(c, w, p, history)
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

func periodForms(c *kit.Call, w at, closed area.Code, bad bool) (out []kit.Form) {
	action := setURL(w.id, "period", w.area, w.span)
	step := func(name string) kit.Field { return kit.Field{Kind: "hidden", Name: "step", Value: name} }
	if closed == 0 && w.may(c, "close") && c.Now >= w.span.To() {
		f := kit.Form{ID: "close", Action: action, Once: c.Once(), Title: c.T("indicator.do.close"),
			Submit: c.T("indicator.do.close"), Tone: "primary", Hint: c.T("indicator.close_hint"), Open: true,
			Fields: []kit.Field{step("close"), c.Words("reason", "indicator.field.missing_reason", 500, bad)}}
		out = append(out, f)
	}
	if closed == w.area && closed != 0 && w.may(c, "unlock") {
		out = append(out, kit.Form{ID: "unlock", Action: action, Once: c.Once(), Title: c.T("indicator.do.unlock"),
			Submit: c.T("indicator.do.unlock"), Tone: "danger", Hint: c.T("indicator.unlock_hint"),
			Fields: []kit.Field{step("unlock"), c.Reason()}})
	}
	return out
}

// told says what happened to a period, and what its last closing kept.
func told(c *kit.Call, w at, p *Period, history []indicator.Closing) {
	for _, h := range history {
		who, _ := c.Org.Person(h.Person)
		key := "indicator.was_closed"
		if h.Totals == nil {
			key = "indicator.was_opened"
		}
		p.History = append(p.History, Told{c.T(key, "at", lang.DateTime(c.L, h.At), "who", who.Name, "missing",
			strconv.Itoa(len(h.Missing)), "open", strconv.Itoa(len(h.Open))), h.Reason})
		if h.Totals == nil || p.Frozen != nil {
			continue
		}
		for i := range w.def.Indicators {
			x := &w.def.Indicators[i]
			t, ok := h.Totals[x.Code]
			if !ok {
				continue
			}
			v := t.Total
			if t.Top != nil {
				v = *t.Top
			}
			p.Frozen = append(p.Frozen, kit.Fact{Label: x.Name(c.Short()), Value: v.Text(x.Decimals) + " " +
				x.UnitIn(c.Short())})
		}
	}
}

func postPeriod(c *kit.Call) error {
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
	x, step := indicatorsOf(c.House), s.Get("step")
	switch step {
	case "close":
		err = x.Close(c.Ctx, c.Who.Caller, command, w.id, w.area, w.span, s.Text("reason"))
	case "unlock":
		err = x.Unlock(c.Ctx, c.Who.Caller, command, w.id, w.area, w.span, s.Text("reason"))
	default:
		return c.Nowhere()
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showPeriod(c, step, s, err)
	}
	c.Flash("flash.indicator_period_"+step, "")
	c.To(setURL(w.id, "period", w.area, w.span))
	return nil
}

// Targets are an area's targets of an indicator, those below, and the forms that give and split them.
type Targets struct {
	kit.Frame
	Name, Area, Indicator string
	Crumbs, Codes         []kit.Link
	Rows                  []TargetRow
	Versions              []Told
	Gaps                  []string
	Forms                 []kit.Form
}

func (*Targets) Template() string { return "indicator-targets" }

// TargetRow is a target that stands.
type TargetRow struct{ Span, Value, How string }

// theIndicator is the one that the address names, or the first.
func theIndicator(c *kit.Call, w at) (*indicator.Indicator, error) {
	if code := c.R.URL.Query().Get("code"); code != "" {
		if x, ok := w.def.Get(code); ok {
			return x, nil
		}
		return nil, fault.New(fault.Invalid, "indicator_code", "code", code).On("code")
	}
	return &w.def.Indicators[0], nil
}

func targets(c *kit.Call) error { return showTargets(c, "", nil, nil) }

func showTargets(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	i, err := theIndicator(c, w)
	if err != nil {
		return err
	}
	list, err := indicatorsOf(c.House).Versions(c.Ctx, c.Who.Caller, w.id, w.area, i.Code)
	if err != nil {
		return err
	}
	p := &Targets{Frame: c.Overview("indicators"), Name: w.def.Name(c.Short()), Area: c.AreaName(w.area),
		Indicator: i.Name(c.Short()), Crumbs: w.crumbs(c, "targets")}
	p.Title = p.Name + " " + p.Indicator
	for n := range w.def.Indicators {
		x := &w.def.Indicators[n]
		p.Codes = append(p.Codes, kit.Link{Label: x.Name(c.Short()), Current: x.Code == i.Code,
			URL: setURL(w.id, "targets", w.area, 0) + "&code=" + x.Code})
	}
	for _, t := range list {
		value := t.Value.Text(i.Decimals) + " " + i.UnitIn(c.Short())
		if t.Current {
			p.Rows = append(p.Rows, TargetRow{spanName(c, t.Span), value, c.T("indicator.how." + t.How)})
		}
		who, _ := c.Org.Person(t.Person)
		p.Versions = append(p.Versions, Told{c.T("indicator.version", "span", spanName(c, t.Span), "value", value,
			"day",
			lang.Date(c.L, t.Day), "how", c.T("indicator.how."+t.How), "who", who.Name), t.Reason})
	}
	said, err := indicatorsOf(c.House).Gaps(c.Ctx, c.Who.Caller, w.id, w.area)
	if err != nil {
		return err
	}
	p.Gaps = gaps(c, w, said)
	if w.may(c, "target") {
		p.Forms = targetForms(c, w, i)
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

func targetForms(c *kit.Call, w at, i *indicator.Indicator) []kit.Form {
	action := setURL(w.id, "targets", w.area, 0) + "&code=" + i.Code
	spans := []kit.Option{}
	list := append(w.def.Spans(indicator.Year), indicator.Whole)
	if !i.Flows() {
		list = append(list, indicator.Base)
	}
	for _, s := range list {
		spans = append(spans, kit.Option{Value: s.String(), Label: spanName(c, s)})
	}
	span := func() kit.Field { return kit.Choose("span", c.T("indicator.field.span"), true, spans) }
	step := func(name string) kit.Field { return kit.Field{Kind: "hidden", Name: "step", Value: name} }
	reason := c.Words("reason", "indicator.field.target_reason", 500, false)
	out := []kit.Form{{ID: "target", Action: action, Once: c.Once(), Title: c.T("indicator.do.target"),
		Submit: c.T("indicator.do.target"), Tone: "primary", Open: true, Fields: []kit.Field{step("target"), span(),
			{Kind: "text", Name: "value", Required: true, Label: c.T("indicator.labelled", "name",
				c.T("indicator.target"),
				"unit", i.UnitIn(c.Short()))}, {Kind: "date", Name: "day", Label: c.T("indicator.field.day"),
				Hint: c.T("indicator.day_hint")}, reason}}}
	if !i.Adds() || w.area.Level() >= area.Village {
		return out
	}
	hows := []kit.Option{{Value: indicator.ByEqual, Label: c.T("indicator.how.equal"), Selected: true},
		{Value: indicator.ByWeight, Label: c.T("indicator.how.weight")}}
	var weights []kit.Option
	for n := range w.def.Indicators {
		if x := &w.def.Indicators[n]; x.Adds() {
			weights = append(weights, kit.Option{Value: x.Code, Label: x.Name(c.Short())})
		}
	}
	return append(out, kit.Form{ID: "cut", Action: action, Once: c.Once(), Title: c.T("indicator.do.cut"),
		Submit: c.T("indicator.do.cut"), Hint: c.T("indicator.cut_hint"), Fields: []kit.Field{step("cut"), span(),
			{Kind: "radios", Name: "how", Label: c.T("indicator.field.how"), Required: true, Options: hows},
			kit.Choose("by", c.T("indicator.field.by"), false, weights), reason}})
}

func postTargets(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	i, err := theIndicator(c, w)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	step := s.Get("step")
	if err := aim(c, w, i, s, step); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showTargets(c, step, s, err)
	}
	c.Flash("flash.indicator_targeted", "")
	c.To(setURL(w.id, "targets", w.area, 0) + "&code=" + i.Code)
	return nil
}

func aim(c *kit.Call, w at, i *indicator.Indicator, s *kit.Sent, step string) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	span, ok := indicator.ParseSpan(s.Get("span"))
	if !ok {
		return fault.New(fault.Invalid, "indicator_span").On("span")
	}
	if step == "cut" {
		return indicatorsOf(c.House).Cut(c.Ctx, c.Who.Caller, command, w.id, indicator.Cut{Area: w.area, Code: i.Code,
			Span: span, How: s.Get("how"), By: s.Get("by"), Reason: s.Text("reason")})
	}
	v, ok := indicator.ParseAmount(s.Get("value"))
	if !ok {
		return fault.New(fault.Invalid, "indicator_value", "name", i.Name(c.Short()), "decimals",
			i.Decimals).On("value")
	}
	day := s.Instant("day")
	if s.Bad != nil {
		return s.Bad
	}
	return indicatorsOf(c.House).Target(c.Ctx, c.Who.Caller, command, w.id, indicator.Aim{Code: i.Code, Span: span,
		Day: day, Reason: s.Text("reason"), Entries: []indicator.Entry{{Area: w.area, Value: v}}})
}
