package duplicate

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"xiaohao/platform/store"
)

// stored are the rows of the tables. New ones are gathered, and written by few statements in the order of their keys,
// so that neighbours lie on one page.
type stored struct {
	city                int64
	tx                  *store.Tx
	rows, cells, pieces [][]any
	waiting             map[int64]bool // matters whose rows are gathered
}

const columns = "matter, until, struck, at, category, known, lat, lng, prints, place, head, whole, rare"

func scan(rows interface{ Scan(...any) error }) (*row, error) {
	r := &row{}
	var where, head, whole, rare []byte
	err := rows.Scan(&r.matter, &r.until, &r.struck, &r.at, &r.category, &r.known, &r.lat, &r.lng, &r.prints, &where,
		&head, &whole, &rare)
	for _, x := range []struct {
		from []byte
		to   *[]uint32
	}{{where, &r.text.Where}, {head, &r.text.Head}, {whole, &r.text.Whole}, {rare, &r.rare}} {
		list, ok := unpack(x.from)
		if err == nil && !ok {
			err = fmt.Errorf("the pieces of %d are cut off", r.matter)
		}
		*x.to = list
	}
	return r, err
}

func (s *stored) get(ctx context.Context, matter int64) (*row, error) {
	if s.waiting[matter] {
		if err := s.flush(ctx); err != nil {
			return nil, err
		}
	}
	r, err := scan(s.tx.QueryRow(ctx, "SELECT "+columns+" FROM pattern_matters WHERE city = $1 AND matter = $2",
		s.city, matter))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, store.Explain(err)
}

// file writes the category that a matter got.
func (s *stored) file(ctx context.Context, matter int64, category string) error {
	if s.waiting[matter] {
		if err := s.flush(ctx); err != nil {
			return err
		}
	}
	return s.tx.Later(ctx, "UPDATE pattern_matters SET category = $1 WHERE city = $2 AND matter = $3 "+
		"AND category <> $4", category, s.city, matter, category)
}

func (s *stored) put(ctx context.Context, old, now *row) error {
	if now == nil {
		return s.drop(ctx, old, true)
	}
	moved := old == nil || !slices.Equal(old.rare, now.rare) // neither place nor words of a report change
	if old != nil && moved {
		if err := s.drop(ctx, old, false); err != nil {
			return err
		}
	}
	known := 0
	if now.known {
		known = 1
	}
	values := []any{s.city, now.matter, int64(now.until), int64(now.struck), int64(now.at), now.category,
		known, now.lat,
		now.lng, now.prints, pack(now.text.Where), pack(now.text.Head), pack(now.text.Whole), pack(now.rare)}
	if old != nil && s.waiting[now.matter] {
		if err := s.flush(ctx); err != nil { // one key must not come twice
			return err
		}
	}
	if s.waiting == nil {
		s.waiting = map[int64]bool{}
	}
	s.waiting[now.matter] = true
	s.rows = append(s.rows, values)
	if !moved {
		return nil
	}
	if now.known {
		s.cells = append(s.cells, []any{s.city, cell(now.lat, now.lng), now.matter, now.lat, now.lng})
	}
	for _, g := range now.rare {
		s.pieces = append(s.pieces, []any{s.city, int64(g), now.matter})
	}
	return nil
}

// flush writes what was gathered.
func (s *stored) flush(ctx context.Context) error {
	for _, list := range [][][]any{s.rows, s.cells, s.pieces} {
		slices.SortFunc(list, func(x, y []any) int {
			return cmp.Or(cmp.Compare(x[1].(int64), y[1].(int64)), cmp.Compare(x[2].(int64), y[2].(int64)))
		})
	}
	err := s.tx.Rows(ctx, "INSERT INTO pattern_matters (city, "+columns+") VALUES", "ON CONFLICT (city, matter) "+
		"DO UPDATE SET until = excluded.until, struck = excluded.struck, category = excluded.category, "+
		"rare = excluded.rare", s.rows)
	if err == nil {
		err = s.tx.Rows(ctx, "INSERT INTO pattern_cells (city, cell, matter, lat, lng) VALUES",
			"ON CONFLICT (city, cell, matter) DO NOTHING", s.cells)
	}
	if err == nil {
		err = s.tx.Rows(ctx, "INSERT INTO pattern_words (city, piece, matter) VALUES",
			"ON CONFLICT (city, piece, matter) DO NOTHING", s.pieces)
	}
	s.rows, s.cells, s.pieces, s.waiting = nil, nil, nil, nil
	return err
}

// drop takes a row's index entries away, and the row too when all of it goes.
func (s *stored) drop(ctx context.Context, old *row, all bool) error {
	if s.waiting[old.matter] {
		if err := s.flush(ctx); err != nil {
			return err
		}
	}
	for _, g := range old.rare {
		if err := s.tx.Later(ctx, "DELETE FROM pattern_words WHERE city = $1 AND piece = $2 AND matter = $3", s.city,
			int64(g), old.matter); err != nil {
			return err
		}
	}
	if old.known {
		if err := s.tx.Later(ctx, "DELETE FROM pattern_cells WHERE city = $1 AND cell = $2 AND matter = $3", s.city,
			cell(old.lat, old.lng), old.matter); err != nil {
			return err
		}
	}
	if !all {
		return nil
	}
	return s.tx.Later(ctx, "DELETE FROM pattern_matters WHERE city = $1 AND matter = $2", s.city, old.matter)
}
