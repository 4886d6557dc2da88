package part_test

import (
	"testing"
	"time"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
)

// TestRest: what rests is still at rest until its time, and is forgotten then.
func TestRest(t *testing.T) {
	t.Parallel()
	var r part.Rest
	at := calendar.Instant(1_000_000)
	if r.Still(7, at) || r.Len() != 0 {
		t.Error("what nobody put rests")
	}
	r.Put(7, at.Add(time.Second))
	if !r.Still(7, at) || r.Len() != 1 {
		t.Error("what was put does not rest")
	}
	if r.Still(7, at.Add(time.Second)) || r.Len() != 0 {
		t.Error("it rests when its time has come, or is kept in mind")
	}
}
