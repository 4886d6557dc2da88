package web

import (
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

const (
	campaignsOnPage = 20
	campaignsInFile = 500
)

func campaignURL(id int64, at area.Code) string {
	u := "/campaigns/" + strconv.FormatInt(id, 10)
	if at != 0 {
		u += "?area=" + at.String()
	}
	return u
}

// campaigns is the list of self-check campaigns.
func (c *call) campaigns() error {
	below, _ := strconv.ParseInt(c.r.URL.Query().Get("below"), 10, 64)
	return c.campaignsPage(below, nil)
}

// campaignsFile is the list as a spreadsheet.
func (c *call) campaignsFile() error {
	list, err := c.all.Campaign.List(c.ctx, c.who.Caller, 0, campaignsInFile)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.t("tab.campaigns"),
		Heads: []string{c.t("campaign.name"), c.t("campaign.scope"), c.t("campaign.opened"), c.t("campaign.deadline"),
			c.t("campaign.standing"),
			c.t("campaign.areas"), c.t("campaign.reported"), c.t("campaign.zero"), c.t("campaign.false"),
			c.t("campaign.not"), c.t("campaign.found"), c.t("campaign.fixed")}}
	sums, err := c.all.Campaign.Sums(c.ctx, c.who.Caller, list)
	if err != nil {
		return err
	}
	for _, x := range list {
		state, _ := c.campaignState(&x)
		r := sums[x.ID]
		out.Rows = append(out.Rows, []any{x.Name, c.areaName(x.Scope), lang.Date(c.l, x.At), c.untilWords(x.Deadline),
			state, r.Areas, r.Reported, r.Zero, r.False, r.Not + r.Overdue, r.Found, r.Fixed})
	}
	return out.Write(c.file("xlsx"))
}

// campaignsPage renders the list; spoil puts what was wrong with a look back into its form.
func (c *call) campaignsPage(below int64, spoil func(*CampaignsPage)) error {
	list, err := c.all.Campaign.List(c.ctx, c.who.Caller, below, campaignsOnPage+1)
	if err != nil {
		return err
	}
	p := &CampaignsPage{Frame: c.overview("campaigns")}
	if len(c.supervised()) > 0 {
		p.New = "/campaigns/new"
	}
	if len(list) > campaignsOnPage {
		list = list[:campaignsOnPage]
		p.Pager.Next = "/campaigns?below=" + strconv.FormatInt(list[campaignsOnPage-1].ID, 10)
	}
	sums, err := c.all.Campaign.Sums(c.ctx, c.who.Caller, list)
	if err != nil {
		return err
	}
	for _, x := range list {
		state, tone := c.campaignState(&x)
		p.Rows = append(p.Rows, CampaignRow{At: c.campaignSum(sums[x.ID]), Name: x.Name, URL: campaignURL(x.ID, 0),
			State: state, Tone: tone, Said: c.t("campaign.dates", "area", c.areaName(x.Scope),
				"from", lang.Date(c.l, x.At), "until", c.untilWords(x.Deadline))})
	}
	tasks, err := c.all.Campaign.Mine(c.ctx, c.who.Person, 50)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		p.Tasks = append(p.Tasks, CampaignTask{Name: t.Name, Area: c.areaName(t.Area), Text: t.Text,
			Said: c.t("campaign.signed", "name", t.Signed, "at", lang.DateTime(c.l, t.ZeroAt)), Form: c.lookForm(t)})
	}
	if spoil != nil {
		spoil(p)
	}
	return c.render(p)
}

// campaignSum says in the list how a campaign stands.
func (c *call) campaignSum(r campaign.Row) (out CampaignArea) {
	if r.Areas == 1 { // a village sees its own answer
		for s, n := range map[campaign.Standing]int{campaign.Reported: r.Reported, campaign.Zero: r.Zero,
			campaign.FalseZero: r.False, campaign.Overdue: r.Overdue, campaign.NotStarted: r.Not} {
			if n == 1 {
				out.Standing, out.Tone = c.t("campaign.is."+string(s), "n", strconv.Itoa(r.Found)), standingTones[s]
			}
		}
	} else {
		c.answered(&out, &r)
	}
	if r.Found > 0 {
		out.Words = strings.TrimSpace(out.Words + " " + c.foundWords(&r))
	}
	return out
}

