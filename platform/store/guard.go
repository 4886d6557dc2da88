package store

import (
	"fmt"
	"path"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// Tests look at every text that is executed: whose package does it, and does that part own the tables? See Judge.
// A program that serves never asks for it and pays a comparison with nil.

// movers are the files and folders of the project that may touch tables of others, each with the reason. Tests may too.
var movers = []struct{ path, why string }{
	{"platform/store/migrate.go", "makes and changes the tables of all parts by their own steps"},
	{"platform/store/drop.go", "takes the tables of a part away that the program lacks"},
	{"platform/store/carry.go", "copies the rows of a city into another database, whatever they are"},
	{"core/part/folder.go", "empties the tables that a part names for what it folds"},
	{"core/part/refold.go", "compares each table of a part with the same table folded again"},
	{"core/views/audit_org.go", "compares the tables of org with the same tables folded again"},
	{"tools/bench/", "fills towns with copies of all tables' rows, and measures texts beside the program"},
	{"city/citytest/", "is a helper of tests"},
	{"platform/store/storetest/", "is a helper of tests, and tells what two databases hold"},
}

// isMover says whether a file of the project is one of the movers, or a test.
func isMover(file string) bool {
	if strings.HasSuffix(file, "_test.go") {
		return true
	}
	for _, m := range movers {
		if strings.HasPrefix(file, m.path) {
			return true
		}
	}
	return false
}

// breach is told what a package did that it must not do; nil while nobody looks.
var breach atomic.Pointer[func(what string)]

// Guard makes every database that is opened from now on look at its texts, once its tables are known (Migrate,
// Current), and tell what a package must not do. It is for tests alone.
func Guard(tell func(what string)) { breach.Store(&tell) }

// guard looks at the texts of one database. A nil guard looks at nothing.
type guard struct {
	tell    func(string)
	tables  atomic.Pointer[Ownership]
	callers sync.Map // caller by program counter
	fine    sync.Map // asked
}

type asked struct{ part, text string }

// caller is what is known of a place in the program.
type caller struct {
	inside bool   // in this package or outside the project: whoever called it counts
	mover  bool   // may do all
	part   string // see PartOf
	place  string
}

func newGuard() *guard {
	if tell := breach.Load(); tell != nil {
		return &guard{tell: *tell}
	}
	return nil
}

// know takes over whose the tables are.
func (g *guard) know(steps []Step) {
	if g == nil {
		return
	}
	if o, err := OwnershipOf(steps); err == nil {
		g.tables.Store(o)
		g.fine.Clear()
	} else {
		g.tell(err.Error())
	}
}

// saw looks at a text that is about to be executed.
func (g *guard) saw(text string) {
	if g == nil {
		return
	}
	o := g.tables.Load()
	if o == nil {
		return
	}
	c := g.whoAsks()
	if c.mover || c.place == "" {
		return
	}
	a := asked{c.part, text}
	if _, ok := g.fine.Load(a); ok {
		return
	}
	if err := o.Judge(c.part, text); err != nil {
		g.tell(fmt.Sprintf("%v (in %s)\n%s", err, c.place, text))
		return
	}
	g.fine.Store(a, true)
}

// whoAsks finds the first function of the project outside this package, or a mover on the way to it.
func (g *guard) whoAsks() caller {
	var pcs [64]uintptr
	for _, pc := range pcs[:runtime.Callers(3, pcs[:])] {
		known, ok := g.callers.Load(pc)
		if !ok {
			known = callerAt(pc)
			g.callers.Store(pc, known)
		}
		if c := known.(caller); !c.inside {
			return c
		}
	}
	return caller{}
}

// root is how the names of the project's files begin, as the compiler noted them.
var root = func() string {
	_, file, _, _ := runtime.Caller(0)
	return strings.TrimSuffix(file, "platform/store/guard.go")
}()

// callerAt goes by the file: a function that was inlined into one of another package has the name of that one.
func callerAt(pc uintptr) caller {
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	file, ours := strings.CutPrefix(f.File, root)
	folder := path.Dir(file)
	switch {
	case ours && isMover(file):
		return caller{mover: true}
	case !ours || folder == "platform/store":
		return caller{inside: true}
	}
	return caller{part: PartOf(folder), place: fmt.Sprintf("%s:%d", file, f.Line)}
}

// older are the folders of parts whose name in the data is older than the folder's, and stays.
var older = map[string]string{"parts/secondlook": "recheck", "parts/duplicate": "pattern"}

// PartOf is the part that a folder of the project belongs to: the last name of core/NAME and parts/NAME, or its older
// one, and of e2e/NAME for parts of the tests, which own tables; "" for all others, which own none.
func PartOf(folder string) string {
	if name := older[folder]; name != "" {
		return name
	}
	names := strings.Split(folder, "/")
	if len(names) > 1 && (names[0] == "core" || names[0] == "parts" || names[0] == "e2e") {
		return names[1]
	}
	return ""
}
