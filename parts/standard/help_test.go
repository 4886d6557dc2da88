package standard

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// anything is a city that knows every unit whose code has no "x-" and the categories of the built-in policy.
func anything() Known {
	return Known{Today: 20000, Unit: func(_ area.Level, code string) bool { return !strings.HasPrefix(code, "x-") },
		Category: func(s string) (string, bool) { c, ok := policy.Default().Category(s); return c.Code, ok }}
}

func sample(t testing.TB) *Version {
	t.Helper()
	v, wrong := Sample().Check(anything())
	for _, m := range wrong {
		t.Errorf("row %d: %v", m.Row, m.Err)
	}
	if v == nil {
		t.FailNow()
	}
	return v
}

// lines makes rows of "layer|code|parent|zh", then column=value.
func lines(rows ...string) []Line {
	var out []Line
	for i, r := range rows {
		f := strings.Split(r, "|")
		c := map[string]string{"layer": f[0], "code": f[1], "parent": f[2], "zh": f[3]}
		for _, x := range f[4:] {
			k, v, _ := strings.Cut(x, "=")
			c[k] = v
		}
		out = append(out, Line{i + 2, c})
	}
	return out
}

// versions draws small versions that are right.
func versions() *rapid.Generator[*Version] {
	return rapid.Custom(func(t *rapid.T) *Version {
		v := &Version{Title: Text{Zh: rapid.SampledFrom([]string{"甲", "乙"}).Draw(t, "title")}, From: 20001}
		for _, k := range []string{"street", "market", "village"} {
			v.Kinds = append(v.Kinds, Kind{k, Text{Zh: "类" + k}})
		}
		for d := range rapid.IntRange(1, 3).Draw(t, "dimensions") {
			top := fmt.Sprint("D", d)
			v.Nodes = append(v.Nodes, Node{Code: top, Layer: Dimension, Text: Text{Zh: "维度" + top}})
			if d > 0 && rapid.Bool().Draw(t, "nested") {
				v.Nodes[len(v.Nodes)-1].Parent = "D0"
			}
			for i := range rapid.IntRange(0, 4).Draw(t, "items") {
				n := item(t, fmt.Sprint(top, ".", i), top)
				v.Nodes = append(v.Nodes, n)
				for q := range rapid.IntRange(0, 3).Draw(t, "questions") {
					v.Nodes = append(v.Nodes, Node{Code: fmt.Sprint(n.Code, ".", q), Parent: n.Code, Layer: Question,
						Text: Text{Zh: "问"}})
				}
			}
		}
		v.arrange()
		v.Nodes = v.ordered()
		return v.arrange()
	})
}

func item(t *rapid.T, code, parent string) Node {
	n := Node{Code: code, Parent: parent, Layer: Item, Text: Text{Zh: "项" + code},
		Method: rapid.SampledFrom(Methods()).Draw(t, "method"), Category: "other",
		Full: Points(rapid.IntRange(1, 1000).Draw(t, "full")), Veto: rapid.IntRange(0, 9).Draw(t, "veto") == 0,
		Rule: Rule{Way: AllOrNothing}}
	if n.Full > 1 && rapid.Bool().Draw(t, "each") {
		off := rapid.IntRange(1, int(n.Full)).Draw(t, "off")
		n.Rule = Rule{Each, Points(off), Points(rapid.IntRange(0, int(n.Full)-off).Draw(t, "floor"))}
		if n.Rule.Floor == n.Full {
			n.Rule.Floor = 0
		}
	}
	if rapid.Bool().Draw(t, "narrow") {
		n.Kinds = []string{rapid.SampledFrom([]string{"street", "market", "village"}).Draw(t, "kind")}
	}
	if rapid.Bool().Draw(t, "deadline") {
		n.Deadline = calendar.Limit{Days: rapid.IntRange(1, 9).Draw(t, "days")}
	}
	for _, l := range levels {
		if rapid.IntRange(0, 2).Draw(t, "duty") == 0 {
			n.Duties = append(n.Duties, Duty{Level: l, Lead: "u" + l.String(),
				Co: slices.Clone([]string{"c1", "c2"}[:rapid.IntRange(0, 2).Draw(t, "co")])})
			if len(n.Duties[len(n.Duties)-1].Co) == 0 {
				n.Duties[len(n.Duties)-1].Co = nil
			}
		}
	}
	return n
}
