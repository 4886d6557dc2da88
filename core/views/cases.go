package views

import (
	"context"
	"database/sql"
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// member is one row of case_members, offer one of case_offers.
type (
	member struct {
		open, person int64
		next         calendar.Instant
		id, unit     int64
	}
	offer struct {
		unit int64
		due  calendar.Instant
		id   int64
		what Waiting
	}
)

// Waiting is what a case waits for from a unit whose people are not on it.
type Waiting int64

// What cases wait for. The numbers stand in the database.
const (
	GivenToUnit    Waiting = 1 + iota // sign, or say that it is not ours
	OfferedToUnit                     // accept the transfer, or refuse it
	ReferredToUnit                    // take the referral
)

// onCase are the rows of a matter in case_members.
func onCase(m *matter.Matter) (out []member) {
	if m == nil || m.Kind != matter.Help {
		return nil
	}
	for _, x := range m.Members {
		out = append(out, member{bit(m.Open()), x.Person, m.Next, m.ID, x.Unit})
	}
	return out
}

// offered are the rows of a matter in case_offers.
func offered(m *matter.Matter) (out []offer) {
	if m == nil || m.Kind != matter.Help {
		return nil
	}
	for _, w := range []struct {
		c    matter.CommandName
		what Waiting
	}{{matter.CmdSign, GivenToUnit}, {matter.CmdAcceptTransfer, OfferedToUnit},
		{matter.CmdTakeReferral, ReferredToUnit}} {
		for _, u := range m.Waiting(w.c) {
			out = append(out, offer{u, m.WaitsUntil(w.c, u), m.ID, w.what})
		}
	}
	return out
}

// cases writes the difference between two states of a matter to both tables.
type cases struct{}

func (cases) change(ctx context.Context, tx *store.Tx, city int64, old, now *matter.Matter) error {
	before, after := onCase(old), onCase(now)
	for _, x := range before {
		if slices.Contains(after, x) {
			continue
		}
		if err := tx.Later(ctx, "DELETE FROM case_members WHERE city = $1 AND open = $2 AND person = $3 AND next = $4 "+
			"AND id = $5", city, x.open, x.person, x.next, x.id); err != nil {
			return err
		}
	}
	for _, x := range after {
		if slices.Contains(before, x) {
			continue
		}
		if err := tx.Later(ctx, "INSERT INTO case_members (city, open, person, next, id, unit) VALUES "+
			"($1, $2, $3, $4, $5, $6)", city, x.open, x.person, x.next, x.id, x.unit); err != nil {
			return err
		}
	}
	return offersChange(ctx, tx, city, offered(old), offered(now))
}

func offersChange(ctx context.Context, tx *store.Tx, city int64, before, after []offer) error {
	for _, x := range before {
		if slices.Contains(after, x) {
			continue
		}
		if err := tx.Later(ctx, "DELETE FROM case_offers WHERE city = $1 AND unit = $2 AND due = $3 AND id = $4 "+
			"AND what = $5", city, x.unit, x.due, x.id, int64(x.what)); err != nil {
			return err
		}
	}
	for _, x := range after {
		if slices.Contains(before, x) {
			continue
		}
		if err := tx.Later(ctx, "INSERT INTO case_offers (city, unit, due, id, what) VALUES ($1, $2, $3, $4, $5)",
			city, x.unit, x.due, x.id, int64(x.what)); err != nil {
			return err
		}
	}
	return nil
}

// Offer is a case that waits for the word of a unit, as that unit's people see it before they are on it: number, type
// and clock.
type Offer struct {
	ID       int64
	Unit     int64
	What     Waiting
	Due      calendar.Instant // until when its word is waited for
	Number   string
	Category string
}

// Offers are the cases that wait for the word of a unit, what is due first standing first, behind the place
// (due, id, what) on.
func Offers(ctx context.Context, r store.Reader, city, unit int64, after Offer, limit int) ([]Offer, error) {
	var out []Offer
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		x := Offer{Unit: unit}
		err := rows.Scan(&x.Due, &x.ID, &x.What, &x.Number, &x.Category)
		out = append(out, x)
		return err
	}, offersText, city, unit, after.Due, after.ID, int64(after.What), limit)
	return out, err
}

