package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"

	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// What other packages ask of events, commands, heads and cursors beside a ledger that is open. None of these asks who
// may see the answer: a part shows it only to those who may. The events of the functions that begin with Each come
// without Command and Hash.

// eachColumns are what the Each functions read.
const eachColumns = "SELECT seq, at, type, subject, actor, body FROM events WHERE city = $1"

func each(ctx context.Context, r store.Reader, city int64, fn func(Event) error, text string, args ...any) error {
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		e := Event{City: city}
		var body []byte
		if err := rows.Scan(&e.Seq, &e.At, &e.Type, &e.Subject, &e.Actor, &body); err != nil {
			return err
		}
		e.Body = body
		return fn(e)
	}, text, args...)
}

// Unsay takes away what is kept of the content of the commands about a subject: a digest, keyed, but of words that
// named somebody. The same id with another content is a conflict no more.
func Unsay(ctx context.Context, tx *store.Tx, city, subject int64) error {
	return tx.Later(ctx, `UPDATE commands SET digest = NULL WHERE city = $1 AND digest IS NOT NULL AND id IN
		(SELECT command FROM events WHERE city = $1 AND subject = $2)`, city, subject)
}

// EachDigest hands the ids and digests of the commands that have one to fn, for a proof.
func EachDigest(ctx context.Context, r store.Reader, city int64, fn func(id, digest []byte) error) error {
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var id, digest []byte
		if err := rows.Scan(&id, &digest); err != nil {
			return err
		}
		return fn(id, digest)
	}, "SELECT id, digest FROM commands WHERE city = $1 AND digest IS NOT NULL", city)
}

// marks are the places of n values from the first on: "$3, $4".
func marks(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}

// ofTypes is the condition that an event is of one of some types. A name that ends in "." stands for all types that
// begin so. Without types there is no condition.
func ofTypes(types []event.Type, args []any) (string, []any) {
	var or []string
	var whole []any
	for _, t := range types {
		if strings.HasSuffix(string(t), ".") {
			args = append(args, t+"%")
			or = append(or, fmt.Sprintf("type LIKE $%d", len(args)))
		} else {
			whole = append(whole, t)
		}
	}
	if len(whole) > 0 {
		or = append(or, "type IN ("+marks(len(args)+1, len(whole))+")")
		args = append(args, whole...)
	}
	if len(or) == 0 {
		return "", args
	}
	return " AND (" + strings.Join(or, " OR ") + ")", args
}

// ToEnd is the sequence number behind all others.
const ToEnd = math.MaxInt64

// EachOf reads the events of one subject up to a sequence number, oldest first. Types are as in EachType; none means
// all.
func EachOf(ctx context.Context, r store.Reader, city, subject, upto int64, types []event.Type,
	fn func(Event) error) error {
	and, args := ofTypes(types, []any{city, subject, upto})
	return each(ctx, r, city, fn, eachColumns+" AND subject = $2 AND seq <= $3"+and+" ORDER BY seq", args...)
}

// EachType reads the events of some types whose sequence number is greater than after, oldest first and up to limit;
// limit 0 means all of them. A type that ends in "." stands for all types that begin so.
func EachType(ctx context.Context, r store.Reader, city, after int64, limit int, types []event.Type,
	fn func(Event) error) error {
	text, args := eachColumns, []any{city}
	if after > 0 {
		text, args = text+" AND seq > $2", append(args, after)
	}
	and, args := ofTypes(types, args)
	text += and + " ORDER BY seq"
	if limit > 0 {
		args = append(args, int64(limit))
		text += fmt.Sprintf(" LIMIT $%d", len(args))
	}
	return each(ctx, r, city, fn, text, args...)
}

// EachBetween reads the events of some types of all subjects from one to another, subject by subject.
func EachBetween(ctx context.Context, r store.Reader, city, first, last int64, types []event.Type,
	fn func(Event) error) error {
	and, args := ofTypes(types, []any{city, first, last})
	return each(ctx, r, city, fn, eachColumns+" AND subject >= $2 AND subject <= $3"+and+" ORDER BY subject, seq",
		args...)
}

