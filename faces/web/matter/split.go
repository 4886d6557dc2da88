package matter

import "xiaohao/faces/web/kit"

// splitAll takes ticked matters out of the one they were merged into.
func splitAll(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	head, err := c.PathID()
	if err != nil {
		return err
	}
	id, err := s.ID()
	ticked := s.Numbers("m")
	var failed map[int64]error
	if err == nil {
		failed, err = duplicatesOf(c.House).Split(c.Ctx, c.Who.Caller, id, ticked)
	}
	if err == nil && len(failed) == len(ticked) {
		err = failed[ticked[0]]
	}
	if err != nil {
		return refusedCommand(c, head, "split", s, err)
	}
	duplicatesOf(c.House).Settle(c.Ctx)
	c.Decided(failed, len(ticked), "flash.split_all")
	c.To(kit.MatterURL(head))
	return nil
}
