package everyone

import (
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
)

// setType keeps large type, or gives it up, and goes back to the page that was read.
func setType(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	c.Gate.SetLarge(c.W, c.R, s.Get("size") == "large")
	c.To(kit.Local(s.Get("back"), "/"))
	return nil
}
