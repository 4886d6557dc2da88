package directive

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

// obeys says what is wrong with the clauses of a text, or "".
func obeys(text string, all []Clause) string {
	runes, at := []rune(text), 0
	for _, c := range all {
		switch {
		case c.Start < at, c.End <= c.Start, c.End > len(runes):
			return "out of order or out of the text: " + c.Quote
		case dense(string(runes[c.Start:c.End])) != dense(c.Quote):
			return "is not what stands there: " + c.Quote
		case c.Quote == "" || c.Text == "":
			return "empty"
		case c.Due != "" && len(c.Due) != len("2021-08-14"):
			return "no date: " + c.Due
		}
		at = c.End
	}
	return ""
}

func dense(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

var aDay, _ = ParseDay("2021-08-14")

// pieces are what drawn texts are made of.
var pieces = []string{"会议强调，", "要", "各级各部门要", "加强领导", "，", "。", "；", "、", "：", "“", "”", "《", "》", "（", "）",
	"\n", "\r\n", "\n\n", "　　",
	" ", "\t", "一、", "（一）", "1. ", "①", "责任单位：", "县水利局", "完成时限：", "8月底前", "2021年12月31日", "——", "■本报记者 王明",
	"本报讯 8月3日，",
	"市长李明", "强调", "他说", "必须", "不得", "应当", "由县财政局牵头", "建立台账", "重要", "需要", "5日内", "每月", "|", "序号\t任务\t责任单位",
	"\x00", "\xed\xa0\x80",
	"\xff", "😀", "a1", "é", "\u2028", "\u0085", "同志们：", "关于做好工作的通知", "附件：", "— 3 —", "取得了显著成效", "防汛"}

func drawn(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.StringN(0, 6, 20)), 0, 60).Draw(t, "text")
	return strings.Join(parts, "")
}

func TestAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := drawn(t)
		day := calendar.Instant(rapid.Int64Range(0, 4e15).Draw(t, "day"))
		all := Cut(text, day)
		if why := obeys(text, all); why != "" {
			t.Fatal(why)
		}
		if !reflect.DeepEqual(all, Cut(text, day)) {
			t.Fatal("cut twice, it came out twice")
		}
	})
}

// TestBrokenAnywhere: columns and pages break sentences where they like, and the same clauses come out.
func TestBrokenAnywhere(t *testing.T) {
	t.Parallel()
	set := append(samples(t, "seen"), samples(t, "held")...)
	var press []sample
	for _, s := range set {
		if strings.Contains(s.text, "本报讯") {
			press = append(press, s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(press).Draw(t, "text")
		gap := rapid.SampledFrom([]string{"\n", "\n\n", "\r\n", "\r\n\r\n"}).Draw(t, "gap")
		broken := broken(t, s.text, gap)
		all, want := Cut(broken, s.day), Cut(s.text, s.day)
		if why := obeys(broken, all); why != "" {
			t.Fatal(why)
		}
		if got, want := quotesOf(all), quotesOf(want); !slices.Equal(got, want) {
			t.Fatalf("broken:\n%s\nwhole:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// broken puts breaks into long paragraphs, behind their first pause and not where a sentence ends.
func broken(t *rapid.T, text, gap string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		pause := strings.Index(line, "，")
		if utf8.RuneCountInString(line) < 60 || pause < 0 {
			b.WriteString(line)
			continue
		}
		runes := []rune(strings.TrimRight(line, "\n"))
		first := utf8.RuneCountInString(line[:pause]) + 2
		breaks := rapid.SliceOfN(rapid.IntRange(first, len(runes)-2), 0, 4).Draw(t, "breaks")
		for i, r := range runes {
			if slices.Contains(breaks, i) && !has("。！？”", runes[i-1]) {
				b.WriteString(gap)
			}
			b.WriteRune(r)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func quotesOf(all []Clause) (out []string) {
	for _, c := range all {
		out = append(out, string(c.Type)+" "+c.Speaker+" "+c.Quote)
	}
	return out
}

// TestHealKeepsAll: healing joins and splits lines; no character that is seen is lost or added.
func TestHealKeepsAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := drawn(t)
		if got, want := dense(Heal(text)), dense(text); got != want {
			t.Fatalf("%q became %q", want, got)
		}
	})
}

func FuzzCut(f *testing.F) {
	f.Add("会议强调，要加强领导。", int64(0))
	f.Add(strings.Join(pieces, ""), int64(1e15))
	f.Fuzz(func(t *testing.T, text string, day int64) {
		if why := obeys(text, Cut(text, calendar.Instant(day%4e15))); why != "" {
			t.Fatal(why)
		}
	})
}
