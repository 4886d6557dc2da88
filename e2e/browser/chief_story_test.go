package browser

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// chiefVillage is where the chief of this story looks after the forest.
const chiefVillage = area.Code(430405100200)

// chiefStory is a village's forest chief who is overdue, goes, and hands over to the next one.
type chiefStory struct {
	*ownCity
	keeper, old, next, clerk *typist
	post, paper              string // addresses
}

// TestChiefByKeyboard takes a post by keyboard alone from its being given to its being handed over: a day is noted, the
// holder leaves, the list is frozen, and is the same when everything has changed and both have signed. Each step is
// refused once, and the page says why.
func TestChiefByKeyboard(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a whole story; the room's own test takes the same steps without a browser")
	}
	at := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	s := &chiefStory{ownCity: ownCityAt(t, time.Date(2026, 11, 16, 10, 0, 0, 0, calendar.China()), []org.Change{
		&org.AreaSet{Area: 430400000000, Name: "衡阳市"}, &org.AreaSet{Area: 430405000000, Name: "珠晖区"},
		&org.AreaSet{Area: 430405100000, Name: "茶山坳镇"}, &org.AreaSet{Area: chiefVillage, Name: "堰头村"},
		&org.UnitSet{Code: "cun", Zh: "堰头村委会", Area: chiefVillage},
		&org.PersonSet{Login: "qu", Name: "区督查", Posts: at(matter.Supervisor, 430405000000)},
		&org.PersonSet{Login: "disp", Name: "受理甲", Posts: at(matter.Dispatcher, 430405000000)},
		&org.PersonSet{Login: "jiu", Name: "周守林", Posts: at(matter.Inspector, chiefVillage)},
		&org.PersonSet{Login: "xin", Name: "吴守山", Posts: at(matter.Inspector, chiefVillage)},
		&org.PersonSet{Login: "cun", Name: "村文书", Posts: at(matter.UnitClerk, 0), UnitCodes: []string{"cun"}}})}
	for login, k := range map[string]**typist{"qu": &s.keeper, "jiu": &s.old, "xin": &s.next, "cun": &s.clerk} {
		*k = atKeyboard(t, s.url, login)
	}
	for _, step := range []func(){s.given, s.noted, s.left, s.unchanged, s.signed, s.narrow} {
		step()
	}
}

// give gives a command about a matter.
func (s *chiefStory) give(login string, id int64, b matter.Command) int64 {
	s.t.Helper()
	p, _ := s.Org().PersonByLogin(login)
	command, err := ledger.NewID(s.Now(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := s.Do(s.t.Context(), p.Caller(), desk.Command{ID: command, Matter: id, Body: b})
	if err != nil {
		s.t.Fatal(err)
	}
	return r.Matter
}

// given: a number is no name; then the post is his.
func (s *chiefStory) given() {
	k := s.keeper
	k.open("/chiefs/areas/" + chiefVillage.String() + "?theme=forest")
	k.follow(`main a[href^="/chiefs/new"]`)
	k.types("#appoint-name", "13800138000")
	k.send(theForm("appoint"))
	k.again("#appoint-name", "chief_who")
	k.typesHere("jiu")
	k.send(theForm("appoint"))
	k.sees(zh("flash.chief_appointed"))
	s.post = "/chiefs/" + numberIn(k.path())
}

// noted: two weeks later he is overdue, reads so on his page, and notes a day.
func (s *chiefStory) noted() {
	s.turn(15 * 24 * time.Hour)
	k, n := s.old, numberIn(s.post)
	k.open("/work")
	k.follow(`main a[href="/chief"]`)
	k.sees("应到场而没有到")
	k.types("#note-"+n+"-text", " ")
	k.send(theForm("note-" + n))
	k.told("chief_words")
	k.types("#note-text", "看了后山防火通道")
	k.send(theForm("note"))
	k.sees("本周已到场")
}

// left: a problem is open; the keeper ends the post, with a reason, and the next one is named.
func (s *chiefStory) left() {
	id := s.give("jiu", 0, &matter.Report{Area: chiefVillage, Text: "绿化带缺了一大片"})
	s.give("disp", id, &matter.List{Category: "green.damage"})
	s.clerk.open(s.post)
	s.clerk.lacks(theForm("leave"), "a clerk ends no post")
	k := s.keeper
	k.open(s.post)
	k.types("#leave-reason", " ")
	k.send(theForm("leave"))
	k.again("#leave-reason", "chief_words")
	k.typesHere("换届不再担任")
	k.types("#leave-name", "xin")
	k.send(theForm("leave"))
	k.sees(zh("flash.chief_leave"))
	s.paper = "/chiefs/handovers/" + numberIn(k.path())
}

// frozen is what the list says, without who signed it.
func (s *chiefStory) frozen(k *typist) string {
	return js[string](k.visitor, `[...document.querySelectorAll("main .cols > .stack")][0].innerText + `+
		`document.querySelector("main .mono").innerText`)
}

// unchanged: the problem goes on, a day is noted; the list stays.
func (s *chiefStory) unchanged() {
	k := s.old
	k.open(s.paper)
	before := s.frozen(k)
	if len(before) < 100 {
		s.t.Fatalf("the list is %q", before)
	}
	k.sees("本人发现")
	u, _ := s.Org().UnitByCode("cun")
	id := int64(js[int](k.visitor, `+document.querySelector('main a[href^="/matters/"]').href.match(/\d+$/)[0]`))
	s.give("disp", id, &matter.Assign{Lead: u.ID})
	s.turn(24 * time.Hour)
	k.open(s.paper)
	if after := s.frozen(k); after != before {
		s.t.Fatalf("the list was %q, and is %q", before, after)
	}
	s.clerk.open(s.paper)
	s.clerk.sees(zh("fault.chief_missing"))
}

// signed: each for himself, the next one from his own page; then nobody can any more, and the list is as it was.
func (s *chiefStory) signed() {
	k := s.old
	k.open(s.paper)
	before := s.frozen(k)
	k.lacks(theForm("successor"), "he signs for himself alone")
	k.send(theForm("leaver"))
	k.sees(zh("chief.lacks_sign", "side", zh("chief.side.successor")))
	v := s.next
	v.open("/chief")
	v.follow(fmt.Sprintf(`main a[href=%q]`, s.paper))
	v.send(theForm("successor"))
	v.sees(zh("chief.all_signed"))
	v.lacks(theForm("successor"), "it is signed")
	if after := s.frozen(v); after != before {
		s.t.Fatalf("the list was %q, and is %q", before, after)
	}
}

// narrow: on a small phone no page is wider than it.
func (s *chiefStory) narrow() {
	k, at := s.keeper, chiefVillage.String()
	k.do(chromedp.EmulateViewport(360, 740))
	for _, path := range []string{"/chief", "/chiefs", "/chiefs/areas/430405100000?theme=forest", s.post, s.paper,
		"/chiefs/areas/" + at + "/sign", "/public/chiefs/" + at} {
		k.open(path)
		if wide := js[int](k.visitor, `document.documentElement.scrollWidth`); wide > 360 {
			s.t.Errorf("%s is %d wide", path, wide)
		}
	}
}
