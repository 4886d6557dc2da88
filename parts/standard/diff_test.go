package standard

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// edits are what somebody may do to a version, each with the change that must be told. They return false where they
// cannot be done.
var edits = map[string]func(v *Version, i int) bool{
	Renamed: func(v *Version, _ int) bool { v.Title.En = "New name"; return true },
	Restart: func(v *Version, _ int) bool { v.From += 30; return true },
	Dropped: func(v *Version, i int) bool {
		if v.Nodes[i].Layer != Question {
			return false
		}
		v.Nodes = slices.Delete(v.Nodes, i, i+1)
		return true
	},
	Added: func(v *Version, _ int) bool {
		v.Nodes = append(v.Nodes, Node{Code: "NEW", Layer: Dimension, Text: Text{Zh: "新维度"}})
		return true
	},
	Reworded: func(v *Version, i int) bool { v.Nodes[i].Text.Zh += "改"; return true },
	Moved: func(v *Version, i int) bool {
		if v.Nodes[i].Layer != Item || v.Nodes[i].Parent == "D0" {
			return false
		}
		v.Nodes[i].Parent = "D0"
		return true
	},
	Rescored: func(v *Version, i int) bool { v.Nodes[i].Full += 10; return v.Nodes[i].Layer == Item },
	Ruled:    func(v *Version, i int) bool { v.Nodes[i].Rule.Floor++; return v.Nodes[i].Layer == Item },
	Vetoed:   func(v *Version, i int) bool { v.Nodes[i].Veto = !v.Nodes[i].Veto; return v.Nodes[i].Layer == Item },
	Kinded: func(v *Version, i int) bool {
		v.Nodes[i].Kinds = append(slices.Clone(v.Nodes[i].Kinds), "street", "market")
		return v.Nodes[i].Layer == Item
	},
	Methoded: func(v *Version, i int) bool {
		v.Nodes[i].Method = v.Nodes[i].Method%3 + 1
		return v.Nodes[i].Layer == Item
	},
	Sorted:  func(v *Version, i int) bool { v.Nodes[i].Category = "env.bin"; return v.Nodes[i].Layer == Item },
	Weighed: func(v *Version, i int) bool { v.Nodes[i].Severity = matter.Urgent; return v.Nodes[i].Layer == Item },
	Timed: func(v *Version, i int) bool {
		v.Nodes[i].Deadline = calendar.Limit{Minutes: 240}
		return v.Nodes[i].Layer == Item
	},
	Dutied: func(v *Version, i int) bool {
		v.Nodes[i].Duties = []Duty{{Level: levels[0], Lead: "another", Co: []string{"and-one"}}}
		return v.Nodes[i].Layer == Item
	},
	KindNew:  func(v *Version, _ int) bool { v.Kinds = append(v.Kinds, Kind{"park", Text{Zh: "公园"}}); return true },
	KindText: func(v *Version, _ int) bool { v.Kinds[1].Text.Zh = "菜场"; return true },
	KindRow:  func(v *Version, _ int) bool { v.Kinds[0], v.Kinds[1] = v.Kinds[1], v.Kinds[0]; return true },
	KindGone: func(v *Version, _ int) bool { v.Kinds = v.Kinds[:2]; return true },
	Ordered: func(v *Version, _ int) bool {
		c := v.Children("")
		if len(c) < 2 {
			return false
		}
		a, b := v.index[c[0].Code], v.index[c[1].Code]
		v.Nodes[a], v.Nodes[b] = v.Nodes[b], v.Nodes[a]
		return true
	},
	Layered: func(v *Version, i int) bool {
		v.Nodes[i].Layer = Dimension
		return v.index[v.Nodes[i].Code] == i && len(v.Nodes[i].Category) > 0
	},
}

// copied is a version of its own with the same content.
func copied(v *Version) *Version {
	c := &Version{Title: v.Title, From: v.From, Kinds: slices.Clone(v.Kinds), Nodes: slices.Clone(v.Nodes)}
	return c.arrange()
}

// TestDiffTellsEveryEdit makes one edit of any sort to any version: it is told, in both languages, by its name; and
// without an edit nothing is.
func TestDiffTellsEveryEdit(t *testing.T) {
	t.Parallel()
	done := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		a := versions().Draw(t, "version")
		if d := Diff(a, copied(a)); len(d) > 0 {
			t.Fatalf("nothing was changed: %+v", d)
		}
		for what, edit := range edits {
			b := copied(a)
			if !edit(b, rapid.IntRange(0, len(a.Nodes)-1).Draw(t, what)) {
				continue
			}
			b.arrange()
			d := Diff(a, b)
			done[what] = true
			if !slices.ContainsFunc(d, func(c Change) bool { return c.What == what }) {
				t.Fatalf("%s is not told in %+v", what, d)
			}
			if b.From == a.From && (b.Digest() == a.Digest()) {
				t.Fatalf("%s leaves the digest", what)
			}
			for _, c := range d {
				for _, l := range lang.All() {
					if s := c.Words(l, Names{}); s == "" || strings.ContainsAny(s, "{}") ||
						strings.Contains(s, "std.") {
						t.Fatalf("%s in %s: %q", c.What, l, s)
					}
				}
			}
		}
	})
	if testing.Short() {
		return // a few draws need not come by every edit
	}
	for what := range edits {
		if !done[what] {
			t.Errorf("no version could be changed by %s", what)
		}
	}
}

func TestDiffInWords(t *testing.T) {
	t.Parallel()
	a := sample(t)
	b := copied(a)
	i := b.index["F01"]
	b.Nodes[i].Full, b.Nodes[i].Deadline = 500, calendar.Limit{Days: 2}
	b.Nodes[i].Duties = append([]Duty{{Level: levels[0], Lead: "sgj430400", Co: []string{"zjj430400"}}},
		b.Nodes[i].Duties[1:]...)
	b.arrange()
	var zh, en []string
	names := Names{Unit: func(code, _ string) string { return "〔" + code + "〕" }}
	for _, c := range Diff(a, b) {
		zh, en = append(zh, c.Words(lang.Zh, names)), append(en, c.Words(lang.En, names))
	}
	wantZh := []string{"F01 消防通道、安全出口畅通：分值 4.0 → 5.0", "F01 消防通道、安全出口畅通：整改时限 按政策 → 2 个工作日",
		"F01 消防通道、安全出口畅通：市级责任单位 〔zjj{area}〕 → 〔sgj430400〕（协办：〔zjj430400〕）"}
	if !slices.Equal(zh, wantZh) {
		t.Errorf("%q", zh)
	}
	if len(en) != 3 || !strings.Contains(en[0], "4.0 → 5.0") || !strings.Contains(en[1], "2 working days") {
		t.Errorf("%q", en)
	}
}

// TestDiffOfCoUnits tells a co-unit that comes or goes while the lead unit stays.
func TestDiffOfCoUnits(t *testing.T) {
	t.Parallel()
	a := sample(t)
	b := copied(a)
	i := b.index["F01"]
	b.Nodes[i].Duties = slices.Clone(b.Nodes[i].Duties)
	b.Nodes[i].Duties[1].Co = []string{"sgj430405"}
	if d := Diff(a, b); len(d) != 1 || d[0].What != Dutied ||
		!strings.HasSuffix(d[0].Words(lang.Zh, Names{}), "zjj{area}（协办：sgj430405）") {
		t.Errorf("%+v", d)
	}
}
