package inspect

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
)

// TestMockExplainsTheLastHundredth says that every total is the sum of the parts that explain it, that no part is
// further than a tenth (two where both it and its whole were rounded) from what it is exactly, and that the total is
// the exact one rounded.
func TestMockExplainsTheLastHundredth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var items []Asked
		var seen []Seen
		exact := new(big.Rat)
		for i := range rapid.IntRange(1, 30).Draw(rt, "items") {
			it := Asked{Item: fmt.Sprint(i), Dimension: fmt.Sprint(i % 4),
				Full: rapid.Int64Range(1, 60).Draw(rt, "full")}
			items = append(items, it)
			var lost, asked int64
			for a := range rapid.IntRange(0, 6).Draw(rt, "areas") {
				s := Seen{Item: it.Item, Area: area.Code(430401000000 + a*1000000),
					Asked: rapid.Int64Range(1, 40).Draw(rt, "asked")}
				s.Failed = rapid.Int64Range(0, s.Asked).Draw(rt, "failed")
				s.Lost = rapid.Int64Range(0, s.Failed*it.Full).Draw(rt, "lost")
				seen = append(seen, s)
				lost, asked = lost+s.Lost, asked+s.Asked
			}
			if asked > 0 {
				exact.Add(exact, big.NewRat(lost, asked))
			}
		}
		m := Assess(items, seen)
		near(rt, "total", m.Lost, exact, big.NewRat(1, 2))
		var full, lost int64
		for _, d := range m.Dimensions {
			var f, l int64
			for _, i := range d.Items {
				f, l = f+i.Full, l+i.Lost
				near(rt, "item "+i.Code, i.Lost, big.NewRat(i.Sum, i.Asked), big.NewRat(1, 1))
				var parts int64
				for _, a := range i.Areas {
					parts += a.Lost
				}
				if parts != i.Lost {
					rt.Fatalf("item %s lost %d, its areas %d", i.Code, i.Lost, parts)
				}
				if i.Lost < 0 || i.Lost > i.Full {
					rt.Fatalf("item %s lost %d of %d", i.Code, i.Lost, i.Full)
				}
			}
			if f != d.Full || l != d.Lost {
				rt.Fatalf("dimension %s: %d of %d, its items %d of %d", d.Code, d.Lost, d.Full, l, f)
			}
			full, lost = full+f, lost+l
		}
		if full != m.Full || lost != m.Lost || m.Got()+m.Lost != m.Full {
			rt.Fatalf("%d of %d, its dimensions %d of %d", m.Lost, m.Full, lost, full)
		}
		for _, a := range m.Areas {
			var l int64
			for _, i := range a.Items {
				l += i.Lost
			}
			if l != a.Lost {
				rt.Fatalf("area %s lost %d, its items %d", a.Area, a.Lost, l)
			}
		}
	})
}

func near(rt *rapid.T, what string, got int64, want, within *big.Rat) {
	d := new(big.Rat).Sub(new(big.Rat).SetInt64(got), want)
	if d.Abs(d).Cmp(within) > 0 {
		rt.Fatalf("%s is %d, exactly %s", what, got, want.FloatString(3))
	}
}

// TestMockByHand is a small city that can be reckoned on paper.
func TestMockByHand(t *testing.T) {
	t.Parallel()
	m := Assess([]Asked{{"1.1", "1", 30}, {"1.2", "1", 20}, {"2.1", "2", 50}, {"2.2", "2", 10}}, []Seen{
		// 60 ÷ 15 = 4.0 hundredths
		{Item: "1.1", Area: 430405000000, Asked: 10, Failed: 2, Lost: 60},
		{Item: "1.1", Area: 430406000000, Asked: 5, Failed: 0, Lost: 0},
		{Item: "1.2", Area: 430405000000, Asked: 3, Failed: 1, Lost: 10}, // 10 ÷ 3 = 3.33
		{Item: "2.1", Area: 430406000000, Asked: 4, Failed: 4, Lost: 9},  // 9 ÷ 4 = 2.25
	})
	if m.Full != 100 || m.Lost != 10 || m.Got() != 90 || len(m.Unseen) != 1 || m.Unseen[0] != "2.2" {
		t.Errorf("%+v", m)
	}
	// 9.58 rounds to 10; rounded down the items have 9, and 3.33 lost most by that.
	if d := m.Dimensions[0]; d.Lost != 8 || d.Items[0].Lost != 4 || d.Items[1].Lost != 4 || m.Dimensions[1].Lost != 2 {
		t.Errorf("%+v", m.Dimensions)
	}
	if a := m.Areas[0]; a.Area != 430405000000 || a.Full != 50 || a.Lost != 9 { // 6 + 3.33
		t.Errorf("%+v", a)
	}
}
