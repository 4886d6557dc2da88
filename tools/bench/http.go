package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
)

// call makes one request and reads the whole answer.
func (b *run) call(ctx context.Context, method, path, token string, body any, want int) ([]byte, error) {
	return b.callAt(ctx, b.url, method, path, token, body, want)
}

func (b *run) callAt(ctx context.Context, base, method, path, token string, body any, want int) ([]byte, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, base+path, in)
	if err != nil {
		return nil, err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := b.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != want {
		err = fmt.Errorf("%s %s: %d %.200s", method, path, res.StatusCode, out)
	}
	return out, err
}

// reads measures the pages that people wait for.
func (b *run) reads(ctx context.Context) error {
	r := mathrand.New(mathrand.NewPCG(1, 2))
	words := []string{"路灯", "垃圾", "井盖", "学校", "噪音", "消防"}
	ids, err := b.ids(ctx)
	if err != nil {
		return err
	}
	get := func(path func() string, token string) func(context.Context, int, int) error {
		return func(ctx context.Context, _, _ int) error {
			_, err := b.call(ctx, "GET", path(), token, nil, http.StatusOK)
			return err
		}
	}
	fixed := func(s string) func() string { return func() string { return s } }
	for _, m := range []struct {
		name  string
		path  func() string
		token string
	}{
		{"list page", fixed("/api/v1/matters?list=problem&open=1&limit=50"), b.town.token},
		{"list page of a township", func() string {
			return "/api/v1/matters?list=problem&limit=50&area=" +
				b.town.villages[r.IntN(len(b.town.villages))].Ancestor(4).String()
		}, b.town.token},
		{"one matter", func() string { return "/api/v1/matters/" + strconv.FormatInt(ids[r.IntN(len(ids))], 10) },
			b.town.token},
		{"two-character search", func() string {
			return "/api/v1/matters?limit=50&q=" + url.QueryEscape(words[r.IntN(len(words))])
		}, b.town.token},
		{"dashboard counters", fixed("/api/v1/figures?area=430400000000"), b.town.leader},
		{"my work", fixed("/api/v1/work?limit=50"), b.town.token},
		{"list as HTML", fixed("/lists/problem"), b.town.token},
	} {
		if err := b.timed(ctx, m.name, 1, get(m.path, m.token)); err != nil {
			return err
		}
	}
	return nil
}

// ids are some matters to look at.
func (b *run) ids(ctx context.Context) ([]int64, error) {
	var ids []int64
	for _, sort := range []string{"new", "next"} {
		raw, err := b.call(ctx, "GET", "/api/v1/matters?limit=200&sort="+sort, b.town.token, nil, http.StatusOK)
		if err != nil {
			return nil, err
		}
		var p struct{ Matters []struct{ ID int64 } }
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, err
		}
		for _, m := range p.Matters {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("the list is empty")
	}
	return ids, nil
}

// commands measures reports and then the dispatcher's and the clerks' work on them, each with a durable commit.
func (b *run) commands(ctx context.Context) error {
	for _, clients := range b.Clients {
		rands := make([]*mathrand.Rand, clients)
		for i := range rands {
			rands[i] = mathrand.New(mathrand.NewPCG(uint64(i), uint64(clients)))
		}
		err := b.timed(ctx, "report", clients, func(ctx context.Context, client, _ int) error {
			rep := b.town.report(rands[client])
			_, err := b.call(ctx, "POST", "/api/v1/reports", "",
				map[string]any{"id": id(), "area": rep.Area, "place": rep.Place, "text": rep.Text}, http.StatusCreated)
			return err
		})
		if err != nil {
			return err
		}
	}
	return b.transitions(ctx, b.Clients[len(b.Clients)-1])
}

// transitions has the dispatcher list what was reported last.
func (b *run) transitions(ctx context.Context, clients int) error {
	var next []int64
	after := ""
	for len(next) < 20000 {
		raw, err := b.call(ctx, "GET", "/api/v1/matters?state=reported&sort=new&limit=200&after="+
			url.QueryEscape(after), b.town.token, nil, http.StatusOK)
		if err != nil {
			return err
		}
		var p struct {
			Matters []struct{ ID int64 }
			After   string
		}
		if err := json.Unmarshal(raw, &p); err != nil {
			return err
		}
		for _, m := range p.Matters {
			next = append(next, m.ID)
		}
		if after = p.After; after == "" {
			break
		}
	}
	jobs := make(chan int64, len(next))
	for _, n := range next {
		jobs <- n
	}
	close(jobs)
	return b.timed(ctx, "list 立案", clients, func(ctx context.Context, _, _ int) error {
		m, ok := <-jobs
		if !ok {
			// every report is listed: the clock runs out
			_, err := b.call(ctx, "GET", "/api/v1/me", b.town.token, nil, http.StatusOK)
			return err
		}
		_, err := b.call(ctx, "POST", fmt.Sprintf("/api/v1/matters/%d/commands", m), b.town.token,
			map[string]any{"id": id(), "command": "list", "body": map[string]any{"category": "env.rubbish"}},
			http.StatusCreated)
		return err
	})
}
