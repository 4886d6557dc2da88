package public

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
)

// Card is a public matter in a list.
type Card struct {
	URL, Title, Where, Category, When string
	Icon                              string // of the category's group
	State                             string // one of the five plain states, for its words and its look
	Unit                              string // who has it, in words; never a person
	Light                             kit.Light
	Away                              string // how far it is from where somebody stands
	Thumb, After                      string // addresses of small pictures: how it was, and how it is now
}

func card(c *kit.Call, m org.Public) Card {
	x := Card{URL: address(m.Matter), Title: m.Title, Where: where(c, m), Category: c.Category(m.Category),
		Icon: iconOf(m.Category), State: string(m.State), Light: light(c, m)}
	if m.Unit != 0 {
		x.Unit = c.T("public.has."+string(m.State), "unit", c.UnitName(m.Unit))
	}
	// Lists are in order of time: the weekday of a matter that would show a home, between two dates, would be a date.
	if n := len(m.Steps); n > 0 && !m.Near {
		x.When = day(c, m.Steps[n-1].At)
	}
	for _, p := range m.Photos {
		if url := address(m.Matter) + "/photos/" + p.Copy + "?size=thumb"; p.After && x.After == "" {
			x.After = url
		} else if !p.After && x.Thumb == "" {
			x.Thumb = url
		}
	}
	return x
}

// light says whether a matter is on time: in a word, a colour and a shape.
func light(c *kit.Call, m org.Public) kit.Light {
	done := m.State == org.PlainFixed || m.State == org.PlainStruck
	switch {
	case m.Late && done:
		return kit.Light{Code: "red", Left: c.T("public.light.fixed_late")}
	case m.Late && m.Due != 0:
		return kit.Light{Code: "red", Left: lang.Left(c.L, c.Now, m.Due), Due: lang.Due(c.L, c.Now, m.Due),
			ISO: lang.ISO(m.Due)}
	case m.Late:
		return kit.Light{Code: "red", Left: c.T("public.light.late")}
	case done:
		return kit.Light{Code: "green", Left: c.T("public.light.fixed")}
	case m.Due != 0:
		return kit.Light{Code: "green", Left: c.T("public.light.on_time", "left", lang.Left(c.L, c.Now, m.Due)),
			Due: lang.Due(c.L, c.Now, m.Due), ISO: lang.ISO(m.Due)}
	case m.State != org.PlainListed:
		return kit.Light{Code: "green", Left: c.T("public.light.timeless")}
	}
	return kit.Light{Code: "none"}
}

// when is a day, of complaints near a home the weekday alone.
func when(c *kit.Call, s org.PublicStep) string {
	if s.At == 0 {
		return c.T("public.weekday." + s.Day.String())
	}
	return day(c, s.At)
}

// day is a day, with the year only if it is another one.
func day(c *kit.Call, at calendar.Instant) string {
	year := at.Time().In(calendar.China()).Year()
	out := lang.Date(c.L, at)
	if year != c.Now.Time().In(calendar.China()).Year() {
		return out
	}
	return strings.TrimSuffix(strings.TrimPrefix(out, strconv.Itoa(year)+"年"), " "+strconv.Itoa(year))
}

func where(c *kit.Call, m org.Public) string {
	w := c.AreaName(m.Area)
	switch {
	case m.Near:
		w += " · " + c.T("public.near")
	case m.Place != "":
		w += " · " + m.Place
	}
	return w
}

// away says how far it is, as people do: no metre that nobody measured.
func away(c *kit.Call, metres int) string {
	switch {
	case metres < 100:
		return c.T("public.away.here")
	case metres < 950:
		return c.T("public.away.metres", "n", strconv.Itoa((metres+25)/50*50))
	case metres < 9950:
		return c.T("public.away.km", "n", strings.TrimSuffix(strconv.FormatFloat(float64(metres)/1000, 'f', 1, 64),
			".0"))
	}
	return c.T("public.away.km", "n", strconv.Itoa((metres+500)/1000))
}

// groups are the categories that have a drawing of their own, by what stands before the dot.
var groups = map[string]bool{"env": true, "road": true, "fac": true, "green": true, "home": true, "market": true,
	"school": true, "noise": true, "build": true, "village": true, "civic": true}

// iconOf is the drawing of a category; a city's own categories have the one of all others.
func iconOf(category string) string {
	group, _, _ := strings.Cut(category, ".")
	if !groups[group] {
		group = "other"
	}
	return "about-" + group
}
