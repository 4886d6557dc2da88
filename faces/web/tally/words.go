package tally

import (
	"math"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/cluster"
	"xiaohao/parts/tally"
)

// Found is what was found of a stratum, in words.
type Found struct {
	Name    string
	Inner   bool // a part of the one before it
	Verdict kit.Light
	Said    string
	Note    string // of how many places and people
	Aim     string
	Bars    []Bar
}

// Bar is an interval on a line from 0 to 100.
type Bar struct {
	Wave            string
	X, W, Rate, Aim float64
	HasAim          bool
}

// percent is a share as "61%".
func percent(x float64) string { return strconv.Itoa(int(math.Round(100*x))) + "%" }

// points is a difference in points, with its sign: "+17". What lies within a point of none has a decimal, so that a
// bound beside none is not taken for none.
func points(x float64) string {
	x *= 100
	if math.Abs(x) < 1 {
		return strconv.FormatFloat(math.Round(10*x)/10+0, 'f', 1, 64)
	}
	s := strconv.Itoa(int(math.Round(x)))
	if x > 0 {
		s = "+" + s
	}
	return s
}

// share is a share with its interval: "61%（54%–68%）".
func share(c *kit.Call, s cluster.Share) string {
	if s.N == 0 {
		return c.T("tally.nobody_passed")
	}
	if !s.Sure {
		return c.T("tally.share_alone", "rate", percent(s.Rate))
	}
	return c.T("tally.share", "rate", percent(s.Rate), "lo", percent(s.Lo), "hi", percent(s.Hi))
}

// said is what a stratum says in one sentence, never more than the numbers do.
func said(c *kit.Call, f *tally.Found) string {
	switch {
	case f.Before.Clusters == 0 && f.Lone.N == 0:
		return c.T("tally.said.nobody")
	case f.Before.Clusters == 0:
		return c.T("tally.said.before", "before", share(c, f.Lone))
	case !f.Sure:
		return c.T("tally.said.few", "before", share(c, f.Before), "after", share(c, f.After), "n",
			strconv.Itoa(f.Before.Clusters), "least", strconv.Itoa(cluster.Least))
	}
	key := map[int]string{1: "tally.said.rose", -1: "tally.said.fell", 0: "tally.said.open"}[f.Helped()]
	return c.T(key, "before", share(c, f.Before), "after", share(c, f.After), "diff", points(f.Rate), "lo",
		points(f.Lo), "hi", points(f.Hi))
}

// verdict is the same as a light.
func verdict(c *kit.Call, f *tally.Found) kit.Light {
	switch {
	case f.Before.Clusters == 0:
		return kit.Light{Code: "none"}
	case !f.Sure:
		return kit.Light{Code: "grey", Left: c.T("tally.few")}
	}
	return map[int]kit.Light{1: {Code: "green", Left: c.T("tally.rose")}, -1: {Code: "red", Left: c.T("tally.fell")},
		0: {Code: "grey", Left: c.T("tally.open")}}[f.Helped()]
}

// aimed says how the latest share stands to what policy wants; "" where it wants nothing.
func aimed(c *kit.Call, aim int, s cluster.Share) string {
	if aim == 0 || s.N == 0 {
		return ""
	}
	keys := map[int]string{1: "tally.aim.reached", -1: "tally.aim.missed", 0: "tally.aim.open"}
	return c.T(keys[s.Against(float64(aim)/100)], "aim", strconv.Itoa(aim))
}

// nameOf names a stratum.
func nameOf(c *kit.Call, s tally.Stratum) string {
	switch {
	case s.Vehicle == "":
		return c.T("tally.everybody")
	case s.Seat != "":
		return c.T("tally.of." + string(s.Seat))
	}
	return c.T("tally.road."+string(s.Road)) + " · " + c.T("tally.of."+string(s.Vehicle))
}

// foundOf is a stratum in words.
func foundOf(c *kit.Call, f *tally.Found) Found {
	out := Found{Name: nameOf(c, f.Stratum), Inner: f.Seat != "", Verdict: verdict(c, f), Said: said(c, f)}
	before, after := f.Before, f.After
	if before.Clusters == 0 {
		before = f.Lone
	}
	latest := before
	if after.Clusters > 0 {
		latest = after
		out.Note = c.T("tally.note.pairs", "n", strconv.Itoa(before.Clusters), "before", number(before.N), "after",
			number(after.N))
	} else if before.N > 0 {
		out.Note = c.T("tally.note.before", "n", strconv.Itoa(before.Clusters), "before", number(before.N))
	}
	aim := 0
	if f.Vehicle != "" && f.Seat == "" {
		aim = c.Desk.Policy().Tally.Aim(string(f.Road), string(f.Vehicle))
		out.Aim = aimed(c, aim, latest)
	}
	for _, w := range []struct {
		wave string
		s    cluster.Share
	}{{"before", before}, {"after", after}} {
		if w.s.Sure {
			out.Bars = append(out.Bars, Bar{Wave: w.wave, X: hundredth(w.s.Lo), W: hundredth(w.s.Hi - w.s.Lo),
				Rate: hundredth(w.s.Rate), Aim: float64(aim), HasAim: aim > 0})
		}
	}
	return out
}

func hundredth(x float64) float64 { return math.Round(1000*x) / 10 }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// design says how much the likeness of people at one place costs.
func design(c *kit.Call, s cluster.Share) string {
	if !s.Sure {
		return ""
	}
	return c.T("tally.design", "design", decimal(s.Design), "likeness", strconv.FormatFloat(s.Likeness, 'f', 2, 64),
		"alone", strconv.Itoa(int(math.Round(100/s.Design))))
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// slotOf is a slot in words: "周二 7 时".
func slotOf(c *kit.Call, s tally.Slot) string {
	return c.T("tally.slot", "day", c.T("tally.weekday."+strconv.Itoa(s.Weekday)), "hour", strconv.Itoa(s.Hour))
}
