package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"xiaohao/app"
	"xiaohao/core/policy"
	"xiaohao/platform/store"
)

// eximConf is a mail server of two domains: city.test, whose bounces go to the program by a pipe, and people.test, whose
// users are those in a file. It takes in mail to whomever, and sends back what it cannot deliver.
const eximConf = `
spool_directory = %[1]s/spool
log_file_path = %[1]s/log/%%slog
pid_file_path = %[1]s/exim.pid
primary_hostname = mail.city.test
daemon_smtp_ports = %[2]d
local_interfaces = 127.0.0.1
deliver_drop_privilege = true
never_users =
tls_advertise_hosts =
acl_smtp_rcpt = anybody
keep_environment =
begin acl
anybody:
  accept
begin routers
bounces:
  driver = accept
  domains = city.test
  local_parts = bounce
  local_part_suffix = +*
  transport = xiaohao
boxes:
  driver = accept
  domains = people.test
  local_parts = lsearch;%[1]s/users
  transport = box
begin transports
box:
  driver = appendfile
  file = %[1]s/box
  envelope_to_add
  return_path_add
xiaohao:
  driver = pipe
  command = %[1]s/xiaohao bounce -url %[3]s
  environment = "XIAOHAO_BOUNCE_SECRET=%[4]s"
  envelope_to_add
  temp_errors = 75
  return_fail_output
`

// postOffice is Exim in a process of its own.
type postOffice struct {
	t    *testing.T
	dir  string
	port int
}

// withoutExim leaves a test out where there is no mail server to be had; in CI that is a failure.
func withoutExim(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal("in CI no test of mail may be left out: " + why)
	}
	t.Skip("mail through another program is not tried: " + why)
}

