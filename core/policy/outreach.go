package policy

import "go.yaml.in/yaml/v3"

// Outreach is how long the names and phones of an activity's volunteers are kept.
type Outreach struct {
	Forget int // days after the activity is over
}

// outreachForget is the built-in figure: long enough to thank them and to answer what a report asks.
const outreachForget = 60

func (r *reader) outreach(p *Policy, n *yaml.Node) {
	p.Outreach = Outreach{Forget: outreachForget}
	if d := r.table(n, []string{"forget_days"}, nil)["forget_days"]; d != nil {
		p.Outreach.Forget = r.number(d, 1, 3650)
	}
}
