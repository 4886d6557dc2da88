package indicator

import (
	"math"

	"xiaohao/loop/calendar"
)

// Mark is where a figure should be at an instant.
type Mark struct {
	At    calendar.Instant
	Value Amount
}

// Line is where a figure should be at an instant, along straight lines between marks that stand in the order of time:
// the first one before the first, the last one behind the last. ok is false without any mark.
func Line(marks []Mark, at calendar.Instant) (v Amount, ok bool) {
	if len(marks) == 0 {
		return 0, false
	}
	for i, m := range marks {
		if at > m.At {
			continue
		}
		if i == 0 || at == m.At {
			return m.Value, true
		}
		before := marks[i-1]
		share := float64(at-before.At) / float64(m.At-before.At)
		return before.Value + Amount(math.Round(float64(m.Value-before.Value)*share)), true
	}
	return marks[len(marks)-1].Value, true
}

// Seasonal are the marks of a flow through a year: its quarters have shares of what the year is to bring, beginning
// from what was there before.
func Seasonal(year Span, before, brings Amount, shares []int64) (out []Mark) {
	parts := Split(brings, shares, 1)
	at := before
	for i, p := range parts {
		at += p
		out = append(out, Mark{(year + Span(kindsOfSpan[Quarter].code+i)).To(), at})
	}
	return out
}

// tolerance is how far behind its line a figure may be and is still yellow: a tenth of the line.
const tolerance = 10

// Light is how a figure stands against its line.
func Light(actual, line Amount, less bool) string {
	behind := line - actual
	if less {
		behind = actual - line
	}
	switch {
	case behind <= 0:
		return Green
	case behind <= max(line, -line)/tolerance:
		return Yellow
	}
	return Red
}