// EachSubject reads all events subject by subject, up to limit of them, behind a place: a subject and one of its
// events.
func EachSubject(ctx context.Context, r store.Reader, city, subject, seq int64, limit int,
	fn func(Event) error) error {
	return each(ctx, r, city, fn, eachColumns+" AND (subject, seq) > ($2, $3) ORDER BY subject, seq LIMIT $4",
		city, subject, seq, int64(limit))
}

// Bare reads the events up to a sequence number as rows of seq, at, type, subject, actor and body; the bodies of some
// types are left empty. It is for who reads a whole history and can afford no copy of what a row lends. The caller
// closes the rows.
func Bare(ctx context.Context, r store.Reader, city, upto int64, empty []event.Type) (*sql.Rows, error) {
	args := []any{city, upto}
	for _, t := range empty {
		args = append(args, t)
	}
	return r.Query(ctx, "SELECT seq, at, type, subject, actor, CASE WHEN type IN ("+marks(3, len(empty))+
		") THEN '' ELSE body END FROM events WHERE city = $1 AND seq > 0 AND seq <= $2 ORDER BY seq", args...)
}

// First reads the first event of a type that a subject has; false when there is none. Command and Hash are left out.
func First(ctx context.Context, r store.Reader, city, subject int64, typ event.Type) (Event, bool, error) {
	return one(ctx, r, city, eachColumns+" AND subject = $2 AND type = $3 ORDER BY seq LIMIT 1", city, subject, typ)
}

// Latest reads the last event of a subject; false when there is none. Command and Hash are left out.
func Latest(ctx context.Context, r store.Reader, city, subject int64) (Event, bool, error) {
	return one(ctx, r, city, eachColumns+" AND subject = $2 ORDER BY seq DESC LIMIT 1", city, subject)
}

// One reads the event with a sequence number; false when there is none. Command and Hash are left out.
func One(ctx context.Context, r store.Reader, city, seq int64) (Event, bool, error) {
	return one(ctx, r, city, eachColumns+" AND seq = $2", city, seq)
}

func one(ctx context.Context, r store.Reader, city int64, text string, args ...any) (Event, bool, error) {
	e := Event{City: city}
	var body []byte
	found, err := scanned(r.QueryRow(ctx, text, args...), &e.Seq, &e.At, &e.Type, &e.Subject, &e.Actor, &body)
	e.Body = body
	return e, found, err
}

// scanned reads a row that may be missing.
func scanned(row *store.Row, into ...any) (bool, error) {
	err := row.Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, store.Explain(err)
}

// CausedBy is the id of the command that caused an event, as it is stored; nil when there is no such event.
func CausedBy(ctx context.Context, r store.Reader, city, seq int64) (id []byte, err error) {
	_, err = scanned(r.QueryRow(ctx, "SELECT command FROM events WHERE city = $1 AND seq = $2", city, seq), &id)
	return id, err
}

// EachCause hands the events of a type with the commands that caused them to fn, oldest first; body lives until fn
// returns.
func EachCause(ctx context.Context, r store.Reader, city int64, typ event.Type,
	fn func(seq int64, command, body []byte) error) error {
	var seq int64
	var command, body sql.RawBytes
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		if err := rows.Scan(&seq, &command, &body); err != nil {
			return err
		}
		return fn(seq, command, body)
	}, "SELECT seq, command, body FROM events WHERE city = $1 AND type = $2 ORDER BY seq", city, typ)
}

// Followed are those of some commands whose subject an event of a type was recorded about.
func Followed(ctx context.Context, r store.Reader, city int64, commands [][]byte, typ event.Type) (out [][]byte,
	err error) {
	if len(commands) == 0 {
		return nil, nil
	}
	args := []any{city, typ}
	for _, c := range commands {
		args = append(args, c)
	}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var id []byte
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, `SELECT DISTINCT c.id FROM commands c JOIN events e ON e.city = $1 AND e.subject = c.subject AND e.type = $2
		WHERE c.city = $1 AND c.id IN (`+marks(3, len(commands))+`)`, args...)
	return out, err
}

