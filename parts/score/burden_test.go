package score

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// What had to be written is counted by the level that demanded it, where it was demanded, and what had to be written
// twice is named.
func TestBurden(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	two := []matter.Photo{{ID: "a"}, {ID: "b"}}
	// a resident's report is no burden
	id := w.say(0, 7, &matter.WasReported{Kind: matter.Problem, Area: w.areas[6], Title: "t", Photos: two})
	w.say(id, 5, &matter.WasAssigned{Lead: 11, Due: begin + 50*hour, Level: int(area.County)})
	w.say(id, 5, &matter.WasCommented{Text: "请抓紧"}) // nor is a dispatcher's word
	w.say(id, 21, &matter.WasSigned{Prompt: true})
	w.say(id, 22, &matter.WasFixed{Note: "已更换", Photos: two})
	w.say(id, 21, &matter.WasNoticeAnswered{Notice: 4, Text: "已更换"})
	w.say(id, 22, &matter.WasCommented{Text: "已更换"})
	w.say(id, 22, &matter.WasCommented{Text: "明天再看一次", Reporter: true})
	w.say(id, 0, &matter.WasAttached{Photos: two})
	w.say(id, 6, &matter.WasRejected{Reason: "已更换"})
	w.say(id, 22, &matter.WasFixed{Note: "已更换"}) // the same command again is no other form
	w.say(id, 22, &matter.WasAttached{Photos: two[:1]})
	other := w.say(0, 7, &matter.WasReported{Kind: matter.Task, Area: w.areas[7], Title: "t"})
	w.say(other, 5, &matter.WasAssigned{Lead: 12, Due: begin + 50*hour, Level: int(area.City)})
	w.say(other, 23, &matter.WasSigned{})
	w.settle()
	county := Demand{Level: area.County, Reports: 6, Fields: 4, Photos: 3, Minutes: 19,
		Twice: []Twice{{"fix.note", "answer_notice.text", 1}, {"fix.note", "comment.text", 1}}}
	city := Demand{Level: area.City, Reports: 1, Minutes: 2}
	month := mustPeriod(t, "2026-09")
	for _, c := range []struct {
		at    area.Code
		want  []Demand
		below int
	}{{w.areas[6], []Demand{county}, 0}, {w.areas[7], []Demand{city}, 0}, {w.areas[3], []Demand{city, county}, 2},
		{w.areas[0], []Demand{city, county}, 1}, {w.areas[2], nil, 0}} {
		b, err := w.score.Burden(w.ctx, c.at, month)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, b.Demands); d != "" || len(b.Below) != c.below {
			t.Errorf("%s: %d below\n%s", c.at, len(b.Below), d)
		}
	}
	if _, err := w.score.Burden(w.ctx, w.areas[0], mustPeriod(t, "2026-Q3")); kindOf(err) != fault.Invalid {
		t.Errorf("a quarter: %v", err)
	}
}
