package browser

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
)

// quota lets the browser keep so many bytes, 0 for as many as it likes. It asks itself only now and then: a smaller
// number counts from a new start on.
func (p *phone) quota(size float64) {
	p.t.Helper()
	in := storage.OverrideQuotaForOriginParams{Origin: p.o.url()}
	if size != 0 {
		in.QuotaSize = &size
	}
	if _, err := chromedp.Call(p.ctx, storage.OverrideQuotaForOrigin, in); err != nil {
		p.t.Fatal(err)
	}
}

// shows waits for a text in the first field.
func (p *phone) shows(text string) {
	p.t.Helper()
	p.await(`!!document.querySelector("#main textarea")`)
	if got := js[string](p.visitor, `document.querySelector("#main textarea").value`); got != text {
		p.t.Errorf("%.30q… of %d bytes is what is kept, want %d bytes", got, len(got), len(text))
	}
}

// again closes the browser and starts it with a quota, without a network.
func (p *phone) again(quota float64) {
	p.t.Helper()
	p.closes()
	p.on(lang.Zh)
	p.quota(quota)
	p.network(true)
	p.goTo("/field/")
	p.await(`document.querySelectorAll('a[href^="#/point/"]').length === 3`)
}

// choose picks a photo as attach does, without waiting for it to be kept.
func (p *phone) choose(file string) {
	p.t.Helper()
	js[bool](p.visitor, `(document.getElementById("toast").textContent = "", `+
		`document.querySelector("#main input[type=file][multiple]").id = "chosen", true)`)
	p.do(chromedp.SetUploadFiles("#chosen", []string{file}))
	js[bool](p.visitor, `(document.querySelector("#chosen").removeAttribute("id"), true)`)
}

// told waits for what the app tells for a moment.
func (p *phone) told(words string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`document.getElementById("toast").textContent.includes(%q)`, words))
}

// oldEstimate lets the browser say how much room there is, as older ones do: for 20 photos.
const oldEstimate = `(navigator.storage.estimate = async () => ({usage: 1e7, quota: 1e7 + 20 * 400 * 1024 + 1}), true)`

// TestFieldStorage fills the phone: it warns where the browser says how much room there is, refuses a photo in words
// while words still fit, tells when not even those can be kept, loses nothing of what it had, and can still send,
// which makes room.
func TestFieldStorage(t *testing.T) {
	t.Parallel()
	const first = "井盖松动，已经拍照"
	// more than the browser gives without asking itself how much is left
	second := first + "。" + strings.Repeat("第二张存不下。", 200)
	o := newOutside(t)
	p := o.ownPhone(lang.Zh)
	p.enter("shi")
	p.offline()
	p.begun(first)
	js[bool](p.visitor, oldEstimate)
	p.choose(photoFile)
	p.told("手机空间不多了")
	p.await(`document.querySelectorAll("#main .shots li").length === 1 && ` +
		`!!document.querySelector('.banner[href="#/phone"]')`)
	used := js[float64](p.visitor, `caches.match("/field/room").then(has => has ? `+
		`StorageManager.prototype.estimate.call(navigator.storage) : {usage: 0}).then(e => e.usage)`,
		chromedp.EvalAwaitPromise)
	if used < 8<<20 {
		t.Fatalf("%.0f bytes are kept: no room is kept for words", used)
	}

	p.again(used + 2<<10)
	p.at("#/report")
	p.await(`document.querySelectorAll("#main .shots li").length === 1`)
	p.choose(bigPhoto(t))
	p.told(lang.T(lang.Zh, "phone.room_none", nil))
	if n := js[int](p.visitor, `document.querySelectorAll("#main .shots li").length`); n != 1 {
		t.Errorf("%d photos are shown, one was kept", n)
	}

	p.quota(used - 1<<20) // what is typed takes the room that was kept for words
	p.fill("#main textarea", second)
	p.await(`caches.match("/field/room").then(r => { window.has = !!r }), window.has === false`)
	time.Sleep(5 * time.Second) // the browser may take as long to count what is free
	p.at("#/")
	p.at("#/report")
	p.shows(second)

	p.again(1)
	p.at("#/report")
	p.shows(second)
	js[bool](p.visitor, `(document.getElementById("toast").textContent = "", true)`)
	js[bool](p.visitor, `(() => { const s = document.querySelector("[data-name=town] select"); `+
		`s.value = "430405001000"; s.dispatchEvent(new Event("change")); return true })()`)
	p.press(lang.T(lang.Zh, "phone.into_outbox", nil))
	p.told(lang.T(lang.Zh, "phone.room_words", nil))
	if n := p.count(""); n != 0 {
		t.Errorf("%d entries are in the outbox of a phone without any room", n)
	}
	p.shows(second)

	p.quota(0)
	p.press(lang.T(lang.Zh, "phone.into_outbox", nil))
	p.awaitCount("waiting", 1)
	p.sendsFull(first)
}

