package store

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// How long the write connection waits.
const (
	statementWait = 60 * time.Second       // for a statement's answer
	commitWait    = 8 * time.Second        // for a commit's: a synchronous standby may be slow
	restAfter     = 500 * time.Millisecond // after nobody answered: so long writes are refused at once
	restLong      = 3 * time.Second        // after a commit that hung
)

// onConnect are the settings of the connection: a transaction that does nothing is given up, since a process that was
// stopped in the middle must not keep a city from writing; and what a transaction sets for itself holds on the workers
// of a Citus cluster too. A server without Citus takes the name for one that somebody else may know.
const onConnect = "SET idle_in_transaction_session_timeout = '20s'; SET citus.propagate_set_commands = 'local'"

// unlessPatient are the settings of an ordinary transaction: one that waits for another's row gives up, and so does a
// statement that takes longer than any should. Only what is set in the transaction itself reaches a cluster's workers,
// where the rows are and the waiting is done.
var unlessPatient = []string{"SET LOCAL lock_timeout = '5s'", "SET LOCAL statement_timeout = '30s'"}

type patientKey struct{}

// Patient marks work whose single statements may take long, as making all views anew does: they are waited for
// without limit.
func Patient(ctx context.Context) context.Context { return context.WithValue(ctx, patientKey{}, true) }

// pgSession is the write connection to PostgreSQL. It speaks the driver's own language, because statements whose
// answers nobody needs travel together with the next that is asked for.
type pgSession struct {
	cfg     *pgx.ConnConfig
	conn    *pgx.Conn
	queue   pgx.Batch // not sent yet; the first may be BEGIN
	sent    bool      // the transaction is known to the server
	patient bool
	altered bool // tables were changed: plans that were kept may not fit
	resting atomic.Bool
}

func (s *pgSession) begin(ctx context.Context) error {
	if s.conn == nil || s.conn.IsClosed() {
		if err := s.connect(ctx); err != nil {
			return err
		}
	}
	s.queue, s.sent = pgx.Batch{}, false
	s.queue.Queue("BEGIN")
	if s.patient, _ = ctx.Value(patientKey{}).(bool); s.patient {
		s.queue.Queue("SET LOCAL idle_in_transaction_session_timeout = 0")
		s.queue.Queue("SET LOCAL lock_timeout = 0")
		s.queue.Queue("SET LOCAL statement_timeout = 0")
		return nil
	}
	for _, text := range unlessPatient {
		s.queue.Queue(text)
	}
	return nil
}

// connect finds the server that can be written to. Right after it could not, it does not try again, so that commands
// are refused quickly.
func (s *pgSession) connect(ctx context.Context) error {
	if s.resting.Load() {
		return ErrAway
	}
	conn, err := pgx.ConnectConfig(context.WithoutCancel(ctx), s.cfg)
	if err == nil {
		if _, err = conn.Exec(ctx, onConnect); err != nil {
			_ = conn.Close(ctx) // it is of no use anyway
		}
	}
	if err != nil {
		s.rest(restAfter)
		return err
	}
	s.conn = conn
	return nil
}

// rest refuses writes at once for a while.
func (s *pgSession) rest(d time.Duration) {
	s.resting.Store(true)
	time.AfterFunc(d, func() { s.resting.Store(false) })
}

// limit is the context of one journey to the server.
func (s *pgSession) limit(d time.Duration) (context.Context, context.CancelFunc) {
	if s.patient {
		return context.WithCancel(context.Background())
	}
	return context.WithTimeout(context.Background(), d)
}

// send sends what is queued. The last statement's answer goes to last; the first error wins.
func (s *pgSession) send(ctx context.Context, last func(pgx.BatchResults) error) (err error) {
	n := s.queue.Len()
	if n == 0 {
		return nil
	}
	s.sent = true
	results := s.conn.SendBatch(ctx, &s.queue)
	for i := 0; i < n && err == nil; i++ {
		if i == n-1 && last != nil {
			err = last(results)
		} else {
			_, err = results.Exec()
		}
	}
	if closed := results.Close(); err == nil {
		err = closed
	}
	s.queue = pgx.Batch{}
	return s.told(err)
}

// told marks an error that came with the end of the connection.
func (s *pgSession) told(err error) error {
	if err != nil && s.conn.IsClosed() && !errors.Is(err, errLost) {
		return fmt.Errorf("%w: %w", errLost, err)
	}
	return err
}

func (s *pgSession) flush() error {
	ctx, cancel := s.limit(statementWait)
	defer cancel()
	return s.send(ctx, nil)
}