// lookForm asks an inspector what he saw where nothing was said to be.
func (c *call) lookForm(t campaign.Task) Form {
	what := Field{Kind: "radios", Name: "false", Label: c.t("campaign.verdict"), Required: true,
		Options: []Option{{Value: "0", Label: c.t("campaign.confirm")}, {Value: "1", Label: c.t("campaign.falsify")}}}
	category := choose("category", c.t("field.category"), false, c.categories(""))
	return Form{ID: "look-" + strconv.FormatInt(t.Campaign, 10) + "-" + t.Area.String(),
		Action: "/campaigns/" + strconv.FormatInt(t.Campaign, 10) + "/look", Once: c.once(),
		Title: c.t("campaign.look"), Submit: c.t("campaign.look"), Tone: "primary", Files: true,
		Fields: []Field{{Kind: "hidden", Name: "area", Value: t.Area.String()}, what,
			c.words("note", "campaign.note", matter.MaxNote, true),
			c.line("place", "field.place", matter.MaxPlace, false), category, c.pictures(false)}}
}

func (c *call) campaignState(x *campaign.Campaign) (string, string) {
	if x.Over(c.now) {
		return c.t("campaign.closed"), ""
	}
	return c.t("campaign.running"), "s-in_hand"
}

// campaignForm asks for a campaign; from a common problem most of it is filled in.
func (c *call) campaignForm() (Form, error) {
	f := Form{ID: "campaign", Action: "/campaigns/new", Once: c.once(), Submit: c.t("campaign.open"), Tone: "primary",
		Hint: c.t("campaign.commitment_hint")}
	scope := choose("scope", c.t("campaign.scope"), true, nil)
	for _, top := range c.supervised() {
		for _, a := range append([]area.Area{{Code: top, Name: c.areaName(top)}}, c.org.Tree().Children(top)...) {
			if !a.Former {
				scope.Options = append(scope.Options, Option{Value: a.Code.String(), Label: a.Name})
			}
		}
	}
	items := Field{Kind: "many", Name: "items", Label: c.t("campaign.items"), Hint: c.t("campaign.items_hint")}
	kinds := Field{Kind: "checks", Name: "kinds", Label: c.t("rounds.kinds"), Hint: c.t("rounds.kinds_hint")}
	known, err := c.all.Inspect.Kinds(c.ctx, c.l)
	if err != nil {
		return f, err
	}
	for _, k := range known {
		kinds.Options = append(kinds.Options, Option{Value: k.Code, Label: k.Name})
	}
	e, err := c.all.Standard.Today(c.ctx)
	if err != nil && fault.Of(err).Kind != fault.Missing {
		return f, err
	}
	if err == nil {
		items.Options = itemOptions(e, c.short())
	}
	categories := Field{Kind: "many", Name: "categories", Label: c.t("field.category"), Options: c.categories("")}
	deadline := Field{Kind: "date", Name: "deadline", Label: c.t("campaign.deadline"), Required: true,
		Value: lang.Input(c.now + 7*day)[:10]}
	f.Fields = []Field{c.line("name", "campaign.name", matter.MaxTitle, true), scope, items, categories,
		kinds, deadline,
		c.words("text", "campaign.instructions", matter.MaxNote, true), {Kind: "hidden", Name: "trend"}}
	return f, nil
}

// itemOptions are the items of a standard under what they belong to.
func itemOptions(e *standard.Edition, l string) (out []Option) {
	for _, n := range e.Nodes {
		if n.Layer != standard.Item {
			continue
		}
		group := ""
		if parent, ok := e.Node(n.Parent); ok {
			group = parent.Text.In(l)
		}
		out = append(out, Option{Value: n.Code, Label: n.Code + " " + n.Text.In(l), Group: group})
	}
	return out
}

func (c *call) newCampaignPage() error {
	f, err := c.campaignForm()
	if err != nil {
		return err
	}
	said, err := c.fromTrend(&f)
	if err != nil {
		return err
	}
	return c.render(&CampaignNewPage{Frame: c.overview("campaigns"), Form: f, Said: said})
}

// newCampaign opens one.
func (c *call) newCampaign() error {
	s, err := c.read(c.who.Caller)
	var id int64
	if err == nil {
		command, idErr := s.id()
		plan := campaign.Plan{Name: s.Get("name"), Scope: s.area("scope"), Items: s.Values["items"],
			Categories: s.Values["categories"], Kinds: s.Values["kinds"], Trend: s.number("trend"),
			Deadline: s.instant("deadline"), Text: s.text("text")}
		if plan.Deadline > 0 {
			plan.Deadline = (views.DayOf(plan.Deadline) + 1).Start()
		}
		if err = idErr; err == nil {
			err = s.bad
		}
		if err == nil {
			id, err = c.all.Campaign.Open(c.ctx, c.who.Caller, command, plan)
		}
	}
	if err == nil {
		c.flash("flash.campaign_open", "")
		c.to(campaignURL(id, 0))
		return nil
	}
	f, formErr := c.campaignForm()
	if formErr != nil {
		return formErr
	}
	p := &CampaignNewPage{Frame: c.overview("campaigns"), Form: f}
	c.wrong(&p.Frame, &p.Form, s, err)
	return c.render(p)
}
