package views

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
	"xiaohao/platform/text/fold"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                           nil,
		"路灯不亮":                       {"不亮", "亮", "灯不", "路灯"},
		"路":                          {"路"},
		"路，灯":                        {"灯", "路灯"},
		"ＡＢＣ小區 Street-Lamp 3号楼":      {"abc", "lamp", "streetlamp", "区", "号楼", "小区", "楼"},
		"P2026-000123":               {"000123", "2026000123", "p2026000123"},
		"湘D·12345":                   {"12345", "d12345", "湘"},
		"买买提·艾力":                     {"买买", "买提", "力", "提艾", "艾力"},
		"路灯路灯":                       {"灯", "灯路", "路灯"},
		strings.Repeat("é", 40):      {strings.Repeat("é", 30)},
		"电话𠮷野家\x00\"OR\" NEAR(a b)*": {"near", "or", "吉野"},
	} {
		if strings.Contains(text, "𠮷") {
			want = []string{"near", "or", "家", "电话", "话𠮷", "野家", "𠮷野"}
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
		"P2026-000123": `"p2026000123"*`,
		"湘D·12345":     `"d12345"*`,
		"“123号，":       `"123"`,
		"路":            `"路"*`,
		"路 灯":          `"路"* "灯"*`,
		"3 号":          `"号"*`,
	} {
		q, ok := ask(text)
		if got := q.match(); got != want || !ok {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "a", "3", "3 b", "?*\"", "·", "　"} {
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
		text := rapid.StringOfN(rapid.SampledFrom([]rune("路燈灯不亮了abAB12①１ ，·-Ａé")), 0, 30, -1).Draw(rt, "text")
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

func fold1(r rune) rune { f, _ := utf8.DecodeRuneInString(fold.Text(string(r))); return f }

// TestFoundEitherWay: what a reader takes for the same is found by each of its writings.
func TestFoundEitherWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ same, parts []string }{
		{[]string{"买买提艾力反映", "買買提·艾力反映", "买买提・艾力反映", "买买提 艾力反映"}, []string{"艾力", "提艾", "力"}},
		{[]string{"湘D·12345占道", "湘D12345占道", "湘Ｄ-１２３４５佔道"}, []string{"湘", "D12345", "12345"}},
		{[]string{"①号楼漏水", "1号楼漏水", "１號樓漏水", "“①号楼”漏水，"}, []string{"楼", "号楼", "1号"}},
		{[]string{"123号门前", "１２３號門前", "123号，门前"}, []string{"号，门", "前", "123号，"}},
		{[]string{"臺灣頭髮店擾民", "台湾头发店扰民"}, []string{"店", "頭發"}},
		{[]string{"路灯杆LD-0734", "路燈桿ld0734"}, []string{"0734", "杆LD"}},
	} {
		for _, text := range c.same {
			have := tokens(text)
			for _, asked := range slices.Concat(c.same, c.parts) {
				q, ok := ask(asked)
				found := ok && q.in(text)
				for _, w := range q.words {
					found = found && slices.Contains(have, w)
				}
				for _, p := range q.prefixes {
					found = found && slices.ContainsFunc(have, func(w string) bool { return strings.HasPrefix(w, p) })
				}
				if !found {
					t.Errorf("%q is not found by %q: it asks %s, the index has %q", text, asked, q.match(), have)
				}
			}
		}
	}
}

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
