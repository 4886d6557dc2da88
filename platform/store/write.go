package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// session is one engine's write connection. Only the holder of DB.turn touches it.
type session interface {
	begin(ctx context.Context) error
	commit(ctx context.Context) error
	rollback()
	exec(ctx context.Context, text string, args []any) (int64, error)
	later(ctx context.Context, text string, args []any) error
	script(ctx context.Context, text string) error
	query(ctx context.Context, text string, args []any) (*sql.Rows, error)
	row(ctx context.Context, text string, args []any) *sql.Row
	many(ctx context.Context, text string, args [][]any, fn func(i int, rows *sql.Rows) error) error
	copy(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error)
	abandons(err error) bool // the engine may have rolled the transaction back, or takes nothing more in it
	ended()                  // the transaction is over: tidy up
	close()
}

// Tx is the write transaction that is running. It belongs to the function it was given to and to one goroutine.
type Tx struct {
	s      session
	engine Engine
	guard  *guard
	writes int
	done   bool
	fatal  error // nothing more is executed
}

// Engine says what keeps the rows.
func (tx *Tx) Engine() Engine { return tx.engine }

// Writes counts the statements so far that may have written.
func (tx *Tx) Writes() int { return tx.writes }

// note counts a text that is not plainly a SELECT.
func (tx *Tx) note(text string) {
	if t := strings.TrimLeft(text, " \t\r\n("); len(t) < 6 || !strings.EqualFold(t[:6], "SELECT") {
		tx.writes++
	}
}

var errTxDone = errors.New("the transaction has ended")

// On a shared engine two processes may stand in each other's way, and a connection may be lost; whatever has left
// nothing behind is tried again.
const (
	attempts  = 8
	firstWait = 2 * time.Millisecond
)

// Write runs fn in the one write transaction and commits when fn gives nil; otherwise, and on a panic, nothing of it
// remains. It waits for its turn until ctx ends. It gives ErrNoSpace, ErrReadOnly, ErrClosed, or what fn gave.
//
// On PostgreSQL fn may run several times, each time in a new transaction of which nothing remains but the last: it
// must not add to what it gathered before. ErrAway says that nothing was written, ErrUnknown that the connection was
// lost while committing: it may have been written.
//
// Anyone may call it before a ledger is open; afterwards writes go through ledger.Append and ledger.Exclusive, which
// share the turn fairly.
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
	wait := firstWait
	for n := 1; ; n++ {
		err := db.once(ctx, fn)
		if n == attempts || errors.Is(err, ErrUnknown) ||
			!(errors.Is(err, errCollided) || errors.Is(err, errLost) && n == 1) {
			return err
		}
		time.Sleep(wait/2 + rand.N(wait))
		wait *= 2
	}
}

// once runs fn in one transaction.
func (db *DB) once(ctx context.Context, fn func(*Tx) error) error {
	defer db.session.ended()
	if err := db.session.begin(ctx); err != nil {
		return Explain(err)
	}
	tx := &Tx{s: db.session, engine: db.engine, guard: db.guard}
	committed := false
	defer func() {
		tx.done = true
		if !committed {
			db.session.rollback()
		}
	}()
	if err := fn(tx); err != nil {
		if tx.fatal != nil && !errors.Is(err, tx.fatal) {
			return fmt.Errorf("%w (%w)", err, Explain(tx.fatal))
		}
		return Explain(err)
	}
	if tx.fatal != nil {
		return Explain(tx.fatal)
	}
	if err := db.session.commit(ctx); err != nil {
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
	err = Explain(err)
	if err != nil && tx.fatal == nil && tx.s.abandons(err) {
		tx.fatal = err
	}
	return err
}

// Exec runs one statement and gives the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	tx.guard.saw(text)
	if err := tx.usable(); err != nil {
		return 0, err
	}
	tx.writes++
	n, err := tx.s.exec(ctx, text, args)
	return n, tx.failed(err)
}

// Later runs one statement whose count nobody needs, at the latest when the transaction reads or ends; until then the
// engine may gather such statements, which saves a journey to the server for each. Its error may come with a later
// statement or with the end. args must not change.
func (tx *Tx) Later(ctx context.Context, text string, args ...any) error {
	tx.guard.saw(text)
	if err := tx.usable(); err != nil {
		return err
	}
	tx.writes++
	return tx.failed(tx.s.later(ctx, text, args))
}

// Script runs several statements without arguments, as a schema is.
func (tx *Tx) Script(ctx context.Context, text string) error {
	tx.guard.saw(text)
	if err := tx.usable(); err != nil {
		return err
	}
	tx.writes++
	return tx.failed(tx.s.script(ctx, text))
}

// Copy inserts rows as fast as the engine takes them and says how many they were. next gives a row a call and io.EOF
// behind the last one; it must not use the transaction. Table and columns are names of the program's own.
func (tx *Tx) Copy(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error) {
	tx.guard.saw("INSERT INTO " + table)
	if err := tx.usable(); err != nil {
		return 0, err
	}
	tx.writes++
	n, err := tx.s.copy(ctx, table, columns, next)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, tx.failed(err)
}

// Query reads rows, earlier writes of this transaction included. The caller closes them.
func (tx *Tx) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	tx.guard.saw(text)
	if err := tx.usable(); err != nil {
		return nil, err
	}
	tx.note(text)
	rows, err := tx.s.query(ctx, text, args)
	return rows, tx.failed(err)
}

// Many asks the same question with several arguments and hands the rows of each to fn, which need not close them and
// must not use the transaction. To a server all the questions travel together.
func (tx *Tx) Many(ctx context.Context, text string, args [][]any, fn func(i int, rows *sql.Rows) error) error {
	tx.guard.saw(text)
	if err := tx.usable(); err != nil {
		return err
	}
	if len(args) == 0 {
		return nil
	}
	tx.note(text)
	return tx.failed(tx.s.many(ctx, text, args, fn))
}

// QueryRow reads one row; Scan gives sql.ErrNoRows when there is none.
func (tx *Tx) QueryRow(ctx context.Context, text string, args ...any) *Row {
	tx.guard.saw(text)
	if err := tx.usable(); err != nil {
		return &Row{failedRow(err)}
	}
	tx.note(text)
	row := tx.s.row(ctx, text, args)
	if tx.engine != SQLite {
		_ = tx.failed(row.Err())
	}
	return &Row{row}
}

// Savepoint runs fn so that, when it gives an error, what it wrote is taken back and the rest of the transaction stays.
func (tx *Tx) Savepoint(fn func() error) (err error) {
	if err := tx.usable(); err != nil {
		return err
	}
	ctx := context.Background()
	run := func(text string) error {
		_, err := tx.s.exec(ctx, text, nil)
		return err
	}
	if err := run("SAVEPOINT inner_step"); err != nil {
		return tx.failed(err)
	}
	finished := false
	defer func() {
		if finished || tx.fatal != nil && tx.engine == SQLite {
			return
		}
		back := run("ROLLBACK TO inner_step")
		if back == nil {
			back = run("RELEASE inner_step")
		}
		tx.fatal = nil
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
	if err := run("RELEASE inner_step"); err != nil {
		return tx.failed(err)
	}
	finished = true
	return nil
}

// ForUpdate is what a SELECT of this transaction ends with so that no other process changes the row before the
// transaction is over.
func (tx *Tx) ForUpdate() string {
	if tx.engine == SQLite {
		return "" // there is no other
	}
	return " FOR UPDATE"
}
