package bench

import (
	"context"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
)

// mixedClients is how many clients give the mixed load.
const mixedClients = 32

// mixed measures what a working day is made of: of ten requests seven read (a list, one matter, a search, the
// counters), two take a matter a step on, one reports. On a server's database two programs share the work, each a
// process of its own.
func (b *run) mixed(ctx context.Context) error {
	urls := []string{b.url}
	if b.DB != "" && b.Self != "" {
		urls = nil
		for range 2 {
			p, err := b.start(ctx)
			if err != nil {
				return err
			}
			defer p.stop()
			urls = append(urls, p.url)
		}
	}
	ids, err := b.ids(ctx)
	if err != nil {
		return err
	}
	workers := make([]*worker, mixedClients)
	for i := range workers {
		workers[i] = &worker{run: b, url: urls[i%len(urls)],
			rand: mathrand.New(mathrand.NewPCG(uint64(i), 99)), ids: ids}
	}
	name := fmt.Sprintf("mixed 70/20/10, %d programs", len(urls))
	return b.timed(ctx, name, mixedClients, func(ctx context.Context, client, _ int) error {
		return workers[client].one(ctx)
	})
}

// worker is a client with some matters of its own in hand.
type worker struct {
	*run
	url  string
	rand *mathrand.Rand
	ids  []int64
	mine []step
}

// step is what is to be done next to a matter.
type step struct {
	matter int64
	next   string
}

func (w *worker) one(ctx context.Context) error {
	switch n := w.rand.IntN(10); {
	case n < 7:
		return w.read(ctx)
	case n < 9 && len(w.mine) > 0:
		return w.transition(ctx)
	}
	rep := w.town.report(w.rand)
	raw, err := w.callAt(ctx, w.url, "POST", "/api/v1/matters", w.town.token,
		map[string]any{"id": id(), "body": map[string]any{"area": rep.Area, "place": rep.Place, "text": rep.Text}},
		http.StatusCreated)
	if err != nil {
		return err
	}
	var made struct{ Matter int64 }
	if err := json.Unmarshal(raw, &made); err != nil {
		return err
	}
	w.mine = append(w.mine, step{made.Matter, "list"})
	return nil
}

func (w *worker) read(ctx context.Context) error {
	path := ""
	switch w.rand.IntN(4) {
	case 0:
		path = "/api/v1/matters?list=problem&open=1&limit=50"
	case 1:
		path = "/api/v1/matters/" + strconv.FormatInt(w.ids[w.rand.IntN(len(w.ids))], 10)
	case 2:
		path = "/api/v1/matters?limit=50&q=" + url.QueryEscape([]string{"路灯", "垃圾", "井盖", "学校"}[w.rand.IntN(4)])
	default:
		path = "/api/v1/figures?area=430400000000"
	}
	_, err := w.callAt(ctx, w.url, "GET", path, w.town.token, nil, http.StatusOK)
	return err
}

func (w *worker) transition(ctx context.Context) error {
	s := w.mine[0]
	w.mine = w.mine[1:]
	body := map[string]any{"category": "env.rubbish"}
	if s.next == "assign" {
		var office int64
		for _, u := range w.town.offices {
			office = u
			break
		}
		body = map[string]any{"lead": office}
	} else {
		w.mine = append(w.mine, step{s.matter, "assign"})
	}
	_, err := w.callAt(ctx, w.url, "POST", fmt.Sprintf("/api/v1/matters/%d/commands", s.matter), w.town.token,
		map[string]any{"id": id(), "command": s.next, "body": body}, http.StatusCreated)
	return err
}
