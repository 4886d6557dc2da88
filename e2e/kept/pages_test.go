package kept_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"html"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const archive = "pages.txt.gz"

// TestPages asks for every page that can be read, as those who read it, in both languages, and holds what stands on it
// against what was kept.
func TestPages(t *testing.T) {
	s, was := serving(t, fresh(t)), map[string]string{} // of its own: looking at some things is noted
	if !*keep {
		for _, x := range strings.Split(string(unzipped(t, archive)), "\x1c") {
			name, text, _ := strings.Cut(strings.TrimPrefix(x, "\n"), "\n")
			was[name] = text
		}
	}
	all := map[string]string{}
	for _, a := range listed(t, "pages.txt") {
		for _, l := range []string{"zh-CN", "en"} {
			login := a.login
			if login == "" {
				login = "nobody"
			}
			name := l + " " + login + " " + a.path
			if _, twice := all[name]; twice {
				t.Errorf("pages.txt asks twice for %s", name)
			}
			r := s.ask(t, request{login: a.login, method: "GET", path: a.escaped(), page: true, lang: l})
			if r.status >= 500 {
				t.Errorf("%s: %d", name, r.status)
			}
			text := fmt.Sprintf("%d %s %s\n", r.status, r.kind, r.to) + readable(t, r)
			if a.shape { // it tells of the logins of this very run
				text = moments.ReplaceAllString(strings.Join(slices.Compact(strings.Split(text, "\n")), "\n"), "·")
			}
			all[name] = text
		}
	}
	if *keep {
		keepPages(t, all)
		return
	}
	for name, text := range all {
		kept, ok := was[name]
		if !ok {
			t.Errorf("%s is not kept: XIAOHAO_KEEP=1 keeps it", name)
		} else if d := differs(kept, text); d != "" {
			t.Errorf("%s is not what was kept (-) but (+):\n%s", name, d)
		}
		delete(was, name)
	}
	for name := range was {
		t.Errorf("%s is kept, but pages.txt does not ask for it", name)
	}
}

var moments = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d|\d+月\d+日.*\d\d:\d\d`)

func keepPages(t *testing.T, all map[string]string) {
	names := make([]string, 0, len(all))
	for n := range all {
		names = append(names, n)
	}
	slices.Sort(names)
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	for i, n := range names {
		if i > 0 {
			io.WriteString(z, "\x1c\n")
		}
		io.WriteString(z, n+"\n"+all[n])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir(archive), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// readable is what a person gets to read: the words of a page, of a spreadsheet or of a letter, a line each; of
// anything else a digest.
func readable(t *testing.T, r reply) string {
	t.Helper()
	switch {
	case strings.HasPrefix(r.kind, "text/html"):
		return words(string(r.body))
	case strings.HasPrefix(r.kind, "text/"), strings.Contains(r.kind, "json"), strings.Contains(r.kind, "yaml"):
		return string(r.body)
	case bytes.HasPrefix(r.body, []byte("PK")):
		return packed(t, r.body)
	}
	return fmt.Sprintf("%x\n", sha256.Sum256(r.body))
}

var (
	unseen = regexp.MustCompile(`(?s)<(script|style|svg|template)\b.*?</(script|style|svg|template)>|<!--.*?-->`)
	spoken = regexp.MustCompile(`(?s)<[a-z][^>]*?\s(alt|title|placeholder|aria-label)="([^"]*)"`)
	typed  = regexp.MustCompile(`(?s)<input([^>]*)>`)
	value  = regexp.MustCompile(`\svalue="([^"]*)"`)
	hidden = regexp.MustCompile(`type="?(hidden|checkbox|radio)"?`)
	tags   = regexp.MustCompile(`(?s)<[^>]*>`)
	blanks = regexp.MustCompile(`[\s\x{a0}]+`)
)

// words are the words of HTML or XML, a line for each run of them; what is read aloud or stands in a field counts too.
func words(s string) string {
	s = blanks.ReplaceAllString(unseen.ReplaceAllString(s, "\n"), " ")
	s = typed.ReplaceAllStringFunc(s, func(in string) string {
		if v := value.FindStringSubmatch(in); v != nil && !hidden.MatchString(in) {
			return in + "\n=" + v[1] + "\n"
		}
		return in
	})
	s = spoken.ReplaceAllString(s, "\n($2)\n$0")
	var out []string
	for _, line := range strings.Split(tags.ReplaceAllString(s, "\n"), "\n") {
		if line = strings.TrimSpace(html.UnescapeString(line)); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

// packed are the words of the parts of a spreadsheet or a letter.
func packed(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out strings.Builder
	for _, f := range z.File {
		sheet := strings.HasPrefix(f.Name, "xl/worksheets/") && strings.HasSuffix(f.Name, ".xml")
		if !sheet && f.Name != "xl/sharedStrings.xml" && f.Name != "word/document.xml" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		x, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString("[" + f.Name + "]\n" + words(string(x)))
	}
	return out.String()
}
