package policy

import (
	"go.yaml.in/yaml/v3"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Rota is who is on the case of a person in need where no rota 值班 says it, and for how long people may look.
type Rota struct {
	Duty  []matter.Post // whose nearest holders are on duty where the rota names nobody
	Most  int           // so many people at most come onto a case in this way
	Cases matter.MemberTerms
}

func (r *reader) rota(p *Policy, n *yaml.Node) {
	x := &p.Rota
	*x = Rota{Duty: []matter.Post{matter.Dispatcher}, Most: 5, Cases: matter.MemberTerms{
		Look:   calendar.Limit{Clock: 24 * 60},
		Offer:  calendar.Limit{Clock: 2 * 60},
		Answer: calendar.Limit{Clock: 24 * 60}}}
	t := r.table(n, []string{"duty", "most", "look", "offer", "answer", "heads"}, nil)
	if t["duty"] != nil {
		if x.Duty = r.reviewers(t["duty"]); len(x.Duty) == 0 {
			r.wrong(t["duty"], "may_nobody", "command", "rota.duty")
		}
	}
	if t["most"] != nil {
		x.Most = r.number(t["most"], 1, 20)
	}
	for key, to := range map[string]*calendar.Limit{"look": &x.Cases.Look, "offer": &x.Cases.Offer,
		"answer": &x.Cases.Answer} {
		if t[key] != nil {
			*to = r.limit(t[key])
		}
	}
	if t["heads"] != nil {
		x.Cases.Heads = r.truth(t["heads"])
	}
}
