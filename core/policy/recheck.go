package policy

import (
	"go.yaml.in/yaml/v3"

	"xiaohao/loop/calendar"
)

// Recheck is how many of the matters struck off in a week are looked at again by somebody from elsewhere 抽查复核.
type Recheck struct {
	Share int            // percent of a unit's matters; 0 for none
	More  int            // percent for a unit that failed a second look in the last Weeks
	Weeks int            // how long that is remembered
	Least int            // of a week in which anything was struck off, at least so many are drawn
	Limit calendar.Limit // within which the inspector must have looked
}

func (r *reader) recheck(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"share", "more", "weeks", "least", "days"}, nil)
	p.Recheck = Recheck{Share: 5, More: 10, Weeks: 8, Least: 1, Limit: calendar.Limit{Days: 5}}
	for k, v := range map[string]*int{"share": &p.Recheck.Share, "more": &p.Recheck.More} {
		if t[k] != nil {
			*v = r.number(t[k], 0, 100)
		}
	}
	if t["weeks"] != nil {
		p.Recheck.Weeks = r.number(t["weeks"], 1, 52)
	}
	if t["least"] != nil {
		p.Recheck.Least = r.number(t["least"], 0, 100)
	}
	if t["days"] != nil {
		p.Recheck.Limit = r.limit(t["days"])
	}
}
