package help

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/parts/help"
)

// New is where somebody is taken in at a counter: six fields and the type.
type New struct {
	kit.Frame
	Form kit.Form
}

func (*New) Template() string { return "help-new" }

func begin(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	x := casesOf(c.House)
	if !x.MayOpen(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	kind := kit.Field{Kind: "radios", Name: "category", Label: c.T("help.type"), Required: true}
	for i, t := range x.TypesInForce() {
		kind.Options = append(kind.Options, kit.Option{Value: t.Category, Label: t.Name.In(c.Short()),
			Selected: i == 0})
	}
	age := kit.Field{Kind: "radios", Name: "age", Label: c.T("help.age"), Required: true}
	for _, a := range care.Ages() {
		age.Options = append(age.Options, kit.Option{Value: string(a), Label: c.T("help.age." + string(a)),
			Selected: a == care.Unknown})
	}
	who := c.Words("who", "help.who", help.LongWho, true)
	who.Hint = c.T("help.who_hint")
	phone := kit.Field{Kind: "tel", Name: "phone", Label: c.T("help.phone"), Max: help.LongPhone}
	p := &New{Frame: c.Overview("help"), Form: kit.Form{ID: "new", Action: "/help/new", Once: c.Once(),
		Submit: c.T("help.take_in"), Tone: "primary", Fields: []kit.Field{kind, who, age,
			c.Line("where", "help.where", help.LongPlace, false), phone,
			c.Line("needs", "help.needs", help.LongWho, false),
			areaField(c),
			{Kind: "check", Name: "stranger", Label: c.T("help.stranger")},
			{Kind: "check", Name: "harm", Label: c.T("help.harm"), Hint: c.T("help.harm_hint")}}}}
	p.Title = c.T("help.new")
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
	if err == nil {
		in := help.Intake{Category: s.Get("category"), Area: s.Area("area"), Who: s.Text("who"),
			Age: care.Age(s.Get("age")), Where: s.Get("where"), Phone: s.Get("phone"), Needs: s.Get("needs"),
			Stranger: s.Yes("stranger"), Harm: s.Yes("harm")}
		if err = s.Bad; err == nil {
			r, wrong := casesOf(c.House).Open(c.Ctx, c.Who.Caller, id, in)
			if wrong == nil {
				c.Flash("flash.help_new", "")
				c.To(caseURL(r.Matter))
				return nil
			}
			err = wrong
		}
	}
	if !kit.Refused(err) {
		return err
	}
	return showNew(c, s, err)
}

// areaField is where the counter stands: who has a post in one township is not asked.
func areaField(c *kit.Call) kit.Field {
	own := c.OwnArea()
	if own.Valid() && own.Level() >= area.Township {
		return kit.Field{Kind: "hidden", Name: "area", Value: own.String()}
	}
	return c.AreasField("area", true, own, own)
}
