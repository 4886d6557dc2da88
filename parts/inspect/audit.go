package inspect

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"
)

// Check proves from the ledger alone what can be proven: that each round's seed is the one that was committed to,
// that its frame is the one that was named, that its sample and its teams are those that the seed gives, and that
// nobody was sent where he belongs; then it folds the events once more in a database of its own and compares every
// row, if the follower stands at the end. r should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	events, behind, err := load(ctx, r, city)
	if err == nil {
		err = redraw(events, tell)
	}
	if err == nil && !behind {
		err = compare(ctx, r, city, events, tell)
	}
	if err != nil {
		return fmt.Errorf("check the inspections: %w", err)
	}
	return nil
}

// load reads the events that the tables are folded from, and whether the follower is behind them.
func load(ctx context.Context, r store.Reader, city int64) (out []ledger.Event, behind bool, err error) {
	at, _, err := ledger.AtEnd(ctx, r, city, followerName)
	if err != nil {
		return nil, false, err
	}
	types := []event.Type{PlannedType, OpenedType, ClosedType, MadeType, LinkedType, matter.TypeStruckOff,
		matter.TypeReopened, matter.TypeListed, matter.TypeDeclined, matter.TypeMerged, matter.TypeSplit}
	err = ledger.EachType(ctx, r, city, 0, 0, types, func(e ledger.Event) error {
		out = append(out, e)
		return nil
	})
	return out, !at, err
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

// compare folds the events in a database of its own.
func compare(ctx context.Context, r store.Reader, city int64, events []ledger.Event, tell func(string)) error {
	dir, err := os.MkdirTemp("", "inspect")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "fold.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx, Steps()); err != nil {
		return err
	}
	f, plans := newFollower(city), map[int64]*Planned{}
	f.plan = func(_ context.Context, _ store.Reader, round int64) (*Planned, error) {
		if p := plans[round]; p != nil {
			return p, nil
		}
		return &Planned{}, nil
	}
	for i := range events {
		if events[i].Type == PlannedType {
			var b Planned
			if err := json.Unmarshal(events[i].Body, &b); err != nil {
				return err
			}
			plans[events[i].Subject] = &b
		}
	}
	for part := range slices.Chunk(events, 2000) {
		if err := db.Write(ctx, func(tx *store.Tx) error { return f.Apply(ctx, tx, part) }); err != nil {
			return err
		}
	}
	for _, t := range tables {
		want, err := rowsOf(ctx, db.Read(), t, city)
		if err != nil {
			return err
		}
		have, err := rowsOf(ctx, r, t, city)
		if err != nil {
			return err
		}
		for row := range have {
			if !want[row] {
				tell(fmt.Sprintf("%s: the row %s is not what the events say", t, row))
			}
		}
		for row := range want {
			if !have[row] {
				tell(fmt.Sprintf("%s: the row %s is missing", t, row))
			}
		}
	}
	return nil
}

// rowsOf are a city's rows of a table, each as one text.
func rowsOf(ctx context.Context, r store.Reader, table string, city int64) (map[string]bool, error) {
	rows, err := r.Query(ctx, "SELECT * FROM "+table+" WHERE city = $1", city)
	if err != nil {
		return nil, store.Explain(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, store.Explain(err)
	}
	out := map[string]bool{}
	values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, store.Explain(err)
		}
		var cells []string
		for _, v := range values[1:] {
			cells = append(cells, v.String)
		}
		out[strings.Join(cells, " ")] = true
	}
	return out, store.Explain(rows.Err())
}
