package matter

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/loop/fault"
)

// TestAnswersByDatatype is what each datatype takes, by table.
func TestAnswersByDatatype(t *testing.T) {
	t.Parallel()
	for d, c := range map[Datatype]struct{ takes, refuses []string }{
		TextLine: {[]string{"YF-0123", "灯杆 3", strings.Repeat("长", MaxAnswer)},
			[]string{"一行\n两行", strings.Repeat("长", MaxAnswer+1)}},
		Figure: {[]string{"3", "-3.5", "+.5", "1e3", "007"},
			[]string{"NaN", "Inf", "-inf", "1e999", "0x10", "1_000", "三", "1,5", "1 2"}},
		Instant: {[]string{"2026-11-29T08:30:00+08:00", "2026-11-29T08:30:00Z", "2026-11-29T08:30:00.123+0800",
			"2026-11-29T08:30", "2026-11-29"},
			[]string{"yesterday", "29.11.2026", "2026-13-01", "2026-02-30T00:00:00Z", "1764376200", "08:30"}},
		Story:     {[]string{"一行\n两行", strings.Repeat("长", MaxNote)}, []string{strings.Repeat("长", MaxNote+1)}},
		OneOf:     {[]string{"a", "b"}, []string{"c", "A", "a b"}},
		SeveralOf: {[]string{"a"}, []string{"c"}},
	} {
		q := Question{Code: "x", Datatype: d, Variable: true, Keys: []string{"a", "b"}}
		for _, v := range c.takes {
			if got, err := q.read([]string{" " + v + " "}); err != nil || !slices.Equal(got, []string{v}) {
				t.Errorf("%s %q: %v %v", d, v, got, err)
			}
		}
		for _, v := range c.refuses {
			if _, err := q.read([]string{v}); fault.Code(err) != "attribute_"+string(d) {
				t.Errorf("%s %q: %v", d, v, err)
			}
		}
		several, err := q.read([]string{c.takes[0], "", c.takes[min(1, len(c.takes)-1)]})
		if (err == nil) != (d == SeveralOf) {
			t.Errorf("%s, two of them: %v %v", d, several, err)
		}
	}
}

// TestAnswersAreAskedFor: whatever questions there are, answers to all that need one are taken in their order; one that
// is left out, of something else, or given twice is refused, and a form of people is asked for nothing.
func TestAnswersAreAskedFor(t *testing.T) {
	t.Parallel()
	good := map[Datatype]string{TextLine: "杆 3", Figure: "3", Instant: "2026-11-29", Story: "字", OneOf: "a",
		SeveralOf: "a"}
	rapid.Check(t, func(t *rapid.T) {
		var asked []Question
		for i, d := range rapid.SliceOfN(rapid.SampledFrom(Datatypes()), 1, 6).Draw(t, "datatypes") {
			asked = append(asked, Question{Code: string(rune('a' + i)), Datatype: d, Variable: true,
				Keys:     []string{"a"},
				Required: rapid.Bool().Draw(t, "required")})
		}
		f := &Facts{Questions: func(string) []Question { return asked }}
		var said []Answer
		for _, q := range asked {
			said = append(said, Answer{q.Code, []string{good[q.Datatype]}})
		}
		got, err := (&Report{Attributes: said, Via: &Via{}}).answers(f)
		if d := cmp.Diff(said, got); d != "" || err != nil {
			t.Fatalf("%v %s", err, d)
		}
		i := rapid.IntRange(0, len(said)-1).Draw(t, "left out")
		without := slices.Delete(slices.Clone(said), i, i+1)
		_, err = (&Report{Attributes: without, Via: &Via{}}).answers(f)
		if (err != nil) != asked[i].Required {
			t.Fatalf("%+v was left out: %v", asked[i], err)
		}
		for _, more := range []Answer{said[i], {"z", []string{"1"}}} {
			_, err := (&Report{Attributes: append(slices.Clone(said), more)}).answers(f)
			if fault.Code(err) != "attribute_unknown" {
				t.Fatalf("%+v besides: %v", more, err)
			}
		}
		if got, err := (&Report{}).answers(f); got != nil || err != nil {
			t.Fatalf("a form of people: %v %v", got, err)
		}
	})
}
