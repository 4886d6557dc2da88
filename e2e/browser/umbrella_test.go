package browser

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/app"
	works "xiaohao/city"
	"xiaohao/e2e/umbrella"
	"xiaohao/faces"
	"xiaohao/platform/lang"
)

// umbrellaCity serves a small city whose program has one capability more than is shipped, until the test ends.
func umbrellaCity(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	areas, data := filepath.Join(dir, "areas.csv"), filepath.Join(dir, "city")
	if err := os.WriteFile(areas, []byte("区划代码,名称\n430400000000,衡阳市\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p := app.System()
	p.Out, p.Err = &out, &out
	p.Parts, p.Rooms = append(works.Parts(), umbrella.Part()), append(faces.Rooms(), umbrella.Room())
	for _, args := range [][]string{{"import", "areas", areas, "-data", data},
		{"user", "add", "disp", "-data", data, "-post", "dispatcher", "-password", "yusan-gui-2026", "-keep"}} {
		if code := p.Run(args); code != app.OK {
			t.Fatalf("%q: %s", args, out.String())
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan int, 1)
	p.Stop, p.Ready = ctx, func(addr string) { ready <- "http://" + addr }
	go func() { ended <- p.Run([]string{"serve", "-data", data, "-listen", "127.0.0.1:0", "-trust-loopback"}) }()
	select {
	case url := <-ready:
		t.Cleanup(func() { stop(); <-ended })
		return url
	case <-ended:
		stop()
		t.Fatalf("serve: %s", out.String())
	}
	return ""
}

// TestUmbrellas walks a dispatcher through the pages of a part and a room that stand in no shipped list: from the
// home page that says what waits, by the navigation, to lending one and taking it back, on a phone in both languages.
func TestUmbrellas(t *testing.T) {
	t.Parallel()
	url := umbrellaCity(t)
	for _, l := range []string{lang.Zh, lang.En} {
		v := &visitor{t, window(t, l, 3*time.Minute)}
		v.do(chromedp.EmulateViewport(360, 800), chromedp.Navigate(url+"/login"))
		v.fill(`input[name=login]`, "disp")
		v.fill(`input[name=password]`, "yusan-gui-2026")
		v.send(`form[action="/login"]`)
		v.await(`location.pathname === "/work"`)
		v.do(chromedp.Navigate(url + "/notices"))
		v.follow(`a[href="/umbrellas"]`)
		v.send(`form[action="/umbrellas/0"]`)
		v.sees(map[string]string{lang.Zh: "1 把伞还没还", lang.En: "1 umbrellas are out"}[l])
		if wide := js[float64](v, `document.documentElement.scrollWidth`); wide > 360 {
			t.Errorf("%s: the page is %.0f pixels wide", l, wide)
		}
		v.do(chromedp.Navigate(url + "/work"))
		v.follow(`a[href="/umbrellas"]`)
		v.send(`form[action^="/umbrellas/"]:not([action$="/0"])`)
		v.sees(map[string]string{lang.Zh: "0 把伞还没还", lang.En: "0 umbrellas are out"}[l])
	}
}
