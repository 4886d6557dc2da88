package gram

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestNormal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, out string }{
		{"", ""},
		{"路灯坏了", "路灯坏了"},
		{"路 灯，坏 了！！", "路灯坏了"},
		{"Ａ３区 大道", "a3 区大道"},
		{"路\u200b灯\u2060坏了", "路灯坏了"},
		{"⽔⽕", "水火"},
		{"①号楼", "1号楼"},
		{"Pick  up\tDead-Animal", "pick up dead animal"},
		{"раурал", "paypaл"},
		{"垃圾rubbish堆", "垃圾rubbish堆"},
		{"12 34", "12 34"},
		{"\x00\xff路", "路"},
	} {
		if got := Normal(c.in); got != strings.ReplaceAll(c.out, "a3 区", "a3区") && got != c.out {
			t.Errorf("Normal(%q) = %q, want %q", c.in, got, c.out)
		}
	}
}

// TestNormalLaws: nothing but letters, digits and single blanks; nothing left to do a second time; a bounded length.
func TestNormalLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		n := Normal(s)
		for _, r := range n {
			if r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				t.Fatalf("%q holds %q", n, r)
			}
		}
		if strings.Contains(n, "  ") || strings.TrimSpace(n) != n || utf8.RuneCountInString(n) > 2*Limit {
			t.Fatalf("%q", n)
		}
	})
}

// TestBlanksHideNothing: blanks and marks strewn into Chinese change no piece of it.
func TestBlanksHideNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rs := rapid.SliceOfN(rapid.RuneFrom([]rune("中山北路灯坏了井盖破损")), 0, 40).Draw(t, "text")
		var b strings.Builder
		for _, r := range rs {
			b.WriteRune(r)
			b.WriteString(rapid.SampledFrom([]string{"", " ", "。", "\u200b", "*", "　"}).Draw(t, "between"))
		}
		if got, want := pieces(b.String(), 1, 3), pieces(string(rs), 1, 3); !slices.Equal(got, want) {
			t.Fatalf("%q gives other pieces than %q", b.String(), string(rs))
		}
	})
}

func pieces(s string, from, to int) (out []uint64) {
	Each(Normal(s), from, to, func(h uint64) { out = append(out, h) })
	return out
}

// TestPieces counts them, and holds their hashes: what is stored would not be found again under others.
func TestPieces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		from, to int
		n        int
	}{{"路灯坏了", 1, 1, 4}, {"路灯坏了", 2, 2, 3}, {"路灯坏了", 1, 2, 7}, {"路灯坏了", 1, 3, 9}, {"dead animal here", 1, 1, 3},
		{"dead animal here", 1, 2, 5}, {"路", 2, 2, 0}, {"路abc灯坏", 1, 2, 5}} {
		if got := pieces(c.text, c.from, c.to); len(got) != c.n {
			t.Errorf("%q %d..%d: %d pieces, want %d", c.text, c.from, c.to, len(got), c.n)
		}
	}
	if got := pieces("路灯", 2, 2); len(got) != 1 || got[0] != 0xaacb073947a913dc {
		t.Errorf("路灯 is %#x", got)
	}
}

func BenchmarkEach(b *testing.B) {
	text := strings.Repeat("中山北路与解放路交叉口东侧路灯坏了三天没有人修，晚上很黑。", 5)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Each(Normal(text), 1, 2, func(uint64) {})
	}
}

// TestCommon: every common ideograph is what the tables say of it, so that the short way gives what the long one would.
func TestCommon(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !common(r) {
			continue
		}
		_, alike := lookalike[r]
		if !unicode.Is(unicode.Han, r) || !unicode.IsLetter(r) || unicode.ToLower(r) != r ||
			unicode.In(r, unicode.Cf, unicode.Mn) || alike {
			t.Errorf("%U is not a plain ideograph", r)
		}
	}
}

// TestPlain: a text that is not asked for its compatibility forms comes out as if it had been.
func TestPlain(t *testing.T) {
	if !plain("路灯坏了，人民路12号（东门）！“急”") || plain("ＡＢＣ") || plain("①") || plain("e\u0301") {
		t.Error("what is plain was told wrongly")
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.OneOf(rapid.RuneFrom([]rune("，。！？、：；（）《》“”aZ 9-\n\t路灯坏")),
			rapid.Rune()), 0, 40, -1).Draw(t, "text")
		if plain(s) && folded(s) != folded(norm.NFKC.String(s)) {
			t.Errorf("%q: %q, by its compatibility forms %q", s, folded(s), folded(norm.NFKC.String(s)))
		}
	})
	for r := range rune(0x10FFFF) {
		if s := "路" + string(r) + "a"; plain(s) && folded(s) != folded(norm.NFKC.String(s)) {
			t.Errorf("%q", s)
		}
	}
}
