package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/app"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// outcome is what verify -json prints.
type outcome struct {
	OK       bool     `json:"ok"`
	Events   int64    `json:"events"`
	Compared []string `json:"compared"`
	Behind   []string `json:"behind"`
	Faults   []string `json:"faults"`
}

// proved runs verify -json, wants one object on one line to be all of standard output, and an exit code.
func proved(t *testing.T, want int, args ...string) (o outcome) {
	t.Helper()
	var out, said bytes.Buffer
	p := app.System()
	p.Out, p.Err, p.Env = &out, &said, english
	code := p.Run(append([]string{"verify", "-json"}, args...))
	d := json.NewDecoder(bytes.NewReader(out.Bytes()))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil || strings.Count(out.String(), "\n") != 1 ||
		strings.Contains(out.String(), "null") {
		t.Fatalf("exit %d, standard output %q (%v), standard error %s", code, out.String(), err, said.String())
	}
	if code != want || o.OK != (code == app.OK) {
		t.Errorf("exit %d, want %d: %s%s", code, want, out.String(), said.String())
	}
	return o
}

// has wants words in one of some lines.
func has(t *testing.T, lines []string, words string) {
	t.Helper()
	if !strings.Contains(strings.Join(lines, "\n"), words) {
		t.Errorf("%q is not in %q", words, lines)
	}
}

// TestVerifyCursors: a cursor beyond the end hides nothing; one behind is named and is no fault; a cursor of nobody is.
func TestVerifyCursors(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // TestTamper alters each cursor there
	}
	whole := filepath.Join(t.TempDir(), "city")
	smallCity(t, whole)
	o := proved(t, app.OK, "-data", whole)
	if o.Events < 200 || len(o.Behind) > 0 || len(o.Faults) > 0 {
		t.Errorf("the whole city: %+v", o)
	}
	for _, table := range []string{"events", "cursors", "matters", "spots", "search", "seals", "pattern_pass",
		"releases", "public_matters", "search_public", "publicity_papers", "screen_texts"} {
		has(t, o.Compared, table)
	}
	emptied := []string{"spots", "recur_offs", "pattern_matters", "recheck_strikes", "trend_counts", "alarm_photos"}
	for what, c := range map[string]struct {
		text           string
		code           int
		behind, faults []string
		args           []string
	}{
		"beyond, and tables emptied": {"UPDATE cursors SET seq = 99999999 WHERE name NOT LIKE 'view/%'; DELETE FROM " +
			strings.Join(emptied, "; DELETE FROM "), app.Failed, nil,
			append([]string{"spots.1 stands at"}, emptied...), nil},
		"beyond, of a part's own": {"UPDATE pattern_pass SET seq = 99999999; " +
			"UPDATE release_rules SET seq = 99999999", app.Failed, nil,
			[]string{"pattern_pass stands at", "release_rules stands at"}, nil},
		"behind": {"UPDATE cursors SET seq = seq - 3 WHERE name = 'standard.1'", app.Busy,
			[]string{"standard.1: 3 events behind"}, nil, nil},
		"behind, and accepted": {"UPDATE cursors SET seq = seq - 3 WHERE name = 'standard.1'", app.OK,
			[]string{"standard.1: 3 events behind"}, nil, []string{"-lag", "3"}},
		"further behind": {"UPDATE cursors SET seq = seq - 3 WHERE name = 'standard.1'", app.Busy,
			[]string{"standard.1: 3 events behind"}, nil, []string{"-lag", "2"}},
		"behind, and a row altered": {"UPDATE cursors SET seq = seq - 3 WHERE name = 'standard.1'; " +
			"UPDATE standard_versions SET items = items + 1", app.Failed, []string{"standard.1"},
			[]string{"standard_versions: "}, nil},
		"of nobody": {"INSERT INTO cursors VALUES (4304, 'ghost.1', 5)", app.Failed, nil, []string{`"ghost.1"`}, nil},
		"a trigger": {"CREATE TRIGGER sleeper AFTER INSERT ON matters BEGIN DELETE FROM alarms; END", app.Failed, nil,
			[]string{"trigger sleeper on matters"}, nil},
		"a table of the operator's": {"CREATE TABLE mine (city BIGINT)", app.OK, nil, nil,
			[]string{"-allow-table", "mine"}},
	} {
		t.Run(what, func(t *testing.T) {
			city := copyCity(t, whole)
			change(t, city, func(tx *store.Tx) error { return tx.Script(context.Background(), c.text) })
			o := proved(t, c.code, append([]string{"-data", city, "-most", "1000"}, c.args...)...)
			if (len(o.Behind) > 0) != (c.behind != nil) || (len(o.Faults) > 0) != (c.faults != nil) {
				t.Errorf("%+v", o)
			}
			for _, want := range c.behind {
				has(t, o.Behind, want)
			}
			for _, want := range c.faults {
				has(t, o.Faults, want)
			}
		})
	}
	o = proved(t, app.BadData, "-data", filepath.Join(whole, "none"))
	has(t, o.Faults, "none")
}

