package browser

import (
	"crypto/rand"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/tally"
	"xiaohao/platform/lang"
)

// tallyTown is a township whose helmets are counted: a supervisor and two inspectors.
type tallyTown struct {
	*ownCity
	x *tally.Tallies
}

func newTallyTown(t *testing.T, at time.Time) *tallyTown {
	t.Helper()
	post := func(kind matter.Post) []org.Post { return []org.Post{{Kind: kind, Area: plansCounty}} }
	c := &tallyTown{ownCity: ownCityAt(t, at, []org.Change{&org.AreaSet{Area: 430400000000, Name: "衡阳市"},
		&org.AreaSet{Area: plansCounty, Name: "珠晖区"}, &org.AreaSet{Area: plansTown, Name: "茶山坳镇"},
		&org.PersonSet{Login: "qu", Name: "区督办", Posts: post(matter.Supervisor)},
		&org.PersonSet{Login: "shi", Name: "督查甲", Posts: post(matter.Inspector)},
		&org.PersonSet{Login: "er", Name: "督查乙", Posts: post(matter.Inspector)}})}
	c.x = part.Get[*tally.Tallies](c.Values)
	return c
}

func (c *tallyTown) caller(login string) org.Caller {
	p, _ := c.Org().PersonByLogin(login)
	return p.Caller()
}

