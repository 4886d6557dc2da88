package everyone_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// town is a city whose office lets matters out.
type town struct {
	*webtest.Town
	*release.Releases
}

func newTown(t testing.TB) town {
	o := webtest.New(t)
	return town{o, part.Get[*release.Releases](o.Values)}
}

func (o town) who(login string) org.Caller {
	p, _ := o.Town.Desk.Org().PersonByLogin(login)
	return p.Caller()
}

// listed is a matter on the list, with a photo.
func (o town) listed(category string) int64 {
	o.T.Helper()
	u, err := o.Upload(o.T.Context(), org.Caller{}, strings.NewReader(string(webtest.Snap(category))))
	if err != nil {
		o.T.Fatal(err)
	}
	r, err := o.Do(o.T.Context(), org.Caller{}, desk.Command{ID: o.NewID(), Body: &matter.Report{Area: webtest.Township,
		Place: "东风路口", Text: "路灯不亮，晚上看不见路", Photos: []string{u.Token}}})
	if err == nil {
		_, err = o.Do(o.T.Context(), o.who("disp"),
			desk.Command{ID: o.NewID(), Matter: r.Matter, Body: &matter.List{Category: category}})
	}
	if err != nil {
		o.T.Fatal(err)
	}
	return r.Matter
}

// public is a matter that everybody may see.
func (o town) public(category, title string) int64 {
	o.T.Helper()
	id := o.listed(category)
	o.draft(id, title)
	s, err := o.Of(o.T.Context(), o.who("disp"), id)
	if err == nil {
		err = o.Releases.Pass(o.T.Context(), o.who("sup"), o.NewID(), id, s.Seq)
	}
	if err == nil {
		err = o.Ready(o.T.Context())
	}
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o town) draft(id int64, title string) {
	o.T.Helper()
	m, err := o.Glimpse(o.T.Context(), id)
	if err == nil {
		err = o.Draft(o.T.Context(), o.who("disp"), o.NewID(), id, release.Asking{Title: title, Text: "晚上看不见路",
			Place: "东风路口", Photos: []release.Photo{{ID: m.Photos[0].ID}}})
	}
	if err != nil {
		o.T.Fatal(err)
	}
}

func (o town) withdraw(id int64) {
	o.T.Helper()
	if err := o.Withdraw(o.T.Context(), o.who("sup"), o.NewID(), id, "不再公开"); err != nil {
		o.T.Fatal(err)
	}
	if err := o.Ready(o.T.Context()); err != nil {
		o.T.Fatal(err)
	}
}

func page(id int64) string { return fmt.Sprint("/public/matters/", id) }

// TestSitemap: what is public stands on the map with its day, a complaint near a home without, what waits or was taken
// back not at all.
func TestSitemap(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	lamp, lift, back := o.public("fac.lamp", "路灯不亮"), o.public("home.lift", "电梯停运"), o.public("fac.lamp", "又一盏灯")
	waits := o.listed("fac.lamp")
	o.draft(waits, "还在审核")
	o.withdraw(back)
	b := o.Visitor()
	b.Get("/sitemap.xml", 200).Wants("<sitemapindex", o.Srv.URL+"/sitemap.xml?after=0</loc>")
	b.Get("/sitemap.xml?after=0", 200).Wants("<urlset", "<loc>"+o.Srv.URL+"/public</loc>",
		"/public/areas/430405000000<",
		page(lamp)+"</loc><lastmod>2026-10-28T", page(lift)+"</loc></url>").Lacks(page(back), page(waits), "<loc>/")
	b.Get(fmt.Sprintf("/sitemap.xml?after=%d&upto=%d", lamp, lift), 200).Wants(page(lift)).Lacks(page(lamp), "/areas/")
	for _, wrong := range []string{"x", "-1", "9999999999999999999999"} {
		b.Get("/sitemap.xml?after="+wrong, 404)
	}
	var kept int
	h := b.Get("/sitemap.xml?after=0", 200).Head.Get("Cache-Control")
	if n, err := fmt.Sscanf(h, "public, max-age=%d", &kept); n != 1 || kept > 30 {
		t.Errorf("browsers keep the map longer than what was taken back may be seen: %q %v", h, err)
	}
}

// TestRobots: search engines may walk what is public; each address of staff and each with a receipt code is closed.
func TestRobots(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	b := o.Visitor().Get("/robots.txt", 200).Wants("Sitemap: " + o.Srv.URL + "/sitemap.xml")
	for path, may := range map[string]bool{"/": true, "/public": true, "/public/matters/7": true,
		"/public/areas/430405": true,
		"/seals":               true, "/static/x/app.css": true, "/sitemap.xml": true, "/r/7K3M9QXA2HTP": false,
		"/seals/check?code=7K3M9QXA2HTP": false,
		"/find":                          false,
		"/p/AB":                          false, "/work": false, "/matters/7": false, "/admin/people": false,
		"/api/v1/matters": false,
		"/login":          false, "/board": false, "/releases": false, "/new": false} {
		if got := walks(b.Page, path); got != may {
			t.Errorf("%s may be walked: %v, want %v", path, got, may)
		}
	}
}

