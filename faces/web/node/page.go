package node

import (
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/node"
	"xiaohao/platform/lang"
)

// Page is the nodes of a task, with all that the reader may do.
type Page struct {
	kit.Frame
	Task, URL string
	Unit      string
	Strip     *Strip
	Plan      []string // what the unit's plan says, while a leader has it and afterwards
	Proposed  []Step   // the dates that a leader decides about
	Forms     []kit.Form
}

func (*Page) Template() string { return "nodes-page" }

func page(c *kit.Call) error { return show(c, "", nil, nil) }

func show(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	t, err := nodesOf(c.House).Of(c.Ctx, id)
	if err != nil {
		return err
	}
	p := &Page{Frame: c.Overview("nodes"), Task: m.Title, URL: kit.MatterURL(id), Unit: c.UnitName(m.Lead)}
	p.Title = m.Title
	if p.Strip, err = badged(c, m, stripOf(c, m, t)); err != nil {
		return err
	}
	if t != nil {
		p.Plan = kit.Paragraphs(t.Plan.Text)
		for i := range t.Plan.Nodes {
			n := &t.Plan.Nodes[i]
			p.Proposed = append(p.Proposed, Step{Name: nameOf(c, n), Due: lang.Date(c.L, n.Due)})
		}
	}
	if m.Open() && m.Lead != 0 && m.Kind == matter.Task {
		p.Forms = forms(c, m, t)
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// builder gathers forms.
type builder struct {
	c    *kit.Call
	m    *matter.Matter
	list []kit.Form
}

func (b *builder) add(may bool, step, tone string, fields ...kit.Field) {
	if may {
		b.list = append(b.list, kit.Form{ID: step, Action: nodesURL(b.m.ID) + "/" + step, Once: b.c.Once(),
			Title: b.c.T("node.do." + step), Submit: b.c.T("node.do." + step), Tone: tone, Fields: fields})
	}
}

// choose offers some of the nodes.
func (b *builder) choose(t *node.Track, which func(*node.Node) bool) (f kit.Field, any bool) {
	f = kit.Choose("node", b.c.T("node.node"), true, nil)
	for i := range t.Nodes {
		if n := &t.Nodes[i]; which(n) {
			f.Options = append(f.Options, kit.Option{Value: n.Code, Label: nameOf(b.c, n) + " · " +
				lang.Date(b.c.L, n.Due), Selected: len(f.Options) == 0})
		}
	}
	return f, len(f.Options) > 0
}

func forms(c *kit.Call, m *matter.Matter, t *node.Track) []kit.Form {
	x, b, who := nodesOf(c.House), &builder{c: c, m: m}, c.Who.Caller
	sets := kit.Choose("set", c.T("node.set"), true, nil)
	for _, s := range c.Desk.Policy().Nodes.Sets {
		sets.Options = append(sets.Options, kit.Option{Value: s.Code, Label: s.In(c.Short()),
			Selected: t != nil && t.Set == s.Code})
	}
	if t == nil {
		b.add(x.MaySet(who, m), "set", "primary", sets)
		return b.list
	}
	open := func(n *node.Node) bool { return n.Reached == 0 }
	waits := func(n *node.Node) bool { return open(n) && n.Reason != nil && n.Reason.Judged == 0 }
	note, reason := c.Words("note", "node.note", matter.MaxNote, true), c.Reason()
	text := c.Words("text", "node.text", matter.MaxNote, true)
	b.add(t.Plan.State == node.Proposed && x.MayApprove(who, m), "approve", "primary",
		c.Words("note", "node.opinion", matter.MaxNote, false))
	b.add(t.Plan.State == node.Proposed && x.MayApprove(who, m), "return", "danger", reason)
	if f, any := b.choose(t, waits); any {
		b.add(x.MayJudge(who, m), "judge", "primary", f, kit.Field{Kind: "radios", Name: "good", Required: true,
			Label: c.T("node.good"), Options: []kit.Option{{Value: "1", Label: c.T("node.is_good")},
				{Value: "0", Label: c.T("node.is_bad")}}}, c.Words("why", "node.why", matter.MaxNote, true))
	}
	if f, any := b.choose(t, open); any {
		b.add(x.MayReach(who, m), "reach", "primary", f, note)
	}
	late := func(n *node.Node) bool { return open(n) && !waits(n) && (n.Reason == nil || !n.Reason.Good) }
	if f, any := b.choose(t, late); any {
		b.add(x.MayExplain(who, m), "explain", "", f, text)
	}
	if t.Plan.State == node.Asked || t.Plan.State == node.Proposed {
		b.add(x.MayExplain(who, m), "propose", "", append(append([]kit.Field{text}, dates(c, t)...), owns(c)...)...)
	}
	b.add(x.MaySet(who, m), "change", "", append(dates(c, t), reason)...)
	if f, any := b.choose(t, func(n *node.Node) bool { return n.Reached != 0 }); any {
		b.add(x.MaySet(who, m), "take_back", "danger", f, reason)
	}
	return b.list
}

// dates asks for the date of each node that is not reached.
func dates(c *kit.Call, t *node.Track) (out []kit.Field) {
	for i := range t.Nodes {
		if n := &t.Nodes[i]; n.Reached == 0 {
			out = append(out, kit.Field{Kind: "date", Name: "due_" + n.Code, Label: nameOf(c, n), Required: true,
				Value: lang.Input(n.Due)[:10]})
		}
	}
	return out
}

// owns asks for nodes of the unit's own: a line for each, its name and its date.
func owns(c *kit.Call) []kit.Field {
	f := c.Words("own", "node.own", 600, false)
	f.Hint = c.T("node.own_hint")
	return []kit.Field{f}
}

func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	what := c.R.PathValue("step")
	if err := take(c, id, what, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return show(c, what, s, err)
	}
	c.Flash("flash.node_"+what, "")
	c.To(nodesURL(id))
	return nil
}

func take(c *kit.Call, id int64, what string, s *kit.Sent) error {
	cmd, err := s.ID()
	if err != nil {
		return err
	}
	x, ctx, who, of := nodesOf(c.House), c.Ctx, c.Who.Caller, s.Get("node")
	switch what {
	case "set":
		return x.Set(ctx, who, cmd, id, s.Get("set"))
	case "reach":
		return x.Reach(ctx, who, cmd, id, of, s.Text("note"))
	case "take_back":
		return x.TakeBack(ctx, who, cmd, id, of, s.Text("reason"))
	case "explain":
		return x.Explain(ctx, who, cmd, id, of, s.Text("text"))
	case "judge":
		return x.Judge(ctx, who, cmd, id, of, s.Get("good") == "1", s.Text("why"))
	case "approve":
		return x.Approve(ctx, who, cmd, id, s.Text("note"))
	case "return":
		return x.Return(ctx, who, cmd, id, s.Text("reason"))
	case "change", "propose":
		list, err := dated(c, id, s)
		if err != nil {
			return err
		}
		if what == "change" {
			return x.Change(ctx, who, cmd, id, list, s.Text("reason"))
		}
		return x.Propose(ctx, who, cmd, id, s.Text("text"), list)
	}
	return c.Nowhere()
}

// dated reads the dates of a form: the end of office hours on each. A date that was not touched stays as it is.
func dated(c *kit.Call, id int64, s *kit.Sent) (out []node.Dated, err error) {
	if _, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id); err != nil {
		return nil, err
	}
	t, err := nodesOf(c.House).Of(c.Ctx, id)
	if err != nil || t == nil {
		return nil, err
	}
	for _, n := range t.Nodes {
		if at := s.Instant("due_" + n.Code); at != 0 && s.Get("due_"+n.Code) != lang.Input(n.Due)[:10] {
			out = append(out, node.Dated{Code: n.Code, Due: at})
		} else if at != 0 {
			out = append(out, node.Dated{Code: n.Code, Due: n.Due})
		}
	}
	for line := range strings.Lines(s.Text("own")) {
		w := strings.Fields(line)
		if len(w) == 0 {
			continue
		}
		last := &kit.Sent{Values: map[string][]string{"own": {w[len(w)-1]}}}
		at := last.Instant("own")
		if at == 0 || len(w) < 2 {
			return nil, fault.New(fault.Invalid, "node_own_line", "line", strings.TrimSpace(line)).On("own")
		}
		out = append(out, node.Dated{Name: strings.Join(w[:len(w)-1], " "), Due: at})
	}
	return out, s.Bad
}
