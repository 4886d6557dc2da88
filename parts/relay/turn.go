package relay

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/georeport"
	"xiaohao/platform/store"
)

// What a visit to a server keeps to.
const (
	batch     = 100 // turns that are looked at
	questions = 40  // put to one server
	sendings  = 10  // reports that go out
	maxTries  = 16  // with the pauses below more than two days
)

// turn is what is to be done next about something that was sent.
type turn struct {
	Stand
	task          string
	tries, misses int
	begun         int64
}

func (t *turn) key() string { return fmt.Sprintf("matter %d to %s", t.Matter, t.Sent.Name) }

// doubled is a pause that doubles with every try, in µs.
func doubled(first, longest int64, tries int) int64 { return min(longest, first<<min(tries, 20)) }

// Turn visits every server that has something due: what waits goes out, what nobody is sure about is looked for, what
// is with them is asked after. Servers do not wait for one another, and one that cannot be reached is left alone for a
// while. It says how much was done.
func (x *Relay) Turn(ctx context.Context) (int, error) {
	servers, err := x.servers(ctx, x.DB.Read())
	if err != nil {
		return 0, err
	}
	servers = slices.DeleteFunc(servers, func(s Server) bool { return !s.Enabled || s.Again > x.Now() })
	if len(servers) == 0 {
		return 0, nil
	}
	if err := x.Desk.CatchUp(ctx, followerName); err != nil {
		return 0, err
	}
	routes, err := x.routes(ctx, x.DB.Read())
	if err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total, failed := 0, error(nil)
	for _, s := range servers {
		wg.Go(func() {
			v := &visit{Relay: x, server: s, was: s, routes: routes, left: questions}
			err := v.all(ctx)
			mu.Lock()
			total, failed = total+v.done, errors.Join(failed, err)
			mu.Unlock()
		})
	}
	wg.Wait()
	return total, failed
}

// due are the turns of a server whose time has come.
func (x *Relay) due(ctx context.Context, server int64) (out []turn, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var t turn
		err := t.scanned(func(into ...any) error {
			return rows.Scan(append([]any{&t.task, &t.tries, &t.misses, &t.begun}, into...)...)
		})
		out = append(out, t)
		return err
	}, `SELECT t.task, t.tries, t.misses, t.begun, m.`+strings.ReplaceAll(standColumns, ", ", ", m.")+`
		FROM relay_turns AS t JOIN relay_matters AS m ON m.city = $1 AND m.seq = t.seq AND m.cause = t.cause
		WHERE t.city = $1 AND t.server = $2 AND t.task <> 'rest' AND t.due <= $3 ORDER BY t.due, t.seq LIMIT $4`,
		x.City,
		server, x.Now(), int64(batch+x.Aside.Len()))
	return out, err
}

// visit is one round of questions to a server.
type visit struct {
	*Relay
	server  Server
	was     Server // as it was read
	routes  []Route
	left    int // questions that may be put
	done    int
	heard   bool
	trouble *georeport.Error // why it is left alone; nil while it answers
	moved   []put
}

// put moves a turn to another time.
type put struct {
	seq, cause, misses int64
	due                calendar.Instant
	task               string
}

func (v *visit) all(ctx context.Context) error {
	list, err := v.due(ctx, v.server.ID)
	if err != nil {
		return err
	}
	out := 0
	for _, t := range list {
		if v.stops(ctx) {
			break
		}
		if t.task == toFollow || v.Aside.Waits(t.key()) {
			continue
		}
		if t.task == toSend {
			if out++; out > sendings {
				continue
			}
		}
		ok, err := v.Aside.Try(ctx, t.key(), func() error { return v.one(ctx, t) })
		if err != nil {
			return errors.Join(err, v.end(ctx))
		}
		if ok {
			v.done++
		}
	}
	err = v.follow(ctx, slices.DeleteFunc(list, func(t turn) bool { return t.task != toFollow }))
	return errors.Join(err, v.end(ctx))
}

