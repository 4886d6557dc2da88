package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

const findingsOnPage = 50

// campaign is a campaign as an area of it sees it.
func (c *call) campaign() error {
	id, at, err := c.campaignAsked()
	if err != nil {
		return err
	}
	return c.campaignPage(id, at, "", nil, nil)
}

// campaignAsked is which campaign the address names, and which of its areas; 0 for the highest that the caller sees.
func (c *call) campaignAsked() (id int64, at area.Code, err error) {
	if id, err = c.pathID(); err != nil {
		return 0, 0, err
	}
	if v := c.r.URL.Query().Get("area"); v != "" {
		if at, err = area.Parse(v); err != nil {
			return 0, 0, c.nowhere()
		}
	}
	return id, at, nil
}

// campaignPage renders it; a form that was wrong comes back with what was typed.
func (c *call) campaignPage(id int64, at area.Code, step string, s *sent, wrong error) error {
	x, err := c.all.Campaign.Sheet(c.ctx, c.who.Caller, id, at)
	if err != nil {
		return err
	}
	p := &CampaignPage{Frame: c.overview("campaigns"), Heading: x.Name, Crumbs: c.campaignCrumbs(x),
		Rows: c.campaignRows(x), Lead: c.campaignLead(x), Next: c.campaignNext(x)}
	p.Light, p.Until = c.campaignLight(x)
	if x.Cell() != nil {
		p.Rows = nil // the heading says it all
	}
	if x.Cell() == nil {
		p.Tiles = c.campaignTiles(&x.All)
	}
	p.Title = x.Name
	p.State, p.Tone = c.campaignState(&x.Campaign)
	p.Said = c.campaignSaid(x)
	if x.All.Nobody > 0 {
		p.Nobody = c.t("campaign.nobody", "n", strconv.Itoa(x.All.Nobody))
		for _, r := range x.Rows {
			if r.Nobody > 0 && r.Area != x.At {
				p.Unseen = append(p.Unseen, Link{Label: c.shortName(r.Area), URL: campaignURL(id, r.Area)})
			}
		}
	}
	p.Orders = append(p.Orders, CampaignOrder{Who: c.areaName(x.Scope) + " " + c.peopleNames([]int64{x.Opener}),
		Text: x.Plan.Text})
	for _, o := range x.Orders {
		p.Orders = append(p.Orders, CampaignOrder{Who: c.areaName(o.Area) + " " + c.peopleNames([]int64{o.Person}),
			Text: o.Text})
	}
	if x.Closed > 0 {
		p.Links = append(p.Links, Link{Label: c.t("campaign.report"), URL: reportURL(id, x.At, "")})
	}
	p.Links = append(p.Links, Link{Label: c.t("league.export"),
		URL: "/campaigns/" + strconv.FormatInt(id, 10) + "/areas.xlsx?area=" + x.At.String()})
	if x.Trend != 0 && c.desk.Covers(c.who.Caller, c.top()) {
		p.Links = append(p.Links, Link{Label: c.t("campaign.behind"),
			URL: "/trends?below=" + strconv.FormatInt(x.Trend+1, 10) + "#f-" + strconv.FormatInt(x.Trend, 10)})
	}
	p.Forms = c.campaignForms(x)
	if len(p.Forms) > 0 && p.Forms[0].ID == "send" {
		p.Names = c.unitNamesList(c.unitsElsewhere(x.At))
	}
	if wrong != nil {
		c.log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		for i := range p.Forms {
			if p.Forms[i].ID == step {
				p.Forms[i].again(c.l, s, wrong)
			}
		}
	}
	p.Proof = []Fact{{Label: c.t("rounds.commitment"), Value: x.Plan.Commitment},
		{Label: c.t("campaign.share"), Value: strconv.Itoa(x.Plan.Share) + " %"}}
	after, _ := strconv.ParseInt(c.r.URL.Query().Get("after"), 10, 64)
	list, err := c.all.Campaign.Findings(c.ctx, id, x.At, after, findingsOnPage+1)
	if err != nil {
		return err
	}
	if len(list) > findingsOnPage {
		list = list[:findingsOnPage]
		p.More = campaignURL(id, x.At) + "&after=" + strconv.FormatInt(list[findingsOnPage-1], 10)
	}
	for _, m := range list {
		p.Matters = append(p.Matters, c.campaignFinding(m))
	}
	return c.render(p)
}

// campaignFinding is a matter as far as the caller may read it.
func (c *call) campaignFinding(id int64) CampaignFinding {
	m, err := c.desk.Matter(c.ctx, c.who.Caller, id)
	if err != nil {
		return CampaignFinding{Title: c.t("campaign.hidden")}
	}
	return CampaignFinding{Title: m.Title, URL: "/matters/" + strconv.FormatInt(id, 10),
		State: c.t("state." + m.State.String()), Area: c.areaName(m.Area)}
}

