package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

func TestDefault(t *testing.T) {
	t.Parallel()
	p, err := Parse(defaultSource)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Categories()); n < 30 {
		t.Errorf("%d categories, want at least 30", n)
	}
	if got := p.Terms(matter.Problem, "env.rubbish", matter.General); got.Deadline.String() != "4wh" ||
		got.Bounce.String() != "1wd" || got.Fix.Photos != 1 {
		t.Errorf("exposed rubbish: %+v", got)
	}
	if got := p.Terms(matter.Help, "", matter.Urgent); got.Deadline != (calendar.Limit{Clock: 60}) || !got.Restricted {
		t.Errorf("help: %+v", got)
	}
	if !slices.Equal(p.May("sign"), []matter.Post{matter.UnitClerk, matter.UnitHead}) {
		t.Errorf("sign: %v", p.May("sign"))
	}
	if len(p.Columns) != 19 {
		t.Errorf("%d columns, want the 19 of the usual sheet", len(p.Columns))
	}
}

// TestMistakes breaks the default file one line at a time and wants the line and the reason.
func TestMistakes(t *testing.T) {
	t.Parallel()
	src := string(defaultSource)
	for _, c := range []struct{ old, new, code string }{
		{"hash: sm3", "hash: md5", "policy.hash"},
		{"seal: sm2", "seal: rsa", "policy.seal"},
		{"hash: sm3", "hush: sm3", "policy.unknown_key"},
		{"extensions: 1", "extensions: many", "policy.want_number"},
		{"extensions: 1", "extensions: 1\nextensions: 2", "policy.not_yaml|policy.double_key"},
		{"reopen_days: 15", "reopen_days: -1", "policy.want_number"},
		{"general: {dispatch: 4wh, deadline: 5wd,", "general: {dispatch: 4wh, deadline: 5 weeks,", "policy.limit"},
		{"general: {dispatch: 4wh, deadline: 5wd,", "general: {dispatch: 4wh, deadline: 9999wd,", "policy.limit"},
		{"general: {dispatch: 4wh, deadline: 5wd,", "general: {dispatch: 4wh,", "policy.missing_key"},
		{"assign: [dispatcher]", "assign: [king]", "policy.post"},
		{"strike_off: [verifier]", "strike_off: [verifier, unit_clerk]", "policy.post_never"},
		{"hold: [supervisor]", "hold: []", "policy.may_nobody"},
		{"list: [dispatcher]", "enlist: [dispatcher]", "policy.unknown_key"},
		{"code: env.bin", "code: env.rubbish", "policy.double_key"},
		{"code: env.bin", "code: 桶", "policy.category_code"},
		{`"09:00-12:00", "13:00-17:00"`, `"09:00-12:00", "11:00-17:00"`, "policy.hours"},
		{`"09:00-12:00"`, `"9-12"`, "policy.hours"},
		{"holidays: []", "holidays: [\"2027 off 0230\"]", "policy.holidays"},
		{"columns: [seq,", "columns: [sequel,", "policy.column"},
		{"fix: {photos: 1, note: true}", "fix: {photos: 10, note: true}", "policy.want_number"},
		{"fix: {photos: 1, note: true}", "fix: {photos: 1, note: perhaps}", "policy.want_truth"},
		{"severity: serious}", "severity: awful}", "policy.severity"},
		{"{code: urge, when: due,", "{code: remind, when: due,", "policy.double_key"},
		{"{code: urge, when: due,", "{code: urge, when: noon,", "policy.ladder_when"},
		{"{code: urge, when: due,", "{code: urge, when: due, after: 1wd,", "policy.ladder_when"},
		{"after: 7wd, notice: hold", "after: 7wd, notice: assign", "policy.notice_unknown"},
		{"after: 7wd, notice: hold", "after: 7wd, notice: letter", "policy.notice_unknown"},
		{"to: [unit_head], climb: true, kinds: [problem, task]", "to: [leader], climb: true, kinds: [problem, task]",
			"policy.ladder_to"},
		{"notice: supervise, from: county", "notice: supervise, from: village", "policy.level"},
		{"urge: true, to: [unit_head, unit_clerk]}", "urge: true, climb: true}", "policy.ladder_climb"},
		{"sign: 衡督}", "sign: 衡督, text: \"{unitt} 请办理\"}", "policy.placeholder"},
		{"sign: 衡督}", "sign: 衡督, like: hold}", "policy.notice_built_in"},
		{"sign: 衡批}", "sign: 衡批}\n  letter: {zh: 函, like: urge}", "policy.notice_like"},
		{"share: 5,", "share: 500,", "policy.want_number"},
		{"  code: 4304", "\tcode: 4304", "policy.not_yaml"},
		{"  zh: 衡阳市", "  zh: &a 衡阳市", "policy.alias"},
		{"  zh: 衡阳市", "  zh: \xba\xe2\xd1\xf4", "policy.not_utf8"},
	} {
		i := strings.Index(src, c.old)
		if i < 0 {
			t.Fatalf("%q is not in the default file", c.old)
		}
		line := 1 + strings.Count(src[:i], "\n")
		_, err := Parse([]byte(strings.Replace(src, c.old, c.new, 1)))
		var m *Mistakes
		if !errors.As(err, &m) {
			t.Errorf("%q: no mistake found", c.new)
			continue
		}
		ok := slices.ContainsFunc(m.List, func(x Mistake) bool {
			return strings.Contains(c.code, x.Code) && x.Line >= line-1 && x.Line <= line+strings.Count(c.new, "\n")
		})
		if !ok {
			t.Errorf("%q (line %d): want %s, got %v", c.new, line, c.code, err)
		}
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	src := strings.NewReplacer("hash: sm3", "hash: md5", "extensions: 1", "extensions: many", "hold: [supervisor]",
		"hold: [king]").Replace(string(defaultSource))
	_, err := Parse([]byte(src))
	var m *Mistakes
	if !errors.As(err, &m) || len(m.List) < 3 {
		t.Errorf("want three mistakes and more, got %v", err)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	b, err := Parse([]byte(strings.Replace(string(defaultSource), "reopen_days: 15", "reopen_days: 30", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(Diff(Default(), b)); got != "[{reopen_days 15 30}]" {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(string(defaultSource))
	f.Add("city: {code: 4304")
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, src string) {
		p, err := Parse([]byte(src))
		var m *Mistakes
		if err != nil && (!errors.As(err, &m) || len(m.List) == 0) {
			t.Fatalf("an error without a mistake: %v", err)
		}
		if err == nil && p.Terms(matter.Problem, "", matter.General).Deadline.Zero() {
			t.Fatal("a policy without a deadline")
		}
	})
}

// TestMapSource reads where the map comes from; what could put anything else into a page's headers is refused.
func TestMapSource(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"{tiles: none}": "", "{}": "", "{tiles: tianditu, key: abc}": "https://*.tianditu.gov.cn",
		"{tiles: 'https://{s}.t.example/{z}/{x}/{y}.png'}":       "https://*.t.example",
		"{tiles: 'http://10.0.0.1:8080/{z}/{x}/{y}'}":            "http://10.0.0.1:8080",
		"{tiles: tianditu}":                                      "policy.map_key",
		"{tiles: 'https://t.example/'}":                          "policy.map_tiles",
		"{tiles: \"https://t.example; script-src x/{z}{x}{y}\"}": "policy.map_tiles",
		"{tiles: 'javascript:{z}{x}{y}'}":                        "policy.map_tiles",
		"{tiles: 'https://a{s}/{z}{x}{y}'}":                      "policy.map_tiles",
		"{tiles: none, datum: bd09}":                             "policy.map_datum",
		"{tiles: tianditu, key: 'a&b'}":                          "policy.map_key",
	} {
		p, err := Parse([]byte(strings.Replace(string(defaultSource), "map: {tiles: none}", "map: "+line, 1)))
		var m *Mistakes
		switch {
		case errors.As(err, &m):
			if m.List[0].Code != want {
				t.Errorf("%s: %v, want %s", line, err, want)
			}
		case p.Map.Source != want:
			t.Errorf("%s: %q, want %q", line, p.Map.Source, want)
		}
	}
}
