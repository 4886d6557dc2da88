package bench

import (
	"errors"
	"io"
	"testing"
	"time"
)

// TestKeep checks the arithmetic of a measure: the median, the slowest hundredth, the rate.
func TestKeep(t *testing.T) {
	t.Parallel()
	b := &run{n: 7, rep: &Report{}}
	var took []time.Duration
	for i := range 100 {
		took = append(took, time.Duration(100-i)*time.Millisecond)
	}
	b.keep("report", "xiaohao", 8, took, 10*time.Second, time.Second)
	got := b.rep.Results[0]
	if got.Ops != 10 || got.P50 != 50 || got.P99 != 99 || got.CPU != 10000 || got.N != 7 || got.Clients != 8 {
		t.Errorf("%+v", got)
	}
}

// TestCut takes texts apart and puts them together: as they were, and as they stand in a copy.
func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, copied string }{
		{`{"seq":40,"area":430400000000}`, `{"seq":40,"area":430400000000}`}, // the town's own
		{`{"seq":140,"number":"P2026-000007"}`, `{"seq":1140,"number":"P2026-000027"}`},
		{`衡督交〔2026〕31号 {"n":31,"matter":101}`, `衡督交〔2026〕531号 {"n":531,"matter":1101}`},
		{`{"receipt":"00112233445566778899aabbccddeeff"}`, `{"receipt":"02112233445566778899aabbccddeeff"}`},
		{``, ``},
	} {
		pieces, err := cut(c.text)
		if err != nil {
			t.Fatal(err)
		}
		same, other := shift{base: 100}, shift{copy: 2, base: 100, seq: 1000, number: 20, paper: 500}
		if got := string(same.join(nil, pieces)); got != c.text {
			t.Errorf("put together: %s, not %s", got, c.text)
		}
		if got := string(other.join(nil, pieces)); got != c.copied {
			t.Errorf("in a copy: %s, not %s", got, c.copied)
		}
	}
}

// TestAhead hands over every row in order with the error that ends them, and stops early when nobody wants more.
func TestAhead(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, batch, 5*batch + 3} {
		at, row := 0, make([]any, 1)
		next, end := ahead(func() ([]any, error) {
			if at == n {
				return nil, io.EOF
			}
			at++
			row[0] = at
			return row, nil
		})
		for i := 1; i <= n; i++ {
			if got, err := next(); err != nil || got[0] != i {
				t.Fatal(got, err)
			}
		}
		if _, err := next(); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
		end()
	}
	next, end := ahead(func() ([]any, error) { return []any{1}, nil })
	if _, err := next(); err != nil {
		t.Fatal(err)
	}
	end()
}
