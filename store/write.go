package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// keepStatements is how many prepared statements the write connection keeps between transactions.
const keepStatements = 300

// writer is the one write connection with its prepared statements. Only the holder of DB.turn touches it.
type writer struct {
	conn  *sql.Conn
	execs map[string]*sql.Stmt // for Exec and QueryRow, which end before the next statement starts
	lists map[string]*sql.Stmt // for Query, whose rows may still be open
}

func newWriter(conn *sql.Conn) *writer {
	return &writer{conn: conn, execs: map[string]*sql.Stmt{}, lists: map[string]*sql.Stmt{}}
}

func (w *writer) prepared(in map[string]*sql.Stmt, text string) (*sql.Stmt, error) {
	if s, ok := in[text]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	in[text] = s
	return s, nil
}

// trim forgets all statements when there are too many: texts made from user input must not fill the memory.
func (w *writer) trim() {
	if len(w.execs)+len(w.lists) <= keepStatements {
		return
	}
	w.forget()
}

func (w *writer) forget() {
	for _, m := range []map[string]*sql.Stmt{w.execs, w.lists} {
		for text, s := range m {
			s.Close()
			delete(m, text)
		}
	}
}

func (w *writer) close() {
	w.forget()
	w.conn.Close()
}

func (w *writer) run(text string) error {
	s, err := w.prepared(w.execs, text)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(context.Background())
	return err
}

// Tx is the write transaction that is running. It belongs to the function it was given to and to one goroutine.
type Tx struct {
	w      *writer
	writes int
	done   bool
	fatal  error // the engine may have rolled back: nothing more is executed
}

// Writes counts the statements so far that may have written.
func (tx *Tx) Writes() int { return tx.writes }

// note counts a text that is not plainly a SELECT.
func (tx *Tx) note(text string) {
	if t := strings.TrimLeft(text, " \t\r\n("); len(t) < 6 || !strings.EqualFold(t[:6], "SELECT") {
		tx.writes++
	}
}

var errTxDone = errors.New("the transaction has ended")

// Write runs fn in the one write transaction and commits when fn gives nil; otherwise, and on a panic, nothing of it remains.
// It waits for its turn until ctx ends. It gives ErrNoSpace, ErrReadOnly, ErrClosed, or what fn gave.
// Anyone may call it before a ledger is open; afterwards writes go through ledger.Append and ledger.Exclusive, which share the turn fairly.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) (err error) {
	if db.only {
		return ErrReadOnly
	}
	select {
	case _, open := <-db.turn:
		if !open {
			return ErrClosed
		}
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { db.turn <- struct{}{} }()
	defer db.write.trim()
	if err := db.write.run("BEGIN IMMEDIATE"); err != nil {
		return Explain(err)
	}
	tx := &Tx{w: db.write}
	committed := false
	defer func() {
		tx.done = true
		if !committed {
			// After an error that abandons the transaction there is none left to roll back, so the outcome says nothing.
			_ = db.write.run("ROLLBACK")
		}
	}()
	if err := fn(tx); err != nil {
		return Explain(err)
	}
	if tx.fatal != nil {
		return Explain(tx.fatal)
	}
	if err := db.write.run("COMMIT"); err != nil {
		return Explain(err)
	}
	committed = true
	return nil
}

func (tx *Tx) usable() error {
	if tx.done {
		return errTxDone
	}
	return tx.fatal
}

// failed notes an error after which the transaction may be gone.
func (tx *Tx) failed(err error) error {
	if err != nil && tx.fatal == nil && abandons(err) {
		tx.fatal = Explain(err)
	}
	return Explain(err)
}

// Exec runs one statement and gives the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	if err := tx.usable(); err != nil {
		return 0, err
	}
	s, err := tx.w.prepared(tx.w.execs, text)
	if err != nil {
		return 0, tx.failed(err)
	}
	tx.writes++
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, tx.failed(err)
	}
	return res.RowsAffected()
}

// Script runs several statements without arguments, as a schema is.
func (tx *Tx) Script(ctx context.Context, text string) error {
	if err := tx.usable(); err != nil {
		return err
	}
	tx.writes++
	_, err := tx.w.conn.ExecContext(ctx, text)
	return tx.failed(err)
}

// Query reads rows, earlier writes of this transaction included. The caller closes them.
func (tx *Tx) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	tx.note(text)
	if len(args) > 0 {
		s, err := tx.w.prepared(tx.w.lists, text)
		if err != nil {
			return nil, tx.failed(err)
		}
		rows, err := s.QueryContext(ctx, args...)
		if !misused(err) {
			return rows, tx.failed(err)
		}
		// Rows of the same text are still open: this query gets a statement of its own.
	}
	rows, err := tx.w.conn.QueryContext(ctx, text, args...)
	return rows, tx.failed(err)
}

// QueryRow reads one row; Scan gives sql.ErrNoRows when there is none.
func (tx *Tx) QueryRow(ctx context.Context, text string, args ...any) *sql.Row {
	if err := tx.usable(); err != nil {
		// A Row cannot be made from an error; an ended context makes database/sql give one that fails.
		ended, cancel := context.WithCancelCause(context.Background())
		cancel(err)
		return tx.w.conn.QueryRowContext(ended, text, args...)
	}
	tx.note(text)
	s, err := tx.w.prepared(tx.w.execs, text)
	if err != nil {
		return tx.w.conn.QueryRowContext(ctx, text, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

// Savepoint runs fn so that, when it gives an error, what it wrote is taken back and the rest of the transaction stays.
func (tx *Tx) Savepoint(fn func() error) (err error) {
	if err := tx.usable(); err != nil {
		return err
	}
	if err := tx.w.run("SAVEPOINT inner_step"); err != nil {
		return tx.failed(err)
	}
	finished := false
	defer func() {
		if finished || tx.fatal != nil {
			return
		}
		back := tx.w.run("ROLLBACK TO inner_step")
		if back == nil {
			back = tx.w.run("RELEASE inner_step")
		}
		if back != nil {
			tx.fatal = fmt.Errorf("take back a step: %w", Explain(back))
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if tx.fatal != nil {
		return tx.fatal
	}
	if err := tx.w.run("RELEASE inner_step"); err != nil {
		return tx.failed(err)
	}
	finished = true
	return nil
}
