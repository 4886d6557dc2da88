package gate

import "xiaohao/loop/calendar"

// take takes one token and asks no more.
func (l *limiter) take(k bucketKey, a allowance, now calendar.Instant) bool {
	ok, _ := l.draw(k, a, now)
	return ok
}
