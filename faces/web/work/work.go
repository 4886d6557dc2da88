package work

import (
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

func work(c *kit.Call) error { return showWork(c, nil, nil) }

// showWork is what waits for the caller. A refused batch is shown again with what was wrong.
func showWork(c *kit.Call, s *kit.Sent, wrong error) error {
	f, err := views.ParseFilter(c.R.URL.Query())
	if err != nil {
		return err
	}
	page, err := c.Desk.Work(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &Work{Frame: c.Frame("work", c.T("tab.work")), Hello: lang.Date(c.L, c.Now), Once: c.Once()}
	if err := tallies(c, p, f); err != nil {
		return err
	}
	for i := range page.Rows {
		k := c.Card(&page.Rows[i])
		k.Next = next(c, &page.Rows[i])
		p.Cards = append(p.Cards, k)
		p.Sign = p.Sign || page.Rows[i].Why == views.ToSign
		if page.Rows[i].Why == views.ToAssign && p.Assign == nil {
			like := &matter.Matter{Area: page.Rows[i].Area} // of several matters the first says which units are near
			p.Assign = &kit.Form{ID: "batch", Submit: c.T("command.assign"),
				Fields: c.CommandFields(matter.CmdAssign, like)}
			p.Assign.Fields[0].Required = false // the same form signs and exports as well
			p.Names = c.UnitNamesList(c.Desk.UnitsNear(like.Area))
		}
	}
	if len(p.Cards) > 0 {
		p.Batch = "/work"
	}
	p.Pager = c.Pager("/work", f, page)
	if err := followed(c, p, f); err != nil {
		return err
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		if p.Assign != nil && s.Get("do") == "assign" {
			p.Assign.Again(c.L, s, wrong)
		}
	}
	return c.Render(p)
}

// tallies counts what waits, by light and by state, up to a page of it.
func tallies(c *kit.Call, p *Work, f views.Filter) error {
	all, err := c.Desk.Work(c.Ctx, c.Who.Caller, views.Filter{Limit: views.MaxLimit})
	if err != nil {
		return err
	}
	lights, states := map[matter.Light]int{}, map[matter.State]int{}
	for i := range all.Rows {
		lights[all.Rows[i].Light(c.Now)]++
		states[all.Rows[i].State]++
	}
	number := func(n int) string {
		if all.After != "" && n > 0 {
			return strconv.Itoa(n) + "+"
		}
		return strconv.Itoa(n)
	}
	for _, l := range []matter.Light{matter.Red, matter.Yellow, matter.Green} {
		p.Counts = append(p.Counts, kit.Fact{Label: c.T("light." + l.String()), Value: number(lights[l]),
			URL: "/work?light=" + l.String(), Tone: l.String()})
	}
	p.Queues = append(p.Queues, kit.Link{Label: c.T("work.everything", "n", number(len(all.Rows))), URL: "/work",
		Current: f.Light == 0 && len(f.States) == 0})
	for _, s := range matter.States() {
		if states[s] > 0 {
			p.Queues = append(p.Queues, kit.Link{Label: c.T("state."+s.String()) + " " + number(states[s]),
				URL: "/work?state=" + s.String(), Current: len(f.States) == 1 && f.States[0] == s})
		}
	}
	for _, w := range c.House.Waits(c.Ctx, c.Who.Caller) {
		n := strconv.Itoa(w.N)
		if w.More {
			n += "+"
		}
		p.Queues = append(p.Queues, kit.Link{Label: c.T(w.Key, "n", n), URL: w.Path, Current: false})
	}
	return nil
}

// followed adds what the caller follows, on the first page only.
func followed(c *kit.Call, p *Work, f views.Filter) error {
	if f.After != "" || f.Light != 0 || len(f.States) > 0 {
		return nil
	}
	page, err := c.Desk.List(c.Ctx, c.Who.Caller, views.Filter{Mine: views.MineFollowed,
		Sort: views.SortNew, Limit: 10})
	if err != nil {
		return err
	}
	for i := range page.Rows {
		p.Followed = append(p.Followed, c.Card(&page.Rows[i]))
	}
	return nil
}

// batch does one thing to all that was chosen; each succeeds or fails on its own.
func batch(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	ids := s.Numbers("m")
	if len(ids) == 0 || len(ids) > desk.MaxMany {
		return showWork(c, s, fault.New(fault.Invalid, "many_range", "max", desk.MaxMany))
	}
	if s.Get("do") == "export" {
		w := c.File("xlsx")
		return w.Finish(sheet.ExportThese(c.Ctx, c.Desk, c.Who.Caller, c.L, ids, w))
	}
	batch, err := s.ID()
	if do := s.Get("do"); err == nil && do != "sign" && do != "assign" {
		err = fault.New(fault.Invalid, "choice_missing")
	}
	if err != nil {
		return showWork(c, s, err)
	}
	return many(c, batch, ids, s)
}

func many(c *kit.Call, batch ledger.ID, ids []int64, s *kit.Sent) error {
	b, err := c.Command(matter.CommandName(s.Get("do")), s)
	if a, ok := b.(*matter.Assign); ok && a.Lead == 0 {
		err = fault.New(fault.Invalid, "unit_unknown", "unit", s.Get("lead")).On("lead")
	}
	if err != nil {
		return showWork(c, s, err)
	}
	failed := c.Desk.Many(c.Ctx, c.Who.Caller, batch, ids, b)
	if len(failed) == len(ids) {
		return showWork(c, s, failed[ids[0]])
	}
	if len(failed) > 0 {
		c.Flash("flash.some_failed", strconv.Itoa(len(failed)))
	} else {
		c.Flash("flash.done_many", strconv.Itoa(len(ids)))
	}
	c.To("/work")
	return nil
}