// sendsFull lets a phone without any room send its one entry, a report that begins like this with a photo: it
// arrives, and once, though the phone can write that down only when there is room again.
func (p *phone) sendsFull(begin string) {
	p.t.Helper()
	p.again(1)
	p.online()
	js[bool](p.visitor, `(dispatchEvent(new Event("online")), true)`)
	arrived := p.o.look("disp").matters // one login: many are refused
	for range 100 {
		if len(arrived()) > 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if n := len(arrived()); n != 1 {
		p.t.Fatalf("%d matters arrived from the full phone\n%s", n, p.text())
	}
	p.quota(0)
	js[bool](p.visitor, `(dispatchEvent(new Event("online")), true)`)
	p.awaitCount("sent", 1)
	if got := arrived(); len(got) != 1 || !strings.HasPrefix(got[0], begin) || !strings.HasSuffix(got[0], "|1") {
		p.t.Errorf("arrived: %q", got)
	}
}

// takenOut is the category that policy drops while a report of it waits.
const takenOut = "fac.busstop"

// refused reports something of a category that policy drops before the report is sent.
func (p *phone) refused(l, text string) {
	p.t.Helper()
	p.offline()
	p.at("#/report")
	p.await(`!!document.querySelector("[data-name=town] select") && ` +
		`!!document.querySelector("[data-name=category] select")`)
	p.fill("#main textarea", text)
	p.attach(0, photoFile)
	if !js[bool](p.visitor, `(() => { const set = (n, v) => {
		const s = document.querySelector("[data-name=" + n + "] select"); s.value = v;
		s.dispatchEvent(new Event("change")); return s.value === v };
		return set("town", "430405001000") && set("village", "430405001002") && set("category", "`+takenOut+`") })()`) {
		p.t.Fatal("the community or the category cannot be chosen")
	}
	p.press(lang.T(l, "phone.into_outbox", nil))
	p.awaitCount("waiting", 1)
	p.o.look("adm").drops(takenOut)
	p.online()
	p.awaitCount("needs", 1)
}

// drops takes a category out of policy.
func (s *seen) drops(category string) {
	s.t.Helper()
	ask := func(method string, body io.Reader) string {
		r, err := http.NewRequest(method, s.url+"/api/v1/policy", body)
		if err != nil {
			s.t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+s.token)
		r.Header.Set("Command-Id", newID(s.t))
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			s.t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			s.t.Fatalf("%s policy: %d %s %v", method, res.StatusCode, b, err)
		}
		return string(b)
	}
	var left []string
	for _, line := range strings.Split(ask(http.MethodGet, nil), "\n") {
		if !strings.Contains(line, "code: "+category+",") {
			left = append(left, line)
		}
	}
	ask(http.MethodPut, strings.NewReader(strings.Join(left, "\n")))
}

// entryOf opens the only entry of the outbox in this state.
func (p *phone) entryOf(state string) {
	p.t.Helper()
	p.at("#/outbox")
	p.await(fmt.Sprintf(`document.querySelectorAll(".card.%s").length === 1`, state))
	js[bool](p.visitor, fmt.Sprintf(`(document.querySelector(".card.%s").click(), true)`, state))
	p.await(`location.hash.startsWith("#/outbox/") && !!document.querySelector("#main .tag")`)
}

