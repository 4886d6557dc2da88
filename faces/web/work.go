package web

import (
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

func (c *call) work() error { return c.showWork(nil, nil) }

// showWork is what waits for the caller. A refused batch is shown again with what was wrong.
func (c *call) showWork(s *sent, wrong error) error {
	f, err := views.ParseFilter(c.r.URL.Query())
	if err != nil {
		return err
	}
	page, err := c.desk.Work(c.ctx, c.who.Caller, f)
	if err != nil {
		return err
	}
	p := &Work{Frame: c.frame("work", c.t("tab.work")), Hello: lang.Date(c.l, c.now), Once: c.once()}
	if err := c.tallies(p, f); err != nil {
		return err
	}
	for i := range page.Rows {
		k := c.card(&page.Rows[i])
		k.Next = c.next(&page.Rows[i])
		p.Cards = append(p.Cards, k)
		p.Sign = p.Sign || page.Rows[i].Why == views.ToSign
		if page.Rows[i].Why == views.ToAssign && p.Assign == nil {
			near := c.nearUnits(page.Rows[i].Area)
			p.Assign = &Form{ID: "batch", Submit: c.t("command.assign"),
				Fields: c.assignFields(near, matter.Terms{}, 0)}
			p.Assign.Fields[0].Required = false // the same form signs and exports as well
			p.Names = c.unitNamesList(near)
		}
	}
	if len(p.Cards) > 0 {
		p.Batch = "/work"
	}
	p.Pager = c.pager("/work", f, page)
	if err := c.followed(p, f); err != nil {
		return err
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Flash = &Flash{Text: lang.Error(c.l, fault.Of(wrong))}
		if p.Assign != nil && s.Get("do") == "assign" {
			p.Assign.again(c.l, s, wrong)
		}
	}
	return c.render(p)
}

// tallies counts what waits, by light and by state, up to a page of it.
func (c *call) tallies(p *Work, f views.Filter) error {
	all, err := c.desk.Work(c.ctx, c.who.Caller, views.Filter{Limit: views.MaxLimit})
	if err != nil {
		return err
	}
	lights, states := map[matter.Light]int{}, map[matter.State]int{}
	for i := range all.Rows {
		lights[all.Rows[i].Light(c.now)]++
		states[all.Rows[i].State]++
	}
	number := func(n int) string {
		if all.After != "" && n > 0 {
			return strconv.Itoa(n) + "+"
		}
		return strconv.Itoa(n)
	}
	for _, l := range []matter.Light{matter.Red, matter.Yellow, matter.Green} {
		p.Counts = append(p.Counts, Fact{c.t("light." + l.String()), number(lights[l]),
			"/work?light=" + l.String(), l.String()})
	}
	p.Queues = append(p.Queues, Link{c.t("work.everything", "n", number(len(all.Rows))), "/work",
		f.Light == 0 && len(f.States) == 0})
	for _, s := range matter.States() {
		if states[s] > 0 {
			p.Queues = append(p.Queues, Link{c.t("state."+s.String()) + " " + number(states[s]),
				"/work?state=" + s.String(), len(f.States) == 1 && f.States[0] == s})
		}
	}
	for _, w := range c.house.Waits(c.ctx, c.who.Caller) {
		n := strconv.Itoa(w.N)
		if w.More {
			n += "+"
		}
		p.Queues = append(p.Queues, Link{c.t(w.Key, "n", n), w.Path, false})
	}
	return nil
}

// next is the one thing that a matter waits for, as a button.
func (c *call) next(r *views.Row) *Action {
	name := map[views.Why]string{views.ToSign: "sign", views.ToFix: "fix", views.ToList: "list",
		views.ToAssign: "assign", views.ToVerify: "strike_off", views.Overdue: "urge",
		views.ToDecideExtension: "grant_extension", views.ToDecideSuspension: "grant_suspension"}[r.Why]
	label := c.t("command." + name)
	if r.Why == views.ToVerify {
		label = c.t("why.verify")
	}
	a := &Action{Label: label, URL: matterURL(r.ID) + "#" + name}
	if name == "sign" {
		a.URL, a.Post, a.Once = matterURL(r.ID)+"/sign?back=/work", true, c.once()
	}
	return a
}

// followed adds what the caller follows, on the first page only.
func (c *call) followed(p *Work, f views.Filter) error {
	if f.After != "" || f.Light != 0 || len(f.States) > 0 {
		return nil
	}
	page, err := c.desk.List(c.ctx, c.who.Caller, views.Filter{Mine: views.MineFollowed,
		Sort: views.SortNew, Limit: 10})
	if err != nil {
		return err
	}
	for i := range page.Rows {
		p.Followed = append(p.Followed, c.card(&page.Rows[i]))
	}
	return nil
}

// pager leads through a keyset: back to the first page, on to the next.
func (c *call) pager(path string, f views.Filter, page views.Page) Pager {
	p := Pager{Shown: len(page.Rows), Total: c.t("page.shown", "n", strconv.Itoa(len(page.Rows)))}
	if f.After != "" {
		first := f
		first.After = ""
		p.First = withQuery(path, first)
	}
	if page.After != "" {
		f.After = page.After
		p.Next = withQuery(path, f)
	}
	return p
}

func withQuery(path string, f views.Filter) string {
	if q := f.Values().Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// batch does one thing to all that was chosen; each succeeds or fails on its own.
func (c *call) batch() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return err
	}
	ids := s.numbers("m")
	if len(ids) == 0 || len(ids) > desk.MaxMany {
		return c.showWork(s, fault.New(fault.Invalid, "many_range", "max", desk.MaxMany))
	}
	if s.Get("do") == "export" {
		w := c.file("xlsx")
		return w.finish(sheet.ExportThese(c.ctx, c.desk, c.who.Caller, c.l, ids, w))
	}
	batch, err := s.id()
	if do := s.Get("do"); err == nil && do != "sign" && do != "assign" {
		err = fault.New(fault.Invalid, "choice_missing")
	}
	if err != nil {
		return c.showWork(s, err)
	}
	return c.many(batch, ids, s)
}

func (c *call) many(batch ledger.ID, ids []int64, s *sent) error {
	var b matter.Command = &matter.Sign{}
	if s.Get("do") == "assign" {
		a := c.assignment(s)
		if a.Lead == 0 {
			s.spoil(fault.New(fault.Invalid, "unit_unknown", "unit", s.Get("lead")).On("lead"))
		}
		b = a
	}
	if s.bad != nil {
		return c.showWork(s, s.bad)
	}
	failed := c.desk.Many(c.ctx, c.who.Caller, batch, ids, b)
	if len(failed) == len(ids) {
		return c.showWork(s, failed[ids[0]])
	}
	if len(failed) > 0 {
		c.flash("flash.some_failed", strconv.Itoa(len(failed)))
	} else {
		c.flash("flash.done_many", strconv.Itoa(len(ids)))
	}
	c.to("/work")
	return nil
}