func (c *call) campaignCrumbs(x *campaign.Sheet) []Link {
	out := []Link{{c.t("tab.campaigns"), "/campaigns", false}, {x.Name, campaignURL(x.ID, 0), x.At == x.View}}
	for _, a := range c.org.Tree().Path(x.At) {
		if x.View.Contains(a.Code) && a.Code != x.View {
			out = append(out, Link{a.Name, campaignURL(x.ID, a.Code), a.Code == x.At})
		}
	}
	return out
}

// campaignLead says how things stand.
func (c *call) campaignLead(x *campaign.Sheet) string {
	n := strconv.Itoa
	a := x.All
	if cell := x.Cell(); cell != nil {
		said := c.areaName(x.At) + c.t("word.colon") +
			c.t("campaign.is."+string(cell.Standing(x.Over(c.now))), "n", n(a.Found)) + c.t("word.stop")
		if zero := c.zeroWords(cell); zero != "" {
			said += " " + zero + c.t("word.stop")
		}
		if a.Found > 0 {
			said += " " + c.foundWords(&a)
		}
		return said
	}
	out := []string{c.t("campaign.lead", "area", c.areaName(x.At), "n", n(a.Areas), "reported", n(a.Reported),
		"zero", n(a.Zero+a.False), "not", n(a.Not+a.Overdue), "found", n(a.Found), "fixed", n(a.Fixed))}
	if a.False > 0 {
		out = append(out, c.t("campaign.lead_false", "n", n(a.False)))
	}
	return strings.Join(out, " ")
}

// campaignSaid says what is looked for, where, until when.
func (c *call) campaignSaid(x *campaign.Sheet) []string {
	out := []string{c.t("campaign.dates", "area", c.areaName(x.Scope), "from", lang.Date(c.l, x.Campaign.At),
		"until", c.untilWords(x.Deadline))}
	var what []string
	for _, i := range x.Plan.Items {
		what = append(what, c.itemName(i))
	}
	for _, code := range x.Plan.Categories {
		what = append(what, c.category(code))
	}
	line := c.t("campaign.what", "what", strings.Join(what, c.t("word.and")))
	var kinds []string
	for _, k := range x.Plan.Kinds {
		kinds = append(kinds, c.all.Inspect.KindName(c.ctx, c.l, k))
	}
	if len(kinds) > 0 {
		line += " · " + strings.Join(kinds, c.t("word.and"))
	}
	return append(out, line)
}

// itemName is an item of the standard in force in words, its code where it is unknown.
func (c *call) itemName(code string) string {
	if e, err := c.all.Standard.Today(c.ctx); err == nil {
		if n, ok := e.Node(code); ok && n.Layer == standard.Item {
			return code + " " + n.Text.In(c.short())
		}
	}
	return code
}

var standingTones = map[campaign.Standing]string{campaign.Reported: "green", campaign.Zero: "grey",
	campaign.NotStarted: "yellow", campaign.Overdue: "red", campaign.FalseZero: "red"}

func (c *call) campaignRows(x *campaign.Sheet) (out []CampaignArea) {
	n := strconv.Itoa
	over := x.Over(c.now)
	for _, r := range x.Rows {
		row := CampaignArea{Name: c.shortName(r.Area), URL: campaignURL(x.ID, r.Area)}
		if r.Cell != nil {
			s := r.Cell.Standing(over)
			row.Words = c.foundWords(&r)
			row.Standing, row.Tone, row.Note = c.t("campaign.is."+string(s), "n", n(r.Found)), standingTones[s],
				c.zeroWords(r.Cell)
			if s != campaign.Reported && r.Found == 0 {
				row.Words = ""
			}
			if r.Area == x.At {
				row.URL = ""
			}
		} else {
			c.answered(&row, &r)
			row.Words += " " + c.foundWords(&r)
		}
		out = append(out, row)
	}
	return out
}

// answered says how many of a row's areas answered, and how.
func (c *call) answered(to *CampaignArea, r *campaign.Row) {
	n := strconv.Itoa
	to.Standing, to.Tone = c.t("campaign.answered", "n", n(r.Areas-r.Not-r.Overdue), "of", n(r.Areas)), rowTone(r)
	to.Segments = Bar(int64(r.Areas), []string{"green", "grey", "yellow", "red"},
		[]int64{int64(r.Reported), int64(r.Zero), int64(r.Not), int64(r.Overdue + r.False)})
	to.Words = c.t("campaign.row_answered", "reported", n(r.Reported), "zero", n(r.Zero+r.False),
		"not", n(r.Not+r.Overdue))
	if r.False > 0 {
		to.Note = c.t("campaign.row_false", "n", n(r.False))
	}
}

