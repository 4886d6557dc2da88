// Package rota keeps who is on duty 值班 where and when, and puts those on duty on the cases of people in need.
//
// It owns the table rota, which is folded from its own events in their transaction, so that a decision about a case
// finds the watch of that very moment. It never says who may see a case: membership does (package matter). By the
// clock it changes the watch on open cases, ends what is over, and takes in cases from before there were members.
//
// Invariant: a case that waits for the clock (matter.Wake) is mustered until it waits no more, or until nobody is left
// who could take it, which the administrator's page then names.
package rota

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

//go:embed schema
var schema embed.FS

// The events of this part.
const (
	SetType   event.Type = "rota.set"
	EndedType event.Type = "rota.ended"
)

// Steps are the steps by which this part's tables are made.
func Steps() []store.Step { return store.Steps(schema, "rota") }

// keepers keep the rota of their areas.
var keepers = []org.Right{{In: org.Over, Posts: []matter.Post{matter.Dispatcher, matter.Supervisor,
	matter.Administrator}}}

// Part is what others must know of the rota 值班.
var Part = part.Part{
	Name:  "rota",
	Steps: Steps(),
	Acts:  []org.Act{{Type: SetType, Rights: keepers}, {Type: EndedType, Rights: keepers}},
	Make: func(b part.Base) (part.Made, error) {
		x := &Rota{b}
		return part.Made{Value: x, Views: []ledger.View{view{b.City}}, Knows: desk.Knows{Duty: x.duty},
			Waits: x.waits, Jobs: []part.Job{{Do: x.Muster, Every: 2 * time.Second}}}, nil
	},
	Check: func(ctx context.Context, r store.Reader, city int64, p part.Progress, tell func(string)) error {
		return part.Refold(ctx, r, city, part.Fold{View: view{city}, Types: []event.Type{SetType, EndedType},
			Steps: Steps()}, p, tell)
	},
}

// Rota answers for one city.
type Rota struct{ part.Base }

// view keeps the table; it is never behind the ledger.
type view struct{ city int64 }

// Name implements ledger.View.
func (view) Name() string { return "rota.1" }

// Types implements ledger.Newcomer: a city of an earlier program begins without a rebuild.
func (view) Types() []event.Type { return []event.Type{"rota."} }

// Reset implements ledger.View.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	return tx.Later(ctx, "DELETE FROM rota WHERE city = $1", v.city)
}

// Begin implements ledger.View.
func (view) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (view) Flush(context.Context, *store.Tx) error { return nil }

// Apply implements ledger.View.
func (v view) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	switch e.Type {
	case SetType:
		var w Watch
		if err := json.Unmarshal(e.Body, &w); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		return tx.Later(ctx, `INSERT INTO rota (city, id, area, over, person, kind, days, since, until)
			VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8)`, v.city, e.Subject, int64(w.Area), w.Person, string(w.As),
			w.Days, w.From, w.To)
	case EndedType:
		return tx.Later(ctx, "UPDATE rota SET over = 1 WHERE city = $1 AND id = $2", v.city, e.Subject)
	}
	return nil
}

// mostWatches is how many lines the rota of an area has at most.
const mostWatches = 200

// Watches are the lines of exactly an area, in the order in which they were set.
func (x *Rota) Watches(ctx context.Context, in area.Code) ([]Watch, error) {
	return watches(ctx, x.DB.Read(), x.City, in)
}

func watches(ctx context.Context, r store.Reader, city int64, in area.Code) (out []Watch, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		w := Watch{Area: in}
		err := rows.Scan(&w.ID, &w.Person, &w.As, &w.Days, &w.From, &w.To)
		out = append(out, w)
		return err
	}, "SELECT id, person, kind, days, since, until FROM rota WHERE city = $1 AND area = $2 AND over = 0 ORDER BY id "+
		"LIMIT $3", city, int64(in), mostWatches)
	return out, err
}

// duty is desk.Knows.Duty.
func (x *Rota) duty(ctx context.Context, r store.Reader, a area.Code, now calendar.Instant) ([]matter.Member, error) {
	var levels [][]Watch
	for l := a.Level(); l >= area.City; l-- {
		list, err := watches(ctx, r, x.City, a.Ancestor(l))
		if err != nil {
			return nil, err
		}
		levels = append(levels, list)
	}
	return onDuty(levels, now, x.Policy().Calendar().Location()), nil
}

// OnDuty are those on duty for an area at this moment, by the rota; nobody where it names none.
func (x *Rota) OnDuty(ctx context.Context, in area.Code) ([]matter.Member, error) {
	return x.duty(ctx, x.DB.Read(), in, x.Now())
}

// MayKeep says whether the caller keeps the rota of an area.
func (x *Rota) MayKeep(c org.Caller, in area.Code) bool { return x.Org().MayAct(c, SetType, in) }

// Set puts a line onto the rota and gives its id. Who keeps the rota of the area may. Errors: area_unknown,
// member_unknown, rota_days, rota_time, rota_full.
func (x *Rota) Set(ctx context.Context, c org.Caller, id ledger.ID, w Watch) (int64, error) {
	a, err := x.Desk.Keep(ctx, c, id, w, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		if at, ok := x.Org().Tree().Get(w.Area); !ok || at.Former {
			return nil, fault.New(fault.Invalid, "area_unknown", "area", w.Area).On("area")
		}
		if !x.Org().Serves(w.Person, 0, x.Now()) {
			return nil, fault.New(fault.Invalid, "member_unknown").On("person")
		}
		if err := w.check(); err != nil {
			return nil, err
		}
		list, err := watches(ctx, tx, x.City, w.Area)
		if err == nil && len(list) >= mostWatches {
			err = fault.New(fault.Conflict, "rota_full", "max", mostWatches)
		}
		return []desk.Fact{{Type: SetType, Subject: ledger.New, Areas: []area.Code{w.Area}, Body: w}}, err
	})
	return a.Subject, err
}

// End takes a line of an area off the rota. Who keeps the rota of the area may. Errors: rota_missing.
func (x *Rota) End(ctx context.Context, c org.Caller, id ledger.ID, in area.Code, line int64) error {
	_, err := x.Desk.Keep(ctx, c, id, []int64{int64(in), line}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		list, err := watches(ctx, tx, x.City, in)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(w Watch) bool { return w.ID == line }) {
			return nil, fault.New(fault.Missing, "rota_missing")
		}
		return []desk.Fact{{Type: EndedType, Subject: line, Areas: []area.Code{in}, Body: struct{}{}}}, nil
	})
	return err
}

// batch is how many cases are mustered in one turn.
const batch = 200

// Muster brings in order the cases for whose members the clock has something to do, and those on which somebody is who
// holds no post any more, and says how many that were.
func (x *Rota) Muster(ctx context.Context) (done int, err error) {
	due, err := x.Desk.Waking(ctx, batch+x.Aside.Len())
	if err != nil {
		return 0, err
	}
	ids, err := x.Desk.ServesNobody(ctx, batch+x.Aside.Len())
	if err != nil {
		return 0, err
	}
	for _, r := range due {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		ok, err := x.Aside.Try(ctx, fmt.Sprintf("case %d", id), func() error { return x.muster(ctx, id) })
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}

func (x *Rota) muster(ctx context.Context, id int64) error {
	command, err := ledger.NewID(x.Now(), rand.Reader)
	if err != nil {
		return err
	}
	_, err = x.Desk.Do(ctx, org.Caller{Clock: true}, desk.Command{ID: command, Matter: id, Body: &matter.Muster{}})
	return err
}
