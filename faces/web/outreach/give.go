package outreach

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
	"xiaohao/platform/lang"
)

// Team is where a team works: what it has, big buttons to give it out, and what else can happen to it.
type Team struct {
	kit.Frame
	Heading, Where string
	Back           kit.Link
	Way            string // that something is on the way here
	Things         []Give
	People         string
	Members        string // those who are known by name
	Forms          []kit.Form
	Closed         string // why nothing is given out now
	Account        string
}

func (*Team) Template() string { return "outreach-team" }

// Give is a thing that the team has.
type Give struct {
	Name, Left, Said string
	None             bool     // nothing is left
	Taps             []Tap    // one button each; none where it goes by tickets
	Ticket           kit.Form // by ticket; without an action for none
	Segments         []kit.Segment
}

// Tap is a button with an id of its own.
type Tap struct {
	Action, Once, Item, N, Label string
	Said                         string // what the button does, for who does not see it
}

func teamURL(id, team int64) string { return activityURL(id) + "/teams/" + number(team) }

// teamAsked is the activity and the team that the address names.
func teamAsked(c *kit.Call) (*outreach.Books, outreach.Team, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, outreach.Team{}, err
	}
	b, err := outreachOf(c.House).Books(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, outreach.Team{}, err
	}
	n, _ := strconv.ParseInt(c.R.PathValue("team"), 10, 64)
	t, ok := b.Team(n)
	if !ok {
		return nil, t, fault.New(fault.Missing, "outreach_missing")
	}
	return b, t, nil
}

func team(c *kit.Call) error { return showTeam(c, "", nil, nil) }

