package browser

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// What the resident wrote about himself: nobody but the office reads it.
const (
	ownPhone = "13973401234"
	ownName  = "李建国"
)

// releaseStory is one matter on its way out and back, with everybody who has a hand in it.
type releaseStory struct {
	t                                                         *testing.T
	resident, dispatcher, supervisor, clerk, verifier, anyone *visitor
	code                                                      string // of the receipt
	id                                                        string
	word                                                      string // by which this matter alone is found
	// address of the weekly paper, as everybody reads it
	paper string
}

// TestReleaseStory is the whole way of a matter into the open and out again, each step by who takes it in the office: a
// report with a number and a name, a draft that is refused, another one that passes, somebody who follows it, the fix
// and its photo, the weekly paper, and the end of it all.
func TestReleaseStory(t *testing.T) {
	t.Parallel()
	mailServer(t)
	s := &releaseStory{t: t, word: rare()}
	s.resident, s.anyone = visit(t, lang.Zh, 360), visit(t, lang.Zh, 360)
	for login, to := range map[string]**visitor{"dispatcher": &s.dispatcher, "supervisor": &s.supervisor,
		"clerk": &s.clerk, "verifier": &s.verifier} {
		*to = visit(t, lang.Zh, 1280)
		(*to).login(login)
	}
	s.takenIn()
	s.refused()
	s.letOut()
	follower := s.followed()
	s.fixed(follower)
	s.printed()
	s.withdrawn(follower)
}

func zh(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(lang.Zh, key, m)
}

// rare is a word that no other matter has.
func rare() string {
	var b strings.Builder
	for _, d := range fmt.Sprint(time.Now().UnixMilli() % 1e6) {
		b.WriteRune([]rune("东西南北上下左右前后")[d-'0'])
	}
	return b.String()
}

func (s *releaseStory) matter() string { return "/matters/" + s.id }
func (s *releaseStory) page() string   { return "/public/matters/" + s.id }
func (s *releaseStory) search() string { return "/public?q=" + url.QueryEscape(s.word) }

// takenIn is the report, and the matter in the hands of a unit. Nobody outside sees it.
func (s *releaseStory) takenIn() {
	s.code = report(s.t, s.resident, fmt.Sprintf("%s路口井盖松动，车过就响。我叫%s，电话%s，请回电。", s.word, ownName, ownPhone))
	s.dispatcher.open("/lists/all?q=" + url.QueryEscape(s.word))
	s.dispatcher.await(`!!document.querySelector('a[href^="/matters/"]')`)
	path := js[string](s.dispatcher, `new URL(document.querySelector('a[href^="/matters/"]').href).pathname`)
	s.id = strings.TrimPrefix(path, "/matters/")
	s.dispatcher.open(path)
	s.dispatcher.fill("#list-category", "road.manhole")
	s.dispatcher.send("#form-list")
	s.dispatcher.sees(zh("state.listed"))
	s.dispatcher.fill("#assign-lead", "广东路街道办事处 · t430405009")
	s.dispatcher.send("#form-assign")
	s.dispatcher.sees(zh("state.assigned"))
	s.clerk.open(path)
	s.clerk.send("#form-sign")
	s.clerk.sees(zh("state.in_hand"))
	s.receiptSays("told.unread")
	s.nobodySees("in hand but not released")
}

// receiptSays wants sentences on the reporter's receipt.
func (s *releaseStory) receiptSays(keys ...string) {
	s.t.Helper()
	s.resident.open("/r/" + s.code)
	for _, k := range keys {
		s.resident.sees(zh(k))
	}
}

