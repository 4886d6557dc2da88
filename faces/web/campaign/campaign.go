package campaign

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
	"xiaohao/parts/notice"
)

const findingsOnPage = 50

// page is a campaign as an area of it sees it.
func page(c *kit.Call) error {
	id, at, err := campaignAsked(c)
	if err != nil {
		return err
	}
	return campaignPage(c, id, at, "", nil, nil)
}

// campaignAsked is which campaign the address names, and which of its areas; 0 for the highest that the caller sees.
func campaignAsked(c *kit.Call) (id int64, at area.Code, err error) {
	if id, err = c.PathID(); err != nil {
		return 0, 0, err
	}
	if v := c.R.URL.Query().Get("area"); v != "" {
		if at, err = area.Parse(v); err != nil {
			return 0, 0, c.Nowhere()
		}
		at = c.Today(at)
	}
	return id, at, nil
}

// campaignPage renders it; a form that was wrong comes back with what was typed.
func campaignPage(c *kit.Call, id int64, at area.Code, step string, s *kit.Sent, wrong error) error {
	x, err := campaignOf(c.House).Sheet(c.Ctx, c.Who.Caller, id, at)
	if err != nil {
		return err
	}
	p := &CampaignPage{Frame: c.Overview("campaigns"), Heading: x.Name, Crumbs: campaignCrumbs(c, x),
		Rows: campaignRows(c, x), Lead: campaignLead(c, x), Next: campaignNext(c, x)}
	p.Light, p.Until = campaignLight(c, x)
	if x.Cell() != nil {
		p.Rows = nil // the heading says it all
	}
	if x.Cell() == nil {
		p.Tiles = campaignTiles(c, &x.All)
	}
	p.Title = x.Name
	p.State, p.Tone = campaignState(c, &x.Campaign)
	p.Said = closings(c).About(x)
	if x.All.Nobody > 0 {
		p.Nobody = c.T("campaign.nobody", "n", strconv.Itoa(x.All.Nobody))
		for _, r := range x.Rows {
			if r.Nobody > 0 && r.Area != x.At {
				p.Unseen = append(p.Unseen, kit.Link{Label: c.ShortName(r.Area), URL: kit.CampaignURL(id, r.Area)})
			}
		}
	}
	p.Orders = append(p.Orders, CampaignOrder{Who: c.AreaName(x.Scope) + " " + c.PeopleNames([]int64{x.Opener}),
		Text: x.Plan.Text})
	for _, o := range x.Orders {
		p.Orders = append(p.Orders, CampaignOrder{Who: c.AreaName(o.Area) + " " + c.PeopleNames([]int64{o.Person}),
			Text: o.Text})
	}
	if x.Closed > 0 {
		p.Links = append(p.Links, kit.Link{Label: c.T("campaign.report"), URL: reportURL(id, x.At, "")})
	}
	p.Links = append(p.Links, kit.Link{Label: c.T("league.export"),
		URL: "/campaigns/" + strconv.FormatInt(id, 10) + "/areas.xlsx?area=" + x.At.String()})
	if x.Trend != 0 && c.Desk.Covers(c.Who.Caller, c.Top()) {
		p.Links = append(p.Links, kit.Link{Label: c.T("campaign.behind"),
			URL: "/trends?below=" + strconv.FormatInt(x.Trend+1, 10) + "#f-" + strconv.FormatInt(x.Trend, 10)})
	}
	p.Forms = campaignForms(c, x)
	if len(p.Forms) > 0 && p.Forms[0].ID == "send" {
		p.Names = c.UnitNamesList(unitsElsewhere(c, x.At))
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		for i := range p.Forms {
			if p.Forms[i].ID == step {
				p.Forms[i].Again(c.L, s, wrong)
			}
		}
	}
	p.Proof = []kit.Fact{{Label: c.T("rounds.commitment"), Value: x.Plan.Commitment},
		{Label: c.T("campaign.share"), Value: strconv.Itoa(x.Plan.Share) + " %"}}
	after, _ := strconv.ParseInt(c.R.URL.Query().Get("after"), 10, 64)
	list, err := campaignOf(c.House).Findings(c.Ctx, id, x.At, after, findingsOnPage+1)
	if err != nil {
		return err
	}
	if len(list) > findingsOnPage {
		list = list[:findingsOnPage]
		p.More = kit.CampaignURL(id, x.At) + "&after=" + strconv.FormatInt(list[findingsOnPage-1], 10)
	}
	for _, m := range list {
		p.Matters = append(p.Matters, c.Glimpse(m))
	}
	return c.Render(p)
}

