package paper

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"xiaohao/platform/lang"
)

func TestFit(t *testing.T) {
	t.Parallel()
	d := chinese(t)
	at := func(d Doc) sizes { return File{Lang: d.Lang, Fit: true, Blocks: noticeBlocks(d)}.sizes() }
	short := d
	short.Rows, short.Body, short.Slip = d.Rows[:2], d.Body[:1], nil
	if at(short) != fits[0] {
		t.Error("a short notice has not the letters and margins of GB/T 9704")
	}
	if s := at(d); s == fits[0] || s.text < 16 {
		t.Errorf("the usual notice is set in %v points with %v mm above", s.text, s.top)
	}
	long := d
	long.Rows = append(long.Rows, [2]string{"经过", strings.Repeat("路口东侧人行道上长期堆放装修垃圾。", 12)})
	if s := at(long); s.text >= 16 {
		t.Errorf("a longer notice is set in %v points", s.text)
	}
	long.Rows = append(long.Rows, [2]string{"经过", strings.Repeat("路口东侧人行道上长期堆放装修垃圾。", 100)})
	if at(long) != fits[1] {
		t.Error("a notice that needs two pages anyway is set too small or too large")
	}
	if (File{Blocks: noticeBlocks(long)}).sizes() != fits[0] {
		t.Error("a file that need not fit does")
	}
}

// TestHeadFits shrinks the letters of a long name until it stands on one line.
func TestHeadFits(t *testing.T) {
	t.Parallel()
	for name, shrinks := range map[string]bool{"衡阳市创建办": false, "衡阳市雁峰区人民政府督查工作领导小组办公室": true} {
		size := Paragraph{Style: Issuer, Text: name, Width: headWidth}.shrunk(fits[0], lang.Zh)
		if (size > 0) != shrinks || size*width(name) > headWidth {
			t.Errorf("%s is set in %v points", name, size)
		}
	}
}

// TestPairs puts two short rows in one line and keeps the order.
func TestPairs(t *testing.T) {
	t.Parallel()
	table := Table{Rows: []Row{{Label: "一", Value: "短"}, {Label: "二", Value: strings.Repeat("长", 30)},
		{Label: "三", Value: "短"}, {Label: "四"}, {Label: "五", Lines: 3}}}
	var got []string
	for _, p := range table.pairs(fits[0], lang.Zh, textWidth) {
		s := ""
		for _, r := range p {
			s += r.Label
		}
		got = append(got, s)
	}
	if s := strings.Join(got, " "); s != "一 二 三四 五" {
		t.Errorf("the lines are %s", s)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		perLine float64
		want    int
	}{{"", 10, 1}, {"十个字在这一行里面了", 10, 1}, {"十一个字不在这一行里了", 10, 2}, {"一\n二\n", 10, 3},
		{"abcdefghijklmnop", 10, 1}, {"a", 0, 1}} {
		if got := lines(c.text, c.perLine, 0); got != c.want {
			t.Errorf("%q takes %d lines of %v, not %d", c.text, got, c.perLine, c.want)
		}
	}
}

var pages = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// TestOnePage lets LibreOffice set notices of usual lengths, and counts the pages.
func TestOnePage(t *testing.T) {
	t.Parallel()
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("LibreOffice is not on this machine, and in CI this test may not be skipped")
		}
		t.Skip("LibreOffice is not here: whether a notice stands on one page is not looked at")
	}
	dir := t.TempDir()
	want := map[string]int{}
	add := func(name string, d Doc, n int) {
		want[name] = n
		if err := os.WriteFile(filepath.Join(dir, name+".docx"), made(t, d), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	add("chinese", chinese(t), 1)
	add("english", english(t), 1)
	for i := range 12 { // every length from a few words to half a page more than usual, through all measures
		d := chinese(t)
		d.Body = append(d.Body, strings.Repeat("请于三日内书面报告原因、责任人和整改措施。", i))
		d.Rows = append(d.Rows, [2]string{"经过", strings.Repeat("已催办并通报。", 1+2*i)})
		n := 1
		if (File{Lang: d.Lang, Fit: true, Blocks: noticeBlocks(d)}).sizes() == fits[1] && i > 6 {
			n = 2
		}
		add("long"+strconv.Itoa(i), d, n)
	}
	short := chinese(t)
	short.Slip, short.QR, short.Rows = nil, nil, short.Rows[:3]
	add("short", short, 1)
	args := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", "pdf",
		"--outdir", dir}
	for name := range want {
		args = append(args, filepath.Join(dir, name+".docx"))
	}
	if out, err := exec.Command(office, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, n := range want {
		b, err := os.ReadFile(filepath.Join(dir, name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(pages.FindAll(b, -1)); got != n {
			t.Errorf("%s has %d pages, not %d", name, got, n)
		}
	}
}
