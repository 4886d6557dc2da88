package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Entry is an item as lists show it.
type Entry struct {
	ID int64 `json:"id"`
	Item
	Pages  int    `json:"pages"`
	Sum    string `json:"sum"` // of its content
	Volume int64  `json:"volume,omitempty"`
	Nth    int    `json:"nth,omitempty"`
	Locked bool   `json:"locked,omitempty"`
}

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Archive) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "archive.1", Asks: []event.Type{typePrefix},
		Tables: []string{"archive_items", "archive_contents", "archive_volumes"},
		Fold:   view{city}.event}
}

// event folds one event.
func (v view) event(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	if b, ok := body.(*Offered); ok {
		return v.offered(ctx, tx, e.Seq, b.Item)
	}
	return v.volume(ctx, tx, e, body)
}

func (v view) offered(ctx context.Context, tx *store.Tx, id int64, i Item) error {
	content, err := json.Marshal(i.Content)
	if err != nil {
		return err
	}
	head := Entry{ID: id, Item: i, Pages: i.Content.Pages(), Sum: i.Content.Sum()}
	head.Content = Content{}
	body, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, `INSERT INTO archive_items (city, id, part, subject, area, year, kind, keep, volume, nth,
		locked, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9)`, v.city, id, i.Part, i.Subject,
		int64(i.Area), i.Year(), i.Kind, i.Keep, string(body)); err != nil {
		return err
	}
	return tx.Later(ctx, "INSERT INTO archive_contents (city, id, body) VALUES ($1, $2, $3)", v.city, id,
		string(content))
}

// Year is the year that an item is of.
func (i Item) Year() int64 {
	n, _ := strconv.ParseInt(i.Day[:min(4, len(i.Day))], 10, 64)
	return n
}

func (v view) volume(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	w := &Volume{}
	if e.Type != BegunType {
		var err error
		if w, err = volumeOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := w.fold(e, body); err != nil {
		return err
	}
	switch b := body.(type) {
	case *Arranged:
		if err := v.arrange(ctx, tx, w.ID, b.Items); err != nil {
			return err
		}
	case *Closed:
		if err := tx.Later(ctx, "UPDATE archive_items SET locked = 1 WHERE city = $1 AND volume = $2", v.city,
			w.ID); err != nil {
			return err
		}
	}
	kept, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO archive_volumes (city, id, area, closed, ends, body)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, id) DO UPDATE SET closed = excluded.closed,
		ends = excluded.ends,
			body = excluded.body`, v.city, w.ID, int64(w.Area), int64(w.Closed), int64(w.Ends), string(kept))
}

// arrange puts items into a volume in an order; those that were in it before and are not now wait again.
func (v view) arrange(ctx context.Context, tx *store.Tx, volume int64, items []int64) error {
	if err := tx.Later(ctx, "UPDATE archive_items SET volume = 0, nth = 0 WHERE city = $1 AND volume = $2", v.city,
		volume); err != nil {
		return err
	}
	for n, id := range items {
		if err := tx.Later(ctx, "UPDATE archive_items SET volume = $3, nth = $4 WHERE city = $1 AND id = $2",
			v.city, id,
			volume, int64(n+1)); err != nil {
			return err
		}
	}
	return nil
}

// Locked says whether a thing of a part lies in a volume that is closed: it is not to be changed any more.
func Locked(ctx context.Context, r store.Reader, city int64, part string, subject int64) (bool, error) {
	_, locked, err := InVolume(ctx, r, city, part, subject)
	return locked, err
}

// InVolume says in which volume a thing of a part is, 0 for none, and whether that is closed.
func InVolume(ctx context.Context, r store.Reader, city int64, part string, subject int64) (volume int64, locked bool,
	err error) {
	err = r.QueryRow(ctx,
		"SELECT volume, locked FROM archive_items WHERE city = $1 AND part = $2 AND subject = $3", city,
		part, subject).Scan(&volume, &locked)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return volume, locked, store.Explain(err)
}

func missing() error { return fault.New(fault.Missing, "archive_missing") }

func volumeOf(ctx context.Context, r store.Reader, city, id int64) (*Volume, error) {
	w := &Volume{}
	return w, one(r.QueryRow(ctx, "SELECT body FROM archive_volumes WHERE city = $1 AND id = $2", city, id), w)
}

// contentOf reads what an item says.
func contentOf(ctx context.Context, r store.Reader, city, id int64) (c Content, err error) {
	return c, one(r.QueryRow(ctx, "SELECT body FROM archive_contents WHERE city = $1 AND id = $2", city, id), &c)
}

const entryColumns = "SELECT body, volume, nth, locked FROM archive_items WHERE city = $1"

// entries reads items without what they say.
func entries(ctx context.Context, r store.Reader, and string, args ...any) (out []Entry, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var e Entry
		var body string
		var volume int64
		var nth, locked int
		if err := rows.Scan(&body, &volume, &nth, &locked); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &e)
		e.Volume, e.Nth, e.Locked = volume, nth, locked != 0
		out = append(out, e)
		return err
	}, entryColumns+and, args...)
	return out, err
}

// one reads a row that holds JSON.
func one(row *store.Row, into any) error {
	return part.Document(row, into, missing)
}

// Check folds the events again and tells every row of the tables that is not what they say, and every closed volume
// whose list is not the one that was locked.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps()}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the archive: %w", err)
	}
	var closed []*Volume
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		w := &Volume{}
		closed = append(closed, w)
		return json.Unmarshal([]byte(body), w)
	}, "SELECT body FROM archive_volumes WHERE city = $1 AND closed > 0", city)
	if err != nil {
		return fmt.Errorf("check the archive: %w", err)
	}
	for _, w := range closed {
		if err := proven(ctx, r, city, w, tell); err != nil {
			return fmt.Errorf("check the archive: volume %d: %w", w.ID, err)
		}
	}
	return nil
}

// proven reckons the hash of a closed volume's list anew, from what its items say.
func proven(ctx context.Context, r store.Reader, city int64, w *Volume, tell func(string)) error {
	list, err := entries(ctx, r, " AND volume = $2 ORDER BY nth", city, w.ID)
	if err != nil {
		return err
	}
	for i := range list {
		c, err := contentOf(ctx, r, city, list[i].ID)
		if err != nil {
			return err
		}
		if list[i].Sum = c.Sum(); !list[i].Locked {
			tell(fmt.Sprintf("archive_items: item %d of the closed volume %d is not locked", list[i].ID, w.ID))
		}
	}
	if got := ListHash(list); got != w.Hash {
		tell(fmt.Sprintf("archive_volumes: volume %d: what is in it gives %s, but %s was locked", w.ID, got, w.Hash))
	}
	return nil
}
