package matter

import (
	"testing"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// TestADecidedDate stands though it lies later than policy says, for a task only, never in the past and never so far
// ahead that it is a slip of the pen.
func TestADecidedDate(t *testing.T) {
	t.Parallel()
	last := calendar.Of(t0.Time().AddDate(DecidedYears, 0, 0))
	for _, c := range []struct {
		name    string
		kind    Kind
		due     calendar.Instant
		decided bool
		code    string
	}{
		{"within policy's time", Task, t0 + 24*hour, false, ""},
		{"later by a dispatcher", Task, t0 + 300*24*hour, false, "due_range"},
		{"later by a decision", Task, t0 + 300*24*hour, true, ""},
		{"later by a decision, of a problem", Problem, t0 + 300*24*hour, true, "due_range"},
		{"passed", Task, t0 - 1, true, "due_range"},
		{"now", Task, t0, true, "due_range"},
		{"before there were dates", Task, -1 << 62, true, "due_range"},
		{"the last day", Task, last, true, ""},
		{"behind it", Task, last + 1, true, "due_decided"},
		{"the year 2206", Task, last + 160*365*24*hour, true, "due_decided"},
		{"the end of time", Task, 1<<63 - 1, true, "due_decided"},
		{"the end of time, by a dispatcher", Task, 1<<63 - 1, false, "due_range"},
	} {
		f := facts(t0, dispatcher)
		events, err := (&Assign{Lead: 10, Due: c.due, Decided: c.decided}).decide(&Matter{Kind: c.kind,
			State: Listed, Category: "road", Area: township}, f)
		if got := fault.Code(err); got != c.code {
			t.Errorf("%s: %q (%v), want %q", c.name, got, err, c.code)
		}
		if err == nil && events[0].Body.(*WasAssigned).Due != c.due {
			t.Errorf("%s: due %v, want %v", c.name, events[0].Body.(*WasAssigned).Due, c.due)
		}
	}
}