// TestFieldRefused reports something of a category that policy dropped meanwhile: the server refuses, the entry stays
// with the reason, is opened, mended and sent, with its photo and under the id that it had.
func TestFieldRefused(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.ownPhone(lang.Zh)
	p.enter("shi")
	p.refused(lang.Zh, "路灯不亮")
	if got := o.look("disp").matters(); len(got) != 0 {
		t.Fatalf("arrived although refused: %q", got)
	}
	p.await(`document.querySelector("#tabs .badge")?.textContent === "1"`)
	id := p.onlyID()

	p.closes() // a refused entry outlives the browser, with its reason
	p.on(lang.Zh)
	p.goTo("/field/")
	p.await(`document.querySelector("#tabs .badge")?.textContent === "1"`)
	p.entryOf("needs")
	p.sees(lang.T(lang.Zh, "phone.needs_why", nil))
	p.sees(lang.T(lang.Zh, "fault.category_unknown", map[string]string{"category": takenOut}))
	p.press(lang.T(lang.Zh, "phone.mend.edit", nil))
	p.await(`document.querySelector("#main textarea")?.value === "路灯不亮" && ` +
		`document.querySelectorAll("#main .shots li").length === 1`)
	p.sees(lang.T(lang.Zh, "phone.mending", nil))
	p.fill("#main textarea", "路灯不亮，在江东路口")
	p.await(`!!document.querySelector("[data-name=category] select")`)
	js[bool](p.visitor, `(() => { const s = document.querySelector("[data-name=category] select"); `+
		`s.value = ""; s.dispatchEvent(new Event("change")); return s.value === "" })()`)
	p.press(lang.T(lang.Zh, "phone.into_outbox", nil))
	p.awaitCount("sent", 1)
	if got := p.onlyID(); got != id {
		t.Errorf("the mended entry has the id %s, had %s: it could arrive twice", got, id)
	}
	if m := o.look("disp").titled("路灯不亮，在江东路口"); m.Area != "430405001002" || len(m.Photos) != 1 {
		t.Errorf("arrived: %+v", m)
	}
}

// onlyID is the id of the only entry in the outbox.
func (p *phone) onlyID() string {
	p.t.Helper()
	return js[string](p.visitor, `new Promise(ok => { const r = indexedDB.open("xiaohao-field");
		r.onsuccess = () => { const q = r.result.transaction("outbox").objectStore("outbox").getAllKeys();
		q.onsuccess = () => { r.result.close(); ok(q.result.join(" ")) } } })`, chromedp.EvalAwaitPromise)
}

// TestFieldDeaf sends an entry ten times, none of whose answers comes back: it is done once, and the eleventh answer
// is the first.
func TestFieldDeaf(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.phone(lang.Zh)
	p.enter("shi")
	p.offline()
	p.report("垃圾堆在路边", "")
	p.awaitCount("waiting", 1)
	p.at("#/outbox")
	o.line.deaf.Store(true)
	p.online()
	for n := range int64(10) {
		for range 100 {
			if o.line.posts.Load() > n {
				break
			}
			p.press(lang.T(lang.Zh, "phone.send_now", nil))
			time.Sleep(100 * time.Millisecond)
		}
	}
	if n := o.line.posts.Load(); n < 10 {
		t.Fatalf("sent %d times, want ten", n)
	}
	if p.count("sent") != 0 || p.count("") != 1 {
		t.Errorf("the phone believes that it arrived, or has lost it, though no answer came")
	}
	o.line.deaf.Store(false)
	p.online()
	p.press(lang.T(lang.Zh, "phone.send_now", nil))
	p.awaitCount("sent", 1)
	if got := o.look("disp").matters(); len(got) != 1 || got[0] != "垃圾堆在路边|0" {
		t.Errorf("sent ten times, arrived: %q", got)
	}
}

// TestFieldMeanwhile gives a verdict on a matter that somebody else struck off meanwhile: the refusal says who and
// what, and the words go in as a comment.
func TestFieldMeanwhile(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	id := o.fixed("积水没过脚面")
	p := o.phone(lang.Zh)
	p.logIn("ver")
	p.await(fmt.Sprintf(`!!navigator.serviceWorker.controller && !!document.querySelector('a[href="#/matter/%d"]')`,
		id))
	p.offline()
	p.at(fmt.Sprintf("#/matter/%d", id))
	js[bool](p.visitor, `(document.querySelector("input[name=verdict][value=reject]").click(), true)`)
	p.fill("#main textarea", "东侧仍有积水")
	p.press(lang.T(lang.Zh, "phone.into_outbox", nil))
	p.awaitCount("waiting", 1)
	o.look("ver2").give(id, "strike_off", map[string]any{"note": "已看，确实干了"})
	p.online()
	p.awaitCount("needs", 1)
	p.entryOf("needs")
	for _, words := range []string{lang.T(lang.Zh, "state.struck_off", nil), "另一核查员", "东侧仍有积水"} {
		p.sees(words)
	}
	p.press(lang.T(lang.Zh, "phone.mend.remark", nil))
	p.awaitCount("sent", 1)
	m := o.look("disp").matter(id)
	last := m.Steps[len(m.Steps)-1]
	if m.State != "struck_off" || last.Type != "matter.commented" || !strings.Contains(last.Body.Text, "东侧仍有积水") ||
		last.Name != "核查员" {
		t.Errorf("%s, last step %+v", m.State, last)
	}
}

