package kept_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// asked is a line of json.txt or pages.txt.
type asked struct {
	login, path string
	shape       bool // only what the answer is made of, not what stands in it
}

// listed reads such a file.
func listed(t *testing.T, name string) (out []asked) {
	t.Helper()
	for _, line := range strings.Split(string(readKept(t, name)), "\n") {
		who, path, ok := strings.Cut(line, " ")
		if !ok || who == "#" {
			continue
		}
		bare := strings.TrimPrefix(path, "~")
		for _, login := range strings.Split(who, ",") {
			out = append(out, asked{strings.TrimPrefix(login, "-"), bare, bare != path})
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s lists nothing", name)
	}
	return out
}

// escaped is the address as it is sent: Chinese in a query is written in percents.
func (a asked) escaped() string {
	path, query, ok := strings.Cut(a.path, "?")
	if !ok {
		return path
	}
	v, _ := url.ParseQuery(query)
	return path + "?" + v.Encode()
}

var unsafe = regexp.MustCompile(`[^0-9A-Za-z\p{Han}._-]+`)

// file is the name that the answer is kept under.
func (a asked) file() string {
	login := a.login
	if login == "" {
		login = "nobody"
	}
	name := strings.Trim(unsafe.ReplaceAllString(strings.TrimPrefix(a.path, "/api/v1/"), "_"), "_")
	if r := []rune(name); len(r) > 90 {
		name = string(r[:90])
	}
	return "json/" + name + "." + login + ".txt"
}

// TestAnswers asks the interface for everything that can be read and holds each answer against the kept one.
func TestAnswers(t *testing.T) {
	s := serving(t, fresh(t)) // of its own: looking at some things is noted
	seen := map[string]bool{}
	for _, a := range listed(t, "json.txt") {
		if seen[a.file()] {
			t.Errorf("two answers are kept as %s", a.file())
		}
		seen[a.file()] = true
		compare(t, a.file(), answer(t, a, s.ask(t, request{login: a.login, method: "GET", path: a.escaped()})))
	}
	key := map[string]string{"Authorization": "Bearer " + kept(t).Key}
	r := s.ask(t, request{method: "GET", path: "/api/v1/me", header: key})
	if r.status != 200 || !strings.Contains(string(r.body), `"auditor"`) {
		t.Errorf("with the kept key: %d %s", r.status, r.body)
	}
	found, err := filepath.Glob(dir("json/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if !seen["json/"+filepath.Base(f)] {
			t.Errorf("%s is kept, but json.txt does not ask for it", f)
		}
	}
}

// answer is what is kept of a reply: its status and kind, and JSON with its keys in order; of spreadsheets the words,
// of pictures the digest.
func answer(t *testing.T, a asked, r reply) string {
	t.Helper()
	head := fmt.Sprintf("%d %s %s\n", r.status, r.kind, r.to)
	if !strings.Contains(r.kind, "json") {
		return head + readable(t, r)
	}
	if a.shape {
		var v any
		if err := json.Unmarshal(r.body, &v); err != nil {
			t.Errorf("%s: %v", a.path, err)
		}
		r.body, _ = json.Marshal(shapeOf(v))
	}
	text, err := pretty(r.body)
	if err != nil {
		t.Errorf("%s: %v: %s", a.path, err, r.body)
	}
	return head + text
}

// shapeOf is a value with what stands in it left out.
func shapeOf(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = shapeOf(x[k])
		}
		return x
	case []any:
		if len(x) > 0 {
			return []any{shapeOf(x[0])}
		}
		return x
	}
	return fmt.Sprintf("%T", v)
}

// places are the parts of an address in the description that stand for something.
var places = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// TestEveryAnswerIsAsked looks that json.txt asks for every address that the description says can be read.
func TestEveryAnswerIsAsked(t *testing.T) {
	var doc struct{ Paths map[string]map[string]any }
	if err := yaml.Unmarshal(described(t), &doc); err != nil {
		t.Fatal(err)
	}
	all := listed(t, "json.txt")
	for path, item := range doc.Paths {
		if item["get"] == nil || path == "/api/v1/openapi.yaml" {
			continue
		}
		each := places.ReplaceAllString(regexp.QuoteMeta(path), "[^/]+")
		like := regexp.MustCompile("^" + each + `(\?.*)?$`)
		if !slices.ContainsFunc(all, func(a asked) bool { return like.MatchString(a.path) }) {
			t.Errorf("nobody asks for GET %s", path)
		}
	}
}

