// Package fault is the small closed set of things that can go wrong for a user.
//
// It owns the error type that every layer returns and every face renders: a Kind that decides the HTTP status and the
// exit code, a Code that names the sentence in the lang catalogue ("fault.<code>"), and the values the sentence
// mentions. It never holds a sentence itself, and never a secret: whatever is in Args is shown to the person who made
// the mistake.
package fault

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind is what sort of mistake it is.
type Kind uint8

// The kinds, each with the HTTP status that faces give it.
const (
	Internal    Kind = iota // 500: our mistake; the cause goes to the operator's log, never to the user
	Invalid                 // 422: the input is wrong; Field says where
	Login                   // 401: nobody is logged in, or the password is wrong
	Denied                  // 403: the caller may not
	Missing                 // 404: it does not exist, or the caller may not know that it does
	Conflict                // 409: the state forbids it, or somebody was quicker
	TooLarge                // 413: more than is taken
	Limited                 // 429: too often
	Busy                    // 503: try again; nothing was done
	NoSpace                 // 507: the disk is full; nothing was done
	Unavailable             // 503: the database cannot be used now; try again, under the same id
	Malformed               // 400: what a program made for the address cannot be read, as a place in a list
	Stale                   // 412: what the request builds on is no longer as the caller read it
)

var statuses = [...]int{500, 422, 401, 403, 404, 409, 413, 429, 503, 507, 503, 400, 412}

// Status is the HTTP status of the kind.
func (k Kind) Status() int { return statuses[k] }

// Error is a mistake that a person can act on.
type Error struct {
	Kind  Kind
	Code  string            // key of the sentence, as in "bounce_late"
	Field string            // form field or column it belongs to, if any
	Args  map[string]string // values the sentence mentions
	Cause error             // for the operator; never shown
}

// New makes an error; args are name, value, name, value …
func New(k Kind, code string, args ...any) *Error {
	e := &Error{Kind: k, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = map[string]string{}
		}
		e.Args[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	return e
}

// On says which field the mistake is in.
func (e *Error) On(field string) *Error { e.Field = field; return e }

// By keeps the technical cause for the operator.
func (e *Error) By(cause error) *Error { e.Cause = cause; return e }

// Unwrap gives the technical cause.
func (e *Error) Unwrap() error { return e.Cause }

// Error is for logs and tests; people read the catalogue's sentence.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Field != "" {
		b.WriteString(" (" + e.Field + ")")
	}
	names := make([]string, 0, len(e.Args))
	for n := range e.Args {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(&b, " %s=%q", n, e.Args[n])
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Is makes errors.Is compare by code.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// meanings say what errors mean that are no Error; each gives nil for what it does not know.
var meanings []func(error) *Error

// Learn adds what the errors of a package mean. It is called once, while the package that owns them is initialised, as
// that of the database is; the answer is only there to be kept in a variable.
func Learn(meaning func(error) *Error) bool {
	meanings = append(meanings, meaning)
	return true
}

// Of finds the Error in err, or what its owner says that it means; anything else is Internal with the code "internal".
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	for _, meaning := range meanings {
		if e := meaning(err); err != nil && e != nil {
			return e
		}
	}
	return &Error{Kind: Internal, Code: "internal", Cause: err}
}

// Again says that the same may be tried again, after RetryAfter.
func (k Kind) Again() bool { return k == Limited || k == Busy || k == Unavailable }

// RetryAfter is how many seconds somebody who may try again should wait.
func (e *Error) RetryAfter() string {
	if e.Kind == Limited {
		return "30"
	}
	return "5"
}

// Code is the code of err, "" when err is nil.
func Code(err error) string {
	if err == nil {
		return ""
	}
	return Of(err).Code
}
