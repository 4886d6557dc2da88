package bench

import (
	"context"
	"fmt"
	"time"

	"xiaohao/parts/deadline"
)

// due is how many rungs fire in a measured tick.
const due = 1000

// ticks moves the clock on so that a thousand rungs are due, and measures how long it takes until all have fired and
// are durable; each rung counts as one operation. How many matters are open should not matter. A city that copies
// filled has many more due at the same moment: after the time of a measure the rest is left.
func (b *run) ticks(ctx context.Context) error {
	if _, err := b.tick(ctx); err != nil { // what a new policy makes anew is no rung
		return err
	}
	var took []time.Duration
	wall, cpu := time.Duration(0), time.Duration(0)
	for range 5 {
		at, err := b.desk.Clock.Coming(ctx, due)
		if err != nil {
			return err
		}
		if at == 0 {
			break // a small city has not so many
		}
		b.Clock.Move(at.Since(b.desk.Now()) + 1)
		used, start := cpuTime(), time.Now()
		n, err := b.tick(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		spent := time.Since(start)
		wall, cpu = wall+spent, cpu+cpuTime()-used
		for range n {
			took = append(took, spent/time.Duration(n))
		}
	}
	if len(took) == 0 {
		return nil
	}
	b.keep(fmt.Sprintf("tick, %d rungs at once in groups of %d", due, deadline.Batch), "xiaohao-"+b.engine(), 1,
		took, wall, cpu)
	return nil
}

// tick fires what is due, for so long as a measure takes, and says how many rungs that were.
func (b *run) tick(ctx context.Context) (int, error) {
	bounded, cancel := context.WithTimeout(ctx, max(b.Time, time.Second))
	defer cancel()
	n, err := b.desk.Clock.Tick(bounded)
	if err != nil && (bounded.Err() == nil || ctx.Err() != nil) {
		return n, fmt.Errorf("tick: %w", err)
	}
	return n, nil
}
