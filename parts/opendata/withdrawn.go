package opendata

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"slices"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// withdrawal is an entry of the list of what was withdrawn: the key of the row, and the day.
type withdrawal struct {
	day calendar.Instant // its first instant in the city's time
	key Key
}

// withdrawals gather what was withdrawn: what the ledger says of the last days, but for what is public again, and what
// the gate refuses now although the ledger does not yet say so.
type withdrawals struct {
	at map[int64]calendar.Instant
}

func (x *OpenData) withdrawals(ctx context.Context, r store.Reader, since calendar.Instant) (*withdrawals, error) {
	w := &withdrawals{map[int64]calendar.Instant{}}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var at calendar.Instant
		err := rows.Scan(&id, &at)
		w.at[id] = at
		return err
	}, "SELECT matter, at FROM opendata_withdrawn WHERE city = $1 AND at >= $2", x.City, since)
	return w, err
}

// is says that a matter is public.
func (w *withdrawals) is(matter int64) { delete(w.at, matter) }

// isNot says that a matter of which something is out may not be seen.
func (w *withdrawals) isNot(matter int64, now calendar.Instant) { w.at[matter] = now }

// list gives the entries, the last day first.
func (w *withdrawals) list(keys *keyer) []withdrawal {
	out := make([]withdrawal, 0, len(w.at))
	for id, at := range w.at {
		t := at.Time().In(calendar.China())
		day := calendar.Of(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location()))
		out = append(out, withdrawal{day, keys.of(id)})
	}
	slices.SortFunc(out, func(a, b withdrawal) int {
		if a.day != b.day {
			return int(min(max(b.day.Since(a.day), -1), 1))
		}
		return bytes.Compare(a.key[:], b.key[:])
	})
	return out
}

// listWriter writes the list as it comes; a writer of rows writes none.
type listWriter func(io.Writer) error

func withdrawnTable(list []withdrawal) listWriter {
	return func(w io.Writer) error {
		b := []byte("\uFEFFkey,withdrawn\r\n")
		for _, x := range list {
			b = x.key.appendTo(b)
			b = append(b, ',')
			b = x.day.Time().In(calendar.China()).AppendFormat(b, time.DateOnly)
			b = append(b, "\r\n"...)
			if _, err := w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
		_, err := w.Write(b)
		return err
	}
}

func withdrawnJSON(list []withdrawal, made, since calendar.Instant) listWriter {
	return func(w io.Writer) error {
		b := append([]byte(`{"made":"`), made.Time().In(calendar.China()).Format(time.RFC3339)...)
		b = append(append(b, `","since":"`...), since.Time().In(calendar.China()).Format(time.DateOnly)...)
		b = append(b, `","withdrawn":[`...)
		for i, x := range list {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, "\n{\"key\":\""...)
			b = x.key.appendTo(b)
			b = append(b, `","withdrawn":"`...)
			b = x.day.Time().In(calendar.China()).AppendFormat(b, time.DateOnly)
			b = append(b, `"}`...)
			if _, err := w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
		_, err := w.Write(append(b, "\n]}\n"...))
		return err
	}
}
