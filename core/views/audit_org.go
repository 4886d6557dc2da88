package views

import (
	"cmp"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/platform/store"
)

// organisation folds the few events of no matter into a scratch database and compares its tables row by row.
func (c *checker) organisation() (err error) {
	dir, err := os.MkdirTemp("", "xiaohao-verify")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	scratch, err := store.Open(c.ctx, filepath.Join(dir, "org.db"), store.Options{})
	if err != nil {
		return err
	}
	defer scratch.Close()
	slices.SortFunc(c.others, func(a, b ledger.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	if err := scratch.Migrate(c.ctx, slices.Concat(org.Steps(), Steps())); err != nil {
		return err
	}
	err = scratch.Write(c.ctx, func(tx *store.Tx) error {
		for _, v := range []ledger.View{&orgView{c.city}, &policyView{c.city}} {
			for _, e := range c.others {
				if err := v.Apply(c.ctx, tx, e); err != nil {
					c.failf("event %d (%s): %v", e.Seq, e.Type, err)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range []struct{ table, columns, key string }{
		{"areas", "code, name, former, successors, seq", "code"},
		{"units", "id, code, zh, en, parent, area, former, successor, seq", "id"},
		{"people", "id, login, name, disabled, lang, seq", "id"},
		{"posts", "person, place, kind, area, unit, title", "person, place"},
		{"leaves", "person, deputy, since, until, seq", "person"},
		{"policies", "seq, at, actor, digest, source", "seq"},
	} {
		text := "SELECT " + t.columns + " FROM " + t.table + " WHERE city = $1 ORDER BY " + t.key
		want, err := c.lines(scratch.Read(), text)
		if err != nil {
			return err
		}
		got, err := c.lines(c.r, text)
		if err != nil {
			return err
		}
		c.diff(t.table, want, got)
	}
	return nil
}

// line is a row: its columns with their values.
type line struct {
	columns []string
	values  []any
}

func (c *checker) lines(r store.Reader, text string) ([]line, error) {
	var out []line
	err := store.Each(c.ctx, r, func(rows *sql.Rows) error {
		cols, err := rows.Columns()
		if err != nil {
			return err
		}
		l := line{cols, make([]any, len(cols))}
		into := make([]any, len(cols))
		for i := range into {
			into[i] = &l.values[i]
		}
		out = append(out, l)
		return rows.Scan(into...)
	}, text, c.city)
	return out, err
}

// diff names the first row that differs.
func (c *checker) diff(table string, want, got []line) {
	for i := range max(len(want), len(got)) {
		if i >= len(got) {
			c.failf("%s: the row %s is missing", table, want[i].key())
			return
		}
		if i >= len(want) {
			c.failf("%s: the row %s has no events", table, got[i].key())
			return
		}
		for j, v := range want[i].values {
			if got[i].values[j] != v {
				c.failf("%s: the row %s, column %s: %s, but the events say %s", table, got[i].key(), want[i].columns[j],
					shown(got[i].values[j]), shown(v))
				return
			}
		}
	}
}

func (l line) key() string { return fmt.Sprintf("%s %v", l.columns[0], l.values[0]) }
