package bench

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"xiaohao/core/views"
	"xiaohao/parts/duplicate"
	"xiaohao/platform/store"
)

// role says how a column of a copy differs from the template's; a column without one stays as it is.
type role int

const (
	stays   role = iota
	eventID      // the seq of an event, or the id of a matter, which is one
	text         // a document, or a number in words
	command      // the id of a command
	digest       // of a receipt
	paper        // the counter of papers
	hash         // of an event: linked anew
)

// copied are the tables that get rows for each matter, with the columns that differ.
var copied = []struct {
	name  string
	roles map[string]role
}{
	{"events", map[string]role{"seq": eventID, "subject": eventID, "command": command, "body": text, "hash": hash}},
	{"commands", map[string]role{"id": command, "first": eventID, "last": eventID, "subject": eventID}},
	{"matters", map[string]role{"id": eventID, "number": text, "doc": text}},
	{"holders", map[string]role{"id": eventID}},
	{"receipts", map[string]role{"digest": digest, "id": eventID}},
	{"notices", map[string]role{"seq": eventID, "matter": eventID, "n": paper}},
	{"score_files", map[string]role{"matter": eventID}},
	{"score_lists", map[string]role{"matter": eventID}},
	{"inbox", map[string]role{"seq": eventID, "matter": eventID, "args": text}},
	{"alarm_matters", map[string]role{"matter": eventID}},
	{"chief_waits", map[string]role{"matter": eventID}},
	{"recur_offs", map[string]role{"matter": eventID}},
	{"screen_texts", map[string]role{"matter": eventID}},
}

// summed are the tables of counters: a city with k copies has k times what the template has. The last column is the
// sum.
var summed = []string{"tallies", "burden", "score_counts", "numbers"}

// caughtUp are the tables of followers that choose or count by what came before, so that no copy is like another:
// they read the copies as they read everything.
var caughtUp = []string{"pattern_pairs", "pattern_members", "pattern_groups", "pattern_pass", "trend_counts",
	"trend_matters"}

// patterns are tables whose rows follow from a matter's words and from how common those were by then: duplicate.Bulk
// makes them for each copy.
var patterns = []string{"pattern_matters", "pattern_cells", "pattern_words", "pattern_counts"}

// kept are the tables that matters do not change, or whose one row is set at the end.
var kept = []string{"heads", "cursors", "leases", "areas", "units", "people", "posts", "leaves", "credentials",
	"sessions", "login_tries", "policies", "reckonings", "seals"}

// grid is a table's rows as the template has them.
type grid struct {
	store.Table
	roles []role
	rows  [][]any // in a column of texts []piece, elsewhere what was stored
}

// template is a town with some matters, made by real commands at one instant.
type template struct {
	matters int
	at      int64
	head    int64 // the last event
	copied  []grid
	summed  []grid
	words   [][]string           // of each matter in the index, its number left out
	numbers [][]piece            // and its number
	alike   []duplicate.Reported // each matter as it is compared
	papers  int64                // assignment papers in it
	listed  int64                // numbers in it
	year    int64
}

// draw makes a template in a folder of its own, from a copy of a town that has no matters yet.
func (b *run) draw(ctx context.Context, town string, base int64, matters int) (*template, error) {
	dir := filepath.Join(b.dir, "template")
	defer os.RemoveAll(dir)
	if err := cmp.Or(os.RemoveAll(dir), os.CopyFS(dir, os.DirFS(town))); err != nil {
		return nil, err
	}
	b.Clock.Freeze(true)
	defer b.Clock.Freeze(false)
	t := &run{Config: b.Config, n: matters, dir: dir, rep: &Report{}}
	t.DB, t.Bulk = "", 0
	t.Bar = func(string) (func(int64, int64), func()) { return func(int64, int64) {}, func() {} }
	d, done, err := t.Open(ctx, dir, t.dsn())
	if err != nil {
		return nil, err
	}
	t.desk = d
	if err := cmp.Or(t.fill(ctx), done()); err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, t.dsn(), store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return readTemplate(ctx, db.Read(), base, matters)
}

