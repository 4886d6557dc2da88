package inspect

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/inspect"
	"xiaohao/platform/lang"
)

const roundsOnPage = 20

func roundURL(id int64) string { return "/rounds/" + strconv.FormatInt(id, 10) }

// rounds is the list of rounds.
func rounds(c *kit.Call) error {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, err := inspectOf(c.House).Rounds(c.Ctx, c.Who.Caller, below, roundsOnPage+1)
	if err != nil {
		return err
	}
	p := &RoundsPage{Frame: c.Overview("rounds")}
	if len(c.Supervised()) > 0 {
		p.New = "/rounds/new"
	}
	if c.Desk.Covers(c.Who.Caller, c.Top()) {
		p.Coverage = "/standard/coverage#looked"
	}
	if len(list) > roundsOnPage {
		list = list[:roundsOnPage]
		p.Pager.Next = "/rounds?below=" + strconv.FormatInt(list[roundsOnPage-1].ID, 10)
	}
	for _, r := range list {
		p.Rows = append(p.Rows, RoundRow{Name: r.Name, URL: roundURL(r.ID), State: c.T("round." + r.State),
			Tone: roundTones[r.State], Dates: roundDates(c, r.From, r.Until),
			Said: done(c, r.Points, r.Done), Score: inspect.Share(r.Full-r.LostAfter, r.Full),
			Share: share(r.Done, r.Points)})
	}
	return c.Render(p)
}

var roundTones = map[string]string{"planned": "s-listed", "open": "s-in_hand", "closed": ""}

func roundDates(c *kit.Call, from, until calendar.Instant) string {
	return c.T("rounds.dates", "from", lang.Date(c.L, from), "until", lang.Date(c.L, until-1))
}

// done says how many points were inspected.
func done(c *kit.Call, points, done int) string {
	switch {
	case points == 0:
		return c.T("rounds.not_open")
	case done == points:
		return c.T("rounds.all_done", "n", strconv.Itoa(points))
	}
	return c.T("rounds.done", "done", strconv.Itoa(done), "n", strconv.Itoa(points))
}

func share(n, of int) int {
	if of == 0 {
		return 0
	}
	return n * 100 / of
}

// roundForm asks for a plan.
func roundForm(c *kit.Call) (kit.Form, error) {
	f := kit.Form{ID: "round", Action: "/rounds/new", Once: c.Once(), Title: c.T("rounds.plan"),
		Submit: c.T("rounds.show_preview"), Tone: "primary"}
	name := c.Line("name", "rounds.name", 60, true)
	areas := kit.Field{Kind: "checks", Name: "areas", Label: c.T("rounds.areas"), Required: true,
		Hint: c.T("rounds.areas_hint")}
	for _, top := range c.Supervised() {
		list := c.Org.Tree().Children(top)
		if top.Level() >= area.Township || len(list) == 0 {
			a, _ := c.Org.Tree().Get(top)
			list = append(list, a)
		}
		for _, a := range list {
			if !a.Former && !slices.ContainsFunc(areas.Options, func(o kit.Option) bool {
				return o.Value == a.Code.String()
			}) {
				areas.Options = append(areas.Options, kit.Option{Value: a.Code.String(), Label: a.Name})
			}
		}
	}
	kinds := kit.Field{Kind: "checks", Name: "kinds", Label: c.T("rounds.kinds"), Hint: c.T("rounds.kinds_hint")}
	known, err := inspectOf(c.House).Kinds(c.Ctx, c.L)
	if err != nil {
		return f, err
	}
	for _, k := range known {
		kinds.Options = append(kinds.Options, kit.Option{Value: k.Code, Label: k.Name})
	}
	how := kit.Field{Kind: "radios", Name: "sampling", Label: c.T("rounds.sampling"), Required: true}
	for _, s := range inspect.Samplings() {
		how.Options = append(how.Options, kit.Option{Value: string(s), Label: c.T("sampling." + string(s)),
			Selected: s == inspect.All})
	}
	n := kit.Field{Kind: "number", Name: "n", Label: c.T("rounds.n"), Hint: c.T("rounds.n_hint")}
	people := kit.Field{Kind: "checks", Name: "inspectors", Label: c.T("rounds.inspectors"), Required: true,
		Hint: c.T("rounds.inspectors_hint")}
	for _, p := range c.Org.People() {
		if !p.Disabled && inspect.Inspects(p) {
			people.Options = append(people.Options,
				kit.Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Name + " · " + homes(c, p.ID)})
		}
	}
	from, until := kit.Field{Kind: "date", Name: "from", Label: c.T("rounds.from"), Required: true},
		kit.Field{Kind: "date", Name: "until", Label: c.T("rounds.until"), Required: true}
	from.Value, until.Value = lang.Input(c.Now)[:10], lang.Input(c.Now + 6*kit.Day)[:10]
	version := kit.Choose("standard", c.T("rounds.version"), false, nil)
	list, err := inspectOf(c.House).Versions(c.Ctx, c.L)
	if err != nil {
		return f, err
	}
	for _, v := range list {
		version.Options = append(version.Options, kit.Option{Value: strconv.FormatInt(v.ID, 10), Label: v.Name})
	}
	version.Hint = c.T("rounds.version_hint")
	f.Fields = []kit.Field{name, areas, kinds, how, n, people,
		{Kind: "check", Name: "pairs", Label: c.T("rounds.pairs"), Hint: c.T("rounds.pairs_hint"), Checked: true}, from,
		until, version}
	return f, nil
}

