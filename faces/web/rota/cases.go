package rota

import (
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Cases are those that wait for the word of a unit: number, type and clock, and nothing else.
type Cases struct {
	kit.Frame
	Rows  []Case
	Pager kit.Pager
	Held  []Held // for the head of a unit
	More  string // address of the rest of those
}

// Held is a case that a unit has, for its head: number, type and clock, and who opened it.
type Held struct {
	Number, Type string
	Due          string
	Late         bool
	Readings     string
}

func (*Cases) Template() string { return "cases" }

// Case is one of them.
type Case struct {
	Number, Type string
	What         string // what it waits for
	Due          string
	Late         bool
	Unit         string
	Take         kit.Form
	Refuse       *kit.Form // nil where it cannot be refused
}

const casesShown = 30

func cases(c *kit.Call) error {
	q := c.R.URL.Query()
	list, err := c.Desk.Offers(c.Ctx, c.Who.Caller, place(q.Get("from")), casesShown+1)
	if err != nil {
		return err
	}
	p := &Cases{Frame: c.Frame("work", c.T("cases.title"))}
	if err := p.held(c, numbers(q.Get("held"), 2)); err != nil {
		return err
	}
	for i, x := range list {
		if i == casesShown {
			last := list[i-1]
			p.Pager = kit.Pager{Next: "/cases?from=" + strings.Join([]string{strconv.FormatInt(int64(last.Due), 36),
				strconv.FormatInt(last.ID, 36), strconv.FormatInt(int64(last.What), 36),
				strconv.FormatInt(last.Unit, 36)}, ".")}
			break
		}
		p.Rows = append(p.Rows, caseOf(c, x))
	}
	return c.Render(p)
}

// held fills in the cases that units have whose head the caller is.
func (p *Cases) held(c *kit.Call, at []int64) error {
	list, err := c.Desk.CasesHeld(c.Ctx, c.Who.Caller, views.Holding{Next: calendar.Instant(at[0]), ID: at[1]},
		casesShown+1)
	if err != nil {
		return err
	}
	for i, x := range list {
		if i == casesShown {
			last := list[i-1]
			p.More = "/cases?held=" + strconv.FormatInt(int64(last.Next), 36) + "." + strconv.FormatInt(last.ID, 36)
			break
		}
		row := Held{Number: x.Number, Type: typeOf(c, x.Category), Readings: kit.MatterURL(x.ID) + "/readings"}
		if x.Due != 0 {
			row.Due, row.Late = lang.Due(c.L, c.Now, x.Due), x.Due < c.Now
		}
		p.Held = append(p.Held, row)
	}
	return nil
}

// typeOf is what lists call a case.
func typeOf(c *kit.Call, category string) string {
	if k, ok := c.Desk.Policy().Category(category); ok {
		return k.Name(c.Short())
	}
	return c.T("kind.help")
}

// place reads where a page goes on; anything else is the beginning.
func place(s string) views.Offer {
	n := numbers(s, 4)
	return views.Offer{Due: calendar.Instant(n[0]), ID: n[1], What: views.Waiting(n[2]), Unit: n[3]}
}

// numbers reads so many numbers; anything else is zeroes.
func numbers(s string, most int) []int64 {
	out, parts := make([]int64, most), strings.Split(s, ".")
	for i := 0; i < most && len(parts) == most; i++ {
		out[i], _ = strconv.ParseInt(parts[i], 36, 64)
	}
	return out
}

// steps are what a unit says to a case: how it takes it, and how not.
var steps = map[views.Waiting][2]matter.CommandName{views.GivenToUnit: {matter.CmdSign, matter.CmdBounce},
	views.OfferedToUnit:  {matter.CmdAcceptTransfer, matter.CmdRefuseTransfer},
	views.ReferredToUnit: {matter.CmdTakeReferral}}

func caseOf(c *kit.Call, x views.Offer) Case {
	word := [...]string{"", "given", "offered", "referred"}[x.What]
	out := Case{Number: x.Number, Type: typeOf(c, x.Category), What: c.T("cases." + word),
		Due:  lang.Due(c.L, c.Now, x.Due),
		Late: x.Due < c.Now, Unit: c.UnitName(x.Unit)}
	form := func(step matter.CommandName, tone string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: string(step) + strconv.FormatInt(x.ID, 10), Once: c.Once(),
			Submit: c.T("command." + string(step)), Title: c.T("command." + string(step)), Tone: tone, Fields: fields,
			Action: "/cases/" + strconv.FormatInt(x.ID, 10) + "/" + string(step)}
	}
	out.Take = form(steps[x.What][0], "primary")
	if no := steps[x.What][1]; no != "" {
		f := form(no, "danger", c.Reason())
		out.Refuse = &f
	}
	return out
}

