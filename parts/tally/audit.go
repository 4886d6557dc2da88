package tally

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check folds the events again and tells what the tables say otherwise, and draws every draw again: a seed that was
// not committed to, other places than it draws, a place that was called out of turn.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	err := part.Refold(ctx, r, city, part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps()},
		progress, tell)
	if err != nil {
		return err
	}
	all, types := map[int64]*Stand{}, []event.Type{PlannedType, DrawnType, MissedType}
	return ledger.EachType(ctx, r, city, 0, 0, types, func(e ledger.Event) error {
		body, err := Decode(e.Type, e.Body)
		if err != nil {
			tell(fmt.Sprintf("tally_surveys: event %d: %v", e.Seq, err))
			return nil
		}
		s := all[e.Subject]
		if s == nil {
			s = &Stand{}
			all[e.Subject] = s
		}
		if what := s.redo(body, e.At); what != "" {
			tell(fmt.Sprintf("tally_surveys: survey %d: %s", e.Subject, what))
		}
		if err := s.fold(e, body); err != nil {
			tell(fmt.Sprintf("tally_surveys: event %d: %v", e.Seq, err))
		}
		return nil
	})
}

// redo says what is wrong with a draw or a call, as the survey stood before it.
func (s *Stand) redo(body any, at calendar.Instant) string {
	switch b := body.(type) {
	case *Drawn:
		raw, err := hex.DecodeString(b.Seed)
		if err != nil || len(raw) != 32 {
			return "the seed is none"
		}
		seed := [32]byte(raw)
		if Commitment(seed, s.Key) != s.Commitment {
			return "the seed is not the one that was committed to"
		}
		if !slices.EqualFunc(Draw(&s.Plan, seed, s.Key), b.Places, func(x, y Place) bool {
			return x.Site == y.Site && x.Slot == y.Slot && x.Spare == y.Spare
		}) {
			return "other places were drawn than the seed draws"
		}
	case *Missed:
		p, ok := s.Place(b.Place)
		if !ok {
			return fmt.Sprintf("place %d was missed, and there is none", b.Place)
		}
		if b.Next != s.next(p, b.Wave, at) {
			return fmt.Sprintf("place %d was called out of turn for place %d", b.Next, b.Place)
		}
	}
	return ""
}

// next is the number of the spare place that is called when one is missed at an instant: the first of its kind of road
// in the drawn list that nobody called and whose hour is still to come. 0 for none.
func (s *Stand) next(missed *Place, w Wave, at calendar.Instant) int {
	if w != Before {
		return 0
	}
	road := s.Sites[missed.Site].Road
	for i := range s.Places {
		p := &s.Places[i]
		if p.Spare && p.Before == nil && s.Sites[p.Site].Road == road &&
			len(s.Plan.Before.starts(s.Slots[p.Slot], at)) > 0 {
			return i + 1
		}
	}
	return 0
}
