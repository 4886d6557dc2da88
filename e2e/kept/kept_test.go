package kept_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"xiaohao/app"
	"xiaohao/loop/calendar"
)

// keep remakes the kept answers, pages and tables of rights from the kept city, so that an intended change is read as
// a diff. The databases, what was sent to them, seals and events are never remade: that an older program made them is
// what they are for.
var keep = flag.Bool("keep", os.Getenv("XIAOHAO_KEEP") != "", "remake the kept answers and pages from the kept city")

// asProgram, set to a file with an instant in microseconds, makes this test binary the program, with its clock
// standing there.
const asProgram = "XIAOHAO_E2E_CLOCK"

func TestMain(m *testing.M) {
	if clock := os.Getenv(asProgram); clock != "" {
		p := app.System()
		p.Now = func() calendar.Instant { return instant(clock) }
		os.Exit(p.Run(os.Args[1:]))
	}
	flag.Parse()
	code := m.Run()
	shared.end()
	os.Exit(code)
}

func instant(file string) calendar.Instant {
	b, _ := os.ReadFile(file)
	n, _ := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	return calendar.Instant(n)
}

// dir is where everything kept lies.
func dir(name string) string { return filepath.Join("testdata", "kept", filepath.FromSlash(name)) }

func readKept(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(dir(name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func unzipped(t testing.TB, name string) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(readKept(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// state is what the maker of the kept city noted of it.
type state struct {
	Now      calendar.Instant // µs; when it was left
	Key      string           // an API key of the auditor
	Matters  map[string]int64 `json:"m"`
	M1       int64            // the matter that went through the whole loop
	Receipts []string
	Round    int64 `json:"R"`
	Campaign int64 `json:"C"`
}

var stateOf = sync.OnceValues(func() (s state, err error) {
	b, err := os.ReadFile(dir("state.json"))
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	return s, err
})

func kept(t testing.TB) state {
	t.Helper()
	s, err := stateOf()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// city is a folder with a city in it, and where its clock stands.
type city struct {
	data, db, clock string
}

// restored unpacks the kept city of SQLite into a folder and lets the program bring it forward, as it does with any
// city that an older one left.
func restored(folder string) (city, error) {
	c := city{data: filepath.Join(folder, "city"), clock: filepath.Join(folder, "clock")}
	s, err := stateOf()
	if err == nil {
		err = c.set(s.Now)
	}
	if err == nil {
		err = unpack(dir("sqlite.tar.gz"), c.data)
	}
	if err == nil {
		err = c.forward()
	}
	return c, err
}

// forward brings the database to what this program needs.
func (c city) forward() error {
	if code, said := c.run("migrate"); code != 0 {
		return fmt.Errorf("migrate: exit %d: %s", code, said)
	}
	return nil
}

// set puts the clock.
func (c city) set(now calendar.Instant) error {
	file := c.clock + ".new"
	return errors.Join(os.WriteFile(file, []byte(strconv.FormatInt(int64(now), 10)), 0o600), os.Rename(file, c.clock))
}

func unpack(file, to string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		path := filepath.Join(to, filepath.FromSlash(h.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		b, err := io.ReadAll(r)
		if err == nil {
			err = os.WriteFile(path, b, 0o600)
		}
		if err != nil {
			return err
		}
	}
}

// run runs a command of the program on the city and gives its exit code and what it said.
func (c city) run(command string, args ...string) (int, string) {
	var out, bars bytes.Buffer
	p := app.System()
	p.Out, p.Err = &out, &bars
	p.Now = func() calendar.Instant { return instant(c.clock) }
	p.Env = func(name string) string {
		return map[string]string{"XIAOHAO_LANG": "en", "XIAOHAO_DB": c.db}[name]
	}
	code := p.Run(append([]string{command, "-data", c.data}, args...))
	if code != 0 {
		return code, out.String() + bars.String()
	}
	return code, out.String()
}

// must runs a command that has to do.
func (c city) must(t testing.TB, command string, args ...string) string {
	t.Helper()
	code, said := c.run(command, args...)
	if code != 0 {
		t.Fatalf("xiaohao %s %s: exit %d\n%s", command, strings.Join(args, " "), code, said)
	}
	return said
}

// verified proves the city and gives what verify says of the whole. What is new since the city was kept follows the
// ledger from its beginning when the server starts, and is behind until then.
func (c city) verified(t testing.TB) string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(c.must(t, "verify", "-lag", "1000000")), "\n")
	return lines[len(lines)-1]
}

// fresh is a city of its own for a test that writes.
func fresh(t testing.TB) city {
	t.Helper()
	c, err := restored(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// common is the restored city that tests which only read share, with the server before it.
type common struct {
	once   sync.Once
	folder string
	city   city
	server *server
	err    error
}

var shared common

func (s *common) start() {
	if s.folder, s.err = os.MkdirTemp("", "xiaohao-kept-"); s.err != nil {
		return
	}
	if s.city, s.err = restored(s.folder); s.err == nil {
		s.server, s.err = s.city.serve()
	}
}

func (s *common) end() {
	if s.server != nil {
		_ = s.server.stop()
	}
	if s.folder != "" {
		os.RemoveAll(s.folder)
	}
}

// served is the server of the shared city.
func served(t testing.TB) *server {
	t.Helper()
	shared.once.Do(shared.start)
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server
}

// compare holds a text against a kept one, or keeps it; large ones lie gzipped.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := dir(name)
	if *keep {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("%v: XIAOHAO_KEEP=1 keeps it", err)
		return
	}
	if d := differs(string(want), got); d != "" {
		t.Errorf("%s is not what was kept (-) but (+):\n%s", name, d)
	}
}

// differs gives the lines that are in one text and not in the other, each with the line before it; "" for none.
func differs(want, got string) string {
	if want == got {
		return ""
	}
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	var out strings.Builder
	const most = 40
	for i, x := range edits(a, b) {
		if i == most {
			out.WriteString("  …\n")
			break
		}
		out.WriteString(x + "\n")
	}
	return out.String()
}

// edits are the lines that must be taken out and put in, by the longest common run of lines; of long texts only the
// beginning is looked at.
func edits(a, b []string) (out []string) {
	const most = 1500
	a, b = a[:min(len(a), most)], b[:min(len(b), most)]
	n := make([][]int, len(a)+1)
	for i := range n {
		n[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				n[i][j] = n[i+1][j+1] + 1
			} else {
				n[i][j] = max(n[i+1][j], n[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && n[i+1][j] >= n[i][j+1]:
			out, i = append(out, "- "+a[i]), i+1
		default:
			out, j = append(out, "+ "+b[j]), j+1
		}
	}
	return out
}
