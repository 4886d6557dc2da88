package relay

import (
	"slices"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/relay"
)

// Sent is what was sent to other bodies.
type Sent struct {
	kit.Frame
	States []kit.Link
	Lead   string // what the chosen state means
	Rows   []Row
	Pager  kit.Pager
}

func (*Sent) Template() string { return "relay_sent" }

// shown is how many rows a page has.
const shown = 30

// list is what was sent and stands in a state; what waits for a person comes first.
func list(c *kit.Call) error {
	q := c.R.URL.Query()
	state := q.Get("state")
	if !slices.Contains(relay.States(), state) {
		state = relay.LaidBy
	}
	f := relay.Filter{State: state, Behind: relay.ParsePlace(q.Get("from"))}
	rows, next, err := relayOf(c.House).List(c.Ctx, c.Who.Caller, f, shown)
	if err != nil {
		return err
	}
	p := &Sent{Frame: c.Overview("relay"), Lead: c.T("relay.lead." + state)}
	for _, s := range relay.States() {
		p.States = append(p.States, kit.Link{Label: c.T("relay.state." + s), URL: "/relay?state=" + s,
			Current: s == state})
	}
	for _, s := range rows {
		r := rowOf(c, s)
		r.Matter = c.Glimpse(s.Matter)
		if r.Matter.URL != "" {
			r.Matter.URL = address(s.Matter)
		}
		p.Rows = append(p.Rows, r)
	}
	if f.Behind.Seq != 0 {
		p.Pager.First = "/relay?state=" + state
	}
	if next.Seq != 0 {
		p.Pager.Next = "/relay?state=" + state + "&from=" + next.String()
	}
	return c.Render(p)
}
