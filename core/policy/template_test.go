package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTemplateFill(t *testing.T) {
	t.Parallel()
	values := map[string]string{"unit": "雁峰区城管局", "due": "11月24日 17:00", "title": "{due}", "text": "一\n二",
		"reason": "}}{{unit}}"}
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"请{unit}于 {due} 前办结。", "请雁峰区城管局于 11月24日 17:00 前办结。"},
		{"{title}", "{due}"},
		{"{reason}{unit}", "}}{{unit}}雁峰区城管局"},
		{"{goal}{co}|", "|"},
		{"{{unit}}", "{unit}"},
		{"{{{unit}}}", "{雁峰区城管局}"},
		{"{nobody} {unit", "{nobody} {unit"},
		{"a } b { c", "a } b { c"},
		{"一\r\n二\r三", "一\n二\n三"},
		{"{unit\n}", "{unit\n}"},
	} {
		tpl, _ := ParseTemplate(c.text)
		if got := tpl.Fill(values); got != c.want {
			t.Errorf("%q became %q, not %q", c.text, got, c.want)
		}
	}
	var zero Template
	if zero.Fill(values) != "" || zero.Paragraphs(nil) != nil {
		t.Error("the empty template says something")
	}
}

func TestTemplateParagraphs(t *testing.T) {
	t.Parallel()
	tpl, _ := ParseTemplate("第一段。\n\n {goal}\n{text}\n 末段。 ")
	want := []string{"第一段。", "甲", "乙", "末段。"}
	if d := cmp.Diff(want, tpl.Paragraphs(map[string]string{"text": "甲\n\n乙\n"})); d != "" {
		t.Error(d)
	}
}

func TestTemplateMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []TemplateMistake
	}{
		{"请{unit}办理{{。", nil},
		{"请{uint}办理", []TemplateMistake{{1, 2, "uint", "unit"}}},
		{"好\n单位：{单位}", []TemplateMistake{{2, 4, "单位", "unit"}}},
		{"{Overdu}", []TemplateMistake{{1, 1, "Overdu", "overdue"}}},
		{"{ due }", []TemplateMistake{{1, 1, " due ", "due"}}},
		{"{银行账号}", []TemplateMistake{{1, 1, "银行账号", ""}}},
		{"{}", []TemplateMistake{{1, 1, "", ""}}},
		{"{zz}", []TemplateMistake{{1, 1, "zz", ""}}},
		{"甲\r\n乙 { 丙", []TemplateMistake{{2, 3, "{", "{{"}}},
		{"甲 } 乙", []TemplateMistake{{1, 3, "}", "}}"}}},
		{"{unit {due}", []TemplateMistake{{1, 1, "{", "{{"}}},
		{"{{due}", []TemplateMistake{{1, 6, "}", "}}"}}},
		{"{{{{.Exec}}}}{.X}", []TemplateMistake{{1, 14, ".X", ""}}},
	} {
		_, got := ParseTemplate(c.text)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.text, d)
		}
	}
	_, many := ParseTemplate(strings.Repeat("{x}{", 5000))
	if len(many) != mostMistakes {
		t.Errorf("%d mistakes are told, not %d", len(many), mostMistakes)
	}
}

// TestPlaceholders keeps the list what the notices' authors were promised, and out of the reader's hands.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	want := strings.Fields("unit number title text place category due co goal assigned overdue issuer city date " +
		"reworks urges reason step upper contact")
	if d := cmp.Diff(want, Placeholders()); d != "" {
		t.Error(d)
	}
	Placeholders()[0] = "changed"
	if Placeholders()[0] != "unit" {
		t.Error("a reader changed the list of placeholders")
	}
	for _, p := range want {
		if tpl, wrong := ParseTemplate("{" + p + "}"); len(wrong) > 0 || tpl.Fill(map[string]string{p: "x"}) != "x" {
			t.Errorf("{%s} is not filled: %v", p, wrong)
		}
	}
}

// TestTemplateModel compares Fill with a text put together beside it.
func TestTemplateModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := map[string]string{}
		for _, p := range Placeholders() {
			if rapid.Bool().Draw(t, "given") {
				values[p] = rapid.SampledFrom([]string{"", "{unit}", "{{", "}}", "}", "a\nb", "值",
					"{due}{title}"}).Draw(t, "value")
			}
		}
		var text, want strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "pieces") {
			switch p := rapid.SampledFrom(append(Placeholders(), "{{", "}}", "字", "\n", " a ")).Draw(t, "piece"); {
			case p == "{{" || p == "}}":
				text.WriteString(p)
				want.WriteString(p[:1])
			case slices.Contains(Placeholders(), p):
				text.WriteString("{" + p + "}")
				want.WriteString(values[p])
			default:
				text.WriteString(p)
				want.WriteString(p)
			}
		}
		tpl, wrong := ParseTemplate(text.String())
		if len(wrong) > 0 {
			t.Fatalf("%q: %v", text.String(), wrong)
		}
		if got := tpl.Fill(values); got != want.String() {
			t.Fatalf("%q became %q, not %q", text.String(), got, want.String())
		}
	})
}

func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"{unit}{{}}{x}", "}{", "{{{due}}}", "\xff{un\xffit}",
		"{" + strings.Repeat("字", 50) + "}", "a\r\nb"} {
		f.Add(s, "{unit}")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		tpl, wrong := ParseTemplate(text)
		for _, w := range wrong {
			if w.Line < 1 || w.Column < 1 || w.Line > strings.Count(tpl.source, "\n")+1 {
				t.Fatalf("%q: a mistake stands nowhere: %+v", text, w)
			}
		}
		values := map[string]string{}
		for _, p := range Placeholders() {
			values[p] = "\x00" // stands for the value and is in no text that counts
		}
		if strings.Contains(text, "\x00") {
			return
		}
		once := tpl.Fill(values)
		want := strings.ReplaceAll(once, "\x00", value)
		for p := range values {
			values[p] = value
		}
		if got := tpl.Fill(values); got != want {
			t.Fatalf("%q with %q: a value was read again: %q, not %q", text, value, got, want)
		}
		if strings.ContainsAny(want, "{}") {
			return
		}
		again, wrong := ParseTemplate(want)
		if len(wrong) > 0 || again.Fill(nil) != strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(want) {
			t.Fatalf("%q changes when it is read as a template", want)
		}
	})
}
