package standard

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/core/views"
	"xiaohao/platform/lang"
)

const good = "item|A|D|甲|method=on_site|full=4|way=each|off=1|category=other"

// TestMistakes says that each mistake is told at its row, and only once.
func TestMistakes(t *testing.T) {
	t.Parallel()
	head := []string{"version|2030-01-01||试", "kind|street||街", "dimension|D||维度"} // rows 2 to 4
	for _, x := range []struct {
		name string
		rows []string
		want string // "row code", in order
	}{
		{"nothing wrong", []string{good}, ""},
		{"doubled codes", []string{good, good}, "6 standard_code_twice"},
		{"a cycle of two", []string{good, "dimension|X|Y|甲", "dimension|Y|X|乙"}, "6 standard_cycle 7 standard_cycle"},
		{"its own parent", []string{good, "dimension|X|X|甲"}, "6 standard_cycle"},
		{"a long cycle", []string{good, "dimension|c1|c9|一", "dimension|c2|c1|二", "dimension|c3|c2|三",
			"dimension|c4|c3|四", "dimension|c5|c4|五", "dimension|c6|c5|六", "dimension|c7|c6|七", "dimension|c8|c7|八",
			"dimension|c9|c8|九"},
			"6 standard_cycle 7 standard_cycle 8 standard_cycle 9 standard_cycle 10 standard_cycle 11 standard_cycle " +
				"12 standard_cycle 13 standard_cycle 14 standard_cycle"},
		{"unknown parent", []string{strings.Replace(good, "|D|", "|E|", 1)}, "5 standard_parent"},
		{"no parent", []string{strings.Replace(good, "|D|", "||", 1)}, "5 standard_parent_missing"},
		{"a question in a dimension", []string{good, "question|Q|D|问"}, "6 standard_parent_layer"},
		{"unknown kind of point", []string{good + "|kinds=moon"}, "5 standard_kind"},
		{"a kind twice", []string{good + "|kinds=street 街"}, "5 standard_kind_twice"},
		{"unknown category", []string{strings.Replace(good, "=other", "=nope", 1)}, "5 standard_category"},
		{"unknown unit", []string{good + "|lead_county=x-1"}, "5 standard_unit"},
		{"co-units without a lead", []string{good + "|co_city=a"}, "5 standard_no_lead"},
		{"the lead as co-unit", []string{good + "|lead_city=a|co_city=a"}, "5 standard_unit_twice"},
		{"too much off", []string{strings.Replace(good, "off=1", "off=5", 1)}, "5 standard_each"},
		{"no number", []string{strings.Replace(good, "full=4", "full=four", 1)}, "5 standard_points"},
		{"three decimals", []string{strings.Replace(good, "off=1", "off=0.125", 1)}, "5 standard_points"},
		{"no score", []string{strings.Replace(good, "full=4", "full=0", 1)}, "5 standard_full"},
		{"all or nothing with points off", []string{strings.Replace(good, "way=each", "way=all", 1)}, "5 standard_all"},
		{"unknown method", []string{strings.Replace(good, "on_site", "guess", 1)}, "5 standard_word"},
		{"a deadline of its own making", []string{good + "|deadline=soon"}, "5 standard_deadline"},
		{"an unknown layer", []string{good, "thing|T|D|物"}, "6 standard_layer"},
		{"a bad code", []string{good, "dimension|two words||维度"}, "6 standard_code"},
		{"no text", []string{good, "dimension|E||"}, "6 standard_text"},
		{"a dimension with a score", []string{good, "dimension|E||维度|full=3"}, "6 standard_items_only"},
		{"two titles", []string{good, "version|2030-02-01||又"}, "6 standard_title_twice"},
		{"no items", nil, "0 standard_no_items"},
		{"several", []string{good + "|kinds=moon|lead_city=x-1|deadline=soon", "item|A|Z|乙"},
			"5 standard_deadline 5 standard_kind 5 standard_unit 6 standard_code_twice 6 standard_parent 6 " +
				"standard_missing 6 standard_full 6 standard_missing"},
	} {
		_, wrong := Read(lines(append(append([]string(nil), head...), x.rows...)...)).Check(anything())
		var got []string
		for _, m := range wrong {
			got = append(got, lang.Error(lang.En, m.Err))
			if !lang.Has("fault." + m.Err.Code) {
				t.Errorf("%s: no sentence for %s", x.name, m.Err.Code)
			}
		}
		var list strings.Builder
		for i, m := range wrong {
			if i > 0 {
				list.WriteByte(' ')
			}
			fmt.Fprint(&list, m.Row, " ", m.Err.Code)
		}
		if list.String() != x.want {
			t.Errorf("%s: %s, want %s\n%s", x.name, list.String(), x.want, strings.Join(got, "\n"))
		}
	}
}

