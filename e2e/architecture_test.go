package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaohao/city"
	"xiaohao/platform/store"
)

// floor is a folder of the import table.
type floor struct {
	folder string
	of     []string            // folders it may import, whole or a package of them
	own    map[string][]string // its packages, and which neighbours each may import; "" itself, "*" each other one
}

// house is the import table of ARCHITECTURE.md: a folder and what it may import besides itself: of the folders named
// first, everything; of its neighbours in the same folder, only what is named for each.
var house = []floor{
	{"loop", nil, map[string][]string{"fault": nil, "area": nil, "redact": nil, "calendar": nil, "event": nil,
		"secrecy": nil, "cluster": nil, "care": {"redact", "calendar"}, "stock": {"fault"}, "place": {"fault"},
		"track": {"place"}, "patch": {"fault", "place"},
		"matter": {"area", "calendar", "event", "fault", "place"}}},
	// Words, photos and likeness say when something was: loop/calendar has the type of a point in time.
	{"platform", []string{"loop/fault"}, map[string][]string{"store": nil, "blob": nil, "table": nil,
		"photo": {"loop/calendar"}, "document": {"photo"}, "deliver": nil, "georeport": {"deliver"},
		"lang": {"loop/calendar"}, "paper": {"lang"}, "text/directive": {"loop/calendar"}, "text/fold": nil,
		"text/gram": nil, "text/learn": {"text/gram"}, "text/surge": nil,
		"text/alike": {"text/gram", "photo", "loop/area", "loop/calendar", "loop/place"}}},
	{"core", []string{"loop", "platform"}, map[string][]string{"policy": nil, "org": {"policy"}, "ledger": nil,
		"views": {"policy", "org", "ledger"}, "desk": {"policy", "org", "ledger", "views"},
		"part": {"policy", "org", "ledger", "desk"}}},
	{"parts", []string{"loop", "platform", "core"}, parts()},
	{"city", []string{"loop", "platform", "core", "parts"}, map[string][]string{"": nil}},
	// The kit knows no part; a room knows the kit and no other room, unless it is named.
	{"faces/web/kit", []string{"loop", "platform", "core", "faces/gate", "faces/api"}, map[string][]string{"": nil}},
	// What the tests of rooms share is no room: it is a whole city.
	{"faces/web/webtest", []string{"loop", "platform", "core", "parts", "city", "faces"},
		map[string][]string{"": nil}},
	{"faces/web", []string{"loop", "platform", "core", "parts", "faces/gate", "faces/api"}, map[string][]string{
		"": {"kit"}, "*": {"kit"}, "campaign": {"kit", "trend"},
		"matter": {"chief", "file", "kit", "meeting", "node", "relay", "rota"},
		"point":  {"chief", "kit"}, "publicity": {"kit", "public"},
		"report": {"kit", "public"}}},
	{"faces", []string{"loop", "platform", "core", "parts"},
		map[string][]string{"": {"web", "gate", "api", "field", "open311"}, "gate": nil, "api": {"gate"},
			"field":   {"gate"},
			"open311": {"gate"}}},
	{"tools", []string{"loop", "platform", "core", "parts", "city", "faces"},
		map[string][]string{"demo": nil, "bench": {"demo"}, "slowest": nil}},
	{"app", []string{"loop", "platform", "core", "parts", "city", "faces", "tools"},
		map[string][]string{"": {"remote"}, "remote": nil}},
	{"cmd", []string{"app", "platform/document", "platform/photo"}, map[string][]string{"xiaohao": nil}},
}

// folderOf is the folder of a part beneath parts; the names of two in the data are older than their folders.
func folderOf(name string) string {
	folders, _ := filepath.Glob("../parts/*")
	for _, f := range folders {
		if folder := filepath.Base(f); store.PartOf("parts/"+folder) == name {
			return folder
		}
	}
	return name
}

// parts are the folders of those of the list, each with the parts that it says it uses. One folder is no part:
// spreadsheets, which bring parts in and out.
func parts() map[string][]string {
	out := map[string][]string{"sheet": {"atlas", "chief", "indicator", "origin", "patrol", "point", "standard"}}
	for _, p := range city.Parts() {
		var uses []string
		for _, u := range p.Uses {
			uses = append(uses, folderOf(u))
		}
		out[folderOf(p.Name)] = uses
	}
	out["intake"] = append(out["intake"], "sheet") // it takes spreadsheets in
	return out
}