// drafted asks to let the matter out, with its photos or without, and looks at what waits: the resident's own details
// are not in it.
func (s *releaseStory) drafted(photos bool) {
	s.t.Helper()
	v := s.dispatcher
	v.open(s.matter() + "/release")
	js[int](v, fmt.Sprintf(`[...document.querySelectorAll("#form-draft [name^=photo-]")].map(p => p.checked = `+
		`%v).length`,
		photos))
	v.send("#form-draft")
	v.sees(zh("release.stand.waits", "who", zh("post.supervisor"), "step", zh("release.step.2")))
	would := js[string](v, `document.querySelector("#would").innerText`)
	if strings.Contains(would, ownPhone) || strings.Contains(would, ownName) || !strings.Contains(would, s.word) {
		s.t.Errorf("the draft says %q", would)
	}
	if js[bool](v, `!!document.querySelector("#form-pass")`) {
		s.t.Error("who drafted it is offered to pass it")
	}
}

// refused is a draft that is sent back: the drafter reads why, the reporter what is meant for him.
func (s *releaseStory) refused() {
	s.drafted(false)
	s.receiptSays("told.waits")
	v := s.supervisor
	v.open("/releases")
	v.sees(s.word)
	v.open(s.matter() + "/release")
	v.fill("#form-refuse [name=reason]", "先核对位置再报")
	v.fill("#form-refuse [name=ground]", "unclear")
	v.fill("#form-refuse [name=tell]", "位置核对以后再公开")
	v.send("#form-refuse")
	s.dispatcher.open("/releases")
	s.dispatcher.sees("先核对位置再报")
	s.dispatcher.open(s.matter() + "/release")
	s.dispatcher.sees(zh("release.stand.refused", "reason", "先核对位置再报"))
	s.receiptSays("told.refused", "told.ground.unclear")
	s.resident.sees("位置核对以后再公开")
	if strings.Contains(s.resident.text(), "先核对位置再报") {
		s.t.Error("the reporter reads what is meant for the office")
	}
	s.nobodySees("its draft was refused")
}

// passed is the next step, by another person.
func (s *releaseStory) passed() {
	s.t.Helper()
	s.supervisor.open(s.matter() + "/release")
	s.supervisor.send("#form-pass")
	s.supervisor.open(s.matter() + "/release")
	s.supervisor.sees(zh("release.stand.out"))
}

