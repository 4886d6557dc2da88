package indicator

import (
	"math"
	"slices"
)

// Question is asked of a figure that is unlikely. It is never a refusal: the answer is kept with the figure.
type Question struct {
	Kind  string  `json:"kind"`
	Code  string  `json:"code,omitempty"`  // of the indicator; "" for all of the sheet
	Value Amount  `json:"value,omitempty"` // what was said
	Than  Amount  `json:"than,omitempty"`  // what it was compared with
	Low   Amount  `json:"low,omitempty"`   // the usual range
	High  Amount  `json:"high,omitempty"`
	Rule  string  `json:"rule,omitempty"` // that is broken, as the set writes it
	Times float64 `json:"times,omitempty"`
}

// The kinds of questions.
const (
	AskTenThousand = "tenthousand" // wrong by 10,000, it seems: 元 and 万元
	AskJump        = "jump"        // far from the span before
	AskOwn         = "own"         // outside what the area itself usually has
	AskPeers       = "peers"       // outside what its neighbours have
	AskSame        = "same"        // the same as a year ago, to the last digit
	AskRound       = "round"       // a round number
	AskRule        = "rule"        // a rule between indicators is broken
	AskLate        = "late"        // reported on the last day, or after it
)

// Key names a question within a sheet.
func (q Question) Key() string {
	if q.Kind == AskRule {
		return q.Kind + ":" + q.Rule
	}
	return q.Kind + ":" + q.Code
}

// The limits of what is usual.
const (
	spread     = 5.0 // median ± so many times 1.4826 MAD
	madOfSigma = 1.4826
	leastSway  = 0.1 // the range is at least this share of the median to either side: a village that never moved
	leastOwn   = 4   // spans of its own from which a range is made
	leastPeers = 5   // neighbours
	jumpUp     = 2.0 // twice as much as before
	jumpDown   = 0.5 // half
	wrongLow   = 2_000.0
	wrongHigh  = 50_000.0
	roundFrom  = 1_000 * One // a round number of less is nothing to ask about
)

// Case is a figure and what it is compared with.
type Case struct {
	Code    string
	Value   Amount
	Own     []Amount // the same area's earlier spans, the oldest first
	YearAgo *Amount  // the same span a year ago
	Peers   []Amount // its neighbours in the same span
}

// Unlikely asks about a figure. Where it seems to be wrong by 10,000, nothing more is asked about its size.
func Unlikely(c Case) (out []Question) {
	ask := func(q Question) { q.Code, q.Value = c.Code, c.Value; out = append(out, q) }
	if than, times, wrong := tenThousand(c); wrong {
		ask(Question{Kind: AskTenThousand, Than: than, Times: times})
	} else {
		if n := len(c.Own); n > 0 && c.Own[n-1] > 0 {
			before := c.Own[n-1]
			if times := float64(c.Value) / float64(before); times >= jumpUp || times <= jumpDown {
				ask(Question{Kind: AskJump, Than: before, Times: times})
			}
		}
		for _, x := range []struct {
			kind  string
			list  []Amount
			least int
		}{{AskOwn, c.Own, leastOwn}, {AskPeers, c.Peers, leastPeers}} {
			if low, high, ok := usual(x.list, x.least); ok && (c.Value < low || c.Value > high) {
				ask(Question{Kind: x.kind, Than: median(x.list), Low: low, High: high})
			}
		}
	}
	if c.YearAgo != nil && *c.YearAgo == c.Value && c.Value != 0 {
		ask(Question{Kind: AskSame, Than: *c.YearAgo})
	}
	if isRound(c.Value) {
		ask(Question{Kind: AskRound})
	}
	return out
}

// tenThousand says whether a figure would be usual if it were 10,000 times larger or smaller: beside the area's own
// figures, or, where it has none, its neighbours'.
func tenThousand(c Case) (than Amount, times float64, wrong bool) {
	list := c.Own
	if len(list) == 0 && len(c.Peers) >= leastPeers {
		list = c.Peers
	}
	if len(list) == 0 {
		return 0, 0, false
	}
	than = median(list)
	if than <= 0 || c.Value <= 0 {
		return 0, 0, false
	}
	times = float64(c.Value) / float64(than)
	up := max(times, 1/times)
	return than, times, up >= wrongLow && up <= wrongHigh
}

// usual is the range around the median of a list; ok is false for too short a one.
func usual(list []Amount, least int) (low, high Amount, ok bool) {
	if len(list) < least {
		return 0, 0, false
	}
	m := median(list)
	away := make([]Amount, len(list))
	for i, v := range list {
		away[i] = max(v-m, m-v)
	}
	sway := max(spread*madOfSigma*float64(median(away)), leastSway*math.Abs(float64(m)))
	return m - Amount(sway), m + Amount(sway), true
}

// median is the middle of a list, the lower one of two.
func median(list []Amount) Amount {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	return s[(len(s)-1)/2]
}

// isRound says whether all digits but the first are zero.
func isRound(v Amount) bool {
	v = max(v, -v)
	if v < roundFrom {
		return false
	}
	for v%10 == 0 {
		v /= 10
	}
	return v < 10
}

// Broken asks about the rules that values break.
func (d *Definition) Broken(v Values) (out []Question) {
	for _, c := range d.Checks {
		e, err := ParseExpr(c.Text)
		if err != nil {
			continue // no set is taken that has such a one
		}
		if holds, left, right, known := e.Holds(v); known && !holds {
			out = append(out, Question{Kind: AskRule, Rule: c.Text, Value: left, Than: right})
		}
	}
	return out
}
