package xiaohao

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// rows is the import table of ARCHITECTURE.md: a package imports rows above its own, and within its row only what is named.
var rows = []map[string][]string{
	{"fault": nil, "area": nil, "redact": nil, "calendar": nil, "place": {"fault"}, "matter": {"area", "calendar", "fault", "place"}, "spread": nil},
	{"store": nil, "blob": nil, "photo": nil, "lang": nil, "deliver": nil, "gram": nil, "learn": {"gram"}, "alike": {"gram", "photo"}},
	{"policy": nil, "org": nil, "ledger": nil},
	{"views": nil, "desk": {"views"}},
	{"sheet": {"point", "standard"}, "paper": nil, "deadline": nil, "seal": nil, "score": nil, "notify": {"campaign"}, "alarm": nil, "recheck": nil, "standard": nil, "point": nil, "atlas": nil, "inspect": {"standard", "recheck"}, "route": nil, "topic": nil, "trend": nil, "campaign": {"recheck"}, "pattern": nil, "recur": {"pattern"}},
	{"city": nil},
	{"gate": nil, "web": {"gate"}, "api": {"gate"}, "field": {"gate"}},
	{"demo": nil, "bench": {"demo"}, "app": {"demo", "bench"}},
	{"cmd/xiaohao": nil, "browser": nil, "e2e": nil},
}

// pure packages import the standard library and the row's own only.
var pure = []string{"fault", "area", "redact", "calendar", "place", "matter", "spread"}

// only names the packages that alone may import something.
var only = map[string][]string{
	"modernc.org/sqlite": {"store"}, "github.com/jackc": {"store"},
	"github.com/jackc/pgx":          {"store"},
	"github.com/emmansun/gmsm/sm3":  {"ledger"},
	"github.com/emmansun/gmsm/sm2":  {"seal"},
	"github.com/xuri/excelize/v2":   {"sheet"},
	"net/http":                      {"gate", "web", "api", "field", "app", "bench", "browser", "deliver"},
	"html/template":                 {"web", "field"},
	"gopkg.in/yaml.v3":              {"policy"},
	"golang.org/x/crypto/argon2":    {"org"},
	"github.com/gen2brain/heic":     {"photo"},
	"github.com/bep/imagemeta":      {"photo"},
	"github.com/chromedp/chromedp":  {"browser"},
	"github.com/skip2/go-qrcode":    {"web"},
	"database/sql":                  {"store", "ledger", "views", "org", "desk", "bench", "deadline", "score", "notify", "alarm", "seal", "recheck", "standard", "point", "atlas", "inspect", "route", "topic", "pattern", "trend", "campaign", "recur"},
	"github.com/tetratelabs/wazero": {"photo"},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestImportTable(t *testing.T) {
	row := map[string]int{}
	for i, r := range rows {
		for p := range r {
			row[p] = i
		}
	}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "xiaohao/")
		base, _, sub := strings.Cut(name, "/")
		if _, ok := row[name]; !ok && sub {
			name = base // store/storetest and the like stand where their parent stands
		}
		at, ok := row[name]
		if name == "xiaohao" {
			continue
		}
		if !ok {
			t.Errorf("package %s stands in no row of the import table", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			checkImport(t, row, at, name, i)
		}
	}
}

func checkImport(t *testing.T, row map[string]int, at int, name, path string) {
	t.Helper()
	if own, ok := strings.CutPrefix(path, "xiaohao/"); ok {
		to, known := row[own]
		if !known {
			own, _, _ = strings.Cut(own, "/")
			to = row[own]
		}
		if own != name && to >= at && !contains(rows[at][name], own) {
			t.Errorf("%s imports %s: rows go upwards only, and within a row only what is named", name, own)
		}
		return
	}
	if contains(pure, name) && strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
		t.Errorf("%s is pure but imports %s", name, path)
	}
	for p, who := range only {
		if (path == p || strings.HasPrefix(path, p+"/")) && !contains(who, name) {
			t.Errorf("%s imports %s; only %v may", name, path, who)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// TestOneClock keeps time.Now in app: everything else gets its clock handed in.
func TestOneClock(t *testing.T) {
	out, _ := exec.Command("grep", "-rln", "--include=*.go", "--exclude=*_test.go", `time\.Now()`, ".").Output()
	for _, f := range strings.Fields(string(out)) {
		dir := strings.SplitN(strings.TrimPrefix(f, "./"), "/", 2)[0]
		if !contains([]string{"app", "bench", "browser"}, dir) {
			t.Errorf("%s reads the clock; only app may, and bench, which measures", f)
		}
	}
}

// TestPasswordsTakeTheirTime keeps org.Light out of the program: it is for cities whose passwords everybody knows.
func TestPasswordsTakeTheirTime(t *testing.T) {
	out, _ := exec.Command("grep", "-rln", "--include=*.go", "--exclude=*_test.go", `\(org\.Light\|Effort[:=]\|Effort = \)`, ".").Output()
	if found := strings.Fields(string(out)); len(found) > 0 {
		t.Errorf("%q make passwords cheap to guess; only tests may", found)
	}
}
