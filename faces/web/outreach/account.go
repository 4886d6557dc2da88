package outreach

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
	"xiaohao/platform/lang"
)

// Account is the stock account: each movement, the newest first.
type Account struct {
	kit.Frame
	Back  kit.Link
	Chips []kit.Link
	Rows  []AccountRow
	Pager kit.Pager
	Wrong string
}

func (*Account) Template() string { return "outreach-account" }

// AccountRow is a line of the account.
type AccountRow struct {
	When, Who, Holder string
	Said              string
	More              string // source, paper, reason
	Undone            bool
	Undo              *kit.Form // for who may say that it was a slip
}

const accountShown = 40

func account(c *kit.Call) error { return showAccount(c, nil) }

func showAccount(c *kit.Call, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := outreachOf(c.House)
	a, err := x.Get(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	q := c.R.URL.Query()
	holder := int64(-1)
	if v := q.Get("team"); v != "" {
		if holder, err = strconv.ParseInt(v, 10, 64); err != nil || holder < 0 {
			return c.Nowhere()
		}
	}
	from, _ := strconv.ParseInt(q.Get("from"), 10, 64)
	rows, next, err := x.Account(c.Ctx, c.Who.Caller, id, holder, from, accountShown)
	if err != nil {
		return err
	}
	here := activityURL(id) + "/account"
	p := &Account{Frame: c.Overview("outreach"), Back: kit.Link{Label: a.Name, URL: activityURL(id)},
		Chips: []kit.Link{{Label: c.T("outreach.all_holders"), URL: here, Current: holder < 0},
			{Label: c.T("outreach.store"), URL: here + "?team=0", Current: holder == 0}}}
	p.Title = c.T("outreach.account") + " · " + a.Name
	for _, t := range a.Teams {
		p.Chips = append(p.Chips, kit.Link{Label: t.Name, URL: here + "?team=" + number(t.ID), Current: holder == t.ID})
	}
	for i := range rows {
		p.Rows = append(p.Rows, accountRow(c, a, &rows[i]))
	}
	list := here
	if holder >= 0 {
		list += "?team=" + number(holder)
	}
	if from != 0 {
		p.Pager.First = list
	}
	if next != 0 {
		with := "?"
		if holder >= 0 {
			with = "&"
		}
		p.Pager.Next = list + with + "from=" + number(next)
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status, p.Wrong = fault.Of(wrong).Kind.Status(), lang.Error(c.L, fault.Of(wrong))
	}
	return c.Render(p)
}

// holderOf is who has something: a team, or the store.
func holderOf(c *kit.Call, a *outreach.Activity, team int64) string {
	if t, ok := a.Team(team); ok {
		return t.Name
	}
	return c.T("outreach.store")
}

func accountRow(c *kit.Call, a *outreach.Activity, e *outreach.Entry) AccountRow {
	r := AccountRow{When: lang.DateTime(c.L, e.At), Holder: holderOf(c, a, e.Team), Undone: e.Undone,
		Said: entrySaid(c, a, e)}
	if p, ok := c.Org.Person(e.By); ok {
		r.Who = p.Name
	}
	switch {
	case e.Move != nil:
		for _, s := range []string{e.Move.Source, e.Move.Paper, e.Move.Reason} {
			if s != "" {
				r.More += s + " "
			}
		}
		if e.Move.Sheet != "" {
			r.More += c.T("outreach.sheet_no", "n", e.Move.Sheet)
		}
	case e.People != nil && e.People.Sheet != "":
		r.More = c.T("outreach.sheet_no", "n", e.People.Sheet)
	case e.Back != nil:
		r.More = e.Back.Reason
	}
	slip := e.People != nil || e.Move != nil && e.Move.Kind == stock.Given
	t, ok := a.Team(e.Team)
	if slip && !e.Undone && ok && a.State.Takes(stock.Undone) && outreachOf(c.House).Works(c.Who.Caller, a, t) {
		r.Undo = &kit.Form{ID: "undo-" + number(e.Seq), Action: activityURL(a.ID) + "/account/" + number(e.Seq) +
			"/undo",
			Once: c.Once(), Title: c.T("outreach.do.undo"), Submit: c.T("outreach.do.undo"),
			Fields: []kit.Field{c.Reason()}}
	}
	return r
}

// entrySaid says in words what happened.
func entrySaid(c *kit.Call, a *outreach.Activity, e *outreach.Entry) string {
	switch {
	case e.Move != nil:
		return moveSaid(c, a, e.Move, "outreach.move."+string(e.Move.Kind))
	case e.People != nil:
		return c.T("outreach.move.people", "n", number(e.People.N), "by", c.T("outreach.way."+e.People.By))
	case e.Came != nil:
		return c.T("outreach.move.came", "n", number(e.Came.Came))
	case e.Back != nil && e.Back.Move != nil:
		return moveSaid(c, a, e.Back.Move, "outreach.move.undone")
	}
	return c.T("outreach.move.people_undone", "n", number(e.Back.People.N))
}

func moveSaid(c *kit.Call, a *outreach.Activity, m *outreach.Moved, key string) string {
	i, _ := a.Item(m.Item)
	diff := number(m.N - m.Seen)
	if m.N > m.Seen {
		diff = "+" + diff
	}
	return c.T(key, "n", number(m.N), "measure", i.Measure, "name", m.Name, "seen", number(m.Seen), "diff", diff)
}

// undo takes a slip back.
func undo(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(c.R.PathValue("seq"), 10, 64)
	if err != nil {
		return c.Nowhere()
	}
	command, err := s.ID()
	if err == nil {
		err = outreachOf(c.House).Undo(c.Ctx, c.Who.Caller, command, id, seq, s.Text("reason"))
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showAccount(c, err)
	}
	c.Flash("flash.outreach_done", "")
	c.To(activityURL(id) + "/account")
	return nil
}