const offersText = "SELECT o.due, o.id, o.what, m.number, m.category FROM case_offers AS o CROSS JOIN matters AS m " +
	"WHERE o.city = $1 AND o.unit = $2 AND (o.due, o.id, o.what) > ($3, $4, $5) AND m.city = $1 AND m.id = o.id " +
	"ORDER BY o.due, o.id, o.what LIMIT $6"

// Holding is an open case that a unit has, for its head: number, type and clock.
type Holding struct {
	ID       int64
	Next     calendar.Instant // its place in the order, with ID
	Due      calendar.Instant
	Number   string
	Category string
}

// CasesHeld are the open cases that a unit has, the most urgent first, behind the place (next, id) on.
func CasesHeld(ctx context.Context, r store.Reader, city, unit int64, after Holding, limit int) ([]Holding, error) {
	var out []Holding
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var x Holding
		err := rows.Scan(&x.Next, &x.ID, &x.Due, &x.Number, &x.Category)
		out = append(out, x)
		return err
	}, heldText, city, unit, after.Next, after.ID, int64(matter.Help), limit)
	return out, err
}

const heldText = "SELECT h.next, h.id, m.due, m.number, m.category FROM holders AS h CROSS JOIN matters AS m " +
	"WHERE h.city = $1 AND h.open = 1 AND h.unit = $2 AND (h.next, h.id) > ($3, $4) AND m.city = $1 AND m.id = h.id " +
	"AND m.kind = $5 ORDER BY h.next, h.id LIMIT $6"

// Awaited are the ids of the open cases that wait for the word of a unit, what is due first standing first.
func Awaited(ctx context.Context, r store.Reader, city, unit int64, limit int) ([]int64, error) {
	var out []int64
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		if !slices.Contains(out, id) { // it may be offered one that it was asked about too
			out = append(out, id)
		}
		return err
	}, awaitedText, city, unit, int64(maskOf(openStates)), limit)
	return out, err
}

const awaitedText = "SELECT o.id FROM case_offers AS o CROSS JOIN matters AS m WHERE o.city = $1 AND o.unit = $2 " +
	"AND m.city = $1 AND m.id = o.id AND (CAST($3 AS BIGINT) >> m.state) & 1 = 1 ORDER BY o.due, o.id, o.what LIMIT $4"

// Waking are the cases for whose members the clock has something to do by an instant, the oldest first.
func Waking(ctx context.Context, r store.Reader, city int64, now calendar.Instant, limit int) ([]Review, error) {
	var out []Review
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var v Review
		err := rows.Scan(&v.ID, &v.Next)
		out = append(out, v)
		return err
	}, wakingText, city, now, limit)
	return out, err
}

const wakingText = "SELECT id, wake FROM matters WHERE city = $1 AND wake > 0 AND wake <= $2 ORDER BY wake, id LIMIT $3"

// Serving is somebody who is on open cases, for a unit or for none.
type Serving struct{ Person, Unit int64 }

// EachServing gives whoever is on an open case, each person and unit once.
func EachServing(ctx context.Context, r store.Reader, city int64) ([]Serving, error) {
	var out []Serving
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var x Serving
		err := rows.Scan(&x.Person, &x.Unit)
		out = append(out, x)
		return err
	}, "SELECT DISTINCT person, unit FROM case_members WHERE city = $1 AND open = 1 ORDER BY person, unit", city)
	return out, err
}

// CasesOf are the ids of the open cases that a person is on, what is due first standing first.
func CasesOf(ctx context.Context, r store.Reader, city, person int64, limit int) ([]int64, error) {
	var out []int64
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT id FROM case_members WHERE city = $1 AND open = 1 AND person = $2 ORDER BY next, id LIMIT $3", city,
		person, limit)
	return out, err
}
