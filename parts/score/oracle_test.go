package score

import (
	"slices"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// This file says once more, from the whole matter as package matter folds it and without the code of this package,
// what a round counts for. The property test holds the program to it.

// stretch is one round as history tells it: what was said in it, and the matter at its end.
type stretch struct {
	said        []said
	end         matter.Matter
	ended       string              // "bounced", "reopened", or "" while it is the last
	recurrences []matter.Recurrence // what came back, by the whole matter
	again       bool
}

// stretches cuts a matter's history into rounds.
func stretches(told []said, now *matter.Matter) []stretch {
	var out []stretch
	in := false
	for _, x := range told {
		switch b := x.body.(type) {
		case *matter.WasAssigned:
			out, in = append(out, stretch{}), true
		case *matter.WasReopened:
			if x.before.State == matter.StruckOff {
				out[len(out)-1].end, out[len(out)-1].ended = x.before, "reopened"
				out, in = append(out, stretch{again: true}), true
			}
		case *matter.WasBounced:
			if b.Back == 0 {
				out[len(out)-1].end, out[len(out)-1].ended, in = x.before, "bounced", false
			}
		}
		if in {
			out[len(out)-1].said = append(out[len(out)-1].said, x)
		}
	}
	if in {
		out[len(out)-1].end = *now
	}
	// An amendment corrects where the matter is for all its rounds.
	for i := range out {
		out[i].end.Area, out[i].end.Kind, out[i].recurrences = now.Area, now.Kind, now.Recurrences
	}
	return out
}

func count1[T matter.Body](s stretch, is func(T) bool) (n int64) {
	for _, x := range s.said {
		if b, ok := x.body.(T); ok && (is == nil || is(b)) {
			n++
		}
	}
	return n
}

func (s stretch) upheld(ground string) bool {
	return count1(s, func(b *matter.WasAppealDecided) bool { return b.Upheld && b.Ground == ground }) > 0
}

// sums is the same as Round.Counts, by name.
func (s stretch) sums() map[string]int64 {
	c, m := map[string]int64{}, s.end
	paused := m.State == matter.Suspended || m.State == matter.InHand && m.Extension != nil
	switch {
	case s.upheld("remit"):
		return map[string]int64{"left_out": 1}
	case s.ended == "bounced":
		return map[string]int64{"bounced": 1}
	case paused:
		return map[string]int64{"paused": 1}
	}
	yes := func(name string, is bool) {
		if is {
			c[name] = 1
		}
	}
	claimed := m.State == matter.Fixed || m.State == matter.StruckOff
	inTime := claimed && m.FixedAt <= m.Due
	c["n"] = 1
	yes("fixed", claimed)
	yes("on_time", inTime || claimed && s.upheld("late"))
	yes("excused", !inTime && claimed && s.upheld("late"))
	yes("struck", m.State == matter.StruckOff)
	if claimed && c["on_time"] == 0 {
		c["late"] = 1
		for _, x := range s.said {
			if b, ok := x.body.(*matter.WasFixed); ok {
				c["late_minutes"] = b.Late
			}
		}
	}
	rejects := count1[*matter.WasRejected](s, nil)
	if s.upheld("rework") {
		yes("unreworked", rejects > 0)
		rejects = 0
	}
	c["rejects"] = rejects
	yes("reworked", rejects > 0)
	yes("checked", m.State == matter.StruckOff || rejects > 0)
	yes("passed", m.State == matter.StruckOff && rejects == 0)
	yes("recurred", s.ended == "reopened" || m.State == matter.StruckOff &&
		slices.ContainsFunc(s.recurrences, func(b matter.Recurrence) bool { return b.Struck == m.StruckAt }))
	yes("endured", count1(s, func(b *matter.WasMarked) bool { return b.Mark == matter.Stubborn }) > count1(s,
		func(b *matter.WasUnmarked) bool { return b.Mark == matter.Stubborn }))
	yes("extended", count1[*matter.WasExtended](s, nil) > 0)
	yes("held", count1[*matter.WasHeld](s, nil) > 0)
	s.first(c, yes)
	return c
}

// first is what the answers and the reporter say.
func (s stretch) first(c map[string]int64, yes func(string, bool)) {
	var sign *matter.WasSigned
	var rating *matter.WasRated
	self := false
	for _, x := range s.said {
		switch b := x.body.(type) {
		case *matter.WasAssigned:
			self = b.Self
		case *matter.WasSigned:
			if sign == nil {
				sign = b
			}
		case *matter.WasRated:
			rating = b
		}
	}
	if !s.again {
		c["assigned"] = 1
		if sign != nil {
			c["signed"], c["sign_minutes"] = 1, sign.Minutes
			yes("prompt", sign.Prompt)
		}
	}
	if rating != nil && s.upheld("rating") {
		c["unrated"] = 1
	} else if rating != nil {
		c["rated"] = 1
		yes("solved", rating.Fixed)
		yes("satisfied", rating.Fixed && rating.Score != 1 && rating.Score != 2 && rating.Score != 3)
	}
	if self {
		c["self"], c["self_missed"], c["self_reworked"] = 1, 1-c["on_time"], c["reworked"]
	}
}

// oracle is what score_counts and score_lists should hold.
func (w *town) oracle() (map[cell]Counts, map[entry]bool) {
	sums, lists := map[cell]Counts{}, map[entry]bool{}
	for _, id := range w.ids {
		if w.matters[id].Kind == matter.Help {
			continue
		}
		for n, s := range stretches(w.told[id], w.matters[id]) {
			day := views.DayOf(s.end.Due)
			waits := int64(0)
			if s.ended == "" && s.end.State != matter.Fixed && s.end.State != matter.StruckOff {
				waits = 1
			}
			var c Counts
			for i, name := range countNames {
				c[i] = s.sums()[name]
			}
			for _, x := range w.answerable(s) {
				if x[0] != int64(area.Village) {
					lists[entry{x[0], x[1], int64(day), id, int64(n + 1)}] = true
				}
				for _, k := range []cell{{x[0], byDay, waits, int64(day), x[1]},
					{x[0], byMonth, waits, monthOf(day), x[1]}} {
					have := sums[k]
					have.add(&c, 1)
					if sums[k] = have; have == (Counts{}) {
						delete(sums, k)
					}
				}
			}
		}
	}
	return sums, lists
}

// answerable lists the scopes that a round counts for.
func (w *town) answerable(s stretch) (out [][2]int64) {
	for l, size := range map[int64]int64{2: 1e8, 3: 1e6, 4: 1e3, 5: 1} {
		if a := int64(s.end.Area); a%size == 0 && (l == 2 ||
			a%(size*map[int64]int64{3: 100, 4: 1000, 5: 1000}[l]) != 0) {
			for up := l; up >= 2; up-- {
				out = append(out, [2]int64{up, a - a%map[int64]int64{2: 1e8, 3: 1e6, 4: 1e3, 5: 1}[up]})
			}
		}
	}
	seen := map[int64]bool{}
	for _, u := range append([]int64{s.end.Lead}, s.end.Uppers...) {
		if !seen[u] {
			seen[u] = true
			out = append(out, [2]int64{9, u})
		}
	}
	return out
}
