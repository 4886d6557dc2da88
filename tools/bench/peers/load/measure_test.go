package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	ms := func(n ...int) (out []time.Duration) {
		for _, x := range n {
			out = append(out, time.Duration(x)*time.Millisecond)
		}
		return out
	}
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i+1) * time.Millisecond
	}
	for _, c := range []struct {
		took []time.Duration
		p    float64
		want float64
	}{
		{nil, 50, 0}, {ms(7), 0, 7}, {ms(7), 50, 7}, {ms(7), 99, 7}, {ms(1, 9), 50, 1}, {ms(1, 9), 51, 9},
		{ms(1, 2, 3), 50, 2}, {ms(1, 2, 3, 4), 50, 2},
		{hundred, 50, 50}, {hundred, 95, 95}, {hundred, 99, 99}, {hundred, 99.1, 100}, {hundred, 100, 100},
		{hundred, 0, 1},
	} {
		if got := percentile(c.took, c.p); got != c.want {
			t.Errorf("%v %% of %d times: %v, want %v", c.p, len(c.took), got, c.want)
		}
	}
}

// TestWeights holds the mix to what README.md says of it.
func TestWeights(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 2))
	const n = 100000
	got := map[string]int{}
	for range n {
		got[operations[pick(mixed, r)].name]++
	}
	for _, o := range operations {
		if share := got[o.name] * 100; share < n*(o.weight-1) || share > n*(o.weight+1) {
			t.Errorf("%s: %d of %d, want %d %%", o.name, got[o.name], n, o.weight)
		}
		if at := pick(o.name, r); operations[at].name != o.name {
			t.Errorf("-mix %s draws %s", o.name, operations[at].name)
		}
	}
	if reads := n - got["transition"] - got["create"]; reads < n*69/100 || reads > n*71/100 {
		t.Errorf("%d reads of %d", reads, n)
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	took := make([][]time.Duration, len(operations))
	took[0] = []time.Duration{3 * time.Millisecond, time.Millisecond}
	took[2] = []time.Duration{8 * time.Millisecond}
	got := rows(mixed, []share{{took: took}, {took: took, failed: 2, err: errors.New("no")}}, 2*time.Second)
	if len(got) != 3 || got[1].Name != "mixed: list" || got[2].Name != "mixed: one" {
		t.Fatalf("%+v", got)
	}
	if g := got[0]; g.Ops != 3 || g.P50 != 3 || g.P99 != 8 || g.Failed != 2 || g.Error != "no" {
		t.Errorf("%+v", g)
	}
	if g := got[1]; g.Ops != 2 || g.P50 != 1 || g.P99 != 3 || g.Failed != 0 {
		t.Errorf("%+v", g)
	}
}

// broken fails at everything but lists.
type broken struct{ target }

func (broken) list(context.Context, *rand.Rand, bool) error { time.Sleep(time.Millisecond); return nil }
func (broken) one(context.Context, *rand.Rand) error {
	time.Sleep(time.Millisecond)
	return errors.New("none")
}
func (broken) search(context.Context, string) error      { return errors.New("none") }
func (broken) counters(context.Context) error            { return errors.New("none") }
func (broken) create(context.Context, report) error      { return errors.New("none") }
func (broken) advance(context.Context, *rand.Rand) error { return errors.New("none") }

// TestFailures says so when operations fail, and does not count them as done.
func TestFailures(t *testing.T) {
	t.Parallel()
	w := &work{target: broken{}, gen: texts(t), clients: 4, time: 50 * time.Millisecond}
	if _, err := w.measure(t.Context(), "one", 1); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("a measure of failures: %v", err)
	}
	got, err := w.measure(t.Context(), mixed, 3)
	if err != nil || got[0].Failed == 0 || got[0].Error != "none" || len(got) != 2 || got[0].Ops != got[1].Ops {
		t.Errorf("%+v %v", got, err)
	}
}
