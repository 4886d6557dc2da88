package chief

import (
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/chief"
	"xiaohao/platform/lang"
)

// Handover is a hand-over list, frozen when its holder left, to be read, signed and printed.
type Handover struct {
	kit.Frame
	Heading  string
	Said     string // who still has to sign
	Whole    bool
	Facts    []kit.Fact
	Areas    []CoverRow
	Problems []ProblemRow
	More     string // how many the list does not name
	Signs    []kit.Fact
	Hash     string
	Forms    []kit.Form
	Back     string
}

func (*Handover) Template() string { return "chief-handover" }

// ProblemRow is a problem as it stood when the list was frozen.
type ProblemRow struct {
	Number, URL, Category, Area, State string
	Light                              kit.Light
	Own, Found                         bool
}

func handover(c *kit.Call) error { return showHandover(c, "", nil, nil) }

func showHandover(c *kit.Call, form string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := chiefsOf(c.House)
	s, err := x.Paper(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	name, err := x.Name(c.Ctx, s.Post.Who)
	if err != nil {
		return err
	}
	f := &s.Frozen
	p := &Handover{Frame: c.Overview("chiefs"), Hash: s.Hash, Back: postURL(s.Post.ID), Whole: s.Whole(),
		Heading: c.T("chief.handover_of", "area", c.AreaName(f.Area), "post", titleOf(c, &f.Holding), "name",
			nameOf(c, name))}
	p.Title = p.Heading
	p.Facts = []kit.Fact{{Label: c.T("chief.frozen"), Value: lang.DateTime(c.L, f.Frozen)},
		{Label: c.T("chief.held"), Value: when(c, &f.Holding)}, {Label: c.T("chief.last_day"),
			Value: lastOf(c, f.Duty.Last)}}
	if f.Duty.State != chief.Free {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("chief.duty"), Value: lightOf(c, &f.Duty).Left})
	}
	if s.Reason != "" {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("field.reason"), Value: s.Reason})
	}
	for _, y := range f.Areas {
		r := CoverRow{Area: kit.Link{Label: c.AreaName(y.Area)}, Light: kit.Light{Code: y.Light, Left: visited(c, &y)}}
		if y.Areas > 1 {
			r.Of = coverOf(c, &y)
		}
		p.Areas = append(p.Areas, r)
	}
	for _, y := range f.Problems {
		r := ProblemRow{Number: y.Number, URL: kit.MatterURL(y.Matter), Category: c.T("chief.no_category"),
			Area: c.AreaName(y.Area), State: c.T("state." + y.State), Light: kit.Light{Code: y.Light}, Own: y.Own,
			Found: y.Found}
		if y.Category != "" {
			r.Category = c.Category(y.Category)
		}
		if r.Number == "" {
			r.Number = "#" + itoa(y.Matter)
		}
		if y.Due != 0 {
			r.Light.Left = c.T("chief.by", "day", lang.Date(c.L, y.Due))
		}
		p.Problems = append(p.Problems, r)
	}
	if f.More > 0 {
		p.More = c.T("chief.problems_more", "n", strconv.Itoa(f.More))
	}
	p.signs(c, s)
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, form, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// signs says who signed and who still has to.
func (p *Handover) signs(c *kit.Call, s *chief.Paper) {
	lacks := ""
	for _, side := range []chief.Side{chief.Leaver, chief.Successor} {
		f := kit.Fact{Label: c.T("chief.side." + string(side)), Value: c.T("chief.unsigned")}
		if x := s.Of(side); x != nil {
			who, _ := c.Org.Person(x.By)
			f.Value, f.Tone = c.T("chief.signed_by", "name", who.Name, "at", lang.DateTime(c.L, x.At)), "green"
			if x.Reason != "" {
				f.Value += c.T("chief.signed_for", "reason", x.Reason)
			}
		} else if lacks == "" {
			lacks = f.Label
		}
		p.Signs = append(p.Signs, f)
		own := slices.Contains(s.May, side)
		if !own && !slices.Contains(s.For, side) {
			continue
		}
		form := kit.Form{ID: string(side), Action: handoverURL(s.ID) + "/sign", Once: c.Once(),
			Title:  c.T("chief.do.sign." + string(side)),
			Submit: c.T("chief.do.sign." + string(side)), Tone: "primary",
			Fields: []kit.Field{{Kind: "hidden", Name: "side", Value: string(side)}}}
		if !own {
			form.Tone, form.Title = "", c.T("chief.do.sign_for."+string(side))
			form.Submit, form.Hint = form.Title, c.T("chief.sign_for_hint")
			form.Fields = append(form.Fields, c.Words("reason", "field.reason", chief.LongText, true))
		}
		p.Forms = append(p.Forms, form)
	}
	p.Said = c.T("chief.all_signed")
	if lacks != "" {
		p.Said = c.T("chief.lacks_sign", "side", lacks)
	}
}

func signed(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	side := s.Get("side")
	if err := signSent(c, id, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showHandover(c, side, s, err)
	}
	c.Flash("flash.chief_signed", "")
	c.To(handoverURL(id))
	return nil
}

func signSent(c *kit.Call, id int64, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	return chiefsOf(c.House).Sign(c.Ctx, c.Who.Caller, command, id, chief.Side(s.Get("side")), s.Text("reason"))
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
