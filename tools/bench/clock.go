package bench

import (
	"sync/atomic"
	"xiaohao/loop/calendar"
)

// Clock is the time of the bench's cities: that of the machine, moved on by measures of what happens by the clock,
// and standing still while the template of a large city is made.
type Clock struct {
	Real   func() calendar.Instant // µs
	ahead  atomic.Int64
	frozen atomic.Int64 // 0: it runs
}

// Now is the time in µs.
func (c *Clock) Now() calendar.Instant {
	if at := c.frozen.Load(); at != 0 {
		return calendar.Instant(at)
	}
	return c.Real().Plus(c.ahead.Load())
}

// Freeze stops the clock, or lets it run again.
func (c *Clock) Freeze(stand bool) {
	if stand {
		c.frozen.Store(int64(c.Now()))
		return
	}
	c.frozen.Store(0)
}

// Move moves the clock on by some µs.
func (c *Clock) Move(by int64) { c.ahead.Add(by) }

// Stand puts the clock to an instant and stops it there.
func (c *Clock) Stand(at calendar.Instant) { c.frozen.Store(int64(at)) }