func campaignCrumbs(c *kit.Call, x *campaign.Sheet) []kit.Link {
	out := []kit.Link{{Label: c.T("tab.campaigns"), URL: "/campaigns", Current: false},
		{Label: x.Name, URL: kit.CampaignURL(x.ID, 0), Current: x.At == x.View}}
	for _, a := range c.Org.Tree().Path(x.At) {
		if x.View.Contains(a.Code) && a.Code != x.View {
			out = append(out, kit.Link{Label: a.Name, URL: kit.CampaignURL(x.ID, a.Code), Current: a.Code == x.At})
		}
	}
	return out
}

// campaignLead says how things stand.
func campaignLead(c *kit.Call, x *campaign.Sheet) string {
	n := strconv.Itoa
	a := x.All
	if cell := x.Cell(); cell != nil {
		said := c.AreaName(x.At) + c.T("word.colon") +
			c.T("campaign.is."+string(cell.Standing(x.Over(c.Now))), "n", n(a.Found)) + c.T("word.stop")
		if zero := zeroWords(c, cell); zero != "" {
			said += " " + zero + c.T("word.stop")
		}
		if a.Found > 0 {
			said += " " + foundWords(c, &a)
		}
		return said
	}
	out := []string{c.T("campaign.lead", "area", c.AreaName(x.At), "n", n(a.Areas), "reported", n(a.Reported),
		"zero", n(a.Zero+a.False), "not", n(a.Not+a.Overdue), "found", n(a.Found), "fixed", n(a.Fixed))}
	if a.False > 0 {
		out = append(out, c.T("campaign.lead_false", "n", n(a.False)))
	}
	return strings.Join(out, " ")
}

var standingTones = map[campaign.Standing]string{campaign.Reported: "green", campaign.Zero: "grey",
	campaign.NotStarted: "yellow", campaign.Overdue: "red", campaign.FalseZero: "red"}

func campaignRows(c *kit.Call, x *campaign.Sheet) (out []CampaignArea) {
	n := strconv.Itoa
	over := x.Over(c.Now)
	for _, r := range x.Rows {
		row := CampaignArea{Name: c.ShortName(r.Area), URL: kit.CampaignURL(x.ID, r.Area)}
		if r.Cell != nil {
			s := r.Cell.Standing(over)
			row.Words = foundWords(c, &r)
			row.Standing, row.Tone, row.Note = c.T("campaign.is."+string(s), "n", n(r.Found)), standingTones[s],
				zeroWords(c, r.Cell)
			if s != campaign.Reported && r.Found == 0 {
				row.Words = ""
			}
			if r.Area == x.At {
				row.URL = ""
			}
		} else {
			answered(c, &row, &r)
			row.Words += " " + foundWords(c, &r)
		}
		out = append(out, row)
	}
	return out
}

// answered says how many of a row's areas answered, and how.
func answered(c *kit.Call, to *CampaignArea, r *campaign.Row) {
	n := strconv.Itoa
	to.Standing, to.Tone = c.T("campaign.answered", "n", n(r.Areas-r.Not-r.Overdue), "of", n(r.Areas)), rowTone(r)
	to.Segments = kit.Bar(int64(r.Areas), []string{"green", "grey", "yellow", "red"},
		[]int64{int64(r.Reported), int64(r.Zero), int64(r.Not), int64(r.Overdue + r.False)})
	to.Words = c.T("campaign.row_answered", "reported", n(r.Reported), "zero", n(r.Zero+r.False),
		"not", n(r.Not+r.Overdue))
	if r.False > 0 {
		to.Note = c.T("campaign.row_false", "n", n(r.False))
	}
}