// TestFirstDay says when a version may begin.
func TestFirstDay(t *testing.T) {
	t.Parallel()
	last := func(day views.Day) *Edition {
		return &Edition{Seq: 5, Version: &Version{From: day, Title: Text{Zh: "旧"}}}
	}
	for _, x := range []struct {
		from string
		last *Edition
		want string
	}{
		{"2020-01-01", nil, ""},                             // the first one may reach back
		{"2024-10-04", last(20000), "standard_before_last"}, // 20000 is 2024-10-04, today
		{"2024-10-05", last(20000), ""},
		{"2024-10-03", last(19000), "standard_past"},
		{"2024-10-04", last(19000), ""},
		{"2024-10-10", last(20006), ""}, // takes the place of one that waits
		{"2024-10-09", last(20006), "standard_before_last"},
		{"", nil, "standard_day_missing"},
		{"2024-13-01", nil, "standard_day"},
	} {
		k := anything()
		k.Last = x.last
		_, wrong := Read(lines("version|"+x.from+"||试", "kind|street||街", "dimension|D||维度", good)).Check(k)
		got := ""
		if len(wrong) > 0 {
			got = wrong[0].Err.Code
		}
		if got != x.want || len(wrong) > 1 {
			t.Errorf("%s after %v: %+v, want %s", x.from, x.last, wrong, x.want)
		}
	}
}

func TestPoints(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Points{"2": 200, "2.5": 250, "0.25": 25, ".5": 50, "3.10": 310, "0.50000": 50,
		"0": 0, "12.": 1200} {
		if got, ok := ParsePoints(in); !ok || got != want {
			t.Errorf("%q: %d %v", in, got, ok)
		}
	}
	for _, in := range []string{"", ".", "-1", "1.234", "1e3", "１", "2,5", "9999999", "a"} {
		if got, ok := ParsePoints(in); ok {
			t.Errorf("%q is read as %v", in, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := Points(rapid.Int64Range(0, 99999999).Draw(t, "points"))
		if got, ok := ParsePoints(p.String()); !ok || got != p {
			t.Fatalf("%d is %s is %d", p, p, got)
		}
	})
}

// TestLinesRoundTrip writes any version and reads it again, in either language.
func TestLinesRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := versions().Filter(func(v *Version) bool { return len(v.Items("")) > 0 }).Draw(t, "version")
		again, wrong := Read(v.Lines(rapid.SampledFrom(lang.All()).Draw(t, "lang"))).Check(anything())
		if len(wrong) > 0 {
			t.Fatalf("%+v", wrong)
		}
		if d := Diff(v, again); len(d) > 0 || again.Digest() != v.Digest() {
			t.Fatalf("%+v", d)
		}
	})
}

// TestSample says that the sample is a whole standard: sixty items and more, every kind of point checked by ten,
// veto, all methods, both languages.
func TestSample(t *testing.T) {
	t.Parallel()
	v := sample(t)
	if n := len(v.Items("")); n < 60 || len(v.Kinds) != 12 {
		t.Errorf("%d items, %d kinds of point", n, len(v.Kinds))
	}
	for _, k := range v.Kinds {
		if n := len(v.Items(k.Code)); n < 10 || k.Text.En == "" {
			t.Errorf("%s has %d items", k.Code, n)
		}
	}
	methods, veto := map[Method]bool{}, 0
	for _, n := range v.Nodes {
		if n.Text.En == "" {
			t.Errorf("%s has no English text", n.Code)
		}
		if n.Veto {
			veto++
		}
		methods[n.Method] = true
	}
	if len(methods) != 4 || veto == 0 {
		t.Errorf("methods %v, %d veto items", methods, veto)
	}
}
