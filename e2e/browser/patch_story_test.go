package browser

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// looks does something with the city's patches while its server is off.
func (o *outside) looks(do func(ctx context.Context, x *patrol.Patrols, who func(login string) int64) error) {
	o.t.Helper()
	o.kill()
	ctx := context.Background()
	c, db, err := openOutside(ctx, o.dir)
	if err != nil {
		o.t.Fatal(err)
	}
	err = do(ctx, part.Get[*patrol.Patrols](c.Values), func(login string) int64 {
		p, _ := c.Org().PersonByLogin(login)
		return p.ID
	})
	c.Close()
	if wrong := db.Close(); err != nil || wrong != nil {
		o.t.Fatal(err, wrong)
	}
	o.start()
}

// looked records a look of somebody's.
func looked(ctx context.Context, x *patrol.Patrols, person, id int64, l patrol.Looked) error {
	p, _ := x.Org().Person(person)
	command, err := ledger.NewID(x.Now(), rand.Reader)
	if err == nil {
		_, err = x.Looks(ctx, p.Caller(), command, id, patrol.Looking{Looked: l})
	}
	return err
}

// patched takes two patches in that were looked at in the office; the first is where the phone will be.
func (o *outside) patched() (out []int64) {
	o.t.Helper()
	o.looks(func(ctx context.Context, x *patrol.Patrols, who func(string) int64) error {
		sup, _ := x.Org().Person(who("sup"))
		for i := range 2 {
			s, err := patch.Read("Polygon", json.RawMessage(fmt.Sprintf("[[[112.61%d,26.89],[112.61%d5,26.89],"+
				"[112.61%d5,26.8905],[112.61%d,26.8905],[112.61%d,26.89]]]", i, i, i, i, i)), place.WGS84, 200)
			if err != nil {
				return err
			}
			if err := x.TakePatch(ctx, sup.Caller(), patrol.PatchIn{No: fmt.Sprintf("TB-%d", i+1), Kind: "felling",
				Area: 430405001000, Shape: s}); err != nil {
				return err
			}
			list, _, err := x.Patches(ctx, sup.Caller(), patrol.PatchFilter{Limit: 1})
			if err != nil {
				return err
			}
			if err := looked(ctx, x, sup.ID, list[0].ID, patrol.Looked{Look: patrol.Office, Yes: true,
				Note: "影像前后对比，林木减少"}); err != nil {
				return err
			}
			out = append(out, list[0].ID)
		}
		return nil
	})
	return out
}

// stood is a phone that stands inside the first patch.
const stood = `navigator.geolocation.getCurrentPosition = ok => ok({coords: {latitude: 26.8902, longitude: 112.6102, ` +
	`accuracy: 9}});`

// TestPatchStory is a look at two patches without a network: the phone is killed in the middle and knows what was said.
// With a network one arrives once although its answer is lost, with its photo; the other one, at which somebody looked
// meanwhile, comes back in words and goes to its matter as a comment.
func TestPatchStory(t *testing.T) {
	t.Parallel()
	zh := func(key string) string { return lang.T(lang.Zh, key, nil) }
	o := newOutside(t)
	ids := o.patched()
	p := o.ownPhone(lang.Zh)
	p.before(stood)
	p.enter("shi")
	at := func(i int) string { return fmt.Sprintf("#/patch/%d", ids[i]) }
	for i := range ids {
		p.await(`!!document.querySelector('#main a.card[href="` + at(i) + `"]')`)
	}
	p.offline()
	p.at(at(0))
	p.sees("影像前后对比，林木减少")
	p.await(`!!document.querySelector("#main svg.sketch path.outline")`)
	p.press(zh("phone.where"))
	p.sees("您就在图斑里")
	if wide := js[int](p.visitor, `document.documentElement.scrollWidth`); wide > 360 {
		t.Errorf("the page is %d px wide", wide)
	}
	p.press(zh("phone.into_outbox"))
	p.sees(zh("phone.patch.verdict_missing"))
	p.press(zh("phone.patch.yes"))
	p.fill("#main textarea", "现场有新伐根")
	p.attach(0, photoFile)
	time.Sleep(300 * time.Millisecond)
	p.dies()

	p.on(lang.Zh)
	p.before(stood)
	p.network(true)
	p.goTo("/field/")
	p.await(`!!document.querySelector('#main a.card.begun[href="` + at(0) + `"]')`)
	p.at(at(0))
	p.await(`document.querySelector("#main textarea").value === "现场有新伐根" && ` +
		`document.querySelectorAll("#main .shots li").length === 1 && document.querySelector("[value=yes]").checked`)
	p.press(zh("phone.into_outbox"))
	p.await(`location.hash === "#/"`)
	p.at(at(1))
	p.press(zh("phone.where"))
	p.sees("图斑的方位和距离：东")
	p.press(zh("phone.patch.no"))
	p.press(zh("phone.into_outbox"))
	p.sees(zh("phone.patch.why_missing"))
	p.fill("#main textarea", "是果园更新")
	p.press(zh("phone.into_outbox"))
	p.await(`location.hash === "#/"`)
	p.awaitCount("waiting", 2)
	p.at(at(1))
	p.sees(zh("phone.patch.is_looked"))

	o.looks(func(ctx context.Context, x *patrol.Patrols, who func(string) int64) error {
		return looked(ctx, x, who("ver"), ids[1], patrol.Looked{Look: patrol.Field, Yes: true, Note: "先到一步"})
	})
	o.line.deaf.Store(true) // what is sent arrives, its answer does not
	o.line.join()
	p.network(false)
	for range 400 {
		if o.line.posts.Load() > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond)
	o.line.deaf.Store(false)
	p.logIn("shi")
	p.at("#/outbox")
	p.press(zh("phone.send_now"))
	p.awaitCount("sent", 1)
	p.awaitCount("needs", 1)
	p.sees(lang.T(lang.Zh, "fault.patch_look", nil))
	p.await(`(() => { const a = document.querySelector("#main a.card.needs"); if (a) a.click(); return !!a })()`)
	p.press(zh("phone.mend.remark"))
	p.awaitCount("sent", 2)
	p.goTo(fmt.Sprintf("/patches/%d", ids[0]))
	p.sees("外业核查：是问题。现场有新伐根")
	s := o.look("sup")
	for i, want := range []int{1, 0} {
		if got := len(s.titled(fmt.Sprintf("图斑 TB-%d", i+1)).Photos); got != want {
			t.Errorf("the matter of patch %d has %d photos", i+1, got)
		}
	}
	p.goTo(fmt.Sprintf("/patches/%d", ids[1]))
	p.sees("先到一步")
	if strings.Contains(p.text(), "果园") {
		t.Error("a look that came too late stands on the patch")
	}
}
