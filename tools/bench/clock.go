package bench

import "sync/atomic"

// Clock is the time of the bench's cities: that of the machine, moved on by measures of what happens by the clock,
// and standing still while the template of a large city is made.
type Clock struct {
	Real   func() int64 // µs
	ahead  atomic.Int64
	frozen atomic.Int64 // 0: it runs
}

// Now is the time in µs.
func (c *Clock) Now() int64 {
	if at := c.frozen.Load(); at != 0 {
		return at
	}
	return c.Real() + c.ahead.Load()
}

// Freeze stops the clock, or lets it run again.
func (c *Clock) Freeze(stand bool) {
	if stand {
		c.frozen.Store(c.Now())
		return
	}
	c.frozen.Store(0)
}

// Move moves the clock on by some µs.
func (c *Clock) Move(by int64) { c.ahead.Add(by) }
