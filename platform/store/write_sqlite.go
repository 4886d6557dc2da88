package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// keepStatements is how many prepared statements the write connection keeps between transactions.
const keepStatements = 300

// writer is SQLite's one write connection with its prepared statements.
type writer struct {
	conn  *sql.Conn
	execs map[string]*sql.Stmt // for statements that end before the next one starts
	lists map[string]*sql.Stmt // for queries, whose rows may still be open
}

func newWriter(conn *sql.Conn) *writer {
	return &writer{conn: conn, execs: map[string]*sql.Stmt{}, lists: map[string]*sql.Stmt{}}
}

func (w *writer) prepared(in map[string]*sql.Stmt, text string) (*sql.Stmt, error) {
	if s, ok := in[text]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), nameless(text))
	if err != nil {
		return nil, err
	}
	in[text] = s
	return s, nil
}

var numbered = regexp.MustCompile(`\$\d+`)

// nameless writes "?" for each placeholder where they stand in their order, each once. SQLite takes "$1" for a name,
// and the driver looks each name up in a list: binding a row of forty columns took longer than inserting it.
func nameless(text string) string {
	places := numbered.FindAllString(text, -1)
	for i, p := range places {
		if p != "$"+strconv.Itoa(i+1) {
			return text
		}
	}
	return numbered.ReplaceAllLiteralString(text, "?")
}

// ended forgets all statements when there are too many: texts made from user input must not fill the memory.
func (w *writer) ended() {
	if len(w.execs)+len(w.lists) > keepStatements {
		w.forget()
	}
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

func (w *writer) begin(context.Context) error {
	_, err := w.exec(context.Background(), "BEGIN IMMEDIATE", nil)
	return err
}

func (w *writer) commit(context.Context) error {
	_, err := w.exec(context.Background(), "COMMIT", nil)
	return err
}

// rollback after an error that abandons the transaction finds none left to roll back, so the outcome says nothing.
func (w *writer) rollback() { _, _ = w.exec(context.Background(), "ROLLBACK", nil) }

func (w *writer) exec(ctx context.Context, text string, args []any) (int64, error) {
	s, err := w.prepared(w.execs, text)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (w *writer) later(ctx context.Context, text string, args []any) error {
	s, err := w.prepared(w.execs, text)
	if err == nil {
		_, err = s.ExecContext(ctx, args...)
	}
	return err
}

func (w *writer) script(ctx context.Context, text string) error {
	_, err := w.conn.ExecContext(ctx, text)
	return err
}

func (w *writer) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if len(args) > 0 {
		s, err := w.prepared(w.lists, text)
		if err != nil {
			return nil, err
		}
		if rows, err := s.QueryContext(ctx, args...); !misused(err) {
			return rows, err
		}
		// Rows of the same text are still open: this query gets a statement of its own.
	}
	return w.conn.QueryContext(ctx, text, args...)
}

func (w *writer) row(ctx context.Context, text string, args []any) *sql.Row {
	s, err := w.prepared(w.execs, text)
	if err != nil {
		return w.conn.QueryRowContext(ctx, text, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

func (w *writer) many(ctx context.Context, text string, args [][]any, fn func(i int, rows *sql.Rows) error) error {
	for i, a := range args {
		rows, err := w.query(ctx, text, a)
		if err != nil {
			return err
		}
		err = fn(i, rows)
		if err = errors.Join(err, rows.Close()); err != nil {
			return err
		}
	}
	return nil
}

// copyRows is how many rows one INSERT of copy takes.
const copyRows = 32

func (w *writer) copy(ctx context.Context, table string, columns []string,
	next func() ([]any, error)) (n int64, err error) {
	var args []any
	for rows := 0; ; rows++ {
		row, err := next()
		if err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
		if rows > 0 && (rows%copyRows == 0 || err != nil) {
			made, failed := w.exec(ctx, insertText(table, columns, len(args)/len(columns)), args)
			if failed != nil {
				return n, failed
			}
			n, args = n+made, args[:0]
		}
		if err != nil {
			return n, nil
		}
		args = append(args, row...)
	}
}

// insertText inserts several rows at once.
func insertText(table string, columns []string, rows int) string {
	b := []byte("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	n := 0
	for i := range rows {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, '(')
		for j := range columns {
			if j > 0 {
				b = append(b, ", "...)
			}
			n++
			b = strconv.AppendInt(append(b, '$'), int64(n), 10)
		}
		b = append(b, ')')
	}
	return string(b)
}

func (w *writer) abandons(err error) bool {
	switch engineCode(err) & 0xff {
	case codeFull, codeIO, codeNoMemory, codeInterrupt, codeCorrupt, codeBusy:
		return true
	}
	return false
}
