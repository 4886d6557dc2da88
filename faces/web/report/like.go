package report

import (
	"strconv"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/public"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// like fills the report form with where a public matter lies, for somebody who reports something like it there; he
// changes what does not fit. A number that names no public matter fills in nothing.
func like(c *kit.Call, p *Home) {
	id, err := strconv.ParseInt(c.R.URL.Query().Get("like"), 10, 64)
	if err != nil || id <= 0 {
		return
	}
	m, err := part.Get[*release.Releases](c.House.Values).One(c.Ctx, id)
	if err != nil {
		if fault.Of(err).Kind != fault.Missing {
			c.Log(err)
		}
		return
	}
	p.Like = c.T("home.like", "title", m.Title)
	for i := range p.Form.Fields {
		switch x := &p.Form.Fields[i]; {
		case x.Kind == "areas":
			*x = c.AreasField(x.Name, true, m.Area, m.Area)
		case x.Name == "place" && x.Kind != "place":
			x.Value = kit.Clipped(m.Place, matter.MaxPlace)
		}
	}
}

// news is how the city gets on with what is public, for the residents' first page. No page fails for it.
func news(c *kit.Call) string {
	said, err := public.Sentence(c)
	if err != nil {
		c.Log(err)
	}
	return said
}
