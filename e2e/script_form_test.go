package e2e

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"
)

// press LOGIN FORM [FIELD=TEXT…] fills in a form of the page that was last read and sends it, as a person does; what
// is shown then is the last answer. A FORM that ends in a dash is the first one that begins so.
func pressCmd(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	doc, err := html.Parse(strings.NewReader(string(s.last.body)))
	ts.Check(err)
	for n := range doc.Descendants() {
		id := attribute(n, "id")
		if n.Data != "form" || id != "form-"+args[1] && (!strings.HasSuffix(args[1], "-") ||
			!strings.HasPrefix(id, "form-"+args[1])) {
			continue
		}
		v := filled(n)
		for _, a := range args[2:] {
			name, text, _ := strings.Cut(a, "=")
			v.Set(name, strings.ReplaceAll(text, `\n`, "\n"))
		}
		r, err := http.NewRequest(http.MethodPost, s.server.url+attribute(n, "action"), strings.NewReader(v.Encode()))
		ts.Check(err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "Bearer "+s.tokens[args[0]])
		res, err := s.client.Do(r)
		ts.Check(err)
		defer res.Body.Close()
		s.last = answer{status: res.StatusCode, kind: res.Header.Get("Content-Type")}
		s.last.body, err = io.ReadAll(res.Body)
		ts.Check(err)
		ts.Setenv("AT", res.Request.URL.RequestURI())
		ts.Check(os.WriteFile(ts.MkAbs("answer"), s.last.body, 0o600))
		return
	}
	ts.Fatalf("the page has no form %q: %.3000s", args[1], s.last.body)
}

// filled is what stands in a form.
func filled(form *html.Node) url.Values {
	v := url.Values{}
	for n := range form.Descendants() {
		name, kind := attribute(n, "name"), attribute(n, "type")
		switch {
		case name == "" || n.Data == "button" || kind == "file" || kind == "checkbox" || kind == "radio":
		case n.Data == "textarea":
			if n.FirstChild != nil {
				v.Add(name, n.FirstChild.Data)
			}
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && strings.Contains(attributes(o), " selected") {
					v.Set(name, attribute(o, "value"))
				}
			}
		default:
			v.Add(name, attribute(n, "value"))
		}
	}
	return v
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func attributes(n *html.Node) (out string) {
	for _, a := range n.Attr {
		out += " " + a.Key
	}
	return out
}

// found VAR PATTERN keeps the first group of a pattern in the last answer.
func foundCmd(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile(args[1]).FindSubmatch(of(ts).last.body)
	if m == nil {
		ts.Fatalf("nothing fits %s: %.3000s", args[1], of(ts).last.body)
	}
	ts.Setenv(args[0], string(m[1]))
}