func (c *tallyTown) command() ledger.ID {
	id, err := ledger.NewID(c.Now(), rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// drawn is a survey of helmets in one hour of one weekday, which is now, at six crossings.
func (c *tallyTown) drawn() int64 {
	c.t.Helper()
	now := c.Now().Time().In(calendar.China())
	hour := now.Add(15 * time.Minute) // a count may begin a quarter before its hour
	day := time.Date(hour.Year(), hour.Month(), hour.Day(), 0, 0, 0, 0, calendar.China())
	span := func(days int) tally.Span {
		return tally.Span{From: calendar.Of(day.AddDate(0, 0, days)), Until: calendar.Of(day.AddDate(0, 0, days+7))}
	}
	p := tally.Plan{Title: "送头盔", Kind: tally.Helmet, Area: plansCounty, Before: span(0), After: span(14), People: 40,
		Minutes: 30, Slots: []tally.Slot{{Weekday: (int(hour.Weekday())+6)%7 + 1, Hour: hour.Hour()}},
		Wanted:   map[tally.Road]int{tally.CityRoad: 6},
		Counters: []int64{c.caller("shi").Person, c.caller("er").Person}}
	for i := range 6 {
		p.Sites = append(p.Sites, tally.Site{Name: fmt.Sprintf("%d 号路口", i+1), Road: tally.CityRoad})
	}
	id, err := c.x.Plan(c.t.Context(), c.caller("qu"), c.command(), p)
	if err == nil {
		err = c.x.Draw(c.t.Context(), c.caller("qu"), c.command(), id)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// taps taps a button of the tally so many times.
func (p *phone) taps(cell string, times int) {
	p.t.Helper()
	for range times {
		js[bool](p.visitor, fmt.Sprintf(`(document.querySelector('button[data-cell=%q]').click(), true)`, cell))
	}
}

// counts wants the numbers on the buttons.
func (p *phone) counts(want map[string]int) {
	p.t.Helper()
	for cell, n := range want {
		p.await(fmt.Sprintf(`document.querySelector('button[data-cell=%q] output')?.textContent === "%d"`, cell, n))
	}
}

// TestTallyOffline counts with one thumb and no network: undone, killed, gone on with, sent once although the first
// answer is lost, kept once.
func TestTallyOffline(t *testing.T) {
	t.Parallel()
	c := newTallyTown(t, time.Now())
	id := c.drawn()
	o := &outside{t: t, line: newLine(t), cmd: &exec.Cmd{}}
	to := strings.TrimPrefix(c.url, "http://")
	o.line.to.Store(&to)
	p := o.ownPhone(lang.Zh)
	p.enter("shi")
	const mine = `#main .stack > .cards a[href^="#/tally/"]`
	p.await(`document.querySelectorAll('` + mine + `').length >= 1`)
	p.offline()
	js[bool](p.visitor, `(document.querySelector('`+mine+`').click(), true)`)
	p.await(`document.querySelectorAll("button.tap").length === 10`)
	at := js[string](p.visitor, `location.hash`)
	if small := js[int](p.visitor, `[...document.querySelectorAll("button.tap")].filter(b => { const r = `+
		`b.getBoundingClientRect(); return r.height < 52 || r.width < 90 || r.right > innerWidth })`+
		`.length`); small > 0 || js[int](p.visitor, `document.documentElement.scrollWidth`) > 360 {
		t.Errorf("%d buttons are too small for a thumb, or the page is too wide", small)
	}
	p.taps("ebike.rider.on", 5)
	p.taps("ebike.rider.off", 3)
	p.taps("courier.rider.on", 1)
	p.press(zh("phone.tally.undo"))
	p.sees(zh("phone.tally.undone", "what", "外卖快递 骑车人 戴头盔"))
	want := map[string]int{"ebike.rider.on": 5, "ebike.rider.off": 3, "courier.rider.on": 0}
	p.counts(want)
	p.awaitDraft(8)
	p.dies()

	p.on(lang.Zh)
	p.network(true)
	p.goTo("/field/")
	p.await(`document.querySelector("#main h1") !== null`)
	p.at(at)
	p.counts(want)
	p.taps("motorcycle.passenger.off", 1)
	p.press(zh("phone.tally.finish"))
	p.await(`location.hash === "#/"`)
	p.awaitCount("waiting", 1)
	o.line.deaf.Store(true) // the sheet arrives, its answer does not
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
	if o.line.posts.Load() < 2 {
		t.Errorf("the sheet went out %d times: its answer was not lost", o.line.posts.Load())
	}
	list, _, err := c.x.Sheets(t.Context(), c.caller("qu"), id, 0, 5)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d sheets: %v", len(list), err)
	}
	e := list[0]
	if !e.Valid() || e.Counts["ebike.rider.on"] != 5 || e.Counts["ebike.rider.off"] != 3 ||
		e.Counts["motorcycle.passenger.off"] != 1 || len(e.Counts) != 3 || e.Person != c.caller("shi").Person {
		t.Errorf("%+v", e)
	}
	p.at(at)
	p.sees(zh("phone.tally.is_counted"))
}

// awaitDraft waits until a tally with so many taps is on the phone.
func (p *phone) awaitDraft(n int) {
	p.t.Helper()
	p.await(fmt.Sprintf(`(window.taps ??= 0, indexedDB.open("xiaohao-field").onsuccess = e => {
		const d = e.target.result; d.transaction("drafts").objectStore("drafts").getAll().onsuccess = r => { d.close();
		window.taps = r.target.result[0]?.form.taps?.length || 0 } }, window.taps === %d)`, n))
}

// TestTallyByKeyboard plans a survey, draws, types in what was counted before and after, and reads whether it helped;
// with too few places nothing is told.
func TestTallyByKeyboard(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a whole story; the room's own tests take the same steps without a browser")
	}
	c := newTallyTown(t, time.Date(2026, 10, 28, 10, 0, 0, 0, calendar.China()))
	k := atKeyboard(t, c.url, "qu")
	k.open("/tallies")
	k.follow(`a[href="/tallies/new"]`)
	k.sees("需要数 21 处")
	k.types("#plan-title", "送头盔前后")
	k.choose("#plan-kind", "helmet")
	c.chooses(k, "#plan-area", plansCounty)
	k.types("#plan-sites", "解放大道，城市道路\n蒸阳路口，城市道路\n东风路口，城市道路")
	for _, box := range []string{"days][value=\"2\"", "days][value=\"4\"", "hours][value=\"7\""} {
		k.tick("#form-plan input[name=" + box + "]")
	}
	k.types("#plan-wanted_city", "6")
	k.types("#plan-wanted_ordinary", "1")
	for name, day := range map[string]string{"before_from": "2026-11-02", "before_until": "2026-11-15",
		"after_from": "2026-11-23", "after_until": "2026-12-06"} {
		k.to("#plan-" + name)
		k.day(day)
	}
	k.types("#plan-counters", "shi\n督查乙")
	k.send(theForm("plan"))
	k.again("#plan-wanted_ordinary", "tally_many", "most", "0")
	k.typesHere("0")
	k.send(theForm("plan"))
	k.sees(zh("tally.undrawn"))
	at := k.path()
	k.send(theForm("draw"))
	k.sees(zh("tally.places"))
	c.turn(18 * 24 * time.Hour)
	k.open(at)
	for i := range 6 {
		c.typeIn(k, at, "before", 22+i%3, 18)
	}
	k.sees("前测已计 6 处")
	c.turn(21 * 24 * time.Hour)
	k.open(at)
	for i := range 6 {
		c.typeIn(k, at, "after", 33+i%3, 6)
		if i < 5 {
			k.sees(zh("tally.few"))
			k.lacks(".now-box .l-green", "a verdict from too few places")
		}
	}
	k.sees("有效，佩戴率提高了")
	k.sees("前测 56%")
	k.sees("目标 70%：已达到")
}

// chooses takes an area of a list in one step or two.
func (c *tallyTown) chooses(k *typist, selector string, a area.Code) {
	k.t.Helper()
	k.choose(selector, a.String())
}

// typeIn types the sheet of the first place of a wave that has none.
func (c *tallyTown) typeIn(k *typist, at, wave string, on, off int) {
	k.t.Helper()
	k.follow(fmt.Sprintf(`#places a[href^="%s/type?wave=%s"]`, at, wave))
	k.types(`input[name="ebike.rider.on"]`, fmt.Sprint(on))
	k.types(`input[name="ebike.rider.off"]`, fmt.Sprint(off))
	k.send(theForm("type"))
	k.sees(zh("flash.tally_typed"))
}
