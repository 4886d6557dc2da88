package views

import (
	"context"
	"database/sql"
	"strings"

	"xiaohao/platform/store"
)

// textIndex is an engine's text index.
type textIndex interface {
	reset(ctx context.Context, tx *store.Tx, city int64) error
	put(ctx context.Context, tx *store.Tx, city, id int64, words []string) error
	// found is the question for the matters before and not below least that have all words of q, newest first.
	found(city int64, q query, before, least int64, limit int) (text string, args []any)
	// count is the question for the number of matters in the index, with the city as its argument.
	count() string
	// each gives every word with the number of matters it stands in and the sum of their ids, or several such parts
	// of a word.
	each(c *checker, fn func(word string, n, ids int64)) error
	// of gives every word of every matter.
	of(c *checker, fn func(id int64, word string)) error
}

func textIndexOf(r interface{ Engine() store.Engine }) textIndex {
	if r.Engine() == store.Postgres {
		return serverIndex{}
	}
	return fileIndex{}
}

// fileIndex is SQLite's FTS5.
type fileIndex struct{}

func (fileIndex) reset(ctx context.Context, tx *store.Tx, _ int64) error {
	err := tx.Later(ctx, "INSERT INTO search (search) VALUES ('delete-all')")
	return err
}

func (fileIndex) put(ctx context.Context, tx *store.Tx, _, id int64, words []string) error {
	return tx.Later(ctx, "INSERT OR REPLACE INTO search (rowid, words) VALUES ($1, $2)", id, strings.Join(words, " "))
}

func (fileIndex) found(_ int64, q query, before, least int64, limit int) (string, []any) {
	return foundText, []any{q.match(), before, least, limit}
}

const foundText = "SELECT rowid FROM search WHERE search MATCH $1 AND rowid < $2 AND rowid >= $3 ORDER BY rowid DESC " +
	"LIMIT $4"

func (fileIndex) count() string { return "SELECT COUNT(*) FROM search WHERE $1 > 0" }

func (fileIndex) each(c *checker, fn func(word string, n, ids int64)) error {
	return store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var word string
		var n, ids int64
		err := rows.Scan(&word, &n, &ids)
		fn(word, n, ids)
		return err
	}, "SELECT t.term, t.doc, COALESCE((SELECT SUM(w.doc & "+docBits+") FROM search_words AS w "+
		"WHERE w.term = t.term), 0) FROM search_terms AS t")
}

// docBits keeps a sum of ids that a damaged page made too large from overflowing. No true id has more bits, and of,
// which reads the whole ids, sees the others.
const docBits = "281474976710655" // 2^48 - 1

func (fileIndex) of(c *checker, fn func(id int64, word string)) error {
	return store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var id int64
		var word string
		err := rows.Scan(&id, &word)
		fn(id, word)
		return err
	}, "SELECT doc, term FROM search_words")
}

// serverIndex is a text search vector with a GIN index.
type serverIndex struct{}

func (serverIndex) reset(ctx context.Context, tx *store.Tx, city int64) error {
	err := tx.Later(ctx, "DELETE FROM search WHERE city = $1", city)
	return err
}

func (serverIndex) put(ctx context.Context, tx *store.Tx, city, id int64, words []string) error {
	return tx.Later(ctx, "INSERT INTO search (city, id, words) VALUES ($1, $2, CAST(CAST($3 AS TEXT) AS TSVECTOR)) "+
		"ON CONFLICT (city, id) DO UPDATE SET words = excluded.words",
		city, id, Vector(words))
}

// Vector is what PostgreSQL reads as a text search vector of these words.
func Vector(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(lexeme(w))
		b.WriteByte(' ')
	}
	return b.String()
}

var quoting = strings.NewReplacer("'", "''", `\`, `\\`)

func lexeme(w string) string { return "'" + quoting.Replace(w) + "'" }

const serverFoundText = "SELECT id FROM search WHERE city = $1 AND words @@ CAST(CAST($2 AS TEXT) AS TSQUERY) " +
	"AND id < $3 AND id >= $4 ORDER BY id DESC LIMIT $5"

func (serverIndex) found(city int64, q query, before, least int64, limit int) (string, []any) {
	return serverFoundText, []any{city, Asked{q}.Vector(), before, least, limit}
}

func (serverIndex) count() string { return "SELECT COUNT(*) FROM search WHERE city = $1" }

func (x serverIndex) each(c *checker, fn func(word string, n, ids int64)) error {
	return x.of(c, func(id int64, word string) { fn(word, 1, id) })
}

func (serverIndex) of(c *checker, fn func(id int64, word string)) error {
	return store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var id int64
		var words string
		err := rows.Scan(&id, &words)
		for w := range strings.FieldsSeq(words) {
			fn(id, w)
		}
		return err
	}, "SELECT id, array_to_string(tsvector_to_array(words), ' ') FROM search WHERE city = $1", c.city)
}
