// Package umbrella is a capability of the tests: a counter lends umbrellas. It has one of everything that a part and a
// room have, and stands in no list but that of its own main.
package umbrella

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

//go:embed schema templates
var files embed.FS

//go:embed words.txt
var words string

var (
	types, steps = []event.Type{"umbrella.lent", "umbrella.back", "umbrella.late"}, store.Steps(files, "umbrella")
	counter      = []org.Right{{In: org.Over, Posts: []matter.Post{matter.Dispatcher}}}
)

// Part is what others must know of umbrellas.
func Part() part.Part {
	return part.Part{
		Name: "umbrella", Steps: steps, Words: words,
		Acts: []org.Act{{Type: types[0], Rights: counter}, {Type: types[1], Rights: counter},
			{Type: types[2], Rights: []org.Right{{Clock: true}}}},
		Make: func(b part.Base) (part.Made, error) {
			u := &Umbrellas{b}
			return part.Made{Value: u, Followers: []ledger.Follower{u.folder()}, Waits: u.waits,
				Jobs: []part.Job{{Do: u.tick}}}, nil
		},
		Check: func(ctx context.Context, r store.Reader, city int64, p part.Progress, tell func(string)) error {
			f := (&Umbrellas{part.Base{City: city}}).folder()
			return part.Refold(ctx, r, city, part.Fold{Follower: f, Steps: steps}, p, tell)
		},
	}
}

// Umbrellas answers for one city.
type Umbrellas struct{ part.Base }

// Umbrella is one that is out.
type Umbrella struct {
	ID   int64            `json:"id"`
	Area area.Code        `json:"area"`
	At   calendar.Instant `json:"at"` // µs
	Late bool             `json:"late"`
}

func (u *Umbrellas) folder() part.Folder {
	return part.Folder{City: u.City, Called: "umbrella.1", Asks: types, Tables: []string{"umbrellas"}, Fold: u.fold}
}

func (u *Umbrellas) fold(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	switch e.Type {
	case types[0]:
		var x Umbrella
		if err := json.Unmarshal(e.Body, &x); err != nil {
			return err
		}
		return tx.Later(ctx, "INSERT INTO umbrellas (city, id, area, at, back, late) VALUES ($1, $2, $3, $4, 0, 0)",
			u.City, e.Subject, x.Area, e.At)
	case types[1]:
		return tx.Later(ctx, "UPDATE umbrellas SET back = $1 WHERE city = $2 AND id = $3", e.At, u.City, e.Subject)
	}
	return tx.Later(ctx, "UPDATE umbrellas SET late = 1 WHERE city = $1 AND id = $2", u.City, e.Subject)
}

// Out lists the umbrellas of an area that are out, the oldest first.
func (u *Umbrellas) Out(ctx context.Context, in area.Code) (out []Umbrella, err error) {
	first, last := in.Range()
	err = store.Each(ctx, u.DB.Read(), func(rows *sql.Rows) error {
		var x Umbrella
		err := rows.Scan(&x.ID, &x.Area, &x.At, &x.Late)
		out = append(out, x)
		return err
	}, "SELECT id, area, at, late FROM umbrellas WHERE city = $1 AND back = 0 AND area BETWEEN $2 AND $3 "+
		"ORDER BY id LIMIT 100", u.City, first, last)
	return out, err
}

// Note records an act; umbrella 0 is a new one.
func (u *Umbrellas) Note(ctx context.Context, c org.Caller, id ledger.ID, typ event.Type, x Umbrella) error {
	_, err := u.Desk.Keep(ctx, c, id, []any{typ, x},
		func(context.Context, *store.Tx, calendar.Instant) ([]desk.Fact, error) {
			return []desk.Fact{{Type: typ, Subject: x.ID, Areas: []area.Code{x.Area}, Body: x}}, nil
		})
	return errors.Join(err, u.Desk.CatchUp(ctx, "umbrella.1"))
}

func (u *Umbrellas) waits(ctx context.Context, c org.Caller) ([]part.Waiting, error) {
	for _, p := range c.Posts {
		if p.Kind == matter.Dispatcher {
			list, err := u.Out(ctx, p.Area)
			return []part.Waiting{{Key: "umbrella.out", N: len(list), Path: "/umbrellas"}}, err
		}
	}
	return nil, nil
}

// tick notes which umbrellas have been out for more than a day.
func (u *Umbrellas) tick(ctx context.Context) (done int, err error) {
	list, err := u.Out(ctx, area.Code(u.City*1e8))
	for _, x := range list {
		if err == nil && !x.Late && x.At <= u.Now()-24*3600e6 {
			err = u.Note(ctx, org.Caller{Clock: true}, desk.Once(types[2], x.ID), types[2], x)
			done++
		}
	}
	return done, err
}
