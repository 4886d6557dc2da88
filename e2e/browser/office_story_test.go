package browser

import (
	"strings"
	"testing"
	"time"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// The units of the towns in which papers go their way.
const (
	roadUnit   = "广东路街道办事处 · jie"
	marketUnit = "市场社区居委会 · she"
)

// aMonday is when their stories begin.
var aMonday = time.Date(2026, 11, 2, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// officePeople are a district with two units and everybody whom a paper needs; of the third unit's clerk no paper asks
// anything.
func officePeople() []org.Change {
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	const here = area.Code(430405000000)
	of := func(kind matter.Post, login, name, unit string) org.Change {
		return &org.PersonSet{Login: login, Name: name, Posts: post(kind, 0), UnitCodes: []string{unit}}
	}
	return []org.Change{&org.AreaSet{Area: 430400000000, Name: "衡阳市"}, &org.AreaSet{Area: here, Name: "珠晖区"},
		&org.AreaSet{Area: 430405001000, Name: "广东路街道"}, &org.AreaSet{Area: 430405001001, Name: "市场社区"},
		&org.UnitSet{Code: "jie", Zh: "广东路街道办事处", Area: 430405001000},
		&org.UnitSet{Code: "she", Zh: "市场社区居委会", Area: 430405001001},
		&org.UnitSet{Code: "ju", Zh: "区水利局", Area: here},
		&org.PersonSet{Login: "disp", Name: "文秘甲", Posts: post(matter.Dispatcher, here)},
		&org.PersonSet{Login: "disp2", Name: "文秘乙", Posts: post(matter.Dispatcher, here)},
		&org.PersonSet{Login: "sup", Name: "督查室主任", Posts: post(matter.Supervisor, here)},
		&org.PersonSet{Login: "lead", Name: "陈区长", Posts: post(matter.Leader, here)},
		&org.PersonSet{Login: "ver", Name: "核查员", Posts: post(matter.Verifier, here)},
		of(matter.UnitClerk, "jieclerk", "街道经办", "jie"), of(matter.UnitClerk, "sheclerk", "社区经办", "she"),
		of(matter.UnitClerk, "juclerk", "水利经办", "ju")}
}

// paperStory is one outgoing paper, with everybody who has a hand in it at his keyboard.
type paperStory struct {
	t     *testing.T
	city  *ownCity
	disp  *typist // drafts, numbers, seals, hands out
	other *typist // could do so too
	sup   *typist // reviews
	lead  *typist // signs off
	jie   *typist // of the units
	she   *typist
	paper string // address of its page
	word  string // how it begins in its number
}

// TestOfficeByKeyboard takes a paper through every step of the office by keyboard alone. Each step is refused once, and
// the page says why.
func TestOfficeByKeyboard(t *testing.T) {
	t.Parallel()
	o := ownCityAt(t, aMonday, officePeople())
	s := &paperStory{t: t, city: o, word: "衡办分〔2026〕"}
	s.sitDown()
	s.drafted()
	s.objected()
	s.reviewed()
	s.signedOff()
	s.numbered()
	s.sealed()
	s.handedOut()
	s.signedFor()
	s.finished()
	s.archived("衡办分", "paper", "30")
}

// sitDown has everybody log in.
func (s *paperStory) sitDown() {
	for login, who := range map[string]**typist{"disp": &s.disp, "disp2": &s.other, "sup": &s.sup, "lead": &s.lead,
		"jieclerk": &s.jie, "sheclerk": &s.she} {
		*who = atKeyboard(s.t, s.city.url, login)
	}
}

// at opens the paper by its link among what waits for somebody.
func (s *paperStory) at(k *typist) {
	s.t.Helper()
	k.open("/office")
	k.follow(`main a[href="` + s.paper + `"]`)
}

// stands wants the state of the paper on its page.
func (s *paperStory) stands(k *typist, state string) {
	s.t.Helper()
	if got := js[string](k.visitor, `document.querySelector("h1 .mark").innerText`); got != zh(state) {
		s.t.Fatalf("the paper stands at %q, want %q\n%s", got, zh(state), k.text())
	}
}

// late has somebody press a button that another person has just pressed: he still sees the page as it was.
func (s *paperStory) late(k *typist, form string, meanwhile func()) {
	s.t.Helper()
	s.at(k)
	meanwhile()
	k.send(form)
	k.told("office_state")
}

// drafted is the draft: without a title it is not sent, with a row too short it is not taken, and without asking
// anybody it does not go on.
func (s *paperStory) drafted() {
	k := s.disp
	k.open("/office")
	k.follow(`main a[href="/office/new"]`)
	k.choose("#form-begin [name=kind]", "breakdown")
	k.choose("#form-begin [name=area]", "430405000000")
	k.held("#form-begin", "[name=title]")
	k.typesHere("防汛排涝任务分解表")
	k.types("#form-begin [name=basis]", "依据：11月2日区政府常务会议")
	k.types("#form-begin [name=rows]", "序号 | 任务 | 牵头单位 | 时限\n1 | 清理湘江路管网 | 广东路街道办事处 | 11月20日\n"+
		"2 | 备足沙袋 | 市场社区居委会 | 11月15日 | 多了一格")
	k.types("#form-begin [name=to]", roadUnit+"\n"+marketUnit)
	k.send("#form-begin")
	k.told("office_row", "columns", "4", "n", "5")
	k.types("#form-begin [name=rows]", "序号 | 任务 | 牵头单位 | 时限\n1 | 清理湘江路管网 | 广东路街道办事处 | 11月20日\n"+
		"2 | 备足沙袋 | 市场社区居委会 | 11月15日")
	k.send("#form-begin")
	if s.paper = k.path(); !strings.HasPrefix(s.paper, "/office/") {
		s.t.Fatalf("no paper: %s", k.text())
	}
	k.send("#form-submit")
	k.told("office_ask_nobody")
	k.types("#form-redraft [name=ask]", roadUnit+"\n"+marketUnit)
	k.send("#form-redraft")
	k.send("#form-submit")
	s.stands(k, "office.state.asked")
}

// objected is a unit's objection: without a reason it is none. The paper comes back, goes nowhere unchanged, and is
// asked about again; the other unit says nothing until the clock takes that for consent.
func (s *paperStory) objected() {
	outsider := atKeyboard(s.t, s.city.url, "juclerk")
	outsider.open(s.paper)
	outsider.told("office_missing")

	k := s.jie
	s.at(k)
	object := k.formLike("form-object")
	k.held(object, "[name=reason]")
	k.typesHere("  ")
	k.send(object)
	k.told("office_words")
	k.types(object+" [name=reason]", "11月20日前汛期未过，时限太紧")
	k.send(object)

	s.at(s.disp)
	s.stands(s.disp, "office.returned")
	s.disp.sees("时限太紧")
	s.disp.lacks("#form-submit", "what came back unchanged may be handed on")
	s.changed("时限改到11月30日", "11月20日", "11月30日")
	s.at(k)
	k.send(k.formLike("form-agree"))
	k.sees(zh("office.opinion.agrees"))
	s.city.turn(10 * 24 * time.Hour)
	s.at(s.sup)
	s.stands(s.sup, "office.state.review")
	s.sup.sees(zh("office.opinion.silent"))
}

// changed is a new version, with what was done about the objection, handed on again.
func (s *paperStory) changed(note, from, to string) {
	s.t.Helper()
	k := s.disp
	k.held("#form-redraft", "[name=note]")
	k.typesHere(note)
	rows := js[string](k.visitor, `document.querySelector("#form-redraft [name=rows]").value`)
	k.types("#form-redraft [name=rows]", strings.Replace(rows, from, to, 1))
	k.send("#form-redraft")
	k.send("#form-submit")
}

// back is how a paper comes back to its drafter and goes on to the reviewer again: the units are asked again.
func (s *paperStory) back(k *typist, why, note, from, to string) {
	s.t.Helper()
	k.held("#form-return", "[name=reason]")
	k.typesHere(why)
	k.send("#form-return")
	s.at(s.disp)
	s.stands(s.disp, "office.returned")
	s.disp.sees(why)
	s.changed(note, from, to)
	s.agreed()
}

// agreed has both units agree.
func (s *paperStory) agreed() {
	s.t.Helper()
	for _, unit := range []*typist{s.jie, s.she} {
		s.at(unit)
		unit.send(unit.formLike("form-agree"))
	}
}

// reviewed is the review: not by who drafted it, and sent back once.
func (s *paperStory) reviewed() {
	s.disp.open(s.paper)
	s.disp.lacks("#form-review", "who drafted it is offered to review it")
	s.disp.sees(zh("office.next.review", "who", "督查室主任"))
	s.back(s.sup, "附注要写明报送方式", "附注已写明", "序号", "顺序")
	s.at(s.sup)
	s.sup.send("#form-review")
	s.stands(s.sup, "office.state.sign")
	s.sup.lacks("#form-sign", "who reviewed it is offered to sign it off")
}

// signedOff is the signature: sent back once, and the way begins again.
func (s *paperStory) signedOff() {
	s.at(s.lead)
	s.back(s.lead, "标题不够清楚", "标题照旧，表头改回", "顺序", "序号")
	s.at(s.sup)
	s.sup.send("#form-review")
	s.at(s.lead)
	s.lead.send("#form-sign")
	s.stands(s.lead, "office.state.number")
	s.lead.lacks("#form-stamp", "who signed off is offered to put the seal")
}

// numbered is the number: who comes late is told so.
func (s *paperStory) numbered() {
	s.late(s.other, "#form-number", func() {
		s.at(s.disp)
		s.disp.send("#form-number")
	})
	s.stands(s.other, "office.state.stamp")
	s.other.sees(s.word + "1号")
}

// sealed is the seal, with how many copies: none is refused.
func (s *paperStory) sealed() {
	k := s.disp
	s.at(k)
	k.types("#form-stamp [name=copies]", "0")
	k.send("#form-stamp")
	k.told("office_copies", "max", "10000")
	k.types("#form-stamp [name=copies]", "12")
	k.send("#form-stamp")
	s.stands(k, "office.state.hand_out")
	k.open("/office/stamps")
	k.sees("珠晖区")
	k.sees("12")
}

// handedOut is the way to the units; who comes late is told so.
func (s *paperStory) handedOut() {
	s.jie.open(s.paper)
	s.jie.lacks("[id^=form-sign_for]", "a unit may sign for what was not handed out")
	s.late(s.other, "#form-hand_out", func() {
		s.at(s.disp)
		s.disp.send("#form-hand_out")
	})
	s.stands(s.other, "office.state.out")
}

// signedFor has the units sign for it: twice is once too often.
func (s *paperStory) signedFor() {
	s.jie.open(s.paper)
	form := s.jie.formLike("form-sign_for")
	second := atKeyboard(s.t, s.city.url, "jieclerk") // another window of the same clerk
	s.at(second)
	s.jie.send(form)
	second.send(form)
	second.told("office_signed_for")
}

// finished is the end of the way: not before all have signed for it, unless somebody says why.
func (s *paperStory) finished() {
	k := s.disp
	k.open(s.paper)
	k.held("#form-finish", "[name=reason]")
	k.typesHere(" ")
	k.send("#form-finish")
	k.told("office_unsigned", "n", "1")
	s.at(s.she)
	s.she.send("[id^=form-sign_for]")
	s.at(k)
	k.send("#form-finish")
	s.stands(k, "office.state.done")
}

// archived puts the paper into a volume of the archive, and locks it.
func (s *paperStory) archived(title, kind, keep string) {
	k := s.disp
	k.open("/archive")
	k.follow(`main a[href*="kind=` + kind + `"][href^="/archive/new"]`)
	k.held("#form-begin", "[name=title]")
	k.typesHere(title + "2026年卷")
	k.send("#form-begin")
	volume := k.path()
	k.lacks("#form-close", "an empty volume may be locked")
	k.tick("#form-arrange [name=items]")
	k.send("#form-arrange")
	s.other.open("/archive")
	s.other.follow(`main a[href="` + volume + `"]`)
	k.send("#form-close")
	k.sees(zh("archive.closed"))
	k.lacks("#form-arrange", "what is locked may be arranged anew")
	s.other.to("#form-arrange [name=items]")
	s.other.press(" ")
	s.other.send("#form-arrange")
	s.other.told("archive_closed")
	k.open(s.paper)
	k.follow(`.now-box a[href="` + volume + `"]`)
}
