package campaign

import (
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/trend"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
	"xiaohao/parts/notice"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

const (
	campaignsOnPage = 20
	campaignsInFile = 500
)

// campaigns is the list of self-check campaigns.
func campaigns(c *kit.Call) error {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	return campaignsPage(c, below, nil)
}

// campaignsFile is the list as a spreadsheet.
func campaignsFile(c *kit.Call) error {
	list, err := campaignOf(c.House).List(c.Ctx, c.Who.Caller, 0, campaignsInFile)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("tab.campaigns"),
		Heads: []string{c.T("campaign.name"), c.T("campaign.scope"), c.T("campaign.opened"), c.T("campaign.deadline"),
			c.T("campaign.standing"),
			c.T("campaign.areas"), c.T("campaign.reported"), c.T("campaign.zero"), c.T("campaign.false"),
			c.T("campaign.not"), c.T("campaign.found"), c.T("campaign.fixed")}}
	sums, err := campaignOf(c.House).Sums(c.Ctx, c.Who.Caller, list)
	if err != nil {
		return err
	}
	for _, x := range list {
		state, _ := campaignState(c, &x)
		r := sums[x.ID]
		out.Rows = append(out.Rows, []any{x.Name, c.AreaName(x.Scope), lang.Date(c.L, x.At),
			notice.Until(c.L, x.Deadline),
			state, r.Areas, r.Reported, r.Zero, r.False, r.Not + r.Overdue, r.Found, r.Fixed})
	}
	return out.Write(c.File("xlsx"))
}

// campaignsPage renders the list; spoil puts what was wrong with a look back into its form.
func campaignsPage(c *kit.Call, below int64, spoil func(*CampaignsPage)) error {
	list, err := campaignOf(c.House).List(c.Ctx, c.Who.Caller, below, campaignsOnPage+1)
	if err != nil {
		return err
	}
	p := &CampaignsPage{Frame: c.Overview("campaigns")}
	if len(c.Supervised()) > 0 {
		p.New = "/campaigns/new"
	}
	if len(list) > campaignsOnPage {
		list = list[:campaignsOnPage]
		p.Pager.Next = "/campaigns?below=" + strconv.FormatInt(list[campaignsOnPage-1].ID, 10)
	}
	sums, err := campaignOf(c.House).Sums(c.Ctx, c.Who.Caller, list)
	if err != nil {
		return err
	}
	for _, x := range list {
		state, tone := campaignState(c, &x)
		p.Rows = append(p.Rows, CampaignRow{At: campaignSum(c, sums[x.ID]), Name: x.Name, URL: kit.CampaignURL(x.ID, 0),
			State: state, Tone: tone, Said: c.T("campaign.dates", "area", c.AreaName(x.Scope),
				"from", lang.Date(c.L, x.At), "until", notice.Until(c.L, x.Deadline))})
	}
	tasks, err := campaignOf(c.House).Mine(c.Ctx, c.Who.Person, 50)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		p.Tasks = append(p.Tasks, CampaignTask{Name: t.Name, Area: c.AreaName(t.Area), Text: t.Text,
			Said: c.T("campaign.signed", "name", t.Signed, "at", lang.DateTime(c.L, t.ZeroAt)), Form: lookForm(c, t)})
	}
	if spoil != nil {
		spoil(p)
	}
	return c.Render(p)
}

// campaignSum says in the list how a campaign stands.
func campaignSum(c *kit.Call, r campaign.Row) (out CampaignArea) {
	if r.Areas == 1 { // a village sees its own answer
		for s, n := range map[campaign.Standing]int{campaign.Reported: r.Reported, campaign.Zero: r.Zero,
			campaign.FalseZero: r.False, campaign.Overdue: r.Overdue, campaign.NotStarted: r.Not} {
			if n == 1 {
				out.Standing, out.Tone = c.T("campaign.is."+string(s), "n", strconv.Itoa(r.Found)), standingTones[s]
			}
		}
	} else {
		answered(c, &out, &r)
	}
	if r.Found > 0 {
		out.Words = strings.TrimSpace(out.Words + " " + foundWords(c, &r))
	}
	return out
}

// lookForm asks an inspector what he saw where nothing was said to be.
func lookForm(c *kit.Call, t campaign.Task) kit.Form {
	what := kit.Field{Kind: "radios", Name: "false", Label: c.T("campaign.verdict"), Required: true,
		Options: []kit.Option{{Value: "0", Label: c.T("campaign.confirm")},
			{Value: "1", Label: c.T("campaign.falsify")}}}
	category := kit.Choose("category", c.T("field.category"), false, c.Categories(""))
	return kit.Form{ID: "look-" + strconv.FormatInt(t.Campaign, 10) + "-" + t.Area.String(),
		Action: "/campaigns/" + strconv.FormatInt(t.Campaign, 10) + "/look", Once: c.Once(),
		Title: c.T("campaign.look"), Submit: c.T("campaign.look"), Tone: "primary", Files: true,
		Fields: []kit.Field{{Kind: "hidden", Name: "area", Value: t.Area.String()}, what,
			c.Words("note", "campaign.note", matter.MaxNote, true),
			c.Line("place", "field.place", matter.MaxPlace, false), category, c.Pictures(false)}}
}