func showTeam(c *kit.Call, step string, s *kit.Sent, wrong error) error {
	b, t, err := teamAsked(c)
	if err != nil {
		return err
	}
	p := &Team{Frame: c.Overview("outreach"), Heading: t.Name, Where: stopOf(c, t), Account: activityURL(b.ID) +
		"/account?team=" + number(t.ID), Back: kit.Link{Label: b.Name, URL: activityURL(b.ID)}}
	p.Title = t.Name + " · " + b.Name
	works := outreachOf(c.House).Works(c.Who.Caller, b.Activity, t)
	gives := works && b.State.Takes(stock.Given)
	if !gives {
		p.Closed = c.T("outreach.closed." + string(b.State))
		if !works {
			p.Closed = c.T("outreach.not_yours")
		}
	}
	way := int64(0)
	for _, i := range b.Items {
		at := b.Of(i.ID, t.ID)
		way += at.Way
		p.Things = append(p.Things, giveOf(c, b, t, i, at, gives))
	}
	if way > 0 {
		p.Way = c.T("outreach.way_here", "n", number(way))
	}
	var names []string
	for _, id := range t.Members {
		if m, ok := c.Org.Person(id); ok {
			names = append(names, m.Name)
		}
	}
	p.Members = strings.Join(names, c.T("outreach.comma"))
	p.People = c.T("outreach.people_here", "n", number(b.Reached(t.ID, "")), "came", number(b.Came(t.ID)))
	if works {
		p.Forms = teamForms(c, b, t)
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !p.again(c, step, s, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// again puts what was wrong onto the form that it came from.
func (p *Team) again(c *kit.Call, step string, s *kit.Sent, wrong error) bool {
	for i := range p.Things {
		if f := &p.Things[i].Ticket; f.Action != "" && f.ID == "given-"+s.Get("item") && step == "given" {
			f.Again(c.L, s, wrong)
			return true
		}
	}
	return kit.Refuse(p.Forms, c.L, step, s, wrong)
}

// stopOf is where and when a team is, and who it is.
func stopOf(c *kit.Call, t outreach.Team) string {
	out := c.AreaName(t.Area)
	if t.Place != "" {
		out += " · " + t.Place
	}
	if t.From != 0 {
		out += " · " + lang.When(c.L, c.Now, t.From)
	}
	if n := t.People(); n > 0 {
		out += " · " + c.T("outreach.people_of", "n", strconv.Itoa(n))
	}
	return out + " · " + c.UnitName(t.Unit)
}

func giveOf(c *kit.Call, b *outreach.Books, t outreach.Team, i outreach.Item, at stock.Balance, gives bool) Give {
	g := Give{Name: i.Name, Left: c.T("outreach.left", "n", number(at.Hand), "measure", i.Measure), None: at.Hand == 0,
		Said: c.T("outreach.team_stands", "share", number(t.Share(i.ID)), "given", number(at.Given), "way",
			number(at.Way), "lost", number(at.Lost)), Segments: bar(at)}
	if !gives || at.Hand == 0 {
		return g
	}
	if i.Ticket {
		number := kit.Field{Kind: "tel", Name: "ticket", Label: c.T("outreach.field.ticket"), Required: true, Max: 20,
			Auto: "off"}
		g.Ticket = kit.Form{ID: "given-" + itemID(i), Action: teamURL(b.ID, t.ID) + "/given", Once: c.Once(),
			Open:   true,
			Submit: c.T("outreach.do.given_ticket", "measure", i.Measure), Tone: "primary", Fields: []kit.Field{number,
				{Kind: "hidden", Name: "item", Value: itemID(i)}, {Kind: "hidden", Name: "n", Value: "1"}}}
		return g
	}
	for _, n := range []int64{1, 5} {
		if n <= at.Hand {
			g.Taps = append(g.Taps, Tap{Action: teamURL(b.ID, t.ID) + "/given", Once: c.Once(), Item: itemID(i),
				N: number(n), Label: "+" + number(n), Said: c.T("outreach.tap", "n", number(n), "measure", i.Measure,
					"name", i.Name)})
		}
	}
	return g
}

func itemID(i outreach.Item) string { return number(i.ID) }

// itemField chooses a thing; with one thing there is nothing to choose.
func itemField(c *kit.Call, list []outreach.Item) kit.Field {
	f := kit.Choose("item", c.T("outreach.field.item"), true, nil)
	for _, i := range list {
		f.Options = append(f.Options, kit.Option{Value: itemID(i), Label: i.Name, Selected: len(list) == 1})
	}
	return f
}

func amount(c *kit.Call, label string) kit.Field {
	return kit.Field{Kind: "number", Name: "n", Label: c.T(label), Required: true}
}

// teamForms are what else can happen to what a team has.
func teamForms(c *kit.Call, b *outreach.Books, t outreach.Team) (out []kit.Form) {
	base := teamURL(b.ID, t.ID) + "/"
	some := func(has func(stock.Balance) int64) (list []outreach.Item, all int64) {
		for _, i := range b.Items {
			if n := has(b.Of(i.ID, t.ID)); n > 0 {
				list, all = append(list, i), all+n
			}
		}
		return list, all
	}
	way, onWay := some(func(x stock.Balance) int64 { return x.Way })
	hand, _ := some(func(x stock.Balance) int64 { return x.Hand })
	add := func(k stock.Kind, list []outreach.Item, tone string, more ...kit.Field) {
		if len(list) == 0 || !b.State.Takes(k) {
			return
		}
		out = append(out, kit.Form{ID: string(k), Action: base + string(k), Once: c.Once(), Tone: tone,
			Title: c.T("outreach.do." + string(k)), Hint: c.T("outreach.hint." + string(k)),
			Submit: c.T("outreach.do." + string(k)), Open: k == stock.Received && onWay > 0,
			Fields: append([]kit.Field{itemField(c, list), amount(c, "outreach.field.n")}, more...)})
	}
	add(stock.Received, way, "primary")
	if b.State.Takes(stock.Given) {
		out = append(out, reachForm(c, base), sheetForm(c, b, base))
		many := kit.Form{ID: "given", Action: base + "given", Once: c.Once(), Title: c.T("outreach.do.given"),
			Submit: c.T("outreach.do.given"), Fields: []kit.Field{itemField(c, counted(hand)), amount(c,
				"outreach.field.n")}}
		if len(many.Fields[0].Options) > 0 {
			out = append(out, many)
		}
	}
	add(stock.Returned, hand, "")
	add(stock.Damaged, hand, "", c.Reason())
	add(stock.Lost, hand, "danger", c.Reason())
	add(stock.Turned, way, "")
	add(stock.WayLost, way, "danger", c.Reason())
	return append(out, countForms(c, b, t.ID, base)...)
}

// counted are the things that do not go by tickets.
func counted(list []outreach.Item) []outreach.Item {
	return slices.DeleteFunc(slices.Clone(list), func(i outreach.Item) bool { return i.Ticket })
}

// countForms ask how many of each thing are really there.
func countForms(c *kit.Call, b *outreach.Books, holder int64, base string) (out []kit.Form) {
	if !b.State.Takes(stock.Counted) {
		return nil
	}
	for _, i := range b.Items {
		at := b.Of(i.ID, holder)
		if at == (stock.Balance{}) {
			continue
		}
		n := amount(c, "outreach.field.counted")
		n.Hint = c.T("outreach.hint.counted", "n", number(at.Hand), "measure", i.Measure)
		out = append(out, kit.Form{ID: "counted-" + itemID(i), Action: base + "counted-" + itemID(i), Once: c.Once(),
			Title: c.T("outreach.do.counted", "name", i.Name), Submit: c.T("outreach.do.count"), Fields: []kit.Field{n,
				c.Reason(), {Kind: "hidden", Name: "seen", Value: number(at.Hand)}}})
	}
	return out
}

func reachForm(c *kit.Call, base string) kit.Form {
	by := kit.Field{Kind: "radios", Name: "by", Label: c.T("outreach.field.by"), Required: true}
	for _, w := range outreach.Ways() {
		by.Options = append(by.Options, kit.Option{Value: w, Label: c.T("outreach.way." + w)})
	}
	return kit.Form{ID: "reach", Action: base + "reach", Once: c.Once(), Title: c.T("outreach.do.reach"),
		Hint: c.T("outreach.hint.reach"), Submit: c.T("outreach.do.reach"), Fields: []kit.Field{by,
			amount(c, "outreach.field.people")}}
}

// sheetForm is for a tally sheet on paper: how many of each thing, how many people.
func sheetForm(c *kit.Call, b *outreach.Books, base string) kit.Form {
	no := c.Line("sheet", "outreach.field.sheet", 30, true)
	no.Hint = c.T("outreach.hint.sheet")
	f := kit.Form{ID: "sheet", Action: base + "sheet", Once: c.Once(), Title: c.T("outreach.do.sheet"),
		Submit: c.T("outreach.do.sheet"), Fields: []kit.Field{no}}
	for _, i := range counted(b.Items) {
		f.Fields = append(f.Fields, kit.Field{Kind: "number", Name: "n-" + itemID(i), Label: c.T("outreach.given_of",
			"name", i.Name, "measure", i.Measure)})
	}
	for _, w := range outreach.Ways() {
		f.Fields = append(f.Fields, kit.Field{Kind: "number", Name: "by-" + w, Label: c.T("outreach.way." + w)})
	}
	return f
}

func teamStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(c.R.PathValue("team"), 10, 64)
	if err != nil || n < 1 {
		return c.Nowhere()
	}
	step := c.R.PathValue("step")
	if err := takeTeamStep(c, id, n, step, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showTeam(c, step, s, err)
	}
	if step == "given" {
		b, err := outreachOf(c.House).Books(c.Ctx, c.Who.Caller, id)
		if err != nil {
			return err
		}
		c.Flash("flash.outreach_given", number(min(b.Of(s.Number("item"), n).Hand, 999_999_999)))
	} else {
		c.Flash("flash.outreach_done", "")
	}
	c.To(teamURL(id, n))
	return nil
}

func takeTeamStep(c *kit.Call, id, n int64, step string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x := outreachOf(c.House)
	switch step {
	case "reach":
		people := s.Number("n")
		if s.Bad != nil {
			return s.Bad
		}
		return x.Reach(c.Ctx, c.Who.Caller, command, id, n, s.Get("by"), people)
	case "sheet":
		return takeSheet(c, command, id, n, s)
	}
	m, err := moving(c, s, n, step)
	if err != nil {
		return err
	}
	return x.Move(c.Ctx, c.Who.Caller, command, id, m)
}

// moving reads a movement; that of a count names its thing in the step.
func moving(c *kit.Call, s *kit.Sent, team int64, step string) (m outreach.Moving, err error) {
	m = outreach.Moving{Move: stock.Move{Kind: stock.Kind(step), Team: team, N: s.Number("n"), Seen: s.Number("seen")},
		Item: s.Number("item"), Source: s.Get("source"), Paper: s.Get("paper"), Reason: s.Text("reason"),
		Ticket: s.Get("ticket")}
	if item, ok := cutCount(step); ok {
		m.Kind, m.Item = stock.Counted, item
	}
	if s.Bad != nil {
		return m, s.Bad
	}
	if !slices.Contains(stock.Kinds(), m.Kind) {
		return m, c.Nowhere()
	}
	return m, nil
}

// cutCount is the thing that a count is of.
func cutCount(step string) (int64, bool) {
	const name = "counted-"
	if len(step) <= len(name) || step[:len(name)] != name {
		return 0, false
	}
	n, err := strconv.ParseInt(step[len(name):], 10, 64)
	return n, err == nil
}

// takeSheet enters a tally sheet.
func takeSheet(c *kit.Call, command ledger.ID, id, team int64, s *kit.Sent) error {
	b, err := outreachOf(c.House).Get(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	var lines []outreach.Line
	for _, i := range counted(b.Items) {
		if n := s.Number("n-" + itemID(i)); n != 0 {
			lines = append(lines, outreach.Line{Item: i.ID, N: n})
		}
	}
	for _, w := range outreach.Ways() {
		if n := s.Number("by-" + w); n != 0 {
			lines = append(lines, outreach.Line{By: w, N: n})
		}
	}
	if s.Bad != nil {
		return s.Bad
	}
	return outreachOf(c.House).Sheet(c.Ctx, c.Who.Caller, command, id, team, s.Get("sheet"), lines)
}
