package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// remembered is a row of the table commands.
type remembered struct {
	ID                          ID
	Actor, First, Last, Subject int64
	At                          calendar.Instant
}

// tally is the sum of a keyed hash over rows in any order. Two tallies of one key are equal when the rows were the
// same; the key is made anew for every proof, so nobody can prepare rows that only look the same. It takes the place
// of sorting millions of rows by another column.
type tally struct {
	mac hash.Hash
	buf [16 + 5*8]byte
	sum [4]uint64
	n   int64
}

// newTallies makes two with one new key.
func newTallies() (a, b *tally, err error) {
	var key [32]byte
	if _, err := rand.Read(key[:]); err != nil {
		return nil, nil, err
	}
	return &tally{mac: hmac.New(sha256.New, key[:])}, &tally{mac: hmac.New(sha256.New, key[:])}, nil
}

func (t *tally) add(r *remembered) {
	copy(t.buf[:16], r.ID[:])
	for i, n := range [...]int64{r.Actor, r.First, r.Last, r.Subject, int64(r.At)} {
		binary.BigEndian.PutUint64(t.buf[16+8*i:], uint64(n))
	}
	t.mac.Reset()
	t.mac.Write(t.buf[:])
	var out [32]byte
	t.mac.Sum(out[:0])
	for i := range t.sum {
		t.sum[i] += binary.BigEndian.Uint64(out[8*i:])
	}
	t.n++
}

func (t *tally) equal(o *tally) bool { return t.sum == o.sum && t.n == o.n }

// commands proves that the table holds exactly the commands of the events.
func (p *prover) commands(ctx context.Context, r store.Reader) error {
	err := eachCommand(ctx, r, p.city, func(c *remembered) error {
		p.fromTable.add(c)
		return nil
	})
	if err != nil {
		return err
	}
	if p.fromEvents.equal(p.fromTable) {
		return nil
	}
	return p.firstWrongCommand(ctx, r)
}

func eachCommand(ctx context.Context, r store.Reader, city int64, fn func(*remembered) error) error {
	rows, err := r.Query(ctx, "SELECT id, actor, first, last, subject, at FROM commands WHERE city = $1", city)
	if err != nil {
		return err
	}
	defer rows.Close()
	var id []byte
	for rows.Next() {
		var c remembered
		if err := rows.Scan(&id, &c.Actor, &c.First, &c.Last, &c.Subject, &c.At); err != nil {
			return &BrokenError{City: city, Seq: c.First, What: "a remembered command cannot be read: " + err.Error()}
		}
		if len(id) != len(c.ID) {
			return &BrokenError{City: city, Seq: c.First,
				What: fmt.Sprintf("the id of its remembered command has %d bytes", len(id))}
		}
		copy(c.ID[:], id)
		if err := fn(&c); err != nil {
			return err
		}
	}
	return store.Explain(rows.Err())
}

// firstWrongCommand finds the difference that the tallies only say exists: first it holds each command of the events
// against its row, then, if all are right, each row against the events.
func (p *prover) firstWrongCommand(ctx context.Context, r store.Reader) error {
	var run remembered
	for at := int64(0); at < p.last.Seq; {
		events, err := eventsFrom(ctx, r, p.city, at, verifyBatch)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Command != run.ID {
				if err := p.isRemembered(ctx, r, &run); err != nil {
					return err
				}
				run = remembered{ID: e.Command, Actor: e.Actor, First: e.Seq, Subject: e.Subject, At: e.At}
			}
			run.Last = e.Seq
		}
		at = run.Last
	}
	if err := p.isRemembered(ctx, r, &run); err != nil {
		return err
	}
	return eachCommand(ctx, r, p.city, func(c *remembered) error {
		events, err := eventsFrom(ctx, r, p.city, c.First-1, 1)
		if err != nil {
			return err
		}
		if len(events) == 0 || events[0].Seq != c.First || events[0].Command != c.ID {
			return &BrokenError{City: p.city, Seq: c.First,
				What: "command " + c.ID.String() + " is remembered for it, but it is of another"}
		}
		return nil
	})
}

func (p *prover) isRemembered(ctx context.Context, r store.Reader, want *remembered) error {
	if want.Last == 0 {
		return nil
	}
	have := remembered{ID: want.ID}
	err := r.QueryRow(ctx, "SELECT actor, first, last, subject, at FROM commands WHERE city = $1 AND id = $2",
		p.city, want.ID[:]).
		Scan(&have.Actor, &have.First, &have.Last, &have.Subject, &have.At)
	if errors.Is(err, sql.ErrNoRows) {
		return &BrokenError{City: p.city, Seq: want.First,
			What: "its command " + want.ID.String() + " is not remembered"}
	}
	if err != nil {
		return store.Explain(err)
	}
	if have != *want {
		return &BrokenError{City: p.city, Seq: want.First,
			What: "its command " + want.ID.String() + " is remembered otherwise than it was"}
	}
	return nil
}