// foundWords say what was found, and what became of it.
func (c *call) foundWords(r *campaign.Row) string {
	n := strconv.Itoa
	return c.t("campaign.row_found", "found", n(r.Found), "fixed", n(r.Fixed), "left", n(r.Found-r.Fixed))
}

// rowTone is the light of an area: red for what is overdue or false, yellow while somebody has not answered.
func rowTone(r *campaign.Row) string {
	switch {
	case r.Overdue+r.False > 0:
		return "red"
	case r.Not > 0:
		return "yellow"
	}
	return "green"
}

// zeroWords say who signed a zero and what became of it; "" where none was signed.
func (c *call) zeroWords(cell *campaign.Cell) string {
	if cell.Zero == 0 {
		return ""
	}
	out := c.t("campaign.signed", "name", cell.Signed, "at", lang.DateTime(c.l, cell.ZeroAt))
	switch {
	case cell.Nobody():
		out += " · " + c.t("campaign.nobody_row")
	case cell.Looked != campaign.NotDrawn:
		out += " · " + c.t("campaign.looked."+strconv.Itoa(int(cell.Looked)))
	}
	return out
}

// campaignTiles are the figures that matter, the worst first.
func (c *call) campaignTiles(r *campaign.Row) []Fact {
	tile := func(key string, n int, tone string) Fact {
		return Fact{Label: c.t(key), Value: strconv.Itoa(n), Tone: tone}
	}
	out := []Fact{tile("campaign.not", r.Not+r.Overdue, "yellow"), tile("campaign.reported", r.Reported, "green"),
		tile("campaign.zero", r.Zero+r.False, "grey"), tile("campaign.found", r.Found, "grey"),
		tile("campaign.fixed", r.Fixed, "green"), tile("campaign.left", r.Found-r.Fixed, "yellow")}
	if r.Overdue > 0 {
		out[0].Tone = "red"
	}
	if r.False > 0 {
		out = append(out, tile("campaign.false", r.False, "red"))
	}
	return out
}

// campaignNext is what the level that the sheet is of has to do next.
func (c *call) campaignNext(x *campaign.Sheet) string {
	n := strconv.Itoa
	cell, over, due := x.Cell(), x.Over(c.now), c.untilWords(x.Deadline)
	switch {
	case over && x.All.Found > x.All.Fixed:
		return c.t("campaign.next.fix", "n", n(x.All.Found-x.All.Fixed))
	case over:
		return c.t("campaign.next.over")
	case cell != nil && cell.Standing(false) == campaign.NotStarted:
		return c.t("campaign.next.answer", "due", due)
	case cell != nil:
		return c.t("campaign.next.answered", "due", due)
	case x.All.Not == 0:
		return c.t("campaign.next.all", "due", due)
	}
	var names []string
	for _, r := range x.Rows {
		if r.Not > 0 && len(names) < 5 {
			names = append(names, c.shortName(r.Area))
		}
	}
	return c.t("campaign.next.chase", "due", due, "n", n(x.All.Not), "names", strings.Join(names, c.t("word.and")))
}

// campaignLight is how a campaign stands at a glance, and until when it runs.
func (c *call) campaignLight(x *campaign.Sheet) (tone, until string) {
	until = c.t("campaign.until", "due", c.untilWords(x.Deadline))
	switch {
	case x.All.Overdue+x.All.False > 0:
		tone = "red"
	case x.All.Not > 0 && c.now >= x.RemindAt():
		tone = "yellow"
	default:
		tone = "green"
	}
	if x.Over(c.now) {
		until = c.t("campaign.ended", "at", c.untilWords(cmp.Or(x.Closed, x.Deadline)))
	}
	return tone, until
}

// untilWords is a deadline: a day that counts whole, or an instant.
func (c *call) untilWords(deadline int64) string {
	if views.DayOf(deadline).Start() == deadline {
		return lang.Date(c.l, deadline-1)
	}
	return lang.DateTime(c.l, deadline)
}

func (c *call) shortName(a area.Code) string {
	x, ok := c.org.Tree().Get(a)
	if !ok {
		return a.String()
	}
	return x.Name
}

