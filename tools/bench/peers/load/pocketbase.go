package main

import (
	"context"
	"math/rand/v2"
	"net/url"
	"strconv"
)

// pocketbase is the program of tools/bench/peers/pocketbase. Reports need no login, as with Xiaohao; all else is a
// user of its own collection of users.
type pocketbase struct {
	*wire
	resident *wire // without a login
	login    string
	password string
	gen      *generator
	clients  int
	ids      []string
}

// perBatch is how many creates one request of the fill holds; the program of tools/bench/peers/pocketbase allows a
// thousand.
const perBatch = 500

const matters = "/api/collections/matters/records"

func newPocketBase(base, login, password string, clients int, gen *generator) *pocketbase {
	return &pocketbase{wire: newWire(base, clients), resident: newWire(base, clients), login: login, password: password,
		gen: gen, clients: clients}
}

func (p *pocketbase) open(ctx context.Context, n int) error {
	var session struct{ Token string }
	if err := p.call(ctx, "POST", "/api/collections/users/auth-with-password",
		map[string]any{"identity": p.login, "password": p.password}, &session); err != nil {
		return err
	}
	p.header.Set("Authorization", session.Token)
	var all struct{ TotalItems int }
	if err := p.call(ctx, "GET", matters+"?perPage=1", nil, &all); err != nil {
		return err
	}
	if err := p.fill(ctx, all.TotalItems, n); err != nil {
		return err
	}
	return p.learn(ctx, max(n, all.TotalItems))
}

// fill makes what is missing by the batch interface, one batch at a time: SQLite has one writer.
func (p *pocketbase) fill(ctx context.Context, have, n int) error {
	for ; have < n; have += perBatch {
		var batch []map[string]any
		for i := have; i < min(have+perBatch, n); i++ {
			batch = append(batch, map[string]any{"method": "POST", "url": matters,
				"body": record(p.gen.report(i), states[state(i)])})
		}
		if err := p.call(ctx, "POST", "/api/batch", map[string]any{"requests": batch}, nil); err != nil {
			return err
		}
	}
	return nil
}

// learn remembers matters from several places of the collection.
func (p *pocketbase) learn(ctx context.Context, n int) error {
	const perPage, pages = 200, 10
	for i := range pages {
		var list struct{ Items []struct{ ID string } }
		at := max(n/perPage, 1)*i/pages + 1
		if err := p.call(ctx, "GET", matters+"?fields=id&skipTotal=1&perPage="+strconv.Itoa(perPage)+
			"&page="+strconv.Itoa(at), nil, &list); err != nil {
			return err
		}
		for _, m := range list.Items {
			p.ids = append(p.ids, m.ID)
		}
	}
	return nil
}

func record(r report, state string) map[string]any {
	return map[string]any{"title": r.Title, "text": r.Text, "place": r.Place, "area": r.Area, "category": r.Category,
		"state": state, "lat": r.Lat, "lng": r.Lng}
}

func (p *pocketbase) some(r *rand.Rand) string { return matters + "/" + p.ids[r.IntN(len(p.ids))] }

func (p *pocketbase) create(ctx context.Context, r report) error {
	return p.resident.call(ctx, "POST", matters, record(r, states[0]), nil)
}

// advance writes the next state over the old one: there is no rule and no history.
func (p *pocketbase) advance(ctx context.Context, r *rand.Rand) error {
	return p.call(ctx, "PATCH", p.some(r), map[string]any{"state": states[r.IntN(len(states))],
		"category": troubles[r.IntN(len(troubles))].category}, nil)
}

// page reads fifty without their total, which would be a second query.
func (p *pocketbase) page(ctx context.Context, sort, filter string) error {
	q := url.Values{"perPage": {"50"}, "skipTotal": {"1"}, "sort": {sort}, "filter": {filter}}
	return p.call(ctx, "GET", matters+"?"+q.Encode(), nil, nil)
}

// list is newest first either way: the index on state and created gives it.
func (p *pocketbase) list(ctx context.Context, r *rand.Rand, _ bool) error {
	return p.page(ctx, "-created", "state='"+states[r.IntN(len(states))]+"'")
}

func (p *pocketbase) one(ctx context.Context, r *rand.Rand) error {
	return p.call(ctx, "GET", p.some(r), nil, nil)
}

// search goes through the rows from the newest and ends at fifty.
func (p *pocketbase) search(ctx context.Context, word string) error {
	return p.page(ctx, "-@rowid", "title~'"+word+"'||text~'"+word+"'")
}

func (p *pocketbase) counters(ctx context.Context) error {
	return p.call(ctx, "GET", "/api/collections/counters/records?skipTotal=1", nil, nil)
}
