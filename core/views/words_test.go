package views

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                           nil,
		"路灯不亮":                       {"不亮", "灯不", "路灯"},
		"路":                          nil,
		"路，灯":                        nil,
		"ＡＢＣ小区 Street-Lamp 3号楼":      {"abc", "lamp", "street", "号楼", "小区"},
		"P2026-000123":               {"000123", "p2026"},
		"路灯路灯":                       {"灯路", "路灯"},
		strings.Repeat("é", 40):      {strings.Repeat("é", 30)},
		"电话𠮷野家\x00\"OR\" NEAR(a b)*": {"near", "or", "吉野"},
	} {
		if strings.Contains(text, "𠮷") {
			want = []string{"near", "or", "电话", "话𠮷", "野家", "𠮷野"}
		}
		if d := cmp.Diff(want, tokens(text), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%q:\n%s", text, d)
		}
	}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"路灯":           `"路灯"`,
		"路灯不亮":         `"路灯" "灯不" "不亮"`,
		"Street 路灯":    `"路灯" "street"*`,
		"3号楼":          `"号楼"`,
		"A12座":         `"a12"`,
		"a\"b* OR 路灯":  `"路灯" "or"*`,
		"P2026-000123": `"p2026" "000123"*`,
	} {
		q, ok := ask(text)
		if got := q.match(); got != want || !ok {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "路", "a", "路 灯", "3 号", "?*\"", "　"} {
		if q, ok := ask(text); ok {
			t.Errorf("%q is asked as %q", text, q.match())
		}
	}
}

// What search promises: a part of a text is found by its pairs and words wherever Chinese is cut, and at the
// beginning of a word elsewhere.
func TestAskFindsParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("路灯不亮了abAB12 ，-Ａé")), 0, 30, -1).Draw(rt, "text")
		r := []rune(text)
		from := rapid.IntRange(0, len(r)).Draw(rt, "from")
		to := rapid.IntRange(from, len(r)).Draw(rt, "to")
		if from > 0 && class(fold1(r[from-1])) == 1 && from < len(r) && class(fold1(r[from])) == 1 {
			return // inside a word
		}
		q, ok := ask(string(r[from:to]))
		if !ok {
			return
		}
		have := map[string]bool{}
		for _, w := range tokens(text) {
			have[w] = true
		}
		for _, w := range q.words {
			if !have[w] {
				rt.Fatalf("%q in %q asks for %q, the index has %v", string(r[from:to]), text, w, tokens(text))
			}
		}
		for _, p := range q.prefixes {
			found := false
			for w := range have {
				found = found || strings.HasPrefix(w, p)
			}
			if !found {
				rt.Fatalf("%q in %q asks for %q*, the index has %v", string(r[from:to]), text, p, tokens(text))
			}
		}
		if !q.in(text) {
			rt.Fatalf("%q is not found in %q by the exact check", string(r[from:to]), text)
		}
	})
}

func fold1(r rune) rune { f, _ := utf8.DecodeRuneInString(fold(string(r))); return f }

// Whatever is typed, the index can be asked for it.
func FuzzAsk(f *testing.F) {
	f.Add("路灯 \"x\" NEAR/2 *")
	f.Add("'; DROP TABLE search; --")
	w := newTown(f, 1)
	f.Fuzz(func(t *testing.T, text string) {
		q, ok := ask(text)
		if !ok {
			return
		}
		text, args := textIndexOf(w.db).found(city, q, 1, 0, 1)
		rows, err := w.db.Read().Query(t.Context(), text, args...)
		if err != nil {
			t.Fatalf("%q asks %q: %v", text, q.match(), err)
		}
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			t.Fatalf("%q asks %q: %v", text, q.match(), err)
		}
		rows.Close()
	})
}