// TestFieldCamera sends a photo as a camera makes it: upright, smaller, with the time and place that the file tells,
// whatever the phone's clock says.
func TestFieldCamera(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.phone(lang.Zh)
	p.enter("shi")
	p.offline()
	taken := time.Date(2026, 11, 20, 9, 41, 7, 0, time.FixedZone("", 8*3600))
	p.report("围挡倒了", cameraPhoto(t, taken, 26.893512, 112.571934))
	p.online()
	p.awaitCount("sent", 1)
	s := o.look("disp")
	m := s.titled("围挡倒了")
	if len(m.Photos) != 1 {
		t.Fatalf("%+v", m)
	}
	x := m.Photos[0]
	if x.TakenAt != calendar.Of(taken) {
		t.Errorf("taken at %s, the file says %s", x.TakenAt.Time(), taken)
	}
	if x.Lat == nil || x.Lng == nil || distance(*x.Lat, 26.893512) > 1e-5 || distance(*x.Lng, 112.571934) > 1e-5 {
		t.Errorf("taken at %v %v", x.Lat, x.Lng)
	}
	if x.Width != 1200 || x.Height != 1600 {
		t.Errorf("%d × %d px arrived, want the 2000 × 1500 of the file turned upright and at most 1600",
			x.Width, x.Height)
	}
	if c := s.corner(m.ID, x.ID); c[0] < 150 || c[1] > 100 {
		t.Errorf("the upper left corner is %v, the one that is red when it stands upright is elsewhere", c)
	}
}

func distance(a, b float64) float64 { return max(a-b, b-a) }

// wrongClock is a phone whose clock is off by some ms, for the page; without sending in the background, which would
// have the right one.
const wrongClock = `(() => { const off = %d, D = Date;
	window.Date = class extends D { constructor(...a) { if (a.length) super(...a); else super(D.now() + off); }
		static now() { return D.now() + off; } };
	Object.defineProperty(ServiceWorkerRegistration.prototype, "sync", {get() { throw new Error("not here"); }}); })()`

// TestFieldClock is a phone whose clock is two days fast or slow: what it sends carries both times, is put right and
// flagged, and the phone is told.
func TestFieldClock(t *testing.T) {
	t.Parallel()
	for _, days := range []int64{2, -2} {
		t.Run(fmt.Sprintf("%+d days", days), func(t *testing.T) {
			t.Parallel()
			o := newOutside(t)
			p := o.phone(lang.Zh)
			if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument,
				page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(wrongClock,
					days*24*3600e3)}); err != nil {
				t.Fatal(err)
			}
			p.logIn("shi")
			p.await(`!!navigator.serviceWorker.controller && !!document.querySelector('.banner[href="#/phone"]')`)
			key := map[bool]string{true: "phone.clock_fast", false: "phone.clock_slow"}[days > 0]
			p.sees(lang.T(lang.Zh, key, map[string]string{"n": "2", "unit": lang.T(lang.Zh, "inspect.days", nil)}))
			p.offline()
			from := time.Now()
			p.report("垃圾堆在路边", photoFile)
			until := time.Now()
			time.Sleep(2 * time.Second) // by how much the clock is off is not what it showed when it sent
			p.online()
			p.awaitCount("sent", 1)
			p.entryOf("sent")
			p.sees(lang.T(lang.Zh, "phone.clock_told", nil))
			s := o.look("disp")
			m := s.titled("垃圾堆在路边")
			out := m.Steps[0].Body.Outside
			if out == nil {
				t.Fatalf("%+v", m.Steps[0])
			}
			near := func(what string, us calendar.Instant, off int64) {
				t.Helper()
				if at := us.Plus(-off).Time(); at.Before(from.Add(-time.Second)) ||
					at.After(until.Add(time.Second)) {
					t.Errorf("%s is %s, it happened between %s and %s", what, us.Time(), from, until)
				}
			}
			near("the event", out.At, 0)
			near("the matter", m.FoundAt, 0)
			near("the photo", m.Photos[0].TakenAt, 0)
			near("what the phone showed", out.Phone, days*24*3600e6)
			if off := out.Off - days*24*3600; off < -2 || off > 2 {
				t.Errorf("flagged as %d s off", out.Off)
			}
		})
	}
}
