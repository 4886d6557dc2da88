package desk

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Personal data is forgotten by destroying its key: the matter's own key is set to nothing, and what it sealed with it;
// so are the digests of what was said about the matter, from which who has the city's secret could find a number again.
// An event says so in the same transaction. What stays is said to who asks: a backup made before holds it all until it
// is thrown away, and what was forgotten is kept outside the database (Config.Forgot, EachForgotten) so that it is
// forgotten again (ForgetAgain) when a backup brings it back.

// Kept is what is known of the personal data behind a matter, without showing any of it.
type Kept struct {
	There      bool             // there is some
	Asked      calendar.Instant // its owner wants it erased; it is locked since, µs; 0 for no
	Forgotten  calendar.Instant // it was erased, µs; 0 for no
	Closed     bool             // the matter, or the one it lives on in, is off the list: the archive's term runs
	Free       calendar.Instant // when the term is over, µs; 0 while it does not run
	BackupDays int              // so long at most a backup holds what was erased
}

// Kept says what is kept of a matter's reporter, and until when. Whoever may see the matter, or forget it, may know.
func (d *Desk) Kept(ctx context.Context, caller org.Caller, matterID int64) (Kept, error) {
	m, err := d.views.Get(ctx, d.db.Read(), matterID)
	if err != nil {
		return Kept{}, translate(err)
	}
	if !d.Org().Sees(caller, m) && !d.Org().MayAdminister(caller, m.Area) {
		return Kept{}, fault.New(fault.Missing, "matter_missing")
	}
	return d.kept(ctx, m)
}

func (d *Desk) kept(ctx context.Context, m *matter.Matter) (Kept, error) {
	lives, err := d.Survivor(ctx, m)
	if err != nil {
		return Kept{}, err
	}
	r := d.rules.Load()
	k := Kept{There: m.Contact || m.Kind == matter.Help && m.Forgotten == 0, Asked: m.ForgetAsked,
		Forgotten: m.Forgotten, BackupDays: r.Archive.BackupDays}
	free, closed := m.Free(lives, r.term(m))
	if k.Closed = closed; closed {
		k.Free = free
	}
	return k, nil
}

// Forget gives the command forget for a matter by its number on the list, its id in digits or its receipt code, for
// those who need not see it: an administrator of its area, and the command line. It gives what is kept afterwards.
func (d *Desk) Forget(ctx context.Context, caller org.Caller, id ledger.ID, name, reason string) (Result, Kept, error) {
	none := fault.New(fault.Missing, "matter_missing").On("matter")
	matterID, ok, err := views.ByNumber(ctx, d.db.Read(), d.city, name)
	if code := plainReceipt(name); err == nil && !ok && len(code) == 12 {
		matterID, ok, err = views.ByReceipt(ctx, d.db.Read(), d.city, digest(code))
	}
	if err != nil {
		return Result{}, Kept{}, translate(err)
	}
	if !ok {
		return Result{}, Kept{}, none
	}
	b := &matter.Forget{Reason: reason}
	r, err := d.Do(ctx, caller, Command{ID: id, Matter: matterID, Body: b, Said: b})
	if fault.Code(err) == "matter_missing" {
		return r, Kept{}, none
	}
	if err != nil {
		return r, Kept{}, err
	}
	m, err := d.views.Get(ctx, d.db.Read(), matterID)
	if err != nil {
		return r, Kept{}, translate(err)
	}
	k, err := d.kept(ctx, m)
	return r, k, err
}

// shred destroys the key of a matter's personal data; nobody can read it again.
func (d *Desk) shred(ctx context.Context, tx *store.Tx, matterID int64) error {
	cause, err := ledger.CausedBy(ctx, tx, d.city, matterID)
	if err != nil {
		return err
	}
	if err := ledger.Unsay(ctx, tx, d.city, matterID); err != nil {
		return err
	}
	return d.shredRow(ctx, tx, cause)
}

// term is how long what lies beside the ledger is kept once its matter left the list: the archive's legal term, and a
// person's case for what policy adds to it.
func (r *rules) term(m *matter.Matter) func(calendar.Instant) calendar.Instant {
	return func(closed calendar.Instant) calendar.Instant {
		at := r.Archive.Until(closed, r.cal)
		if m != nil && m.Kind == matter.Help {
			at = max(at, closed.Plus(int64(r.Help.Keep)*dueAgain))
		}
		return at
	}
}

