package outreach

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
	"xiaohao/platform/lang"
)

// Activity is an activity: what is next, where its things are, its teams, whom it reached.
type Activity struct {
	kit.Frame
	Heading, Sub string
	State, Tone  string
	Lead         string // how much is given, once something can be
	Next         string // what is to be done next
	Reason       string // why it was taken a step back
	Things       []ThingRow
	Store        string // what is in the store
	Teams        []TeamRow
	Towns        []TownRow
	People       []kit.Fact
	Helpers      string
	HelpersURL   string // "" for who may not see them
	Facts        []kit.Fact
	Links        []kit.Link
	Notice       string // where what everybody reads stands
	NoticeReason string
	Public       string // its address, "" while nothing is out
	Text         []string
	Photos       []PhotoRow
	Forms        []kit.Form
	Offer        []OfferShot // photos of the form that lets something out
	Names        []kit.Datalist
}

func (*Activity) Template() string { return "outreach" }

// ThingRow is a thing and where it is.
type ThingRow struct {
	Said     string
	All      string // what came in
	Segments []kit.Segment
	Tickets  string // address of the tickets, "" for none
}

// TeamRow is a team.
type TeamRow struct {
	Name, URL, Where string
	Said             []string
	Light            kit.Light
}

// TownRow is an area that teams go to, with what was planned and given there.
type TownRow struct {
	Name string
	Said []string
}

// PhotoRow is a photo.
type PhotoRow struct{ URL, Thumb, Note, Basis string }

// OfferShot is a photo that may be let out.
type OfferShot struct {
	N, View, Label, Boxes string
	Checked               bool
	Width, Height         int
}

func page(c *kit.Call) error { return showPage(c, "", nil, nil) }