// foundWords say what was found, and what became of it.
func foundWords(c *kit.Call, r *campaign.Row) string {
	n := strconv.Itoa
	return c.T("campaign.row_found", "found", n(r.Found), "fixed", n(r.Fixed), "left", n(r.Found-r.Fixed))
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
func zeroWords(c *kit.Call, cell *campaign.Cell) string {
	if cell.Zero == 0 {
		return ""
	}
	out := closings(c).Signed(cell)
	switch {
	case cell.Nobody():
		out += " · " + c.T("campaign.nobody_row")
	case cell.Spot != campaign.NotDrawn:
		out += " · " + c.T("campaign.looked."+strconv.Itoa(int(cell.Spot)))
	}
	return out
}

// campaignTiles are the figures that matter, the worst first.
func campaignTiles(c *kit.Call, r *campaign.Row) []kit.Fact {
	tile := func(key string, n int, tone string) kit.Fact {
		return kit.Fact{Label: c.T(key), Value: strconv.Itoa(n), Tone: tone}
	}
	out := []kit.Fact{tile("campaign.not", r.Not+r.Overdue, "yellow"), tile("campaign.reported", r.Reported, "green"),
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
func campaignNext(c *kit.Call, x *campaign.Sheet) string {
	n := strconv.Itoa
	cell, over, due := x.Cell(), x.Over(c.Now), notice.Until(c.L, x.Deadline)
	switch {
	case over && x.All.Found > x.All.Fixed:
		return c.T("campaign.next.fix", "n", n(x.All.Found-x.All.Fixed))
	case over:
		return c.T("campaign.next.over")
	case cell != nil && cell.Standing(false) == campaign.NotStarted:
		return c.T("campaign.next.answer", "due", due)
	case cell != nil:
		return c.T("campaign.next.answered", "due", due)
	case x.All.Not == 0:
		return c.T("campaign.next.all", "due", due)
	}
	var names []string
	for _, r := range x.Rows {
		if r.Not > 0 && len(names) < 5 {
			names = append(names, c.ShortName(r.Area))
		}
	}
	return c.T("campaign.next.chase", "due", due, "n", n(x.All.Not), "names", strings.Join(names, c.T("word.and")))
}

// campaignLight is how a campaign stands at a glance, and until when it runs.
func campaignLight(c *kit.Call, x *campaign.Sheet) (tone, until string) {
	until = c.T("campaign.until", "due", notice.Until(c.L, x.Deadline))
	switch {
	case x.All.Overdue+x.All.False > 0:
		tone = "red"
	case x.All.Not > 0 && c.Now >= x.RemindAt():
		tone = "yellow"
	default:
		tone = "green"
	}
	if x.Over(c.Now) {
		until = c.T("campaign.ended", "at", notice.Until(c.L, cmp.Or(x.Closed, x.Deadline)))
	}
	return tone, until
}

// campaignForms are the steps that the caller may take here now.
func campaignForms(c *kit.Call, x *campaign.Sheet) (out []kit.Form) {
	may := func(typ event.Type, a area.Code) bool { return c.Org.MayAct(c.Who.Caller, typ, a) }
	form := func(step, tone string, open bool, fields ...kit.Field) {
		out = append(out, kit.Form{ID: step, Action: "/campaigns/" + strconv.FormatInt(x.ID, 10) + "/" + step,
			Once: c.Once(), Title: c.T("campaign.step." + step), Submit: c.T("campaign.step." + step),
			Tone: tone, Open: open, Files: step == "find",
			Fields: append([]kit.Field{{Kind: "hidden", Name: "area", Value: x.At.String()}}, fields...)})
	}
	if cell := x.Cell(); cell != nil && campaignOf(c.House).Unseen(*cell) && may(campaign.SentType, x.Scope) {
		unit := c.Pick("unit", "campaign.send_unit", false, nil)
		unit.Hint = c.T("campaign.send_hint")
		form("send", "primary", true, unit)
	}
	if x.Over(c.Now) {
		return out
	}
	if cell := x.Cell(); cell != nil {
		if may(campaign.FoundType, x.At) {
			chosen := ""
			if len(x.Plan.Categories) == 1 {
				chosen = x.Plan.Categories[0]
			}
			form("find", "primary", false, c.Line("place", "field.place", matter.MaxPlace, true),
				c.Words("text", "campaign.found_text", matter.MaxText, true),
				kit.Choose("category", c.T("field.category"), false, c.Categories(chosen)), c.Pictures(false))
		}
		if may(campaign.ZeroType, x.At) && cell.Zero == 0 && cell.Found == 0 {
			sign := c.Line("signed", "campaign.sign", 60, true)
			sign.Hint = c.T("campaign.sign_hint", "area", c.AreaName(x.At))
			form("zero", "", false, sign)
		}
	}
	if may(campaign.InstructedType, x.At) {
		form("instruct", "", false, c.Words("text", "campaign.instructions", matter.MaxNote, true))
	}
	if x.At == x.Scope && may(campaign.ClosedType, x.Scope) {
		form("close", "danger", false, c.Reason())
	}
	return out
}

// unitsElsewhere are the units of the city and of other counties that may look at a zero of an area.
func unitsElsewhere(c *kit.Call, a area.Code) []org.Unit {
	county := a.Ancestor(area.County)
	return slices.DeleteFunc(c.Org.Units(0), func(u org.Unit) bool {
		return u.Former || u.Area.Level() > area.County || county.Contains(u.Area)
	})
}

// campaignStep takes one of the steps of a campaign.
func campaignStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	step, at := c.R.PathValue("step"), s.Area("area")
	command, err := s.ID()
	if err == nil {
		err = s.Bad
	}
	known := true
	if err == nil {
		known, err = takeStep(c, step, command, id, at, s)
	}
	switch {
	case !known:
		return c.Nowhere()
	case err != nil && step == "look":
		return campaignsPage(c, 0, func(p *CampaignsPage) {
			c.Log(err)
			p.Status = fault.Of(err).Kind.Status()
			for i := range p.Tasks {
				if p.Tasks[i].Form.ID == "look-"+strconv.FormatInt(id, 10)+"-"+at.String() {
					p.Tasks[i].Form.Again(c.L, s, err)
				}
			}
		})
	case err != nil:
		return campaignPage(c, id, at, step, s, err)
	}
	c.Flash("flash.campaign_"+step, "")
	if step == "look" {
		c.To("/campaigns")
	} else {
		c.To(kit.CampaignURL(id, at))
	}
	return nil
}

func takeStep(c *kit.Call, step string, command ledger.ID, id int64, at area.Code,
	s *kit.Sent) (known bool, err error) {
	x, who := campaignOf(c.House), c.Who.Caller
	switch step {
	case "instruct":
		err = x.Instruct(c.Ctx, who, command, id, at, s.Text("text"))
	case "find":
		_, err = x.Find(c.Ctx, who, command, id, campaign.Finding{Area: at, Place: s.Get("place"), Text: s.Text("text"),
			Category: s.Get("category"), Photos: s.Photos()})
	case "zero":
		err = x.Zero(c.Ctx, who, command, id, at, s.Get("signed"))
	case "close":
		err = x.Close(c.Ctx, who, command, id, s.Text("reason"))
	case "send":
		unit := s.Unit(c.Org, "unit")
		if err = s.Bad; err == nil {
			err = x.Send(c.Ctx, who, command, id, at, unit)
		}
	case "look":
		if s.Get("false") == "" {
			return true, fault.New(fault.Invalid, "campaign_verdict").On("false")
		}
		err = x.SpotCheck(c.Ctx, who, command, id,
			campaign.Verdict{Area: at, False: s.Yes("false"), Note: s.Text("note"),
				Place: s.Get("place"), Category: s.Get("category"), Photos: s.Photos()})
	default:
		return false, nil
	}
	return true, err
}