// commit sends the rest and COMMIT in one journey. A connection that is lost on it leaves nobody to say what became
// of it.
func (s *pgSession) commit(context.Context) error {
	ctx, cancel := s.limit(commitWait)
	defer cancel()
	s.queue.Queue("COMMIT")
	var tag pgconn.CommandTag
	err := s.send(ctx, func(r pgx.BatchResults) (err error) {
		tag, err = r.Exec()
		return err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		s.rest(restLong) // the next would hang as well
	}
	if errors.Is(err, errLost) || isCode(err, "57P") {
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if err == nil && tag.String() != "COMMIT" {
		err = fmt.Errorf("the server answered a commit with %s", tag)
	}
	return err
}

func (s *pgSession) rollback() {
	if !s.sent || s.conn == nil || s.conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := s.conn.Exec(ctx, "ROLLBACK"); err != nil {
		s.drop()
	}
}

func (s *pgSession) drop() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.conn.Close(ctx) // whatever it says, it is gone
}

// ended leaves a connection to a server that became a standby, and plans for tables that changed.
func (s *pgSession) ended() {
	s.queue, s.sent = pgx.Batch{}, false
	if s.altered && s.conn != nil && !s.conn.IsClosed() {
		s.drop()
	}
	s.altered = false
}

func (s *pgSession) close() {
	if s.conn != nil {
		s.drop()
	}
}

func (s *pgSession) later(_ context.Context, text string, args []any) error {
	args, err := bound(args, true)
	if err != nil {
		return err
	}
	s.queue.Queue(text, args...)
	if s.queue.Len() >= 1000 {
		return s.flush()
	}
	return nil
}

func (s *pgSession) exec(_ context.Context, text string, args []any) (n int64, err error) {
	if args, err = bound(args, false); err != nil {
		return 0, err
	}
	ctx, cancel := s.limit(statementWait)
	defer cancel()
	s.queue.Queue(text, args...)
	err = s.send(ctx, func(r pgx.BatchResults) error {
		tag, err := r.Exec()
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

func (s *pgSession) script(_ context.Context, text string) error {
	if err := s.flush(); err != nil {
		return err
	}
	s.altered = true
	_, err := s.conn.Exec(context.Background(), dialect(text))
	return s.told(err)
}

// dialect writes a schema in the server's words.
func dialect(text string) string {
	return strings.NewReplacer(" WITHOUT ROWID", "", " BLOB", " BYTEA").Replace(text)
}

func (s *pgSession) query(_ context.Context, text string, args []any) (*sql.Rows, error) {
	got, err := s.read(text, args)
	if err != nil {
		return nil, err
	}
	return got.list()
}

func (s *pgSession) row(_ context.Context, text string, args []any) *sql.Row {
	got, err := s.read(text, args)
	if err != nil {
		return failedRow(err)
	}
	return got.row()
}

// read runs a query and keeps its rows.
func (s *pgSession) read(text string, args []any) (*served, error) {
	args, err := bound(args, false)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.limit(statementWait)
	defer cancel()
	out := &served{}
	s.queue.Queue(text, args...)
	err = s.send(ctx, out.take)
	return out, err
}

// take keeps the rows of the next answer.
func (o *served) take(r pgx.BatchResults) error {
	rows, err := r.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for _, f := range rows.FieldDescriptions() {
		o.columns = append(o.columns, f.Name)
	}
	for rows.Next() {
		row, err := plain(rows)
		if err != nil {
			return err
		}
		o.rows = append(o.rows, row)
	}
	return rows.Err()
}

// manyAtOnce is how many questions travel together.
const manyAtOnce = 256

func (s *pgSession) many(_ context.Context, text string, args [][]any, fn func(i int, rows *sql.Rows) error) error {
	n := 0
	for part := range slices.Chunk(args, manyAtOnce) {
		if err := s.flush(); err != nil {
			return err
		}
		for _, a := range part {
			a, err := bound(a, false)
			if err != nil {
				return err
			}
			s.queue.Queue(text, a...)
		}
		answers := make([]served, len(part))
		if err := s.ask(answers); err != nil {
			return err
		}
		for i := range answers {
			rows, err := answers[i].list()
			if err != nil {
				return err
			}
			err = fn(n+i, rows)
			if err = errors.Join(err, rows.Close()); err != nil {
				return err
			}
		}
		n += len(part)
	}
	return nil
}

// ask sends the questions in the queue and keeps their answers.
func (s *pgSession) ask(answers []served) (err error) {
	ctx, cancel := s.limit(statementWait)
	defer cancel()
	s.sent = true
	results := s.conn.SendBatch(ctx, &s.queue)
	for i := 0; i < len(answers) && err == nil; i++ {
		err = answers[i].take(results)
	}
	if closed := results.Close(); err == nil {
		err = closed
	}
	s.queue = pgx.Batch{}
	return s.told(err)
}

// plain is a row in the values that database/sql knows.
func plain(rows pgx.Rows) ([]driver.Value, error) {
	values, err := rows.Values()
	if err != nil {
		return nil, err
	}
	out := make([]driver.Value, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case int16:
			out[i] = int64(v)
		case int32:
			out[i] = int64(v)
		case driver.Valuer:
			if out[i], err = v.Value(); err != nil {
				return nil, err
			}
		default:
			out[i] = v
		}
	}
	return out, nil
}

// bound makes arguments what both engines take: numbers, texts and bytes.
func bound(args []any, keep bool) ([]any, error) {
	out := make([]any, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		switch b := v.(type) {
		case bool:
			n := int64(0)
			if b {
				n = 1
			}
			v = n
		case []byte:
			if keep {
				v = bytes.Clone(b)
			}
		case time.Time:
			return nil, fmt.Errorf("argument %d is a time.Time; instants are microseconds", i+1)
		}
		out[i] = v
	}
	return out, nil
}

func (s *pgSession) copy(ctx context.Context, table string, columns []string,
	next func() ([]any, error)) (int64, error) {
	if err := s.flush(); err != nil {
		return 0, err
	}
	n, err := s.conn.CopyFrom(context.WithoutCancel(ctx), pgx.Identifier{table}, columns,
		pgx.CopyFromFunc(func() ([]any, error) {
			row, err := next()
			if isEnd(err) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			return bound(row, false)
		}))
	return n, s.told(err)
}

// abandons is so of every error: PostgreSQL takes nothing more in a transaction but a step back.
func (s *pgSession) abandons(err error) bool { return err != nil && !errors.Is(err, sql.ErrNoRows) }
