package browser

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
	"xiaohao/tools/demo"
)

// TestWhatKeepsComingBack is the story of what no clerk can see by himself: a resident joins what was reported
// already, a dispatcher merges two that are one, a supervisor turns a common problem into a self-check campaign, a
// community signs that it has none, an inspector from elsewhere finds one, and the assessment says so beside the
// score.
func TestWhatKeepsComingBack(t *testing.T) {
	t.Parallel()
	const hole = "临江路口路灯杆倾斜欲倒，夜里漆黑一片"
	first := report(t, visit(t, lang.Zh, 360), hole)
	joinsIt(visit(t, lang.Zh, 360), hole)
	report(t, visit(t, lang.Zh, 360), "临江路口的路灯杆要倒了，晚上漆黑")

	dispatcher := visit(t, lang.Zh, 1280)
	dispatcher.login("dispatcher")
	mergeGroup(dispatcher, "路灯杆")
	resident := visit(t, lang.Zh, 360)
	resident.open("/r/" + first)
	resident.sees("路灯杆倾斜")

	supervisor := visit(t, lang.Zh, 1280)
	supervisor.login("supervisor")
	campaign := turnIntoCampaign(supervisor)
	const community = "430405009007"
	signZero(visit(t, lang.Zh, 360), campaign)
	supervisor.open(campaign + "?area=" + community)
	supervisor.sees("签署零报告")
	supervisor.open(campaign)
	supervisor.fill("#close-reason", "各社区已报齐，转入抽查")
	supervisor.send("#form-close")
	supervisor.sees("总结报告")

	falsify(supervisor, campaign, community)
	supervisor.open(fmt.Sprintf("/score/areas/430405000000?period=%s",
		time.Now().In(time.FixedZone("", 8*3600)).Format("2006-01")))
	supervisor.sees("零报告抽查")
	if said := js[string](supervisor, `document.querySelector("#zeros").innerText`); !strings.Contains(said, "不实") ||
		strings.Contains(said, "不实 0 份") {
		t.Errorf("the assessment says %q", said)
	}
	supervisor.picture("again-score")
	supervisor.open(campaign + "/report")
	supervisor.sees("1 份不实")
	supervisor.picture("again-report")
}

// joinsIt types what somebody reported already, is shown it, and joins it.
func joinsIt(v *visitor, text string) {
	v.t.Helper()
	v.open("/")
	v.fill("#report-place", "市场东门")
	v.fill("#report-text", text)
	// the likest stands first; what is not on the list yet has no title for residents
	const same = `document.querySelector('[data-alike] li [formaction$="/same"]')`
	v.await(`!!` + same)
	v.picture("again-join")
	before := js[float64](v, `performance.timeOrigin`)
	js[bool](v, `(`+same+`.click(), true)`)
	v.await(fmt.Sprintf(`performance.timeOrigin !== %f && document.readyState === "complete"`, before))
	v.sees("已附议")
}

// mergeGroup merges the probable group that holds the words, all that is ticked, and gives the page of its head and
// how many went into it.
func mergeGroup(v *visitor, words string) (head, n string) {
	v.t.Helper()
	v.open("/lists/all?sort=new&q=" + url.QueryEscape(words))
	id := js[string](v, `new URL(document.querySelector('.card a[href^="/matters/"]').href).pathname.split("/")[2]`)
	const has = `document.querySelector("form.group")`
	for range 100 { // groups follow within seconds
		v.open("/duplicates?of=" + id)
		if js[bool](v, "!!"+has) {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	v.sees(words)
	v.picture("again-group")
	head = js[string](v, "new URL("+has+`.querySelector('a[href^="/matters/"]').href).pathname`)
	// other tests report with the same photo
	n = js[string](v, "String("+has+`.querySelectorAll('input[name=m]:checked').length)`)
	js[bool](v, "("+has+`.querySelector('button[value="merge"]').click(), true)`)
	v.sees(lang.T(lang.Zh, "flash.merge_group", map[string]string{"n": n}))
	v.picture("again-merged")
	return head, n
}

// turnIntoCampaign goes from the common problem to a campaign about it, and gives its address.
func turnIntoCampaign(v *visitor) string {
	v.t.Helper()
	v.open("/trends")
	v.sees("上升")
	v.picture("again-trends")
	v.follow(`a[href^="/campaigns/new?trend="]`)
	v.sees("最近两周")
	v.send("#form-campaign")
	v.await(`/^\/campaigns\/\d+$/.test(location.pathname)`)
	v.sees("进行中")
	v.picture("again-campaign")
	return js[string](v, `location.pathname`)
}

// signZero follows the message that a community got, and signs that it found nothing.
func signZero(v *visitor, campaign string) {
	v.t.Helper()
	v.login("community")
	for range 50 { // the message is made beside the work
		v.open("/inbox")
		if js[bool](v, fmt.Sprintf(`!!document.querySelector('a[href^="%s?"]')`, campaign)) {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	v.sees("签署零报告")
	v.picture("again-told")
	v.follow(fmt.Sprintf(`a[href^="%s?"]`, campaign))
	v.fill("#zero-signed", js[string](v, `document.querySelector(".person span").firstChild.textContent.trim()`))
	v.picture("again-zero")
	v.send("#form-zero")
	v.sees("零报告已签署")
}

// falsify lets whoever was drawn for a zero log in, go there, and find something.
func falsify(supervisor *visitor, campaign, community string) {
	t := supervisor.t
	t.Helper()
	person := js[int](supervisor, fmt.Sprintf(`fetch("/api/v1%s?area=%s").then(r => r.json()).then(s => `+
		`s.rows[0].cell.inspector || 0)`, campaign, community), chromedp.EvalAwaitPromise)
	if person == 0 {
		t.Fatal("nobody was drawn to look at the zero")
	}
	admin := visit(t, lang.Zh, 1280)
	admin.login("admin")
	admin.open(fmt.Sprintf("/admin/people?id=%d", person))
	login := js[string](admin, `document.querySelector("#form-person [name=login]").value`)
	const start = "chuci-denglu-2026"
	admin.fill("#password-new", start)
	admin.send("#form-password")

	inspector := visit(t, lang.Zh, 360)
	inspector.open("/login")
	inspector.fill(`input[name=login]`, login)
	inspector.fill(`input[name=password]`, start)
	inspector.send(`form[action="/login"]`)
	inspector.fill(`input[name=old]`, start)
	inspector.fill(`input[name=new]`, demo.Password+"!")
	inspector.send(`form[action="/password"]`)
	inspector.open("/campaigns")
	form := "#form-look-" + strings.TrimPrefix(campaign, "/campaigns/") + "-" + community
	inspector.sees("待您核查的零报告")
	js[bool](inspector, fmt.Sprintf(`(document.querySelector(%q).querySelector("[name=false][value='1']").checked = `+
		`true)`, form))
	inspector.fill(form+` [name=note]`, "社区门口两盏路灯不亮")
	inspector.fill(form+` [name=place]`, "社区服务站门口")
	inspector.picture("again-look")
	inspector.send(form)
	inspector.sees("核查结果已记录")
}

// picture keeps what is on the screen where XIAOHAO_SCREENSHOTS names a folder.
func (v *visitor) picture(name string) {
	v.t.Helper()
	dir := os.Getenv("XIAOHAO_SCREENSHOTS")
	if dir == "" {
		return
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("..", "..", dir)
	}
	v.shoot(dir, name)
}
