package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"xiaohao/loop/calendar"
	"xiaohao/platform/document"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

func TestMain(m *testing.M) {
	document.Helper() // as main does: Word and PDF are decoded by this very binary
	testscript.Main(tests{m}, map[string]func(){"xiaohao": func() { os.Exit(program().Run(os.Args[1:])) }})
}

// TestScripts runs testdata/script: the product as somebody who uses it sees it.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv(clockFile, filepath.Join(e.WorkDir, "clock"))
			e.Setenv("XIAOHAO_LANG", "en")
			if storetest.OnServer() {
				dsn := storetest.ServerDSN(t)
				must(t, "migrate", "-data", e.WorkDir, "-db", dsn)
				e.Setenv("XIAOHAO_DB", dsn)
				e.Setenv("SERVER", dsn)
				e.Setenv("LARGE", store.InSchema(dsn, "bench_1200"))
			}
			s := &script{tokens: map[string]string{}, passwords: map[string]string{},
				client: &http.Client{Timeout: 30 * time.Second}}
			e.Values[scriptKey{}] = s
			e.Defer(func() {
				if s.server != nil {
					s.server.kill()
				}
			})
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "server" {
				return storetest.OnServer(), nil
			}
			return false, fmt.Errorf("nobody knows the condition %s", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serveCmd, "shutdown": shutdownCmd, "crash": crashCmd, "now": nowCmd, "advance": advanceCmd,
			"enter": enterCmd, "http": httpCmd, "give": giveCmd,
			"say": sayCmd, "upload": uploadCmd, "want": wantCmd, "keep": keepCmd, "eventually": eventuallyCmd,
			"sheet": sheetCmd, "wantexit": wantExitCmd, "times": timesCmd, "moment": momentCmd, "points": pointsCmd,
			"exact": exactCmd, "listed": listedCmd, "step": stepCmd, "press": pressCmd, "found": foundCmd,
		},
	})
}

type scriptKey struct{}

// script is what one running script has at hand.
type script struct {
	server            *server
	client            *http.Client
	tokens, passwords map[string]string // by login
	last              answer
	photos            int
}

func of(ts *testscript.TestScript) *script { return ts.Value(scriptKey{}).(*script) }

// serve DATA [FLAG…] starts the server and sets $URL.
func serveCmd(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	bin, err := exec.LookPath("xiaohao")
	ts.Check(err)
	env := append(os.Environ(), clockFile+"="+ts.Getenv(clockFile), "XIAOHAO_LANG=en",
		"XIAOHAO_DB="+ts.Getenv("XIAOHAO_DB"))
	s.server, err = startServer(bin, ts.MkAbs(args[0]), env, append([]string{"-trust-loopback"}, args[1:]...)...)
	ts.Check(err)
	ts.Setenv("URL", s.server.url)
}

// shutdown asks the server to end and wants it to end well.
func shutdownCmd(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(of(ts).server.end(syscall.SIGTERM))
	of(ts).server = nil
}

// crash is kill -9.
func crashCmd(ts *testscript.TestScript, _ bool, _ []string) {
	of(ts).server.kill()
	of(ts).server = nil
}

// now DATE TIME sets the city's clock; it runs on from there.
func nowCmd(ts *testscript.TestScript, _ bool, args []string) {
	t, err := time.ParseInLocation("2006-01-02 15:04", strings.Join(args, " "), time.FixedZone("CST", 8*3600))
	ts.Check(err)
	setClock(ts, calendar.Of(t).Since(calendar.Of(time.Now())))
}

// moment VAR DATE TIME keeps an instant as the interface wants it.
func momentCmd(ts *testscript.TestScript, _ bool, args []string) {
	t, err := time.ParseInLocation("2006-01-02 15:04", strings.Join(args[1:], " "), time.FixedZone("CST", 8*3600))
	ts.Check(err)
	ts.Setenv(args[0], strconv.FormatInt(int64(calendar.Of(t)), 10))
}

// advance DURATION moves it on.
func advanceCmd(ts *testscript.TestScript, _ bool, args []string) {
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	setClock(ts, offset(ts.Getenv(clockFile))+d.Microseconds())
}

// setClock replaces the file in one step, so that the server never reads half of it.
func setClock(ts *testscript.TestScript, n int64) {
	file := ts.Getenv(clockFile)
	ts.Check(os.WriteFile(file+".new", []byte(strconv.FormatInt(n, 10)), 0o600))
	ts.Check(os.Rename(file+".new", file))
}

