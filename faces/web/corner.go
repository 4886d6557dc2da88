package web

import (
	"fmt"
	"strconv"

	"xiaohao/parts/recur"
	"xiaohao/platform/lang"
)

func cornerURL(id int64) string { return matterURL(id) + "/place" }

// corner is the history of one place as a timeline: a line for each matter, dark while it was on the list.
func (c *call) corner() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	h, err := c.all.Recur.Corner(c.ctx, c.who.Caller, id)
	if err != nil {
		return err
	}
	m := h.Matter
	p := &CornerPage{Frame: c.frame("lists", c.t("corner.title")), Back: Link{Label: m.Title, URL: matterURL(m.ID)}}
	where := m.Place
	if where == "" {
		where = c.areaName(m.Area)
	}
	p.Where = c.t("corner.text", "place", where, "radius", strconv.Itoa(h.Radius))
	if h.Radius == 0 {
		p.Where = c.t("corner.text_point", "place", where)
	}
	from, same, again := c.now, 0, 0
	for _, l := range h.Lives {
		from = min(from, l.FoundAt, l.ReportedAt)
		if l.Same {
			same++
		}
		for _, b := range l.Backs {
			if c.now-b.Found < 365*86400e6 {
				again++
			}
		}
	}
	p.Sum = c.t("corner.sum", "n", strconv.Itoa(len(h.Lives)), "same", strconv.Itoa(same), "again", strconv.Itoa(again))
	p.Axis = c.t("corner.axis", "from", lang.Date(c.l, from), "to", lang.Date(c.l, c.now))
	if h.Others > 0 {
		p.Others = c.t("corner.others", "n", strconv.Itoa(h.Others))
	}
	if h.More {
		p.More = c.t("corner.more", "n", strconv.Itoa(len(h.Lives)))
	}
	for _, l := range h.Lives {
		p.Lives = append(p.Lives, c.cornerLife(l, from, l.ID == m.ID))
	}
	return c.render(p)
}

func (c *call) cornerLife(l recur.Life, from int64, here bool) CornerLife {
	span := float64(max(c.now-from, 1))
	x := func(at int64) string { return fmt.Sprintf("%.2f", float64(at-from)/span*100) }
	began := min(l.FoundAt, l.ReportedAt)
	out := CornerLife{Card: c.cardOf(l.Matter), Here: here, Same: l.Same,
		Words: []string{c.t("corner.from", "from", lang.Date(c.l, began))}}
	on := began
	bar := func(until int64, off bool) {
		out.Bars = append(out.Bars, CornerBar{X: x(on),
			W: fmt.Sprintf("%.2f", max(float64(until-on)/span*100, 0.6)), Off: off})
		on = until
	}
	for _, o := range l.Offs {
		bar(o.Struck, false)
		out.Words = append(out.Words, c.t("corner.off", "at", lang.Date(c.l, o.Struck)))
		if o.Until != 0 {
			bar(o.Until, true)
			out.Words = append(out.Words, c.t("corner.again", "at", lang.Date(c.l, o.Until)))
		}
	}
	if l.Open() {
		bar(c.now, false)
		out.Words = append(out.Words, c.t("corner.open"))
	}
	return out
}
