package tally

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/cluster"
	"xiaohao/loop/fault"
	"xiaohao/parts/tally"
	"xiaohao/platform/lang"
)

// New is where a survey is planned, and where one is told beforehand how many places that takes.
type New struct {
	kit.Frame
	Size []kit.Field
	Told []string // what the numbers of Size mean
	Form kit.Form
}

func (*New) Template() string { return "tally-new" }

func begin(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	if !talliesOf(c.House).MayKeepSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &New{Frame: c.Overview("tallies"), Form: planForm(c)}
	p.Title = c.T("tally.new")
	p.size(c)
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

// The numbers that a reckoning begins with.
const (
	usualRate   = 60
	usualPeople = 40
	usualHalf   = 8
)

// size reckons how many places are needed for a wanted precision.
func (p *New) size(c *kit.Call) {
	q := c.R.URL.Query()
	ask := func(name string, usual, lo, hi float64) float64 {
		x, err := strconv.ParseFloat(q.Get(name), 64)
		if err != nil || math.IsNaN(x) {
			x = usual
		}
		x = min(max(x, lo), hi)
		p.Size = append(p.Size, kit.Field{Kind: "text", Name: name, Label: c.T("tally.size." + name), Required: true,
			Value: strconv.FormatFloat(x, 'f', -1, 64)})
		return x
	}
	need := cluster.Need{Rate: ask("rate", usualRate, 1, 99) / 100, People: ask("people", usualPeople, 1, 5000),
		Likeness: ask("likeness", cluster.Usual, 0, 0.9), Half: ask("half", usualHalf, 0.5, 50) / 100}
	k := need.Clusters()
	design := need.Design()
	p.Told = []string{c.T("tally.size.design", "people", decimal(need.People), "design", decimal(design), "alone",
		strconv.Itoa(int(math.Round(100/design))))}
	if k == 0 {
		p.Told = append([]string{c.T("tally.size.never", "most", strconv.Itoa(cluster.Most))}, p.Told...)
	} else {
		p.Told = append([]string{c.T("tally.size.need", "n", strconv.Itoa(k), "half", decimal(100*need.Half), "people",
			strconv.Itoa(int(math.Round(float64(k)*need.People))))}, p.Told...)
	}
	p.Told = append(p.Told, c.T("tally.size.pair"))
}

// planForm asks for a plan.
func planForm(c *kit.Call) kit.Form {
	kind := kit.Choose("kind", c.T("tally.kind"), true, nil)
	for _, k := range tally.Kinds() {
		kind.Options = append(kind.Options, kit.Option{Value: string(k), Label: c.T("tally.kind." + string(k)),
			Selected: k == tally.Helmet})
	}
	sites, counters := c.Words("sites", "tally.sites", 6000, true), c.Words("counters", "tally.counters", 2000, true)
	sites.Hint, counters.Hint = c.T("tally.sites_hint"), c.T("tally.counters_hint")
	days := kit.Field{Kind: "checks", Name: "days", Label: c.T("tally.days")}
	for d := 1; d <= 7; d++ {
		days.Options = append(days.Options, kit.Option{Value: strconv.Itoa(d), Label: c.T("tally.weekday." +
			strconv.Itoa(d))})
	}
	hours := kit.Field{Kind: "checks", Name: "hours", Label: c.T("tally.hours"), Hint: c.T("tally.hours_hint")}
	for h := 6; h <= 21; h++ {
		hours.Options = append(hours.Options, kit.Option{Value: strconv.Itoa(h), Label: c.T("tally.hour", "n",
			strconv.Itoa(h))})
	}
	count := func(name, label, value string, required bool) kit.Field {
		return kit.Field{Kind: "number", Name: name, Label: c.T(label), Value: value, Required: required}
	}
	date := func(name, label string) kit.Field {
		return kit.Field{Kind: "date", Name: name, Label: c.T(label), Required: true}
	}
	activity := count("activity", "tally.activity", c.R.URL.Query().Get("activity"), false)
	activity.Hint = c.T("tally.activity_hint")
	people := count("people", "tally.people", strconv.Itoa(usualPeople), true)
	people.Hint = c.T("tally.people_hint")
	own := c.OwnArea()
	return kit.Form{ID: "plan", Action: "/tallies/new", Once: c.Once(), Title: c.T("tally.do.plan"),
		Submit: c.T("tally.do.plan"), Tone: "primary", Fields: []kit.Field{c.Line("title", "tally.title",
			tally.LongTitle, true), kind, c.AnyAreaField("area", true, own, own), activity, sites, days, hours,
			count("wanted_city", "tally.wanted_city", "8", true),
			count("wanted_ordinary", "tally.wanted_ordinary", "4", true), people,
			count("minutes", "tally.minutes", "30", true), date("before_from", "tally.before_from"),
			date("before_until", "tally.before_until"), date("after_from", "tally.after_from"),
			date("after_until", "tally.after_until"), counters}}
}

// plan reads the form.
func plan(c *kit.Call, s *kit.Sent) (tally.Plan, error) {
	p := tally.Plan{Title: s.Get("title"), Kind: tally.Kind(s.Get("kind")), Area: s.Area("area"),
		Activity: s.Number("activity"), People: int(s.Number("people")), Minutes: int(s.Number("minutes")),
		Wanted: map[tally.Road]int{tally.CityRoad: int(s.Number("wanted_city")),
			tally.OrdinaryRoad: int(s.Number("wanted_ordinary"))},
		Before: span(s, "before"), After: span(s, "after")}
	for _, d := range s.Numbers("days") {
		for _, h := range s.Numbers("hours") {
			p.Slots = append(p.Slots, tally.Slot{Weekday: int(d), Hour: int(h)})
		}
	}
	for _, line := range lines(s.Text("sites")) {
		site, err := siteOf(c, p.Area, line)
		if err != nil {
			s.Spoil(err)
		}
		p.Sites = append(p.Sites, site)
	}
	for _, name := range lines(s.Text("counters")) {
		id, err := counterOf(c, p.Area, name)
		if err != nil {
			s.Spoil(err)
		}
		p.Counters = append(p.Counters, id)
	}
	return p, s.Bad
}

// span reads two days; the second one belongs to it.
func span(s *kit.Sent, name string) tally.Span {
	out := tally.Span{From: s.Day(name + "_from"), Until: s.Day(name + "_until")}
	if out.Until != 0 {
		out.Until = out.Until.Plus(kit.Day)
	}
	return out
}

func lines(text string) (out []string) {
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// siteOf reads a line: name, kind of road, and, where it is not the survey's, the area by its name or code.
func siteOf(c *kit.Call, within area.Code, line string) (tally.Site, error) {
	cut := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",，;；\t", r) })
	for i := range cut {
		cut[i] = strings.TrimSpace(cut[i])
	}
	bad := fault.New(fault.Invalid, "tally_site", "site", line).On("sites")
	if len(cut) < 2 || len(cut) > 3 {
		return tally.Site{}, bad
	}
	out := tally.Site{Name: cut[0]}
	for _, r := range tally.Roads() {
		for _, l := range lang.All() {
			if strings.EqualFold(cut[1], lang.T(l, "tally.road."+string(r), nil)) {
				out.Road = r
			}
		}
	}
	if out.Road == "" {
		return out, bad
	}
	if len(cut) == 3 {
		code, err := area.Parse(cut[2])
		if err != nil {
			found := slices.DeleteFunc(c.Org.Tree().Named(cut[2]),
				func(a area.Area) bool { return !within.Contains(a.Code) })
			if len(found) != 1 {
				return out, bad
			}
			code = found[0].Code
		}
		out.Area = code
	}
	return out, nil
}

// counterOf finds somebody by his login or his whole name.
func counterOf(c *kit.Call, within area.Code, name string) (int64, error) {
	if p, ok := c.Org.PersonByLogin(name); ok {
		return p.ID, nil
	}
	var found []int64
	for _, p := range c.Org.FindPeople(name, c.Top(), 50) {
		if p.Name == name && talliesOf(c.House).MayCount(p.Caller(), within) {
			found = append(found, p.ID)
		}
	}
	if len(found) != 1 {
		return 0, fault.New(fault.Invalid, "tally_counter", "name", name).On("counters")
	}
	return found[0], nil
}

func begun(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := planSent(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.tally_planned", "")
	c.To(surveyURL(id))
	return nil
}

func planSent(c *kit.Call, s *kit.Sent) (int64, error) {
	command, err := s.ID()
	if err != nil {
		return 0, err
	}
	p, err := plan(c, s)
	if err != nil {
		return 0, err
	}
	return talliesOf(c.House).Plan(c.Ctx, c.Who.Caller, command, p)
}