// described is the description of the interface as the program serves it.
func described(t *testing.T) []byte {
	t.Helper()
	r := served(t).ask(t, request{method: "GET", path: "/api/v1/openapi.yaml"})
	if r.status != 200 {
		t.Fatalf("the description: %d", r.status)
	}
	return r.body
}

// alike is where the description says what a stranger is told of a matter like his own.
const alike = "paths./api/v1/reports/alike.post.responses.200.content.application/json.schema.properties.matters." +
	"items."

// changed names what the description says otherwise than was kept: strangers are told what was released, and neither
// when nor how likely of what was not.
var changed = []string{"info.description", alike + "required", alike + "properties.title.description",
	alike + "properties.metres.description"}

// narrowing are the words of a schema that forbid something: where one is new, a program that kept the promise may be
// refused, or read what it did not expect.
var narrowing = []string{"required", "enum", "const", "type", "format", "pattern", "minimum", "maximum", "minLength",
	"maxLength", "minItems", "maxItems", "additionalProperties", "security"}

// TestDescription holds the promise of version 1 (docs/api.md): fields, parameters, answers and addresses may come,
// none goes, and none says something else; what is new asks nothing of programs that do not know it.
func TestDescription(t *testing.T) {
	if *keep {
		if err := os.WriteFile(dir("openapi.yaml"), described(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var was, is any
	if err := yaml.Unmarshal(readKept(t, "openapi.yaml"), &was); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(described(t), &is); err != nil {
		t.Fatal(err)
	}
	sameTree(t, "", newer(was), newer(is))
}

// newer says what a description of OpenAPI 3.0 says as one of 3.1 does: what may be null has null among its types.
func newer(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = newer(x[k])
		}
		if x["nullable"] == true {
			x["type"] = []any{x["type"], "null"}
			delete(x, "nullable")
		}
		if x["openapi"] == "3.0.3" {
			x["openapi"] = "3.1.0"
		}
	case []any:
		for i := range x {
			x[i] = newer(x[i])
		}
	}
	return v
}

// sameTree compares two documents; order in lists of words says nothing.
func sameTree(t *testing.T, at string, was, is any) {
	t.Helper()
	a, aMap := was.(map[string]any)
	b, bMap := is.(map[string]any)
	if !aMap || !bMap {
		if strings.HasSuffix(at, ".parameters") {
			sameParameters(t, at, was, is)
			return
		}
		if x, y := sorted(was), sorted(is); x != y && !slices.Contains(changed, at) {
			t.Errorf("%s was %s and is %s", at, x, y)
		}
		return
	}
	for k := range a {
		if k == "example" {
			continue // it shows what may be asked, and promises nothing
		}
		if _, ok := b[k]; !ok {
			t.Errorf("%s.%s is gone from the description", at, k)
			continue
		}
		sameTree(t, strings.TrimPrefix(at+"."+k, "."), a[k], b[k])
	}
	for k := range b {
		if name := strings.TrimPrefix(at+"."+k, "."); a[k] == nil && slices.Contains(narrowing, k) &&
			!strings.HasSuffix(at, "properties") && !slices.Contains(changed, name) {
			t.Errorf("%s is new in the description: programs that do not know it would break", name)
		}
	}
}

// sameParameters wants every parameter that there was, as it was, and no new one that must be given.
func sameParameters(t *testing.T, at string, was, is any) {
	t.Helper()
	before, _ := was.([]any)
	now, _ := is.([]any)
	have := map[string]bool{}
	for _, p := range now {
		have[sorted([]any{p})] = true
	}
	for _, p := range before {
		if !have[sorted([]any{p})] {
			t.Errorf("%s has no longer %s", at, sorted([]any{p}))
		}
		delete(have, sorted([]any{p}))
	}
	for p := range have {
		if strings.Contains(p, `"required":true`) {
			t.Errorf("%s wants %s, which nobody gives yet", at, p)
		}
	}
}

func sorted(v any) string {
	list, ok := v.([]any)
	if !ok {
		return fmt.Sprintf("%#v", v)
	}
	var out []string
	for _, x := range list {
		b, _ := json.Marshal(x)
		out = append(out, string(b))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
