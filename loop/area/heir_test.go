package area_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/loop/area"
)

// merged is a city in which 和平街道 went to two, one of which went to a third later; a village went its own way.
func merged(t *testing.T) *area.Tree {
	t.Helper()
	tree, err := area.NewTree([]area.Area{
		{Code: 430400000000, Name: "衡阳市"}, {Code: 430405000000, Name: "珠晖区"}, {Code: 430406000000, Name: "雁峰区"},
		{Code: 430405006000, Name: "和平街道", Former: true, Successors: []area.Code{430405007000, 430405008000}},
		{Code: 430405006001, Name: "甲村", Former: true, Successors: []area.Code{430406001001}},
		{Code: 430405006002, Name: "乙村", Former: true},
		{Code: 430405007000, Name: "衡州路街道"},
		{Code: 430405008000, Name: "苗圃街道", Former: true, Successors: []area.Code{430405009000}},
		{Code: 430405009000, Name: "广东路街道"}, {Code: 430405009001, Name: "丙村"},
		{Code: 430405010000, Name: "无继任街道", Former: true},
		{Code: 430406001000, Name: "先锋街道"}, {Code: 430406001001, Name: "新甲村"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestHeirs(t *testing.T) {
	t.Parallel()
	tree := merged(t)
	for _, c := range []struct {
		of           area.Code
		heirs, now   []area.Code
		heir, living area.Code
	}{
		{430405007000, nil, []area.Code{430405007000}, 430405007000, 430405007000},
		{430405006000, []area.Code{430405007000, 430405009000},
			[]area.Code{430405006000, 430405007000, 430405009000, 430406001001}, 430405007000, 430405007000},
		{430405006001, []area.Code{430406001001}, []area.Code{430405006001, 430406001001}, 430406001001, 430406001001},
		{430405006002, []area.Code{430405007000, 430405009000}, []area.Code{430405006002, 430405007000, 430405009000},
			430405007000, 430405007000},
		{430405010000, nil, []area.Code{430405010000}, 430405010000, 430405000000},
		{430499000000, nil, []area.Code{430499000000}, 430499000000, 0},
	} {
		if got := tree.Heirs(c.of); !cmp.Equal(got, c.heirs) {
			t.Errorf("Heirs(%v) = %v, want %v", c.of, got, c.heirs)
		}
		if got := tree.Now(c.of); !cmp.Equal(got, c.now) {
			t.Errorf("Now(%v) = %v, want %v", c.of, got, c.now)
		}
		if got := tree.Heir(c.of, nil); got != c.heir {
			t.Errorf("Heir(%v) = %v, want %v", c.of, got, c.heir)
		}
		if got, ok := tree.Living(c.of, nil); got != c.living || ok != (c.living != 0) {
			t.Errorf("Living(%v) = %v, %v, want %v", c.of, got, ok, c.living)
		}
	}
	below := func([]area.Code) area.Code { return 430405009001 }
	if got := tree.Heir(430405006000, below); got != 430405009001 {
		t.Errorf("a village below a successor was not taken: %v", got)
	}
	stray := func([]area.Code) area.Code { return 430406001000 }
	if got := tree.Heir(430405006000, stray); got != 430405007000 {
		t.Errorf("what is no successor was taken: %v", got)
	}
	if got := tree.Succeeded(); !cmp.Equal(got, []area.Code{430405006000, 430405006001, 430405006002, 430405008000}) {
		t.Errorf("Succeeded = %v", got)
	}
}

// TestHeirsLaw says of any abolitions, circles among them, that whoever stands in an area's place is in use, that
// everything new finds an area in use, and that the old code finds where everything went.
func TestHeirsLaw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := []area.Area{{Code: 430400000000, Name: "市"}, {Code: 430401000000, Name: "区"},
			{Code: 430402000000, Name: "县"}}
		for _, county := range []area.Code{430401000000, 430402000000} {
			for town := range area.Code(3) {
				list = append(list, area.Area{Code: county + (town+1)*1000, Name: "镇"},
					area.Area{Code: county + (town+1)*1000 + 1, Name: "村"})
			}
		}
		for i := range list[1:] {
			a := &list[i+1]
			if a.Former = rapid.Bool().Draw(t, "former"); !a.Former {
				continue
			}
			for range rapid.IntRange(0, 2).Draw(t, "successors") {
				a.Successors = append(a.Successors, list[rapid.IntRange(1, len(list)-1).Draw(t, "to")].Code)
			}
		}
		tree, err := area.NewTree(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			heirs, now := tree.Heirs(a.Code), tree.Now(a.Code)
			if !a.Former && heirs != nil {
				t.Fatalf("%v is in use and has heirs %v", a.Code, heirs)
			}
			living, ok := tree.Living(a.Code, nil)
			if x, known := tree.Get(living); !ok || !known || x.Former {
				t.Fatalf("something new in %v goes to %v", a.Code, living)
			}
			for _, h := range heirs {
				x, known := tree.Get(h)
				if !known || x.Former {
					t.Fatalf("%v stands in the place of %v and is abolished", h, a.Code)
				}
				if !slices.ContainsFunc(now, func(n area.Code) bool { return n.Contains(h) }) {
					t.Fatalf("the old code %v finds %v, not %v", a.Code, now, h)
				}
			}
		}
	})
}