// stops says that nothing more is asked in this visit.
func (v *visit) stops(ctx context.Context) bool {
	return v.trouble != nil || v.left <= 0 || ctx.Err() != nil
}

func (v *visit) one(ctx context.Context, t turn) error {
	if t.task == toLook {
		return v.look(ctx, t)
	}
	return v.send(ctx, t)
}

// noted counts a question and what came of it. An error that the server would give to every question ends the visit.
func (v *visit) noted(err error) *georeport.Error {
	v.left--
	var e *georeport.Error
	if err == nil {
		v.heard = true
		return nil
	}
	if !errors.As(err, &e) {
		e = &georeport.Error{Why: georeport.WhyConnection}
	}
	if e.Away() && e.Kind != georeport.Unsure || e.Why == georeport.WhyKey || e.Status == 429 || e.Status == 503 {
		v.trouble = e
	} else {
		v.heard = true
	}
	return e
}

// The pauses of a server that cannot be used, in µs.
const (
	firstRest   = minute
	longestRest = 6 * 60 * minute
	heardEvery  = 10 * minute // how exactly it is kept when a server answered last
)

// end writes down how the server did, and which turns were moved.
func (v *visit) end(ctx context.Context) error {
	s, was := v.server, v.was
	quiet := v.trouble == nil && (!v.heard || s.fails == 0 && s.Problem == "" &&
		s.Answered.Plus(heardEvery) > v.Now() &&
		s.updates == was.updates)
	if quiet && len(v.moved) == 0 {
		return nil
	}
	return v.Desk.Exclusive(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
		for _, p := range v.moved {
			if err := tx.Later(ctx, `UPDATE relay_turns SET due = $3, misses = $4, task = $5, tries = tries + 1,
				begun = 0
				WHERE city = $1 AND seq = $2 AND cause = $6`, v.City, p.seq, p.due, p.misses,
				p.task, p.cause); err != nil {
				return err
			}
		}
		if v.trouble == nil {
			return tx.Later(ctx, `UPDATE relay_servers SET fails = 0, again = 0, problem = '', answered = $3,
				updates = $4
				WHERE city = $1 AND id = $2`, v.City, s.ID, v.Now(), s.updates)
		}
		pause := max(v.trouble.After.Microseconds(), doubled(firstRest, longestRest, s.fails))
		return tx.Later(ctx, `UPDATE relay_servers SET fails = fails + 1, again = $3, problem = $4
			WHERE city = $1 AND id = $2`, v.City, s.ID, v.Now().Plus(pause), string(v.trouble.Why))
	})
}

// later moves a turn; misses is how often in turn they did not know it.
func (v *visit) later(t turn, pause int64, misses int) {
	v.moved = append(v.moved, put{t.Seq, t.cause, int64(misses), v.Now().Plus(pause), t.task})
}

// keep writes down what became of something that was sent, unless something else became of it meanwhile. That they took
// it is written down all the same.
func (x *Relay) keep(ctx context.Context, t turn, typ event.Type, body any) error {
	_, err := x.Desk.Keep(context.WithoutCancel(ctx), clock, desk.Once("relay", string(typ), t.Seq, t.cause), nil,
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			m, err := views.Get(ctx, tx, x.City, t.Matter)
			if err != nil {
				return nil, err
			}
			list, err := standing(ctx, tx, x.City, t.Matter, ledger.ToEnd)
			if err != nil {
				return nil, err
			}
			now := find(list, t.Seq)
			if now == nil || now.cause != t.cause && (typ != TakenType || now.Number != "" || now.Token != "") {
				return nil, nil
			}
			return []desk.Fact{{Type: typ, Subject: m.ID, Areas: []area.Code{m.Area}, Body: body}}, nil
		})
	return err
}

// isMissing says that a matter is not public.
func isMissing(err error) bool { return fault.Code(err) == "matter_missing" }

// oneLine is a text with single blanks, for comparing.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
