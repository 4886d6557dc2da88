package web

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/platform/lang"
)

const roundsOnPage = 20

func roundURL(id int64) string { return "/rounds/" + strconv.FormatInt(id, 10) }

// rounds is the list of rounds.
func (c *call) rounds() error {
	below, _ := strconv.ParseInt(c.r.URL.Query().Get("below"), 10, 64)
	list, err := c.all.Inspect.Rounds(c.ctx, c.who.Caller, below, roundsOnPage+1)
	if err != nil {
		return err
	}
	p := &RoundsPage{Frame: c.overview("rounds")}
	if len(c.supervised()) > 0 {
		p.New = "/rounds/new"
	}
	if c.desk.Covers(c.who.Caller, c.top()) {
		p.Coverage = "/standard/coverage#looked"
	}
	if len(list) > roundsOnPage {
		list = list[:roundsOnPage]
		p.Pager.Next = "/rounds?below=" + strconv.FormatInt(list[roundsOnPage-1].ID, 10)
	}
	for _, r := range list {
		p.Rows = append(p.Rows, RoundRow{Name: r.Name, URL: roundURL(r.ID), State: c.t("round." + r.State),
			Tone: roundTones[r.State], Dates: c.roundDates(r.From, r.Until),
			Said: c.done(r.Points, r.Done), Score: inspect.Share(r.Full-r.LostAfter, r.Full),
			Share: share(r.Done, r.Points)})
	}
	return c.render(p)
}

var roundTones = map[string]string{"planned": "s-listed", "open": "s-in_hand", "closed": ""}

func (c *call) roundDates(from, until int64) string {
	return c.t("rounds.dates", "from", lang.Date(c.l, from), "until", lang.Date(c.l, until-1))
}

// done says how many points were inspected.
func (c *call) done(points, done int) string {
	switch {
	case points == 0:
		return c.t("rounds.not_open")
	case done == points:
		return c.t("rounds.all_done", "n", strconv.Itoa(points))
	}
	return c.t("rounds.done", "done", strconv.Itoa(done), "n", strconv.Itoa(points))
}

func share(n, of int) int {
	if of == 0 {
		return 0
	}
	return n * 100 / of
}

// supervised are the areas in which the caller may plan rounds.
func (c *call) supervised() (out []area.Code) {
	for _, p := range c.who.Posts {
		if p.Kind == matter.Supervisor {
			out = append(out, p.Area)
		}
	}
	return out
}

// roundForm asks for a plan.
func (c *call) roundForm() (Form, error) {
	f := Form{ID: "round", Action: "/rounds/new", Once: c.once(), Title: c.t("rounds.plan"),
		Submit: c.t("rounds.show_preview"), Tone: "primary"}
	name := c.line("name", "rounds.name", 60, true)
	areas := Field{Kind: "checks", Name: "areas", Label: c.t("rounds.areas"), Required: true,
		Hint: c.t("rounds.areas_hint")}
	for _, top := range c.supervised() {
		list := c.org.Tree().Children(top)
		if top.Level() >= area.Township || len(list) == 0 {
			a, _ := c.org.Tree().Get(top)
			list = append(list, a)
		}
		for _, a := range list {
			if !a.Former && !slices.ContainsFunc(areas.Options, func(o Option) bool {
				return o.Value == a.Code.String()
			}) {
				areas.Options = append(areas.Options, Option{Value: a.Code.String(), Label: a.Name})
			}
		}
	}
	kinds := Field{Kind: "checks", Name: "kinds", Label: c.t("rounds.kinds"), Hint: c.t("rounds.kinds_hint")}
	known, err := c.all.Inspect.Kinds(c.ctx, c.l)
	if err != nil {
		return f, err
	}
	for _, k := range known {
		kinds.Options = append(kinds.Options, Option{Value: k.Code, Label: k.Name})
	}
	how := Field{Kind: "radios", Name: "sampling", Label: c.t("rounds.sampling"), Required: true}
	for _, s := range inspect.Samplings() {
		how.Options = append(how.Options, Option{Value: string(s), Label: c.t("sampling." + string(s)),
			Selected: s == inspect.All})
	}
	n := Field{Kind: "number", Name: "n", Label: c.t("rounds.n"), Hint: c.t("rounds.n_hint")}
	people := Field{Kind: "checks", Name: "inspectors", Label: c.t("rounds.inspectors"), Required: true,
		Hint: c.t("rounds.inspectors_hint")}
	for _, p := range c.org.People() {
		if !p.Disabled && inspect.Inspects(p) {
			people.Options = append(people.Options,
				Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Name + " · " + c.homes(p.ID)})
		}
	}
	from, until := Field{Kind: "date", Name: "from", Label: c.t("rounds.from"), Required: true},
		Field{Kind: "date", Name: "until", Label: c.t("rounds.until"), Required: true}
	from.Value, until.Value = lang.Input(c.now)[:10], lang.Input(c.now + 6*day)[:10]
	version := choose("standard", c.t("rounds.version"), false, nil)
	list, err := c.all.Inspect.Versions(c.ctx, c.l)
	if err != nil {
		return f, err
	}
	for _, v := range list {
		version.Options = append(version.Options, Option{Value: strconv.FormatInt(v.ID, 10), Label: v.Name})
	}
	version.Hint = c.t("rounds.version_hint")
	f.Fields = []Field{name, areas, kinds, how, n, people,
		{Kind: "check", Name: "pairs", Label: c.t("rounds.pairs"), Hint: c.t("rounds.pairs_hint"), Checked: true}, from,
		until, version}
	return f, nil
}

