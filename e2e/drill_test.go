package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaohao/platform/store/pgtest"
	"xiaohao/platform/store/storetest"
)

// drill is the pair of the page docs/operations.md, and who reports meanwhile.
type drill struct {
	t             *testing.T
	first, second *pgtest.Server
	s             *server
	env           []string
	data          string
	noted         int
	promoted      bool
}

// TestDrillAsWritten runs the monthly drill of docs/operations.md line by line: a pair whose second was made from a
// base backup of the first while commits waited for standbys. Reports are taken again after the third step, and not
// before; at the end commits wait for the old first.
func TestDrillAsWritten(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // it has servers of its own
	}
	d := &drill{t: t, first: pgtest.Start(t), data: filepath.Join(t.TempDir(), "city")}
	d.first.Database("city", "UTF8", "C")
	d.first.Do("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
	d.first.Do("postgres", "SELECT pg_reload_conf()")
	d.second = d.first.Standby("second")
	d.env = append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB="+pgtest.MultiDSN("city", d.first, d.second))
	bin := built(t)
	run(t, bin, d.env, "migrate", "-data", d.data)
	settle(t, bin, d.data, t.TempDir(), d.env)
	var err error
	if d.s, err = startServer(bin, d.data, d.env, "-trust-loopback"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.s.kill)
	d.reports(true)
	steps := pageSteps(t, "../docs/operations.md", "## The drill")
	if len(steps) < 6 {
		t.Fatalf("%d steps", len(steps))
	}
	for _, step := range steps {
		for _, line := range step {
			d.run(line)
		}
		if d.promoted {
			d.promoted = false
			d.reports(false) // promoting is not enough: the page says so
		}
	}
	d.reports(true)
	if err := d.s.end(os.Interrupt); err != nil {
		t.Errorf("%v: %s", err, d.s.errs)
	}
}

// reports gives a report until it is taken, or once where it must not be.
func (d *drill) reports(taken bool) {
	d.t.Helper()
	client, id := &http.Client{Timeout: 30 * time.Second}, newID()
	report := func() error {
		a, err := ask(client, "POST", d.s.url+"/api/v1/reports", "",
			map[string]any{"id": id, "area": "430405000000", "text": "路灯不亮"})
		if err == nil && a.status > 201 {
			err = fmt.Errorf("%d %s", a.status, a.body)
		}
		return err
	}
	if taken {
		d.second.Until("a report is taken", report)
		return
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if report() == nil {
			d.t.Error("a report was taken before the page says that it is")
			return
		}
	}
}

var (
	psqlLine = regexp.MustCompile(`^psql city( -c "[^"]*")+$`)
	psqlSQL  = regexp.MustCompile(`-c "([^"]*)"`)
)

// run does what a line of the page says.
func (d *drill) run(line string) {
	d.t.Helper()
	d.t.Log(line)
	switch {
	case strings.HasPrefix(line, "kill -9 "):
		d.first.Kill()
	case line == "pg_ctlcluster 15 main promote":
		d.second.Promote()
		d.promoted = true
	case strings.HasPrefix(line, "pg_basebackup "):
		d.first = d.second.Standby("first") // the same, in a folder of the test's
	case strings.HasPrefix(line, "xiaohao verify -data /srv/xiaohao "):
		words := strings.Fields(strings.Replace(line, "/srv/xiaohao", d.data, 1))
		cmd := exec.Command(built(d.t), words[1:]...)
		cmd.Env = d.env
		if out, err := cmd.CombinedOutput(); err != nil {
			d.t.Errorf("verify: %v\n%s", err, out)
		}
		if now := d.ask(d.second, "SELECT seq FROM heads"); now < d.noted {
			d.t.Errorf("the head is %d, and was %d", now, d.noted)
		}
	case psqlLine.MatchString(line):
		for _, m := range psqlSQL.FindAllStringSubmatch(line, -1) {
			d.psql(m[1])
		}
	default:
		d.t.Errorf("the page has a line that this test does not know: %s", line)
	}
}

func (d *drill) psql(text string) {
	d.t.Helper()
	switch {
	case strings.HasPrefix(text, "SELECT seq"):
		d.noted = d.ask(d.first, text)
	case strings.HasPrefix(text, "SELECT sync_state"):
		d.second.Until("the standby is waited for", func() error {
			var state string
			if err := d.second.Ask("city", &state, text); err != nil || state != "quorum" {
				return fmt.Errorf("%q, %v", state, err)
			}
			return nil
		})
	default:
		d.second.Do("city", text)
	}
}

func (d *drill) ask(s *pgtest.Server, text string) (n int) {
	d.t.Helper()
	if err := s.Ask("city", &n, text); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// pageSteps are the lines of code of a page's chapter, by its numbered steps; a line that ends with a backslash goes
// on.
func pageSteps(t *testing.T, file, chapter string) (steps [][]string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(b), "\n"+chapter)
	if !ok {
		t.Fatalf("%s has no chapter %s", file, chapter)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	for _, line := range strings.Split(strings.ReplaceAll(text, "\\\n", " "), "\n") {
		code, isCode := strings.CutPrefix(line, "        ")
		switch number, _, ok := strings.Cut(line, ". "); {
		case isCode && len(steps) > 0:
			steps[len(steps)-1] = append(steps[len(steps)-1], strings.TrimSpace(code))
		case ok:
			if _, err := strconv.Atoi(number); err == nil {
				steps = append(steps, nil)
			}
		}
	}
	return steps
}
