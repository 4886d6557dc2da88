// Package origin knows which rows of others' lists are matters already, so that a list that comes again brings in
// what is new in it and nothing twice.
//
// It also gives the turn to import, of which there is one at a time in all programs of a city (the table import_turns).
//
// It owns the table origins, which is folded from the reports of the ledger: the number that a matter had where it came
// from, and the digest of the row it was. A row is the same when source, number and digest are; without a number, when
// source and digest are, and as many like it are there. Matters of earlier programs have no digest: their time, place
// and redacted text are compared. It decides nothing: the import says what becomes of a row that is found.
package origin

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Origins answers for a city. Safe for concurrent use.
type Origins struct {
	part.Base
	program string // tells this program from others that serve the city

	turns     sync.Mutex
	importing bool // an import of this program is under way
}

// New makes it for a city whose tables are there.
func New(b part.Base) *Origins { return &Origins{Base: b, program: rand.Text()} }

// Row is a row of a list as it is looked for.
type Row struct {
	Source  string
	Number  string   // "" when it has none
	Former  []string // how earlier programs may have written the number
	Digest  string   // of desk.RowDigest
	FoundAt calendar.Instant
	Place   string // as it was typed, like Title and Text
	Title   string
	Text    string
}

// Found is what the city has of a row.
type Found struct {
	Same   int   // matters of the same row
	Unsure int   // matters of its number, of an earlier program, of which nobody can tell whether they say the same
	Other  int64 // a matter of its number that says something else; 0 for none
}

// Ready waits until all that was taken so far can be found.
func (x *Origins) Ready(ctx context.Context) error { return x.Desk.CatchUp(ctx, Follower) }

// Any says whether anything came from a source.
func (x *Origins) Any(ctx context.Context, source string) (bool, error) {
	n, err := x.count(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM origins WHERE city = $1 AND source = $2 LIMIT 1) AS a",
		x.City, source)
	return n > 0, err
}

// Given says whether a command with this id was taken: earlier programs named a row without a number so.
func (x *Origins) Given(ctx context.Context, id ledger.ID) (bool, error) {
	_, _, ok, err := ledger.Taken(ctx, x.DB.Read(), x.City, id)
	return ok, err
}

// Find looks a row up.
func (x *Origins) Find(ctx context.Context, r Row) (f Found, err error) {
	if r.Number == "" {
		f.Same, err = x.count(ctx,
			"SELECT COUNT(*) FROM origins WHERE city = $1 AND source = $2 AND source_no = '' AND digest = $3",
			x.City, r.Source, r.Digest)
		if err != nil {
			return f, err
		}
	}
	list, err := x.entries(ctx, r)
	if err != nil {
		return f, err
	}
	for _, e := range list {
		switch {
		case e.digest == r.Digest:
			f.Same++
		case !strings.HasPrefix(e.digest, formerMark):
			f.Other = e.id
		default:
			if err := x.compare(ctx, r, e.id, &f); err != nil {
				return f, err
			}
		}
	}
	return f, nil
}

// compare adds what a matter of an earlier program is to a row.
func (x *Origins) compare(ctx context.Context, r Row, id int64, f *Found) error {
	e, ok, err := ledger.One(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return err
	}
	var b reported
	if !ok || json.Unmarshal(e.Body, &b) != nil {
		f.Unsure++ // the proof of the ledger tells what is wrong with it
		return nil
	}
	switch b.against(r) {
	case same:
		f.Same++
	case unsure:
		f.Unsure++
	default:
		f.Other = id
	}
	return nil
}

// entry is a row of the table.
type entry struct {
	digest string
	id     int64
}

// mostEntries is how many matters of one number are looked at; nobody gives a number to more.
const mostEntries = 1000

// entries are the matters that may be the row: those of its number, or those of earlier programs with its words.
func (x *Origins) entries(ctx context.Context, r Row) (out []entry, err error) {
	text, args := "SELECT digest, id FROM origins WHERE city = $1 AND source = $2 AND source_no = $3", []any{x.City,
		r.Source}
	numbers := append([]string{r.Number}, r.Former...)
	if r.Number == "" && len(r.Former) == 0 {
		text += " AND digest = $4"
	}
	for _, n := range numbers {
		if n == "" && len(r.Former) > 0 {
			continue
		}
		with := append(args[:2:2], n)
		if n == "" {
			with = append(with, former(r.FoundAt, r.Place, r.Text))
		}
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var e entry
			err := rows.Scan(&e.digest, &e.id)
			out = append(out, e)
			return err
		}, text+fmt.Sprintf(" LIMIT %d", mostEntries), with...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (x *Origins) count(ctx context.Context, text string, args ...any) (n int, err error) {
	err = x.DB.Read().QueryRow(ctx, text, args...).Scan(&n)
	return n, store.Explain(err)
}
