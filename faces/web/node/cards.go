package node

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/node"
	"xiaohao/platform/lang"
)

// Cards is the cards of units, the latest first.
type Cards struct {
	kit.Frame
	Rows  []CardRow
	New   string // "" for who may not
	Pager kit.Pager
}

func (*Cards) Template() string { return "cards" }

// CardRow is a card in the list.
type CardRow struct {
	Badge
	When, State, Reason string
	Stands              bool
}

// CardPage is one card.
type CardPage struct {
	kit.Frame
	CardRow
	Facts  []kit.Fact
	Tasks  []kit.Glimpse
	Answer string
	Why    string // it was taken back
	Forms  []kit.Form
}

func (*CardPage) Template() string { return "card-page" }

// NewCard is where a card is given.
type NewCard struct {
	kit.Frame
	Form  kit.Form
	Names []kit.Datalist
}

func (*NewCard) Template() string { return "card-new" }

// cardsFrame is the frame of the cards' pages: they are reached from that of the nodes.
func cardsFrame(c *kit.Call) kit.Frame {
	f := c.Overview("nodes")
	f.Title = c.T("tab.cards")
	return f
}

func cards(c *kit.Call) error {
	q := c.R.URL.Query()
	below, _ := strconv.ParseInt(q.Get("below"), 10, 64)
	unit, _ := strconv.ParseInt(q.Get("unit"), 10, 64)
	list, next, err := nodesOf(c.House).Cards(c.Ctx, c.Who.Caller, unit, below, rowsShown)
	if err != nil {
		return err
	}
	p := &Cards{Frame: cardsFrame(c)}
	for i := range list {
		p.Rows = append(p.Rows, cardRow(c, &list[i]))
	}
	if nodesOf(c.House).MayCardSomewhere(c.Who.Caller) {
		p.New = "/cards/new"
	}
	if next != 0 {
		p.Pager.Next = "/cards?below=" + strconv.FormatInt(next, 10)
		if unit != 0 {
			p.Pager.Next += "&unit=" + strconv.FormatInt(unit, 10)
		}
	}
	return c.Render(p)
}

func cardRow(c *kit.Call, k *node.Card) CardRow {
	r := CardRow{Badge: badge(c, k), Reason: k.Reason, Stands: k.Stands(c.Now), When: c.T("node.card_days", "from",
		lang.Date(c.L, k.From), "until", lang.Date(c.L, k.Until-1))}
	switch {
	case k.Taken != 0:
		r.State = c.T("node.card_taken", "at", lang.Date(c.L, k.Taken))
	case !r.Stands && c.Now >= k.Until:
		r.State = c.T("node.card_over")
	case k.AnsweredAt != 0:
		r.State = c.T("node.card_answered")
	default:
		r.State = c.T("node.card_owes")
	}
	return r
}

func card(c *kit.Call) error { return showCard(c, "", nil, nil) }

func showCard(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := nodesOf(c.House)
	k, err := x.Card(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &CardPage{Frame: cardsFrame(c), CardRow: cardRow(c, k), Answer: k.Answer, Why: k.Why}
	p.Title = p.Label
	who := func(id int64) string { person, _ := c.Org.Person(id); return person.Name }
	p.Facts = []kit.Fact{{Label: c.T("node.card_by"), Value: who(k.By) + " · " + lang.DateTime(c.L, k.At)}}
	if k.AnsweredAt != 0 {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("node.answered_by"),
			Value: who(k.AnsweredBy) + " · " + lang.DateTime(c.L, k.AnsweredAt)})
	}
	for _, m := range k.Matters {
		p.Tasks = append(p.Tasks, c.Glimpse(m))
	}
	add := func(may bool, step, tone string, f kit.Field) {
		if may {
			p.Forms = append(p.Forms, kit.Form{ID: step, Action: cardURL(id) + "/" + step, Once: c.Once(),
				Title: c.T("node.do." + step), Submit: c.T("node.do." + step), Tone: tone, Fields: []kit.Field{f}})
		}
	}
	add(x.MayAnswer(c.Who.Caller, k), "answer", "primary", c.Words("text", "node.answer", matter.MaxNote, true))
	add(x.MayWithdraw(c.Who.Caller, k), "withdraw", "danger", c.Reason())
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

func cardStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	what := c.R.PathValue("step")
	cmd, err := s.ID()
	if err != nil {
		return err
	}
	switch what {
	case "answer":
		err = nodesOf(c.House).Answer(c.Ctx, c.Who.Caller, cmd, id, s.Text("text"))
	case "withdraw":
		err = nodesOf(c.House).Withdraw(c.Ctx, c.Who.Caller, cmd, id, s.Text("reason"))
	default:
		return c.Nowhere()
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showCard(c, what, s, err)
	}
	c.Flash("flash.node_"+what, "")
	c.To(cardURL(id))
	return nil
}

func newCard(c *kit.Call) error { return showNewCard(c, nil, nil) }

func showNewCard(c *kit.Call, s *kit.Sent, wrong error) error {
	if !nodesOf(c.House).MayCardSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	of := c.Line("matters", "node.card_tasks", 300, true)
	of.Hint, of.Value = c.T("node.card_tasks_hint"), c.R.URL.Query().Get("matter")
	from := kit.Field{Kind: "date", Name: "from", Label: c.T("node.card_from"), Required: true,
		Value: lang.Input(c.Now)[:10]}
	p := &NewCard{Frame: cardsFrame(c), Names: c.UnitNamesList(c.Org.FindUnits("", 0, 1000)),
		Form: kit.Form{ID: "card", Action: "/cards/new", Once: c.Once(), Title: c.T("node.card_new"),
			Submit: c.T("node.card_give"), Tone: "primary", Fields: []kit.Field{
				c.Pick("unit", "field.responsible", true, nil),
				{Kind: "radios", Name: "colour", Label: c.T("node.card_colour"), Required: true, Options: []kit.Option{
					{Value: "yellow", Label: c.T("node.card.yellow")}, {Value: "red", Label: c.T("node.card.red")}}},
				of, c.Reason(), from, {Kind: "date", Name: "until", Label: c.T("node.card_until"), Required: true}}}}
	p.Title = c.T("node.card_new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

func giveCard(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := give(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNewCard(c, s, err)
	}
	c.Flash("flash.node_card", "")
	c.To(cardURL(id))
	return nil
}

func give(c *kit.Call, s *kit.Sent) (int64, error) {
	cmd, err := s.ID()
	if err != nil {
		return 0, err
	}
	g := node.Giving{Unit: s.Unit(c.Org, "unit"), Colour: node.Colour(s.Get("colour")), Reason: s.Text("reason"),
		From: s.Day("from"), Until: s.Day("until")}
	if s.Bad != nil {
		return 0, s.Bad
	}
	if g.Until != 0 {
		g.Until += kit.Day // the last day counts whole
	}
	for _, number := range strings.FieldsFunc(s.Get("matters"), func(r rune) bool {
		return strings.ContainsRune(" ,;，；、\t\u3000", r)
	}) {
		m, err := c.Desk.ByNumber(c.Ctx, c.Who.Caller, number)
		if fault.Code(err) == "matter_missing" {
			return 0, fault.New(fault.Invalid, "node_card_foreign", "matter", number).On("matters")
		}
		if err != nil {
			return 0, err
		}
		g.Matters = append(g.Matters, m.ID)
	}
	return nodesOf(c.House).Give(c.Ctx, c.Who.Caller, cmd, g)
}
