package outreach

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Joining is who would help.
type Joining struct {
	Name  string
	Phone string
	Team  int64 // where; 0 for anywhere
}

// Join signs a volunteer up for an activity whose call is public. Everybody may. The same id again, and the same phone
// again, do nothing, and the answer does not say so. Faults: outreach_missing for what is not public, outreach_closed,
// outreach_full, outreach_words, outreach_long, outreach_phone, outreach_team.
func (x *Outreach) Join(ctx context.Context, id ledger.ID, activity int64, j Joining) error {
	if id.IsZero() {
		return fault.New(fault.Invalid, "command_id").On("id")
	}
	name, err := line(j.Name, "name", 20, true)
	if err != nil {
		return err
	}
	phone, ok := phoneOf(j.Phone)
	if !ok {
		return fault.New(fault.Invalid, "outreach_phone").On("phone")
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		a, err := Get(ctx, tx, x.City, activity)
		if err != nil {
			return err
		}
		switch _, there := a.Team(j.Team); {
		case !x.shown(a):
			return missing()
		case !a.calls(x.Now()):
			return fault.New(fault.Conflict, "outreach_closed")
		case j.Team != 0 && !there:
			return fault.New(fault.Invalid, "outreach_team").On("team")
		}
		return x.join(ctx, tx, a, id, j.Team, contact{name, phone})
	})
}

// calls says whether one may sign up for the activity.
func (a *Activity) calls(now calendar.Instant) bool {
	return (a.State == Called || a.State == Running) && a.Call.Seats > 0 && now < a.Call.Until
}

// phoneOf is a phone as its digits; ok is false for what is none.
func phoneOf(typed string) (string, bool) {
	var b strings.Builder
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case !strings.ContainsRune(" -+()（）－\u3000", r):
			return "", false
		}
	}
	p := b.String()
	if len(p) == 13 {
		p = strings.TrimPrefix(p, "86")
	}
	return p, len(p) >= 7 && len(p) <= 12
}

