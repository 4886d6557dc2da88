package bench

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"xiaohao/platform/store"
)

// index is an index of a table with the statement that makes it.
type index struct{ Name, Text string }

const (
	fileIndexes   = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT LIKE 'CREATE UNIQUE%'"
	serverIndexes = "SELECT CAST(indexname AS TEXT), indexdef FROM pg_indexes WHERE schemaname = current_schema() " +
		"AND indexdef NOT LIKE 'CREATE UNIQUE%'"
)

func indexes(ctx context.Context, r store.Reader) (out []index, err error) {
	text := fileIndexes
	if r.Engine() == store.Postgres {
		text = serverIndexes
	}
	rows, err := r.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i index
		if err := rows.Scan(&i.Name, &i.Text); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

// indexFile keeps what unindex took away, so that an interrupted making can give it back.
func (b *run) indexFile() string { return filepath.Join(b.dir, "indexes.json") }

// unindex drops the indexes that only serve reading: each is made faster at once, afterwards, than row by row.
func (p *press) unindex(ctx context.Context) error {
	if _, err := os.Stat(p.indexFile()); !errors.Is(err, fs.ErrNotExist) {
		return err // an interrupted making dropped them
	}
	list, err := indexes(ctx, p.db.Read())
	if err != nil {
		return err
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.indexFile(), raw, 0o600); err != nil {
		return err
	}
	return p.db.Write(store.Patient(ctx), func(tx *store.Tx) error {
		for _, i := range list {
			if err := tx.Script(ctx, "DROP INDEX "+i.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// index makes again what unindex dropped.
func (p *press) index(ctx context.Context) error {
	raw, err := os.ReadFile(p.indexFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var list []index
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	have, err := indexes(ctx, p.db.Read())
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, i := range have {
		there[i.Name] = true
	}
	at, end := p.Bar("index")
	defer end()
	for n, i := range list {
		at(int64(n), int64(len(list)))
		if there[i.Name] {
			continue
		}
		err := p.db.Write(store.Patient(ctx), func(tx *store.Tx) error {
			if p.db.Engine() == store.Postgres {
				if err := tx.Script(ctx, "SET LOCAL maintenance_work_mem = '1GB'"); err != nil {
					return err
				}
			}
			return tx.Script(ctx, i.Text)
		})
		if err != nil {
			return err
		}
	}
	at(int64(len(list)), int64(len(list)))
	return os.Remove(p.indexFile())
}
