package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestReadmesOwnCity runs the first steps of README.md, word by word and in their order, on a machine where nothing is
// yet; the lists are what a city would bring.
func TestReadmesOwnCity(t *testing.T) {
	t.Parallel()
	_, text, ok := strings.Cut(page(t, "README.md"), "\n## A city of your own\n")
	if !ok {
		t.Fatal("README.md does not say how to make a city of one's own")
	}
	text, _, _ = strings.Cut(text, "\n## ")
	dir, bin := t.TempDir(), built(t)
	if err := os.WriteFile(filepath.Join(dir, "areas.csv"), []byte("code,name\n430400000000,衡阳市\n"+
		"430405000000,珠晖区\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	book(t, filepath.Join(dir, "units.xlsx"), []any{"code", "name", "parent", "area"},
		[]any{"cg", "城管局", "", "430405000000"})
	book(t, filepath.Join(dir, "people.xlsx"), []any{"login", "name", "post", "area", "unit"},
		[]any{"wang", "王", "unit_clerk", "", "cg"})
	env := append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB=")
	ran, served := 0, false
	for _, line := range strings.Split(text, "\n") {
		line, isCode := strings.CutPrefix(line, "    ")
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if !isCode || len(words) < 2 || words[0] != "bin/xiaohao" {
			continue
		}
		ran++
		if words[1] == "serve" {
			served = true
			ownCityServes(t, bin, dir, env, words[2:])
			continue
		}
		cmd := exec.Command(bin, words[1:]...)
		cmd.Dir, cmd.Env, cmd.Stdin = dir, env, strings.NewReader(password+"\n"+password+"\n")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
	if ran < 5 || !served {
		t.Errorf("%d lines were run, served: %v", ran, served)
	}
}

var everywhere = regexp.MustCompile(`^0\.0\.0\.0:\d+$`)

// ownCityServes starts the server as the page says, but on a port that is free, and logs the administrator in.
func ownCityServes(t *testing.T, bin, dir string, env, args []string) {
	t.Helper()
	var rest []string
	data := ""
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "-listen" && i+1 < len(args) && everywhere.MatchString(args[i+1]):
			i++
		case args[i] == "-data" && i+1 < len(args):
			i++
			data = filepath.Join(dir, args[i])
		default:
			rest = append(rest, args[i])
		}
	}
	s, err := startServer(bin, data, env, rest...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.kill()
	c := &testCity{t: t, client: &http.Client{Timeout: 20 * time.Second}, server: s}
	token := c.must("", "POST", "/api/v1/sessions",
		map[string]string{"login": "admin", "password": password}).at("token")
	if token == "" {
		t.Error("the administrator cannot log in")
	}
}

// book writes a spreadsheet of some rows.
func book(t *testing.T, path string, rows ...[]any) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}
