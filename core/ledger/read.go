package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/platform/store"
)

const eventColumns = "seq, at, type, subject, actor, command, body, hash"

// Events reads up to limit events of one subject whose sequence number is greater than after, oldest first.
func (l *Ledger) Events(ctx context.Context, r store.Reader, subject, after int64, limit int) ([]Event, error) {
	rows, err := r.Query(ctx, "SELECT "+eventColumns+
		" FROM events WHERE city = $1 AND subject = $2 AND seq > $3 ORDER BY seq LIMIT $4",
		l.opts.City, subject, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read events of %d: %w", subject, err)
	}
	return gather(rows, l.opts.City, nil)
}

// EventsFrom reads up to limit events of the city whose sequence number is greater than after, oldest first.
func (l *Ledger) EventsFrom(ctx context.Context, r store.Reader, after int64, limit int) ([]Event, error) {
	return eventsFrom(ctx, r, l.opts.City, after, limit)
}

func eventsFrom(ctx context.Context, r store.Reader, city, after int64, limit int) ([]Event, error) {
	rows, err := r.Query(ctx, "SELECT "+eventColumns+" FROM events WHERE city = $1 AND seq > $2 ORDER BY seq LIMIT $3",
		city, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read events after %d: %w", after, err)
	}
	return gather(rows, city, make([]Event, 0, max(0, min(limit, 1024))))
}

func gather(rows *sql.Rows, city int64, into []Event) ([]Event, error) {
	defer rows.Close()
	var raw rawEvent
	for rows.Next() {
		e := Event{City: city}
		if err := raw.scan(rows, &e); err != nil {
			return nil, fmt.Errorf("read events: %w", store.Explain(err))
		}
		into = append(into, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read events: %w", store.Explain(err))
	}
	return into, nil
}

// rawEvent holds what the driver lends for one row.
type rawEvent struct{ command, body, hash sql.RawBytes }

func (raw *rawEvent) scan(rows *sql.Rows, e *Event) error {
	if err := rows.Scan(&e.Seq, &e.At, &e.Type, &e.Subject, &e.Actor, &raw.command, &raw.body, &raw.hash); err != nil {
		return err
	}
	if len(raw.command) != len(e.Command) || len(raw.hash) != len(e.Hash) {
		return &BrokenError{City: e.City, Seq: e.Seq, What: "the command id or the hash has the wrong length"}
	}
	copy(e.Command[:], raw.command)
	copy(e.Hash[:], raw.hash)
	e.Body = append([]byte(nil), raw.body...)
	return nil
}

// Given says whether a command with this id was taken before.
func (l *Ledger) Given(ctx context.Context, r store.Reader, id ID) (bool, error) {
	var n int
	err := r.QueryRow(ctx, "SELECT COUNT(*) FROM commands WHERE city = $1 AND id = $2", l.opts.City, id[:]).Scan(&n)
	return n > 0, store.Explain(err)
}

// After reads up to limit events of a city whose sequence number is greater than after, oldest first, beside whatever
// ledger is open: for proofs, which read one snapshot.
func After(ctx context.Context, r store.Reader, city, after int64, limit int) ([]Event, error) {
	return eventsFrom(ctx, r, city, after, limit)
}

// Cursor is how far a follower's tables go: the sequence number of the last event it has applied, -1 before it began.
func Cursor(ctx context.Context, r store.Reader, city int64, follower string) (int64, error) {
	return cursor(ctx, r, city, follower, "")
}
