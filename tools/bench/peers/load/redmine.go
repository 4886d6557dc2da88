package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
)

// redmine is Debian's Redmine as tools/bench/peers/redmine/setup.rb prepares it. All requests are its
// administrator's, whose rights are the quickest to check.
type redmine struct {
	*wire
	gen        *generator
	clients    int
	project    int
	statuses   []int // in the order of states, then those that are left
	categories map[string]int
	fields     map[string]int
	newest     int // highest number when the measures began
	count      int
}

func newRedmine(base, key string, clients int, gen *generator) *redmine {
	r := &redmine{wire: newWire(base, clients), gen: gen, clients: clients, categories: map[string]int{},
		fields: map[string]int{}}
	r.header.Set("X-Redmine-API-Key", key)
	return r
}

// named is how Redmine lists what has a name.
type named struct {
	ID   int
	Name string
}

func (r *redmine) open(ctx context.Context, n int) error {
	var p struct {
		Project struct {
			ID         int
			Categories []named `json:"issue_categories"`
		}
	}
	var s struct {
		Statuses []named `json:"issue_statuses"`
	}
	var f struct {
		Fields []named `json:"custom_fields"`
	}
	err := errors.Join(
		r.call(ctx, "GET", "/projects/matters.json?include=issue_categories", nil, &p),
		r.call(ctx, "GET", "/issue_statuses.json", nil, &s),
		r.call(ctx, "GET", "/custom_fields.json", nil, &f))
	if err != nil {
		return err
	}
	r.project = p.Project.ID
	for _, x := range p.Project.Categories {
		r.categories[x.Name] = x.ID
	}
	for _, x := range s.Statuses {
		r.statuses = append(r.statuses, x.ID)
	}
	for _, x := range f.Fields {
		r.fields[x.Name] = x.ID
	}
	if len(r.statuses) < len(states) || len(r.fields) < 4 {
		return errors.New("there are too few statuses or fields: has setup.rb run?")
	}
	if err := r.look(ctx); err != nil || r.count >= n {
		return err
	}
	if err := each(ctx, r.count, n, r.clients, r.restore); err != nil {
		return err
	}
	return r.look(ctx)
}

// restore makes the i-th report in its state.
func (r *redmine) restore(ctx context.Context, i int) error {
	return r.post(ctx, r.gen.report(i), r.statuses[state(i)])
}

// look learns how many there are and the highest number; setup.rb leaves no gaps that matter.
func (r *redmine) look(ctx context.Context) error {
	var l struct {
		Issues []struct{ ID int }
		Total  int `json:"total_count"`
	}
	if err := r.call(ctx, "GET", "/issues.json?project_id=matters&status_id=*&sort=id:desc&limit=1", nil,
		&l); err != nil {
		return err
	}
	r.count = l.Total
	if len(l.Issues) > 0 {
		r.newest = l.Issues[0].ID
	}
	return nil
}

func (r *redmine) post(ctx context.Context, x report, status int) error {
	type field struct {
		ID    int    `json:"id"`
		Value string `json:"value"`
	}
	return r.call(ctx, "POST", "/issues.json", map[string]any{"issue": map[string]any{
		"project_id": r.project, "subject": x.Title, "description": x.Text, "status_id": status,
		"category_id": r.categories[x.Category],
		"custom_fields": []field{{r.fields["place"], x.Place}, {r.fields["area"], x.Area},
			{r.fields["lat"], coordinate(x.Lat)}, {r.fields["lng"], coordinate(x.Lng)}},
	}}, nil)
}

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', 5, 64) }

// some is one of what there was when the measures began.
func (r *redmine) some(x *rand.Rand) string {
	return fmt.Sprint("/issues/", r.newest-x.IntN(min(r.count, r.newest)), ".json")
}

func (r *redmine) create(ctx context.Context, x report) error { return r.post(ctx, x, r.statuses[0]) }

// advance writes another status and category; Redmine keeps a journal of it.
func (r *redmine) advance(ctx context.Context, x *rand.Rand) error {
	return r.call(ctx, "PUT", r.some(x), map[string]any{"issue": map[string]any{
		"status_id":   r.statuses[x.IntN(len(states))],
		"category_id": r.categories[troubles[x.IntN(len(troubles))].category],
	}}, nil)
}

// list is newest first either way, as Redmine lists by itself.
func (r *redmine) list(ctx context.Context, x *rand.Rand, _ bool) error {
	return r.call(ctx, "GET", fmt.Sprint("/issues.json?project_id=matters&sort=created_on:desc&limit=50&status_id=",
		r.statuses[x.IntN(len(states))]), nil, nil)
}

func (r *redmine) one(ctx context.Context, x *rand.Rand) error {
	return r.call(ctx, "GET", r.some(x), nil, nil)
}

func (r *redmine) search(ctx context.Context, word string) error {
	return r.call(ctx, "GET", "/projects/matters/search.json?issues=1&limit=50&q="+url.QueryEscape(word), nil, nil)
}

// counters asks for the total of each of the three states in turn: the interface has no figures, and its HTML report
// counts much else besides.
func (r *redmine) counters(ctx context.Context) error {
	for i := range states {
		if err := r.call(ctx, "GET", fmt.Sprint("/issues.json?project_id=matters&limit=1&status_id=", r.statuses[i]),
			nil, nil); err != nil {
			return err
		}
	}
	return nil
}
