package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"xiaohao/loop/fault"
)

// The errors of this package; test with errors.Is.
var (
	ErrLocked        = errors.New("the database is in use by another process")
	ErrNoSpace       = errors.New("no space left on the disk")
	ErrSchemaNewer   = errors.New("the database was made by a newer version of this program")
	ErrCorrupt       = errors.New("the database file is damaged")
	ErrReadOnly      = errors.New("the database is open only for reading")
	ErrClosed        = errors.New("the database is closed")
	ErrExists        = errors.New("the file exists already")
	ErrDuplicate     = errors.New("a row with this key exists already")
	ErrSchemaOlder   = errors.New("the database was made by an older version of this program")
	ErrSchemaChanged = errors.New("a step of the schema was made by another text than this program has")
	ErrUnsuited      = errors.New("the database does not suit")

	ErrDisk = errors.New("the disk cannot be read or written")

	// These are told to the user as they are.
	ErrAway error = fault.New(fault.Unavailable, "database_away") // it does not answer; nothing was written
	// the connection was lost while committing: it may have been written, or not
	ErrUnknown error = fault.New(fault.Unavailable, "database_unknown")
	// it was given up before it began; nothing was written
	ErrSlow error = fault.New(fault.Unavailable, "database_slow")
)

// meanings are what users are told of the other errors that the database may mend by itself, or its operator.
var meanings = []struct {
	err  error
	kind fault.Kind
	code string
}{
	{ErrNoSpace, fault.NoSpace, "disk_full"},
	{ErrLocked, fault.Unavailable, "database_locked"},
	{ErrDisk, fault.Unavailable, "database_disk"},
	{ErrReadOnly, fault.Unavailable, "database_disk"},
	{ErrClosed, fault.Unavailable, "try_again"},
	{context.Canceled, fault.Busy, "try_again"},
	{context.DeadlineExceeded, fault.Busy, "try_again"},
}

var _ = fault.Learn(func(err error) *fault.Error {
	var s *sqlite.Error
	var p *pgconn.PgError
	var c *pgconn.ConnectError
	if errors.As(err, &s) || errors.As(err, &p) || errors.As(err, &c) {
		err = Explain(err) // whoever read the row did not
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	for _, m := range meanings {
		if errors.Is(err, m.err) {
			return fault.New(m.kind, m.code).By(err)
		}
	}
	return nil
})

var (
	errLost     = fmt.Errorf("the connection was lost: %w", ErrAway)
	errCollided = fmt.Errorf("another process was faster: %w", ErrLocked)
)

// SQLite's result codes that matter here; the low byte is the kind, the rest says more.
const (
	codeBusy      = 5
	codeLocked    = 6
	codeNoMemory  = 7
	codeReadOnly  = 8
	codeInterrupt = 9
	codeIO        = 10
	codeCorrupt   = 11
	codeFull      = 13
	codeCantOpen  = 14
	codeMisuse    = 21
	codeUnique    = 19 | 8<<8
	codePrimary   = 19 | 6<<8
	codeNotADB    = 26
	codeShmSize   = codeIO | 19<<8 // the shared index of the WAL could not grow
)

// Explain wraps a driver's error so that errors.Is finds this package's errors in it. Rows hand out the driver's
// errors, so whoever reads them and cares calls Explain; fault.Of knows most of them without. Other errors and nil come
// back unchanged.
func Explain(err error) error {
	if err == nil {
		return nil
	}
	known := serverError(err)
	switch code := engineCode(err); {
	case known != nil:
	case code&0xff == codeFull, code == codeShmSize, errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		known = ErrNoSpace
	case code&0xff == codeBusy, code&0xff == codeLocked:
		known = ErrLocked
	case code&0xff == codeCorrupt, code&0xff == codeNotADB:
		known = ErrCorrupt
	case code == codeUnique, code == codePrimary:
		known = ErrDuplicate
	case code&0xff == codeReadOnly:
		known = ErrReadOnly
	case code&0xff == codeIO, code&0xff == codeCantOpen, errors.Is(err, syscall.EIO):
		known = ErrDisk
	case errors.Is(err, driver.ErrBadConn), strings.Contains(err.Error(), "sql: database is closed"):
		known = ErrClosed
	}
	if known == nil || errors.Is(err, known) {
		return err
	}
	return fmt.Errorf("%w: %w", known, err)
}

// engineCode is SQLite's extended result code, 0 for any other error.
func engineCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func misused(err error) bool { return engineCode(err)&0xff == codeMisuse }

// isCode says whether a server answered with an error whose SQLSTATE begins so.
func isCode(err error, begins string) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && strings.HasPrefix(e.Code, begins)
}

// serverError is what an error of PostgreSQL, or of the way to it, means here; nil for others. Codes: PostgreSQL's
// appendix "Error Codes".
func serverError(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch {
		case e.Code == "40001", e.Code == "40P01":
			return errCollided
		case e.Code == "23505":
			return ErrDuplicate
		case e.Code == "53100":
			return ErrNoSpace
		case e.Code == "58030":
			return ErrDisk
		case e.Code == "55P03", e.Code == "57014":
			return ErrLocked
		case e.Code == "25006", strings.HasPrefix(e.Code, "08"), strings.HasPrefix(e.Code, "57P"), e.Code == "25P03",
			e.Code == "53300":
			return errLost // the server goes down, became a standby, or took the connection away
		case e.Code == "XX001", e.Code == "XX002":
			return ErrCorrupt
		}
		return nil
	}
	var c *pgconn.ConnectError
	if errors.As(err, &c) {
		return ErrAway
	}
	if s := err.Error(); pgconn.SafeToRetry(err) || strings.Contains(s, "conn closed") ||
		strings.Contains(s, "unexpected EOF") ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) {
		return errLost
	}
	return nil
}
