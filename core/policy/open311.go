package policy

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/area"
)

// Open311 is what programs of others may ask and report by Open311 GeoReport.
type Open311 struct {
	Jurisdiction string   // the city's id there
	Offered      []string // categories that are services; empty for all that may be public
	AtOnce       []string // realtime: a report of these is listed and let out within its own answer
	Day          int      // reports and updates that one key may send in a day
}

// open311Day is a partner's app on the busiest day of a large city.
const open311Day = 5000

var jurisdictionPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.\-]{0,79}$`)

// Serves says whether a category is a service of Open311: the city offers it, and it may be public.
func (p *Policy) Serves(category string) bool {
	_, known := p.Category(category)
	return known && p.Release.Opens(category) &&
		(len(p.Open311.Offered) == 0 || within(p.Open311.Offered, category))
}

// Services lists the categories that are services of Open311, in the file's order.
func (p *Policy) Services() (out []Category) {
	for _, c := range p.categories {
		if p.Serves(c.Code) {
			out = append(out, c)
		}
	}
	return out
}

// Realtime says whether a report of a category is listed and let out within its own answer. All others wait for a
// person.
func (p *Policy) Realtime(category string) bool {
	return p.Serves(category) && p.Release.ByRule(category) && within(p.Open311.AtOnce, category)
}

// asks says whether a category has a question that must be answered.
func (c Category) asks() bool {
	for _, a := range c.Attributes {
		if a.Required {
			return true
		}
	}
	return false
}

func (r *reader) open311(p *Policy, n *yaml.Node) {
	x := &p.Open311
	*x = Open311{Jurisdiction: area.Code(p.City.Code * 1e8).String(), Day: open311Day}
	t := r.table(n, []string{"jurisdiction", "services", "realtime", "a_day"}, nil)
	if j := t["jurisdiction"]; j != nil {
		if x.Jurisdiction = r.text(j); !jurisdictionPattern.MatchString(x.Jurisdiction) {
			r.wrong(j, "open311_jurisdiction", "value", x.Jurisdiction)
		}
	}
	if t["services"] != nil {
		x.Offered = r.groups(p, t["services"])
	}
	if t["a_day"] != nil {
		x.Day = r.number(t["a_day"], 1, 1_000_000)
	}
	for _, node := range r.list(t["realtime"]) {
		r.realtime(p, node)
	}
}

// realtime reads one entry of what is let out within the answer: each of its categories must be let out by rule and
// ask nothing that must be answered.
func (r *reader) realtime(p *Policy, n *yaml.Node) {
	entry := r.text(n)
	known := false
	for _, c := range p.categories {
		if !within([]string{entry}, c.Code) {
			continue
		}
		known = true
		switch {
		case !p.Serves(c.Code):
			r.wrong(n, "open311_closed", "value", c.Code)
		case !p.Release.ByRule(c.Code):
			r.wrong(n, "open311_rule", "value", c.Code)
		case c.asks():
			r.wrong(n, "open311_asks", "value", c.Code)
		}
	}
	if !known {
		r.wrong(n, "release_category", "value", strings.TrimSpace(n.Value))
		return
	}
	p.Open311.AtOnce = append(p.Open311.AtOnce, entry)
}
