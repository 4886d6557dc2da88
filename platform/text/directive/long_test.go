package directive

import (
	"strings"
	"testing"
	"time"
)

// TestLong: whatever a long text is made of, it takes time by its length alone.
func TestLong(t *testing.T) {
	t.Parallel()
	const bytes = 1 << 17
	for _, piece := range []string{"要加\n", "会议强调，要加强领导，提高站位。\n", "会议强调，要加强领导。", "，要", "要", "“", "书记", "（一）", "一、加强\n",
		"1",
		"一、加强（责任单位：县", "标题\n", "秦国文强调", "责任单位：", "\t", "|", "由", "8月", "第", "《", "“要抓好。”", "各级", "对", "县财政局", "\n",
		"a b ",
		"“市长李明强调，要抓实。”市长李明强调。"} {
		text := strings.Repeat(piece, bytes/len(piece)+1)
		began := time.Now()
		all := Cut(text, aDay)
		took := time.Since(began)
		if why := obeys(text, all); why != "" {
			t.Errorf("%q: %s", piece, why)
		}
		t.Logf("%-20q %8d clauses %v", piece, len(all), took)
		if took > 20*time.Second {
			t.Errorf("%q again and again took %v", piece, took)
		}
	}
}

// BenchmarkPages cuts two hundred pages, as long as those of the newspaper.
func BenchmarkPages(b *testing.B) {
	var text strings.Builder
	for text.Len() < 200*9000 {
		for _, s := range samples(b, "seen") {
			text.WriteString(s.text + "\n")
		}
	}
	b.ReportAllocs()
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		Cut(text.String(), aDay)
	}
}
