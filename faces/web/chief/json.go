package chief

import (
	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/chief"
)

// where reads the theme and the area of an address; policy's first theme and the city where it names none.
func where(c *api.Call) (theme string, a area.Code, err error) {
	q := c.R.URL.Query()
	a = area.Code(c.House.City() * 1e8)
	if s := q.Get("area"); s != "" {
		if a, err = area.Parse(s); err != nil {
			return "", 0, fault.New(fault.Invalid, "area_unknown", "code", s).On("area")
		}
	}
	if theme = q.Get("theme"); theme == "" {
		if list := c.House.Policy().Chiefs.Themes; len(list) > 0 {
			theme = list[0].Code
		}
	}
	return theme, a, nil
}

// getChiefs are the posts that are held in exactly an area.
func getChiefs(c *api.Call) (any, error) {
	theme, a, err := where(c)
	if err != nil {
		return nil, err
	}
	type one struct {
		chief.Stand
		Name string `json:"name"`
	}
	list, err := chiefsOf(c.House).At(c.Ctx, c.Who.Caller, theme, a)
	out := []one{}
	for _, l := range list {
		out = append(out, one{l.Stand, l.Name})
	}
	return struct {
		Chiefs []one `json:"chiefs"`
	}{out}, err
}

// getCoverage says how long ago somebody was in an area and in those directly below it, by code.
func getCoverage(c *api.Call) (any, error) {
	theme, a, err := where(c)
	if err != nil {
		return nil, err
	}
	list, err := chiefsOf(c.House).Coverage(c.Ctx, c.Who.Caller, theme, a)
	return struct {
		Areas []chief.Cover `json:"areas"`
	}{api.Some(list)}, err
}
