package release

import (
	"context"
	"database/sql"
	"hash/maphash"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/platform/store"
)

// The index of words holds of each public matter the words of what was let out, and marks by which a search is
// narrowed. A mark begins with a sign that no word has.
const (
	markArea  = "§a"
	markKind  = "§k"
	markState = "§s"
	markOpen  = "§open"
)

// mark makes a mark of what an address may have brought: what would end a word stands as a dot in the middle.
func mark(kind, of string) string {
	return kind + strings.Map(func(r rune) rune {
		if r < 0x80 && (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			return '·'
		}
		return r
	}, of)
}

func areaMark(code int64) string { return markArea + strconv.FormatInt(code, 10) }

// wordsOf is what the index holds of a matter; nil where the gate is shut.
func wordsOf(e entry, r *org.Release) []string {
	if r == nil || e.plain == "" {
		return nil
	}
	out := views.Words(r.Title, r.Text, r.Place)
	out = append(out, mark(markKind, e.category), mark(markState, e.plain), areaMark(e.county))
	if e.township != e.county {
		out = append(out, areaMark(e.township))
	}
	if open(e.plain) {
		out = append(out, markOpen)
	}
	return out
}

// putWords replaces what the index holds of a matter.
func putWords(ctx context.Context, tx *store.Tx, city, id int64, words []string) error {
	if tx.Engine() == store.Postgres {
		if len(words) == 0 {
			return tx.Later(ctx, "DELETE FROM search_public WHERE city = $1 AND id = $2", city, id)
		}
		return tx.Later(ctx, "INSERT INTO search_public (city, id, words) VALUES ($1, $2, CAST(CAST($3 AS TEXT) AS "+
			"TSVECTOR)) ON CONFLICT (city, id) DO UPDATE SET words = excluded.words", city, id, views.Vector(words))
	}
	if len(words) == 0 {
		return tx.Later(ctx, "DELETE FROM search_public WHERE rowid = $1", id)
	}
	return tx.Later(ctx, "INSERT OR REPLACE INTO search_public (rowid, words) VALUES ($1, $2)", id,
		strings.Join(words, " "))
}

// resetWords empties the index.
func resetWords(ctx context.Context, tx *store.Tx, city int64) error {
	if tx.Engine() == store.Postgres {
		return tx.Later(ctx, "DELETE FROM search_public WHERE city = $1", city)
	}
	return tx.Later(ctx, "INSERT INTO search_public (search_public) VALUES ('delete-all')")
}

// eachWord reads what the index holds.
func eachWord(ctx context.Context, r store.Reader, city int64, fn func(id int64, word string)) error {
	if r.Engine() == store.Postgres {
		return store.Each(ctx, r, func(rows *sql.Rows) error {
			var id int64
			var words string
			err := rows.Scan(&id, &words)
			for w := range strings.FieldsSeq(words) {
				fn(id, w)
			}
			return err
		}, "SELECT id, array_to_string(tsvector_to_array(words), ' ') FROM search_public WHERE city = $1", city)
	}
	// Each word is looked up, as a search does: a walk from page to page does not see that a word is not found.
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var word string
		err := rows.Scan(&id, &word)
		fn(id, word)
		return err
	}, "SELECT w.doc, w.term FROM (SELECT DISTINCT term FROM search_public_words) AS t "+
		"CROSS JOIN search_public_words AS w ON w.term = t.term")
}

// wordSum sums up an index: two that hold the same have the same sums, in whatever order they are read.
type wordSum struct {
	seed            maphash.Seed
	n, words, where uint64
}

func newSum() *wordSum { return &wordSum{seed: maphash.MakeSeed()} }

// empty is a sum to be compared with this one.
func (s *wordSum) empty() *wordSum { return &wordSum{seed: s.seed} }

func (s *wordSum) add(id int64, word string) {
	h := maphash.String(s.seed, word)
	s.n++
	s.words += h
	s.where += h * uint64(id)
}
