package help

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// mostAlike is how many cases that share a field are compared, the latest first.
const mostAlike = 50

// Mark says by what a second time of a person would be seen, and looks whether it is one. What was said is sealed, its
// hashes lie in help_marks. Both cases learn that it happened, neither whose the other is.
func (x *Cases) Mark(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, m care.Marks) error {
	for name, s := range map[string]*string{"name": &m.Name, "birth": &m.Birth, "sex": &m.Sex, "county": &m.County,
		"phone": &m.Phone, "paper": &m.Paper} {
		if err := limit(s, name, LongPhone, false); err != nil {
			return err
		}
	}
	hashes := m.Hashes(x.hashKey())
	if len(hashes) == 0 {
		return fault.New(fault.Invalid, "help_words").On("name")
	}
	var others []int64
	err := x.on(ctx, caller, id, matterID, []any{MarkedType, matterID, m}, func(ctx context.Context, tx *store.Tx,
		c *Case, now calendar.Instant) ([]act, error) {
		if err := open(c); err != nil {
			return nil, err
		}
		var err error
		if others, err = x.alike(ctx, tx, matterID, hashes, now); err != nil {
			return nil, err
		}
		m.Paper = "" // the number stands nowhere, not even sealed: its hash is enough
		hashes[saltField] = make([]byte, 16)
		if _, err := io.ReadFull(x.Rand, hashes[saltField]); err != nil {
			return nil, err
		}
		acts := []act{{MarkedType, Step{Marks: digest(matterID, now, hashes)}, m}}
		if len(others) > 0 && c.Again == 0 {
			acts = append(acts, act{typ: AgainType})
		}
		return acts, x.keepMarks(ctx, tx, matterID, hashes, now)
	})
	if err != nil {
		return err
	}
	clock := org.Caller{Clock: true}
	for _, n := range others { // the other office learns it too, by an event of its own
		err := x.on(ctx, clock, desk.Once("help again", id.String(), n), n, nil, func(_ context.Context,
			_ *store.Tx, c *Case, _ calendar.Instant) ([]act, error) {
			if c.Again != 0 {
				return nil, nil
			}
			return []act{{typ: AgainType}}, nil
		})
		if err != nil && fault.Code(err) != "case_forgotten" {
			return err
		}
	}
	return nil
}

// saltField is the row of help_marks that makes the digest in the event prove nothing once the rows are gone.
const saltField = "salt"

// digest is what the event says of the rows: who has them all can check it, who lacks one can guess nothing.
func digest(id int64, at calendar.Instant, hashes map[string][]byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "help marks %d %d", id, at)
	for _, f := range slices.Sorted(maps.Keys(hashes)) {
		fmt.Fprintf(h, "\x00%s %x", f, hashes[f])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// hashKey is the key of the hashes.
func (x *Cases) hashKey() []byte {
	h := hmac.New(sha256.New, x.Secret)
	h.Write([]byte("help marks"))
	return h.Sum(nil)
}

func (x *Cases) keepMarks(ctx context.Context, tx *store.Tx, id int64, hashes map[string][]byte,
	now calendar.Instant) error {
	if err := tx.Later(ctx, "DELETE FROM help_marks WHERE city = $1 AND matter = $2", x.City, id); err != nil {
		return err
	}
	for _, f := range slices.Sorted(maps.Keys(hashes)) {
		if err := tx.Later(ctx, "INSERT INTO help_marks (city, matter, field, hash, at) VALUES ($1, $2, $3, $4, $5)",
			x.City, id, f, hashes[f], int64(now)); err != nil {
			return err
		}
	}
	return nil
}

// alike are other cases within policy's time that are told to be of the same person.
func (x *Cases) alike(ctx context.Context, r store.Reader, id int64, hashes map[string][]byte,
	now calendar.Instant) (out []int64, err error) {
	since := now.Plus(-int64(x.Policy().Help.Again) * dayLong)
	var near []int64
	for _, f := range []string{"paper", "phone", "name"} { // without one of them nothing reaches the sum
		if hashes[f] == nil {
			continue
		}
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var n int64
			err := rows.Scan(&n)
			if n != id && !slices.Contains(near, n) {
				near = append(near, n)
			}
			return err
		}, `SELECT matter FROM help_marks WHERE city = $1 AND field = $2 AND hash = $3 AND at >= $4
			ORDER BY at DESC LIMIT $5`, x.City, f, hashes[f], int64(since), int64(mostAlike))
		if err != nil {
			return nil, err
		}
	}
	for _, n := range near {
		theirs := map[string][]byte{}
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var f string
			var h []byte
			err := rows.Scan(&f, &h)
			theirs[f] = h
			return err
		}, "SELECT field, hash FROM help_marks WHERE city = $1 AND matter = $2", x.City, n)
		if err != nil {
			return nil, err
		}
		if care.Same(hashes, theirs) {
			out = append(out, n)
		}
	}
	return out, nil
}

// Single says that a person looked, and that it is no second time.
func (x *Cases) Single(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n Note) error {
	return x.simply(ctx, caller, id, matterID, MatchlessType, Step{}, n, func(c *Case) error {
		if c.Again == 0 {
			return fault.New(fault.Conflict, "help_no_again")
		}
		return nil
	})
}