func showPage(c *kit.Call, step string, s *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := outreachOf(c.House)
	b, err := x.Books(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Activity{Frame: c.Overview("outreach"), Heading: b.Name, Sub: b.Theme, Reason: b.Reason,
		State: c.T("outreach.state." + string(b.State)), Tone: tones[b.State], Next: nextOf(c, b),
		Text: kit.Paragraphs(b.Text)}
	if b.Superior != "" {
		p.Sub = c.T("outreach.under", "theme", b.Theme, "superior", b.Superior)
	}
	p.Title = p.Heading
	p.stock(c, b)
	p.teams(c, b)
	p.people(c, b)
	p.Facts = []kit.Fact{{Label: c.T("outreach.field.unit"), Value: c.UnitName(b.Unit)},
		{Label: c.T("field.area"), Value: c.AreaName(b.Area)}, {Label: c.T("outreach.when"), Value: days(c,
			b.Activity)}}
	found, err := helped(c, b)
	if err != nil {
		return err
	}
	if len(found) == 0 && talliesOf(c.House).MayKeep(c.Who.Caller, b.Area) && b.State != outreach.Off {
		found = []kit.Fact{{Label: c.T("outreach.helped"), Value: c.T("outreach.helped.plan"),
			URL: "/tallies/new?activity=" + number(b.ID)}}
	}
	p.Facts = append(p.Facts, found...)
	p.Links = []kit.Link{{Label: c.T("outreach.account"), URL: activityURL(id) + "/account"},
		{Label: "Word", URL: activityURL(id) + "/report.docx"}, {Label: "Excel", URL: activityURL(id) + "/report.xlsx"}}
	for _, shot := range b.Photos {
		at := activityURL(id) + "/photos/" + shot.Photo.ID
		p.Photos = append(p.Photos, PhotoRow{at, at + "?size=thumb", shot.Note, c.T("outreach.basis." +
			string(shot.Basis))})
	}
	p.notice(c, b.Activity)
	p.Forms = pageForms(c, b)
	p.Names = c.UnitNamesList(c.Org.FindUnits("", 0, 1000))
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, s, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// nextOf says what is to be done next.
func nextOf(c *kit.Call, b *outreach.Books) string {
	hand, way := int64(0), int64(0)
	for _, h := range b.Held {
		if h.Team != 0 {
			hand, way = hand+h.Hand, way+h.Way
		}
	}
	if b.State == outreach.Ended && hand+way > 0 {
		return c.T("outreach.next.open", "hand", number(hand), "way", number(way))
	}
	if b.State == outreach.Running && way > 0 {
		return c.T("outreach.next.way", "n", number(way))
	}
	return c.T("outreach.next." + string(b.State))
}

func (p *Activity) stock(c *kit.Call, b *outreach.Books) {
	var store, given []string
	for _, i := range b.Items {
		all := b.In(b.Area, i.ID)
		r := ThingRow{Said: stands(c, i, all), Segments: bar(all), All: c.T("outreach.all", "all", number(all.All),
			"found",
			number(all.Found), "damaged", number(all.Damaged), "missing", number(all.Missing))}
		if i.Ticket && b.Tickets[i.ID] > 0 {
			r.Tickets = activityURL(b.ID) + "/tickets?item=" + itemID(i)
		}
		p.Things = append(p.Things, r)
		given = append(given, c.T("outreach.public_thing", "name", i.Name, "measure", i.Measure, "planned",
			number(i.Planned), "given", number(all.Given)))
		store = append(store, c.T("outreach.in_store", "name", i.Name, "n", number(b.Of(i.ID, 0).Hand), "measure",
			i.Measure))
	}
	p.Store = strings.Join(store, c.T("outreach.comma"))
	if b.State == outreach.Running || b.State == outreach.Ended || b.State == outreach.Reported {
		p.Lead = strings.Join(given, c.T("outreach.comma"))
	}
}

func (p *Activity) teams(c *kit.Call, b *outreach.Books) {
	for _, t := range b.Teams {
		r := TeamRow{Name: t.Name, URL: teamURL(b.ID, t.ID), Where: stopOf(c, t), Light: kit.Light{Code: "none"}}
		way, planned, short := int64(0), int64(0), false
		for _, i := range b.Items {
			at := b.Of(i.ID, t.ID)
			way, planned = way+at.Way, planned+t.Share(i.ID)
			short = short || at.Given < t.Share(i.ID)
			r.Said = append(r.Said, c.T("outreach.team_item", "name", i.Name, "given", number(at.Given), "share",
				number(t.Share(i.ID)), "hand", number(at.Hand), "lost", number(at.Lost)))
		}
		switch {
		case way > 0:
			r.Light = kit.Light{Code: "yellow", Left: c.T("outreach.light.way", "n", number(way))}
		case planned == 0 && b.State == outreach.Running: // nobody said how much would be all
		case b.State == outreach.Running || b.State == outreach.Ended || b.State == outreach.Reported:
			r.Light = kit.Light{Code: "green", Left: c.T("outreach.light.done")}
			if short && b.State == outreach.Running && c.Now >= b.Until {
				r.Light = kit.Light{Code: "red", Left: c.T("outreach.light.late")}
			} else if short {
				r.Light = kit.Light{Code: "yellow", Left: c.T("outreach.light.short")}
			}
		}
		p.Teams = append(p.Teams, r)
	}
	for _, a := range b.Towns(area.Township) {
		p.Towns = append(p.Towns, townOf(c, b, a))
	}
}

// townOf sums the teams of an area up.
func townOf(c *kit.Call, b *outreach.Books, a area.Code) TownRow {
	r := TownRow{Name: c.AreaName(a)}
	for _, i := range b.Items {
		at := b.In(a, i.ID)
		r.Said = append(r.Said, c.T("outreach.team_item", "name", i.Name, "given", number(at.Given), "share",
			number(shareIn(b, a, i.ID)), "hand", number(at.Hand), "lost", number(at.Lost)))
	}
	return r
}

// shareIn is how many of a thing the teams of an area are to give out.
func shareIn(b *outreach.Books, a area.Code, item int64) (n int64) {
	for _, t := range b.Teams {
		if a.Contains(t.Area) {
			n += t.Share(item)
		}
	}
	return n
}

func (p *Activity) people(c *kit.Call, b *outreach.Books) {
	for _, w := range outreach.Ways() {
		if n := b.Reached(0, w); n > 0 {
			p.People = append(p.People, kit.Fact{Label: c.T("outreach.way." + w), Value: number(n)})
		}
	}
	if b.Call.Seats > 0 || b.Signed > 0 || b.Came(0) > 0 {
		p.Helpers = c.T("outreach.helpers", "signed", number(b.Signed), "seats", strconv.Itoa(b.Call.Seats), "came",
			number(b.Came(0)))
		if b.Forgotten != 0 {
			p.Helpers += c.T("outreach.helpers_gone", "at", lang.Date(c.L, b.Forgotten))
		}
	}
	if slices.ContainsFunc(b.Teams, func(t outreach.Team) bool {
		return outreachOf(c.House).Works(c.Who.Caller, b.Activity, t)
	}) {
		p.HelpersURL = activityURL(b.ID) + "/volunteers"
	}
}

// pageForms are what the reader may do with an activity.
func pageForms(c *kit.Call, b *outreach.Books) (out []kit.Form) {
	x, base := outreachOf(c.House), activityURL(b.ID)+"/"
	form := func(id, tone string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: id, Action: base + id, Once: c.Once(), Tone: tone, Title: c.T("outreach.do." + id),
			Submit: c.T("outreach.do." + id), Fields: fields}
	}
	leads := x.Manages(c.Who.Caller, b.Activity)
	if leads {
		for _, s := range b.State.Steps() {
			f := form("to-"+string(s.To), "primary")
			if s.Reason {
				f.Tone, f.Fields = "danger", []kit.Field{c.Reason()}
			}
			out = append(out, f)
		}
		out = append(out, storeForms(c, b, form)...)
		if b.State != outreach.Reported && b.State != outreach.Off {
			out = append(out, planForm(c, "change", base+"change", b.Activity))
		}
	}
	out = append(out, photoForms(c, b.Activity, leads, form)...)
	return append(out, noticeForms(c, b.Activity, form)...)
}

// storeForms are the movements of the store.
func storeForms(c *kit.Call, b *outreach.Books, form func(string, string, ...kit.Field) kit.Form) (out []kit.Form) {
	if len(b.Items) == 0 {
		return nil
	}
	if b.State.Takes(stock.In) {
		out = append(out, form("in", "", itemField(c, b.Items), amount(c, "outreach.field.n"),
			c.Line("source", "outreach.field.source", 100, true), c.Line("paper", "outreach.field.paper", 100, false)))
	}
	var there, tickets []outreach.Item
	for _, i := range b.Items {
		if b.Of(i.ID, 0).Hand > 0 {
			there = append(there, i)
		}
		if i.Ticket {
			tickets = append(tickets, i)
		}
	}
	if b.State.Takes(stock.Sent) && len(there) > 0 {
		to := kit.Choose("team", c.T("outreach.field.team"), true, nil)
		for _, t := range b.Teams {
			to.Options = append(to.Options, kit.Option{Value: number(t.ID), Label: t.Name + " · " +
				c.ShortName(t.Area)})
		}
		out = append(out, form("sent", "", to, itemField(c, there), amount(c, "outreach.field.n")))
	}
	if b.State.Takes(stock.Damaged) && len(there) > 0 {
		out = append(out, form("damaged", "", itemField(c, there), amount(c, "outreach.field.n"), c.Reason()),
			form("lost", "danger", itemField(c, there), amount(c, "outreach.field.n"), c.Reason()))
	}
	if len(tickets) > 0 && (b.State == outreach.Draft || b.State == outreach.Called || b.State == outreach.Running) {
		out = append(out, form("print", "", itemField(c, tickets), amount(c, "outreach.field.tickets")))
	}
	return append(out, countForms(c, b, 0, activityURL(b.ID)+"/")...)
}

func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	if err := takeStep(c, id, step, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showPage(c, step, s, err)
	}
	c.Flash("flash.outreach_done", "")
	c.To(activityURL(id))
	return nil
}

func takeStep(c *kit.Call, id int64, step string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, who := outreachOf(c.House), c.Who.Caller
	if to, ok := strings.CutPrefix(step, "to-"); ok {
		return x.Step(c.Ctx, who, command, id, outreach.State(to), s.Text("reason"))
	}
	switch step {
	case "change":
		a, err := x.Get(c.Ctx, who, id)
		if err != nil {
			return err
		}
		p, err := planned(c, s, a)
		if err != nil {
			return err
		}
		return x.Change(c.Ctx, who, command, id, p)
	case "print":
		item, n := s.Number("item"), s.Number("n")
		if s.Bad != nil {
			return s.Bad
		}
		return x.Print(c.Ctx, who, command, id, item, n)
	case "photo", "photo_gone", "offer", "pass", "refuse", "withdraw":
		return takeNotice(c, command, id, step, s)
	}
	team := int64(0)
	if step == string(stock.Sent) {
		team = s.Number("team")
	}
	m, err := moving(c, s, team, step)
	if err != nil {
		return err
	}
	return x.Move(c.Ctx, who, command, id, m)
}
