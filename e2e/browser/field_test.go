package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"image"
	"image/jpeg"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
	"xiaohao/tools/demo"
)

// bigPhoto is a picture that takes several pieces to send, another one each time.
func bigPhoto(t *testing.T) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 2000, 1500))
	for i := range m.Pix {
		m.Pix[i] = byte(rand.IntN(256))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "big.jpg")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// attach gives photos to the n-th field for them on the page.
func (p *phone) attach(n int, files ...string) {
	p.t.Helper()
	for _, f := range files {
		before := js[int](p.visitor, `document.querySelectorAll("#main .shots li").length`)
		js[bool](p.visitor, fmt.Sprintf(`(document.querySelectorAll("#main input[type=file][multiple]")[%d].id = `+
			`"chosen", true)`, n))
		p.do(chromedp.SetUploadFiles("#chosen", []string{f}))
		p.await(fmt.Sprintf(`document.querySelectorAll("#main .shots li").length === %d`, before+1))
		js[bool](p.visitor, `(document.querySelector("#chosen").removeAttribute("id"), true)`)
	}
}

// inspect answers all questions of the n-th point, failing the first of them with a photo.
func (p *phone) inspect(n int, note, photo string) {
	p.t.Helper()
	p.at("#/")
	p.await(fmt.Sprintf(`document.querySelectorAll('a[href^="#/point/"]').length >= %d`, n+1))
	js[bool](p.visitor, fmt.Sprintf(`(document.querySelectorAll('a[href^="#/point/"]')[%d].click(), true)`, n))
	p.await(`document.querySelectorAll("fieldset.question").length === 20`)
	js[int](p.visitor, `[...document.querySelectorAll("fieldset.question")].forEach((q, `+
		`i) => q.querySelector(i === 0 ? "input[value=fail]" : "input[value=pass]").click()) || 1`)
	p.await(`!!document.querySelector("fieldset.question .more textarea")`)
	p.fill("fieldset.question .more textarea", note)
	p.attach(0, photo)
	p.press(lang.T(lang.Zh, "phone.finish", nil))
	p.await(`location.hash === "#/"`)
}

func (p *phone) report(text, photo string) {
	p.t.Helper()
	p.at("#/report")
	p.await(`document.querySelectorAll("#main textarea").length === 1`)
	p.fill("#main textarea", text)
	if photo != "" {
		p.attach(0, photo)
	}
	js[bool](p.visitor, `(() => { const s = document.querySelector("[data-name=town] select"); `+
		`s.value = "430405001000"; s.dispatchEvent(new Event("change")); return true })()`)
	p.press(lang.T(lang.Zh, "phone.into_outbox", nil))
	p.await(`location.hash === "#/"`)
}

// begun writes half a report and leaves it.
func (p *phone) begun(text string) {
	p.t.Helper()
	p.at("#/report")
	p.await(`document.querySelectorAll("#main textarea").length === 1`)
	p.fill("#main textarea", text)
}

// seen is what the city holds, as seen by somebody who may see all of it.
type seen struct {
	t     *testing.T
	url   string
	token string
}

func (o *outside) look(login string) *seen {
	o.t.Helper()
	s := &seen{t: o.t, url: "http://" + *o.line.to.Load()}
	var out struct{ Token string }
	s.call("POST", "/api/v1/sessions", map[string]string{"login": login, "password": demo.Password}, &out)
	s.token = out.Token
	return s
}

func (s *seen) call(method, path string, in, out any) {
	s.t.Helper()
	var body io.Reader
	if in != nil {
		b, _ := json.Marshal(in)
		body = bytes.NewReader(b)
	}
	r, _ := http.NewRequest(method, s.url+path, body)
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, b)
	}
	if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			s.t.Fatal(err)
		}
	}
}

// matters are titles with the number of photos, sorted.
func (s *seen) matters() []string {
	s.t.Helper()
	var out []string
	var list struct {
		Matters []struct {
			Title  string
			Photos int
		}
	}
	s.call("GET", "/api/v1/matters?limit=200", nil, &list)
	for _, m := range list.Matters {
		out = append(out, fmt.Sprintf("%s|%d", m.Title, m.Photos))
	}
	slices.Sort(out)
	return out
}

// points are the ids of those that the inspector is sent to, by name.
func (o *outside) points() map[string]int64 {
	o.t.Helper()
	var out struct {
		Day struct {
			Points []struct {
				ID   int64
				Name string
			}
		}
	}
	o.look("shi").call("GET", "/field/day", nil, &out)
	ids := map[string]int64{}
	for _, p := range out.Day.Points {
		ids[p.Name] = p.ID
	}
	return ids
}

// inspections counts those of a point.
func (s *seen) inspections(point int64) int {
	s.t.Helper()
	var list struct{ Inspections []any }
	s.call("GET", fmt.Sprintf("/api/v1/inspections?point=%d", point), nil, &list)
	return len(list.Inspections)
}

