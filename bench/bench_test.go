package bench

import (
	"testing"
	"time"
)

// TestKeep checks the arithmetic of a measure: the median, the slowest hundredth, the rate.
func TestKeep(t *testing.T) {
	b := &run{n: 7, rep: &Report{}}
	var took []time.Duration
	for i := range 100 {
		took = append(took, time.Duration(100-i)*time.Millisecond)
	}
	b.keep("report", "xiaohao", 8, took, 10*time.Second, time.Second)
	got := b.rep.Results[0]
	if got.Ops != 10 || got.P50 != 50 || got.P99 != 99 || got.CPU != 10000 || got.N != 7 || got.Clients != 8 {
		t.Errorf("%+v", got)
	}
}
