package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets this program be slowest itself, for the test that runs it.
func TestMain(m *testing.M) {
	if os.Getenv("SLOWEST") == "1" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestAsGoTest runs packages that pass, fail, die and do not compile. All that a failure says is there, nothing that
// a test says which passed, and the exit code is go test's.
func TestAsGoTest(t *testing.T) {
	t.Parallel()
	const head = "package p\n\nimport (\n\"fmt\"\n\"os\"\n\"testing\"\n)\n\nvar _, _ = fmt.Println, os.Exit\n\n"
	dir := t.TempDir()
	write(t, dir, "go.mod", "module m\n\ngo 1.26\n")
	write(t, dir, "good/p_test.go", head+"func TestGood(t *testing.T) { fmt.Println(\"hidden\"); t.Log(\"hidden\") }\n"+
		"func TestSkipped(t *testing.T) { t.Skip(\"hidden\") }\n")
	write(t, dir, "bad/p_test.go", head+"func TestBad(t *testing.T) {\n"+
		"t.Run(\"sub\", func(t *testing.T) { t.Error(\"shown\") })\n"+
		"t.Run(\"other\", func(t *testing.T) { t.Log(\"hidden\") }) }\n"+
		"func TestFine(t *testing.T) { t.Log(\"hidden\") }\n")
	write(t, dir, "dead/p_test.go", head+"func TestDies(t *testing.T) { t.Log(\"last words\"); panic(\"oh\") }\n")
	write(t, dir, "broken/p_test.go", head+"func TestBroken(t *testing.T) { undefined() }\n")
	for _, c := range []struct {
		args         string
		code         int
		want, unwant []string
	}{
		{"./good", 0, []string{"ok  \tm/good\t", "The slowest tests:", "m/good TestGood\n"},
			[]string{"hidden", "=== RUN", "PASS", "FAIL"}},
		{"./good ./bad ./dead ./broken", 1, []string{"ok  \tm/good\t", "--- FAIL: TestBad (", "--- FAIL: TestBad/sub (",
			": shown", "FAIL\tm/bad\t", "last words", "panic: oh", "FAIL\tm/dead\t", "undefined: undefined",
			"FAIL\tm/broken [build failed]", "m/bad TestFine\n"}, []string{"hidden", "=== RUN", "PASS"}},
		{"./none", 1, []string{"none"}, nil},
	} {
		code, said := slowest(t, dir, strings.Fields(c.args)...)
		if code != c.code {
			t.Errorf("%s: exit %d, want %d", c.args, code, c.code)
		}
		for _, w := range c.want {
			if !strings.Contains(said, w) {
				t.Errorf("%s: %q is missing in\n%s", c.args, w, said)
			}
		}
		for _, w := range c.unwant {
			if strings.Contains(said, w) {
				t.Errorf("%s: %q is shown in\n%s", c.args, w, said)
			}
		}
	}
}

// TestSlowestFirst wants the ten that took longest, the longest first; of the parts of a test those that ran beside it.
func TestSlowestFirst(t *testing.T) {
	t.Parallel()
	var in, out strings.Builder
	for n := range 12 {
		fmt.Fprintf(&in, `{"Action":"pass","Package":"m/p","Test":"Test%d","Elapsed":%d.25}`+"\n", n, n)
		fmt.Fprintf(&in, `{"Action":"pass","Package":"m/p","Test":"Test%d/part","Elapsed":%d}`+"\n", n, n)
	}
	in.WriteString(`{"Action":"pass","Package":"m/p","Test":"TestWide/beside","Elapsed":99.25}` + "\n" +
		`{"Action":"pass","Package":"m/p","Test":"TestWide","Elapsed":0}` + "\n")
	in.WriteString(`{"Action":"output","Package":"m/p","Output":"ok  \tm/p\t66.0s\n"}` + "\n" +
		`{"Action":"pass","Package":"m/p","Elapsed":66}`)
	if err := show(&out, strings.NewReader(in.String())); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("ok  \tm/p\t66.0s\n\nThe slowest tests:\n")
	want.WriteString("   99.2 s  m/p TestWide/beside\n")
	for n := 11; n >= 3; n-- {
		fmt.Fprintf(&want, "%7.1f s  m/p Test%d\n", float64(n)+0.25, n)
	}
	if out.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want.String())
	}
}

// slowest runs the program in a folder and gives its exit code and all that it said.
func slowest(t *testing.T, dir string, args ...string) (int, string) {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "SLOWEST=1", "GOFLAGS=")
	out, err := c.CombinedOutput()
	if err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