// enter LOGIN FIRST [NEW] logs in; with NEW it changes the first password, as everybody must.
func enterCmd(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	s.passwords[args[0]] = args[1]
	s.login(ts, args[0])
	if len(args) == 2 {
		return
	}
	a, err := ask(s.client, "PUT", s.server.url+"/api/v1/me/password", s.tokens[args[0]],
		map[string]string{"old": args[1], "new": args[2]})
	ts.Check(err)
	if a.status != 200 {
		ts.Fatalf("%s: %d %s", args[0], a.status, a.body)
	}
	s.passwords[args[0]] = args[2]
}

func (s *script) login(ts *testscript.TestScript, login string) {
	a, err := ask(s.client, "POST", s.server.url+"/api/v1/sessions",
		"", map[string]string{"login": login, "password": s.passwords[login]})
	ts.Check(err)
	if a.status != 201 {
		ts.Fatalf("%s cannot log in: %d %s", login, a.status, a.body)
	}
	s.tokens[login], s.last = a.at("token"), a
}

// http [as LOGIN] METHOD PATH [@FILE | FIELD=TEXT | FIELD:=JSON …] sends a request; a write without an id gets a
// fresh one.
func httpCmd(ts *testscript.TestScript, _ bool, args []string) {
	s, login := of(ts), ""
	if args[0] == "as" {
		login, args = args[1], args[2:]
	}
	method, path, rest := args[0], args[1], args[2:]
	var body any
	switch {
	case len(rest) == 1 && strings.HasPrefix(rest[0], "@"):
		body = []byte(ts.ReadFile(rest[0][1:]))
	case method != "GET" && method != "DELETE":
		m := fields(ts, rest)
		if _, ok := m["id"]; !ok && (strings.HasSuffix(path, "/reports") || strings.HasSuffix(path, "/matters") ||
			strings.HasSuffix(path, "/commands") || strings.HasSuffix(path, "/changes")) {
			m["id"] = newID()
		}
		body = m
	}
	s.send(ts, login, method, path, body)
}

// send logs in again when the session has run out.
func (s *script) send(ts *testscript.TestScript, login, method, path string, body any) {
	var err error
	if login != "" && s.tokens[login] == "" {
		s.login(ts, login)
	}
	s.last, err = ask(s.client, method, s.server.url+path, s.tokens[login], body)
	ts.Check(err)
	if s.last.status == 401 && s.passwords[login] != "" {
		s.login(ts, login)
		s.last, err = ask(s.client, method, s.server.url+path, s.tokens[login], body)
		ts.Check(err)
	}
	ts.Logf("%s %s %s -> %d %.600s", login, method, path, s.last.status, s.last.body)
	ts.Check(os.WriteFile(ts.MkAbs("answer"), s.last.body, 0o600))
}

// fields reads FIELD=TEXT and FIELD:=JSON.
func fields(ts *testscript.TestScript, args []string) map[string]any {
	m := map[string]any{}
	for _, a := range args {
		k, v, ok := strings.Cut(a, "=")
		if !ok {
			ts.Fatalf("%q is no FIELD=TEXT", a)
		}
		if !strings.HasSuffix(k, ":") {
			m[k] = v
			continue
		}
		d := json.NewDecoder(strings.NewReader(v))
		d.UseNumber()
		var x any
		if err := d.Decode(&x); err != nil {
			ts.Fatalf("%s: %v", a, err)
		}
		m[strings.TrimSuffix(k, ":")] = x
	}
	return m
}

// give LOGIN MATTER COMMAND [FIELD…] gives a command.
func giveCmd(ts *testscript.TestScript, _ bool, args []string) {
	of(ts).send(ts, args[0], "POST", "/api/v1/matters/"+args[1]+"/commands", command(ts, args[2], args[3:]))
}

// say RECEIPT COMMAND [FIELD…] is what the holder of a receipt says.
func sayCmd(ts *testscript.TestScript, _ bool, args []string) {
	of(ts).send(ts, "", "POST", "/api/v1/reports/"+args[0]+"/commands", command(ts, args[1], args[2:]))
}

