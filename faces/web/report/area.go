package report

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
)

// areaAsked is the area that the address of the form names, as posters do; 0 for none.
func areaAsked(c *kit.Call) area.Code {
	a, err := area.Parse(c.R.URL.Query().Get("area"))
	if err != nil {
		return 0
	}
	if x, ok := c.Org.Tree().Get(a); !ok || x.Former || a.Level() < area.County {
		return 0
	}
	return a
}
