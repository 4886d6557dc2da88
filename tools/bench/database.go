package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"xiaohao/city"
	"xiaohao/platform/store"
)

// dsn is the address of the database of this size: a file in its folder, or a schema of its own on the server.
func (b *run) dsn() string {
	if b.DB == "" {
		return "sqlite:" + filepath.Join(b.dir, "xiaohao.db")
	}
	return store.InSchema(b.DB, b.schema())
}

func (b *run) schema() string { return fmt.Sprint("bench_", b.n) }

// onServer runs a statement on the server that keeps the schemas.
func onServer(ctx context.Context, dsn, text string) error {
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Write(ctx, func(tx *store.Tx) error { return tx.Script(ctx, text) })
}

// Migrate makes the tables of a city. On a cluster they are spread over its nodes by city, as those of a city at work
// are: what is measured is the cluster, and not its coordinator alone.
func Migrate(ctx context.Context, db *store.DB) error {
	if err := db.Migrate(ctx, city.Standard().Steps()); err != nil {
		return err
	}
	there, err := db.Cluster(ctx)
	if err != nil || !there {
		return err
	}
	_, err = db.Distribute(ctx, "heads", "city")
	return err
}

// prepare makes the schema; finish drops it unless it is to be kept.
func (b *run) prepare(ctx context.Context) error {
	if b.DB == "" {
		return nil
	}
	return onServer(ctx, b.DB, "CREATE SCHEMA IF NOT EXISTS "+b.schema())
}

func (b *run) finish(ctx context.Context) error {
	if b.DB == "" || b.Keep {
		return nil
	}
	return onServer(ctx, b.DB, "DROP SCHEMA "+b.schema()+" CASCADE")
}

// matters says how many there are in the city.
func (b *run) matters(ctx context.Context) (n int64, err error) {
	db, err := store.Open(ctx, b.dsn(), store.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return n, db.Read().QueryRow(ctx,
		"SELECT COALESCE(SUM(n), 0) FROM tallies WHERE dim = 1 AND area = city * 100000000").Scan(&n)
}

// measureSize asks the engine what the city takes.
func (b *run) measureSize(ctx context.Context) error {
	db, err := store.Open(ctx, b.dsn(), store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	if b.size.Database, err = db.Size(ctx); err != nil {
		return err
	}
	return db.Read().QueryRow(ctx, "SELECT COUNT(*) FROM matters").Scan(&b.size.Matters)
}

// sheetRows is how many matters are written as a spreadsheet at most; a sheet ends soon after.
const sheetRows = 1_000_000

// export writes the whole list as a spreadsheet, by a program of its own, and keeps its time and its memory.
func (b *run) export(ctx context.Context) error {
	if b.Self == "" || b.n > sheetRows {
		return nil
	}
	file := filepath.Join(b.dir, "export.xlsx")
	defer os.Remove(file)
	cmd := exec.CommandContext(ctx, b.Self, "export", "-data", b.dir, "-db", b.dsn(), file)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			b.size.Export = time.Since(start).Seconds()
			if err != nil {
				return fmt.Errorf("export: %w: %s", err, said.Bytes())
			}
			return nil
		case <-look.C:
			b.size.ExportPeak = max(b.size.ExportPeak, status(strconv.Itoa(cmd.Process.Pid), "VmHWM:"))
		}
	}
}

// engine names what keeps the rows.
func (b *run) engine() string {
	return strings.ReplaceAll(store.EngineOf(b.dsn()).String(), "postgres", "postgresql")
}
