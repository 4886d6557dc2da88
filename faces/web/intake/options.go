package intake

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/sheet"
)

// maxMap is the longest text of own headings, in characters.
const maxMap = 4000

// optionFields are what a kind of list can be told, as the command line has it; o is what was told last.
func optionFields(c *kit.Call, k sheet.Kind, o sheet.Options) (out []kit.Field) {
	for _, name := range k.Options {
		out = append(out, optionField(c, name, o))
	}
	return out
}

func optionField(c *kit.Call, name string, o sheet.Options) kit.Field {
	line := func(name, key, value string) kit.Field {
		f := c.Line(name, key, 100, false)
		f.Value = value
		return f
	}
	choose := func(name, key, prefix, chosen string, required bool, values ...string) kit.Field {
		f := kit.Choose(name, c.T(key), required, nil)
		for _, v := range values {
			f.Options = append(f.Options, kit.Option{Value: v, Label: c.T(prefix + v), Selected: v == chosen})
		}
		return f
	}
	switch name {
	case sheet.OptSheet:
		f := line(name, "intake.sheet", o.Sheet)
		f.Hint = c.T("intake.sheet_hint")
		return f
	case sheet.OptMap:
		f := c.Words(name, "intake.map", maxMap, false)
		f.Hint, f.Value = c.T("intake.map_hint"), sheet.SpellMap(o.Map)
		return f
	case sheet.OptDates:
		f := choose(name, "intake.dates", "intake.dates.", string(o.Dates), false,
			string(sheet.YearMonthDay), string(sheet.DayMonthYear), string(sheet.MonthDayYear))
		f.Hint = c.T("intake.dates_hint")
		return f
	case sheet.OptSource:
		var sources []string
		for _, s := range matter.Sources() {
			sources = append(sources, string(s))
		}
		return choose(name, "intake.source", "source.", orElse(o.Source, string(matter.FromImport)),
			true, sources...)
	case sheet.OptArea:
		f := c.AreasField(name, false, o.Area, o.Area)
		f.Label = c.T("intake.area")
		return f
	case sheet.OptSame:
		now := "refuse"
		if o.SameNumberNew {
			now = "new"
		}
		return choose(name, "intake.same", "intake.same.", now, true, "refuse", "new")
	case sheet.OptPrefix:
		f := line(name, "intake.prefix", o.NumberPrefix)
		f.Hint = c.T("intake.prefix_hint")
		return f
	case sheet.OptDatum:
		var datums []string
		for _, d := range place.Datums() {
			datums = append(datums, d.String())
		}
		return choose(name, "intake.datum", "datum.", o.Datum.String(), true, datums...)
	case sheet.OptSet:
		f := kit.Field{Kind: "hidden", Name: name}
		if o.Set != 0 {
			f.Value = strconv.FormatInt(o.Set, 10)
		}
		return f
	case sheet.OptSpan:
		f := kit.Field{Kind: "hidden", Name: name}
		if o.Span != 0 {
			f.Value = o.Span.String()
		}
		return f
	case sheet.OptFrom:
		return kit.Field{Kind: "date", Name: name, Label: c.T("std.from"), Value: o.From, Hint: c.T("std.from_hint")}
	}
	return kit.Field{Kind: "check", Name: name, Label: c.T("intake.skip"), Checked: o.BadFile != ""}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// options reads what a form tells of a list. What the kind does not take is not read.
func options(language string, k sheet.Kind, s *kit.Sent) (o sheet.Options, err error) {
	o.Lang = language
	for _, name := range k.Options {
		switch name {
		case sheet.OptSheet:
			o.Sheet = strings.TrimSpace(s.Get(name))
		case sheet.OptMap:
			o.Map, err = sheet.ParseMap(strings.NewReader(s.Text(name)))
		case sheet.OptDates:
			o.Dates, err = sheet.ParseDateOrder(s.Get(name))
		case sheet.OptSource:
			o.Source = s.Get(name)
		case sheet.OptArea:
			o.Area = s.Area(name)
		case sheet.OptSame:
			o.SameNumberNew = s.Get(name) == "new"
		case sheet.OptPrefix:
			o.NumberPrefix = strings.TrimSpace(s.Get(name))
		case sheet.OptDatum:
			o.Datum, err = place.ParseDatum(s.Get(name))
		case sheet.OptFrom:
			o.From = s.Get(name)
		case sheet.OptSet:
			o.Set, o.Span, err = sheet.Figures(s.Get(name), s.Get(sheet.OptSpan))
		case sheet.OptSkipBad:
			if s.Yes(name) {
				o.BadFile = "asked for" // where it lies is the intake's to say
			}
		}
		if err != nil {
			return o, err
		}
	}
	return o, s.Bad
}
