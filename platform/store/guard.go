package store

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// Tests look at every text that is executed: whose package does it, and does that part own the tables? See Judge.
// A program that serves never asks for it and pays a comparison with nil.

// mover is a function, or a package, that may touch tables of others.
type mover struct {
	name string // how the function's full name begins
	why  string
}

// movers are all of them.
var movers = []mover{
	{"xiaohao/platform/store.(*DB).Migrate", "makes and changes the tables of all parts by their own steps"},
	{"xiaohao/platform/store.Carry", "copies the rows of a city into another database, whatever they are"},
	{"xiaohao/core/part.linesOf", "compares each table of a part with the same table folded again"},
	{"xiaohao/tools/bench.", "fills towns with copies of all tables' rows, and measures texts beside the program"},
	{"xiaohao/city/citytest.", "is a helper of tests"},
	{"xiaohao/platform/store/storetest.", "is a helper of tests, and tells what two databases hold"},
}

// isMover says whether a function is one of the movers, or of a test.
func isMover(f runtime.Frame) bool {
	if strings.HasSuffix(f.File, "_test.go") {
		return true
	}
	for _, m := range movers {
		if strings.HasPrefix(f.Function, m.name) {
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
	part   string // the last folder of its package
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

func callerAt(pc uintptr) caller {
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	pkg := packageOf(f.Function)
	if isMover(f) {
		return caller{mover: true}
	}
	if !strings.HasPrefix(pkg, "xiaohao/") || pkg == "xiaohao/platform/store" {
		return caller{inside: true}
	}
	return caller{part: PartOf(pkg), place: fmt.Sprintf("%s, line %d", f.Function, f.Line)}
}

// packageOf is the path of a function's package: "a/b/c" of "a/b/c.(*T).Do".
func packageOf(function string) string {
	slash := strings.LastIndexByte(function, '/')
	if dot := strings.IndexByte(function[slash+1:], '.'); dot >= 0 {
		return function[:slash+1+dot]
	}
	return function
}

// PartOf is the part that a package belongs to: the folder's name of those under core and parts, which own tables; ""
// for all others, which own none.
func PartOf(pkg string) string {
	path := strings.Split(strings.TrimPrefix(pkg, "xiaohao/"), "/")
	if len(path) > 1 && (path[0] == "core" || path[0] == "parts") {
		return path[1]
	}
	return ""
}
