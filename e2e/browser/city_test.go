package browser

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/app"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store/storetest"
	"xiaohao/tools/demo"
)

// base waits for the demo city that all tests share and gives its address. It is made beside the tests that have
// cities of their own.
var base func() (string, error)

// dataDir is where that city keeps its data, once base has answered; "" for one that ran already.
var dataDir string

// photoFile is a picture that a resident's phone might have taken.
var photoFile string

func TestMain(m *testing.M) {
	if !outsideMain() {
		os.Exit(run(m))
	}
}

func run(m *testing.M) int {
	if _, err := exec.LookPath("chromium"); err != nil {
		if os.Getenv("CI") == "true" {
			fmt.Println("FAIL: there is no chromium on this machine, and in CI none of these tests may be skipped")
			return 1
		}
		fmt.Println("browser tests are skipped: there is no chromium on this machine")
		return 0
	}
	dir, err := os.MkdirTemp("", "xiaohao-browser-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir)
	photoFile = filepath.Join(dir, "photo.jpg")
	if err := os.WriteFile(photoFile, picture(), 0o600); err != nil {
		fmt.Println(err)
		return 1
	}
	base = sync.OnceValues(func() (string, error) {
		if url := os.Getenv("XIAOHAO_DEMO_URL"); url != "" {
			return url, nil // a demo city that runs already, while somebody works on a test
		}
		dataDir = filepath.Join(dir, "data")
		return city(dataDir)
	})
	defer closeBrowsers()
	moreAtATime()
	return m.Run()
}

// moreAtATime lets more tests run at a time than there are processors, unless the command line says how many: they
// wait for a page most of the time.
func moreAtATime() {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	}
}

// whole says that everything is looked at as .ci/run wants it.
func whole() bool { return storetest.Drawn(1, 0, 0) == 1 }

// shifted gives a program the clock of another hour, as in XIAOHAO_DEMO_SHIFT=36h: what the demo holds depends on the
// hour at which it is made.
func shifted(p *app.Program) error {
	said := os.Getenv("XIAOHAO_DEMO_SHIFT")
	if said == "" {
		return nil
	}
	by, err := time.ParseDuration(said)
	now := p.Now
	p.Now = func() calendar.Instant { return now().Plus(by.Microseconds()) }
	return err
}

// city makes the demo and serves it.
func city(dir string) (string, error) {
	var out bytes.Buffer
	ready := make(chan string, 1)
	ended := make(chan int, 1)
	p := app.System()
	p.Out, p.Err = &out, &out
	if err := shifted(p); err != nil {
		return "", err
	}
	if code := p.Run([]string{"demo", "-data", dir}); code != 0 {
		return "", fmt.Errorf("demo: %s", out.String())
	}
	if err := bound(p, dir); err != nil {
		return "", fmt.Errorf("boundaries: %w: %s", err, out.String())
	}
	at, err := freeAddress()
	if err != nil {
		return "", err
	}
	p.Ready = func(addr string) { ready <- "http://" + addr }
	go func() {
		ended <- p.Run([]string{"serve", "-data", dir, "-listen", at, "-base-url", "http://" + at, "-trust-loopback"})
	}()
	select {
	case url := <-ready:
		return url, nil
	case <-ended:
		return "", fmt.Errorf("serve: %s", out.String())
	}
}

// freeAddress is an address that nobody listens to. The city must know its own, or it writes no letters with links.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// bound gives two counties boundaries, a square and a triangle, and one township of the first a square in it.
func bound(p *app.Program, dir string) error {
	const shapes = `{"type":"FeatureCollection","features":[
{"properties":{"adcode":430405},"geometry":{"type":"Polygon","coordinates":[[[112.55,26.8],[112.75,26.8],[112.75,27],` +
		`[112.55,27],[112.55,26.8]]]}},
{"properties":{"adcode":430406},"geometry":{"type":"Polygon","coordinates":[[[112.35,26.8],[112.55,26.8],[112.55,` +
		`26.98],[112.35,26.8]]]}},
{"properties":{"code":430405009},"geometry":{"type":"Polygon","coordinates":[[[112.6,26.85],[112.65,26.85],` +
		`[112.65,26.9],[112.6,26.9],[112.6,26.85]]]}}]}`
	file := filepath.Join(dir, "shapes.json")
	if err := os.WriteFile(file, []byte(shapes), 0o600); err != nil {
		return err
	}
	if code := p.Run([]string{"import", "-data", dir, "boundaries", file}); code != 0 {
		return fmt.Errorf("exit %d", code)
	}
	return nil
}

func picture() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 800, 600))
	for y := range 600 {
		for x := range 800 {
			m.Set(x, y, color.RGBA{uint8(x / 4), uint8(y / 3), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// visitor is somebody with a browser of his own: no cookie is shared.
type visitor struct {
	t   *testing.T
	ctx context.Context
}

func visit(t *testing.T, lang string, width int64) *visitor {
	t.Helper()
	if testing.Short() {
		t.Skip("the demo city takes long to make; the field app's tests have small ones of their own")
	}
	if _, err := base(); err != nil { // before the window's time begins
		t.Fatal(err)
	}
	v := &visitor{t, window(t, lang, 10*time.Minute)}
	v.do(chromedp.EmulateViewport(width, 800))
	return v
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.t.Fatalf("%v\n%s", err, v.text())
	}
}

func (v *visitor) open(path string) {
	v.t.Helper()
	url, err := base()
	if err != nil {
		v.t.Fatal(err)
	}
	v.do(chromedp.Navigate(url + path))
}

// js evaluates an expression in the page.
func js[T any](v *visitor, expression string, opts ...chromedp.EvaluateOption) T {
	v.t.Helper()
	out, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression, opts...))
	if err != nil {
		v.t.Fatalf("%s: %v", expression, err)
	}
	return out
}

func (v *visitor) text() string {
	out, _ := chromedp.Run(v.ctx, chromedp.Evaluate[string](
		`document.body ? document.body.innerText.slice(0, 1500) : ""`))
	return out
}

// fill types into a field as a person does, or picks an option.
func (v *visitor) fill(selector, value string) {
	v.t.Helper()
	js[bool](v, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q;
		e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true})); return e.value === %q })()`, selector, value, value))
}

// send presses a form's button and waits for the page after it.
func (v *visitor) send(form string) {
	v.t.Helper()
	before := js[float64](v, `performance.timeOrigin`)
	js[bool](v, fmt.Sprintf(`(() => { const f = document.querySelector(%q); const d = f.closest("details");
		if (d) d.open = true;
		(f.querySelector("button.primary") ||
		[...f.querySelectorAll("button")].filter(b => b.type === "submit").pop()).click(); return true })()`, form))
	v.await(fmt.Sprintf(`performance.timeOrigin !== %f && document.readyState === "complete"`, before))
}

func (v *visitor) await(condition string) {
	v.t.Helper()
	for range 600 {
		ok, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](condition))
		if err == nil && ok {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	v.t.Fatalf("never came true: %s\n%s", condition, v.text())
}

// sees wants words on the page, within ten seconds: an app draws when it has read what it draws.
func (v *visitor) sees(words string) {
	v.t.Helper()
	for range 400 {
		there, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`document.body.innerText.includes(%q)`,
			words)))
		if err == nil && there {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	v.t.Fatalf("does not see %q:\n%s", words, v.text())
}

func (v *visitor) login(name string) {
	v.t.Helper()
	v.open("/login")
	v.fill(`input[name=login]`, name)
	v.fill(`input[name=password]`, demo.Password)
	v.send(`form[action="/login"]`)
	v.await(`location.pathname === "/work"`)
}