func (d *Desk) shredRow(ctx context.Context, tx *store.Tx, command []byte) error {
	if err := d.shredCase(ctx, tx, command); err != nil {
		return err
	}
	return tx.Later(ctx, `UPDATE contacts SET key = NULL, data = NULL, due = 0, forgotten = $1
		WHERE city = $2 AND command = $3`, d.now(), d.city, command)
}

// shredCase destroys the key of a case and what it sealed.
func (d *Desk) shredCase(ctx context.Context, tx *store.Tx, command []byte) error {
	if err := tx.Later(ctx, `UPDATE case_keys SET key = NULL, forgotten = $1
		WHERE city = $2 AND command = $3`, d.now(), d.city, command); err != nil {
		return err
	}
	if err := tx.Later(ctx, "DELETE FROM case_turns WHERE city = $1 AND command = $2", d.city, command); err != nil {
		return err
	}
	return tx.Later(ctx, "DELETE FROM sealed_words WHERE city = $1 AND command = $2", d.city, command)
}

// remind has ForgetDue look at a matter's personal data.
func (d *Desk) remind(ctx context.Context, tx *store.Tx, matterID int64) error {
	cause, err := ledger.CausedBy(ctx, tx, d.city, matterID)
	if err != nil {
		return err
	}
	return tx.Later(ctx, "UPDATE contacts SET due = $1 WHERE city = $2 AND command = $3 AND key IS NOT NULL", d.now(),
		d.city, cause)
}

// How much ForgetDue looks at on one turn, and after how long at most it looks again: a matter may be struck off,
// reopened, merged, and the policy may change.
const (
	dueBatch = 100
	dueAgain = 24 * 3600 * 1_000_000 // µs
)

// ForgetDue erases what its owners asked for and the archive need not keep any more, and the cases of persons in need
// whose time is over, and says how many that were.
func (d *Desk) ForgetDue(ctx context.Context) (done int, err error) {
	for _, look := range []struct{ due, again string }{{
		`SELECT command FROM contacts WHERE city = $1 AND due > 0 AND due <= $2 ORDER BY due, command LIMIT $3`,
		"UPDATE contacts SET due = $1 WHERE city = $2 AND command = $3 AND key IS NOT NULL",
	}, {
		`SELECT command FROM case_turns WHERE city = $1 AND due <= $2 ORDER BY due, command LIMIT $3`,
		"UPDATE case_turns SET due = $1 WHERE city = $2 AND command = $3",
	}} {
		n, err := d.forgetBatch(ctx, look.due, look.again)
		if done += n; err != nil {
			return done, err
		}
	}
	return done, nil
}

func (d *Desk) forgetBatch(ctx context.Context, text, again string) (done int, err error) {
	var due [][]byte
	err = store.Each(ctx, d.db.Read(), func(rows *sql.Rows) error {
		var c []byte
		err := rows.Scan(&c)
		due = append(due, c)
		return err
	}, text, d.city, d.now(), int64(dueBatch))
	if err != nil {
		return 0, translate(err)
	}
	later := map[string]calendar.Instant{}
	for _, c := range due {
		gone, next, err := d.forgetDue(ctx, c)
		if err != nil {
			return done, err
		}
		if gone {
			done++
			continue
		}
		later[string(c)] = next
	}
	if len(later) == 0 {
		return done, nil
	}
	err = d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for c, at := range later {
			if err := tx.Later(ctx, again, at, d.city, []byte(c)); err != nil {
				return err
			}
		}
		return nil
	})
	return done, translateNil(err)
}

// forgetDue erases the personal data of the matter that a command reported, or says when to look again.
func (d *Desk) forgetDue(ctx context.Context, command []byte) (gone bool, next calendar.Instant, err error) {
	var id ledger.ID
	copy(id[:], command)
	subject, _, ok, err := ledger.Taken(ctx, d.db.Read(), d.city, id)
	again := d.now().Plus(dueAgain)
	if err != nil || !ok { // a row of no report: verify names it
		return false, again, translateNil(err)
	}
	m, err := d.views.Get(ctx, d.db.Read(), subject)
	if err != nil {
		return false, again, translate(err)
	}
	if m.Forgotten != 0 { // a backup of the table brought it back
		return true, 0, translateNil(d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
			return d.shredRow(ctx, tx, command)
		}))
	}
	k, err := d.kept(ctx, m)
	if err != nil || m.ForgetAsked == 0 && m.Kind != matter.Help {
		return false, again, err
	}
	if !k.Closed {
		return false, again, nil
	}
	if d.now() < k.Free {
		if m.ForgetAsked == 0 { // nobody waits for it: policy may change, and a case may be opened again
			again = d.now().Plus(30 * dueAgain)
		}
		return false, min(again, k.Free), nil
	}
	_, err = d.Do(ctx, org.Caller{Clock: true}, Command{ID: named("forget", hex.EncodeToString(command)),
		Matter: m.ID, Body: &matter.Forget{}})
	switch fault.Code(err) {
	case "forget_open", "forget_early", "contact_forgotten", "contact_none": // something happened meanwhile
		return false, again, nil
	}
	return err == nil, again, err
}

