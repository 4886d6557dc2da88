package views

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Search is the text index; it follows the ledger and may lag by a moment.
type Search struct{ city int64 }

// Name implements ledger.Follower. Whoever changes what the index holds of a text, here or in platform/text/fold, gives
// it the next number, so that a city that goes on makes its index anew.
func (s *Search) Name() string { return "search.2" }

// Were implements ledger.Renamed.
func (s *Search) Were() []string { return []string{"search.1"} }

// Types implements ledger.Follower.
func (s *Search) Types() []event.Type {
	return []event.Type{matter.TypeReported, matter.TypeListed, matter.TypeAmended}
}

// Reset implements ledger.Follower.
func (s *Search) Reset(ctx context.Context, tx *store.Tx) error {
	return textIndexOf(tx).reset(ctx, tx, s.city)
}

// Apply implements ledger.Follower: it indexes anew each matter whose texts may have changed. Exception: of an event
// that is not fresh it reads the matter as it stands now; each later change of the texts has an event of these types,
// so at the head the rows are those of the events.
func (s *Search) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	changed := map[int64]*matter.Matter{} // nil when it must be read
	for i := range events {
		changed[events[i].Subject] = Fresh(&events[i])
	}
	var others []int64
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		if m := changed[id]; m == nil {
			others = append(others, id)
		} else if err := s.put(ctx, tx, m); err != nil {
			return err
		}
	}
	return s.index(ctx, tx, others)
}

func (s *Search) index(ctx context.Context, tx *store.Tx, ids []int64) error {
	return eachMatter(ctx, tx, s.city, ids, func(m *matter.Matter) error { return s.put(ctx, tx, m) })
}

// put replaces what is there: events come at least once.
func (s *Search) put(ctx context.Context, tx *store.Tx, m *matter.Matter) error {
	return textIndexOf(tx).put(ctx, tx, s.city, m.ID, tokens(searched(m)...))
}

// PutWords puts a matter's words into the text index, for what makes many matters at once.
func PutWords(ctx context.Context, tx *store.Tx, city, id int64, words []string) error {
	return textIndexOf(tx).put(ctx, tx, city, id, words)
}

// mostAlone is up to which number of the last matter, which counts with the events, a single character is asked of the
// index: an engine gathers all that begins with it, 0.1 s at 150,000 matters. Beyond, whoever asks is told to add one.
const mostAlone = 2_000_000

// found are the matters whose texts the index knows to hold the words, newest first; the exact check is the reader's.
// Where the caller's own matters are few they are read instead, at once or as soon as the words prove to be common:
// an office of ten must not read a city's hits.
func (l *listing) found(ctx context.Context, n narrow) ([]*stream, error) {
	own, err := l.few(ctx, n)
	if err != nil {
		return nil, err
	}
	if own != nil && len(own) <= l.bounds.own {
		return []*stream{fixed(l.order, l.from, own)}, nil
	}
	if l.query.alone {
		if last, err := one(ctx, l.r, "SELECT COALESCE(MAX(id), 0) FROM matters WHERE city = $1", l.city); err != nil {
			return nil, err
		} else if last > mostAlone {
			return nil, fault.New(fault.Invalid, "search_common").On("q")
		}
	}
	ours := make(map[int64]bool, len(own))
	for _, e := range own {
		ours[e.id] = true
	}
	looked := 0
	return []*stream{{at: entry{id: min(l.from.id, n.idHi+1)}, size: l.bounds.first,
		more: func(ctx context.Context, s *stream) (int, error) {
			if own != nil && looked > l.bounds.last {
				s.buf, s.done = fixed(l.order, s.at, own).buf, true
				return 0, nil
			}
			seen := 0
			text, args := textIndexOf(l.r).found(l.city, l.query, s.at.id, n.idLo, s.size)
			err := store.Each(ctx, l.r, func(rows *sql.Rows) error {
				var e entry
				err := rows.Scan(&e.id)
				if s.at, seen = e, seen+1; own == nil || ours[e.id] {
					s.buf = append(s.buf, e)
				}
				return err
			}, text, args...)
			s.done = seen < s.size
			looked += seen
			return seen, err
		}}}, nil
}

// few are the places of what the filter shows without its words, nil when they are many.
func (l *listing) few(ctx context.Context, n narrow) ([]entry, error) {
	part := *l
	part.plan.Text, part.from, part.all = "", l.order.first(), true
	streams, err := part.targeted(ctx, n)
	if errors.Is(err, errWide) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	own := []entry{}
	for _, s := range streams {
		if !s.done {
			return nil, nil
		}
		own = append(own, s.buf...)
	}
	return own, nil
}

// searched are the texts that search looks into.
func searched(m *matter.Matter) []string {
	return []string{m.Title, m.Text, m.Place, m.Number, m.SourceNo}
}

// errShort says that a search text has nothing the index could be asked for.
func errShort() error { return fault.New(fault.Invalid, "search_short").On("q") }
