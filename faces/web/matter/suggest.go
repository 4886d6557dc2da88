package matter

import (
	"fmt"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
)

// likeShown is how many past matters are shown beside a matter that waits for a decision.
const likeShown = 3

// suggest puts into the forms that list and assign a matter what is likely, with the reason; beside them stand past
// matters like it. Nothing is chosen for the person: a suggestion that fails is left out.
func suggest(c *kit.Call, p *Matter, m *matter.Matter) {
	var list, assign *kit.Form
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
	s, err := routeOf(c.House).Suggest(c.Ctx, m)
	if err != nil {
		c.Gate.Log.WarnContext(c.Ctx, "suggest", "matter", m.ID, "error", err.Error())
		return
	}
	if f := list.Field("category"); f != nil && len(s.Categories) > 0 {
		group := make([]kit.Option, 0, len(s.Categories)+len(f.Options))
		hint := ""
		for _, x := range s.Categories {
			k, ok := c.Desk.Policy().Category(x.Code)
			if !ok {
				continue
			}
			name := k.Name(c.Short())
			if hint == "" {
				hint = c.T(map[bool]string{true: "suggest.learnt", false: "suggest.keywords"}[s.Learnt], "name", name,
					"sure", sure(c, x.Confidence, s.Learnt))
			}
			group = append(group, kit.Option{Value: x.Code,
				Label: c.T("suggest.option", "name", name, "share", percent(x.Confidence)),
				Group: c.T("suggest.group")})
		}
		f.Options = append(group, f.Options...)
		f.Hint = hint
	}
	if f := assign.Field("lead"); f != nil && len(s.Units) > 0 {
		options := make([]kit.Option, 0, 4)
		had := map[string]bool{}
		for _, x := range s.Units {
			if u, ok := c.Org.Unit(x.ID); ok {
				options = append(options, kit.Option{Value: c.Typed(u), Label: u.Name(c.Short())})
				had[c.Typed(u)] = true
			}
		}
		for _, o := range f.Options {
			if !had[o.Value] && len(options) < cap(options) {
				options = append(options, o)
			}
		}
		f.Options = options
		first := s.Units[0]
		if u, ok := c.Org.Unit(first.ID); ok && f.Hint == "" && first.N > 0 {
			k, _ := c.Desk.Policy().Category(first.Category)
			f.Hint = c.T("suggest.unit", "unit", u.Name(c.Short()), "sure", sure(c, first.Confidence, true),
				"of", strconv.Itoa(first.Of), "n", strconv.Itoa(first.N), "area", c.AreaName(first.Within),
				"category", k.Name(c.Short()))
		}
	}
	shown := map[string]bool{}
	for _, id := range s.Like {
		past, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
		if err != nil || len(p.Like) == likeShown {
			continue
		}
		l := kit.Link{Label: past.Title, URL: kit.MatterURL(id)}
		if k, ok := c.Desk.Policy().Category(past.Category); ok {
			l.Label += " · " + k.Name(c.Short())
		}
		if u, ok := c.Org.Unit(past.Lead); ok {
			l.Label += " → " + u.Name(c.Short())
		}
		if !shown[l.Label] { // the same again tells nothing new
			shown[l.Label] = true
			p.Like = append(p.Like, l)
		}
	}
}

// sure says in words how sure a suggestion is. Keywords never are.
func sure(c *kit.Call, confidence float64, learnt bool) string {
	switch {
	case learnt && confidence >= 0.8:
		return c.T("suggest.very_likely")
	case learnt && confidence >= 0.5:
		return c.T("suggest.likely")
	}
	return c.T("suggest.possible")
}

// percent is a share in whole percent; what is nearly sure is never called sure.
func percent(x float64) string { return fmt.Sprintf("%d%%", min(99, int(x*100+0.5))) }
