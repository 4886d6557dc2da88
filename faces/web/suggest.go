package web

import (
	"fmt"
	"strconv"

	"xiaohao/loop/matter"
)

// likeShown is how many past matters are shown beside a matter that waits for a decision.
const likeShown = 3

// suggest puts into the forms that list and assign a matter what is likely, with the reason; beside them stand past
// matters like it. Nothing is chosen for the person: a suggestion that fails is left out.
func (c *call) suggest(p *Matter, m *matter.Matter) {
	var list, assign *Form
	for i := range p.Forms {
		switch p.Forms[i].ID {
		case "list":
			list = &p.Forms[i]
		case "assign":
			assign = &p.Forms[i]
		}
	}
	if list == nil && assign == nil {
		return
	}
	s, err := c.all.Routes.Suggest(c.ctx, m)
	if err != nil {
		c.gate.Log.WarnContext(c.ctx, "suggest", "matter", m.ID, "error", err.Error())
		return
	}
	if f := list.field("category"); f != nil && len(s.Categories) > 0 {
		group := make([]Option, 0, len(s.Categories)+len(f.Options))
		hint := ""
		for _, x := range s.Categories {
			k, ok := c.desk.Policy().Category(x.Code)
			if !ok {
				continue
			}
			name := k.Name(c.short())
			if hint == "" {
				hint = c.t(map[bool]string{true: "suggest.learnt", false: "suggest.keywords"}[s.Learnt], "name", name,
					"sure", c.sure(x.Confidence, s.Learnt))
			}
			group = append(group, Option{Value: x.Code,
				Label: c.t("suggest.option", "name", name, "share", percent(x.Confidence)),
				Group: c.t("suggest.group")})
		}
		f.Options = append(group, f.Options...)
		f.Hint = hint
	}
	if f := assign.field("lead"); f != nil && len(s.Units) > 0 {
		options := make([]Option, 0, 4)
		had := map[string]bool{}
		for _, x := range s.Units {
			if u, ok := c.org.Unit(x.ID); ok {
				options = append(options, Option{Value: c.typed(u), Label: u.Name(c.short())})
				had[c.typed(u)] = true
			}
		}
		for _, o := range f.Options {
			if !had[o.Value] && len(options) < cap(options) {
				options = append(options, o)
			}
		}
		f.Options = options
		first := s.Units[0]
		if u, ok := c.org.Unit(first.ID); ok && f.Hint == "" && first.N > 0 {
			k, _ := c.desk.Policy().Category(first.Category)
			f.Hint = c.t("suggest.unit", "unit", u.Name(c.short()), "sure", c.sure(first.Confidence, true),
				"of", strconv.Itoa(first.Of), "n", strconv.Itoa(first.N), "area", c.areaName(first.Within),
				"category", k.Name(c.short()))
		}
	}
	shown := map[string]bool{}
	for _, id := range s.Like {
		past, err := c.desk.Matter(c.ctx, c.who.Caller, id)
		if err != nil || len(p.Like) == likeShown {
			continue
		}
		l := Link{Label: past.Title, URL: matterURL(id)}
		if k, ok := c.desk.Policy().Category(past.Category); ok {
			l.Label += " · " + k.Name(c.short())
		}
		if u, ok := c.org.Unit(past.Lead); ok {
			l.Label += " → " + u.Name(c.short())
		}
		if !shown[l.Label] { // the same again tells nothing new
			shown[l.Label] = true
			p.Like = append(p.Like, l)
		}
	}
}

// sure says in words how sure a suggestion is. Keywords never are.
func (c *call) sure(confidence float64, learnt bool) string {
	switch {
	case learnt && confidence >= 0.8:
		return c.t("suggest.very_likely")
	case learnt && confidence >= 0.5:
		return c.t("suggest.likely")
	}
	return c.t("suggest.possible")
}

// field is a form's field of that name; nil where there is none.
func (f *Form) field(name string) *Field {
	if f == nil {
		return nil
	}
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

// percent is a share in whole percent; what is nearly sure is never called sure.
func percent(x float64) string { return fmt.Sprintf("%d%%", min(99, int(x*100+0.5))) }