func (x *Outreach) join(ctx context.Context, tx *store.Tx, a *Activity, id ledger.ID, team int64, c contact) error {
	key, err := x.keyOf(ctx, tx, a.ID)
	if err == nil && key == nil {
		key, err = x.freshKey(ctx, tx, a.ID)
	}
	if err != nil {
		return err
	}
	same, err := x.counted(ctx, tx, a.ID, " AND id = $3", id[:])
	if err != nil || same > 0 {
		return err
	}
	all, err := x.signed(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	if all >= int64(a.Call.Seats) { // also for a phone that is known: the answer must not tell which ones are
		return fault.New(fault.Conflict, "outreach_full")
	}
	who := whoOf(key, c.Phone)
	if known, err := x.counted(ctx, tx, a.ID, " AND who = $3", who); err != nil || known > 0 {
		return err
	}
	data, err := sealContact(key, c, id[:])
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO outreach_volunteers (city, activity, id, who, team, at, came, data)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`, x.City, a.ID, id[:], who, team, int64(x.Now()), data)
}

// signed counts who signed up for an activity, of whom there are at most so many as seats.
func (x *Outreach) signed(ctx context.Context, r store.Reader, activity int64) (int64, error) {
	return x.counted(ctx, r, activity, "")
}

func (x *Outreach) counted(ctx context.Context, r store.Reader, activity int64, which string, args ...any) (n int64,
	err error) {
	err = r.QueryRow(ctx, "SELECT COUNT(*) FROM outreach_volunteers WHERE city = $1 AND activity = $2"+which,
		append([]any{x.City, activity}, args...)...).Scan(&n)
	return n, store.Explain(err)
}

// Volunteer is who signed up, for those who lead him.
type Volunteer struct {
	ID    string // in hex
	Name  string
	Phone string
	Team  int64
	At    calendar.Instant
	Came  bool
}

// Volunteers are those who signed up, in their order: all for who leads the activity, for others those of their teams
// and those who would help anywhere. That he read them is noted before. None after their data was forgotten.
func (x *Outreach) Volunteers(ctx context.Context, caller org.Caller, activity int64) (out []Volunteer, err error) {
	a, err := x.Get(ctx, caller, activity)
	if err != nil {
		return nil, err
	}
	teams := x.teamsOf(caller, a)
	if len(teams) == 0 {
		return nil, denied()
	}
	r := x.DB.Read()
	key, err := x.keyOf(ctx, r, activity)
	if err != nil || key == nil {
		return nil, err
	}
	if err := x.read(ctx, caller, a, teams); err != nil {
		return nil, err
	}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var id, data []byte
		var v Volunteer
		var came int64
		if err := rows.Scan(&id, &v.Team, &v.At, &came, &data); err != nil {
			return err
		}
		if v.Team != 0 && !slices.Contains(teams, v.Team) {
			return nil
		}
		c, err := openContact(key, data, id)
		v.ID, v.Name, v.Phone, v.Came = hex.EncodeToString(id), c.Name, c.Phone, came != 0
		out = append(out, v)
		return err
	}, "SELECT id, team, at, came, data FROM outreach_volunteers WHERE city = $1 AND activity = $2 ORDER BY at, id",
		x.City, activity)
	return out, err
}

// read notes that somebody reads the names and phones of who signed up for teams, once a person and day; nothing where
// nobody did.
func (x *Outreach) read(ctx context.Context, caller org.Caller, a *Activity, teams []int64) error {
	n := 0
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var team int64
		err := rows.Scan(&team)
		if team == 0 || slices.Contains(teams, team) {
			n++
		}
		return err
	}, "SELECT team FROM outreach_volunteers WHERE city = $1 AND activity = $2", x.City, a.ID)
	if err != nil || n == 0 {
		return err
	}
	id := desk.Once("outreach read", a.ID, caller.Person, dayOf(x.Now()))
	return x.about(ctx, caller, id, a.ID, nil, func(_ context.Context, _ *store.Tx, a *Activity,
		_ calendar.Instant) ([]desk.Fact, error) {
		return one(a, ReadType, &Read{n}), nil
	})
}

// Reading is that somebody read who signed up.
type Reading struct {
	Person int64
	At     calendar.Instant
	N      int // how many he was shown at first on that day
}

// Readings are the last readings of who signed up, the newest first, for who leads the activity.
func (x *Outreach) Readings(ctx context.Context, caller org.Caller, a *Activity) (out []Reading, err error) {
	if !x.Manages(caller, a) {
		return nil, nil
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var r Reading
		err := rows.Scan(&r.Person, &r.At, &r.N)
		out = append(out, r)
		return err
	}, "SELECT person, at, n FROM outreach_reads WHERE city = $1 AND activity = $2 ORDER BY seq DESC LIMIT 100", x.City,
		a.ID)
	return out, err
}

// teamsOf are the teams of an activity that the caller gives out with.
func (x *Outreach) teamsOf(caller org.Caller, a *Activity) (out []int64) {
	for _, t := range a.Teams {
		if x.Works(caller, a, t) {
			out = append(out, t.ID)
		}
	}
	return out
}

// TurnOut says who came to a team, of those who signed up, and how many others. What was said before for this team is
// replaced. The team's people and its unit may. Faults: outreach_team, outreach_state, stock_number.
func (x *Outreach) TurnOut(ctx context.Context, caller org.Caller, id ledger.ID, activity, team int64, ids []string,
	others int64) error {
	return x.about(ctx, caller, id, activity, []any{"turn out", activity, team, ids, others}, func(ctx context.Context,
		tx *store.Tx, a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		at, err := x.where(caller, a, team, false)
		switch {
		case err != nil:
			return nil, err
		case team == 0:
			return nil, fault.New(fault.Invalid, "outreach_team").On("team")
		case a.State != Running && a.State != Ended:
			return nil, fault.New(fault.Conflict, "outreach_state")
		case others < 0 || others > mostSeats || len(ids) > mostSeats:
			return nil, fault.New(fault.Invalid, "stock_number", "most", mostSeats).On("others")
		}
		before, err := cameTo(ctx, tx, x.City, a.ID, team)
		if err != nil {
			return nil, err
		}
		n, err := x.signed(ctx, tx, a.ID)
		if err != nil {
			return nil, err
		}
		b := &TurnedOut{Where: at, Team: team, Came: others, Before: before, Signed: n}
		return one(a, TurnedOutType, b), x.tick(ctx, tx, a.ID, team, ids, b)
	})
}

// tick notes who came, each once. It is the last thing that a decision does.
func (x *Outreach) tick(ctx context.Context, tx *store.Tx, activity, team int64, ids []string, b *TurnedOut) error {
	there, err := x.open(ctx, tx, activity, team)
	if err != nil {
		return err
	}
	for _, v := range there {
		came, to := int64(0), v.team
		if slices.Contains(ids, hex.EncodeToString(v.id)) {
			came, to = 1, team
			b.Came++
		} else if v.team != team || !v.came {
			continue
		}
		if err := tx.Later(ctx,
			"UPDATE outreach_volunteers SET came = $4, team = $5 WHERE city = $1 AND activity = $2 "+
				"AND id = $3", x.City, activity, v.id, came, to); err != nil {
			return err
		}
	}
	return nil
}

// signedUp is a volunteer without his data.
type signedUp struct {
	id   []byte
	team int64
	came bool
}

// open are the volunteers that a team may tick: its own, and those who would help anywhere.
func (x *Outreach) open(ctx context.Context, r store.Reader, activity, team int64) (out []signedUp, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var v signedUp
		var came int64
		err := rows.Scan(&v.id, &v.team, &came)
		v.came = came != 0
		out = append(out, v)
		return err
	}, "SELECT id, team, came FROM outreach_volunteers WHERE city = $1 AND activity = $2 AND team IN (0, $3)", x.City,
		activity, team)
	return out, err
}

// Strike takes a volunteer's data out, since he asked for it or it was a joke. Who leads the activity may.
func (x *Outreach) Strike(ctx context.Context, caller org.Caller, activity int64, volunteer string) error {
	id, err := hex.DecodeString(volunteer)
	if err != nil {
		return missing()
	}
	a, err := x.Get(ctx, caller, activity)
	if err != nil {
		return err
	}
	if !x.Manages(caller, a) {
		return denied()
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Later(ctx, "DELETE FROM outreach_volunteers WHERE city = $1 AND activity = $2 AND id = $3", x.City,
			activity, id)
	})
}

// Forget destroys the keys of activities that are over for policy's days, and the rows of their volunteers.
func (x *Outreach) Forget(ctx context.Context) (done int, err error) {
	until := x.Now().Plus(-int64(x.Policy().Outreach.Forget) * day)
	var due []int64
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id, over int64
		err := rows.Scan(&id, &over)
		if over > 0 && over <= int64(until) {
			due = append(due, id)
		}
		return err
	}, "SELECT k.activity, a.over FROM outreach_keys k JOIN outreach_activities a ON a.city = $1 AND "+
		"a.id = k.activity WHERE k.city = $1 ORDER BY k.activity", x.City)
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		ok, err := x.Aside.Try(ctx, "activity "+stringOf(id), func() error { return x.forget(ctx, id, until) })
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}

func (x *Outreach) forget(ctx context.Context, activity int64, until calendar.Instant) error {
	id, err := ledger.NewID(x.Now(), rand.Reader)
	if err != nil {
		return err
	}
	return x.about(ctx, clock, id, activity, nil, func(ctx context.Context, tx *store.Tx, a *Activity,
		_ calendar.Instant) ([]desk.Fact, error) {
		key, err := x.keyOf(ctx, tx, a.ID)
		if err != nil && !errors.Is(err, errSealed) || a.Over == 0 || a.Over > until || err == nil && key == nil {
			return nil, err // somebody was quicker, or it runs again
		}
		n, err := x.signed(ctx, tx, a.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range unproven {
			if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1 AND activity = $2", x.City, a.ID); err != nil {
				return nil, err
			}
		}
		return one(a, ForgottenType, &Forgotten{n}), nil
	})
}