// Taken tells what a command led to and who gave it; false when no command with this id was taken.
func Taken(ctx context.Context, r store.Reader, city int64, id ID) (subject, actor int64, ok bool, err error) {
	ok, err = scanned(r.QueryRow(ctx, "SELECT subject, actor FROM commands WHERE city = $1 AND id = $2", city, id[:]),
		&subject, &actor)
	return subject, actor, ok, err
}

// Remembered is the answer to a command that was taken before, false when none with this id was. Its errors are those
// of Append: ErrForeignCommand and *OtherContentError.
func Remembered(ctx context.Context, r store.Reader, city int64, q Request) (Answer, bool, error) {
	var k known
	ok, err := scanned(r.QueryRow(ctx,
		"SELECT actor, first, last, subject, at, digest FROM commands WHERE city = $1 AND id = $2", city, q.ID[:]),
		&k.actor, &k.First, &k.Last, &k.Subject, &k.At, &k.digest)
	if err != nil || !ok {
		return Answer{}, false, err
	}
	a, err := repeated(k, q)
	return a, err == nil, err
}

// Newest is the sequence number of the last event, by the events themselves; 0 when there is none.
func Newest(ctx context.Context, r store.Reader, city int64) (seq int64, err error) {
	err = r.QueryRow(ctx, "SELECT COALESCE(MAX(seq), 0) FROM events WHERE city = $1", city).Scan(&seq)
	return seq, store.Explain(err)
}

// Count is the number of a city's events.
func Count(ctx context.Context, r store.Reader, city int64) (n int64, err error) {
	err = r.QueryRow(ctx, "SELECT COUNT(*) FROM events WHERE city = $1", city).Scan(&n)
	return n, store.Explain(err)
}

// Loose counts the events behind one and up to another that are about nothing (None), and those of a type among them.
func Loose(ctx context.Context, r store.Reader, city, from, to int64, typ event.Type) (all, ofType int64, err error) {
	err = r.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN type = $4 THEN 1 ELSE 0 END), 0) FROM events
		WHERE city = $1 AND subject = 0 AND seq > $2 AND seq <= $3`, city, from, to, typ).Scan(&all, &ofType)
	return all, ofType, store.Explain(err)
}

// Cities lists the cities that have a ledger in the database, by number.
func Cities(ctx context.Context, r store.Reader) (out []int64, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var city int64
		err := rows.Scan(&city)
		out = append(out, city)
		return err
	}, "SELECT city FROM heads ORDER BY city")
	return out, err
}

// Put puts the head of a city, and the cursors of all its followers but those that stay, behind events that were
// copied into the tables beside the ledger, as a measurement makes a town of many copies of a small one. No Ledger may
// be open on the database.
func Put(ctx context.Context, tx *store.Tx, h Head, stay ...string) error {
	if err := tx.Later(ctx, "UPDATE heads SET seq = $1, hash = $2, at = $3 WHERE city = $4", h.Seq, h.Hash[:], h.At,
		h.City); err != nil {
		return err
	}
	text, args := "UPDATE cursors SET seq = $1 WHERE city = $2 AND name NOT LIKE $3",
		[]any{h.Seq, h.City, viewCursor("%")}
	for _, name := range stay {
		args = append(args, name)
		text += fmt.Sprintf(" AND name <> $%d", len(args))
	}
	return tx.Later(ctx, text, args...)
}

// LastOf is the sequence number of the last event of a command, 0 for a command that is not known.
func LastOf(ctx context.Context, r store.Reader, city int64, command ID) (int64, error) {
	var last int64
	err := r.QueryRow(ctx, "SELECT COALESCE(MAX(last), 0) FROM commands WHERE city = $1 AND id = $2", city,
		command[:]).Scan(&last)
	return last, store.Explain(err)
}
