package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/matter"
)

// withSections is the default file with some of its text in other words.
func withSections(t *testing.T, pairs ...string) (*Policy, error) {
	t.Helper()
	src := string(defaultSource)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(src, pairs[i]) {
			t.Fatalf("the default file has no %q", pairs[i])
		}
		src = strings.Replace(src, pairs[i], pairs[i+1], 1)
	}
	return Parse([]byte(src))
}

const inForce = "open311: {services: [], realtime: [], a_day: 5000}"

// TestOpen311 reads what is a service and what is let out within the answer.
func TestOpen311(t *testing.T) {
	t.Parallel()
	p, err := withSections(t, "at_once: []", "at_once: [env.*]", inForce,
		"open311: {jurisdiction: hengyang.example, services: [env.*, road.pothole], realtime: [env.bin]}")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Open311{"hengyang.example", []string{"env.*", "road.pothole"}, []string{"env.bin"}, open311Day},
		p.Open311); d != "" {
		t.Error(d)
	}
	if n := len(p.Services()); n != 7 {
		t.Errorf("%d services", n)
	}
	for code, want := range map[string][2]bool{"env.bin": {true, true}, "env.stall": {true, false},
		"road.pothole": {true, false}, "fac.lamp": {false, false}, "help.person": {false, false},
		"no.such": {false, false}} {
		if got := [2]bool{p.Serves(code), p.Realtime(code)}; got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
	d := Default()
	if d.Open311.Jurisdiction != "430400000000" || d.Realtime("env.bin") || d.Serves("task.plan") ||
		!d.Serves("env.bin") {
		t.Errorf("the default: %+v", d.Open311)
	}
}

// TestAttributes reads all that a question may say.
func TestAttributes(t *testing.T) {
	t.Parallel()
	p, err := withSections(t, "{code: env.bin,", `{code: env.bin, attributes: [
      {code: size, datatype: multivaluelist, required: true, order: 7, zh: 多大, en: How large, hint: {zh: 选, en: Choose},
        values: [{key: s, zh: 小, en: Small}, {key: l, zh: 大}]},
      {code: note, datatype: text, variable: false, zh: 请拍照}],`)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := p.Category("env.bin")
	want := []Attribute{{"size", matter.SeveralOf, true, 7, true, Name{"多大", "How large"}, Name{"选", "Choose"},
		[]AttributeValue{{"s", Name{"小", "Small"}}, {"l", Name{"大", ""}}}},
		{"note", matter.Story, false, 2, false, Name{"请拍照", ""}, Name{}, nil}}
	if d := cmp.Diff(want, c.Attributes); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]matter.Question{{Code: "size", Datatype: matter.SeveralOf, Required: true, Variable: true,
		Keys: []string{"s", "l"}},
		{Code: "note", Datatype: matter.Story}}, p.Questions("env.bin")); d != "" {
		t.Error(d)
	}
	changed := Diff(Default(), p)
	if len(changed) == 0 || changed[0].Path != "categories.env.bin.attributes.note.code" {
		t.Errorf("the difference: %v", changed)
	}
}

// TestOpen311Mistakes wants each mistake at the place where it stands.
func TestOpen311Mistakes(t *testing.T) {
	t.Parallel()
	const at = "at_once: []"
	asking := func(attributes string) []string {
		return []string{"{code: env.bin,", "{code: env.bin, attributes: [" + attributes + "],"}
	}
	rule := func(section string) []string { return []string{at, "at_once: [env.bin, noise.*]", inForce, section} }
	for _, c := range []struct {
		change     []string
		mark, code string
	}{
		{rule("open311: {realtime: [env.stall]}"), "env.stall]", "policy.open311_rule"},
		{rule("open311: {realtime: [env.*]}"), "env.*]", "policy.open311_rule"},
		{rule("open311: {realtime: [noise.works]}"), "noise.works]}", "policy.open311_asks"},
		{rule("open311: {realtime: [noise.life]}"), "noise.life]}", "policy.open311_rule"},
		{rule("open311: {services: [env.stall], realtime: [env.bin]}"), "env.bin]}", "policy.open311_closed"},
		{rule("open311: {realtime: [env.cat]}"), "env.cat]", "policy.release_category"},
		{rule("open311: {services: [env.cat]}"), "[env.cat]", "policy.release_category"},
		{rule("open311: {jurisdiction: 'a b'}"), "'a b'", "policy.open311_jurisdiction"},
		{rule("open311: {a_day: -7}"), "-7}", "policy.want_number"},
		{rule("open311: {keys: 3}"), "keys: 3", "policy.unknown_key"},
		{asking("{code: 'a b', datatype: text, zh: x}"), "'a b'", "policy.attribute_code"},
		{asking("{code: a, datatype: phrases, zh: x}"), "phrases", "policy.attribute_datatype"},
		{asking("{code: a, datatype: text}"), "{code: a, d", "policy.missing_key"},
		{asking("{code: a, datatype: singlevaluelist, zh: x}"), "{code: a, d", "policy.attribute_values"},
		{asking("{code: a, datatype: text, zh: x, values: [{key: k, zh: y}]}"), "[{key", "policy.attribute_no_values"},
		{asking("{code: a, datatype: text, zh: x}, {code: a, datatype: text, zh: y}"),
			"{code: a, datatype: text, zh: y", "policy.double_key"},
		{asking("{code: a, datatype: text, zh: x, order: 2}, {code: b, datatype: text, zh: y}"),
			"{code: b, datatype: text", "policy.attribute_order"},
		{asking("{code: a, datatype: singlevaluelist, zh: x, values: [{key: k, zh: y}, {key: k, zh: z}]}"),
			"k, zh: z", "policy.double_key"},
		{asking("{code: a, datatype: text, zh: x, required: true, variable: false}"), "true, variable",
			"policy.attribute_told"},
		{asking("{code: a, datatype: text, zh: " + strings.Repeat("长", 501) + "}"), "{code: a, d",
			"policy.attribute_long"},
	} {
		src := string(defaultSource)
		for i := 0; i < len(c.change); i += 2 {
			src = strings.Replace(src, c.change[i], c.change[i+1], 1)
		}
		i := strings.Index(src, c.mark)
		if strings.Contains(c.mark, "]}") { // the section stands at the end of the file
			i = strings.LastIndex(src, c.mark)
		}
		line := 1 + strings.Count(src[:i], "\n")
		column := 1 + len([]rune(src[strings.LastIndexByte(src[:i], '\n')+1:i]))
		_, err := Parse([]byte(src))
		var m *Mistakes
		if !errors.As(err, &m) {
			t.Errorf("%v: no mistake", c.change)
			continue
		}
		first := m.List[0]
		if first.Code != c.code || first.Line != line || first.Column != column {
			t.Errorf("%v: %d:%d %s, want %d:%d %s", c.change, first.Line, first.Column, first.Code, line,
				column, c.code)
		}
	}
}