// newPostOffice makes the folder of a mail server and finds it a port. It runs as its own user, which only root may
// make it do.
func newPostOffice(t *testing.T) (p *postOffice, as *syscall.SysProcAttr) {
	t.Helper()
	if _, err := exec.LookPath("exim4"); err != nil {
		withoutExim(t, "there is no exim4 (Debian: exim4-daemon-light)")
	}
	who, err := user.Lookup("Debian-exim")
	if err != nil || os.Getuid() != 0 {
		withoutExim(t, "only root may start it")
	}
	uid, _ := strconv.Atoi(who.Uid)
	gid, _ := strconv.Atoi(who.Gid)
	p = &postOffice{t: t}
	if p.dir, err = os.MkdirTemp("", "xiaohao-mail-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(p.dir) })
	for _, sub := range []string{"", "/spool", "/log"} {
		if err := os.MkdirAll(p.dir+sub, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(p.dir+sub, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	bin, err := os.ReadFile(built(t))
	if err != nil {
		t.Fatal(err)
	}
	p.put("xiaohao", bin, 0o755) // the mail server's user may start it
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	return p, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

// open starts it.
func (p *postOffice) open(as *syscall.SysProcAttr, serves, secret string, users ...string) {
	p.t.Helper()
	p.people(users...)
	p.put("conf", fmt.Appendf(nil, eximConf, p.dir, p.port, serves, secret), 0o644)
	var said bytes.Buffer
	c := exec.Command("exim4", "-C", p.dir+"/conf", "-bdf")
	c.SysProcAttr, c.Stdout, c.Stderr = as, &said, &said
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		if p.t.Failed() {
			p.t.Log(said.String() + p.log())
		}
	})
	p.until("the mail server listens", func() bool {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", p.port))
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// people are the users that it knows from now on.
func (p *postOffice) people(users ...string) {
	p.t.Helper()
	p.put("users", []byte(strings.Join(users, ":\n")+":\n"), 0o644)
}

// put writes a file that the mail server's user may read, whatever this program lets others do.
func (p *postOffice) put(name string, text []byte, mode os.FileMode) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, text, mode); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		p.t.Fatal(err)
	}
}

func (p *postOffice) log() string {
	b, _ := os.ReadFile(p.dir + "/log/mainlog")
	return string(b)
}

func (p *postOffice) until(what string, ok func() bool) {
	p.t.Helper()
	for end := time.Now().Add(40 * time.Second); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("not within 40 s: %s", what)
		}
	}
}

// letter is a mail in somebody's box.
type letter struct {
	mail.Header
	text string
}

var between = regexp.MustCompile(`(?m)^From \S+ .*\n`)

// letters are those that lie in a box, oldest first.
func (p *postOffice) letters(to string) (out []letter) {
	b, _ := os.ReadFile(p.dir + "/box")
	for _, raw := range between.Split(string(b), -1) {
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil || !strings.HasPrefix(m.Header.Get("Envelope-To"), to+"@") {
			continue
		}
		_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
		if err != nil {
			p.t.Fatal(err)
		}
		part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
		if err != nil {
			continue // it is being written
		}
		text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err == nil {
			out = append(out, letter{m.Header, string(text)})
		}
	}
	return out
}

// nth waits for somebody's letter.
func (p *postOffice) nth(to string, n int) letter {
	p.t.Helper()
	p.until(fmt.Sprintf("letter %d to %s", n, to), func() bool { return len(p.letters(to)) >= n })
	return p.letters(to)[n-1]
}

// mailCity is a city that lets matters of lamps out by a rule, and what its residents do.
type mailCity struct {
	*testCity
	post *postOffice
}

// shown is a matter that everybody may see.
func (c *mailCity) shown(n int) string {
	c.t.Helper()
	c.must("", "POST", "/api/v1/reports", map[string]any{"id": newID(), "area": "430405001000",
		"text": fmt.Sprintf("第 %d 盏路灯不亮", n)})
	id := c.must("all", "GET", "/api/v1/matters?sort=new", nil).at("matters.0.id")
	c.command(id, "list", map[string]any{"category": "fac.lamp"})
	c.post.until("matter "+id+" is public", func() bool {
		res, err := c.client.Get(c.server.url + "/public/matters/" + id)
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return id
}

func (c *mailCity) command(id, name string, body map[string]any) {
	c.t.Helper()
	c.must("all", "POST", "/api/v1/matters/"+id+"/commands", map[string]any{"id": newID(), "command": name, "body": body})
}

// send sends a form as a browser or a mail program does, and gives the page that it leads to.
func (c *mailCity) send(path, token string, v url.Values) string {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodPost, c.server.url+path, strings.NewReader(v.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		c.t.Fatalf("POST %s: %d %v %s", path, res.StatusCode, err, b)
	}
	return string(b)
}

var ticked = regexp.MustCompile(`name="of" value="(\d+)" checked`)

// follow has somebody follow a matter: the form, the letter, its page, the button.
func (c *mailCity) follow(who, id string, nth int) {
	c.t.Helper()
	c.send("/public/matters/"+id+"/follow", "", url.Values{"email": {who + "@people.test"}})
	path := inLetter(c.t, c.post.nth(who, nth), "/follow/confirm/")
	res, err := c.client.Get(c.server.url + path)
	if err != nil {
		c.t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	of := ticked.FindStringSubmatch(string(page))
	if err != nil || of == nil {
		c.t.Fatalf("the page behind the link: %v %s", err, page)
	}
	c.send(path, "", url.Values{"of": {of[1]}})
}

// inLetter is the path of a link in a letter.
func inLetter(t *testing.T, m letter, prefix string) string {
	t.Helper()
	_, rest, ok := strings.Cut(m.text, prefix)
	if !ok {
		t.Fatalf("no link %s in %q", prefix, m.text)
	}
	return prefix + strings.Fields(rest)[0]
}

// TestMail takes subscription, news, bounces and unsubscription through Exim, a mail server in another process: what it
// cannot deliver comes back by a pipe to "xiaohao bounce", a third process.
func TestMail(t *testing.T) {
	t.Parallel()
	post, as := newPostOffice(t)
	data := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	src := bytes.Replace(policy.Default().Source(), []byte("at_once: []"), []byte("at_once: [fac.lamp]"), 1)
	if err := os.WriteFile(filepath.Join(data, "policy.yaml"), src, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &mailCity{newCity(t, data, "-base-url", "http://city.test"), post}
	post.open(as, c.server.url, strings.TrimSpace(told(t, app.OK, "bounce", "-secret", "-data", data)), "anna", "bo")
	c.send("/admin/delivery", c.tokens["all"], url.Values{"channel": {"0"}, "kind": {"email"}, "name": {"mail"},
		"url": {fmt.Sprintf("smtp://127.0.0.1:%d", post.port)}, "hosts": {"127.0.0.1"}, "from": {"no-reply@city.test"},
		"bounce": {"bounce@city.test"}, "enabled": {"1"}})

	ids := []string{c.shown(1), c.shown(2), c.shown(3)}
	c.follow("anna", ids[0], 1)
	for i, id := range ids {
		c.follow("bo", id, i+1)
	}
	post.people("anna") // bo has left
	unit := c.must("all", "GET", "/api/v1/units?q=cg", nil).at("units.0.id")
	for _, id := range ids {
		c.command(id, "assign", map[string]any{"lead": number(unit)})
	}
	news := post.nth("anna", 2)
	if !strings.Contains(news.text, "/public/matters/"+ids[0]) || news.Get("List-Unsubscribe-Post") !=
		"List-Unsubscribe=One-Click" {
		t.Errorf("news: %v %s", news.Header, news.text)
	}
	post.until("three letters came back by the pipe", func() bool {
		return strings.Count(post.log(), "T=xiaohao") == 3
	})
	stop, err := url.Parse(strings.Trim(news.Get("List-Unsubscribe"), "<>"))
	if err != nil {
		t.Fatal(err)
	}
	if res, err := c.client.Get(c.server.url + stop.Path); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("a scanner opens the link: %v", err)
	}
	c.rows(data, 1, "a scanner ends nothing; three bounces do")
	c.send(stop.Path, "", url.Values{"List-Unsubscribe": {"One-Click"}})
	c.rows(data, 0, "one click ends it")
	if n := len(post.letters("anna")); n != 2 {
		t.Errorf("anna has %d letters", n)
	}
	c.end()
}

// rows wants so many things to be followed.
func (c *mailCity) rows(data string, want int, when string) {
	c.t.Helper()
	db, err := store.Open(c.t.Context(), "sqlite:"+filepath.Join(data, "xiaohao.db"), store.Options{ReadOnly: true})
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	var n, people int
	if err := db.Read().QueryRow(c.t.Context(), "SELECT (SELECT COUNT(*) FROM follows WHERE city = $1), "+
		"(SELECT COUNT(*) FROM follow_people WHERE city = $1)", 4304).Scan(&n, &people); err != nil {
		c.t.Fatal(err)
	}
	if n != want || people != want {
		c.t.Errorf("%s: %d things by %d addresses, want %d", when, n, people, want)
	}
}