func campaignState(c *kit.Call, x *campaign.Campaign) (string, string) {
	if x.Over(c.Now) {
		return c.T("campaign.closed"), ""
	}
	return c.T("campaign.running"), "s-in_hand"
}

// campaignForm asks for a campaign; from a common problem most of it is filled in.
func campaignForm(c *kit.Call) (kit.Form, error) {
	f := kit.Form{ID: "campaign", Action: "/campaigns/new", Once: c.Once(), Submit: c.T("campaign.open"),
		Tone: "primary",
		Hint: c.T("campaign.commitment_hint")}
	scope := kit.Choose("scope", c.T("campaign.scope"), true, nil)
	for _, top := range c.Supervised() {
		for _, a := range append([]area.Area{{Code: top, Name: c.AreaName(top)}}, c.Org.Tree().Children(top)...) {
			if !a.Former {
				scope.Options = append(scope.Options, kit.Option{Value: a.Code.String(), Label: a.Name})
			}
		}
	}
	items := kit.Field{Kind: "many", Name: "items", Label: c.T("campaign.items"), Hint: c.T("campaign.items_hint")}
	kinds := kit.Field{Kind: "checks", Name: "kinds", Label: c.T("rounds.kinds"), Hint: c.T("rounds.kinds_hint")}
	known, err := inspectOf(c.House).Kinds(c.Ctx, c.L)
	if err != nil {
		return f, err
	}
	for _, k := range known {
		kinds.Options = append(kinds.Options, kit.Option{Value: k.Code, Label: k.Name})
	}
	e, err := standardOf(c.House).Today(c.Ctx)
	if err != nil && fault.Of(err).Kind != fault.Missing {
		return f, err
	}
	if err == nil {
		items.Options = itemOptions(e, c.Short())
	}
	categories := kit.Field{Kind: "many", Name: "categories", Label: c.T("field.category"), Options: c.Categories("")}
	deadline := kit.Field{Kind: "date", Name: "deadline", Label: c.T("campaign.deadline"), Required: true,
		Value: lang.Input(c.Now + 7*kit.Day)[:10]}
	f.Fields = []kit.Field{c.Line("name", "campaign.name", matter.MaxTitle, true), scope, items, categories,
		kinds, deadline,
		c.Words("text", "campaign.instructions", matter.MaxNote, true), {Kind: "hidden", Name: "trend"}}
	return f, nil
}

// itemOptions are the items of a standard under what they belong to.
func itemOptions(e *standard.Edition, l string) (out []kit.Option) {
	for _, n := range e.Nodes {
		if n.Layer != standard.Item {
			continue
		}
		group := ""
		if parent, ok := e.Node(n.Parent); ok {
			group = parent.Text.In(l)
		}
		out = append(out, kit.Option{Value: n.Code, Label: n.Code + " " + n.Text.In(l), Group: group})
	}
	return out
}

func newCampaignPage(c *kit.Call) error {
	f, err := campaignForm(c)
	if err != nil {
		return err
	}
	said, err := trend.Fill(c, &f)
	if err != nil {
		return err
	}
	return c.Render(&CampaignNewPage{Frame: c.Overview("campaigns"), Form: f, Said: said})
}

// newCampaign opens one.
func newCampaign(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	var id int64
	if err == nil {
		command, idErr := s.ID()
		plan := campaign.Plan{Name: s.Get("name"), Scope: s.Area("scope"), Items: s.Values["items"],
			Categories: s.Values["categories"], Kinds: s.Values["kinds"], Trend: s.Number("trend"),
			Deadline: s.Instant("deadline"), Text: s.Text("text")}
		if plan.Deadline > 0 {
			plan.Deadline = (views.DayOf(plan.Deadline) + 1).Start()
		}
		if err = idErr; err == nil {
			err = s.Bad
		}
		if err == nil {
			id, err = campaignOf(c.House).Open(c.Ctx, c.Who.Caller, command, plan)
		}
	}
	if err == nil {
		c.Flash("flash.campaign_open", "")
		c.To(kit.CampaignURL(id, 0))
		return nil
	}
	f, formErr := campaignForm(c)
	if formErr != nil {
		return formErr
	}
	p := &CampaignNewPage{Frame: c.Overview("campaigns"), Form: f}
	c.Wrong(&p.Frame, &p.Form, s, err)
	return c.Render(p)
}
