package indicator

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSpans(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Span{"2021": 202100, "2021-H2": 202122, "2021-Q3": 202143, "2021-07": 202107,
		"whole": Whole, "base": Base} {
		got, ok := ParseSpan(text)
		if !ok || got != want || got.String() != text {
			t.Errorf("%s is %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "2021-13", "2021-Q5", "2021-H3", "21", "1850", "20210", "2021-7", "2021-Q"} {
		if got, ok := ParseSpan(text); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
	from, to := Span(202100).From(), Span(202300).To()
	for kind, want := range map[string]int{Year: 3, Half: 6, Quarter: 12, Month: 36, "week": 0} {
		list := Spans(kind, from, to)
		if len(list) != want || want > 0 && (list[0].From() != from || list[want-1].To() != to) {
			t.Errorf("%s: %v", kind, list)
		}
		for i := 1; i < len(list); i++ {
			if list[i].From() != list[i-1].To() {
				t.Errorf("%s does not follow %s", list[i], list[i-1])
			}
		}
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Amount{"1": One, "1,234.5": 12_345_000, "－３．２５": -32_500, "0.0001": 1,
		"100000000000": mostAmount, " 7 ": 7 * One, "5.": 5 * One} {
		if got, ok := ParseAmount(text); !ok || got != want {
			t.Errorf("%q is %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "-", "1.23456", "1e5", "abc", "100000000001", "1.-2", "--1", "1万"} {
		if got, ok := ParseAmount(text); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
	if got := Amount(12_345_678_900).Text(2); got != "1,234,567.89" {
		t.Error(got)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(-int64(mostAmount), int64(mostAmount)).Draw(t, "a"))
		for _, text := range []string{a.Plain(4), a.Text(4)} {
			if got, ok := ParseAmount(text); !ok || got != a {
				t.Fatalf("%d as %s is %d, %v", a, text, got, ok)
			}
		}
	})
}

func TestExpr(t *testing.T) {
	t.Parallel()
	v := Values{"a": 60, "b": 10, "c": 20, "d": 30}
	for text, want := range map[string]bool{"a = b + c + d": true, "a <= b": false, "b < c": true, "a ≥ 2 * d": true,
		"a - d = b + c": true, "c > c": false, "0.5 a = d": true, "b <= 0.002": true, "- b < c": true} {
		e, err := ParseExpr(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, _, _, known := e.Holds(v); !known || got != want {
			t.Errorf("%s is %v, %v", text, got, known)
		}
	}
	for _, text := range []string{"", "a", "a <=", "<= a", "a b = c", "a = * b", "a + + b = c", "A = b", "a = 2 3"} {
		if e, err := ParseExpr(text); err == nil {
			t.Errorf("%q is %+v", text, e)
		}
	}
	e, _ := ParseExpr("a = b + x")
	if holds, _, _, known := e.Holds(v); !holds || known {
		t.Error("a rule about what is not there is broken")
	}
}

// TestUnlikely: each question with a figure that asks it, and beside it one that does not.
func TestUnlikely(t *testing.T) {
	t.Parallel()
	list := func(n ...int64) (out []Amount) {
		for _, x := range n {
			out = append(out, Amount(x)*One)
		}
		return out
	}
	year := Amount(51_234) * One
	for name, c := range map[string]struct {
		Case
		want []string
	}{
		"usual":          {Case{Value: 50_123 * One, Own: list(48_000, 51_000, 49_500, 50_200)}, nil},
		"hengyang value": {Case{Value: 178_200 * One, Own: list(50_300)}, []string{AskJump}}, // +254 %
		"hengyang seed":  {Case{Value: 27_812 * One, Own: list(18_900)}, nil},                // +47 %
		"half":           {Case{Value: 25_001 * One, Own: list(50_300)}, []string{AskJump}},
		"own":            {Case{Value: 61_234 * One, Own: list(48_000, 50_100, 49_500, 50_200)}, []string{AskOwn}},
		"too few of own": {Case{Value: 61_234 * One, Own: list(48_000, 50_100, 49_500)}, nil},
		"peers": {Case{Value: 912_345 * One, Peers: list(40_000, 52_000, 61_000, 45_000, 58_000)},
			[]string{AskPeers}},
		"yuan for wan": {Case{Value: 5 * One, Own: list(50_300)}, []string{AskTenThousand}},
		"wan for yuan": {Case{Value: 503_123_456 * One, Own: list(50_300)}, []string{AskTenThousand}},
		"wan by peers": {Case{Value: 5 * One, Peers: list(40_000, 52_000, 61_000, 45_000, 58_000)},
			[]string{AskTenThousand}},
		"round":       {Case{Value: 60_000 * One}, []string{AskRound}},
		"not round":   {Case{Value: 61_000 * One}, nil},
		"small":       {Case{Value: 900 * One}, nil},
		"same":        {Case{Value: year, YearAgo: &year}, []string{AskSame}},
		"never any":   {Case{Value: 0, Own: list(0, 0, 0, 0)}, nil},
		"a first one": {Case{Value: 12_345 * One, Own: list(0, 0, 0, 0)}, []string{AskOwn}},
	} {
		var got []string
		for _, q := range Unlikely(c.Case) {
			got = append(got, q.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestUnlikelyLaws: a figure in the middle of its own and its neighbours' is never asked about for its size, one
// wrong by
// 10,000 always is, and a question names the figure.
func TestUnlikelyLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		middle := rapid.Int64Range(10_001, 9_999_999).Draw(t, "middle")
		near := rapid.Custom(func(t *rapid.T) Amount {
			return Amount(middle+rapid.Int64Range(-middle/20, middle/20).Draw(t, "away")) * One
		})
		c := Case{Code: "x", Value: Amount(middle) * One, Own: rapid.SliceOfN(near, 1, 12).Draw(t, "own"),
			Peers: rapid.SliceOfN(near, 0, 30).Draw(t, "peers")}
		for _, q := range Unlikely(c) {
			if q.Kind != AskRound {
				t.Fatalf("%+v of %+v", q, c)
			}
		}
		for _, v := range []Amount{c.Value / 10_000, c.Value * 10_000} {
			c.Value = v
			asked := false
			for _, q := range Unlikely(c) {
				asked = asked || q.Kind == AskTenThousand
				if q.Value != v || q.Code != "x" {
					t.Fatalf("%+v", q)
				}
			}
			if !asked {
				t.Fatalf("%d beside %v is not asked about", v, c.Own)
			}
		}
	})
}

func TestLine(t *testing.T) {
	t.Parallel()
	marks := []Mark{{100, 0}, {200, 1000}, {400, 2000}}
	for at, want := range map[int64]Amount{0: 0, 100: 0, 150: 500, 200: 1000, 300: 1500, 500: 2000} {
		if got, ok := Line(marks, calendarInstant(at)); !ok || got != want {
			t.Errorf("at %d: %d", at, got)
		}
	}
	if _, ok := Line(nil, 1); ok {
		t.Error("a line without marks")
	}
	list := Seasonal(202100, 100, 1000, []int64{5, 10, 15, 70})
	for i, want := range []Amount{150, 250, 400, 1100} {
		if list[i].Value != want || list[i].At != Span(202141+i).To() {
			t.Errorf("quarter %d: %+v", i+1, list[i])
		}
	}
	for _, c := range []struct {
		actual, line Amount
		less         bool
		want         string
	}{{100, 100, false, Green}, {90, 100, false, Yellow}, {89, 100, false, Red}, {100, 100, true, Green},
		{110, 100, true, Yellow}, {111, 100, true, Red}, {0, 0, true, Green}, {1, 0, true, Red}, {120, 100, false,
			Green}} {
		if got := Light(c.actual, c.line, c.less); got != c.want {
			t.Errorf("%d against %d (%v): %s", c.actual, c.line, c.less, got)
		}
	}
}

// TestForecast: a straight series goes on straight without an error, fewer than three steps give nothing, and of made
// series with a trend and noise the interval holds the outcome in 95 of 100.
func TestForecast(t *testing.T) {
	t.Parallel()
	if v, wide, ok := Forecast(300, []Amount{100, 100, 100}, 5); v != 800 || wide != 0 || !ok {
		t.Error(v, wide, ok)
	}
	if _, _, ok := Forecast(300, []Amount{100, 200}, 5); ok {
		t.Error("two steps are no trend")
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ known, more int }{{3, 9}, {4, 4}, {8, 4}, {30, 6}} {
		held := 0
		const rounds = 4000
		for range rounds {
			step := func() Amount { return Amount(math.Round(50_000 + 20_000*rnd.NormFloat64())) }
			var brought []Amount
			sum := Amount(0)
			for range c.known {
				brought = append(brought, step())
				sum += brought[len(brought)-1]
			}
			v, wide, _ := Forecast(sum, brought, c.more)
			for range c.more {
				sum += step()
			}
			if sum >= v-wide && sum <= v+wide {
				held++
			}
		}
		if share := float64(held) / rounds; share < 0.935 || share > 0.965 {
			t.Errorf("%d known, %d to come: the interval holds %.3f", c.known, c.more, share)
		}
	}
}
