package store

import (
	"context"
	"database/sql"
	"sync"
)

// Reader reads rows. DB.Read, a Snapshot and a Tx are Readers.
type Reader interface {
	// Query reads rows; the caller closes them. Explain tells what kind of error it gave.
	Query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	// QueryRow reads one row; Scan gives sql.ErrNoRows when there is none.
	QueryRow(ctx context.Context, text string, args ...any) *sql.Row
}

// keepReadTexts is how many texts the read connections keep prepared; others are prepared for one use.
const keepReadTexts = 200

// reads is the pool of read connections with its prepared statements.
type reads struct {
	db *sql.DB

	mu    sync.RWMutex
	texts map[string]*sql.Stmt
}

func newReads(db *sql.DB) *reads { return &reads{db: db, texts: map[string]*sql.Stmt{}} }

// Read reads what is committed; each query sees its own instant. Open rows hold one of four connections, so close them before asking on.
func (db *DB) Read() Reader { return db.read }

// prepared gives nil when the text should be run without being kept.
func (r *reads) prepared(ctx context.Context, text string) *sql.Stmt {
	r.mu.RLock()
	s, full := r.texts[text], len(r.texts) >= keepReadTexts
	r.mu.RUnlock()
	if s != nil || full {
		return s
	}
	s, err := r.db.PrepareContext(ctx, text)
	if err != nil {
		return nil // running it gives the caller the error
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.texts[text]; other != nil {
		s.Close()
		return other
	}
	r.texts[text] = s
	return s
}

func (r *reads) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	var rows *sql.Rows
	var err error
	if s := r.prepared(ctx, text); s != nil {
		rows, err = s.QueryContext(ctx, args...)
	} else {
		rows, err = r.db.QueryContext(ctx, text, args...)
	}
	return rows, Explain(err)
}

func (r *reads) QueryRow(ctx context.Context, text string, args ...any) *sql.Row {
	if s := r.prepared(ctx, text); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return r.db.QueryRowContext(ctx, text, args...)
}

func (r *reads) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.texts {
		s.Close()
	}
	r.texts = map[string]*sql.Stmt{}
}

// Snapshot runs fn on one read transaction: all it reads is of one instant, and writers go on meanwhile. A long one lets the WAL file grow.
func (db *DB) Snapshot(ctx context.Context, fn func(Reader) error) error {
	tx, err := db.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	// A deferred transaction begins with its first read: make it now, so that the instant is that of the call.
	var n int64
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master").Scan(&n); err != nil {
		return Explain(err)
	}
	return Explain(fn(&snapshot{tx: tx}))
}

// snapshot reads in one transaction; its few statements are prepared for one use, so that open rows never share one.
type snapshot struct{ tx *sql.Tx }

func (s *snapshot) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	rows, err := s.tx.QueryContext(ctx, text, args...)
	return rows, Explain(err)
}

func (s *snapshot) QueryRow(ctx context.Context, text string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(ctx, text, args...)
}
