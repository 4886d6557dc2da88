package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const usual = "use: 60-30-10\n"

func TestAssessment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []Part
	}{
		{usual, []Part{{"on_time", 6000, 0}, {"struck_off", 3000, 0}, {"rework", 1000, 0}}},
		{"use: 12345\n", []Part{{"response", 3000, 0}, {"solved", 3500, 0}, {"satisfied", 3500, 0}}},
		{"use: jinniu\n", []Part{{"handled", 3000, 0}, {"on_time", 2000, 0}, {"rework", 2000, 0},
			{"overdue_open", 2000, 0}, {"extension", 1000, 0}}},
		{"use: [60-30-10, jinniu]\n", []Part{{"on_time", 4000, 0}, {"struck_off", 1500, 0}, {"rework", 1500, 0},
			{"handled", 1500, 0}, {"overdue_open", 1000, 0}, {"extension", 500, 0}}},
		{"use: [60-30-10, \"12345\"]\n  shares: [75, 25]\n",
			[]Part{{"on_time", 4500, 0}, {"struck_off", 2250, 0}, {"rework", 750, 0}, {"response", 750, 0},
				{"solved", 875, 0}, {"satisfied", 875, 0}}},
		{"parts: [{figure: on_time, weight: 70, floor: 60}, {figure: held, weight: 30}]\n",
			[]Part{{"on_time", 7000, 60}, {"held", 3000, 0}}},
	} {
		p, err := Parse([]byte(strings.Replace(string(defaultSource), usual, c.text, 1)))
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if d := cmp.Diff(c.want, p.Assessment.Parts); d != "" {
			t.Errorf("%s: %s", c.text, d)
		}
		sum := 0
		for _, x := range p.Assessment.Parts {
			sum += x.Weight
		}
		if sum != whole {
			t.Errorf("%s: the weights add up to %d", c.text, sum)
		}
	}
	a := Default().Assessment
	if a.Minimum != 10 || a.SelfFound != 50 || a.Minutes != (Minutes{2, 1, 1}) {
		t.Errorf("%+v", a)
	}
	for _, code := range Presets() {
		for _, x := range preset(code) {
			if !strings.Contains(" "+strings.Join(RateFigures(), " ")+" ", " "+x.Figure+" ") {
				t.Errorf("%s uses %s, which is no rate", code, x.Figure)
			}
		}
	}
}

func TestAssessmentMistakes(t *testing.T) {
	t.Parallel()
	line := strings.Count(string(defaultSource)[:strings.Index(string(defaultSource), usual)], "\n") + 1
	for _, c := range []struct{ text, code string }{
		{"parts: [{figure: on_time, weight: 60}, {figure: rework, weight: 30}]\n", "policy.assessment_weights"},
		{"parts: []\n", "policy.assessment_weights"},
		{"parts: [{figure: on_time, weight: 60}, {figure: on_time, weight: 40}]\n", "policy.double_key"},
		{"parts: [{figure: overdue_hours, weight: 100}]\n", "policy.assessment_figure"},
		{"parts: [{figure: on_time, weight: 100, floor: 101}]\n", "policy.want_number"},
		{"use: 60-30-20\n", "policy.assessment_preset"},
		{"use: []\n", "policy.assessment_preset"},
		{"use: [60-30-10, jinniu]\n  shares: [50, 60]\n", "policy.assessment_shares"},
		{"use: [60-30-10, jinniu]\n  shares: [100]\n", "policy.assessment_shares"},
		{"use: jinniu\n  parts: [{figure: on_time, weight: 100}]\n", "policy.assessment_both"},
		{"use: jinniu\n  minimal: 3\n", "policy.unknown_key"},
	} {
		_, err := Parse([]byte(strings.Replace(string(defaultSource), usual, c.text, 1)))
		var m *Mistakes
		if !errors.As(err, &m) || m.List[0].Code != c.code || m.List[0].Line < line || m.List[0].Line > line+1 {
			t.Errorf("%s: want %s in line %d, got %v", c.text, c.code, line, err)
		}
	}
}
