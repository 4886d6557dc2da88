package node

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/parts/node"
	"xiaohao/platform/lang"
)

// Strip is the nodes of a task in words, as its own page and the page of its nodes show them.
type Strip struct {
	Light    kit.Light // the task's lamp by its nodes
	Progress string    // "应完成 50%，已完成 10%，落后 40 个百分点"
	Late     string    // which node is late and how long; "" for none
	Next     string    // the next node and its date
	Plan     string    // where the unit's plan stands; "" where none is asked for
	PlanBad  bool      // it is late
	Steps    []Step
	Cards    []Badge // of the task, in force
	Details  string  // address of the page of its nodes; "" on that page
	Set      bool    // nodes are set
}

// Step is a node.
type Step struct {
	Name, Due string
	Light     kit.Light
	Note      string // what was done, or why it was taken back
	Reason    string // why it is late, and what was thought of that
}

// Badge is a card of a unit in a word.
type Badge struct{ Tone, Label, URL string }

// Card is the nodes of a task on its page; nil where there are none and the reader cannot set any.
func Card(c *kit.Call, m *matter.Matter) (*Strip, error) {
	if m.Kind != matter.Task {
		return nil, nil
	}
	t, err := nodesOf(c.House).Of(c.Ctx, m.ID)
	if err != nil {
		return nil, err
	}
	if t == nil && (!m.Open() || m.Lead == 0 || !nodesOf(c.House).MaySet(c.Who.Caller, m)) {
		return badged(c, m, nil)
	}
	s, err := badged(c, m, stripOf(c, m, t))
	if s != nil {
		s.Details = nodesURL(m.ID)
	}
	return s, err
}

// badged puts the cards in force that name a task, or that its unit has, onto its strip.
func badged(c *kit.Call, m *matter.Matter, s *Strip) (*Strip, error) {
	list, err := nodesOf(c.House).CardsOf(c.Ctx, m.ID)
	if err != nil {
		return nil, err
	}
	if m.Open() && m.Lead != 0 {
		more, err := nodesOf(c.House).CardsOfUnit(c.Ctx, m.Lead)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	seen := map[int64]bool{}
	for i := range list {
		if !list[i].Stands(c.Now) || seen[list[i].ID] {
			continue
		}
		seen[list[i].ID] = true
		if s == nil {
			s = &Strip{Light: kit.Light{Code: "none"}}
		}
		s.Cards = append(s.Cards, badge(c, &list[i]))
	}
	return s, nil
}

func badge(c *kit.Call, k *node.Card) Badge {
	return Badge{Tone: string(k.Colour), URL: cardURL(k.ID), Label: c.T("node.card."+string(k.Colour)) + " · " +
		c.UnitName(k.Unit)}
}

func stripOf(c *kit.Call, m *matter.Matter, t *node.Track) *Strip {
	s := &Strip{Light: kit.Light{Code: "none"}}
	if t == nil {
		return s
	}
	p := node.ProgressOf(t.Nodes, c.Now)
	s.Set, s.Light, s.Progress = true, lampOf(c, t), progress(c, p)
	switch n := t.Next(); {
	case n == nil:
		s.Next = c.T("node.all_reached")
	case m.Open():
		s.Late = lateNode(c, t)
		s.Next = c.T("node.next", "node", nameOf(c, n), "due", lang.Due(c.L, c.Now, n.Due))
	}
	s.Plan, s.PlanBad = planWords(c, t)
	for i := range t.Nodes {
		s.Steps = append(s.Steps, stepOf(c, &t.Nodes[i]))
	}
	return s
}

func progress(c *kit.Call, p node.Progress) string {
	n := strconv.Itoa
	if p.Behind() == 0 {
		return c.T("node.progress", "should", n(p.Should), "reached", n(p.Reached))
	}
	return c.T("node.progress_behind", "should", n(p.Should), "reached", n(p.Reached), "n", n(p.Behind()))
}

// lampOf is the lamp in words.
func lampOf(c *kit.Call, t *node.Track) kit.Light {
	l := t.Lamp(c.Now)
	code := map[node.Lamp]string{node.Done: "green"}[l]
	if code == "" {
		code = string(l)
	}
	return kit.Light{Code: code, Left: c.T("node.lamp." + string(l))}
}

func nameOf(c *kit.Call, n *node.Node) string {
	if c.Short() == "en" && n.En != "" {
		return n.En
	}
	return n.Zh
}

func stepOf(c *kit.Call, n *node.Node) Step {
	s := Step{Name: nameOf(c, n), Due: lang.Date(c.L, n.Due), Note: n.Note}
	switch {
	case n.Reached != 0:
		s.Light = kit.Light{Code: "green", Left: c.T("node.reached_on", "at", lang.Date(c.L, n.Reached))}
	case n.Red <= c.Now:
		s.Light = kit.Light{Code: "red", Left: lang.Left(c.L, c.Now, n.Due)}
	case n.Due <= c.Now:
		s.Light = kit.Light{Code: "yellow", Left: lang.Left(c.L, c.Now, n.Due)}
	default:
		s.Light = kit.Light{Code: "grey", Left: c.T("node.not_yet")}
	}
	if r := n.Reason; r != nil {
		key := "node.reason_waits"
		switch {
		case r.Judged != 0 && r.Good:
			key = "node.reason_good"
		case r.Judged != 0:
			key = "node.reason_bad"
		}
		s.Reason = c.T(key, "text", r.Text, "why", r.Why, "until", lang.Date(c.L, r.Until))
	}
	return s
}

// planWords says where the unit's plan stands, and whether it is late.
func planWords(c *kit.Call, t *node.Track) (string, bool) {
	due, late := lang.Due(c.L, c.Now, t.Plan.Due), t.Plan.Due != 0 && t.Plan.Due <= c.Now
	switch t.Plan.State {
	case node.Asked:
		out := c.T("node.plan.asked", "due", due)
		if late {
			out = c.T("node.plan.asked_late", "left", lang.Left(c.L, c.Now, t.Plan.Due))
		}
		if t.Plan.Returned != "" {
			out += " " + c.T("node.plan.returned", "reason", t.Plan.Returned)
		}
		return out, late
	case node.Proposed:
		switch {
		case t.Plan.Due == 0:
			return c.T("node.plan.proposed_open"), false
		case !late:
			return c.T("node.plan.proposed", "due", due), false
		}
		out := c.T("node.plan.proposed_late", "left", lang.Left(c.L, c.Now, t.Plan.Due))
		if t.Plan.Level != 0 {
			out += " " + c.T("node.plan.chased", "level", c.T("level."+t.Plan.Level.String()))
		}
		return out, true
	case node.Approved:
		return c.T("node.plan.approved"), false
	}
	return "", false
}

func nodesURL(id int64) string { return kit.MatterURL(id) + "/nodes" }

func cardURL(id int64) string { return "/cards/" + strconv.FormatInt(id, 10) }
