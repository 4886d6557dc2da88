package duplicate

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

// Bulk makes the rows of very many open matters at once, those that the follower would have made one after the other.
// A bench fills a city by it; nothing else does.
type Bulk struct {
	city   int64
	counts *alike.Counts
	moved  map[int]int64
	rows   [][]any
	cells  [][5]int64
	words  []uint64 // piece, then matter
}

// NewBulk begins behind the rows that the tables hold.
func NewBulk(ctx context.Context, r store.Reader, city int64) (*Bulk, error) {
	counts, err := readCounts(ctx, r, city)
	return &Bulk{city: city, counts: counts, moved: map[int]int64{}}, err
}

// Reported is a matter as its report said it.
type Reported struct {
	Matter   int64
	At       calendar.Instant // id, below 2^32; µs
	Category string
	Lat, Lng *float64
	Text     alike.Text
}

// ReportedIn are the open matters that the tables of a small city hold, by their ids.
func ReportedIn(ctx context.Context, r store.Reader) ([]Reported, error) {
	rows, err := r.Query(ctx, "SELECT "+columns+" FROM pattern_matters ORDER BY city, matter")
	var out []Reported
	err = store.Rows(rows, err, func(rows *sql.Rows) error {
		x, err := scan(rows)
		if err != nil || x.until != never || x.prints != "" {
			return cmp.Or(err, fmt.Errorf("matter %d is not open, or has photos", x.matter))
		}
		y := Reported{Matter: x.matter, At: x.at, Category: x.category, Text: x.text}
		if at := place.FromE7(x.lat, x.lng, 0); x.known {
			y.Lat, y.Lng = &at.Lat, &at.Lng
		}
		out = append(out, y)
		return nil
	})
	return out, err
}

// Add puts a matter behind those before it. Matters are added in the order of their ids.
func (b *Bulk) Add(r Reported) {
	x := &row{matter: r.Matter, until: never, at: r.At, category: r.Category, text: r.Text}
	x.locate(r.Lat, r.Lng)
	x.rare = alike.Rarest(x.text, postings, b.counts)
	if alike.Counted(x.matter) {
		b.counts.Add(x.text)
		note(b.moved, x.text)
	}
	known := int64(0)
	if x.known {
		known = 1
		b.cells = append(b.cells, [5]int64{b.city, cell(x.lat, x.lng), x.matter, x.lat, x.lng})
	}
	for _, g := range x.rare {
		b.words = append(b.words, uint64(g)<<32|uint64(x.matter))
	}
	b.rows = append(b.rows, []any{b.city, x.matter, int64(x.until), int64(x.struck), int64(x.at), x.category, known,
		x.lat, x.lng, x.prints,
		pack(x.text.Where), pack(x.text.Head), pack(x.text.Whole), pack(x.rare)})
}

// PutRows writes the rows of the matters that were added.
func (b *Bulk) PutRows(ctx context.Context, tx *store.Tx) error {
	at := 0
	_, err := tx.Copy(ctx, "pattern_matters", []string{"city", "matter", "until", "struck", "at", "category", "known",
		"lat", "lng", "prints", "place", "head", "whole", "rare"}, func() ([]any, error) {
		if at == len(b.rows) {
			return nil, io.EOF
		}
		at++
		return b.rows[at-1], nil
	})
	if err == nil {
		b.rows = b.rows[:0]
	}
	return err
}

// PutIndexes writes by what the matters are found, and the counters: in the order of the keys, so that neighbours lie
// on one page. The fewer times it is called, the faster.
func (b *Bulk) PutIndexes(ctx context.Context, tx *store.Tx) error {
	slices.SortFunc(b.cells, func(x, y [5]int64) int { return slices.Compare(x[:], y[:]) })
	slices.Sort(b.words)
	at, row := 0, make([]any, 5)
	_, err := tx.Copy(ctx, "pattern_cells", []string{"city", "cell", "matter", "lat", "lng"}, func() ([]any, error) {
		if at == len(b.cells) {
			return nil, io.EOF
		}
		for i, v := range b.cells[at] {
			row[i] = v
		}
		at++
		return row, nil
	})
	if err != nil {
		return err
	}
	at, row = 0, row[:3]
	_, err = tx.Copy(ctx, "pattern_words", []string{"city", "piece", "matter"}, func() ([]any, error) {
		if at == len(b.words) {
			return nil, io.EOF
		}
		w := b.words[at]
		row[0], row[1], row[2] = b.city, int64(w>>32), int64(w&(1<<32-1))
		at++
		return row, nil
	})
	if err != nil {
		return err
	}
	b.cells, b.words = b.cells[:0], b.words[:0]
	return putCounts(ctx, tx, b.city, b.moved)
}