// letOut is a draft that passes: everybody finds and reads the matter, and nothing of who reported it.
func (s *releaseStory) letOut() {
	s.drafted(false)
	s.passed()
	s.receiptSays("told.out")
	v := s.anyone
	v.open(s.search())
	v.follow(fmt.Sprintf(`#public-list a[href=%q]`, s.page()))
	v.sees(s.word)
	if js[bool](v, `!!document.querySelector('img[src*="/photos/"]')`) {
		s.t.Error("a photo is out that nobody let out")
	}
	for _, path := range []string{s.page(), s.search(), "/public/feed.atom"} {
		status, text := s.get(path)
		if status != http.StatusOK || !strings.Contains(text, s.word) || strings.Contains(text, ownPhone) ||
			strings.Contains(text, ownName) {
			s.t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

// followed is somebody who asks to be told by mail, and says yes by the button behind the link of the letter.
func (s *releaseStory) followed() string {
	box, _ := post()
	who := fmt.Sprintf("r%d@people.test", time.Now().UnixNano())
	v := s.anyone
	v.open(s.page())
	v.follow(`a[href$="/follow"]`)
	v.fill(`main input[name=email]`, who)
	v.send("#form-mail")
	v.sees(zh("follow.look"))
	_, rest, ok := strings.Cut(box.wait(s.t, who, "/follow/confirm/").text, "/follow/confirm/")
	if !ok {
		s.t.Fatal("the letter has no link")
	}
	v.open("/follow/confirm/" + strings.Fields(rest)[0])
	v.sees(zh("follow.confirm"))
	v.sees(s.word)
	v.send("#form-confirm")
	v.sees(zh("follow.done.confirmed"))
	return who
}

// fixed is the fix with its photo and the strike-off by another person; the photos go out by a draft of their own, and
// the follower hears of it.
func (s *releaseStory) fixed(follower string) {
	s.clerk.open(s.matter())
	s.clerk.fill("#fix-note", "已更换井盖并加固")
	s.clerk.do(chromedp.SetUploadFiles("#fix-photos", []string{photoFile}))
	s.clerk.send("#form-fix")
	s.clerk.sees(zh("state.fixed"))
	s.verifier.open(s.matter())
	s.verifier.fill("#strike_off-note", "现场核查，确已修好")
	s.verifier.send("#form-strike_off")
	s.verifier.sees(zh("state.struck_off"))
	s.drafted(true)
	s.passed()
	v := s.anyone
	v.open(s.page())
	v.sees(zh("public.state.struck"))
	js[int](v, `[...document.images].map(i => i.loading = "eager").length`)
	v.await(`[...document.querySelectorAll(".compare img")].filter(i => i.complete && i.naturalWidth > 0)` +
		`.length === 2`)
	box, _ := post()
	news := box.wait(s.t, follower, zh("follow.state.struck_off"))
	if !strings.Contains(news.text, s.page()) || strings.Contains(news.text, ownPhone) {
		s.t.Errorf("the follower reads %q", news)
	}
}

// printed is the weekly paper: drafted before its day, edited, passed by another person, read.
func (s *releaseStory) printed() {
	v := s.dispatcher
	v.open("/publicity")
	v.fill("#form-early [name=area]", "430405000000")
	v.send("#form-early")
	paper := js[string](v, `location.pathname`)
	if !strings.HasPrefix(paper, "/publicity/papers/") {
		s.t.Fatalf("no paper: %s", v.text())
	}
	v.fill("#form-draft [name=title]", "珠晖"+s.word)
	if !js[bool](v, fmt.Sprintf(`(() => { const e = document.querySelector('[name=fixed][value="%s"]');
		return !!e && (e.checked = true) })()`, s.id)) {
		s.t.Fatalf("the paper cannot tell of the matter: %s", v.text())
	}
	v.send("#form-draft")
	v.sees(zh("flash.publicity_draft"))
	if js[bool](v, `!!document.querySelector("#form-pass")`) {
		s.t.Error("who edited the paper is offered to pass it")
	}
	s.paper = strings.Replace(paper, "/publicity", "/public", 1)
	if status, _ := s.get(s.paper); status != http.StatusNotFound {
		s.t.Errorf("a paper that nobody passed: %d", status)
	}
	s.supervisor.open("/publicity")
	s.supervisor.follow(fmt.Sprintf(`a[href=%q]`, paper))
	s.supervisor.send("#form-pass")
	s.supervisor.open(paper)
	s.supervisor.sees(zh("publicity.state.out"))
	s.anyone.open("/public/papers")
	s.anyone.follow(fmt.Sprintf(`a[href=%q]`, s.paper))
	s.anyone.await(fmt.Sprintf(`!!document.querySelector('article a[href=%q]')`, s.page()))
	for _, path := range []string{s.paper, s.paper + "/poster", s.paper + "/paper.docx", "/public/papers/feed.atom"} {
		if status, text := s.get(path); status != http.StatusOK || !strings.Contains(text, s.word) {
			s.t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

// withdrawn takes the matter back. Within a minute nobody sees anything of it; the paper says that something was taken
// back, and so does the receipt.
func (s *releaseStory) withdrawn(follower string) {
	v := s.supervisor
	v.open(s.matter() + "/release")
	v.fill("#form-withdraw [name=reason]", "有人要求不公开")
	v.fill("#form-withdraw [name=ground]", "person")
	v.send("#form-withdraw")
	s.nobodySees("taken back")
	s.eventually(s.paper, func(status int, text string) bool {
		return status == http.StatusOK && !strings.Contains(text, s.page()) &&
			strings.Contains(text, zh("publicity.gone", "n", "1"))
	})
	s.eventually(s.paper+"/paper.docx", func(status int, text string) bool {
		return status == http.StatusOK && !strings.Contains(text, s.word+"路口") &&
			strings.Contains(text, zh("publicity.gone", "n", "1"))
	})
	s.anyone.open(s.paper)
	s.anyone.sees(zh("publicity.gone", "n", "1"))
	s.receiptSays("told.withdrawn", "told.ground.person")
	s.farewell(follower)
}

// farewell is what the follower learns: the link of his letters names the matter no more, nothing tells why it went,
// and a last letter lies ready. It waits an hour, since what is let out again by then is not told.
func (s *releaseStory) farewell(follower string) {
	box, _ := post()
	news := box.wait(s.t, follower, zh("follow.state.struck_off"))
	_, rest, ok := strings.Cut(news.text, "/follow/stop/")
	if !ok {
		s.t.Fatalf("the letter has no link to end it: %q", news.text)
	}
	v := s.anyone
	v.open("/follow/stop/" + strings.Fields(rest)[0])
	v.sees(zh("follow.what_one"))
	if strings.Contains(v.text(), s.word) {
		s.t.Error("the link of a letter names what is no longer public")
	}
	for _, l := range box.to(follower) {
		for _, secret := range []string{ownPhone, ownName, "有人要求不公开", zh("told.ground.person")} {
			if strings.Contains(l.subject+l.text, secret) {
				s.t.Errorf("a letter says %q: %q", secret, l)
			}
		}
	}
	if n := s.farewells(); n != 1 {
		s.t.Errorf("%d last letters lie ready", n)
	}
}

// farewells are the last letters about the matter that lie in the outbox.
func (s *releaseStory) farewells() (n int) {
	s.t.Helper()
	if dataDir == "" {
		return 1 // a city of somebody else: its database is not at hand
	}
	db, err := store.Open(s.t.Context(), "sqlite:"+filepath.Join(dataDir, "xiaohao.db"), store.Options{ReadOnly: true})
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	matter, err := strconv.ParseInt(s.id, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	err = store.Each(s.t.Context(), db.Read(), func(rows *sql.Rows) error {
		var of int64
		if err := rows.Scan(&of); err != nil {
			return err
		}
		var k int
		err := db.Read().QueryRow(s.t.Context(), `SELECT COUNT(*) FROM outbox WHERE city = $1 AND carrier <> '' AND
			state = 0 AND due > at AND args LIKE $2`, 4304, fmt.Sprintf(`{"k":"gone","f":%d,%%`, of)).Scan(&k)
		n += k
		return err
	}, "SELECT id FROM follows WHERE city = $1 AND matter = $2", 4304, matter)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// nobodySees wants nothing of the matter at any door that is open to everybody, within a minute.
func (s *releaseStory) nobodySees(when string) {
	s.t.Helper()
	s.eventually(s.page(), func(status int, text string) bool {
		return status == http.StatusNotFound && !strings.Contains(text, s.word)
	})
	s.eventually(s.page()+"/follow", func(status int, _ string) bool { return status == http.StatusNotFound })
	for _, path := range []string{s.search(), "/public", "/public?state=struck", "/public/week", "/public/feed.atom",
		"/public/areas/430405009000", "/public/feed.json", "/sitemap.xml"} {
		s.eventually(path, func(status int, text string) bool {
			return status == http.StatusOK && !strings.Contains(text, `"`+s.page()+`"`) &&
				!strings.Contains(text, s.page()+"<") &&
				!strings.Contains(text, s.word+"路口")
		})
	}
	if s.t.Failed() {
		s.t.Fatalf("seen while it was %s", when)
	}
}

// eventually wants something of a page within a minute, as a stranger reads it.
func (s *releaseStory) eventually(path string, want func(status int, text string) bool) {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		status, text := s.get(path)
		if want(status, text) {
			return
		}
		if time.Now().After(end) {
			s.t.Errorf("after a minute %s is still %d %s", path, status, text)
			return
		}
	}
}

// get reads an address as a stranger; of a document it gives the words.
func (s *releaseStory) get(path string) (status int, text string) {
	s.t.Helper()
	city, err := base()
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, city+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", lang.Zh)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if !strings.HasSuffix(path, ".docx") || res.StatusCode != http.StatusOK {
		return res.StatusCode, string(b)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		s.t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if b, err = io.ReadAll(f); err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
