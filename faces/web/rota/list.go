package rota

import (
	"fmt"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/rota"
	"xiaohao/platform/lang"
)

// List is the rota of an area.
type List struct {
	kit.Frame
	Where string
	Areas kit.Field
	Said  string // who is on duty now
	Bad   bool   // nobody is
	Rows  []Row
	Form  *kit.Form // nil for who only reads
}

func (*List) Template() string { return "rota" }

// Row is a line of the rota in words.
type Row struct {
	Who, As, When string
	End           *kit.Form
}

func list(c *kit.Call) error { return show(c, c.R.URL.Query().Get("area"), nil, nil) }

func show(c *kit.Call, in string, sent *kit.Sent, wrong error) error {
	at := c.OverArea()
	if in != "" {
		var err error
		if at, err = area.Parse(in); err != nil {
			return err
		}
	}
	if at == 0 {
		at = c.Top()
	}
	x := rotaOf(c.House)
	now, err := x.OnDuty(c.Ctx, at)
	if err != nil {
		return err
	}
	watches, err := x.Watches(c.Ctx, at)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("rota"), Where: c.AreaName(at), Areas: c.AnyAreaField("area", false, at, at)}
	var names []string
	for _, m := range now {
		names = append(names, c.T("member.named", "name", nameOf(c, m.Person), "as", c.T("member."+string(m.As)))+
			" "+c.T("rota.until", "at", lang.Due(c.L, c.Now, m.Until)))
	}
	if p.Said = c.T("rota.now", "people", strings.Join(names, c.T("word.and"))); names == nil {
		p.Said, p.Bad = c.T("rota.nobody"), true
	}
	may := x.MayKeep(c.Who.Caller, at)
	for _, w := range watches {
		r := Row{Who: nameOf(c, w.Person), As: c.T("member." + string(w.As)), When: when(c, &w)}
		if may {
			r.End = &kit.Form{ID: "end-" + strconv.FormatInt(w.ID, 10), Once: c.Once(), Submit: c.T("rota.end"),
				Action: "/rota/" + strconv.FormatInt(w.ID, 10) + "/end", Tone: "danger",
				Fields: []kit.Field{{Kind: "hidden", Name: "area", Value: at.String()}}}
		}
		p.Rows = append(p.Rows, r)
	}
	if may {
		f := form(c, at)
		p.Form = &f
		if wrong != nil {
			c.Wrong(&p.Frame, p.Form, sent, wrong)
		}
	} else if wrong != nil {
		return wrong
	}
	return c.Render(p)
}

func nameOf(c *kit.Call, id int64) string {
	p, _ := c.Org.Person(id)
	return p.Name
}

// when is the days and hours of a line: "周一、周三 08:00–20:00".
func when(c *kit.Call, w *rota.Watch) string {
	var days []string
	for i := range 7 {
		if w.Days>>i&1 == 1 {
			days = append(days, c.T("rota.day."+string(rune('a'+i))))
		}
	}
	said := strings.Join(days, c.T("word.and"))
	if w.Days == 1<<7-1 {
		said = c.T("rota.daily")
	}
	if w.From == 0 && (w.To == 24*60 || w.To == 0) {
		return said + " " + c.T("rota.round")
	}
	out := said + " " + clock(w.From) + "–" + clock(w.To)
	if w.To <= w.From {
		out += c.T("rota.next_day")
	}
	return out
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// form asks for a line: who, as what, on which days, from when until when.
func form(c *kit.Call, at area.Code) kit.Form {
	who := kit.Choose("person", c.T("field.member"), true, nil)
	for _, p := range c.Org.FindPeople("", at, 1000) {
		if c.Org.Serves(p.ID, 0, c.Now) {
			who.Options = append(who.Options, kit.Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Name})
		}
	}
	as := kit.Field{Kind: "radios", Name: "as", Label: c.T("rota.as"), Required: true}
	for _, k := range []matter.As{matter.AsDuty, matter.AsSupervisor} {
		as.Options = append(as.Options, kit.Option{Value: string(k), Label: c.T("member." + string(k)),
			Selected: k == matter.AsDuty})
	}
	days := kit.Field{Kind: "checks", Name: "days", Label: c.T("rota.days")}
	for i := range 7 {
		days.Options = append(days.Options, kit.Option{Value: strconv.Itoa(i), Label: c.T("rota.day." +
			string(rune('a'+i))), Selected: true})
	}
	from, to := c.Line("from", "rota.from", 5, true), c.Line("to", "rota.to", 5, true)
	from.Value, to.Value, to.Hint = "08:00", "20:00", c.T("rota.to_hint")
	return kit.Form{ID: "set", Action: "/rota", Once: c.Once(), Title: c.T("rota.set"), Submit: c.T("rota.set"),
		Tone: "primary", Fields: []kit.Field{{Kind: "hidden", Name: "area", Value: at.String()}, who, as, days, from,
			to}}
}

func set(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	if err := setSent(c, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return show(c, s.Get("area"), s, err)
	}
	c.Flash("flash.rota_set", "")
	c.To("/rota?area=" + s.Area("area").String())
	return nil
}

func setSent(c *kit.Call, s *kit.Sent) error {
	id, err := s.ID()
	if err != nil {
		return err
	}
	w := rota.Watch{Area: s.Area("area"), Person: s.Number("person"), As: matter.As(s.Get("as")),
		From: minutes(s, "from"), To: minutes(s, "to")}
	for _, d := range s.Values["days"] {
		if n, err := strconv.Atoi(d); err == nil && n >= 0 && n < 7 {
			w.Days |= 1 << n
		}
	}
	if s.Bad != nil {
		return s.Bad
	}
	_, err = rotaOf(c.House).Set(c.Ctx, c.Who.Caller, id, w)
	return err
}

// minutes reads a time of day: "8:00", "20:30", "24:00".
func minutes(s *kit.Sent, name string) int {
	h, m, ok := strings.Cut(strings.ReplaceAll(s.Get(name), "：", ":"), ":")
	hours, err := strconv.Atoi(strings.TrimSpace(h))
	mins, wrong := strconv.Atoi(strings.TrimSpace(m))
	if !ok || err != nil || wrong != nil || hours < 0 || mins < 0 || mins > 59 || hours*60+mins > 24*60 {
		s.Spoil(fault.New(fault.Invalid, "rota_time").On(name))
		return 0
	}
	return hours*60 + mins
}

func end(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	line, err := c.PathID()
	if err != nil {
		return err
	}
	if err := rotaOf(c.House).End(c.Ctx, c.Who.Caller, command, s.Area("area"), line); err != nil {
		return err
	}
	c.Flash("flash.rota_ended", "")
	c.To("/rota?area=" + s.Area("area").String())
	return nil
}
