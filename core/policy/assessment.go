package policy

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Assessment is how units and areas are scored 考核. A figure is computed the same way everywhere (package score);
// which of them count, and for how much, is the city's rule.
type Assessment struct {
	Parts   []Part
	Minimum int // rounds due in a period, fewer of which are not ranked
	// SelfFound is with how many percent a miss counts that the unit had found itself: whoever looks honestly is not
	// punished for what he finds.
	SelfFound int
	Minutes   Minutes
}

// Part is one figure of the formula.
type Part struct {
	Figure string
	Weight int // hundredths of a percent; all parts together 10,000
	Floor  int // percent; a value below it earns nothing
}

// Minutes is what a report costs those who write it, for the measure of the burden: an estimate that a city may
// replace by its own.
type Minutes struct{ Report, Field, Photo int }

// RateFigures lists the figures a formula may use: shares between 0 and 100 %.
func RateFigures() []string {
	return []string{"on_time", "handled", "struck_off", "first_pass", "rework", "bounce", "recurrence", "response",
		"solved", "satisfied", "self_found",
		"extension", "overdue_open", "held", "stubborn"}
}

// presets are the formulas in use elsewhere. A figure that is better when lower counts as 1 minus its rate.
var presets = []struct {
	code  string
	parts []Part
}{
	// Public code of a digital city management system: on time × 60 + closing × 30 + (1 − rework) × 10.
	{"60-30-10", []Part{{"on_time", 6000, 0}, {"struck_off", 3000, 0}, {"rework", 1000, 0}}},
	// A vendor's handbook for 金牛区 (成都): handled × 30 + on time × 20 + (1 − rework) × 20 + (1 − overdue waiting) × 20
	// + (1 − extensions) × 10.
	{"jinniu", []Part{{"handled", 3000, 0}, {"on_time", 2000, 0}, {"rework", 2000, 0}, {"overdue_open", 2000, 0},
		{"extension", 1000, 0}}},
	// A county's rule for its hotline 12345: response × 30 + solved × 35 + satisfied × 35.
	{"12345", []Part{{"response", 3000, 0}, {"solved", 3500, 0}, {"satisfied", 3500, 0}}},
}

// Presets lists the formulas that a file can name.
func Presets() []string {
	var out []string
	for _, p := range presets {
		out = append(out, p.code)
	}
	return out
}

func preset(code string) []Part {
	for _, p := range presets {
		if p.code == code {
			return p.parts
		}
	}
	return nil
}

const whole = 10_000 // all weights together, in hundredths of a percent

// assessment reads how units are scored; what is not written is as in the first preset.
func (r *reader) assessment(p *Policy, n *yaml.Node) {
	a := Assessment{Parts: slices.Clone(presets[0].parts), Minimum: 10, SelfFound: 50,
		Minutes: Minutes{Report: 2, Field: 1, Photo: 1}}
	t := r.table(n, []string{"use", "shares", "parts", "minimum", "self_found", "minutes"}, nil)
	switch {
	case t["use"] != nil && t["parts"] != nil:
		r.wrong(t["parts"], "assessment_both")
	case t["parts"] != nil:
		a.Parts = r.parts(t["parts"])
	case t["use"] != nil:
		a.Parts = r.mix(t["use"], t["shares"])
	}
	if x := t["shares"]; x != nil && t["use"] == nil {
		r.wrong(x, "assessment_shares", "n", "0")
	}
	if x := t["minimum"]; x != nil {
		a.Minimum = r.number(x, 1, 1_000_000)
	}
	if x := t["self_found"]; x != nil {
		a.SelfFound = r.number(x, 0, 100)
	}
	for k, v := range r.table(t["minutes"], []string{"report", "field", "photo"}, nil) {
		*map[string]*int{"report": &a.Minutes.Report, "field": &a.Minutes.Field,
			"photo": &a.Minutes.Photo}[k] = r.number(v, 0, 1000)
	}
	p.Assessment = a
}

// parts reads a formula of the city's own.
func (r *reader) parts(n *yaml.Node) []Part {
	var out []Part
	sum := 0
	for _, x := range r.list(n) {
		t := r.table(x, []string{"figure", "weight", "floor"}, []string{"figure", "weight"})
		q := Part{Figure: r.text(t["figure"]), Weight: 100 * r.number(t["weight"], 1, 100),
			Floor: r.number(t["floor"], 0, 100)}
		switch {
		case t["figure"] == nil:
		case !slices.Contains(RateFigures(), q.Figure):
			r.wrong(t["figure"], "assessment_figure", "figure", q.Figure, "known", strings.Join(RateFigures(), ", "))
		case slices.ContainsFunc(out, func(o Part) bool { return o.Figure == q.Figure }):
			r.wrong(t["figure"], "double_key", "key", q.Figure)
		}
		out, sum = append(out, q), sum+q.Weight
	}
	if sum != whole {
		r.wrong(n, "assessment_weights", "sum", strconv.Itoa(sum/100))
	}
	return out
}

// mix reads one preset or several, which then count in equal shares or in those that are given.
func (r *reader) mix(use, shares *yaml.Node) []Part {
	names := []*yaml.Node{use}
	if use.Kind == yaml.SequenceNode {
		names = use.Content
	}
	portions := r.portions(shares, len(names))
	var out []Part
	for i, x := range names {
		ready := preset(r.text(x))
		if ready == nil {
			r.wrong(x, "assessment_preset", "value", x.Value, "known", strings.Join(Presets(), ", "))
		}
		for _, q := range ready {
			q.Weight *= portions[i]
			if j := slices.IndexFunc(out, func(o Part) bool { return o.Figure == q.Figure }); j >= 0 {
				out[j].Weight += q.Weight
			} else {
				out = append(out, q)
			}
		}
	}
	if len(names) == 0 {
		r.wrong(use, "assessment_preset", "value", "", "known", strings.Join(Presets(), ", "))
	}
	return round(out)
}

// portions are the percentages in which presets are mixed.
func (r *reader) portions(n *yaml.Node, count int) []int {
	out := make([]int, count)
	for i := range out {
		out[i] = 100 / count
		if i < 100%count {
			out[i]++
		}
	}
	if n == nil {
		return out
	}
	sum, list := 0, r.list(n)
	for i, x := range list {
		v := r.number(x, 0, 100)
		if sum += v; i < count {
			out[i] = v
		}
	}
	if sum != 100 || len(list) != count {
		r.wrong(n, "assessment_shares", "n", strconv.Itoa(count))
	}
	return out
}

// round takes weights in millionths to hundredths of a percent. What rounding leaves over or takes too much goes to
// the heaviest part.
func round(parts []Part) []Part {
	left, heaviest := whole, 0
	for i := range parts {
		parts[i].Weight = (parts[i].Weight + 50) / 100
		left -= parts[i].Weight
		if parts[i].Weight > parts[heaviest].Weight {
			heaviest = i
		}
	}
	if len(parts) > 0 {
		parts[heaviest].Weight += left
	}
	return parts
}
