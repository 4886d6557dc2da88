package outreach

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/outreach"
)

// Tickets is a sheet of numbered tickets, to be printed and cut.
type Tickets struct {
	kit.Frame
	Heading string
	Range   string
	Sheets  []kit.Link
	Cards   []TicketCard
	Back    kit.Link
}

func (*Tickets) Template() string { return "outreach-tickets" }

// TicketCard is one ticket.
type TicketCard struct{ Number, Name, What, City string }

// perSheet is how many tickets are on a sheet of A4.
const perSheet = 24

func tickets(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := outreachOf(c.House)
	a, err := x.Get(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	if !x.Manages(c.Who.Caller, a) { // whoever reads numbers could take tickets
		return fault.New(fault.Denied, "not_allowed")
	}
	q := c.R.URL.Query()
	item, _ := strconv.ParseInt(q.Get("item"), 10, 64)
	sheet, _ := strconv.ParseInt(q.Get("sheet"), 10, 64)
	i, ok := a.Item(item)
	last := a.Tickets[item]
	if !ok || last == 0 || sheet < 0 || sheet*perSheet >= last {
		return c.Nowhere()
	}
	p := &Tickets{Frame: c.Overview("outreach"), Heading: c.T("outreach.tickets_of", "name", i.Name),
		Back: kit.Link{Label: a.Name, URL: activityURL(id)}}
	p.Title = p.Heading
	from, to := sheet*perSheet+1, min(last, (sheet+1)*perSheet)
	p.Range = c.T("outreach.tickets_range", "from", number(from), "to", number(to), "last", number(last))
	for n := from; n <= to; n++ {
		p.Cards = append(p.Cards, TicketCard{x.Ticket(id, item, n), a.Name, ticketSaid(c, i), c.City()})
	}
	for s := max(0, sheet-3); s*perSheet < last && s <= sheet+6; s++ {
		p.Sheets = append(p.Sheets, kit.Link{Label: c.T("outreach.sheet_n", "n", number(s+1)), URL: activityURL(id) +
			"/tickets?item=" + number(item) + "&sheet=" + number(s), Current: s == sheet})
	}
	return c.Render(p)
}

func ticketSaid(c *kit.Call, i outreach.Item) string {
	return c.T("outreach.ticket_good", "name", i.Name, "measure", i.Measure)
}
