package inspect

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"
)

// Check proves from the ledger alone what can be proven: that each round's seed is the one that was committed to,
// that its frame is the one that was named, that its sample and its teams are those that the seed gives, and that
// nobody was sent where he belongs; then it folds the events once more and compares every row. r should see one
// instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	var rounds []ledger.Event
	types := []event.Type{PlannedType, OpenedType}
	err := ledger.EachType(ctx, r, city, 0, 0, types, func(e ledger.Event) error {
		rounds = append(rounds, e)
		return nil
	})
	if err != nil {
		return fmt.Errorf("check the rounds: %w", err)
	}
	if err := redraw(rounds, tell); err != nil {
		return fmt.Errorf("check the rounds: %w", err)
	}
	f := newFollower(city)
	plan := f.plan
	f.plan = func(ctx context.Context, _ store.Reader, round int64) (*Planned, error) { return plan(ctx, r, round) }
	if err := part.Refold(ctx, r, city, part.Fold{Follower: f, Steps: Steps()}, progress, tell); err != nil {
		return fmt.Errorf("check the inspections: %w", err)
	}
	return nil
}

// redraw draws every round again.
func redraw(events []ledger.Event, tell func(string)) error {
	plans := map[int64]*Planned{}
	for i := range events {
		e := &events[i]
		switch e.Type {
		case PlannedType:
			var b Planned
			if err := json.Unmarshal(e.Body, &b); err != nil {
				return err
			}
			plans[e.Subject] = &b
		case OpenedType:
			var o Opened
			if err := json.Unmarshal(e.Body, &o); err != nil {
				return err
			}
			b := plans[e.Subject]
			if b == nil {
				tell(fmt.Sprintf("round %d was opened and never planned", e.Subject))
				continue
			}
			for _, what := range b.redo(&o) {
				tell(fmt.Sprintf("round %d: %s", e.Subject, what))
			}
		}
	}
	return nil
}

// redo says what does not agree between a plan and its opening.
func (b *Planned) redo(o *Opened) []string {
	var out []string
	raw, err := hex.DecodeString(o.Seed)
	if err != nil || len(raw) != 32 {
		return []string{"the seed is none"}
	}
	seed := [32]byte(raw)
	if secondlook.Commitment(seed, b.name()) != b.Commitment {
		out = append(out, "the seed is not the one that was committed to")
	}
	if FrameDigest(b.Frame) != b.Digest {
		out = append(out, "the points to choose from are not those that were named")
	}
	again, err := Draw(b, o, seed)
	same := func(a, c Team) bool { return slices.Equal(a.Members, c.Members) && slices.Equal(a.Points, c.Points) }
	if err != nil || !slices.EqualFunc(again, o.Teams, same) {
		out = append(out, "other points or teams than the seed gives")
	}
	return out
}
