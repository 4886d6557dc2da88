package e2e

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"xiaohao/platform/store/storetest"
)

// tests are those of this package, with a folder for what is made once for all of them.
type tests struct{ *testing.M }

// onceDir is that folder, gone when the tests are over.
var onceDir string

// Run runs the tests. More of them run at a time than there are processors, unless the command line says how many:
// they wait for other programs most of the time.
func (m tests) Run() int {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	}
	var err error
	if onceDir, err = os.MkdirTemp("", "xiaohao-e2e-"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(onceDir)
	return m.M.Run()
}

// built is the program: in .ci/run as it is shipped, else these tests, which are the program under another name.
func built(t *testing.T) string {
	t.Helper()
	path, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var buildOnce = sync.OnceValues(func() (string, error) {
	if os.Getenv(storetest.Whole) != "1" {
		return exec.LookPath("xiaohao")
	}
	path := filepath.Join(onceDir, "xiaohao")
	out, err := exec.Command("go", "build", "-tags", "nodynamic", "-o", path, "xiaohao/cmd/xiaohao").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w %s", err, out)
	}
	return path, nil
})

var small struct {
	once sync.Once
	made fs.FS // nil when making it failed
}

// smallCity copies a small city, made once, into a folder. It has had a round, the loop once, and a seal.
func smallCity(t *testing.T, data string) {
	t.Helper()
	small.once.Do(func() {
		dir := filepath.Join(onceDir, "small")
		makeSmallCity(t, dir)
		small.made = os.DirFS(dir)
	})
	if small.made == nil {
		t.Fatal("the small city could not be made")
	}
	if err := os.CopyFS(data, small.made); err != nil {
		t.Fatal(err)
	}
}