// take gives the word of a unit. Whoever takes a case is on it from then on and is led to it.
func take(c *kit.Call) error {
	id, err := c.PathID()
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
	name := matter.CommandName(c.R.PathValue("step"))
	body, takes := matter.Command(nil), true
	switch name {
	case matter.CmdSign:
		body = &matter.Sign{}
	case matter.CmdAcceptTransfer:
		body = &matter.AcceptTransfer{}
	case matter.CmdTakeReferral:
		body = &matter.TakeReferral{}
	case matter.CmdBounce:
		body, takes = &matter.Bounce{Reason: s.Text("reason")}, false
	case matter.CmdRefuseTransfer:
		body, takes = &matter.RefuseTransfer{Reason: s.Text("reason")}, false
	default:
		return fault.New(fault.Missing, "page_missing")
	}
	said := desk.Command{ID: command, Matter: id, Body: body, Said: body}
	if _, err := c.Desk.Do(c.Ctx, c.Who.Caller, said); err != nil {
		return err
	}
	c.Flash("flash.case_answered", "")
	if takes {
		c.To(kit.MatterURL(id))
	} else {
		c.To("/cases")
	}
	return nil
}

// Readings are who opened a case.
type Readings struct {
	kit.Frame
	Case  kit.Link
	Rows  []Reading
	Pager kit.Pager
}

func (*Readings) Template() string { return "readings" }

// Reading is one look.
type Reading struct{ Who, Unit, At string }

const readingsShown = 50

func readings(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(c.R.URL.Query().Get("after"), 10, 64)
	list, next, err := c.Desk.Readings(c.Ctx, c.Who.Caller, id, after, readingsShown)
	if err != nil {
		return err
	}
	m, err := c.Desk.Glimpse(c.Ctx, id) // no look at the case: who reads this need not be on it
	if err != nil {
		return err
	}
	p := &Readings{Frame: c.Frame("work", c.T("readings.title")),
		Case: kit.Link{Label: strings.TrimSpace(m.Number + " " + typeOf(c, m.Category))}}
	if c.Org.Sees(c.Who.Caller, m) {
		p.Case.URL = kit.MatterURL(id)
	}
	for _, x := range list {
		if x.Paper {
			x.Name = c.T("readings.paper", "kind", c.T("help.out."+x.Name))
		}
		p.Rows = append(p.Rows, Reading{Who: x.Name, Unit: c.UnitName(x.Unit), At: lang.DateTime(c.L, x.At)})
	}
	if next != 0 {
		p.Pager.Next = kit.MatterURL(id) + "/readings?after=" + strconv.FormatInt(next, 10)
	}
	return c.Render(p)
}

// Card is who is on a case, for its page.
type Card struct {
	People   []kit.Fact
	Waits    []string // an offer, and answers that are waited for
	Readings string   // address of who opened it; "" for who may not know
}

// CardOf is the card of a matter; nil where it is no case, or the caller no member.
func CardOf(c *kit.Call, m *matter.Matter) *Card {
	if _, on := m.Member(c.Who.Person); m.Kind != matter.Help || !on {
		return nil
	}
	out := &Card{}
	for _, x := range m.Members {
		as := c.T("member." + string(x.As))
		if x.Until != 0 {
			as += " " + c.T("rota.until", "at", lang.Due(c.L, c.Now, x.Until))
		}
		out.People = append(out.People, kit.Fact{Label: nameOf(c, x.Person), Value: as})
	}
	if o := m.Offer; o != nil {
		out.Waits = append(out.Waits, c.T("event.matter.offered", "unit", c.UnitName(o.To), "until",
			lang.DateTime(c.L, o.Until)))
	}
	for _, r := range m.Referrals {
		if r.AnsweredAt == 0 {
			out.Waits = append(out.Waits, c.T("event.matter.referred", "unit", c.UnitName(r.Unit), "until",
				lang.DateTime(c.L, r.Until)))
		}
	}
	if c.Desk.MayReadReadings(c.Who.Caller, m) {
		out.Readings = kit.MatterURL(m.ID) + "/readings"
	}
	return out
}