// only names the packages that alone may import something.
var only = map[string][]string{
	"modernc.org/sqlite":           {"platform/store"},
	"github.com/jackc":             {"platform/store"},
	"github.com/emmansun/gmsm/sm3": {"core/ledger"},
	"github.com/emmansun/gmsm/sm2": {"parts/seal"},
	"github.com/transparency-dev":  {"parts/seal"},
	"github.com/wneessen/go-mail":  {"platform/deliver"},
	"github.com/xuri/excelize/v2":  {"parts/sheet"},
	"github.com/parquet-go":        {"parts/opendata"},
	"net/http": {"faces", "app", "tools/bench", "platform/deliver",
		"platform/georeport"},
	"golang.org/x/time/rate":        {"faces/gate"},
	"html/template":                 {"faces/web", "faces/field"},
	"go.yaml.in/yaml/v3":            {"core/policy"},
	"golang.org/x/crypto/argon2":    {"core/org"},
	"github.com/gen2brain/heic":     {"platform/photo"},
	"github.com/bep/imagemeta":      {"platform/photo"},
	"github.com/yeqown/go-qrcode":   {"faces/web/kit"},
	"database/sql":                  {"platform/store", "core", "parts", "tools/bench"},
	"github.com/tetratelabs/wazero": {"platform/document", "platform/photo"},
	"github.com/klippa-app":         {"platform/document"},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Imports", "xiaohao/...")
	out, err := list.Output()
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

// under says that a package is one of a folder, or lies beneath it.
func under(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

// TestImportTable walks all imports of the program.
func TestImportTable(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "xiaohao/")
		if under(name, "e2e") {
			continue
		}
		may, ok := allowed(name)
		if !ok {
			t.Errorf("package %s stands nowhere in the import table", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			own, ours := strings.CutPrefix(i, "xiaohao/")
			if !ours {
				checkLibrary(t, name, i)
			} else if !slices.ContainsFunc(may, func(f string) bool { return under(own, f) }) {
				t.Errorf("%s imports %s; it may only import %v", name, own, may)
			}
		}
	}
}

// allowed lists the folders and packages that a package may import.
func allowed(name string) ([]string, bool) {
	for _, h := range house {
		if !under(name, h.folder) {
			continue
		}
		key, own, ok := h.find(strings.TrimPrefix(strings.TrimPrefix(name, h.folder), "/"))
		if !ok {
			return nil, false
		}
		may := slices.Clone(h.of)
		if own != "" || len(h.own) == 1 {
			// store/storetest and the like stand where their parent stands
			may = append(may, strings.TrimSuffix(h.folder+"/"+own, "/"))
		}
		for _, n := range h.own[key] {
			may = append(may, n, h.folder+"/"+n)
		}
		return may, true
	}
	return nil, false
}

// find gives the entry that a package stands in, and its folder: of all that fit the longest.
func (h floor) find(name string) (key, own string, ok bool) {
	for p := range h.own {
		if name != "" && p == "" && len(h.own) > 1 || p == "*" || p != "" && !under(name, p) ||
			ok && len(p) < len(own) {
			continue
		}
		key, own, ok = p, p, true
	}
	if _, others := h.own["*"]; !ok && others {
		first, _, _ := strings.Cut(name, "/")
		return "*", first, true
	}
	return key, own, ok
}

func checkLibrary(t *testing.T, name, path string) {
	t.Helper()
	if under(name, "loop") && strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
		t.Errorf("%s is pure but imports %s", name, path)
	}
	for p, who := range only {
		if under(path, p) && !slices.ContainsFunc(who, func(f string) bool { return under(name, f) }) {
			t.Errorf("%s imports %s; only %v may", name, path, who)
		}
	}
}

// TestOneClock keeps time.Now in app: everything else gets its clock handed in.
func TestOneClock(t *testing.T) {
	t.Parallel()
	out, _ := exec.Command("grep", "-rln", "--include=*.go", "--exclude=*_test.go", `time\.Now()`, "..").Output()
	for _, f := range strings.Fields(string(out)) {
		f = strings.TrimPrefix(f, "../")
		if !under(f, "app") && !under(f, "tools/bench") && !under(f, "e2e") {
			t.Errorf("%s reads the clock; only app may, and bench, which measures", f)
		}
	}
}

// TestFacesTellWhatWasSaid wants each command that a face gives under an id of the client to carry what was said, so
// that the same id with other content is noticed; what follows from a form's id by the program is named here.
func TestFacesTellWhatWasSaid(t *testing.T) {
	t.Parallel()
	follows := map[string]int{"faces/web/report/unfixed.go": 1}
	out, _ := exec.Command("grep", "-rn", "--include=*.go", "--exclude=*_test.go",
		`desk\.Command{`, "../faces").Output()
	for _, l := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f, _, _ := strings.Cut(strings.TrimPrefix(l, "../"), ":")
		if follows[f]--; follows[f] < 0 && !strings.Contains(l, "Said:") {
			t.Errorf("%s gives a command without what was said", l)
		}
	}
}

// TestPasswordsTakeTheirTime keeps org.Light out of the program: it is for cities whose passwords everybody knows.
func TestPasswordsTakeTheirTime(t *testing.T) {
	t.Parallel()
	out, _ := exec.Command("grep", "-rln", "--include=*.go", "--exclude=*_test.go", "--exclude-dir=webtest",
		`\(org\.Light\|Effort[:=]\|Effort = \)`, "..").Output()
	if found := strings.Fields(string(out)); len(found) > 0 {
		t.Errorf("%q make passwords cheap to guess; only tests may", found)
	}
}
