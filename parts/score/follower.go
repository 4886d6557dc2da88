package score

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// follower folds the events into the tables. What a slice of events changed is gathered and written once, as
// differences.
type follower struct{ city int64 }

// followerName is the name of its cursor. A new meaning of the tables or of the flags needs a new one.
const followerName = "score.2"

// Name implements ledger.Follower.
func (w *follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (w *follower) Types() []event.Type { return append(types[reported:], PublishedType) }

// Reset implements ledger.Follower.
func (w *follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range []string{"score_files", "score_lists", "score_counts", "score_published", "burden"} {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", w.city); err != nil {
			return err
		}
	}
	return nil
}

// opened is a file that a slice of events has changed, with what the tables say of it.
type opened struct {
	file File
	doc  string // as stored, "" when it is new
	old  map[entry]shown
}

// slice is what a run of events changes.
type slice struct {
	city  int64
	files map[int64]*opened
	sums  map[cell]*Counts
	loads map[load]int64
}

// Apply implements ledger.Follower.
func (w *follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	s := &slice{city: w.city, files: map[int64]*opened{}, sums: map[cell]*Counts{}, loads: map[load]int64{}}
	if err := s.load(ctx, tx, events); err != nil {
		return err
	}
	for i := range events {
		e := &events[i]
		if e.Type == PublishedType {
			if err := publish(ctx, tx, w.city, e); err != nil {
				return fmt.Errorf("event %d: %w", e.Seq, err)
			}
			continue
		}
		if err := s.event(e); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	return s.flush(ctx, tx)
}

func (s *slice) event(e *ledger.Event) error {
	st := stepOf[e.Type]
	if st == other {
		return nil
	}
	f, err := read(st, string(e.Body))
	if err != nil {
		return err
	}
	f.seq, f.at, f.actor = e.Seq, e.At, e.Actor
	o := s.files[e.Subject]
	o.file.report(&f, func(l load, n int64) { s.loads[l] += n })
	o.file.apply(&f)
	return nil
}

// load reads the files of the matters that the events are about, in few questions.
func (s *slice) load(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	var matters []int64
	for i := range events {
		if m := events[i].Subject; stepOf[events[i].Type] != other && s.files[m] == nil {
			s.files[m] = &opened{old: map[entry]shown{}}
			matters = append(matters, m)
		}
	}
	for some := range slices.Chunk(matters, mostIDs) {
		err := store.Each(ctx, tx, func(rows *sql.Rows) error {
			var m int64
			var doc string
			if err := rows.Scan(&m, &doc); err != nil {
				return err
			}
			s.files[m].doc = doc
			return json.Unmarshal([]byte(doc), &s.files[m].file)
		}, getFiles, padded([]any{s.city}, some, mostIDs)...)
		if err != nil {
			return fmt.Errorf("read files: %w", err)
		}
	}
	// Each matter's rounds are taken out of the sums; flush puts them in again as they then are.
	for _, m := range matters {
		o := s.files[m]
		s.add(&o.file, -1)
		o.file.list(m, func(e entry, x shown) { o.old[e] = x })
	}
	return nil
}

func (s *slice) add(f *File, times int64) {
	f.sum(func(at cell, c *Counts) {
		have := s.sums[at]
		if have == nil {
			have = &Counts{}
			s.sums[at] = have
		}
		have.add(c, times)
	})
}

func (s *slice) flush(ctx context.Context, tx *store.Tx) error {
	old, now, docs := map[entry]shown{}, map[entry]shown{}, make([][]any, 0, len(s.files))
	for _, matter := range slices.Sorted(maps.Keys(s.files)) {
		o := s.files[matter]
		s.add(&o.file, 1)
		maps.Copy(old, o.old)
		o.file.list(matter, func(e entry, x shown) { now[e] = x })
		doc, err := json.Marshal(&o.file)
		if err != nil {
			return err
		}
		if string(doc) != o.doc {
			docs = append(docs, []any{s.city, matter, string(doc)})
		}
	}
	if err := tx.Rows(ctx, putFiles, thenFiles, docs); err != nil {
		return fmt.Errorf("write files: %w", err)
	}
	if err := flushLists(ctx, tx, s.city, old, now); err != nil {
		return err
	}
	if err := flushCounts(ctx, tx, s.city, s.sums); err != nil {
		return err
	}
	return flushLoads(ctx, tx, s.city, s.loads)
}
