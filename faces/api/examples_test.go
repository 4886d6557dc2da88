package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/programs"
)

// of this city alone: what an example holds in such a field is replaced by what there is.
var own = []string{"id", "draft", "matter", "matters", "point", "points", "round", "inspectors", "photos",
	"doing", "unit",
	"login", "password", "old", "new", "deputy", "from", "to", "until", "deadline", "at", "sent"}

// TestExamplesRun sends the example of every operation that takes JSON: each is answered with success, and none lacks
// one.
func TestExamplesRun(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.examples, o.ran, o.swapped = map[string]any{}, map[string]bool{}, map[string][]byte{}
	var wanted []string
	for _, op := range o.judge.Operations() {
		for _, e := range op.Examples() {
			if e.Request && e.Kind == "application/json" {
				o.examples[op.Pattern] = e.Value
			}
		}
		if op.RequestBody == nil {
			continue
		}
		if _, takes := op.RequestBody.Content.Get("application/json"); takes {
			wanted = append(wanted, op.Pattern)
		}
	}
	o.everything()
	for _, op := range wanted {
		if o.examples[op] == nil {
			t.Errorf("%s has no example of its request", op)
		} else if !o.ran[op] {
			t.Errorf("the example of %s was never answered with success", op)
		}
	}
}

// mix puts into an example what there is in this city, taken from a request that a test sends. It is not ok where the
// test gives another command than the example.
func mix(example any, sent []byte) ([]byte, bool) {
	var s any
	if json.Unmarshal(sent, &s) != nil {
		return nil, false
	}
	raw, err := json.Marshal(example)
	var e any
	if err != nil || json.Unmarshal(raw, &e) != nil {
		return nil, false
	}
	was, _ := e.(map[string]any)
	is, _ := s.(map[string]any)
	if was == nil || is == nil || was["command"] != is["command"] {
		return nil, false
	}
	raw, err = json.Marshal(mixed(e, s))
	return raw, err == nil
}

func mixed(example, sent any) any {
	switch e := example.(type) {
	case map[string]any:
		s, _ := sent.(map[string]any)
		for k, v := range e {
			there, ok := s[k]
			switch {
			case slices.Contains(own, k) && ok:
				e[k] = there
			case slices.Contains(own, k) && k != "id":
				delete(e, k) // this city has no such thing
			default:
				e[k] = mixed(v, there)
			}
		}
	case []any:
		s, _ := sent.([]any)
		for i := range e {
			if i < len(s) {
				e[i] = mixed(e[i], s[i])
			}
		}
	}
	return example
}

// TestCurlsRun gives the requests that the page /api and docs/api.md begin with, with a key, and each succeeds.
func TestCurlsRun(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	m := o.must("disp", "POST", "/api/v1/matters", map[string]any{"id": o.id().String(),
		"body": map[string]any{"area": "430405000000", "text": "占道经营", "source": "inspector"}})["matter"]
	key := o.must("disp", "POST", "/api/v1/keys", map[string]any{"name": "大屏"})["key"].(string)
	var lines []string
	for _, c := range programs.Curls() {
		lines = append(lines, c.Line)
	}
	doc, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range regexp.MustCompile(`(?m)^    (curl .*(?:\\\n.*)*)`).FindAllSubmatch(doc, -1) {
		lines = append(lines, strings.ReplaceAll(string(x[1]), "http://127.0.0.1:8080", "{base}"))
	}
	if len(lines) < len(programs.Curls())+3 {
		t.Errorf("docs/api.md shows too few requests: %q", lines)
	}
	for _, line := range lines {
		r, body := curl(t, line, fmt.Sprint(m), key)
		headers := []string{}
		for k := range r.Header {
			headers = append(headers, k, r.Header.Get(k))
		}
		var in any
		if body != "" {
			in = strings.Replace(body, "0198f3a0-2222-7abc-8def-0123456789ab", o.id().String(), 1)
		}
		if w := o.ask("", r.Method, r.URL.RequestURI(), in, headers...); w.Code >= 300 {
			t.Errorf("%s: %d %s", line, w.Code, w.Body)
		}
	}
}

var (
	header = regexp.MustCompile(`-H (?:"([^"]*)"|'([^']*)')`)
	data   = regexp.MustCompile(`-d '([^']*)'`)
	at     = regexp.MustCompile(`'\{base\}([^']*)'`)
)

// curl reads a request as it is typed.
func curl(t *testing.T, line, matter, key string) (*http.Request, string) {
	t.Helper()
	line = strings.ReplaceAll(strings.ReplaceAll(line, "\\\n", " "), "$KEY", key)
	to := at.FindStringSubmatch(line)
	if to == nil {
		t.Fatalf("no address in %q", line)
	}
	method, body := "GET", ""
	if d := data.FindStringSubmatch(line); d != nil {
		method, body = "POST", d[1]
	}
	path := strings.Replace(to[1], "/matters/1/", "/matters/"+matter+"/", 1)
	r, err := http.NewRequest(method, path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range header.FindAllStringSubmatch(line, -1) {
		name, value, _ := strings.Cut(h[1]+h[2], ": ")
		r.Header.Set(name, value)
	}
	return r, body
}