// Forgotten is a line of what was forgotten, to be kept outside the city: it names the report by its command, which
// stays the same in every backup, and holds nothing of the person.
type Forgotten struct {
	Command string           `json:"command"` // hex
	At      calendar.Instant `json:"at"`      // µs
	By      string           `json:"by,omitempty"`
}

// EachForgotten hands what was forgotten in a city to fn, oldest first.
func EachForgotten(ctx context.Context, r store.Reader, city int64, fn func(Forgotten) error) error {
	var all []ledger.Event
	err := ledger.EachType(ctx, r, city, 0, 0, []event.Type{matter.TypeForgotten}, func(e ledger.Event) error {
		e.Body = slices.Clone(e.Body)
		all = append(all, e)
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range all {
		cause, err := ledger.CausedBy(ctx, r, city, e.Subject)
		if err != nil {
			return err
		}
		var b matter.WasForgotten
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		if err := fn(Forgotten{hex.EncodeToString(cause), e.At, b.By}); err != nil {
			return err
		}
	}
	return nil
}

// noteForgotten tells Config.Forgot where a command that was taken erased something. What is lost here, because the
// program was killed in between, the ledger still says.
func (d *Desk) noteForgotten(ctx context.Context, c Command) {
	if _, ok := c.Body.(*matter.Forget); !ok || d.forgot == nil {
		return
	}
	err := func() error {
		m, err := d.views.Get(ctx, d.db.Read(), c.Matter)
		if err != nil || m.Forgotten == 0 {
			return err
		}
		cause, err := ledger.CausedBy(ctx, d.db.Read(), d.city, m.ID)
		if err != nil {
			return err
		}
		return d.forgot(Forgotten{Command: hex.EncodeToString(cause), At: m.Forgotten})
	}()
	if err != nil {
		d.log.ErrorContext(ctx, "what was forgotten is not kept outside the database", "matter", c.Matter,
			"error", err.Error())
	}
}

// againBatch is how many lines of a list are looked up at once.
const againBatch = 500

// ForgetAgain forgets what was forgotten before a backup brought it back; nobody's term is asked, since it was over.
// It says of how many something was there to be forgotten: a report that this city does not have, or whose data is
// gone, is none. Only the command line may.
func (d *Desk) ForgetAgain(ctx context.Context, caller org.Caller, list []Forgotten) (done int, err error) {
	if !caller.System {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	for part := range slices.Chunk(list, againBatch) {
		var commands [][]byte
		for _, x := range part {
			c, err := hex.DecodeString(x.Command)
			if err != nil || len(c) != len(ledger.ID{}) {
				return done, fault.New(fault.Invalid, "forgotten_line", "line", x.Command).By(err)
			}
			commands = append(commands, c)
		}
		gone, err := ledger.Followed(ctx, d.db.Read(), d.city, commands, matter.TypeForgotten)
		if err != nil {
			return done, translate(err)
		}
		for _, c := range commands {
			if slices.ContainsFunc(gone, func(x []byte) bool { return bytes.Equal(x, c) }) {
				continue
			}
			there, err := d.forgetAgain(ctx, caller, c)
			if err != nil {
				return done, err
			}
			if there {
				done++
			}
		}
	}
	return done, nil
}

func (d *Desk) forgetAgain(ctx context.Context, caller org.Caller, command []byte) (bool, error) {
	var id ledger.ID
	copy(id[:], command)
	subject, _, ok, err := ledger.Taken(ctx, d.db.Read(), d.city, id)
	if err != nil || !ok {
		return false, translateNil(err)
	}
	r, err := d.Do(ctx, caller, Command{ID: named("forget again", hex.EncodeToString(command)), Matter: subject,
		Body: &matter.Forget{Again: true}})
	var f *fault.Error
	if errors.As(err, &f) && (f.Code == "contact_forgotten" || f.Code == "contact_none" || f.Code == "matter_missing") {
		return false, nil
	}
	return err == nil && !r.Repeated, err
}
