package alike

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/photo"
)

var rules = Rules{Radius: 150, Span: 7 * 86400e6}

const day = 86400e6

// learnt are the counts of a city in which lamps and rubbish are common.
func learnt() *Counts {
	c := &Counts{}
	for range 200 {
		c.Add(Read("", "", "路灯坏了，请尽快维修"))
		c.Add(Read("", "", "垃圾没有人清理，请尽快处理"))
	}
	return c
}

func report(text string, lat, lng float64, category string, at calendar.Instant) *Report {
	return &Report{Text: Read("", "", text), Lat: lat, Lng: lng, Placed: Placed(lat, lng), Category: category, At: at}
}

// TestCompare holds what a dispatcher would say of some pairs.
func TestCompare(t *testing.T) {
	t.Parallel()
	pothole := "中山北路与雁城路口地面塌陷一个大坑"
	for _, c := range []struct {
		name string
		a, b *Report
		same bool
	}{
		{"the same words at the same spot", report(pothole, 26.9, 112.6, "road.pothole", 0),
			report(pothole, 26.9, 112.6, "road.pothole", day), true},
		{"other words at the same spot, one category", report(pothole, 26.9, 112.6, "road.pothole", 0),
			report("路面坏了一个洞，电动车摔倒", 26.9001, 112.6, "road.pothole", day), true},
		{"the same words two kilometres off", report(pothole, 26.9, 112.6, "road.pothole", 0),
			report(pothole, 26.918, 112.6, "road.pothole", day), false},
		{"another thing at the same spot", report(pothole, 26.9, 112.6, "road.pothole", 0),
			report("夜里广场舞音响太吵，睡不着", 26.9, 112.6, "noise.life", day), false},
		{"nobody knows where, the words say it", report("丽发新城小区旁建搅拌站，噪音灰尘扰民", 0, 0, "", 0),
			report("投诉丽发新城附近搅拌站彻夜施工", 0, 0, "", day), true},
		{"nobody knows where, everybody's words", report("路灯坏了", 0, 0, "fac.lamp", 0),
			report("路灯坏了", 0, 0, "fac.lamp", 30*day), false},
		{"one of them sent 0, 0", report("金科天悦小区电梯停运", 26.9, 112.6, "", 0), report("金科天悦电梯又停运了", 0, 0, "", 0), true},
	} {
		if l := Compare(c.a, c.b, learnt(), rules); (l.Score >= 0.5) != c.same {
			t.Errorf("%s: %+v", c.name, l)
		}
	}
}

func draw(t *rapid.T, name string) *Report {
	words := []string{"中山北路", "路灯", "坏了", "垃圾", "没有人", "清理", "大坑", "丽发新城", "噪音", "a3区", "dead animal"}
	text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 8).Draw(t, name+" words"), "")
	r := report(text, rapid.Float64Range(26.89, 26.91).Draw(t, name+" lat"),
		rapid.Float64Range(112.59, 112.61).Draw(t, name+" lng"),
		rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, name+" category"),
		calendar.Instant(rapid.Int64Range(0, 100*day).Draw(t, name+" at")))
	r.Placed = rapid.Bool().Draw(t, name+" placed")
	if rapid.Bool().Draw(t, name+" photo") {
		r.Prints = []photo.Print{{rapid.Uint64().Draw(t, name+" print")}}
	}
	return r
}