// homes says where somebody belongs, so that a supervisor sees where he cannot be sent.
func homes(c *kit.Call, person int64) string {
	p, _ := c.Org.Person(person)
	var out []string
	for _, a := range inspect.Homes(c.Org, p) {
		x, _ := c.Org.Tree().Get(a)
		out = append(out, x.Name)
	}
	if len(out) == 0 {
		return c.T("rounds.anywhere")
	}
	return strings.Join(out, c.T("word.and"))
}

func newRoundPage(c *kit.Call) error {
	f, err := roundForm(c)
	if err != nil {
		return err
	}
	return c.Render(&RoundNewPage{Frame: c.Overview("rounds"), Form: f})
}

// newRound shows what a plan would lead to, and records it when that was confirmed.
func newRound(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	var plan inspect.Plan
	if err == nil {
		plan, err = planOf(c, s)
	}
	if err == nil && s.Yes("confirm") {
		return planRound(c, s, plan)
	}
	p := &RoundNewPage{Frame: c.Overview("rounds")}
	var formErr error
	if p.Form, formErr = roundForm(c); formErr != nil {
		return formErr
	}
	var v *inspect.Preview
	if err == nil {
		id, idErr := ledger.NewID(c.Now, rand.Reader)
		if idErr != nil {
			return idErr
		}
		v, err = inspectOf(c.House).Preview(c.Ctx, id, plan)
	}
	if err != nil {
		c.Wrong(&p.Frame, &p.Form, s, err)
		return c.Render(p)
	}
	for i := range p.Form.Fields {
		p.Form.Fields[i].Keep(s)
	}
	p.Preview = preview(c, plan, v, s)
	return c.Render(p)
}

// planRound records a plan that was confirmed.
func planRound(c *kit.Call, s *kit.Sent, plan inspect.Plan) error {
	id, err := s.ID()
	var round int64
	if err == nil {
		round, err = inspectOf(c.House).Plan(c.Ctx, c.Who.Caller, id, plan)
	}
	if err != nil {
		f, formErr := roundForm(c)
		if formErr != nil {
			return formErr
		}
		p := &RoundNewPage{Frame: c.Overview("rounds"), Form: f}
		c.Wrong(&p.Frame, &p.Form, s, err)
		return c.Render(p)
	}
	c.Flash("flash.round_planned", "")
	c.To(roundURL(round))
	return nil
}

// planOf reads a plan from its form; the last day counts whole.
func planOf(c *kit.Call, s *kit.Sent) (inspect.Plan, error) {
	p := inspect.Plan{Name: s.Get("name"), Version: s.Number("standard"), Kinds: s.Values["kinds"],
		Sampling: inspect.Sampling(s.Get("sampling")), N: int(s.Number("n")),
		Pairs: s.Yes("pairs"), From: s.Instant("from"), Until: s.Instant("until")}
	if p.From > 0 && p.Until > 0 {
		p.From, p.Until = views.DayOf(p.From).Start(), (views.DayOf(p.Until) + 1).Start()
	}
	for _, v := range s.Values["areas"] {
		a, err := area.Parse(v)
		if err != nil {
			return p, fault.New(fault.Invalid, "area_unknown", "code", v).On("areas")
		}
		p.Areas = append(p.Areas, a)
	}
	for _, v := range s.Values["inspectors"] {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return p, fault.New(fault.Invalid, "number_form").On("inspectors")
		}
		p.Inspectors = append(p.Inspectors, id)
	}
	return p, s.Bad
}

// preview puts it into words, with a form that confirms exactly this.
func preview(c *kit.Call, plan inspect.Plan, v *inspect.Preview, s *kit.Sent) *RoundPreview {
	n := strconv.Itoa
	out := &RoundPreview{Said: c.T("rounds.preview_said", "frame", n(v.Frame), "n", n(v.Points),
		"teams", n(len(v.Teams)))}
	if plan.Sampling != inspect.All {
		out.Note = c.T("rounds.preview_note")
	}
	for _, k := range v.Kinds {
		out.Kinds = append(out.Kinds, PreviewRow{inspectOf(c.House).KindName(c.Ctx, c.L, k.Kind),
			c.T("rounds.n_of", "n", n(k.Got), "of", n(k.Frame)), ""})
	}
	for _, a := range v.Areas {
		out.Areas = append(out.Areas, PreviewRow{c.AreaName(a.Area),
			c.T("rounds.n_of", "n", n(a.Got), "of", n(a.Frame)), ""})
	}
	for _, t := range v.Teams {
		var where []string
		for _, a := range t.Areas {
			x, _ := c.Org.Tree().Get(a)
			where = append(where, x.Name)
		}
		out.Teams = append(out.Teams, PreviewRow{c.PeopleNames(t.Members), c.T("rounds.n_points", "n", n(t.Points)),
			strings.Join(where, c.T("word.and"))})
	}
	out.Confirm = kit.Form{ID: "confirm", Action: "/rounds/new", Once: cmp.Or(s.Get("id"), c.Once()),
		Submit: c.T("rounds.plan_it"), Tone: "primary",
		Fields: []kit.Field{{Kind: "hidden", Name: "confirm", Value: "1"}}}
	for _, name := range []string{"name", "areas", "kinds", "sampling", "n", "inspectors", "pairs", "from",
		"until", "standard"} {
		for _, v := range s.Values[name] {
			out.Confirm.Fields = append(out.Confirm.Fields, kit.Field{Kind: "hidden", Name: name, Value: v})
		}
	}
	return out
}
