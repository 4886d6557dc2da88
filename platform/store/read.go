package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"sync"

	"github.com/jackc/pgx/v5/stdlib"
)

// Reader reads rows. DB.Read, a Snapshot and a Tx are Readers.
type Reader interface {
	// Query reads rows; the caller closes them. Explain tells what kind of error it gave.
	Query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	// QueryRow reads one row; Scan gives sql.ErrNoRows when there is none.
	QueryRow(ctx context.Context, text string, args ...any) *Row
	// Engine is for the few texts that no two engines share.
	Engine() Engine
}

// keepReadTexts is how many texts the read connections of SQLite keep prepared; others are prepared for one use.
const keepReadTexts = 200

// reads is a pool of read connections. For SQLite it keeps prepared statements; the driver of PostgreSQL does so
// itself.
type reads struct {
	db     *sql.DB
	engine Engine
	guard  *guard

	mu    sync.RWMutex
	texts map[string]*sql.Stmt
}

func newReads(db *sql.DB, g *guard) *reads {
	return &reads{db: db, guard: g, texts: map[string]*sql.Stmt{}}
}

// Read reads what is committed; each query sees its own instant. Open rows hold one of a few connections, so close
// them before asking on.
func (db *DB) Read() Reader { return db.read }

// Parallel says whether questions may be asked of a reader at the same time with some gain: of the connections to a
// server, where each question is a journey.
func Parallel(r Reader) bool {
	p, ok := r.(*reads)
	return ok && p.engine == Postgres
}

// Engine implements Reader.
func (r *reads) Engine() Engine { return r.engine }

// prepared gives nil when the text should be run without being kept.
func (r *reads) prepared(ctx context.Context, text string) *sql.Stmt {
	if r.engine != SQLite {
		return nil
	}
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
	r.guard.saw(text)
	if r.engine != SQLite {
		rows, err := queryServer(ctx, r.db, text, args)
		if err != nil && errors.Is(Explain(err), errLost) {
			// the server was left, or became a standby, since the connection was made
			rows, err = queryServer(ctx, r.db, text, args)
		}
		return rows, Explain(err)
	}
	var rows *sql.Rows
	var err error
	if s := r.prepared(ctx, text); s != nil {
		rows, err = s.QueryContext(ctx, args...)
	} else {
		rows, err = r.db.QueryContext(ctx, text, args...)
	}
	return rows, Explain(err)
}

func (r *reads) QueryRow(ctx context.Context, text string, args ...any) *Row {
	r.guard.saw(text)
	return &Row{r.row(ctx, text, args)}
}

func (r *reads) row(ctx context.Context, text string, args []any) *sql.Row {
	if r.engine != SQLite {
		row := rowServer(ctx, r.db, text, args)
		if err := row.Err(); err != nil && errors.Is(Explain(err), errLost) {
			row = rowServer(ctx, r.db, text, args)
		}
		return row
	}
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

// asker is a pool or a transaction of database/sql.
type asker interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

func queryServer(ctx context.Context, a asker, text string, args []any) (*sql.Rows, error) {
	args, err := bound(args, false)
	if err != nil {
		return nil, err
	}
	return a.QueryContext(ctx, text, args...)
}

func rowServer(ctx context.Context, a asker, text string, args []any) *sql.Row {
	args, err := bound(args, false)
	if err != nil {
		return failedRow(err)
	}
	return a.QueryRowContext(ctx, text, args...)
}

// Snapshot runs fn on one read transaction: all it reads is of one instant, and writers go on meanwhile. A long one
// lets SQLite's WAL file grow and keeps PostgreSQL from tidying up.
func (db *DB) Snapshot(ctx context.Context, fn func(Reader) error) error {
	if db.engine == Postgres {
		return db.serverSnapshot(ctx, fn)
	}
	tx, err := db.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Explain(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	// A deferred transaction begins with its first read: make it now, so that the instant is that of the call.
	var n int64
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master").Scan(&n); err != nil {
		return Explain(err)
	}
	return Explain(fn(&snapshot{tx: tx, guard: db.guard}))
}

// snapshot reads in one transaction; its few statements are prepared for one use, so that open rows never share one.
type snapshot struct {
	tx    *sql.Tx
	guard *guard
}

func (s *snapshot) Engine() Engine { return SQLite }

func (s *snapshot) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	s.guard.saw(text)
	rows, err := s.tx.QueryContext(ctx, text, args...)
	return rows, Explain(err)
}

func (s *snapshot) QueryRow(ctx context.Context, text string, args ...any) *Row {
	s.guard.saw(text)
	return &Row{s.tx.QueryRowContext(ctx, text, args...)}
}

// serverSnapshot reads through several transactions that share one instant: a connection has one open result at most,
// and whoever proves a city reads one table while he reads another.
func (db *DB) serverSnapshot(ctx context.Context, fn func(Reader) error) error {
	s := &sharedSnapshot{db: db.reads, guard: db.guard}
	defer s.end()
	if _, err := s.member(ctx); err != nil {
		return Explain(err)
	}
	return Explain(fn(s))
}

type sharedSnapshot struct {
	db      *sql.DB
	guard   *guard
	mu      sync.Mutex
	name    string
	members []*snapshotMember
}

type snapshotMember struct {
	conn *sql.Conn
	tx   *sql.Tx
}

func (s *sharedSnapshot) Engine() Engine { return Postgres }

// member is a transaction of this instant with no open rows.
func (s *sharedSnapshot) member(ctx context.Context) (*snapshotMember, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.members {
		busy := false
		if err := m.conn.Raw(func(c any) error { busy = c.(*stdlib.Conn).Conn().PgConn().IsBusy(); return nil }); err !=
			nil {
			return nil, err
		}
		if !busy {
			return m, nil
		}
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	m := &snapshotMember{conn: conn}
	if m.tx, err = conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}); err != nil {
		conn.Close()
		return nil, err
	}
	if s.name == "" {
		err = m.tx.QueryRowContext(ctx, "SELECT pg_export_snapshot()").Scan(&s.name)
	} else {
		_, err = m.tx.ExecContext(ctx, "SET TRANSACTION SNAPSHOT '"+s.name+"'") // the server's own name of it
	}
	s.members = append(s.members, m)
	return m, err
}

func (s *sharedSnapshot) end() {
	for _, m := range s.members {
		_ = m.tx.Rollback() // nothing was written
		_ = m.conn.Close()
	}
}

func (s *sharedSnapshot) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	s.guard.saw(text)
	m, err := s.member(ctx)
	if err != nil {
		return nil, Explain(err)
	}
	rows, err := queryServer(ctx, m.tx, text, args)
	return rows, Explain(err)
}

func (s *sharedSnapshot) QueryRow(ctx context.Context, text string, args ...any) *Row {
	s.guard.saw(text)
	m, err := s.member(ctx)
	if err != nil {
		return &Row{failedRow(err)}
	}
	return &Row{rowServer(ctx, m.tx, text, args)}
}

// isEnd says whether rows to copy have come to their end.
func isEnd(err error) bool { return errors.Is(err, io.EOF) }