// walks reads robots.txt as RFC 9309 says: the longest rule that fits counts, and of two equal ones Allow.
func walks(robots, path string) bool {
	best, may := -1, true
	for line := range strings.Lines(robots) {
		kind, rule, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if kind != "Allow" && kind != "Disallow" {
			continue
		}
		exact, end := strings.CutSuffix(rule, "$")
		if fits := strings.HasPrefix(path, exact) && (!end || path == exact); !fits || len(rule) < best {
			continue
		}
		if len(rule) > best || kind == "Allow" {
			may = kind == "Allow"
		}
		best = len(rule)
	}
	return may
}

// TestLargeType is chosen once and kept on every page, without a script and without an event in the ledger; it is given
// up the same way.
func TestLargeType(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.public("fac.lamp", "路灯不亮")
	head := o.Ledger().Head()
	pages := []string{"/", "/find", "/public", page(id), "/public/poster", "/seals", "/nowhere"}
	b := o.Visitor()
	read := func(large bool) {
		t.Helper()
		for _, p := range pages {
			status := 200
			if p == "/nowhere" {
				status = 404
			}
			if got := strings.Contains(b.Get(p, status).Page, ` class="large">`); got != large {
				t.Errorf("%s in large type: %v, want %v", p, got, large)
			}
		}
	}
	read(false)
	b.Post("/type", map[string][]string{"size": {"large"}, "back": {"/public"}}, 200)
	if b.At != "/public" {
		t.Errorf("large type leads to %s", b.At)
	}
	read(true)
	b.Post("/type", map[string][]string{"size": {"usual"}, "back": {"https://example.org/"}}, 200)
	if b.At != "/" {
		t.Errorf("somebody is sent elsewhere: %s", b.At)
	}
	read(false)
	if o.Ledger().Head() != head {
		t.Error("reading wrote to the ledger")
	}
}

// TestPreview: a chat shows of an address that is passed on what everybody may see, with the picture that was let
// out; of a complaint near a home no picture; of what was taken back nothing.
func TestPreview(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	lamp, lift := o.public("fac.lamp", `路灯"不亮"<b>`), o.public("home.lift", "电梯停运")
	b := o.Visitor()
	b.Get(page(lamp), 200).Wants(`<meta property="og:title" content="路灯&#34;不亮&#34;&lt;b&gt; · 已受理">`,
		`<meta name="description" content="`, `<link rel="canonical" href="`+o.Srv.URL+page(lamp)+`">`)
	if img := b.Match(`og:image" content="` + o.Srv.URL + `(/[^"]+)"`); !strings.HasPrefix(img, page(lamp)+
		"/photos/") ||
		!strings.HasSuffix(img, "?size=thumb") {
		t.Errorf("the picture is %q", img)
	} else if b.Get(img, 200); b.Head.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the picture is %q", b.Head.Get("Content-Type"))
	}
	b.Get(page(lift), 200).Wants("og:title").Lacks("og:image", "东风路")
	for _, p := range []string{"/", "/public", "/public/areas/430405000000"} {
		b.Get(p, 200).Wants("og:title", `<meta name="description" content="`)
	}
	o.withdraw(lamp)
	b.Get(page(lamp), 404).Lacks("og:", "description", "路灯")
}

// TestPoster: a sheet for the city and for each area, with a code that opens the form of that area and figures of
// what is public alone.
func TestPoster(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	b := o.Visitor()
	b.Get("/public/poster", 200).Wants("看到问题，扫一扫", o.Srv.URL+"/\"", "<svg class=\"qr\"").Lacks("件正在办理")
	o.listed("fac.lamp")
	id := o.public("fac.lamp", "路灯不亮")
	sheet := "/public/areas/" + webtest.Township.String() + "/poster"
	b.Get(sheet, 200).Wants("/?area="+webtest.Township.String(), "<b>1</b><span>件正在办理</span>")
	b.Get("/?area="+webtest.Township.String(), 200).Wants(`value="` + webtest.Township.String() + `" selected`)
	b.Get("/?area=1", 200)
	o.withdraw(id)
	b.Get(sheet, 200).Lacks("件正在办理")
	for _, a := range []string{"x", "430499000000", area.Code(440100000000).String()} {
		b.Get("/public/areas/"+a+"/poster", 404)
	}
	b.Lang = "en"
	b.Get(sheet, 200).Wants("Seen a problem? Scan.")
}
