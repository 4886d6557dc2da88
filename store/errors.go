package store

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"modernc.org/sqlite"
)

// The errors of this package; test with errors.Is.
var (
	ErrLocked      = errors.New("the database is in use by another process")
	ErrNoSpace     = errors.New("no space left on the disk")
	ErrSchemaNewer = errors.New("the database was made by a newer version of this program")
	ErrCorrupt     = errors.New("the database file is damaged")
	ErrReadOnly    = errors.New("the database is open only for reading")
	ErrClosed      = errors.New("the database is closed")
	ErrExists      = errors.New("the file exists already")
	ErrDuplicate   = errors.New("a row with this key exists already")
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
	codeMisuse    = 21
	codeUnique    = 19 | 8<<8
	codePrimary   = 19 | 6<<8
	codeNotADB    = 26
	codeShmSize   = codeIO | 19<<8 // the shared index of the WAL could not grow
)

// Explain wraps a driver's error so that errors.Is finds this package's errors in it. Rows and Row hand out the driver's errors, so whoever
// scans them and cares calls Explain. Other errors and nil come back unchanged.
func Explain(err error) error {
	if err == nil {
		return nil
	}
	var known error
	switch code := engineCode(err); {
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

// abandons says whether the engine may have rolled the transaction back by itself.
func abandons(err error) bool {
	switch engineCode(err) & 0xff {
	case codeFull, codeIO, codeNoMemory, codeInterrupt, codeCorrupt, codeBusy:
		return true
	}
	return false
}

func misused(err error) bool { return engineCode(err)&0xff == codeMisuse }
