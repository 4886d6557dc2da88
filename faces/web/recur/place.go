package recur

import (
	"fmt"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/parts/recur"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// place is the history of one place as a timeline: a line for each matter, dark while it was on the list.
func place(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	h, err := recurOf(c.House).PlaceHistory(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	m := h.Matter
	p := &PlacePage{Frame: c.Frame("lists", c.T("corner.title")),
		Back: kit.Link{Label: m.Title, URL: kit.MatterURL(m.ID)}}
	where := m.Place
	if where == "" {
		where = c.AreaName(m.Area)
	}
	p.Where = c.T("corner.text", "place", where, "radius", strconv.Itoa(h.Radius))
	if h.Radius == 0 {
		p.Where = c.T("corner.text_point", "place", where)
	}
	from, same, again := c.Now, 0, 0
	for _, l := range h.Lives {
		from = min(from, l.FoundAt, l.ReportedAt)
		if l.Same {
			same++
		}
		for _, b := range l.Recurrences {
			if c.Now.Since(b.Found) < 365*86400e6 {
				again++
			}
		}
	}
	p.Sum = c.T("corner.sum", "n", strconv.Itoa(len(h.Lives)), "same", strconv.Itoa(same), "again", strconv.Itoa(again))
	p.Axis = c.T("corner.axis", "from", lang.Date(c.L, from), "to", lang.Date(c.L, c.Now))
	if h.Others > 0 {
		p.Others = c.T("corner.others", "n", strconv.Itoa(h.Others))
	}
	if h.More {
		p.More = c.T("corner.more", "n", strconv.Itoa(len(h.Lives)))
	}
	for _, l := range h.Lives {
		p.Lives = append(p.Lives, placeLife(c, l, from, l.ID == m.ID))
	}
	return c.Render(p)
}

func placeLife(c *kit.Call, l recur.Life, from calendar.Instant, here bool) PlaceLife {
	span := float64(max(c.Now.Since(from), 1))
	x := func(at calendar.Instant) string { return fmt.Sprintf("%.2f", float64(at.Since(from))/span*100) }
	began := min(l.FoundAt, l.ReportedAt)
	out := PlaceLife{Card: c.CardOf(l.Matter), Here: here, Same: l.Same,
		Words: []string{c.T("corner.from", "from", lang.Date(c.L, began))}}
	on := began
	bar := func(until calendar.Instant, off bool) {
		out.Bars = append(out.Bars, PlaceBar{X: x(on),
			W: fmt.Sprintf("%.2f", max(float64(until.Since(on))/span*100, 0.6)), Absent: off})
		on = until
	}
	for _, o := range l.Absences {
		bar(o.Struck, false)
		out.Words = append(out.Words, c.T("corner.off", "at", lang.Date(c.L, o.Struck)))
		if o.Until != 0 {
			bar(o.Until, true)
			out.Words = append(out.Words, c.T("corner.again", "at", lang.Date(c.L, o.Until)))
		}
	}
	if l.Open() {
		bar(c.Now, false)
		out.Words = append(out.Words, c.T("corner.open"))
	}
	return out
}

// placeFile has a line for each matter in the history of a place.
func placeFile(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	h, err := recurOf(c.House).PlaceHistory(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("corner.title"), Notes: []string{h.Matter.Place},
		Heads: append(c.MatterHeads(), c.T("field.found_at"), c.T("column.struck_at"), c.T("corner.same"),
			c.T("mark.backs"))}
	for _, l := range h.Lives {
		var absences []string
		for _, o := range l.Absences {
			s := lang.Date(c.L, o.Struck)
			if o.Until != 0 {
				s += " – " + lang.Date(c.L, o.Until)
			}
			absences = append(absences, s)
		}
		same := ""
		if l.Same {
			same = "✓"
		}
		out.Rows = append(out.Rows, append(c.MatterLine(l.Matter), lang.Date(c.L, min(l.FoundAt, l.ReportedAt)),
			strings.Join(absences, "\n"), same, strconv.Itoa(len(l.Recurrences))))
	}
	return out.Write(c.File("xlsx"))
}