func command(ts *testscript.TestScript, name string, args []string) map[string]any {
	body := fields(ts, args)
	id, ok := body["id"]
	if !ok {
		id = newID()
	}
	delete(body, "id")
	return map[string]any{"id": id, "command": name, "body": body}
}

// upload VAR [LOGIN] hands in a photo that the test draws and keeps its token.
func uploadCmd(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	s.photos++
	s.send(ts, strings.Join(args[1:], ""), "POST", "/api/v1/photos", picture(s.photos))
	if s.last.status != 201 {
		ts.Fatalf("upload: %d %s", s.last.status, s.last.body)
	}
	ts.Setenv(args[0], s.last.at("token"))
}

// want STATUS [PATH VALUE]… looks at the last answer; VALUE may be * for anything, and ~x for a text or list that has
// x.
func wantCmd(ts *testscript.TestScript, neg bool, args []string) {
	if why := of(ts).last.differs(args); (why != "") != neg {
		ts.Fatalf("%s: %s", why, of(ts).last.body)
	}
}

func (a answer) differs(want []string) string {
	if strconv.Itoa(a.status) != want[0] {
		return fmt.Sprintf("status %d, want %s", a.status, want[0])
	}
	for i := 1; i+1 < len(want); i += 2 {
		got, w := a.at(want[i]), want[i+1]
		part, some := strings.CutPrefix(w, "~")
		if at, ok := strings.CutPrefix(w, "≈"); ok && sameMinute(got, at) { // the clock runs on while a script does
			continue
		}
		if got != w && (w != "*" || got == "") && (!some || !strings.Contains(got, part)) {
			return fmt.Sprintf("%s is %q, want %q", want[i], got, w)
		}
	}
	return ""
}

func sameMinute(a, b string) bool {
	x, err := strconv.ParseInt(a, 10, 64)
	y, err2 := strconv.ParseInt(b, 10, 64)
	return err == nil && err2 == nil && x/60e6 == y/60e6
}

// times N TEXT wants a text so often in the last answer.
func timesCmd(ts *testscript.TestScript, _ bool, args []string) {
	if n := strings.Count(string(of(ts).last.body), args[1]); strconv.Itoa(n) != args[0] {
		ts.Fatalf("%s: %d times, want %s: %s", args[1], n, args[0], of(ts).last.body)
	}
}

// keep VAR PATH keeps a value of the last answer.
func keepCmd(ts *testscript.TestScript, _ bool, args []string) {
	v := of(ts).last.at(args[1])
	if v == "" {
		ts.Fatalf("no %s in %s", args[1], of(ts).last.body)
	}
	ts.Setenv(args[0], v)
}

// eventually LOGIN PATH STATUS [PATH VALUE]… asks again for a minute.
func eventuallyCmd(ts *testscript.TestScript, _ bool, args []string) {
	s, why := of(ts), ""
	for range 600 {
		s.send(ts, args[0], "GET", args[1], nil)
		if why = s.last.differs(args[2:]); why == "" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s: %s", why, s.last.body)
}

// sheet TEXT… wants the last answer, or FILE when the first word ends in .xlsx, to be a spreadsheet with these texts
// in it.
func sheetCmd(ts *testscript.TestScript, neg bool, args []string) {
	raw := of(ts).last.body
	if strings.HasSuffix(args[0], ".xlsx") {
		raw, args = []byte(ts.ReadFile(args[0])), args[1:]
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	ts.Check(err)
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		ts.Check(err)
		_, err = io.Copy(&all, r)
		ts.Check(err)
	}
	for _, a := range args {
		if strings.Contains(all.String(), a) == neg {
			ts.Fatalf("%q in the sheet: %v", a, !neg)
		}
	}
}

// wantexit CODE ARG… runs the program and wants this exit code; what it said is in the files out and err.
func wantExitCmd(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("xiaohao", args[1:]...)
	got := 0
	var e *exec.ExitError
	if errors.As(err, &e) {
		got = e.ExitCode()
	} else {
		ts.Check(err)
	}
	said := slices.Concat([]byte(ts.ReadFile("stdout")), []byte(ts.ReadFile("stderr")))
	ts.Check(os.WriteFile(ts.MkAbs("said"), said, 0o600))
	if got != want {
		ts.Fatalf("xiaohao %s: exit %d, want %d: %s", strings.Join(args[1:], " "), got, want, said)
	}
}
