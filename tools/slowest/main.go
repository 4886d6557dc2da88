// Slowest runs go test with the arguments it is given and prints what go test would, a line for each package and all
// that a failure said, and then the tests that took longest. Its exit code is go test's.
//
//	go run ./tools/slowest -tags nodynamic ./...
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// most is how many tests are named at the end.
const most = 10

// event is one line of go test -json (go doc test2json).
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
}

func main() {
	test := exec.Command("go", append([]string{"test", "-json"}, os.Args[1:]...)...)
	test.Stderr = os.Stderr
	out, err := test.StdoutPipe()
	if err == nil {
		err = test.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "slowest:", err)
		os.Exit(1)
	}
	shown := show(os.Stdout, out)
	err = test.Wait()
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended):
		os.Exit(max(1, ended.ExitCode()))
	case cmp.Or(err, shown) != nil:
		fmt.Fprintln(os.Stderr, "slowest:", cmp.Or(err, shown))
		os.Exit(1)
	}
}

// run is a test, or a package (no name) with what it said outside its tests.
type run struct {
	pkg, name string
	seconds   float64
	ended     string // pass, fail or skip; "" while it runs, and for ever when its program died
	said      []string
}

// show prints the events of go test -json as go test prints them without -json, and then the slowest tests.
func show(w io.Writer, events io.Reader) error {
	var all []*run              // tests of all packages that have ended
	runs := map[string][]*run{} // of a package, in the order in which they began
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			all = take(w, line, runs, all)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	all = apart(all)
	slices.SortStableFunc(all, func(a, b *run) int { return cmp.Compare(b.seconds, a.seconds) })
	if len(all) > 0 {
		fmt.Fprintln(w, "\nThe slowest tests:")
	}
	for _, r := range all[:min(most, len(all))] {
		fmt.Fprintf(w, "%7.1f s  %s %s\n", r.seconds, r.pkg, r.name)
	}
	return nil
}

// apart leaves out the parts of a test that its own time counts: those that did not run beside it.
func apart(all []*run) []*run {
	seconds := map[string]float64{}
	for _, r := range all {
		seconds[r.pkg+" "+r.name] = r.seconds
	}
	return slices.DeleteFunc(all, func(r *run) bool {
		i := strings.LastIndex(r.name, "/")
		return i >= 0 && r.seconds <= seconds[r.pkg+" "+r.name[:i]]
	})
}

// take reads one event and gives the tests that have ended so far.
func take(w io.Writer, line string, runs map[string][]*run, all []*run) []*run {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		fmt.Fprint(w, line) // go itself says something, not a test
		return all
	}
	if e.Package == "" {
		fmt.Fprint(w, e.Output) // what the compiler said
		return all
	}
	i := slices.IndexFunc(runs[e.Package], func(r *run) bool { return r.name == e.Test })
	if i < 0 {
		i = len(runs[e.Package])
		runs[e.Package] = append(runs[e.Package], &run{pkg: e.Package, name: e.Test})
	}
	r := runs[e.Package][i]
	switch e.Action {
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") {
			r.said = append(r.said, e.Output)
		}
	case "pass", "fail", "skip":
		r.ended, r.seconds = e.Action, e.Elapsed
		if e.Test == "" {
			end(w, e.Action, runs[e.Package])
			delete(runs, e.Package)
		} else if e.Action != "fail" {
			r.said = nil
		}
		if e.Test != "" {
			return append(all, r)
		}
	}
	return all
}

// end prints the end of a package: its one line, or all that was said by it and by those tests that did not end well.
func end(w io.Writer, action string, runs []*run) {
	var own *run
	for _, r := range runs {
		if r.name == "" {
			own = r
		} else if action == "fail" && r.ended != "pass" && r.ended != "skip" {
			fmt.Fprint(w, strings.Join(r.said, ""))
		}
	}
	for _, line := range own.said {
		if action == "fail" || strings.HasPrefix(line, "ok  \t") || strings.HasPrefix(line, "?   \t") {
			fmt.Fprint(w, line)
		}
	}
}
