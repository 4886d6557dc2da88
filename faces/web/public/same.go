package public

import (
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// same is "I saw it too" about a public matter. It is the residents' door: whoever is logged in speaks here without his
// name. The page that it comes from is the same for all, so the command's id follows from the device: pressed twice, it
// counts once.
func same(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	m, err := releasesOf(c.House).One(c.Ctx, id)
	if err != nil {
		return err
	}
	caller := org.Caller{Voice: c.Gate.Device(c.W, c.R)}
	caller.Apart = c.Gate.Crowded(c.R, m.Matter, caller.Voice, c.Desk.Policy().Voice.ADay)
	_, err = c.Desk.Do(c.Ctx, caller, desk.Command{Said: "me too", Matter: m.Matter, Body: &matter.MeToo{},
		ID: desk.Once("me too in public", m.Matter, caller.Voice)})
	if err != nil && fault.Code(err) != "voice_again" { // said before: it was counted
		return err
	}
	code, err := c.Desk.Echo(c.Ctx, caller.Voice, m.Matter)
	if err != nil {
		return err
	}
	if code != "" {
		c.To("/r/" + code + "?new=1")
		return nil
	}
	c.Flash("flash.me_too", "")
	c.To(address(m.Matter))
	return nil
}
