package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/tools/demo"
)

// xiaohao is our own server on the demo city. Its reports come from residents without a login; all else is the city's
// dispatcher.
type xiaohao struct {
	*wire
	resident *wire // without a login
	login    string
	password string
	gen      *generator
	clients  int
	unit     int64 // to which matters are assigned
	ids      []int64
	next     chan step
}

// step is what the dispatcher does next with a matter. A matter is in one step at a time, so that no two clients work
// on the same one.
type step struct {
	matter int64
	kind   int // 0 list, 1 assign, then amend and amend again
}

const (
	page    = 200   // the longest list
	perCall = 25    // matters in one request of many commands
	known   = 2000  // matters that are read one by one
	waiting = 20000 // matters that are kept ready for transitions
)

func newXiaohao(base, login, password string, clients int, gen *generator) *xiaohao {
	return &xiaohao{wire: newWire(base, clients), resident: newWire(base, clients), login: login,
		password: cmp.Or(password, demo.Password), gen: gen, clients: clients}
}

func commandID() string {
	id, err := ledger.NewID(calendar.Of(time.Now()), rand.Reader)
	if err != nil {
		panic(err) // the system has no random numbers
	}
	return id.String()
}

func (x *xiaohao) open(ctx context.Context, n int) error {
	var session struct{ Token string }
	if err := x.call(ctx, "POST", "/api/v1/sessions",
		map[string]any{"login": x.login, "password": x.password}, &session); err != nil {
		return err
	}
	x.header.Set("Authorization", "Bearer "+session.Token)
	if err := x.office(ctx); err != nil {
		return err
	}
	if err := x.fill(ctx, n); err != nil {
		return err
	}
	for _, s := range states {
		ids, err := x.collect(ctx, s, known/len(states))
		if err != nil {
			return err
		}
		x.ids = append(x.ids, ids...)
	}
	return x.queue(ctx)
}

// office finds a unit to assign to: that of the demo city, or in a city of the bench its first.
func (x *xiaohao) office(ctx context.Context) error {
	for _, name := range []string{"市城管局", "办公室"} {
		var units struct{ Units []struct{ ID int64 } }
		if err := x.call(ctx, "GET", "/api/v1/units?q="+url.QueryEscape(name), nil, &units); err != nil {
			return err
		}
		if len(units.Units) > 0 {
			x.unit = units.Units[0].ID
			return nil
		}
	}
	return errors.New("the city has neither 市城管局 nor a 办公室: is it the demo city, or one of the bench?")
}

// fill reports what is missing by the command path, then lists and assigns by requests for many matters.
func (x *xiaohao) fill(ctx context.Context, n int) error {
	var f struct {
		Figures []struct{ Total int }
	}
	if err := x.call(ctx, "GET", "/api/v1/figures", nil, &f); err != nil {
		return err
	}
	have := f.Figures[0].Total
	if have >= n {
		return nil
	}
	if err := each(ctx, have, n, x.clients, func(ctx context.Context, i int) error {
		return x.create(ctx, x.gen.report(i))
	}); err != nil {
		return err
	}
	listed, assigned := 0, 0
	for i := have; i < n; i++ {
		listed += min(state(i), 1)
		assigned += state(i) / 2
	}
	ids, err := x.collect(ctx, states[0], listed)
	if err != nil {
		return err
	}
	if err := x.many(ctx, ids, "list", map[string]any{"category": troubles[0].category}); err != nil {
		return err
	}
	return x.many(ctx, ids[:min(assigned, len(ids))], "assign", map[string]any{"lead": x.unit})
}

// many gives one command for each of the matters.
func (x *xiaohao) many(ctx context.Context, ids []int64, command string, body any) error {
	chunks := slices.Collect(slices.Chunk(ids, perCall))
	return each(ctx, 0, len(chunks), x.clients, func(ctx context.Context, i int) error {
		var done struct{ Failed map[string]string }
		err := x.call(ctx, "POST", "/api/v1/commands",
			map[string]any{"id": commandID(), "command": command, "body": body, "matters": chunks[i]}, &done)
		if err == nil && len(done.Failed) > 0 {
			err = fmt.Errorf("%s: %v", command, done.Failed)
		}
		return err
	})
}

// collect finds up to n matters in a state, the newest first.
func (x *xiaohao) collect(ctx context.Context, state string, n int) ([]int64, error) {
	var ids []int64
	for after := ""; len(ids) < n; {
		var p struct {
			Matters []struct{ ID int64 }
			After   string
		}
		q := url.Values{"state": {state}, "sort": {"new"}, "limit": {strconv.Itoa(page)}, "after": {after}}
		if err := x.call(ctx, "GET", "/api/v1/matters?"+q.Encode(), nil, &p); err != nil {
			return nil, err
		}
		for _, m := range p.Matters {
			ids = append(ids, m.ID)
		}
		if after = p.After; after == "" {
			break
		}
	}
	return ids[:min(n, len(ids))], nil
}

// queue readies matters for transitions, mixed by state so that each kind of step occurs.
func (x *xiaohao) queue(ctx context.Context) error {
	x.next = make(chan step, waiting)
	var steps []step
	for kind, s := range states {
		ids, err := x.collect(ctx, s, waiting/len(states))
		if err != nil {
			return err
		}
		for _, id := range ids {
			steps = append(steps, step{id, kind})
		}
	}
	mathrand.New(mathrand.NewPCG(1, 1)).Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	for _, s := range steps {
		x.next <- s
	}
	return nil
}

func (x *xiaohao) create(ctx context.Context, r report) error {
	return x.resident.call(ctx, "POST", "/api/v1/reports",
		map[string]any{"id": commandID(), "area": r.Area, "place": r.Place, "text": r.Text, "lat": r.Lat, "lng": r.Lng},
		nil)
}

// command is a step's command.
func (x *xiaohao) command(s step) (string, any) {
	switch s.kind {
	case 0:
		return "list", map[string]any{"category": troubles[0].category}
	case 1:
		return "assign", map[string]any{"lead": x.unit}
	}
	return "amend", map[string]any{"category": troubles[s.kind%len(troubles)].category, "reason": "分类有误"}
}

func (x *xiaohao) advance(ctx context.Context, _ *mathrand.Rand) error {
	var s step
	select {
	case s = <-x.next:
	case <-ctx.Done():
		return ctx.Err()
	}
	name, body := x.command(s)
	err := x.call(ctx, "POST", fmt.Sprintf("/api/v1/matters/%d/commands", s.matter),
		map[string]any{"id": commandID(), "command": name, "body": body}, nil)
	if err == nil {
		s.kind++
	}
	x.next <- s
	return err
}

// list is in the order of what is due first, or newest first.
func (x *xiaohao) list(ctx context.Context, r *mathrand.Rand, newest bool) error {
	sort := "next"
	if newest {
		sort = "new"
	}
	return x.call(ctx, "GET", "/api/v1/matters?limit=50&sort="+sort+"&state="+states[r.IntN(len(states))], nil, nil)
}

func (x *xiaohao) one(ctx context.Context, r *mathrand.Rand) error {
	return x.call(ctx, "GET", "/api/v1/matters/"+strconv.FormatInt(x.ids[r.IntN(len(x.ids))], 10), nil, nil)
}

func (x *xiaohao) search(ctx context.Context, word string) error {
	return x.call(ctx, "GET", "/api/v1/matters?limit=50&q="+url.QueryEscape(word), nil, nil)
}

// counters are those of the city and of its fourteen counties and zones: there is no smaller page of them.
func (x *xiaohao) counters(ctx context.Context) error {
	return x.call(ctx, "GET", "/api/v1/figures", nil, nil)
}
