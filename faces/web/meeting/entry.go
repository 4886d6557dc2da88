package meeting

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
	"xiaohao/platform/lang"
)

// NewThing is where a thing is entered.
type NewThing struct {
	kit.Frame
	Form  kit.Form
	Kinds []kit.Link
	Names []kit.Datalist
}

func (*NewThing) Template() string { return "meeting-new" }

func newThing(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	if !of(c.House).MayRegisterSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	k := meeting.Kind(c.R.URL.Query().Get("kind"))
	if s != nil {
		k = meeting.Kind(s.Get("kind"))
	}
	if !slices.Contains(meeting.Kinds(), k) {
		k = meeting.Meeting
	}
	form, err := entryForm(c, "register", "/meetings/new?kind="+string(k), &meeting.Entry{Kind: k, Day: c.Now,
		Area: ownArea(c)})
	if err != nil {
		return err
	}
	form.Open = true
	p := &NewThing{Frame: c.Overview("meetings"), Form: form, Names: c.UnitNamesList(c.Org.FindUnits("", 0, 1000))}
	p.Title = c.T("meeting.new." + string(k))
	for _, x := range meeting.Kinds() {
		p.Kinds = append(p.Kinds, kit.Link{Label: c.T("meeting.kind." + string(x)),
			URL:     "/meetings/new?kind=" + string(x),
			Current: x == k})
	}
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

func addThing(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := s.ID()
	if err == nil {
		var e meeting.Entry
		if e, err = entrySent(c, s, meeting.Kind(s.Get("kind"))); err == nil {
			var n int64
			if n, err = of(c.House).Register(c.Ctx, c.Who.Caller, id, e); err == nil {
				c.Flash("flash.meeting_registered", "")
				c.To(thingURL(n))
				return nil
			}
		}
	}
	if !kit.Refused(err) {
		return err
	}
	blank(s, err)
	return showNew(c, s, err)
}

// blank takes all texts out of a form that bore a mark of secrecy: nothing of it is shown again or kept.
func blank(s *kit.Sent, err error) {
	if code := fault.Code(err); code != "meeting_secret" && code != "meeting_internal" {
		return
	}
	for k := range s.Values {
		if k != "id" && k != "kind" && k != "area" && k != "row" && k != "ver" {
			s.Del(k)
		}
	}
}

// entryForm asks for all of a thing.
func entryForm(c *kit.Call, id, action string, e *meeting.Entry) (kit.Form, error) {
	f := kit.Form{ID: id, Action: action, Once: c.Once(), Title: c.T("meeting.do." + id),
		Submit: c.T("meeting.do." + id),
		Tone:   "primary", Hint: c.T("meeting.secrecy")}
	line := func(name, value string, needed bool) {
		x := c.Line(name, "meeting.field."+name, 200, needed)
		x.Value = value
		f.Fields = append(f.Fields, x)
	}
	words := func(name, value string, most int) {
		x := c.Words(name, "meeting.field."+name, most, false)
		x.Value = value
		f.Fields = append(f.Fields, x)
	}
	f.Fields = append(f.Fields, kit.Field{Kind: "hidden", Name: "kind", Value: string(e.Kind)})
	groups, err := groupField(c, e.Group)
	if err != nil {
		return f, err
	}
	switch e.Kind {
	case meeting.Meeting:
		line("body", e.Body, false)
		f.Fields = append(f.Fields, groups)
		line("title", e.Title, false)
	case meeting.Document:
		line("number", e.Number, false)
		line("title", e.Title, false)
		line("from", e.From, false)
	case meeting.Instruction:
		x := c.Line("from", "meeting.field.leader", 200, true)
		x.Value = e.From
		f.Fields = append(f.Fields, x)
		x = c.Line("title", "meeting.field.on", 200, true)
		x.Value = e.Title
		f.Fields = append(f.Fields, x)
		line("number", e.Number, false)
	}
	f.Fields = append(f.Fields, kit.Field{Kind: "date", Name: "day", Label: c.T("meeting.field.day"), Required: true,
		Value: lang.Input(e.Day)[:10]}, areaField(c, e))
	if e.Kind == meeting.Meeting {
		line("presided", e.Presided, false)
		words("attendance", e.Attendance, 2000)
		words("agenda", spelled(c, e.Agenda), 40_000)
		f.Fields[len(f.Fields)-1].Hint = c.T("meeting.hint.agenda")
	} else {
		f.Fields = append(f.Fields, groups)
	}
	words("text", e.Text, 100_000)
	words("readers", readersOf(c, e), 8000)
	f.Fields[len(f.Fields)-1].Hint = c.T("meeting.hint.readers")
	return f, nil
}

// ownArea is the area that the caller enters things of: his own, the city's office the city's.
func ownArea(c *kit.Call) area.Code {
	if own := c.OwnArea(); own != 0 || c.OverArea() != c.Top() {
		return own
	}
	return c.Top()
}

// areaField offers the areas that the caller enters things of, the city itself among them.
func areaField(c *kit.Call, e *meeting.Entry) kit.Field {
	f := c.AnyAreaField("area", true, e.Area, e.Area)
	f.Options = slices.DeleteFunc(f.Options, func(o kit.Option) bool {
		a, err := area.Parse(o.Value)
		return err != nil || !of(c.House).MayRegister(c.Who.Caller, a)
	})
	return f
}

// groupField offers the leading groups that are there.
func groupField(c *kit.Call, chosen int64) (kit.Field, error) {
	f := kit.Choose("group", c.T("meeting.field.group"), false, nil)
	list, err := of(c.House).Groups(c.Ctx, 0, 200)
	for _, g := range list {
		if g.Ended == 0 || g.ID == chosen {
			f.Options = append(f.Options, kit.Option{Value: strconv.FormatInt(g.ID, 10), Label: g.Now().Name,
				Selected: g.ID == chosen})
		}
	}
	return f, err
}

// spelled is an agenda as a form has it: a line an item.
func spelled(c *kit.Call, list []meeting.Item) string {
	var out []string
	for _, it := range list {
		s := c.T("meeting.item."+it.Kind) + "：" + it.Text
		if it.Outcome != "" || len(it.Indicators) > 0 {
			s += "｜" + it.Outcome
		}
		if len(it.Indicators) > 0 {
			s += "｜" + strings.Join(it.Indicators, " ")
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

// agendaSent reads an agenda; the kind may be written in either language.
func agendaSent(text string) (out []meeting.Item, err error) {
	for i, l := range kit.Paragraphs(text) {
		l = strings.NewReplacer("|", "｜", ":", "：").Replace(strings.TrimSpace(l))
		head, rest, ok := strings.Cut(l, "：")
		it := meeting.Item{}
		for _, k := range meeting.ItemKinds() {
			for _, language := range lang.All() {
				if ok && strings.EqualFold(strings.TrimSpace(head), lang.T(language, "meeting.item."+k, nil)) {
					it.Kind = k
				}
			}
		}
		if it.Kind == "" {
			return nil, fault.New(fault.Invalid, "meeting_item", "n", i+1).On("agenda")
		}
		parts := strings.Split(rest, "｜")
		it.Text = strings.TrimSpace(parts[0])
		if len(parts) > 1 {
			it.Outcome = strings.TrimSpace(parts[1])
		}
		if len(parts) > 2 {
			it.Indicators = strings.Fields(strings.ReplaceAll(parts[2], "：", ":"))
		}
		out = append(out, it)
	}
	return out, nil
}

// readersOf are the addressees as a form has them: a line each.
func readersOf(c *kit.Call, e *meeting.Entry) string {
	var out []string
	for _, id := range e.Units {
		if u, ok := c.Org.Unit(id); ok {
			out = append(out, c.Typed(u))
		}
	}
	for _, id := range e.People {
		if p, ok := c.Org.Person(id); ok {
			out = append(out, p.Login)
		}
	}
	return strings.Join(out, "\n")
}

// readersSent reads the addressees: a unit by its name or code, a person by login or name.
func readersSent(c *kit.Call, text string, e *meeting.Entry) error {
	for _, l := range kit.Paragraphs(text) {
		l = strings.TrimSpace(l)
		if p, ok := c.Org.PersonByLogin(l); ok {
			e.People = append(e.People, p.ID)
			continue
		}
		s := &kit.Sent{Values: map[string][]string{"unit": {l}}}
		if u := s.Unit(c.Org, "unit"); u != 0 && s.Bad == nil {
			e.Units = append(e.Units, u)
			continue
		}
		found := slices.DeleteFunc(c.Org.FindPeople(l, 0, 3), func(p org.Person) bool { return p.Name != l })
		if len(found) != 1 {
			return fault.New(fault.Invalid, "meeting_reader", "name", clipped(l)).On("readers")
		}
		e.People = append(e.People, found[0].ID)
	}
	return nil
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// entrySent reads the form of a thing. Texts with a mark are refused before any of their names is looked up.
func entrySent(c *kit.Call, s *kit.Sent, k meeting.Kind) (meeting.Entry, error) {
	e := meeting.Entry{Kind: k, Area: s.Area("area"), Day: s.Day("day"), Title: s.Get("title"),
		Number: s.Get("number"), From: s.Get("from"), Text: s.Text("text"), Body: s.Get("body"),
		Presided: s.Get("presided"), Attendance: s.Text("attendance"), Group: s.Number("group")}
	for name := range s.Values {
		if err := of(c.House).Unmarked(name, s.Text(name)); err != nil {
			return e, err
		}
	}
	if s.Bad != nil {
		return e, s.Bad
	}
	var err error
	if e.Agenda, err = agendaSent(s.Text("agenda")); err != nil {
		return e, err
	}
	return e, readersSent(c, s.Text("readers"), &e)
}
