package help

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// marksOf are the rows of help_marks of a case.
type marksOf struct {
	at     calendar.Instant
	hashes map[string][]byte
	torn   bool // not all rows are of one instant
}

// Check folds the events again and tells what the tables say otherwise. The rows of help_marks are held by the digest
// in the last event that marked the case, which needs no secret: an altered, added or missing row does not fit it.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	err := part.Refold(ctx, r, city, part.Fold{View: view{city}, Types: append([]event.Type{typePrefix}, moves...),
		Steps: Steps(), Skip: []string{"help_marks"}}, progress, tell)
	if err != nil {
		return err
	}
	marks, err := marksIn(ctx, r, city)
	if err != nil {
		return err
	}
	err = eachCase(ctx, r, func(c Case) {
		m := marks[c.Matter]
		delete(marks, c.Matter)
		said := func(what string) { tell(fmt.Sprintf("help_marks: matter %d %s", c.Matter, what)) }
		switch {
		case c.Forgotten != 0 || c.Marked == 0:
			if m != nil {
				said("has hashes, and no event says so")
			}
		case m == nil:
			said("has no hashes, and an event says that it has")
		case c.Marks != "" && (m.torn || digest(c.Matter, m.at, m.hashes) != c.Marks):
			said("has other hashes than its event says")
		}
	}, "SELECT body FROM help_cases WHERE city = $1 ORDER BY matter", city)
	for _, id := range slices.Sorted(maps.Keys(marks)) {
		tell(fmt.Sprintf("help_marks: matter %d has hashes and is no case", id))
	}
	return err
}

func marksIn(ctx context.Context, r store.Reader, city int64) (map[int64]*marksOf, error) {
	out := map[int64]*marksOf{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var field string
		var hash sql.RawBytes
		var at calendar.Instant
		if err := rows.Scan(&id, &field, &hash, &at); err != nil {
			return err
		}
		m := out[id]
		if m == nil {
			m = &marksOf{at: at, hashes: map[string][]byte{}}
			out[id] = m
		}
		m.torn = m.torn || m.at != at
		m.hashes[field] = bytes.Clone(hash)
		return nil
	}, "SELECT matter, field, hash, at FROM help_marks WHERE city = $1", city)
	return out, err
}
