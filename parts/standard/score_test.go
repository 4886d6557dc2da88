package standard

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

func TestRuleLost(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		rule     Rule
		full     Points
		findings int
		lost     Points
		floored  bool
	}{
		{Rule{Way: AllOrNothing}, 300, 0, 0, false},
		{Rule{Way: AllOrNothing}, 300, 1, 300, false},
		{Rule{Way: AllOrNothing}, 300, 7, 300, false},
		{Rule{Each, 50, 0}, 300, 1, 50, false},
		{Rule{Each, 50, 0}, 300, 6, 300, false},
		{Rule{Each, 50, 0}, 300, 7, 300, true},
		{Rule{Each, 50, 100}, 300, 4, 200, false},
		{Rule{Each, 50, 100}, 300, 5, 200, true},
		{Rule{Each, 70, 0}, 300, 4, 280, false},
		{Rule{Each, 70, 0}, 300, 5, 300, true},
		{Rule{Each, 1, 0}, 100000, 1 << 62, 100000, true},
	} {
		lost, floored := x.rule.Lost(x.full, x.findings)
		if lost != x.lost || floored != x.floored {
			t.Errorf("%+v of %v, %d findings: %v %v, want %v %v", x.rule, x.full, x.findings, lost, floored,
				x.lost, x.floored)
		}
	}
}

// twoItems is a dimension with a veto item that has two questions, and a plain item.
func twoItems(t *testing.T) *Version {
	t.Helper()
	v, wrong := Read(lines("version|2030-01-01||试", "kind|street||街", "kind|market||市场", "dimension|D||维度",
		"item|A|D|甲|method=on_site|full=4|way=each|off=1.5|veto=yes|category=other", "question|A.1|A|问一",
		"question|A.2|A|问二|kinds=street",
		"item|B|D|乙|method=on_site|full=2.5|way=all|category=other|kinds=street")).Check(anything())
	if len(wrong) > 0 {
		t.Fatalf("%+v", wrong)
	}
	return v
}

func TestScore(t *testing.T) {
	t.Parallel()
	v := twoItems(t)
	for _, x := range []struct {
		name, kind         string
		answers            []Answer
		full, lost, vetoed Points
		a                  Verdict
	}{
		{"nothing checked", "street", nil, 0, 0, 0, NotChecked},
		{"all good", "street", []Answer{{"A.1", Passed, 0}, {"A.2", Passed, 0}, {"B", Passed, 0}}, 650, 0, 0, Passed},
		{"half checked counts whole", "street", []Answer{{"A.1", Passed, 0}}, 400, 0, 0, Passed},
		{"one aside, one good", "street", []Answer{{"A.1", Passed, 0}, {"A.2", NotApplicable, 0}}, 400, 0, 0, Passed},
		{"one aside, one not checked", "street", []Answer{{"A.2", NotApplicable, 0}, {"B", Passed, 0}}, 250, 0,
			0, NotChecked},
		{"both aside", "street", []Answer{{"A.1", NotApplicable, 0}, {"A.2", NotApplicable, 0}, {"B", Failed, 0}}, 250,
			250, 0, NotApplicable},
		{"findings add up and the veto takes the rest", "street",
			[]Answer{{"A.1", Failed, 0}, {"A.2", Failed, 1}, {"B", Passed, 0}}, 650, 300, 350, Failed},
		{"a market has one question of A and no B", "market", []Answer{{"A.1", Passed, 0}}, 400, 0, 0, Passed},
	} {
		r, err := v.Score(x.kind, x.answers)
		if err != nil {
			t.Errorf("%s: %v", x.name, err)
			continue
		}
		if r.Total != (Total{x.full, x.lost, x.vetoed}) || r.Items[0].State != x.a {
			t.Errorf("%s: %+v, A %v", x.name, r.Total, r.Items[0].State)
		}
	}
	for name, a := range map[string][]Answer{"twice": {{"A.1", Passed, 0}, {"A.1", Failed, 0}},
		"an item with questions": {{"A", Passed, 0}},
		"not of the kind":        {{"A.2", Passed, 0}}, "an item of another kind": {{"B", Passed, 0}},
		"nothing known": {{"C", Passed, 0}}, "a dimension": {{"D", Passed, 0}},
		"less than none": {{"A.1", Failed, -1}}} {
		if _, err := v.Score("market", a); fault.Code(err) != "standard_answer" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSumsAreExact gives any answers to any version: each total is the sum of its parts, and the rate is the exact
// one rounded once.
func TestSumsAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := versions().Draw(t, "version")
		kind := rapid.SampledFrom(v.Kinds).Draw(t, "kind").Code
		var answers []Answer
		for _, n := range v.Nodes {
			if v.Asks(kind, n.Code) && rapid.IntRange(0, 4).Draw(t, "asked") > 0 {
				answers = append(answers, Answer{n.Code, Verdict(rapid.IntRange(0, 3).Draw(t, "verdict")),
					rapid.IntRange(0, 12).Draw(t, "findings")})
			}
		}
		r, err := v.Score(kind, answers)
		if err != nil {
			t.Fatal(err)
		}
		checkSums(t, r)
		if rate, ok := r.Rate(); ok {
			want := new(big.Rat).Mul(big.NewRat(int64(r.Earned()), int64(r.Full)), big.NewRat(10000, 1))
			off := new(big.Rat).Sub(want, big.NewRat(rate, 1))
			if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
				t.Fatalf("the rate of %+v is %d, exactly %v", r.Total, rate, want)
			}
		} else if r.Full != 0 {
			t.Fatalf("no rate of %+v", r.Total)
		}
	})
}

func checkSums(t *rapid.T, r Result) {
	var items, tops Total
	earned := Points(0)
	for i := range r.Items {
		s := &r.Items[i]
		if s.Counts() {
			items.Add(Total{Full: s.Full, Lost: s.Lost})
		} else if s.Lost != 0 || s.Earned() != 0 {
			t.Fatalf("%s does not count and has %+v", s.Code, s)
		}
		earned += s.Earned()
		if s.Lost < 0 || s.Lost > s.Full || s.Lost > 0 && s.State != Failed {
			t.Fatalf("%s lost %v of %v", s.Code, s.Lost, s.Full)
		}
		if words := s.Words(lang.Zh); s.State == Failed && !strings.Contains(words, s.Lost.String()) {
			t.Fatalf("%q does not explain %v", words, s.Lost)
		}
	}
	for _, d := range r.Sums {
		if d.Depth == 0 {
			tops.Add(d.Total)
		}
	}
	if items.Full != r.Full || items.Lost != r.Lost || tops != items || earned-r.Vetoed != r.Earned() ||
		len(r.Vetoes) > 0 && r.Earned() != 0 || len(r.Vetoes) == 0 && r.Vetoed != 0 {
		t.Fatalf("total %+v, items %+v earn %v, dimensions %+v, vetoes %v", r.Total, items, earned, tops, r.Vetoes)
	}
}
