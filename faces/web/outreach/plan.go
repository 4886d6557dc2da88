package outreach

import (
	"strconv"
	"strings"
	"time"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/outreach"
	"xiaohao/platform/lang"
)

// New is where an activity is begun.
type New struct {
	kit.Frame
	Form  kit.Form
	Names []kit.Datalist
}

func (*New) Template() string { return "outreach-new" }

func begin(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	if !outreachOf(c.House).MayBeginSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &New{Frame: c.Overview("outreach"), Form: planForm(c, "begin", "/outreach/new", nil),
		Names: c.UnitNamesList(c.Org.FindUnits("", 0, 1000))}
	p.Form.Tone, p.Title = "primary", c.T("outreach.new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

func begun(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := s.ID()
	var made int64
	if err == nil {
		var p outreach.Planning
		if p, err = planned(c, s, nil); err == nil {
			made, err = outreachOf(c.House).Begin(c.Ctx, c.Who.Caller, id, p)
		}
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.outreach_begin", "")
	c.To(activityURL(made))
	return nil
}

// planForm asks for all of an activity; was is how it stands, nil for a new one.
func planForm(c *kit.Call, id, action string, was *outreach.Activity) kit.Form {
	name, theme := c.Line("name", "outreach.field.name", 60, true), c.Line("theme", "outreach.field.theme", 100, true)
	superior, text := c.Line("superior", "outreach.field.superior", 100, false), c.Words("text", "field.text", 1000,
		false)
	where, unit := c.AnyAreaField("area", true, 0, 0), c.Pick("unit", "outreach.field.unit", true, nil)
	from := kit.Field{Kind: "date", Name: "from", Label: c.T("outreach.field.from"), Required: true}
	until := kit.Field{Kind: "date", Name: "until", Label: c.T("outreach.field.until"), Required: true}
	items, teams := c.Words("items", "outreach.field.items", 2000, false), c.Words("teams", "outreach.field.teams",
		12000,
		true)
	items.Hint, teams.Hint = c.T("outreach.hint.items"), c.T("outreach.hint.teams")
	split := kit.Field{Kind: "check", Name: "split", Label: c.T("outreach.field.split"), Checked: was == nil}
	seats := kit.Field{Kind: "number", Name: "seats", Label: c.T("outreach.field.seats"),
		Hint: c.T("outreach.hint.seats")}
	call := c.Words("call", "outreach.field.call", 1000, false)
	last := kit.Field{Kind: "date", Name: "last", Label: c.T("outreach.field.last")}
	superior.Hint = c.T("outreach.hint.superior")
	if was != nil {
		name.Value, theme.Value, superior.Value, text.Value = was.Name, was.Theme, was.Superior, was.Text
		where = c.AnyAreaField("area", true, was.Area, was.Area)
		if u, ok := c.Org.Unit(was.Unit); ok {
			unit.Value = c.Typed(u)
		}
		from.Value, until.Value = lang.Input(was.From)[:10], lang.Input(was.Until - 1)[:10]
		last.Value = lang.Input(was.Call.Until - 1)[:10]
		items.Value, teams.Value = writeItems(c, was.Items), writeTeams(c, was)
		call.Value = was.Call.Text
		if was.Call.Seats > 0 {
			seats.Value = strconv.Itoa(was.Call.Seats)
		}
	} else if own := c.OwnArea(); own != 0 {
		where = c.AnyAreaField("area", true, own, own)
	}
	return kit.Form{ID: id, Action: action, Once: c.Once(), Title: c.T("outreach.do." + id),
		Submit: c.T("outreach.do." + id), Fields: []kit.Field{name, theme, superior, where, unit, from, until, items,
			teams, split, seats, call, last, text}}
}

// bars stand between the columns of a line.
func cells(line string) []string {
	out := strings.FieldsFunc(line, func(r rune) bool { return r == '|' || r == '｜' || r == '\t' })
	if strings.Contains(line, "||") || strings.Contains(line, "｜｜") { // an empty column in the middle counts
		out = strings.Split(strings.NewReplacer("｜", "|", "\t", "|").Replace(line), "|")
	}
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// rowsOf are the lines of a text that say something.
func rowsOf(text string) (out []string) {
	for _, l := range strings.Split(text, "\n") {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return out
}

func writeItems(c *kit.Call, list []outreach.Item) string {
	var out []string
	for _, i := range list {
		line := i.Name + " | " + i.Measure + " | " + number(i.Planned)
		if i.Ticket {
			line += " | " + c.T("outreach.word.ticket")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// readItems reads things, one a line: name, measure, how many, and 凭券 where each person gets one by a ticket. One
// that was there before is known by its name.
func readItems(c *kit.Call, text string, was *outreach.Activity) (out []outreach.Item, err error) {
	for n, l := range rowsOf(text) {
		x := append(cells(l), "", "", "")
		planned, bad := strconv.ParseInt(x[2], 10, 64)
		if bad != nil {
			return nil, fault.New(fault.Invalid, "outreach_line", "n", n+1).On("items")
		}
		i := outreach.Item{Name: x[0], Measure: x[1], Planned: planned, Ticket: x[3] == c.T("outreach.word.ticket") ||
			x[3] == "凭券" || strings.EqualFold(x[3], "ticket")}
		if was != nil {
			for _, old := range was.Items {
				if old.Name == i.Name {
					i.ID = old.ID
				}
			}
		}
		out = append(out, i)
	}
	return out, nil
}

func writeTeams(c *kit.Call, a *outreach.Activity) string {
	var out []string
	for _, t := range a.Teams {
		x := []string{t.Name, c.ShortName(t.Area), t.Place, "", "", "", ""}
		if t.From != 0 {
			x[3] = lang.Input(t.From)
			x[3] = strings.Replace(x[3], "T", " ", 1)
		}
		people := []string{}
		if t.Count > 0 {
			people = append(people, strconv.Itoa(t.Count))
		}
		for _, m := range t.Members {
			if p, ok := c.Org.Person(m); ok {
				people = append(people, p.Login)
			}
		}
		x[4] = strings.Join(people, " ")
		if u, ok := c.Org.Unit(t.Unit); ok && t.Unit != a.Unit {
			x[5] = u.Code
		}
		var shares []string
		for _, s := range t.Shares {
			if i, ok := a.Item(s.Item); ok {
				shares = append(shares, i.Name+" "+number(s.N))
			}
		}
		x[6] = strings.Join(shares, "；")
		out = append(out, strings.TrimRight(strings.Join(x, " | "), " |"))
	}
	return strings.Join(out, "\n")
}

// planned reads the form of an activity; was is how it stood.
func planned(c *kit.Call, s *kit.Sent, was *outreach.Activity) (p outreach.Planning, err error) {
	p = outreach.Planning{Name: s.Get("name"), Theme: s.Get("theme"), Superior: s.Get("superior"), Text: s.Text("text"),
		Area: s.Area("area"), Unit: s.Unit(c.Org, "unit"), From: s.Day("from"), Until: s.Day("until"),
		Call: outreach.Call{Text: s.Text("call"), Seats: int(s.Number("seats")), Until: s.Day("last")}}
	if s.Bad != nil {
		return p, s.Bad
	}
	for _, to := range []*calendar.Instant{&p.Until, &p.Call.Until} {
		if *to != 0 {
			*to += kit.Day // the last day counts whole
		}
	}
	if p.Items, err = readItems(c, s.Text("items"), was); err != nil {
		return p, err
	}
	for n, l := range rowsOf(s.Text("teams")) {
		t, err := readTeam(c, &p, l)
		if err != nil {
			return p, fault.New(fault.Invalid, "outreach_team_line", "n", n+1, "why", lang.Error(c.L,
				fault.Of(err))).On("teams")
		}
		if was != nil {
			for _, old := range was.Teams {
				if old.Name == t.Name {
					t.ID = old.ID
				}
			}
		}
		p.Teams = append(p.Teams, t)
	}
	return p, share(&p, s.Yes("split"), was)
}

// readTeam reads a team from its line: name, area, place, when, people, unit, shares. All but the name and the area may
// be left out.
func readTeam(c *kit.Call, p *outreach.Planning, line string) (t outreach.Team, err error) {
	x := append(cells(line), "", "", "", "", "", "", "")
	t = outreach.Team{Name: x[0], Place: x[2]}
	if t.Area, err = areaNamed(c, p.Area, x[1]); err != nil {
		return t, err
	}
	if x[3] != "" {
		for _, form := range []string{"2006-01-02 15:04", "2006-01-02"} {
			if at, err := time.ParseInLocation(form, x[3], calendar.China()); err == nil {
				t.From = calendar.Of(at)
			}
		}
		if t.From == 0 {
			return t, fault.New(fault.Invalid, "outreach_when", "text", x[3])
		}
	}
	for _, word := range strings.FieldsFunc(x[4], func(r rune) bool { return strings.ContainsRune(" ,，、", r) }) {
		if n, err := strconv.Atoi(strings.TrimSuffix(word, "人")); err == nil {
			t.Count += n
			continue
		}
		who, ok := c.Org.PersonByLogin(word)
		if !ok {
			return t, fault.New(fault.Invalid, "outreach_person", "id", word)
		}
		t.Members = append(t.Members, who.ID)
	}
	if x[5] != "" {
		u, ok := c.Org.UnitByCode(x[5])
		if !ok {
			return t, fault.New(fault.Invalid, "unit_unknown", "unit", x[5])
		}
		t.Unit = u.ID
	}
	for _, said := range strings.FieldsFunc(x[6], func(r rune) bool { return r == ';' || r == '；' }) {
		words := strings.Fields(said)
		n, bad := int64(0), error(nil)
		if len(words) == 2 {
			n, bad = strconv.ParseInt(words[1], 10, 64)
		}
		if len(words) != 2 || bad != nil {
			return t, fault.New(fault.Invalid, "outreach_share", "text", said)
		}
		t.Shares = append(t.Shares, outreach.Share{Item: shareOf(p, words[0]), N: n})
	}
	return t, nil
}

// shareOf is a thing by its name, as a place in the list until numbers are given: -1 is the first.
func shareOf(p *outreach.Planning, name string) int64 {
	for i := range p.Items {
		if p.Items[i].Name == name {
			return -int64(i) - 1
		}
	}
	return 0
}

// share gives things that are new their numbers, so that teams can name them, and parts what is planned among the teams
// where somebody wants that: the first teams get what cannot be parted.
func share(p *outreach.Planning, split bool, was *outreach.Activity) error {
	next := int64(0)
	if was != nil {
		next = was.LastItem
	}
	ids := make([]int64, len(p.Items))
	for i := range p.Items {
		if ids[i] = p.Items[i].ID; ids[i] == 0 {
			next++
			ids[i] = next
		}
	}
	for t := range p.Teams {
		for s := range p.Teams[t].Shares {
			x := &p.Teams[t].Shares[s]
			if x.Item >= 0 {
				return fault.New(fault.Invalid, "outreach_item").On("teams")
			}
			x.Item = ids[-x.Item-1]
		}
		if split {
			p.Teams[t].Shares = nil
			for i := range p.Items {
				n, rest := p.Items[i].Planned/int64(len(p.Teams)), p.Items[i].Planned%int64(len(p.Teams))
				if int64(t) < rest {
					n++
				}
				p.Teams[t].Shares = append(p.Teams[t].Shares, outreach.Share{Item: ids[i], N: n})
			}
		}
	}
	return nil
}

// areaNamed is an area within another one by its name or its code.
func areaNamed(c *kit.Call, in area.Code, said string) (area.Code, error) {
	if a, err := area.Parse(said); err == nil {
		return a, nil
	}
	found := area.Code(0)
	for _, a := range c.Org.Tree().All() {
		if a.Name != said || a.Former || !in.Contains(a.Code) {
			continue
		}
		if found != 0 {
			return 0, fault.New(fault.Invalid, "outreach_area_several", "name", said)
		}
		found = a.Code
	}
	if found == 0 {
		return 0, fault.New(fault.Invalid, "area_unknown", "code", said)
	}
	return found, nil
}
