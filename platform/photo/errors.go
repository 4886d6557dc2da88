package photo

import (
	"fmt"
	"strings"
)

// Error says why a photo was not taken in. Code is one of the five below; faces have a sentence for each.
type Error struct {
	Code   string
	Limit  int64  // what would have been allowed: bytes or pixels; 0 where there is no figure
	Detail string // for the operator's log: the type found, the size declared
	Cause  error  // of the decoder, the reader or the context
}

// The closed set; errors.Is compares by code.
var (
	ErrTooLarge = &Error{Code: "photo_too_large"} // more bytes than Limits.Bytes
	ErrType     = &Error{Code: "photo_type"}      // not a kind of photo that is read here
	ErrPixels   = &Error{Code: "photo_pixels"}    // more pixels than Limits.Pixels
	ErrBroken   = &Error{Code: "photo_broken"}    // empty, cut off or damaged
	ErrTime     = &Error{Code: "photo_time"}      // took too long, or the caller gave up
)

// Error is for logs and tests.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	if e.Limit != 0 {
		fmt.Fprintf(&b, " (limit %d)", e.Limit)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is compares by code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// with copies a member of the set and says what happened this time.
func (e *Error) with(cause error, detail string, args ...any) *Error {
	return &Error{Code: e.Code, Limit: e.Limit, Cause: cause, Detail: fmt.Sprintf(detail, args...)}
}

func (e *Error) limit(n int64) *Error { e.Limit = n; return e }
