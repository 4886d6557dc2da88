package score

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Book is every round of a city, folded in memory. It takes about 300 bytes a matter.
type Book struct {
	Through int64 // the last event it knows
	files   map[int64]*File
}

// recountPiece is how many facts go from the reader to the folder at once.
const recountPiece = 1024

// bare are the types of events from whose bodies the assessment takes nothing: they stay where they are.
var bare = []event.Type{types[rejected], types[struckOff], types[held]}

// noted is a fact and whose it is.
type noted struct {
	subject int64
	fact
}

// Recount folds the events up to upto in memory, one goroutine reading and one folding. progress, which may be nil,
// counts events.
func Recount(ctx context.Context, r store.Reader, city, upto int64, progress func(done, total int64)) (*Book, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pieces, failed := make(chan []noted, 8), make(chan error, 1)
	go func() {
		defer close(pieces)
		if err := facts(ctx, r, city, upto, pieces); err != nil {
			failed <- err
		}
	}()
	b := &Book{Through: upto, files: map[int64]*File{}}
	for piece := range pieces {
		for i := range piece {
			b.apply(&piece[i])
		}
		if progress != nil {
			progress(piece[len(piece)-1].seq, upto)
		}
	}
	select {
	case err := <-failed:
		return nil, fmt.Errorf("recount: %w", err)
	default:
		return b, nil
	}
}

func (b *Book) apply(n *noted) {
	f := b.files[n.subject]
	if f == nil {
		f = &File{}
		b.files[n.subject] = f
	}
	f.apply(&n.fact)
}

// facts reads the events and sends what they say. A text column comes as a string that the driver made for us: it is
// not copied again.
func facts(ctx context.Context, r store.Reader, city, upto int64, to chan<- []noted) error {
	piece := make([]noted, 0, recountPiece)
	send := func() error {
		if len(piece) == 0 {
			return nil
		}
		select {
		case to <- piece:
			piece = make([]noted, 0, recountPiece)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var seq int64
	var at calendar.Instant
	var subject, actor int64
	var typ, body any
	into := []any{&seq, &at, &typ, &subject, &actor, &body}
	// A context that can end costs the driver a goroutine for each row: send looks at it instead.
	list, err := ledger.Bare(context.WithoutCancel(ctx), r, city, upto, bare)
	err = store.Rows(list, err, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		st := stepOf[event.Type(textOf(typ))]
		if st == other {
			return nil
		}
		f, err := read(st, textOf(body))
		if err != nil {
			return fmt.Errorf("event %d: %w", seq, err)
		}
		f.seq, f.at, f.actor = seq, at, actor
		if piece = append(piece, noted{subject, f}); len(piece) == recountPiece {
			return send()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return send()
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// Lines are the sums of a period that is over, of everybody, by scope and id, without scores.
func (b *Book) Lines(p Period) []Line {
	from, to := p.From(), p.To()
	at := map[[2]int64]*Counts{}
	for _, f := range b.files {
		for i := range f.Rounds {
			r := &f.Rounds[i]
			if d := r.Day(); d < from || d >= to || !f.counted(r) {
				continue
			}
			c := r.Counts()
			f.cells(r, func(k cell) {
				if k.grain != byMonth {
					return
				}
				have := at[[2]int64{k.scope, k.id}]
				if have == nil {
					have = &Counts{}
					at[[2]int64{k.scope, k.id}] = have
				}
				have.add(&c, 1)
			})
		}
	}
	return sorted(at)
}
