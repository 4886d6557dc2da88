package views

import (
	"context"

	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// counters are the running numbers that a group of commands has asked for: each is read once a group and then counted
// in memory.
type counters struct{ last map[counter]int64 }

// counter names a running number: those of a list by kind of matter, those of a register by kind of notice.
type counter struct {
	paper string
	kind  matter.Kind
	year  int
}

func (c *counters) next(k counter, read func() (int64, error)) (int64, error) {
	if last, ok := c.last[k]; ok {
		return last + 1, nil
	}
	last, err := read()
	if err != nil {
		return 0, err
	}
	c.last[k] = last
	return last + 1, nil
}

// took notes that a number was given, if the group counts it.
func (c *counters) took(k counter, n int64) {
	if last, ok := c.last[k]; ok {
		c.last[k] = max(last, n)
	}
}

// NextNumber is the next free counter of a kind in a year, for Number. Inside a command's transaction it sees the
// commands before it; the listed event that carries the number takes it.
func (v *Matters) NextNumber(ctx context.Context, tx *store.Tx, year int, kind matter.Kind) (int64, error) {
	return v.counters.next(counter{kind: kind, year: year}, func() (int64, error) {
		return one(ctx, tx, "SELECT last FROM numbers WHERE city = $1 AND year = $2 AND kind = $3", v.city,
			year, int64(kind))
	})
}

// NextPaper is the next number of a kind of notice in a year. Inside a command's transaction it sees the commands
// before it.
func (v *Matters) NextPaper(ctx context.Context, tx *store.Tx, kind string, year int) (int64, error) {
	return v.counters.next(counter{paper: kind, year: year}, func() (int64, error) {
		return one(ctx, tx, paperText, v.city, kind, year)
	})
}
