package report

import (
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
)

// here tells a report form which area a device stands in: its code, "" where no boundary says. The position comes in
// the body, so that no log of addresses keeps it.
func here(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	var out struct {
		Area string `json:"area"`
	}
	if a := areaSent(c, s); a != 0 {
		out.Area = a.String()
	}
	return c.JSON(out)
}

// areaSent is the area that the position in a form lies in, 0 for none. It is help, never a hindrance: when it fails
// the visitor chooses himself.
func areaSent(c *kit.Call, s *kit.Sent) area.Code {
	lat, lng := degreesOf(s, "lat"), degreesOf(s, "lng")
	if lat == nil || lng == nil {
		return 0
	}
	a, err := atlasOf(c.House).AreaAt(c.Ctx, c.Org.Tree(), *lat, *lng)
	if err != nil {
		c.Log(err)
	}
	return a
}

// placed fills in the area of a report that says where it is by its position alone.
func placed(c *kit.Call, s *kit.Sent) {
	if s.Get("area") != "" {
		return
	}
	if a := areaSent(c, s); a != 0 {
		s.Set("area", a.String())
	}
}