// TestLaws: the same both ways, between 0 and 1, a report is like itself, farther apart or later is never likelier.
func TestLaws(t *testing.T) {
	t.Parallel()
	counts := learnt()
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		l, m := Compare(a, b, counts, rules), Compare(b, a, counts, rules)
		if math.Abs(l.Score-m.Score) > 1e-12 || l.Score <= 0 || l.Score >= 1 || math.IsNaN(l.Score) {
			t.Fatalf("%v and %v", l, m)
		}
		if !reflect.DeepEqual(l.Reasons(rules), m.Reasons(rules)) {
			t.Fatal("other reasons the other way")
		}
		far := *b
		far.Lat += math.Copysign(rapid.Float64Range(0, 0.05).Draw(t, "farther"), b.Lat-a.Lat)
		if f := Compare(a, &far, counts, rules); f.Metres >= l.Metres && f.Score > l.Score+1e-12 {
			t.Fatalf("farther is likelier: %v, %v", l, f)
		}
		late := *b
		late.At = late.At.Plus(rapid.Int64Range(0, 50*day).Draw(t, "later"))
		if b.At < a.At {
			late.At = b.At.Plus(-late.At.Since(b.At))
		}
		if f := Compare(a, &late, counts, rules); f.Score > l.Score+1e-12 {
			t.Fatalf("later is likelier: %v, %v", l, f)
		}
		if self := Compare(a, a, counts, rules); self.Score < l.Score-1e-12 && a.Category != "" {
			t.Fatalf("less like itself (%v) than like another (%v)", self, l)
		}
	})
}

// TestSpacing: blanks, marks and characters that do not print change nothing.
func TestSpacing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("中山北路灯坏垃圾大坑小区")), 0, 60, -1).Draw(t, "text")
		var b strings.Builder
		for _, r := range text {
			b.WriteRune(r)
			b.WriteString(rapid.SampledFrom([]string{"", " ", "*", "\u200b", "　"}).Draw(t, "between"))
		}
		if x, y := Read("", "t", text), Read("", "t", b.String()); !reflect.DeepEqual(x, y) {
			t.Fatalf("%q is not %q", b.String(), text)
		}
	})
}

// TestBounds: ten thousand characters, one copied text, nothing at all.
func TestBounds(t *testing.T) {
	t.Parallel()
	long := Read("", "", strings.Repeat("衡阳市雁峰区中山南路", 1000))
	if len(long.Whole) > maxWhole || len(long.Head) > maxHead {
		t.Errorf("%d and %d pieces", len(long.Head), len(long.Whole))
	}
	var many strings.Builder
	for i := range 3000 {
		many.WriteRune(rune(0x4e00 + i))
	}
	if x := Read("", "题目很短", many.String()); len(x.Whole) > maxWhole {
		t.Errorf("%d pieces", len(x.Whole))
	}
	none := &Report{}
	if l := Compare(none, none, &Counts{}, Rules{}); l.Score > 0.6 || math.IsNaN(l.Score) {
		t.Errorf("nothing is like nothing: %+v", l)
	}
}

// TestElsewhere: two townships are two places, a county is about its townships, and nobody knows of what has no area.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	const county, one, two, village = area.Code(430405000000), area.Code(430405001000), area.Code(430405002000),
		area.Code(430405001001)
	for _, c := range []struct {
		a, b area.Code
		want bool
	}{{one, two, true}, {one, one, false}, {county, one, false}, {one, village, false}, {two, village, true},
		{0, one, false}} {
		if Elsewhere(c.a, c.b) != c.want || Elsewhere(c.b, c.a) != c.want {
			t.Errorf("%s and %s", c.a, c.b)
		}
	}
}

// TestRarest: what everybody says is not what a text is found by.
func TestRarest(t *testing.T) {
	t.Parallel()
	c := learnt()
	text := Read("", "", "丽发新城路灯坏了，请尽快维修")
	name := Read("", "", "丽发新城")
	for _, g := range Rarest(text, 3, c) {
		if c.In[Slot(g)] > 0 {
			t.Errorf("piece %d is in %d texts", g, c.In[Slot(g)])
		}
	}
	if got := Rarest(name, 8, c); len(got) != 3 {
		t.Errorf("%d pieces of four characters", len(got))
	}
}

func BenchmarkCompare(b *testing.B) {
	c, x, y := learnt(), report(strings.Repeat("中山北路与解放路交叉口路灯坏了", 8), 26.9, 112.6, "", 0),
		report(strings.Repeat("中山南路与解放路路口的路灯不亮", 8), 26.9, 112.6, "", 0)
	for b.Loop() {
		Compare(x, y, c, rules)
	}
}
