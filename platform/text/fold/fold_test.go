package fold

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// TestText: what a reader takes for the same folds to the same.
func TestText(t *testing.T) {
	t.Parallel()
	for want, all := range map[string][]string{
		"买买提艾力":    {"買買提·艾力", "买买提·艾力", "买买提・艾力", "买买提 艾力", "买买提\u200b艾力", "买买提•艾力，"},
		"湘d12345":  {"湘D·12345", "湘D12345", "湘Ｄ１２３４５", "湘d-12345"},
		"1号楼":      {"①号楼", "1号楼", "１号楼", "⑴號樓", "❶号楼", "١号楼", "1 号楼"},
		"123号":     {"123号，", "“123号”", "１２３號。"},
		"台湾头发发":    {"臺灣頭髮發"},
		"二零二四":     {"贰〇贰肆", "二〇二四", "貳○二四"},
		"p2026000": {"P2026-000", "p2026_000"},
		"a b":      {"A, B", "a/b", "ａ　ｂ"},
		"":         {"，。·", "\u200b", " "},
	} {
		for _, s := range all {
			if got := Text(s); got != want {
				t.Errorf("%q folds to %q, want %q", s, got, want)
			}
		}
	}
	if got := Marked("湘D·12345，P2026-000"); got != "湘d\x1f12345 p2026\x1f000" {
		t.Errorf("marked: %q", got)
	}
}

// TestLaws: what is folded stays the same; a part folds to a part; marks and blanks beside ideographs change nothing.
func TestLaws(t *testing.T) {
	t.Parallel()
	some := rapid.SampledFrom([]rune("买買提·艾力路燈灯①１1Ａaé，。-_/ \u200b\u3000湘D〇零𠮷ｶﾞ한"))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(some, 0, 30, -1).Draw(t, "text")
		whole := Text(s)
		if again := Text(whole); again != whole {
			t.Fatalf("%q folds to %q, and that to %q", s, whole, again)
		}
		r := []rune(s)
		from := rapid.IntRange(0, len(r)).Draw(t, "from")
		to := rapid.IntRange(from, len(r)).Draw(t, "to")
		for _, at := range []int{from, to} {
			if at < len(r) && unicode.IsMark(r[at]) || at < len(r) && r[at] == 'ﾞ' ||
				at < len(r) && at > 0 && r[at-1] == 'ｶ' {
				return // cut inside of a character
			}
		}
		if part := Text(string(r[from:to])); !strings.Contains(whole, part) {
			t.Fatalf("%q of %q folds to %q, which is not in %q", string(r[from:to]), s, part, whole)
		}
		if plain := strings.ReplaceAll(Marked(s), string(Mark), ""); plain != whole {
			t.Fatalf("marked %q is %q without marks, want %q", s, plain, whole)
		}
	})
}