// TestVerifyWritesNothing proves copies that nobody may write: one that was closed, one with a log left behind. Not a
// byte and not a file is another afterwards. (For the administrator of a machine, permissions are no hindrance; then
// only the second half is looked at.)
func TestVerifyWritesNothing(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // a server writes into no folder of the city's
	}
	closed := filepath.Join(t.TempDir(), "city")
	smallCity(t, closed)
	busy := copyCity(t, closed)
	left := filepath.Join(t.TempDir(), "left")
	change(t, busy, func(tx *store.Tx) error { return tx.Script(t.Context(), "UPDATE boundaries SET area = area") })
	db, err := store.Open(t.Context(), filepath.Join(busy, "xiaohao.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Script(t.Context(), "UPDATE cursors SET seq = seq - 1 WHERE name = 'standard.1'")
	}); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(left, os.DirFS(busy)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(left, "xiaohao.db-shm")); err != nil {
		t.Fatal(err)
	}
	proved(t, app.Busy, "-data", busy) // beside a program that has it open
	for dir, want := range map[string]int{closed: app.OK, left: app.Busy} {
		if err := os.Remove(filepath.Join(dir, "policy.yaml")); err != nil { // the default is read where none is
			t.Fatal(err)
		}
		before := lying(t, dir, 0o555, 0o444)
		o := proved(t, want, "-data", dir)
		if want == app.Busy {
			has(t, o.Behind, "standard.1: 1 events behind")
		}
		if after := lying(t, dir, 0o755, 0o644); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
	}
}

// lying is every file of a folder with what is in it; then the permissions are changed.
func lying(t *testing.T, dir string, folders, files fs.FileMode) string {
	t.Helper()
	var out strings.Builder
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		paths = append(paths, path)
		if d.IsDir() {
			fmt.Fprintln(&out, path)
			return nil
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&out, "%s %x\n", path, sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		mode := files
		if s, err := os.Stat(path); err == nil && s.IsDir() {
			mode = folders
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// TestVerifyCitiesOfOneDatabase: what another city of the database has, sealed or altered, is no fault of this one.
func TestVerifyCitiesOfOneDatabase(t *testing.T) {
	t.Parallel()
	server := storetest.ServerDSN(t)
	first := filepath.Join(t.TempDir(), "first")
	smallCity(t, first)
	must(t, "migrate", "-data", first, "-db", server)
	must(t, "move", "-data", first, "-from", filepath.Join(first, "xiaohao.db"), "-to", server)
	second := t.TempDir()
	text, err := os.ReadFile(filepath.Join(first, "policy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte("code: 4304"), []byte("code: 4303"))
	if err := os.WriteFile(filepath.Join(second, "policy.yaml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	areas := written(t, t.TempDir(), "areas", "code,name\n430300000000,湘潭市\n")
	must(t, "import", "-data", second, "-db", server, "areas", areas)
	must(t, "seal", "-data", second, "-db", server)
	for _, data := range []string{first, second} {
		if o := proved(t, app.OK, "-data", data, "-db", server); len(o.Faults)+len(o.Behind) > 0 {
			t.Errorf("%+v", o)
		}
	}
	if one, two := proved(t, app.OK, "-data", first, "-db", server), proved(t, app.OK, "-data", second, "-db",
		server); one.Events <= two.Events {
		t.Errorf("%d and %d events", one.Events, two.Events)
	}
}
