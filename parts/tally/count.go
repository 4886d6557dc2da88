package tally

import (
	"context"
	"encoding/hex"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// MostCount is the largest number that one cell of a sheet takes.
const MostCount = 9999

// ahead is how much later than now a sheet may say that it was begun, for clocks that differ.
const ahead = 15 * 60 * 1_000_000

// Receipt is what became of a sheet.
type Receipt struct {
	ID       int64
	Marks    []Mark // why it is not counted among the pairs; none where it is
	Repeated bool   // it had come before
}

// Count takes a sheet in: from who counted it, or from a keeper who types a paper form in. What is of another day or
// hour, of a place that nobody called, or that came a second time is kept and marked. The same id again gives the first
// answer. Faults: tally_undrawn, tally_place, tally_cells, tally_times, tally_who.
func (x *Tallies) Count(ctx context.Context, caller org.Caller, id ledger.ID, tally int64, sheet Sheet) (Receipt,
	error) {
	return x.CountOutside(ctx, caller, id, tally, sheet, 0)
}

// CountOutside is Count of a sheet whose times are a phone's, which is off by so many microseconds: they are put right
// by adding them. What was said is what the phone said, for it may know better the next time it sends the same.
func (x *Tallies) CountOutside(ctx context.Context, caller org.Caller, id ledger.ID, tally int64, sheet Sheet,
	off int64) (Receipt, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"count", tally, sheet}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		s, err := x.countable(ctx, tx, caller, tally)
		if err != nil {
			return nil, err
		}
		c := Counted{Sheet: sheet}
		c.Begun, c.Ended = c.Begun.Plus(off), c.Ended.Plus(off)
		if c.Person == 0 {
			c.Person = caller.Person
		}
		if err := x.sheet(caller, s, &c.Sheet, now); err != nil {
			return nil, err
		}
		if c.Marks, err = x.marks(ctx, tx, s, &c.Sheet); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: CountedType, Subject: s.ID, Areas: []area.Code{s.Area}, Body: &c}}, nil
	})
	if err != nil {
		return Receipt{}, err
	}
	e, err := entryOf(ctx, x.DB.Read(), x.City, tally, a.First)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{a.First, e.Marks, a.Repeated}, nil
}

// Correct puts new numbers in the place of a sheet's, with a reason; both stay. Who counted it may, and keepers.
// Faults: tally_sheet, tally_gone, tally_cells, tally_words, tally_over.
func (x *Tallies) Correct(ctx context.Context, caller org.Caller, id ledger.ID, tally, sheet int64,
	counts map[Cell]int64, reason string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"correct", tally, sheet, counts, reason}, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		s, err := x.countable(ctx, tx, caller, tally)
		if err != nil {
			return nil, err
		}
		if s.Ended != 0 {
			return nil, fault.New(fault.Conflict, "tally_over")
		}
		e, err := entryOf(ctx, tx, x.City, tally, sheet)
		switch {
		case err != nil:
			return nil, err
		case e.Person != caller.Person && e.By != caller.Person && !x.MayKeep(caller, s.Area):
			return nil, fault.New(fault.Denied, "not_allowed")
		case e.Gone:
			return nil, fault.New(fault.Conflict, "tally_gone")
		}
		c := &Corrected{Sheet: sheet}
		if c.Counts, err = s.cells(counts); err != nil {
			return nil, err
		}
		if c.Reason, err = words(reason, "reason", LongReason); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: CorrectedType, Subject: s.ID, Areas: []area.Code{s.Area}, Body: c}}, nil
	})
	return err
}

// countable is a survey that was drawn and that the caller may give sheets to.
func (x *Tallies) countable(ctx context.Context, r store.Reader, caller org.Caller, tally int64) (*Stand, error) {
	s, err := standOf(ctx, r, x.City, tally)
	switch {
	case err != nil:
		return nil, err
	case !x.sees(caller, s):
		return nil, missing()
	case !x.counter(caller, s):
		return nil, fault.New(fault.Denied, "not_allowed")
	case s.Drawn == 0:
		return nil, fault.New(fault.Conflict, "tally_undrawn")
	}
	return s, nil
}

// sheet checks what can be wrong with a sheet itself. Somebody else's is typed in by keepers alone, and of a counter.
func (x *Tallies) sheet(caller org.Caller, s *Stand, c *Sheet, now calendar.Instant) (err error) {
	if _, ok := s.Place(c.Place); !ok || !slices.Contains(Waves(), c.Wave) {
		return fault.New(fault.Invalid, "tally_place").On("place")
	}
	if c.Person != caller.Person && !(x.MayKeep(caller, s.Area) && slices.Contains(s.Counters, c.Person)) {
		return fault.New(fault.Invalid, "tally_who").On("person")
	}
	if c.Begun <= 0 || c.Ended < c.Begun || c.Ended.Since(c.Begun) > dayMicros || c.Begun > now.Plus(ahead) {
		return fault.New(fault.Invalid, "tally_times").On("begun")
	}
	c.Counts, err = s.cells(c.Counts)
	return err
}

// cells checks the numbers of a sheet. What is zero is left out.
func (p *Plan) cells(counts map[Cell]int64) (map[Cell]int64, error) {
	known, out := p.Kind.Cells(), map[Cell]int64{}
	for c, n := range counts {
		if !slices.Contains(known, c) || n < 0 || n > MostCount {
			return nil, fault.New(fault.Invalid, "tally_cells", "most", MostCount).On(string(c))
		}
		if n > 0 {
			out[c] = n
		}
	}
	return out, nil
}

// marks say why a sheet is not counted among the pairs.
func (x *Tallies) marks(ctx context.Context, tx *store.Tx, s *Stand, c *Sheet) (out []Mark, err error) {
	p, _ := s.Place(c.Place)
	out = s.timed(s.Slots[p.Slot], c.Wave, c.Begun)
	there, err := x.counts(ctx, tx, s.ID, c.Wave, c.Place)
	if err != nil {
		return nil, err
	}
	for _, m := range []struct {
		mark Mark
		so   bool
	}{{Uncalled, p.Turn(c.Wave) == nil}, {WasMissed, s.MissedIn(c.Wave, c.Place) != nil}, {Twice, there},
		{TooLate, s.Ended != 0}} {
		if m.so {
			out = append(out, m.mark)
		}
	}
	return out, nil
}

// counts says whether a place has a sheet that counts in a wave.
func (x *Tallies) counts(ctx context.Context, r store.Reader, tally int64, w Wave, no int) (bool, error) {
	var n int64
	err := r.QueryRow(ctx, "SELECT count(*) FROM tally_sheets WHERE city = $1 AND tally = $2 AND after = $3 "+
		"AND place = $4 AND counts = 1", x.City, tally, bit(w == After), no).Scan(&n)
	return n > 0, store.Explain(err)
}

func hexed(seed [32]byte) string { return hex.EncodeToString(seed[:]) }
