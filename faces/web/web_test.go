package web_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/jba/templatecheck"
	"golang.org/x/net/html"

	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/platform/lang"
)

// TestTemplates checks every template against the struct it is filled from: a field that does not exist is found
// here, not by a reader. No page is left out.
func TestTemplates(t *testing.T) {
	t.Parallel()
	s := webtest.Rooms(t)
	shown := map[string]bool{}
	for _, p := range append(s.Pages(), &kit.Failure{}) {
		shown[p.Template()] = true
		if err := templatecheck.CheckHTML(s.Template(lang.Zh, p.Template()), p); err != nil {
			t.Errorf("%s: %v", p.Template(), err)
		}
	}
	for name, p := range samples(lang.Zh) {
		if !shown[p.Template()] {
			t.Errorf("%s: no room lists the page of the template %q among its Pages", name, p.Template())
		}
	}
}

var inline = regexp.MustCompile(`(?i)<[^>]+\s(style|on[a-z]+)\s*=|<script[^>]*>[^<]|<style|javascript:`)

func TestPages(t *testing.T) {
	t.Parallel()
	s := webtest.Rooms(t)
	for _, l := range lang.All() {
		for name, p := range samples(l) {
			out := webtest.Render(t, s, p)
			if m := inline.FindString(out); m != "" {
				t.Errorf("%s %s: the Content-Security-Policy forbids %q", l, name, m)
			}
			for _, m := range webtest.Keys(t, out) {
				t.Errorf("%s %s: a key shows instead of its sentence: %q", l, name, m)
			}
			if strings.Contains(out, "ZgotmplZ") || strings.Contains(out, "<no value>") {
				t.Errorf("%s %s: a value was refused by the escaper", l, name)
			}
			ids(t, l+" "+name, out)
			webtest.Preview(t, l, name, out)
		}
	}
}

// ids checks that no id is used twice and that every label and description names one.
func ids(t testing.TB, name, page string) {
	t.Helper()
	seen, wanted := map[string]bool{}, map[string]string{}
	z := html.NewTokenizer(strings.NewReader(page))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		tok := z.Token()
		for _, a := range tok.Attr {
			switch a.Key {
			case "id":
				if seen[a.Val] {
					t.Errorf("%s: id %q is there twice", name, a.Val)
				}
				seen[a.Val] = true
			case "for", "aria-describedby", "aria-labelledby", "list":
				for _, v := range strings.Fields(a.Val) {
					wanted[v] = tok.Data + " " + a.Key
				}
			}
		}
	}
	for id, where := range wanted {
		if !seen[id] {
			t.Errorf("%s: %s names the id %q, which is not there", name, where, id)
		}
	}
}
