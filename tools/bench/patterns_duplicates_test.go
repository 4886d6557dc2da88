package bench

import "testing"

// TestJudge holds the arithmetic: what is among the first one and five, and what is shown for others.
func TestJudge(t *testing.T) {
	t.Parallel()
	list := []suggested{
		{marked: true, wanted: 1, scores: []float64{0.9}, right: []bool{true}},
		{marked: true, wanted: 2, scores: []float64{0.8, 0.7}, right: []bool{false, true}},
		{marked: true, wanted: 1, scores: []float64{0.4}, right: []bool{true}},
		{marked: true}, // has none within the window
		{scores: []float64{0.6}}, {scores: []float64{0.2}}, {}, {},
	}
	one, five, shown := judge(list, 0.5)
	if one != 1.0/3 || five != 2.0/3 || shown != 0.25 {
		t.Errorf("%v %v %v", one, five, shown)
	}
}

// TestPairs: enough pairs of both kinds, none twice.
func TestPairs(t *testing.T) {
	t.Parallel()
	list, err := pairs()
	if err != nil {
		t.Fatal(err)
	}
	same, seen := 0, map[[2]string]bool{}
	for _, p := range list {
		if seen[[2]string{p.a, p.b}] || seen[[2]string{p.b, p.a}] || p.a == p.b {
			t.Errorf("%s and %s stand there twice", p.a, p.b)
		}
		if seen[[2]string{p.a, p.b}] = true; p.same {
			same++
		}
	}
	if len(list) < 400 || same < 100 || len(list)-same < 100 {
		t.Errorf("%d pairs, %d of them the same", len(list), same)
	}
}
