package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
)

// served are rows that lie in memory, handed out as *sql.Rows: a PostgreSQL connection has one open result at most,
// and a transaction reads while it reads.
type served struct {
	columns []string
	rows    [][]driver.Value
	err     error
}

type servedKey struct{}

var servedDB = sql.OpenDB(servedConnector{})

func (s *served) list() (*sql.Rows, error) {
	return servedDB.QueryContext(context.WithValue(context.Background(), servedKey{}, s), "")
}

func (s *served) row() *sql.Row {
	return servedDB.QueryRowContext(context.WithValue(context.Background(), servedKey{}, s), "")
}

// failedRow is a Row whose Scan gives err.
func failedRow(err error) *sql.Row { return (&served{err: err}).row() }

type servedConnector struct{}

func (servedConnector) Connect(context.Context) (driver.Conn, error) { return servedConn{}, nil }
func (servedConnector) Driver() driver.Driver                        { return servedDriver{} }

type servedDriver struct{}

func (servedDriver) Open(string) (driver.Conn, error) { return servedConn{}, nil }

var errServed = errors.New("rows in memory can only be read")

type servedConn struct{}

func (servedConn) Prepare(string) (driver.Stmt, error) { return nil, errServed }
func (servedConn) Close() error                        { return nil }
func (servedConn) Begin() (driver.Tx, error)           { return nil, errServed }

func (servedConn) QueryContext(ctx context.Context, _ string, _ []driver.NamedValue) (driver.Rows, error) {
	s := ctx.Value(servedKey{}).(*served)
	if s.err != nil {
		return nil, s.err
	}
	return &servedRows{served: s}, nil
}

type servedRows struct {
	*served
	at int
}

func (r *servedRows) Columns() []string { return r.columns }
func (r *servedRows) Close() error      { return nil }

func (r *servedRows) Next(to []driver.Value) error {
	if r.at == len(r.rows) {
		return io.EOF
	}
	copy(to, r.rows[r.at])
	r.at++
	return nil
}