// holds says what must be there, once: three inspections, a matter with a photo for each, and what was reported.
func (o *outside) holds(reports ...string) {
	o.t.Helper()
	s := o.look("disp")
	got := s.matters()
	var found, want []string
	for _, m := range got {
		if strings.HasPrefix(m, "湘江农贸市场") {
			found = append(found, m)
		}
	}
	want = append(want, reports...)
	ids := o.points()
	if len(ids) != outsidePoints {
		o.t.Errorf("%d points", len(ids))
	}
	for name, id := range ids {
		if c := s.inspections(id); c != 1 {
			o.t.Errorf("%s has %d inspections, want 1", name, c)
		}
	}
	if len(found) != outsidePoints || slices.ContainsFunc(found, func(m string) bool {
		return !strings.HasSuffix(m, "|1")
	}) {
		o.t.Errorf("matters of the inspections, each with one photo, are %q", found)
	}
	rest := slices.DeleteFunc(got, func(m string) bool { return strings.HasPrefix(m, "湘江农贸市场") })
	slices.Sort(want)
	if !slices.Equal(rest, want) {
		o.t.Errorf("reported are %q, want %q", rest, want)
	}
}

// TestFieldDay is a day without a network: three points inspected with fails and photos, a report, another one begun;
// the browser is closed; it comes back, first without a network, then with one. All of it arrives by itself, once.
func TestFieldDay(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.ownPhone(lang.Zh)
	p.enter("shi")
	p.offline()
	p.do(chromedp.Reload())
	p.await(`document.querySelectorAll('a[href^="#/point/"]').length === 3`)
	p.sees(lang.T(lang.Zh, "phone.offline", nil))
	photo := bigPhoto(t)
	for n := range 3 {
		p.inspect(n, fmt.Sprintf("垃圾未清%d", n), photo)
	}
	p.report("井盖松动", photo)
	p.begun("只写了一半")
	p.awaitCount("waiting", 4)
	p.closes()

	p.on(lang.Zh)
	p.network(true)
	p.goTo("/field/")
	p.await(`document.querySelectorAll('a[href^="#/point/"]').length === 3`)
	p.awaitCount("waiting", 4)
	p.at("#/report")
	p.await(`document.querySelector("#main textarea")?.value === "只写了一半"`)
	p.at("#/outbox")
	p.await(`document.querySelectorAll('a[href^="#/outbox/"]').length === 4`)
	p.sees(lang.T(lang.Zh, "phone.state.waiting", nil))

	p.online()
	p.awaitCount("sent", 4)
	o.holds("井盖松动|1")
	p.await(`document.querySelectorAll(".card.sent").length === 4`)
}

// TestFieldBattery lets the battery die, which takes the login along when it is young: what was finished and what was
// begun is there, and is sent.
func TestFieldBattery(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.ownPhone(lang.Zh)
	p.enter("shi")
	p.offline()
	for n := range 3 {
		p.inspect(n, "积水", photoFile)
	}
	p.begun("只写了一半")
	time.Sleep(300 * time.Millisecond) // letters are not waited for
	p.dies()

	p.on(lang.Zh)
	p.network(true)
	p.goTo("/field/")
	p.awaitCount("waiting", 3)
	p.at("#/report")
	p.await(`document.querySelector("#main textarea")?.value === "只写了一半"`)
	p.online()
	p.logIn("shi")
	p.awaitCount("sent", 3)
	o.holds()
}

// TestFieldKilled kills the server in the middle of an upload, twice, and cuts the line after the command before the
// answer.
func TestFieldKilled(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.phone(lang.Zh)
	p.enter("shi")
	p.offline()
	photo := bigPhoto(t)
	for n := range 3 {
		p.inspect(n, "积水", photo)
	}
	p.report("路灯不亮", photo)
	for range 2 {
		dead := make(chan struct{})
		o.line.snap = func() { o.kill(); o.line.cut(); close(dead) }
		o.line.budget.Store(400 << 10)
		p.online()
		<-dead
		p.network(true)
		o.start()
	}
	o.line.snap = func() { o.line.cut() }
	o.line.budget.Store(900 << 10)
	p.online()
	time.Sleep(3 * time.Second)
	o.line.budget.Store(0)
	p.online()
	js[bool](p.visitor, `(dispatchEvent(new Event("online")), true)`)
	p.awaitCount("sent", 4)
	o.holds("路灯不亮|1")
}

// TestFieldLogin lets the login expire with a full outbox, and somebody else log in on the same phone: nothing is
// lost, nothing is sent under another name.
func TestFieldLogin(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.phone(lang.Zh)
	p.enter("shi")
	p.offline()
	for n := range 3 {
		p.inspect(n, "积水", photoFile)
	}
	s := o.look("shi")
	var list struct {
		Sessions []struct{ ID, Agent string }
	}
	s.call("GET", "/api/v1/sessions", nil, &list)
	for _, x := range list.Sessions {
		if strings.Contains(x.Agent, "Chrome") {
			s.call("DELETE", "/api/v1/sessions/"+x.ID, nil, nil)
		}
	}
	p.online()
	p.await(`!!document.querySelector('.banner[href^="/login"]')`)
	p.awaitCount("waiting", 3)

	p.logIn("clerk")
	p.await(`!document.querySelector('a[href^="#/point/"]')`)
	p.at("#/outbox")
	p.sees(lang.T(lang.Zh, "phone.box_empty", nil))
	p.awaitCount("waiting", 3)
	if got := o.look("disp").matters(); len(got) != 0 {
		t.Errorf("sent under another name: %q", got)
	}
	js[bool](p.visitor, `fetch("/logout", {method: "POST"}).then(() => true)`, chromedp.EvalAwaitPromise)
	p.logIn("shi")
	p.awaitCount("sent", 3)
	o.holds()
}