// campaignForms are the steps that the caller may take here now.
func (c *call) campaignForms(x *campaign.Sheet) (out []Form) {
	may := func(typ string, a area.Code) bool { return c.org.MayAct(c.who.Caller, typ, a) }
	form := func(step, tone string, open bool, fields ...Field) {
		out = append(out, Form{ID: step, Action: "/campaigns/" + strconv.FormatInt(x.ID, 10) + "/" + step,
			Once: c.once(), Title: c.t("campaign.step." + step), Submit: c.t("campaign.step." + step),
			Tone: tone, Open: open, Files: step == "find",
			Fields: append([]Field{{Kind: "hidden", Name: "area", Value: x.At.String()}}, fields...)})
	}
	if cell := x.Cell(); cell != nil && c.all.Campaign.Unseen(*cell) && may(campaign.SentType, x.Scope) {
		unit := c.pick("unit", "campaign.send_unit", false, nil)
		unit.Hint = c.t("campaign.send_hint")
		form("send", "primary", true, unit)
	}
	if x.Over(c.now) {
		return out
	}
	if cell := x.Cell(); cell != nil {
		if may(campaign.FoundType, x.At) {
			chosen := ""
			if len(x.Plan.Categories) == 1 {
				chosen = x.Plan.Categories[0]
			}
			form("find", "primary", false, c.line("place", "field.place", matter.MaxPlace, true),
				c.words("text", "campaign.found_text", matter.MaxText, true),
				choose("category", c.t("field.category"), false, c.categories(chosen)), c.pictures(false))
		}
		if may(campaign.ZeroType, x.At) && cell.Zero == 0 && cell.Found == 0 {
			sign := c.line("signed", "campaign.sign", 60, true)
			sign.Hint = c.t("campaign.sign_hint", "area", c.areaName(x.At))
			form("zero", "", false, sign)
		}
	}
	if may(campaign.InstructedType, x.At) {
		form("instruct", "", false, c.words("text", "campaign.instructions", matter.MaxNote, true))
	}
	if x.At == x.Scope && may(campaign.ClosedType, x.Scope) {
		form("close", "danger", false, c.reason())
	}
	return out
}

// unitsElsewhere are the units of the city and of other counties that may look at a zero of an area.
func (c *call) unitsElsewhere(a area.Code) []org.Unit {
	county := a.Ancestor(area.County)
	return slices.DeleteFunc(c.org.Units(0), func(u org.Unit) bool {
		return u.Former || u.Area.Level() > area.County || county.Contains(u.Area)
	})
}

// campaignStep takes one of the steps of a campaign.
func (c *call) campaignStep() error {
	id, s, err := c.stepSent()
	if err != nil {
		return err
	}
	step, at := c.r.PathValue("step"), s.area("area")
	command, err := s.id()
	if err == nil {
		err = s.bad
	}
	known := true
	if err == nil {
		known, err = c.takeStep(step, command, id, at, s)
	}
	switch {
	case !known:
		return c.nowhere()
	case err != nil && step == "look":
		return c.campaignsPage(0, func(p *CampaignsPage) {
			c.log(err)
			p.Status = fault.Of(err).Kind.Status()
			for i := range p.Tasks {
				if p.Tasks[i].Form.ID == "look-"+strconv.FormatInt(id, 10)+"-"+at.String() {
					p.Tasks[i].Form.again(c.l, s, err)
				}
			}
		})
	case err != nil:
		return c.campaignPage(id, at, step, s, err)
	}
	c.flash("flash.campaign_"+step, "")
	if step == "look" {
		c.to("/campaigns")
	} else {
		c.to(campaignURL(id, at))
	}
	return nil
}

func (c *call) takeStep(step string, command ledger.ID, id int64, at area.Code, s *sent) (known bool, err error) {
	x, who := c.all.Campaign, c.who.Caller
	switch step {
	case "instruct":
		err = x.Instruct(c.ctx, who, command, id, at, s.text("text"))
	case "find":
		_, err = x.Find(c.ctx, who, command, id, campaign.Finding{Area: at, Place: s.Get("place"), Text: s.text("text"),
			Category: s.Get("category"), Photos: s.photos()})
	case "zero":
		err = x.Zero(c.ctx, who, command, id, at, s.Get("signed"))
	case "close":
		err = x.Close(c.ctx, who, command, id, s.text("reason"))
	case "send":
		unit := s.unit(c.org, "unit")
		if err = s.bad; err == nil {
			err = x.Send(c.ctx, who, command, id, at, unit)
		}
	case "look":
		if s.Get("false") == "" {
			return true, fault.New(fault.Invalid, "campaign_verdict").On("false")
		}
		err = x.Look(c.ctx, who, command, id, campaign.Verdict{Area: at, False: s.yes("false"), Note: s.text("note"),
			Place: s.Get("place"), Category: s.Get("category"), Photos: s.photos()})
	default:
		return false, nil
	}
	return true, err
}