func readTemplate(ctx context.Context, r store.Reader, base int64, matters int) (*template, error) {
	t := &template{matters: matters}
	tables, err := store.Tables(ctx, r)
	if err != nil {
		return nil, err
	}
	known := map[string]store.Table{}
	for _, x := range tables {
		known[x.Name] = x
	}
	for _, name := range slices.Concat(kept, caughtUp, patterns) {
		delete(known, name)
	}
	for _, c := range copied {
		g := grid{Table: known[c.name], roles: make([]role, len(known[c.name].Columns))}
		for i, column := range g.Columns {
			g.roles[i] = c.roles[column]
		}
		where := ""
		switch c.name {
		case "events":
			where = fmt.Sprint(" WHERE seq > ", base, " ORDER BY seq")
		case "commands":
			where = fmt.Sprint(" WHERE first > ", base)
		}
		if err := g.read(ctx, r, where); err != nil {
			return nil, err
		}
		t.copied = append(t.copied, g)
		delete(known, c.name)
	}
	for _, name := range summed {
		g := grid{Table: known[name], roles: make([]role, len(known[name].Columns))}
		if err := g.read(ctx, r, ""); err != nil {
			return nil, err
		}
		t.summed = append(t.summed, g)
		delete(known, name)
	}
	for name := range known {
		if n, err := count(ctx, r, name); err != nil || n > 0 {
			return nil, cmp.Or(err, fmt.Errorf("the making of copies does not know table %s, which has %d rows", name,
				n))
		}
	}
	if t.alike, err = duplicate.ReportedIn(ctx, r); err != nil {
		return nil, err
	}
	return t, t.examine(ctx, r)
}

// read loads a table's rows and takes their texts apart.
func (g *grid) read(ctx context.Context, r store.Reader, where string) error {
	rows, err := r.Query(ctx, "SELECT "+strings.Join(g.Columns, ", ")+" FROM "+g.Name+where)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows, len(g.Columns))
		if err != nil {
			return err
		}
		for i, how := range g.roles {
			if how == text {
				if row[i], err = cut(row[i].(string)); err != nil {
					return err
				}
			}
		}
		g.rows = append(g.rows, row)
	}
	return store.Explain(rows.Err())
}

func count(ctx context.Context, r store.Reader, table string) (n int64, err error) {
	return n, r.QueryRow(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n)
}

// examine reads what the copies must count on from, and the words of the texts.
func (t *template) examine(ctx context.Context, r store.Reader) error {
	if err := r.QueryRow(ctx, "SELECT seq, at FROM heads").Scan(&t.head, &t.at); err != nil {
		return err
	}
	var lists, years int64
	if err := r.QueryRow(ctx,
		"SELECT COUNT(*), COALESCE(SUM(last), 0), COALESCE(MAX(year), 0) FROM numbers").Scan(&lists,
		&t.listed, &t.year); err != nil {
		return err
	}
	if err := r.QueryRow(ctx, "SELECT COALESCE(MAX(n), 0), COUNT(DISTINCT kind || year) FROM notices").Scan(&t.papers,
		&years); err != nil {
		return err
	}
	if lists > 1 || years > 1 {
		return fmt.Errorf("a template wants one list and one kind of paper of one year, not %d and %d", lists, years)
	}
	rows, err := r.Query(ctx, "SELECT title, json_extract(doc, '$.text'), place, number FROM matters ORDER BY id")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var title, body, place, number string
		if err := rows.Scan(&title, &body, &place, &number); err != nil {
			return err
		}
		pieces, err := cut(number)
		if err != nil {
			return err
		}
		t.words, t.numbers = append(t.words, views.Words(title, body, place)), append(t.numbers, pieces)
	}
	return store.Explain(rows.Err())
}
