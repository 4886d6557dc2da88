package directive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// sentencesOfPage are the beginnings of the 25 sentences of the newspaper's page that order something, each with its
// type. The page lies beside the project, not in it.
var sentencesOfPage = []struct {
	key  string
	kind Type
}{
	{"要认真学习贯彻省委十一届十四次全会精神", Principle},
	{"要深刻领会精神抓落实", Task},
	{"要统筹当前工作抓落实", Duty},
	{"要始终保持战略清醒", Principle},
	{"要加强战略谋划", Principle},
	{"要强化担当作为", Task},
	{"要抓住实施乡村振兴战略", Principle},
	{"要认真落实党中央关于全面推行林长制", Principle},
	{"要对照全面推行林长制", Principle},
	{"要着力加快做大做强油茶产业", Principle},
	{"要深入学习贯彻习近平总书记关于精神文明建设", Principle},
	{"全市上下要以", Principle},
	{"要直面问题抓整改", Principle},
	{"要建立问题发现和整改机制", Task},
	{"要建立健全创建工作标准体系", Task},
	{"要牢固树立“全市一盘棋”思想", Principle},
	{"各级领导要带头示范", Principle},
	{"要坚持全员发动", Principle},
	{"要坚持市、县、乡、村四级联动", Principle},
	{"各级各部门要以临战状态", Principle},
	{"要健全机制抓好落实", Task},
	{"要聚焦重点合力攻坚", Principle},
	{"要坚持目标导向", Principle},
	{"要对标对表查漏补缺", Principle},
	{"要健全机制常抓不懈", Principle},
}

// thePage finds the page in a folder above the project and marks its sentences.
func thePage(t *testing.T) sample {
	t.Helper()
	var b []byte
	err := os.ErrNotExist
	for up := "../../.."; err != nil && len(up) < 30; up += "/.." {
		b, err = os.ReadFile(filepath.Join(up, "shared", "data", "newspaper_page.txt"))
	}
	if err != nil {
		t.Skip("the newspaper's page does not lie beside the project")
	}
	s := sample{name: "page", text: string(b)}
	s.day, _ = ParseDay("2021-08-14")
	var dense []rune // without white space, so that broken columns do not hide a sentence
	var at []int
	for i, r := range []rune(s.text) {
		if !unicode.IsSpace(r) {
			dense, at = append(dense, r), append(at, i)
		}
	}
	text := string(dense)
	for _, l := range sentencesOfPage {
		i := strings.Index(text, l.key)
		if i < 0 || strings.Contains(text[i+1:], l.key) {
			t.Fatalf("%s does not stand there once", l.key)
		}
		n := len([]rune(text[:i]))
		end := n + slices.Index(dense[n:], '。')
		must := n + slices.Index(dense[n:], '要')
		s.want = append(s.want, labelled{from: at[n], to: at[end] + 1, key: span{at[n], at[must] + 1}, kind: l.kind})
	}
	return s
}

func TestPage(t *testing.T) {
	t.Parallel()
	s := thePage(t)
	all := Cut(s.text, s.day)
	var m measure
	m.add(s, all)
	t.Logf("%v\n%s", &m, strings.Join(m.missed, "\n"))
	if !m.good(0.95, 0.9) {
		t.Error("the page is not cut as it must be")
	}
	for _, c := range all {
		if c.Due != "" {
			t.Errorf("nothing on the page has a date, but %q has %s", c.Quote, c.Due)
		}
		if c.Type.Directs() && (strings.Contains(c.Article, "头盔") || strings.Contains(c.Article, "少女")) {
			t.Errorf("a story orders nothing: %s", c.Quote)
		}
		if want := speakerOfPage(c); c.Speaker != want {
			t.Errorf("%s says %q, not %q", c.Speaker, c.Quote, want)
		}
	}
}

func speakerOfPage(c Clause) string {
	switch {
	case strings.HasPrefix(c.Article, "市委常委会"):
		return ""
	case strings.Contains(c.Quote, "聚焦重点合力攻坚"), strings.Contains(c.Quote, "查漏补缺"), strings.Contains(c.Quote, "要再"),
		strings.Contains(c.Quote, "常抓不懈"), strings.Contains(c.Quote, "补齐短板弱项"):
		return "朱健"
	}
	return "秦国文"
}

// TestMeasureCanFail: who calls everything a principle, or everything a task, does not pass, nor who finds nothing or
// takes every sentence.
func TestMeasureCanFail(t *testing.T) {
	t.Parallel()
	sets := map[string][]sample{"seen": samples(t, "seen"), "held": samples(t, "held")}
	for name, set := range sets {
		for _, kind := range []Type{Task, Principle, Duty} {
			if m := judged(set, func(c *Clause) { c.Type = kind }); m.good(0.9, 0.85) {
				t.Errorf("%s: all %s passes: %v", name, kind, m)
			}
		}
		if m := judged(set, func(c *Clause) { c.Type = Context }); m.good(0.9, 0.85) {
			t.Errorf("%s: nothing found passes", name)
		}
	}
	t.Run("page", func(t *testing.T) {
		page := []sample{thePage(t)}
		for _, kind := range []Type{Task, Principle, Duty} {
			if m := judged(page, func(c *Clause) { c.Type = kind }); m.good(0.95, 0.9) {
				t.Errorf("all %s passes: %v", kind, m)
			}
		}
	})
}

func judged(set []sample, spoil func(*Clause)) *measure {
	var m measure
	for _, s := range set {
		all := Cut(s.text, s.day)
		for i := range all {
			spoil(&all[i])
		}
		m.add(s, all)
	}
	return &m
}