const day = 24 * 3600 * 1_000_000 // µs

// homes says where somebody belongs, so that a supervisor sees where he cannot be sent.
func (c *call) homes(person int64) string {
	p, _ := c.org.Person(person)
	var out []string
	for _, a := range inspect.Homes(c.org, p) {
		x, _ := c.org.Tree().Get(a)
		out = append(out, x.Name)
	}
	if len(out) == 0 {
		return c.t("rounds.anywhere")
	}
	return strings.Join(out, c.t("word.and"))
}

func (c *call) newRoundPage() error {
	f, err := c.roundForm()
	if err != nil {
		return err
	}
	return c.render(&RoundNewPage{Frame: c.overview("rounds"), Form: f})
}

// newRound shows what a plan would lead to, and records it when that was confirmed.
func (c *call) newRound() error {
	s, err := c.read(c.who.Caller)
	var plan inspect.Plan
	if err == nil {
		plan, err = c.planOf(s)
	}
	if err == nil && s.yes("confirm") {
		return c.plan(s, plan)
	}
	p := &RoundNewPage{Frame: c.overview("rounds")}
	var formErr error
	if p.Form, formErr = c.roundForm(); formErr != nil {
		return formErr
	}
	var v *inspect.Preview
	if err == nil {
		id, idErr := ledger.NewID(c.now, rand.Reader)
		if idErr != nil {
			return idErr
		}
		v, err = c.all.Inspect.Preview(c.ctx, id, plan)
	}
	if err != nil {
		c.wrong(&p.Frame, &p.Form, s, err)
		return c.render(p)
	}
	for i := range p.Form.Fields {
		p.Form.Fields[i].keep(s)
	}
	p.Preview = c.preview(plan, v, s)
	return c.render(p)
}

// plan records a plan that was confirmed.
func (c *call) plan(s *sent, plan inspect.Plan) error {
	id, err := s.id()
	var round int64
	if err == nil {
		round, err = c.all.Inspect.Plan(c.ctx, c.who.Caller, id, plan)
	}
	if err != nil {
		f, formErr := c.roundForm()
		if formErr != nil {
			return formErr
		}
		p := &RoundNewPage{Frame: c.overview("rounds"), Form: f}
		c.wrong(&p.Frame, &p.Form, s, err)
		return c.render(p)
	}
	c.flash("flash.round_planned", "")
	c.to(roundURL(round))
	return nil
}

// planOf reads a plan from its form; the last day counts whole.
func (c *call) planOf(s *sent) (inspect.Plan, error) {
	p := inspect.Plan{Name: s.Get("name"), Version: s.number("standard"), Kinds: s.Values["kinds"],
		Sampling: inspect.Sampling(s.Get("sampling")), N: int(s.number("n")),
		Pairs: s.yes("pairs"), From: s.instant("from"), Until: s.instant("until")}
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
	return p, s.bad
}

// preview puts it into words, with a form that confirms exactly this.
func (c *call) preview(plan inspect.Plan, v *inspect.Preview, s *sent) *RoundPreview {
	n := strconv.Itoa
	out := &RoundPreview{Said: c.t("rounds.preview_said", "frame", n(v.Frame), "n", n(v.Points),
		"teams", n(len(v.Teams)))}
	if plan.Sampling != inspect.All {
		out.Note = c.t("rounds.preview_note")
	}
	for _, k := range v.Kinds {
		out.Kinds = append(out.Kinds, PreviewRow{c.all.Inspect.KindName(c.ctx, c.l, k.Kind),
			c.t("rounds.n_of", "n", n(k.Got), "of", n(k.Frame)), ""})
	}
	for _, a := range v.Areas {
		out.Areas = append(out.Areas, PreviewRow{c.areaName(a.Area),
			c.t("rounds.n_of", "n", n(a.Got), "of", n(a.Frame)), ""})
	}
	for _, t := range v.Teams {
		var where []string
		for _, a := range t.Areas {
			x, _ := c.org.Tree().Get(a)
			where = append(where, x.Name)
		}
		out.Teams = append(out.Teams, PreviewRow{c.peopleNames(t.Members), c.t("rounds.n_points", "n", n(t.Points)),
			strings.Join(where, c.t("word.and"))})
	}
	out.Confirm = Form{ID: "confirm", Action: "/rounds/new", Once: cmp.Or(s.Get("id"), c.once()),
		Submit: c.t("rounds.plan_it"), Tone: "primary", Fields: []Field{{Kind: "hidden", Name: "confirm", Value: "1"}}}
	for _, name := range []string{"name", "areas", "kinds", "sampling", "n", "inspectors", "pairs", "from",
		"until", "standard"} {
		for _, v := range s.Values[name] {
			out.Confirm.Fields = append(out.Confirm.Fields, Field{Kind: "hidden", Name: name, Value: v})
		}
	}
	return out
}

func (c *call) peopleNames(ids []int64) string {
	var out []string
	for _, id := range ids {
		p, _ := c.org.Person(id)
		out = append(out, p.Name)
	}
	return strings.Join(out, c.t("word.and"))
}
